"""A power stands in the answer without its exponent."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Expr, Neg, Pow
from grader.misconceptions.rule import Example, Rule


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and type(node.args[1]) is not Neg:
        yield node.args[0]


RULE = Rule(
    name="exponent-missing",
    title="exponent missing",
    message="An exponent is missing in your answer.",
    explanation="The base of a power stands there without its exponent; the rest of the right answer is there.",
    section="5.1",
    edits=edits,
    examples=(Example("x^2 y^2", "x", "2x y", "x: real, y: real"),),
)
