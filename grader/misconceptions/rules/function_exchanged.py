"""Sine and cosine (or another pair of functions) are exchanged."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Call, Expr
from grader.misconceptions.rule import Example, Rule

_OTHER = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh", "exp": "log", "log": "exp"}


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data in _OTHER:
        yield Call(_OTHER[node.data], node.args)


RULE = Rule(
    name="function-exchanged",
    title="functions exchanged",
    message="A function stands where another one belongs (such as sine and cosine, section 5.1.2).",
    explanation="sin and cos, sinh and cosh, or exp and log were exchanged in the answer.",
    section="5.1.2",
    edits=edits,
    examples=(Example("x^2 sin(x)", "x", "2x cos(x) + x^2 cos(x)"),),
)
