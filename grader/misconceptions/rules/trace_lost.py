"""A trace is missing, or taken where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import Call, Expr, Pow, paths, replaced
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data == "tr":
        yield node.args[0]


def predicts(question: Question) -> Iterator[Expr]:
    for form in question.forms if question.posed.symbolic else ():
        yield Call("tr", (form,))
        for _, inner in paths(form):
            if type(inner) is Pow and inner.is_array:
                yield from (replaced(form, path, Call("tr", (node,))) for path, node in paths(form) if node is inner)


RULE = Rule(
    name="trace-lost",
    title="a trace missing or too many",
    message="A trace is missing, or a trace was taken where the whole matrix is asked for (section 5.5).",
    explanation="tr(…) was left out of a differential, or the gradient was collapsed to its trace.",
    section="5.5 (5.100, 5.101)",
    edits=edits,
    predicts=predicts,
    examples=(Example("tr(A X)", "X", "tr(A^T)", "A: [N, N], X: [N, N]"),),
)
