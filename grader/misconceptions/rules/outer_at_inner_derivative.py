"""Chain rule: the outer derivative is evaluated at the inner derivative."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Apply, Call, Expr, Pow, Symbol
from grader.misconceptions.predict.elementary import NOT_ELEMENTARY
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Apply:
        for place, arg in enumerate(node.args):
            if of.depends(arg) and type(arg) is not Symbol:
                name, orders = node.data
                yield Apply(name, [order + (at == place) for at, order in enumerate(orders)],
                            [of.differential(other) if at == place else other for at, other in enumerate(node.args)])
    elif type(node) in (Call, Pow) and type(node.args[0]) is not Symbol and not any(of.depends(arg) for arg in node.args[1:]):
        if node.data not in NOT_ELEMENTARY and of.shape(node.args[0]) is None:
            yield of.outer(node.with_args((of.differential(node.args[0]), *node.args[1:])))


RULE = Rule(
    name="outer-at-inner-derivative",
    title="outer derivative at the inner derivative",
    message=(
        "The outer derivative is evaluated at the derivative of the inner function instead of at the inner function "
        "itself (chain rule, section 5.1.2)."),
    explanation=(
        "(g(f(x)))' was written as g'(f'(x)): both derivatives are there, but one was put into the other instead of "
        "multiplied with it."),
    section="5.1.2 (5.32)",
    breaks=breaks,
    examples=(Example("(2x+1)^4", "x", "4*2^3"),
              Example("sin(x^2)", "x", "cos(2x)"),),
)
