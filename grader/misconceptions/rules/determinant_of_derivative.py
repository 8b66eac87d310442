"""Determinant: the derivative is taken inside, or the inverse is missing."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Call, Div, Expr, Mul, Neg, Number, Pow, Transpose
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data == "det":
        inner, change = node.args[0], of.differential(node.args[0])
        inverse = Pow(inner, Neg(Number(1)))
        yield Call("det", (change,))
        yield Mul((node, Call("tr", (change,))))
        yield Call("tr", (change,))
        yield Mul((node, Call("tr", (Mul((Transpose(inner), change)),))))
        yield Mul((node, Call("tr", (Mul((inner, change)),))))
        yield Div(Call("tr", (Mul((inverse, change)),)), node)


RULE = Rule(
    name="determinant-of-derivative",
    title="derivative of a determinant",
    message=(
        "The determinant was differentiated like a linear function; its derivative has the determinant as a factor and "
        "the inverse inside of a trace (section 5.5, (5.101))."),
    explanation="d det(X) was written as det(dX), as det(X) tr(dX), or as tr(dX).",
    section="5.5 (5.101)",
    breaks=breaks,
    examples=(Example("det(X)", "X", "det(X) I", "X: {shape: [N, N], kind: inv}"),
              Example("det(X)", "X", "det(X) X", "X: {shape: [N, N], kind: inv}"),),
)
