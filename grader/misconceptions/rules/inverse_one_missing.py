"""Inverse of a matrix: only one of the two inverses is there."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and of.shape(node) is not None and node.args[1] == Neg(Number(1)):
        base, change = node.args[0], of.differential(node.args[0])
        yield Neg(Mul((node, change)))
        yield Neg(Mul((change, node)))
        yield Neg(Mul((base, change, base)))
        yield Pow(change, Neg(Number(1)))
        yield Neg(change)


RULE = Rule(
    name="inverse-one-missing",
    title="one of two inverses missing",
    message="The derivative of an inverse has the inverse on both sides; one or both are missing (section 5.5, (5.102)).",
    explanation="d(X^{-1}) was written as -X^{-1} dX or -dX X^{-1}, or as -X dX X.",
    section="5.5 (5.102)",
    breaks=breaks,
    examples=(Example("a^T X^{-1} b", "X", "-X^{-T} a b^T", "X: {shape: [N, N], kind: inv}, a: [N], b: [N]"),),
)
