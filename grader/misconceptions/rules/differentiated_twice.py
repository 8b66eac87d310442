"""The function is differentiated once too often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from grader.engine import Calculus, NoRuleError, displayed
from grader.expr import Expr, Matrix, Transpose
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    if question.task.asked != "derivative" or not question.variables:
        return
    if question.task.wrt_is_list and question.posed.outputs:
        return
    if question.task.wrt_is_list:
        yield from _of_a_list(question)
        return
    first = question.derivative(question.f, question.variables)
    name = question.variables[0]
    if first is not None and name not in question.posed.declared.arrays:
        second = question.derivative(first, question.variables)
        if second is not None:
            yield second
        return
    gradient = question.posed.display()
    if gradient is not None and len(question.posed.axes) == 1:
        of = Calculus(question.posed.declared, name)
        try:
            yield of.tidied(of.jacobian(of.tidied(Transpose(gradient))))
        except NoRuleError:
            return


def _of_a_list(question: Question) -> Iterator[Expr]:
    """The Hessian, and the second derivatives by each variable alone."""
    hessian = displayed(question.f, replace(question.task, asked="hessian"), question.posed.declared)
    if type(hessian) is Matrix and hessian.data == (len(question.variables),) * 2:
        yield hessian
        yield Matrix(1, len(question.variables), hessian.args[::len(question.variables) + 1])


RULE = Rule(
    name="differentiated-twice",
    title="differentiated twice",
    message="This is the derivative of the derivative: the function was differentiated once too often (section 5.1).",
    explanation="The answer is f'' (or the Hessian) instead of f' (or the gradient).",
    section="5.1, 5.7",
    predicts=predicts,
    of_whole=True,
    examples=(Example("x^4", "x", "12x^2"),),
)
