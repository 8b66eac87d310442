"""Matrices: a transpose is missing or too many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import ArraySymbol, Differential, Expr, Pow, Transpose, fold
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Transpose:
        yield node.args[0]
    elif type(node) in (ArraySymbol, Differential) or (type(node) is Pow and node.is_array):
        yield Transpose(node)


def predicts(question: Question) -> Iterator[Expr]:
    """All transposes forgotten at once, and all of one matrix."""
    for form in question.forms:
        if form.is_array:
            yield fold(form, _plain)
            yield Transpose(form)


def _plain(node: Expr, args: tuple[Expr, ...]) -> Expr:
    if type(node) is Transpose:
        return args[0]
    return node.with_args(args) if args else node


RULE = Rule(
    name="transpose",
    title="a transpose missing or too many",
    message="A transpose is missing, or one too many (mind the shapes, section 5.5).",
    explanation="A was written for Aᵀ or the other way round, perhaps at every matrix.",
    section="5.5",
    edits=edits,
    predicts=predicts,
    examples=(Example("tr(A X B)", "X", "A B", "A: [N, N], X: [N, N], B: [N, N]"),),
)
