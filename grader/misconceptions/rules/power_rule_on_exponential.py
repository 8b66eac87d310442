"""Exponential rule: the power rule is used for a power with a variable exponent."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Call, Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and of.depends(node.args[1]) and not of.depends(node.args[0]):
        base, exponent = node.args
        yield Mul((exponent, Pow(base, Add((exponent, Neg(Number(1))))), of.differential(exponent)))
    elif type(node) is Call and node.data == "exp" and of.shape(node.args[0]) is None:
        exponent = node.args[0]
        yield Mul((exponent, Call("exp", (Add((exponent, Neg(Number(1)))),)), of.differential(exponent)))


RULE = Rule(
    name="power-rule-on-exponential",
    title="power rule used on an exponential",
    message="The variable stands in the exponent: the power rule does not apply there (derivative of exp, section 5.1.2).",
    explanation="(a^x)' was written as x a^(x-1), or exp(x)' as x exp(x-1).",
    section="5.1.2",
    breaks=breaks,
    examples=(Example("exp(x)", "x", "x exp(x-1)"),
              Example("2^x", "x", "x*2^(x-1)"),),
)
