"""A product stands where a quotient belongs."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Div, Expr, Mul, Number
from grader.misconceptions.rule import Example, Rule


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Div:
        over, under = node.args
        yield under if over == Number(1) else Mul((over, under))


RULE = Rule(
    name="multiplied-instead",
    title="multiplied instead of divided",
    message="Your answer multiplies by something by which it has to divide.",
    explanation="u v was written for u/v.",
    section="5.1.2",
    edits=edits,
    examples=(Example("log(x^2+1)", "x", "2x(x^2+1)"),),
)
