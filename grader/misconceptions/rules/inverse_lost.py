"""Matrices: an inverse is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import Expr, Filled, Neg, Number, Pow, Transpose, fold
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and node.is_array and type(node.args[1]) is Neg:
        yield node.args[0]
        yield Filled("I")
        yield Transpose(node.args[0])


def misreads(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and node.is_array and node.args[1] == Neg(Number(1)):
        yield node.args[0]


def predicts(question: Question) -> Iterator[Expr]:
    """All inverses forgotten at once."""
    for form in question.forms:
        if form.is_array:
            yield fold(form, _upright)


def _upright(node: Expr, args: tuple[Expr, ...]) -> Expr:
    if type(node) is Pow and node.is_array and type(node.args[1]) is Neg:
        return args[0]
    return node.with_args(args) if args else node


RULE = Rule(
    name="inverse-lost",
    title="an inverse missing",
    message="An inverse was left out (section 5.5).",
    explanation="X was written for X^{-1}, or the factor with the inverse was left out.",
    section="5.5 (5.101, 5.102)",
    misreads=misreads,
    edits=edits,
    predicts=predicts,
    examples=(Example("det(X)", "X", "det(X) X^T", "X: {shape: [N, N], kind: inv}"),),
)
