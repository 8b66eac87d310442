"""The variable is still multiplied to the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import ArraySymbol, Expr, Mul, Transpose
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    if len(question.variables) == 1 and question.variables[0] in question.posed.declared.arrays:
        variable = ArraySymbol(question.variables[0])
        for form in question.forms:
            yield Mul((form, variable))
            yield Mul((Transpose(variable), form))
            yield Mul((variable, form))


RULE = Rule(
    name="variable-kept",
    title="variable kept as a factor",
    message="The variable is still there as a factor: it has been differentiated away (section 5.3).",
    explanation="The value of a linear or quadratic form was written instead of its derivative.",
    section="5.3",
    predicts=predicts,
    examples=(Example("x^T x", "x", "2x^T x", "x: [N]"),),
)
