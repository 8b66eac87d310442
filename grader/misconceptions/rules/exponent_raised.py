"""Power rule: the exponent is raised by one."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Expr, Mul, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and of.depends(node.args[0]) and not of.depends(node.args[1]) and of.shape(node) is None:
        base, exponent = node.args
        change = of.differential(base)
        yield Mul((exponent, Pow(base, Add((exponent, Number(1)))), change))


RULE = Rule(
    name="exponent-raised",
    title="exponent raised instead of reduced",
    message="The exponent was raised by one; differentiation reduces it (power rule, section 5.1).",
    explanation="(x^n)' was written as n x^(n+1), half way to the integral.",
    section="5.1 (Example 5.2)",
    breaks=breaks,
    examples=(Example("x^4", "x", "4x^5"),),
)
