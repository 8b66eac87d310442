"""Product rule: the derivatives are multiplied."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Expr, Mul
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Mul and sum(map(of.depends, node.args)) > 1:
        yield Mul([of.differential(arg) if of.depends(arg) else arg for arg in node.args])


RULE = Rule(
    name="product-multiplied",
    title="derivatives of the factors multiplied",
    message="The derivatives of the factors were multiplied; the product rule has a sum of two terms (section 5.1.2).",
    explanation="(f g)' was written as f' g'.",
    section="5.1.2 (5.29)",
    breaks=breaks,
    examples=(Example("x sin(x)", "x", "cos(x)"),
              Example("x^2 exp(x)", "x", "2x exp(x)"),),
)
