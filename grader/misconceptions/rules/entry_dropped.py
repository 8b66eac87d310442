"""Gradient or Jacobian: an entry or a row is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import Expr, Matrix, Number
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    for form in question.forms:
        if type(form) is Matrix and len(form.args) > 1:
            yield from _without(form)


def _without(form: Expr) -> Iterator[Expr]:
    rows, columns = form.data
    for place in range(len(form.args)):
        yield form.with_args([Number(0) if at == place else entry for at, entry in enumerate(form.args)])
    for i in range(rows) if rows > 1 else ():
        yield Matrix(rows - 1, columns, [entry for at, entry in enumerate(form.args) if at // columns != i])
    for j in range(columns) if columns > 1 else ():
        yield Matrix(rows, columns - 1, [entry for at, entry in enumerate(form.args) if at % columns != j])
    if rows == columns:
        yield form.with_args([entry if at // columns == at % columns else Number(0) for at, entry in enumerate(form.args)])
        yield Matrix(1, columns, form.args[::columns + 1])


RULE = Rule(
    name="entry-dropped",
    title="an entry or a row missing",
    message="An entry, a row or a column of the derivative is zero or missing in your answer (section 5.3).",
    explanation="Mixed derivatives were taken as zero, or a row was left out.",
    section="5.3 (5.57)",
    predicts=predicts,
    slip=True,
    examples=(Example("x^2 y", "x, y", "[2x y, 0]", "x: real, y: real"),),
)
