"""Quotient rule: the denominator is not squared."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Div, Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Div and of.depends(node.args[1]):
        over, under = node.args
        second = Neg(Mul((over, of.differential(under))))
        numerator = Add((Mul((of.differential(over), under)), second)) if of.depends(over) else second
        yield Div(numerator, under)
        if of.depends(over):
            yield Div(numerator, Pow(over, Number(2)))
        yield Div(numerator, Pow(of.differential(under), Number(2)))


RULE = Rule(
    name="quotient-not-squared",
    title="wrong denominator in the quotient rule",
    message="The denominator of the quotient rule is the square of the old denominator (section 5.1.2).",
    explanation="(f/g)' was written as (f' g - f g')/g, or with another square; 1/g was differentiated to -g'/g.",
    section="5.1.2 (5.30)",
    breaks=breaks,
    examples=(Example("sin(x)/x", "x", "(x cos(x) - sin(x))/x"),
              Example("1/(1+x^2)", "x", "-2x/(1+x^2)"),),
)
