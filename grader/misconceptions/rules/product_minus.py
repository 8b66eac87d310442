"""Product rule: the terms are subtracted."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Expr, Mul, Neg
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    places = [place for place, arg in enumerate(node.args) if of.depends(arg)] if type(node) is Mul else []
    if len(places) == 2:
        first, second = [Mul((*node.args[:place], of.differential(node.args[place]), *node.args[place + 1:])) for place in places]
        yield Add((first, Neg(second)))
        yield Add((second, Neg(first)))


RULE = Rule(
    name="product-minus",
    title="minus in the product rule",
    message="The terms of the product rule are added; here one is subtracted (section 5.1.2).",
    explanation="(f g)' was written as f' g - f g', as in the numerator of the quotient rule.",
    section="5.1.2 (5.29)",
    breaks=breaks,
    examples=(Example("x sin(x)", "x", "sin(x) - x cos(x)"),),
)
