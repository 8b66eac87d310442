"""Quotient rule: only the numerator is differentiated."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Div, Expr
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Div and all(map(of.depends, node.args)):
        yield Div(of.differential(node.args[0]), node.args[1])


RULE = Rule(
    name="denominator-not-differentiated",
    title="denominator not differentiated",
    message="The denominator was treated as a constant, but it depends on the variable too (quotient rule, section 5.1.2).",
    explanation="(f/g)' was written as f'/g.",
    section="5.1.2 (5.30)",
    breaks=breaks,
    examples=(Example("sin(x)/x", "x", "cos(x)/x"),),
)
