"""Chain rule: the derivative of the inner function is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Apply, Call, Constant, Expr, Mul, Pow, Symbol
from grader.misconceptions.predict.elementary import NOT_ELEMENTARY
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Apply:
        for place, arg in enumerate(node.args):
            if of.depends(arg) and type(arg) is not Symbol:
                name, orders = node.data
                yield Apply(name, [order + (at == place) for at, order in enumerate(orders)], node.args)
    elif type(node) in (Call, Pow) and type(node.args[0]) is not Symbol and not any(of.depends(arg) for arg in node.args[1:]):
        if node.data not in NOT_ELEMENTARY and (of.shape(node) is None or type(node) is Call):
            outer = of.outer(node)
            yield outer
            if of.shape(node) is not None:
                yield Call("diag", (outer,))
    elif type(node) is Pow and type(node.args[1]) is not Symbol and not of.depends(node.args[0]):
        yield Mul((node, Call("log", (node.args[0],)))) if node.args[0] != Constant("e") else node


RULE = Rule(
    name="inner-derivative",
    title="inner derivative forgotten",
    message=(
        "The outer function is differentiated, but the factor from the inner function is missing (chain rule, section "
        "5.1.2)."),
    explanation=(
        "(g(f(x)))' was written as g'(f(x)). The factor f'(x) is the part that students leave out most often, above all "
        "where the inner function is a sum or a power."),
    section="5.1.2 (5.32)",
    breaks=breaks,
    examples=(Example("sin(x^2)", "x", "cos(x^2)"),
              Example("(2x+1)^4", "x", "4(2x+1)^3"),
              Example("exp(-x^2/2)", "x", "exp(-x^2/2)"),),
)
