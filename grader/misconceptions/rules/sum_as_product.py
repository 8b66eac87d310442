"""Sum rule: the product rule is used for a sum."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Expr, Mul
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    terms = node.args if type(node) is Add and len(node.args) == 2 and all(map(of.depends, node.args)) else ()
    if terms and of.shape(node) is None:
        first, second = [of.differential(term) for term in terms]
        yield Mul((first, second))
        yield Add((Mul((first, terms[1])), Mul((terms[0], second))))


RULE = Rule(
    name="sum-as-product",
    title="a sum treated like a product",
    message=(
        "The derivative of a sum is the sum of the derivatives; here the terms were treated like factors (sum rule, "
        "section 5.1.2)."),
    explanation="(f + g)' was written as f' g', or as f' g + f g'.",
    section="5.1.2 (5.31)",
    breaks=breaks,
    examples=(Example("x^2 + sin(x)", "x", "2x cos(x)"),),
)
