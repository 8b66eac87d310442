"""Multivariable chain rule: partial derivatives meet the wrong inner derivatives."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Apply, Expr, Matrix, Mul, names
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is not Apply or len(node.args) != 2 or not all(map(of.depends, node.args)):
        return
    name, orders = node.data
    partials: list[Expr] = [Apply(name, [order + (at == place) for at, order in enumerate(orders)], node.args) for place in range(2)]
    inner = [of.differential(arg) for arg in node.args]
    yield Add((Mul((partials[0], inner[1])), Mul((partials[1], inner[0]))))
    yield Mul((partials[0], inner[0], partials[1], inner[1]))
    yield Add(partials)
    yield Mul((Add(partials), Add(inner)))
    yield Matrix(1, len(inner), [Mul(pair) for pair in zip(partials, inner, strict=True)])
    yield from _by_another(of, partials, node)


def _by_another(of: Calculus, partials: list[Expr], node: Expr) -> Iterator[Expr]:
    """One inner function is differentiated by another of its variables."""
    for other in sorted({name for arg in node.args for name in names(arg)} - {of.name}):
        another = Calculus(of.declared, other)
        for place in range(2):
            yield Add([Mul((partials[at], (another if at == place else of).differential(node.args[at]))) for at in range(2)])


RULE = Rule(
    name="paths-crossed",
    title="paths of the chain rule crossed",
    message=(
        "Each partial derivative of the outer function is multiplied by the derivative of its own inner function, and the "
        "products are added; here they are put together in another way (section 5.2.2)."),
    explanation=(
        "∂f/∂x_1 was multiplied with dx_2/dt and the other way round, or with nothing, or with the derivative by the other "
        "variable."),
    section="5.2.2 (5.49)",
    breaks=breaks,
    examples=(
        Example("h(u(t), v(t))", "t", "h{1}(u(t), v(t)) v'(t) + h{2}(u(t), v(t)) u'(t)", "t: real", "h: 2, u: 1, v: 1"),
    ),
)
