"""Index formulas: a Kronecker delta is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import Cases, Expr, Filled, Indicator, Mul, Number, Unit, paths, replaced
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Indicator:
        yield Number(1)
    elif type(node) is Cases:
        yield from node.args[:-1:2]
        values, conditions = node.args[::2], node.args[1::2]
        for place in range(len(values) - 1):
            yield Cases([part for at, pair in enumerate(zip(values, conditions, strict=True)) if at != place for part in pair])
            yield Cases([part for at, (value, condition) in enumerate(zip(values, conditions, strict=True))
                         for part in (Number(1) if at == len(values) - 1 else value, condition)])


def predicts(question: Question) -> Iterator[Expr]:
    """In the written-out gradient by a matrix: one row for all, or a matrix of ones for the delta."""
    for form in question.forms:
        for path, node in paths(form):
            if type(node) is Unit:
                yield replaced(form, path, Filled("ones"))
            elif type(node) is Mul and any(type(arg) is Unit for arg in node.args) and len(node.args) == 2:
                yield replaced(form, path, next(arg for arg in node.args if type(arg) is not Unit))


RULE = Rule(
    name="delta-missing",
    title="Kronecker delta missing",
    message="A Kronecker delta is missing: most entries of this tensor are zero (section 5.4).",
    explanation="The entry for equal indices was given for all indices; or an indicator was replaced by ones.",
    section="5.4 (5.89–5.92)",
    edits=edits,
    of_writing=False,
    predicts=predicts,
    examples=(
        Example("delta(i,k) x[l]", "", "x[l]", "x: [N], y: [M]", "", "i: M, k: M, l: N", "i, k, l", "value"),
    ),
)
