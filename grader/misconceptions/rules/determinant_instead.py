"""A determinant is given where the matrix is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import Add, Expr, Matrix, Mul, Neg
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    for form in question.forms:
        if type(form) is Matrix and form.data == (2, 2):
            a, b, c, d = form.args
            yield Add((Mul((a, d)), Neg(Mul((b, c)))))


RULE = Rule(
    name="determinant-instead",
    title="determinant instead of the matrix",
    message="This is a determinant; the whole matrix of partial derivatives is asked for (section 5.3).",
    explanation="det of the Jacobian was handed in instead of the Jacobian.",
    section="5.3 (5.61)",
    predicts=predicts,
    of_whole=True,
    examples=(Example("[x y; x+y]", "x, y", "y - x", "x: real, y: real"),),
)
