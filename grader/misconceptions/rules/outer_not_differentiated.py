"""Chain rule: the outer function stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Apply, Call, Expr, Mul, Symbol
from grader.misconceptions.predict.elementary import NOT_ELEMENTARY
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Apply:
        for arg in node.args:
            if of.depends(arg) and type(arg) is not Symbol:
                yield Mul((node, of.differential(arg)))
    elif type(node) is Call and type(node.args[0]) is not Symbol and node.data not in (*NOT_ELEMENTARY, "exp"):
        if any(map(of.depends, node.args[1:])):
            return
        change = of.differential(node.args[0])
        yield Mul((node, change)) if of.shape(node.args[0]) is None else Call("hadamard", (node, change))


RULE = Rule(
    name="outer-not-differentiated",
    title="outer function not differentiated",
    message=(
        "The outer function is still there undifferentiated; only the inner function was differentiated (chain rule, "
        "section 5.1.2)."),
    explanation=(
        "(g(f(x)))' was written as g(f(x)) f'(x). For exp this is right, which may be where the "
        "habit comes from."),
    section="5.1.2 (5.32)",
    breaks=breaks,
    examples=(Example("sin(x^2)", "x", "2x sin(x^2)"),
              Example("log(3x)", "x", "3log(3x)"),),
)
