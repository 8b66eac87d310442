"""The answer is not divided by its denominator."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Div, Expr
from grader.misconceptions.rule import Example, Rule


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Div:
        yield node.args[0]


RULE = Rule(
    name="denominator-lost",
    title="denominator lost",
    message="A denominator was left out.",
    explanation="A difference quotient was not divided by h, or the denominator of an outer derivative is missing.",
    section="5.1 (5.3)",
    misreads=edits,
    edits=edits,
    of_multiples=False,
    examples=(Example("log(x^2+1)", "x", "2x"),),
)
