"""The sign of a term is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Add, Call, Expr, Neg
from grader.misconceptions.rule import Example, Rule


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Add:
        for place, term in enumerate(node.args):
            flipped = term.args[0] if type(term) is Neg else Neg(term)
            yield Add((*node.args[:place], flipped, *node.args[place + 1:]))
    if type(node) is Call and node.data == "abs":
        yield node.args[0]


RULE = Rule(
    name="sign-of-a-term",
    title="sign of a term",
    message="The sign of one term is wrong.",
    explanation="All terms are there, one with the opposite sign.",
    section="5.1.2",
    misreads=edits,
    edits=edits,
    examples=(Example("x^2 - x", "x", "2x + 1"),),
)
