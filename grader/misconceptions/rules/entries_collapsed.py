"""Gradient or Jacobian: the entries are added or multiplied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import Add, Expr, Matrix, Mul
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    for form in question.forms:
        if type(form) is Matrix and len(form.args) > 1:
            yield Add(form.args)
            yield Mul(form.args)
            rows, columns = form.data
            if rows > 1 and columns > 1:
                yield Matrix(rows, 1, [Add(form.args[i * columns:(i + 1) * columns]) for i in range(rows)])
                yield Matrix(1, columns, [Add(form.args[j::columns]) for j in range(columns)])


RULE = Rule(
    name="entries-collapsed",
    title="entries added or multiplied",
    message="The partial derivatives are collected in a row or matrix; here they are added or multiplied (section 5.2).",
    explanation="A scalar was handed in: the sum or the product of the entries; or a row of a Jacobian was added up.",
    section="5.2 (5.40)",
    predicts=predicts,
    of_whole=True,
    slip=True,
    examples=(Example("x^2 y", "x, y", "2x y + x^2", "x: real, y: real"),),
)
