"""Constant factor: the coefficient is lost."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Div, Expr, Mul
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    constants = [place for place, arg in enumerate(node.args) if not of.depends(arg)] if type(node) is Mul else []
    if constants:
        yield of.differential(_without(node, constants))
    for constant in constants if len(constants) > 1 else ():
        # The others stay, so that the broken rule is not asked about what is left: it would lose them one by one, in every order.
        yield of.by_rules(_without(node, [constant]))
    if type(node) is Div and not of.depends(node.args[1]):
        yield of.differential(node.args[0])


def _without(product: Expr, lost: list[int]) -> Expr:
    rest = [arg for place, arg in enumerate(product.args) if place not in lost]
    return rest[0] if len(rest) == 1 else Mul(rest)


RULE = Rule(
    name="coefficient-lost",
    title="coefficient lost",
    message="A constant factor stays when a function is differentiated; here it is gone (section 5.1.2).",
    explanation="(c f)' was written as f'.",
    section="5.1.2",
    breaks=breaks,
    examples=(Example("3x^2", "x", "2x"),
              Example("sin(2x)", "x", "cos(2x)"),),
)
