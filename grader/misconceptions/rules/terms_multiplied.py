"""The terms of the answer are multiplied."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Add, Call, Expr, Mul
from grader.misconceptions.rule import Example, Rule


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Add:
        yield Mul(node.args)
    if type(node) is Call and node.data == "hadamard":
        yield Add(node.args)


RULE = Rule(
    name="terms-multiplied",
    title="terms multiplied",
    message="The terms of the answer are multiplied; they have to be added.",
    explanation="All terms are there, but a sum was written as a product.",
    section="5.1.2",
    edits=edits,
    examples=(Example("x^2 + sin(x)", "x", "2x cos(x)"),),
)
