"""The function is differentiated once where twice is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from grader.engine import displayed
from grader.expr import Expr
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    if question.task.asked == "hessian":
        first = displayed(question.f, replace(question.task, asked="derivative"), question.posed.declared)
        if first is not None:
            yield first


RULE = Rule(
    name="differentiated-once",
    title="gradient instead of the Hessian",
    message="This is the gradient; the Hessian collects its derivatives (section 5.7).",
    explanation="The answer is the first derivative, where second derivatives are asked.",
    section="5.7",
    predicts=predicts,
    of_whole=True,
    examples=(
        Example("x^2 y", "x, y", "[2x y, x^2]", "x: real, y: real", asked="hessian"),
    ),
)
