"""A function or power of the variable is copied instead of differentiated."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Apply, Call, Expr, Pow, Symbol
from grader.misconceptions.predict.elementary import NOT_ELEMENTARY
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) not in (Apply, Call, Pow) or type(node.args[0]) is not Symbol or not of.depends(node.args[0]):
        return
    if node.data not in NOT_ELEMENTARY and node.data != "exp" and not any(map(of.depends, node.args[1:])):
        yield node


RULE = Rule(
    name="function-copied",
    title="function not differentiated",
    message="A function stands undifferentiated where its derivative belongs (section 5.1.2).",
    explanation="sin(x)' was written as sin(x), or x^n as x^n, while the rest was differentiated.",
    section="5.1.2",
    breaks=breaks,
    examples=(Example("2sin(x) + x^3", "x", "2sin(x) + 3x^2"),
              Example("x sin(x)", "x", "sin(x) + x sin(x)"),),
)
