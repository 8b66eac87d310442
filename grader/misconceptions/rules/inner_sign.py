"""Chain rule: the sign of the inner derivative is lost."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Expr, Neg
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Neg:
        yield of.differential(node.args[0])


RULE = Rule(
    name="inner-sign",
    title="sign of the inner derivative",
    message="A minus sign of the function was lost: in the derivative it stays as a factor of minus one (section 5.1.2).",
    explanation="The derivative of f(-x), or of y - Φθ by θ, has the factor -1; it was left out.",
    section="5.1.2 (5.32), 5.3 (Example 5.11)",
    breaks=breaks,
    examples=(Example("exp(-x)", "x", "exp(-x)"),
              Example("(1-x)^3", "x", "3(1-x)^2"),),
)
