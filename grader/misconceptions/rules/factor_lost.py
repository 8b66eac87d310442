"""A factor of the answer is lost."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Div, Expr, Mul, Number
from grader.misconceptions.rule import Example, Rule


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Mul:
        for place in range(len(node.args)):
            rest = [*node.args[:place], *node.args[place + 1:]]
            yield rest[0] if len(rest) == 1 else Mul(rest)
    if type(node) is Div:
        yield Div(Number(1), node.args[1])


RULE = Rule(
    name="factor-lost",
    title="a factor lost",
    message="A factor is missing in your answer.",
    explanation="All other factors of the right answer are there.",
    section="5.1.2",
    edits=edits,
    examples=(Example("x^2 y", "x", "2x", "x: real, y: real"),),
)
