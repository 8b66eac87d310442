"""Product rule: only one factor is differentiated."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Expr, Mul
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Mul and sum(map(of.depends, node.args)) > 1:
        for place, arg in enumerate(node.args):
            if of.depends(arg):
                yield Mul((*node.args[:place], of.differential(arg), *node.args[place + 1:]))


RULE = Rule(
    name="product-one-term",
    title="only one factor differentiated",
    message=(
        "Only one of the factors was differentiated; the product rule has one term for each factor (sections 5.1.2 and "
        "5.2.1)."),
    explanation=(
        "(f g)' was written as f' g or as f g'. For matrix products such as RᵀR both occurrences of the variable have to "
        "be differentiated."),
    section="5.1.2 (5.29), 5.4",
    breaks=breaks,
    examples=(Example("x sin(x)", "x", "sin(x)"),
              Example("x sin(x)", "x", "x cos(x)"),),
)
