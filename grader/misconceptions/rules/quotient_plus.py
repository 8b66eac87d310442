"""Quotient rule: plus instead of minus."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Div, Expr, Mul, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Div and of.depends(node.args[1]):
        over, under = node.args
        second = Mul((over, of.differential(under)))
        numerator = Add((Mul((of.differential(over), under)), second)) if of.depends(over) else second
        yield Div(numerator, Pow(under, Number(2)))


RULE = Rule(
    name="quotient-plus",
    title="sign in the quotient rule",
    message="The quotient rule has a minus in the numerator (section 5.1.2).",
    explanation="(f/g)' was written as (f' g + f g')/g²; for a constant numerator the sign of -c g'/g² was lost.",
    section="5.1.2 (5.30)",
    breaks=breaks,
    examples=(Example("sin(x)/x", "x", "(x cos(x) + sin(x))/x^2"),
              Example("1/(1+x^2)", "x", "2x/(1+x^2)^2"),),
)
