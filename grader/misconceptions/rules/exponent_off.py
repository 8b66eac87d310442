"""Another exponent stands in the answer."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Add, Expr, Neg, Number, Pow, Symbol
from grader.misconceptions.rule import Example, Rule, holds


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow:
        base, exponent = node.args
        yield Pow(base, Add((exponent, Number(1))))
        if exponent != Number(2):
            yield Pow(base, Add((exponent, Neg(Number(1)))))
        yield Pow(node, Number(2))
    elif type(node) is Symbol:
        yield Pow(node, Number(2))
        yield Pow(node, Number(3))


RULE = Rule(
    name="exponent-off",
    title="exponent wrong",
    message="An exponent in your answer is wrong.",
    explanation="The rest of the right answer is there.",
    section="5.1",
    edits=edits,
    needs=holds(Pow),
    examples=(Example("x^3 y^3", "x", "3x^2 y^2", "x: real, y: real"),),
)
