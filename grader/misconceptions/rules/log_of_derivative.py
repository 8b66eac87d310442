"""Logarithm rule: the logarithm is not turned into a quotient."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Call, Div, Expr, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data == "log" and len(node.args) == 1 and of.shape(node.args[0]) is None:
        change = of.differential(node.args[0])
        yield Call("log", (change,))
        yield Div(Number(1), change)
        yield Div(change, node)
        yield Neg(Div(change, Pow(node.args[0], Number(2))))
        yield change


RULE = Rule(
    name="log-of-derivative",
    title="derivative of the logarithm",
    message="The derivative of the logarithm is one over its argument, times the derivative of the argument (section 5.1.2).",
    explanation="log(u)' was written as log(u'), as 1/u', or as 1/log(u).",
    section="5.1.2",
    breaks=breaks,
    examples=(Example("log(x^2+1)", "x", "log(2x)", "x: positive"),
              Example("log(x^2+1)", "x", "1/(2x)"),),
)
