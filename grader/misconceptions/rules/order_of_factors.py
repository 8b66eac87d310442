"""Matrices: factors stand in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Expr, Mul
from grader.misconceptions.rule import Example, Rule


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Mul and node.is_array:
        for place in range(len(node.args) - 1):
            args = list(node.args)
            args[place], args[place + 1] = args[place + 1], args[place]
            yield Mul(args)
        if len(node.args) > 2:
            yield Mul(node.args[::-1])


RULE = Rule(
    name="order-of-factors",
    title="order of the factors",
    message="Matrix products do not commute: here two factors stand in the wrong order (section 5.5).",
    explanation="A B was written as B A.",
    section="5.5",
    edits=edits,
    examples=(Example("tr(A X B)", "X", "B^T A^T", "A: [N, N], X: [N, N], B: [N, N]"),),
)
