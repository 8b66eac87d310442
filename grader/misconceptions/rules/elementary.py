"""The derivative of an elementary function is that of another one, or has another form: tan, arcsin, a^x, log_a, a root."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.engine.calculus import Calculus
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule

_ONE, _TWO = Number(1), Number(2)


def _call(name: str) -> Callable[[Expr], Expr]:
    return lambda u: Call(name, (u,))


def _over(name: str, power: int = 1) -> Callable[[Expr], Expr]:
    """One over a function, or over its square."""
    return lambda u: Div(_ONE, Call(name, (u,)) if power == 1 else Pow(Call(name, (u,)), _TWO))


def _minus(made: Callable[[Expr], Expr]) -> Callable[[Expr], Expr]:
    return lambda u: Neg(made(u))


def _with_square(sign: int) -> Callable[[Expr], Expr]:
    """1 + u², or 1 - u²."""
    return lambda u: Add((_ONE, Pow(u, _TWO) if sign > 0 else Neg(Pow(u, _TWO))))


def _over_square(sign: int) -> Callable[[Expr], Expr]:
    return lambda u: Div(_ONE, _with_square(sign)(u))


def _over_root(sign: int) -> Callable[[Expr], Expr]:
    return lambda u: Div(_ONE, Call("sqrt", (_with_square(sign)(u),)))


_MIXED_UP: dict[str, tuple[Callable[[Expr], Expr], ...]] = {
    "tan": (_minus(_over("sin", 2)), _over("sin", 2), _over("cos"), lambda u: Div(Call("tan", (u,)), Call("cos", (u,))), _call("cot"),
            lambda u: Add((_ONE, Neg(Pow(Call("tan", (u,)), _TWO))))),
    "cot": (_over("sin", 2), _minus(_over("cos", 2)), _over("cos", 2), _minus(_call("tan")), _call("tan")),
    "asin": (_over_square(1), _over_root(1), _over_square(-1), _call("acos"), _over("cos")),
    "acos": (_over_root(-1), _minus(_over_square(1)), _minus(_over_root(1)), _minus(_call("asin")), _minus(_over("sin"))),
    "atan": (_over_root(-1), _over_square(-1), _over_root(1), _call("acot"), lambda u: Pow(Call("cos", (u,)), _TWO), _over("tan")),
    "sinh": (_minus(_call("cosh")), _call("cos")), "cosh": (_minus(_call("sinh")), _minus(_call("sin"))),
    "tanh": (_over("cosh"), lambda u: Add((_ONE, Pow(Call("tanh", (u,)), _TWO))), lambda u: Div(_ONE, Pow(Call("cos", (u,)), _TWO))),
    "sqrt": (lambda u: Div(_ONE, Mul((_TWO, u))),),
}
"""By function, what stands in the place of its derivative."""


def _elementary_derivative(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) not in (Call, Pow) or calculus.shape(node) is not None:
        return
    if type(node) is Pow:
        base, u = node.args
        if calculus.depends(base) or base == Constant("e") or not calculus.depends(u):
            return
        outer = [node, Div(node, Call("log", (base,)))]
    elif node.data == "log" and len(node.args) == 2:
        u, base = node.args
        outer = [Div(_ONE, u), Div(Call("log", (base,)), u), Div(_ONE, Mul((u, base)))]
    else:
        u = node.args[0]
        outer = [made(u) for made in _MIXED_UP.get(node.data, ())]
    change = calculus.differential(u) if outer else None
    yield from (Mul((each, change)) for each in outer if change is not None)


RULES = (
    Rule(
        name="elementary-derivative", looks_like="arcsin(u)' = u'/(1 + u^2)",
        title="derivative of an elementary function",
        message=(
            "The derivative of an elementary function is mixed up with another one, or has lost a part: look it up in the table of "
            "derivatives (section 5.1)."),
        explanation=(
            "arctan was differentiated like arcsin, tan like cot, (a^x)' was written as a^x or a^x/log(a), log_a(x)' as 1/x or log(a)/x, "
            "and the like."),
        section="5.1",
        mal_rule=_elementary_derivative,
        of_multiples=False,  # Each multiple of a^x is one of its right derivative.
        examples=(Example("tan(2x)", "x", "-2/sin(2x)^2"), Example("3^x + x", "x", "3^x/log(3) + 1"),
                  Example("sqrt(1 + x^4)", "x", "2x^3/(1 + x^4)")),
    ),
)
