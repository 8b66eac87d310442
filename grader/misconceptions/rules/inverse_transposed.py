"""Inverse of a matrix: the inverses are transposed, or the differential is."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Expr, Mul, Neg, Number, Pow, Transpose
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and of.shape(node) is not None and node.args[1] == Neg(Number(1)):
        base, change = node.args[0], of.differential(node.args[0])
        turned = Transpose(node)
        yield Neg(Mul((turned, change, turned)))
        yield Neg(Mul((node, Transpose(change), node)))
        yield Neg(Mul((turned, Transpose(change), turned)))
        assert base is not None


RULE = Rule(
    name="inverse-transposed",
    title="transposes in the derivative of an inverse",
    message="The inverses in the derivative of an inverse are transposed wrongly (section 5.5, (5.102) and (5.103)).",
    explanation="d(X^{-1}) was written with X^{-T}, or with dXᵀ; in (5.103) the transposes of X^{-1} were forgotten.",
    section="5.5 (5.102, 5.103)",
    breaks=breaks,
    examples=(Example("a^T X^{-1} b", "X", "-X^{-1} a b^T X^{-1}", "X: {shape: [N, N], kind: inv}, a: [N], b: [N]"),),
)
