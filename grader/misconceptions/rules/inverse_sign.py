"""Inverse of a matrix: the sign of its derivative is lost."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and of.shape(node) is not None and node.args[1] == Neg(Number(1)):
        base, change = node.args[0], of.differential(node.args[0])
        assert base is not None
        yield Mul((node, change, node))


RULE = Rule(
    name="inverse-sign",
    title="sign of the derivative of an inverse",
    message="The derivative of an inverse has a minus sign (section 5.5, (5.102)).",
    explanation="d(X^{-1}) was written as X^{-1} dX X^{-1}.",
    section="5.5 (5.102)",
    breaks=breaks,
    examples=(Example("a^T X^{-1} b", "X", "X^{-T} a b^T X^{-T}", "X: {shape: [N, N], kind: inv}, a: [N], b: [N]"),),
)
