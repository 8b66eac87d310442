"""Multivariable chain rule: a path is left out."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Apply, Expr, Mul
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is not Apply:
        return
    name, orders = node.data
    places = [place for place, arg in enumerate(node.args) if of.depends(arg)]
    if len(places) > 1:
        for place in places:
            partial = Apply(name, [order + (at == place) for at, order in enumerate(orders)], node.args)
            yield Mul((partial, of.differential(node.args[place])))


RULE = Rule(
    name="path-forgotten",
    title="only one path of the chain rule",
    message=(
        "The function depends on the variable along several paths, and not all of them are in your answer (chain rule, "
        "section 5.2.2)."),
    explanation="df/dt is the sum over all inner functions of ∂f/∂x_i dx_i/dt; one or more summands are missing.",
    section="5.2.2 (5.49)",
    breaks=breaks,
    examples=(
        Example("h(u(t), v(t))", "t", "h{1}(u(t), v(t)) u'(t)", "t: real", "h: 2, u: 1, v: 1"),
    ),
)
