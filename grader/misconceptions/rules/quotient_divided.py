"""Quotient rule: the derivatives are divided."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Div, Expr, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is not Div or not of.depends(node.args[1]):
        return
    over, under = node.args
    change = of.differential(under)
    yield Div(of.differential(over) if of.depends(over) else over, change)
    if of.depends(over):
        yield Div(Add((of.differential(over), Neg(change))), Pow(under, Number(2)))


RULE = Rule(
    name="quotient-divided",
    title="derivatives divided",
    message="The derivatives of numerator and denominator were divided; a quotient needs the quotient rule (section 5.1.2).",
    explanation="(f/g)' was written as f'/g', or as (f' - g')/g²; 1/g was differentiated to 1/g'.",
    section="5.1.2 (5.30)",
    breaks=breaks,
    examples=(Example("sin(x)/x^2", "x", "cos(x)/(2x)"),
              Example("1/(1+exp(-x))", "x", "-1/exp(-x)"),),
)
