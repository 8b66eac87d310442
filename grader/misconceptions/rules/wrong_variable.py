"""The derivative is taken by another variable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from grader.engine import declared_of, displayed
from grader.expr import Expr
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    for variable in question.task.variables if question.variables else ():
        if variable.name in question.task.wrt:
            continue
        if question.task.wrt_is_list:
            continue
        other = replace(question.task, wrt=(variable.name,), truth_tree=None)
        tree = displayed(question.f, other, declared_of(other))
        if tree is not None:
            yield tree


RULE = Rule(
    name="wrong-variable",
    title="differentiated by another variable",
    message="This is the derivative by another variable than the one that is asked for (partial derivatives, section 5.2).",
    explanation="∂f/∂y was given for ∂f/∂x, or the derivative by A for the derivative by x.",
    section="5.2 (5.39)",
    predicts=predicts,
    of_whole=True,
    examples=(Example("x^2 y + y^3", "x", "x^2 + 3y^2", "x: real, y: real"),),
)
