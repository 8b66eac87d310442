"""Inverse of a matrix: differentiated like one over a number."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Call, Expr, Mul, Neg, Number, Pow
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and of.shape(node) is not None and node.args[1] == Neg(Number(1)):
        base, change = node.args[0], of.differential(node.args[0])
        square = Pow(base, Neg(Number(2)))
        yield Neg(Mul((square, change)))
        yield Neg(Mul((change, square)))
        yield Mul((square, change))
        yield Neg(Call("hadamard", (Call("hadamard", (node, node)), change)))
        yield Neg(Mul((node, node)))


RULE = Rule(
    name="inverse-like-a-number",
    title="inverse differentiated like 1/x",
    message=(
        "The inverse of a matrix was differentiated like 1/x; matrices do not commute, so the inverses stand on both "
        "sides (section 5.5, (5.102))."),
    explanation="d(X^{-1}) was written as -X^{-2} dX or -dX X^{-2}, or entry by entry.",
    section="5.5 (5.102)",
    breaks=breaks,
    examples=(Example("tr(A X^{-1})", "X", "-(X^{-2} A)^T", "A: [N, N], X: {shape: [N, N], kind: inv}"),),
)
