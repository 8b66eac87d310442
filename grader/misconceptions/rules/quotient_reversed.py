"""Quotient rule: the terms of the numerator are exchanged."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Div, Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Div and all(map(of.depends, node.args)):
        over, under = node.args
        yield Div(Add((Mul((over, of.differential(under))), Neg(Mul((of.differential(over), under))))), Pow(under, Number(2)))


RULE = Rule(
    name="quotient-reversed",
    title="order in the quotient rule",
    message="In the numerator of the quotient rule the two terms stand in the wrong order (section 5.1.2).",
    explanation="(f/g)' was written as (f g' - f' g)/g².",
    section="5.1.2 (5.30)",
    breaks=breaks,
    examples=(Example("sin(x)/x", "x", "(sin(x) - x cos(x))/x^2"),),
)
