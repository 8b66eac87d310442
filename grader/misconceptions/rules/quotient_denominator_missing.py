"""Quotient rule: the denominator is missing."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Div, Expr, Mul, Neg
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Div and of.depends(node.args[1]):
        over, under = node.args
        second = Neg(Mul((over, of.differential(under))))
        yield Add((Mul((of.differential(over), under)), second)) if of.depends(over) else second


RULE = Rule(
    name="quotient-denominator-missing",
    title="denominator of the quotient rule missing",
    message="The numerator of the quotient rule is there, but its denominator is missing (section 5.1.2).",
    explanation="(f/g)' was written as f' g - f g'.",
    section="5.1.2 (5.30)",
    breaks=breaks,
    examples=(Example("sin(x)/x", "x", "x cos(x) - sin(x)"),),
)
