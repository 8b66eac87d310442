"""A term of a sum is lost before or after differentiating."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Add, Expr
from grader.misconceptions.rule import Example, Rule


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Add:
        for place in range(len(node.args)):
            rest = [*node.args[:place], *node.args[place + 1:]]
            yield rest[0] if len(rest) == 1 else Add(rest)
        if len(node.args) > 2:
            for count in range(1, len(node.args) - 1):
                yield node.args[0] if count == 1 else Add(node.args[:count])
                yield node.args[-1] if count == 1 else Add(node.args[-count:])


RULE = Rule(
    name="term-lost",
    title="a term lost",
    message="A term of a sum is missing in your answer (sum rule, section 5.1.2).",
    explanation="A summand of f was dropped before differentiating, or a summand of the answer was lost.",
    section="5.1.2 (5.31)",
    misreads=edits,
    edits=edits,
    examples=(Example("x^2 y + x y^3", "x", "2x y", "x: real, y: real"),
              Example("(2x+1)^4", "x", "8(2x)^3"),),
)
