"""The quotient rule goes wrong: its sign, its order, its denominator, or derivatives that are divided."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine.calculus import Calculus
from grader.expr import Add, Div, Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def _squared(node: Expr) -> Expr:
    return Pow(node, Number(2))


def _numerator(calculus: Calculus, over: Expr, under: Expr) -> Expr:
    """Return f' g - f g'; for a constant f only the second term."""
    second = Neg(Mul((over, calculus.differential(under))))
    return Add((Mul((calculus.differential(over), under)), second)) if calculus.depends(over) else second


def _quotient_plus(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and node.args[1] == Neg(Number(1)) and calculus.depends(node.args[0]) and calculus.shape(node) is None:
        node = Div(Number(1), node.args[0])
    if type(node) is Div and calculus.depends(node.args[1]):
        over, under = node.args
        second = Mul((over, calculus.differential(under)))
        numerator = Add((Mul((calculus.differential(over), under)), second)) if calculus.depends(over) else second
        yield Div(numerator, _squared(under))


def _quotient_reversed(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Div and all(map(calculus.depends, node.args)):
        over, under = node.args
        first, second = Mul((over, calculus.differential(under))), Mul((calculus.differential(over), under))
        yield Div(Add((first, Neg(second))), _squared(under))


def _quotient_not_squared(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Div and calculus.depends(node.args[1]):
        over, under = node.args
        numerator = _numerator(calculus, over, under)
        yield Div(numerator, under)
        if calculus.depends(over):
            yield Div(numerator, _squared(over))
        # Over one there is no denominator, and that is another mistake.
        if calculus.differential(under) != Number(1):
            yield Div(numerator, _squared(calculus.differential(under)))


def _quotient_divided(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Div and calculus.depends(node.args[1]):
        over, under = node.args
        change = calculus.differential(under)
        yield Div(calculus.differential(over) if calculus.depends(over) else over, change)
        # Where both derivatives are the same, the difference is 0, which is no trace of a quotient.
        if calculus.depends(over) and calculus.differential(over) != change:
            yield Div(Add((calculus.differential(over), Neg(change))), _squared(under))


def _quotient_denominator_missing(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Div and calculus.depends(node.args[1]):
        yield _numerator(calculus, *node.args)


def _denominator_not_differentiated(calculus: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Div and all(map(calculus.depends, node.args)):
        yield Div(calculus.differential(node.args[0]), node.args[1])


RULES = (
    Rule(
        name="quotient-plus", looks_like="(f/g)' = (f' g + f g')/g^2",
        title="sign in the quotient rule",
        message="The quotient rule has a minus in the numerator (section 5.1.2).",
        explanation="(f/g)' was written as (f' g + f g')/g²; for a constant numerator the sign of -c g'/g² was lost.",
        section="5.1.2 (5.30)",
        mal_rule=_quotient_plus,
        examples=(Example("sin(x)/x", "x", "(x cos(x) + sin(x))/x^2"), Example("1/(1+x^2)", "x", "2x/(1+x^2)^2")),
    ),
    Rule(
        name="quotient-reversed", looks_like="(f/g)' = (f g' - f' g)/g^2",
        title="order in the quotient rule",
        message="In the numerator of the quotient rule the two terms are in the wrong order (section 5.1.2).",
        explanation="(f/g)' was written as (f g' - f' g)/g².",
        section="5.1.2 (5.30)",
        mal_rule=_quotient_reversed,
        examples=(Example("sin(x)/x", "x", "(sin(x) - x cos(x))/x^2"),),
    ),
    Rule(
        name="quotient-not-squared", looks_like="(f/g)' = (f' g - f g')/g",
        title="wrong denominator in the quotient rule",
        message="The denominator of the quotient rule is the square of the old denominator (section 5.1.2).",
        explanation="(f/g)' was written as (f' g - f g')/g, or with another square; 1/g was differentiated to -g'/g.",
        section="5.1.2 (5.30)",
        mal_rule=_quotient_not_squared,
        examples=(Example("sin(x)/x", "x", "(x cos(x) - sin(x))/x"), Example("1/(1+x^2)", "x", "-2x/(1+x^2)")),
    ),
    Rule(
        name="denominator-not-differentiated", looks_like="(f/g)' = f'/g",
        title="denominator not differentiated",
        message="The denominator was treated as a constant, but it depends on the variable too (quotient rule, section 5.1.2).",
        explanation="(f/g)' was written as f'/g.",
        section="5.1.2 (5.30)",
        mal_rule=_denominator_not_differentiated,
        examples=(Example("sin(x)/x", "x", "cos(x)/x"),),
    ),
    Rule(
        name="quotient-divided", looks_like="(f/g)' = f'/g'",
        title="derivatives divided",
        message="The derivatives of numerator and denominator were divided; a quotient needs the quotient rule (section 5.1.2).",
        explanation="(f/g)' was written as f'/g', or as (f' - g')/g²; 1/g was differentiated to 1/g'.",
        section="5.1.2 (5.30)",
        mal_rule=_quotient_divided,
        examples=(Example("sin(x)/x^2", "x", "cos(x)/(2x)"), Example("1/(1+exp(-x))", "x", "-1/exp(-x)")),
    ),
    Rule(
        name="quotient-denominator-missing", looks_like="(f/g)' = f' g - f g'",
        title="denominator of the quotient rule missing",
        message="The numerator of the quotient rule is there, but its denominator is missing (section 5.1.2).",
        explanation="(f/g)' was written as f' g - f g'.",
        section="5.1.2 (5.30)",
        mal_rule=_quotient_denominator_missing,
        examples=(Example("sin(x)/x", "x", "x cos(x) - sin(x)"),),
    ),
)
