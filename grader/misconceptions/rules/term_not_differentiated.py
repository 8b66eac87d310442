"""Sum rule: a term is not differentiated."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Expr
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    places = [place for place, term in enumerate(node.args) if of.depends(term)] if type(node) is Add else []
    if len(places) > 1 and (of.name not in of.declared.arrays):
        for kept in places:
            yield Add([term if place == kept else of.differential(term) for place, term in enumerate(node.args) if place in places])


RULE = Rule(
    name="term-not-differentiated",
    title="a term not differentiated",
    message="One term of the sum was copied without being differentiated (sum rule, section 5.1.2).",
    explanation="(f + g)' was written as f' + g.",
    section="5.1.2 (5.31)",
    breaks=breaks,
    examples=(Example("x^2 + sin(x)", "x", "2x + sin(x)"),),
)
