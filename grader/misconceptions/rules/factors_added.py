"""The factors of the answer are added."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Add, Expr, Mul
from grader.misconceptions.rule import Example, Rule


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Mul:
        yield Add(node.args)


RULE = Rule(
    name="factors-added",
    title="factors added",
    message="The factors of the answer are added; they have to be multiplied.",
    explanation="All factors are there, but a product was written as a sum.",
    section="5.1.2",
    edits=edits,
    examples=(Example("sin(x^2)", "x", "2x + cos(x^2)"),),
)
