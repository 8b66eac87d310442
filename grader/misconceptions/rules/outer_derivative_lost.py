"""Chain rule: only the inner function is differentiated, and the outer one is gone."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Call, Expr, Pow, Symbol
from grader.misconceptions.predict.elementary import NOT_ELEMENTARY
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) not in (Call, Pow) or type(node.args[0]) is Symbol or any(of.depends(arg) for arg in node.args[1:]):
        return
    if node.data not in NOT_ELEMENTARY and of.shape(node.args[0]) is None:
        yield of.differential(node.args[0])


RULE = Rule(
    name="outer-derivative-lost",
    title="derivative of the outer function left out",
    message=(
        "Only the inner function was differentiated: the derivative of the outer function is missing as a factor (chain rule, section "
        "5.1.2)."),
    explanation="(g(f(x)))' was written as f'(x).",
    section="5.1.2 (5.32)",
    breaks=breaks,
    examples=(Example("sin(x^2)", "x", "2x"),
              Example("exp(3x)", "x", "3"),),
)
