"""Power rule: the exponent is not reduced by one."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Expr, Mul, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and of.depends(node.args[0]) and not of.depends(node.args[1]) and of.shape(node) is None:
        base, exponent = node.args
        change = of.differential(base)
        yield Mul((exponent, node, change))


RULE = Rule(
    name="exponent-not-reduced",
    title="exponent not reduced",
    message="The exponent stands in front, but the power itself was not reduced by one (power rule, section 5.1).",
    explanation="(x^n)' was written as n x^n.",
    section="5.1 (Example 5.2)",
    breaks=breaks,
    examples=(Example("x^4", "x", "4x^4"),
              Example("(2x+1)^4", "x", "8(2x+1)^4"),),
)
