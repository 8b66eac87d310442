"""Power rule: the variable itself is not differentiated."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Expr, Symbol
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Symbol:
        yield node


RULE = Rule(
    name="variable-not-differentiated",
    title="variable left standing",
    message="The derivative of the variable by itself is one; here the variable is still standing there (section 5.1).",
    explanation="(c x)' was written as c x.",
    section="5.1",
    breaks=breaks,
    examples=(Example("2x+1", "x", "2x"),
              Example("5x + sin(x)", "x", "5x + cos(x)"),),
)
