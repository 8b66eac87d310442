"""Exponential rule: the exponent is differentiated inside of exp."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Call, Expr, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data == "exp" and of.shape(node.args[0]) is None:
        yield Call("exp", (of.differential(node.args[0]),))
    elif type(node) is Pow and of.depends(node.args[1]) and not of.depends(node.args[0]):
        yield Pow(node.args[0], of.differential(node.args[1]))


RULE = Rule(
    name="exp-of-derivative",
    title="exponent differentiated inside exp",
    message=(
        "The exponent was differentiated inside the exponential function; exp stays as it is and gets the derivative of "
        "the exponent as a factor (section 5.1.2)."),
    explanation="exp(u)' was written as exp(u').",
    section="5.1.2",
    breaks=breaks,
    examples=(Example("exp(x^2)", "x", "exp(2x)"),),
)
