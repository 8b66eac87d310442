"""Taylor polynomial: the factorials are missing."""

from __future__ import annotations

from collections.abc import Iterator
from math import factorial
from typing import TYPE_CHECKING

from grader.expr import Add, Div, Expr, Mul, Neg, Number, Pow, fold
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.question import Question


def predicts(question: Question) -> Iterator[Expr]:
    if question.problem.asked == "value":
        for form in question.forms:
            yield fold(form, _undivided)
            if type(form) is Add:
                yield Add([_times_factorial(term) for term in form.args])


def _undivided(node: Expr, args: tuple[Expr, ...]) -> Expr:
    if type(node) is Div and type(args[1]) is Number:
        return args[0]
    return node.with_args(args) if args else node


def _times_factorial(term: Expr) -> Expr:
    """The coefficient of a k-th power times k!."""
    inner = term.args[0] if type(term) is Neg else term
    power = next((node for node in (inner, *inner.args) if type(node) is Pow and type(node.args[1]) is Number), None)
    if power is None:
        return term
    product = Mul((Number(factorial(int(power.args[1].data[0]))), inner))
    return Neg(product) if type(term) is Neg else product


RULE = Rule(
    name="factorials-lost",
    title="factorials forgotten",
    message=(
        "The coefficients of a Taylor polynomial are the derivatives divided by factorials; here the factorials are "
        "missing (section 5.1.1)."),
    explanation="f^(k)(x_0) was used as the coefficient of (x - x_0)^k without dividing by k!.",
    section="5.1.1",
    predicts=predicts,
    examples=(
        Example("1 + x + x^2/2 + x^3/6", "", "1 + x + x^2 + x^3", asked="value"),
    ),
)
