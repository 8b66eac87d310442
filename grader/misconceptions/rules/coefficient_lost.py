"""Constant factor: the coefficient is lost."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Div, Expr, Mul
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    constants = [arg for arg in node.args if not of.depends(arg)] if type(node) is Mul else []
    for constant in constants:
        rest = [arg for arg in node.args if arg is not constant]
        yield of.differential(rest[0] if len(rest) == 1 else Mul(rest))
    if type(node) is Div and not of.depends(node.args[1]):
        yield of.differential(node.args[0])


RULE = Rule(
    name="coefficient-lost",
    title="coefficient lost",
    message="A constant factor stays when a function is differentiated; here it is gone (section 5.1.2).",
    explanation="(c f)' was written as f'.",
    section="5.1.2",
    breaks=breaks,
    examples=(Example("3x^2", "x", "2x"),
              Example("sin(2x)", "x", "cos(2x)"),),
)
