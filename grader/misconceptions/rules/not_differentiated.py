"""The function itself is handed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import Expr, Transpose
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    if question.variables:
        yield question.f
        if question.posed.f_shapes.of(question.f) is not None:
            yield Transpose(question.f)


RULE = Rule(
    name="not-differentiated",
    title="not differentiated",
    message="Nothing was differentiated: this is the function itself (section 5.1).",
    explanation="The answer is f instead of its derivative, or the gradient has entries of f.",
    section="5.1",
    predicts=predicts,
    of_whole=True,
    examples=(Example("x^2 sin(x)", "x", "x^2 sin(x)"),),
)
