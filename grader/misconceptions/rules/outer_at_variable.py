"""Chain rule: the outer derivative is evaluated at the variable, before the last substitution."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Apply, Call, Expr, Mul, Pow, Symbol
from grader.misconceptions.predict.elementary import NOT_ELEMENTARY
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if of.name in of.declared.arrays or type(node) not in (Call, Pow, Apply) or type(node.args[0]) is Symbol:
        return
    if type(node) is Apply and len(node.args) == 1:
        name, orders = node.data
        yield Mul((Apply(name, [orders[0] + 1], [Symbol(of.name)]), of.differential(node.args[0])))
    elif node.data not in NOT_ELEMENTARY and type(node) is not Apply and not any(of.depends(arg) for arg in node.args[1:]):
        yield Mul((of.outer(node.with_args((Symbol(of.name), *node.args[1:]))), of.differential(node.args[0])))


RULE = Rule(
    name="outer-at-variable",
    title="inner function not put back",
    message=(
        "The outer derivative is evaluated at the variable: the inner function has not been put back into it (chain rule, "
        "section 5.1.2)."),
    explanation="(g(f(x)))' was written as g'(x) f'(x): the substitution u = f(x) was made, but u was replaced by x at the end.",
    section="5.1.2 (5.32)",
    breaks=breaks,
    examples=(Example("sin(x^2)", "x", "2x cos(x)"),),
)
