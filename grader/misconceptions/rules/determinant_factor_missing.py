"""Determinant: the factor det is missing."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Call, Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data == "det":
        inner, change = node.args[0], of.differential(node.args[0])
        inverse = Pow(inner, Neg(Number(1)))
        yield Call("tr", (Mul((inverse, change)),))


RULE = Rule(
    name="determinant-factor-missing",
    title="factor det missing",
    message="The derivative of a determinant has the determinant itself as a factor (section 5.5, (5.101)).",
    explanation="d det(X) was written as tr(X^{-1} dX), which is d log det(X).",
    section="5.5 (5.101)",
    breaks=breaks,
    examples=(Example("det(X)", "X", "X^{-T}", "X: {shape: [N, N], kind: inv}"),),
)
