"""Chain rule: of an outer power only the exponent is left."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Expr, Mul, Pow, Symbol
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and type(node.args[0]) is not Symbol and of.depends(node.args[0]) and not of.depends(node.args[1]):
        if of.shape(node) is None:
            yield Mul((node.args[1], of.differential(node.args[0])))


RULE = Rule(
    name="power-factor-lost",
    title="factor of the outer power left out",
    message=(
        "Of the outer power only the exponent is there as a factor; the power itself, reduced by one, is missing (power rule and chain "
        "rule, section 5.1.2)."),
    explanation="(u^n)' was written as n u' for n u^(n-1) u'.",
    section="5.1.2 (5.32)",
    breaks=breaks,
    examples=(Example("sin(x)^3", "x", "3cos(x)"),),
)
