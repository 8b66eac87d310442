"""Sum rule: the derivative of a constant is not zero in the answer."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Expr, Neg, Number
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    constants = [term for term in node.args if not of.depends(term)] if type(node) is Add else []
    if constants:
        changes = [of.differential(term) for term in node.args if of.depends(term)]
        yield Add((*changes, *constants))
        if of.shape(node) is None:
            yield Add((*changes, *[Neg(Number(1)) if type(term) is Neg else Number(1) for term in constants]))


RULE = Rule(
    name="constant-not-dropped",
    title="constant not dropped",
    message=(
        "A term that does not depend on the variable has the derivative zero; here it left something behind (sum rule, "
        "section 5.1.2)."),
    explanation="The derivative of c was written as 1, or c was kept.",
    section="5.1.2 (5.31)",
    breaks=breaks,
    examples=(Example("2x+1", "x", "3"),
              Example("x^2+5", "x", "2x+5"),),
)
