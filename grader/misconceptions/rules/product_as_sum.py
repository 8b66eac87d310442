"""Product rule: the sum rule is used for a product."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Expr, Mul
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    dependent = [arg for arg in node.args if of.depends(arg)] if type(node) is Mul else []
    if len(dependent) == 2:
        yield Add([of.differential(arg) for arg in dependent])
        yield Add([Mul((of.differential(arg), arg)) for arg in dependent])


RULE = Rule(
    name="product-as-sum",
    title="a product treated like a sum",
    message=(
        "The derivatives of the factors were added, as if it were a sum; the product rule keeps the other factor in each "
        "term (section 5.1.2)."),
    explanation="(f g)' was written as f' + g', or with the wrong factor kept in each term.",
    section="5.1.2 (5.29)",
    breaks=breaks,
    examples=(Example("x sin(x)", "x", "1 + cos(x)"),),
)
