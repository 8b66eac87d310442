"""The rules for powers and for sine and cosine go wrong: exponent, factor or sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from grader.engine.calculus import Calculus
from grader.expr import Add, Call, Div, Expr, Mul, Neg, Number, Pow, postorder
from grader.misconceptions.predict.derivatives import MalRule
from grader.misconceptions.rule import Example, Rule

Factored = tuple[list[Expr], Expr, Expr]
"""Constant factors, and the base and the exponent of the power that they stand beside."""


def _of_power(results: Callable[[Expr, Expr, Expr], Iterable[Expr]]) -> MalRule:
    """Return the mal-rule that makes ``results`` of the base, the exponent and the base's derivative, where the base alone varies.

    A root is a power, and so is one over a power.
    """
    def mal_rule(calculus: Calculus, node: Expr) -> Iterable[Expr]:
        found = _as_power(calculus, node) if type(node) in (Pow, Call, Div) and calculus.shape(node) is None else None
        if found is None:
            return ()
        factors, base, exponent = found
        made = results(base, exponent, calculus.differential(base))
        return [Mul((*factors, each)) for each in made] if factors else made

    return mal_rule


def _as_power(calculus: Calculus, node: Expr) -> Factored | None:
    """Return a number times a power, with a base that varies alone; ``None`` for anything else."""
    if type(node) is Call and node.data == "sqrt":
        found: Factored | None = [], node.args[0], Div(Number(1), Number(2))
    elif type(node) is Pow and not calculus.depends(node.args[1]):
        found = [], node.args[0], node.args[1]
    elif type(node) is Div and not calculus.depends(node.args[0]):
        under = _as_power(calculus, node.args[1])
        found = None if under is None else ([node.args[0], *under[0]], under[1], Neg(under[2]))
    else:
        return None
    return found if found is not None and calculus.depends(found[1]) else None


def _plus(exponent: Expr, number: int) -> Expr:
    return Add((exponent, Number(number) if number > 0 else Neg(Number(-number))))


def _power_rule_on_exponential(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and calculus.depends(node.args[1]) and not calculus.depends(node.args[0]):
        base, exponent = node.args
        reduced = Mul((exponent, Pow(base, _plus(exponent, -1))))
    elif type(node) is Call and node.data == "exp" and calculus.shape(node.args[0]) is None:
        exponent = node.args[0]
        reduced = Mul((exponent, Call("exp", (_plus(exponent, -1),))))
    else:
        return
    yield Mul((reduced, calculus.differential(exponent)))
    yield reduced


def _both_vary(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and all(map(calculus.depends, node.args)) and calculus.shape(node) is None:
        base, exponent = node.args
        yield Mul((exponent, Pow(base, _plus(exponent, -1)), calculus.differential(base)))
        yield Mul((node, Call("log", (base,)), calculus.differential(exponent)))


def _shows_a_rule(answer: Expr) -> bool:
    """Whether an exponent is reduced or a logarithm stands in an answer: x x^(x-1) is x^x, which alone shows no rule."""
    return any((type(node) is Pow and type(node.args[1]) is Add) or (type(node) is Call and node.data == "log")
               for node in postorder(answer))


def _sine_cosine_sign(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data in ("sin", "cos"):
        outer, change = Neg(calculus.outer(node)), calculus.differential(node.args[0])
        yield Mul((outer, change)) if calculus.shape(node.args[0]) is None else Call("hadamard", (outer, change))


RULES = (
    Rule(
        name="exponent-not-reduced", looks_like="(u^n)' = n u^n u'",
        title="exponent not reduced",
        message="The exponent was brought down, but the power itself was not reduced by one (power rule, section 5.1).",
        explanation="(x^n)' was written as n x^n.",
        section="5.1 (Example 5.2)",
        mal_rule=_of_power(lambda u, n, change: [Mul((n, Pow(u, n), change))]),
        examples=(Example("x^4", "x", "4x^4"), Example("(2x+1)^4", "x", "8(2x+1)^4")),
    ),
    Rule(
        name="exponent-not-brought-down", looks_like="(u^n)' = u^(n-1) u'",
        title="exponent not brought down",
        message="The exponent was reduced, but it is missing as a factor in front (power rule, section 5.1).",
        explanation="(x^n)' was written as x^(n-1).",
        section="5.1 (Example 5.2)",
        # Of an exponent of minus one nothing is missing but a sign.
        mal_rule=_of_power(lambda u, n, change: [Mul((Pow(u, _plus(n, -1)), change))] if n != Neg(Number(1)) else ()),
        examples=(Example("x^4", "x", "x^3"), Example("x^n", "x", "x^(n-1)", "x: real, n: natural")),
    ),
    Rule(
        name="exponent-raised", looks_like="(u^n)' = n u^(n+1) u'",
        title="exponent raised instead of reduced",
        message="The exponent was raised by one; differentiation reduces it (power rule, section 5.1).",
        explanation="(x^n)' was written as n x^(n+1), half way to the integral, or (x^(-2))' as -2x^(-1).",
        section="5.1 (Example 5.2)",
        # An exponent of minus one becomes zero, and what is left looks like a lost denominator.
        mal_rule=_of_power(lambda u, n, change: [Mul((n, Pow(u, _plus(n, 1)), change))] if n != Neg(Number(1)) else ()),
        examples=(Example("x^4", "x", "4x^5"), Example("3/x^2", "x", "-6/x", "x: positive")),
    ),
    Rule(
        name="power-rule-on-exponential", looks_like="(a^u)' = u a^(u-1) u'",
        title="power rule used on an exponential",
        message="The variable is in the exponent: the power rule does not apply there (derivative of exp, section 5.1.2).",
        explanation="(a^x)' was written as x a^(x-1), or exp(x)' as x exp(x-1), perhaps without the inner derivative.",
        section="5.1.2",
        mal_rule=_power_rule_on_exponential,
        examples=(Example("exp(x)", "x", "x exp(x-1)"), Example("2^x", "x", "x*2^(x-1)")),
    ),
    Rule(
        name="base-and-exponent", looks_like="(u^v)' = v u^(v-1) u'",
        title="variable in the base and in the exponent",
        message=(
            "The variable is in the base and in the exponent: the power rule alone does not apply, nor does the rule for exponentials; "
            "write the power with exp and log first (section 5.1.2)."),
        explanation="(x^x)' was written as x x^(x-1), or as x^x log(x).",
        section="5.1.2",
        mal_rule=_both_vary,
        needs=_shows_a_rule,
        examples=(Example("x^x", "x", "x x^(x-1)", "x: positive"), Example("(x^2+1)^x", "x", "(x^2+1)^x log(x^2+1)")),
    ),
    Rule(
        name="sine-cosine-sign", looks_like="cos(u)' = sin(u) u'",
        title="sign of a trigonometric derivative",
        message="The sign of the derivative of a sine or cosine is wrong (section 5.1.2).",
        explanation="cos(x)' was written as sin(x), or sin(x)' as -cos(x).",
        section="5.1.2",
        mal_rule=_sine_cosine_sign,
        examples=(Example("cos(x^2)", "x", "2x sin(x^2)"), Example("sin(x)", "x", "-cos(x)")),
    ),
    Rule(
        name="power-rule-mixed-up", looks_like="(u^n)' = (n-1) u^n u'",
        title="exponent and factor mixed up",
        message="The exponent in front and the exponent of the power are mixed up (power rule, section 5.1).",
        explanation="(x^n)' was written as (n-1) x^n, or as (n-1) x^(n-2).",
        section="5.1 (Example 5.2)",
        # Of a square the second way leaves the number one, which has no exponent to mix up.
        mal_rule=_of_power(lambda u, n, change: [Mul((_plus(n, -1), Pow(u, power), change))
                                                 for power in ((n,) if n == Number(2) else (n, _plus(n, -2)))]),
        examples=(Example("x^4", "x", "3x^4"), Example("x^n", "x", "(n-1) x^(n-2)", "x: real, n: natural")),
    ),
)
