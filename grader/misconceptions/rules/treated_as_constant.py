"""The function is treated as a constant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import Expr, Number
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    if question.variables:
        yield Number(0)


RULE = Rule(
    name="treated-as-constant",
    title="treated as a constant",
    message="The derivative is zero only if the function does not depend on the variable at all; here it does (section 5.1).",
    explanation="The answer is 0.",
    section="5.1",
    predicts=predicts,
    of_whole=True,
    examples=(Example("2x+1", "x", "0"),),
)
