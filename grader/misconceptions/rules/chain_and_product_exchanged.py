"""The chain rule is used for a product, or the product rule for a composition."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Calculus
from grader.expr import Add, Apply, Expr, Mul
from grader.misconceptions.rule import Example, Rule


def breaks(of: Calculus, node: Expr) -> Iterator[Expr]:
    if type(node) is Apply and len(node.args) == 1 and type(node.args[0]) is Apply and len(node.args[0].args) == 1:
        inner = node.args[0]
        outer = node.with_args(inner.args)
        yield Add((Mul((of.by_rules(outer), inner)), Mul((outer, of.by_rules(inner)))))
        yield of.by_rules(inner.with_args((outer,)))
        yield Mul((_slope_of(outer, node.args), _slope_of(outer, inner.args)))
    if type(node) in (Mul, Add) and len(node.args) == 2 and all(type(arg) is Apply and len(arg.args) == 1 for arg in node.args):
        first, second = node.args
        yield of.by_rules(first.with_args((second,)))
        yield of.by_rules(second.with_args((first,)))
        yield _slope_of(first, (second,))


def _slope_of(function: Expr, args: tuple[Expr, ...]) -> Expr:
    """The derivative of a function at other arguments."""
    name, orders = function.data
    return Apply(name, [order + 1 for order in orders], args)


RULE = Rule(
    name="chain-and-product-exchanged",
    title="chain rule and product rule exchanged",
    message="The chain rule is for compositions and the product rule for products; here the other one was used (section 5.1.2).",
    explanation="(g(f(x)))' was written as g' f + g f', the composition was reversed, or (f g)' was written as f'(g) g'.",
    section="5.1.2 (5.29, 5.32)",
    breaks=breaks,
    examples=(
        Example("g(f(x))", "x", "g'(x) f(x) + g(x) f'(x)", "x: real", "f: 1, g: 1"),
    ),
)
