"""Power rule: exponent and factor are mixed up."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and of.depends(node.args[0]) and not of.depends(node.args[1]) and of.shape(node) is None:
        base, exponent = node.args
        change = of.differential(base)
        less = Add((exponent, Neg(Number(1))))
        yield Mul((less, node, change))
        yield Mul((less, Pow(base, Add((exponent, Neg(Number(2))))), change))


RULE = Rule(
    name="power-rule-mixed-up",
    title="exponent and factor mixed up",
    message="The exponent in front and the exponent of the power are mixed up (power rule, section 5.1).",
    explanation="(x^n)' was written as (n-1) x^n, or as (n-1) x^(n-2).",
    section="5.1 (Example 5.2)",
    breaks=breaks,
    examples=(Example("x^4", "x", "3x^4"),
              Example("x^n", "x", "(n-1) x^(n-2)", "x: real, n: natural"),),
)
