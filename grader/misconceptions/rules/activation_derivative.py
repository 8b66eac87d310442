"""Chain rule: the derivative of an activation function is left out or incomplete."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Call, Expr, Mul, Neg, Number
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is not Call or node.data not in ("tanh", "sigmoid"):
        return
    change = of.differential(node.args[0])
    yield change
    if of.shape(node.args[0]) is None:
        yield Mul((Add((Number(1), Neg(node))), change))


RULE = Rule(
    name="activation-derivative",
    title="derivative of the activation function",
    message=(
        "The derivative of the activation function is missing or incomplete: that of tanh is one minus its square, that of the sigmoid "
        "is the sigmoid times one minus itself (chain rule, section 5.1.2)."),
    explanation="tanh(u)' was written as u' or (1 - h) u' for (1 - h²) u', or the derivative of a sigmoid as u' or (1 - s) u'.",
    section="5.1.2 (5.32)",
    breaks=breaks,
    examples=(Example("tanh(w x + b)", "w", "x", "w: real, x: real, b: real"),
              Example("sigmoid(2x)", "x", "2(1 - sigmoid(2x))"),),
)
