"""The function is integrated instead of differentiated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.expr import Expr
from grader.misconceptions.predict.elementary import antiderivative
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    if len(question.variables) == 1 and question.variables[0] not in question.posed.declared.arrays:
        for chain in (True, False):
            tree = antiderivative(question.f, question.variables[0], chain)
            if tree is not None:
                yield tree


RULE = Rule(
    name="integrated",
    title="integrated",
    message="This is an integral of the function, not its derivative (section 5.1).",
    explanation="The exponent was raised and divided by, sin became -cos, 1/x became log: the rules of integration.",
    section="5.1",
    predicts=predicts,
    of_whole=True,
    examples=(Example("x^4", "x", "x^5/5"),
              Example("2x+1", "x", "x^2+x"),
              Example("cos(x)", "x", "sin(x)"),),
)
