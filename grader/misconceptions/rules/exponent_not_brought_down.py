"""Power rule: the exponent is not brought down as a factor."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and of.depends(node.args[0]) and not of.depends(node.args[1]) and of.shape(node) is None:
        base, exponent = node.args
        change = of.differential(base)
        yield Mul((Pow(base, Add((exponent, Neg(Number(1))))), change))


RULE = Rule(
    name="exponent-not-brought-down",
    title="exponent not brought down",
    message="The exponent was reduced, but it is missing as a factor in front (power rule, section 5.1).",
    explanation="(x^n)' was written as x^(n-1).",
    section="5.1 (Example 5.2)",
    breaks=breaks,
    examples=(Example("x^4", "x", "x^3"),
              Example("x^n", "x", "x^(n-1)", "x: real, n: natural"),),
)
