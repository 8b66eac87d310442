"""The sign of a term is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Add, Expr, Neg
from grader.misconceptions.rule import Example, Rule, holds


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Add:
        for place, term in enumerate(node.args):
            flipped = term.args[0] if type(term) is Neg else Neg(term)
            yield Add((*node.args[:place], flipped, *node.args[place + 1:]))


RULE = Rule(
    name="sign-of-a-term",
    title="sign of a term",
    message="The sign of a term is wrong.",
    explanation="All terms are there, one with the opposite sign.",
    section="5.1.2",
    misreads=edits,
    edits=edits,
    needs=holds(Add),
    examples=(Example("x^2 - x", "x", "2x + 1"),),
)
