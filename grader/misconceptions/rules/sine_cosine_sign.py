"""Trigonometric rules: the sign is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Call, Expr, Mul, Neg
from grader.misconceptions.rule import Example, Rule

_SIGNED = ("sin", "cos")


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data in _SIGNED:
        outer, change = Neg(of.outer(node)), of.differential(node.args[0])
        yield Mul((outer, change)) if of.shape(node.args[0]) is None else Call("hadamard", (outer, change))


RULE = Rule(
    name="sine-cosine-sign",
    title="sign of a trigonometric derivative",
    message="The sign of the derivative of a sine or cosine is wrong (section 5.1.2).",
    explanation="cos(x)' was written as sin(x), or sin(x)' as -cos(x).",
    section="5.1.2",
    breaks=breaks,
    examples=(Example("cos(x^2)", "x", "2x sin(x^2)"),
              Example("sin(x)", "x", "-cos(x)"),),
)
