"""Linearity: a power or function of a sum is taken term by term."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Add, Call, Expr, Pow
from grader.misconceptions.rule import Example, Rule


def misreads(node: Expr) -> Iterator[Expr]:
    if type(node) in (Pow, Call) and node.args and type(node.args[0]) is Add:
        yield Add([node.with_args((term, *node.args[1:])) for term in node.args[0].args])
    if type(node) is Add and all(type(term) is Pow for term in node.args):
        total = Add([term.args[0] for term in node.args])
        yield total
        yield Pow(total, node.args[0].args[1])


RULE = Rule(
    name="freshmans-dream",
    title="taken term by term",
    message=(
        "A power or function of a sum is not the sum of the powers or functions of its terms (linearity holds only for "
        "sums and constant factors)."),
    explanation="(a + b)^n was written as a^n + b^n, sqrt(a + b) as sqrt(a) + sqrt(b), or a norm as a sum.",
    section="5.1",
    misreads=misreads,
    of_multiples=False,
    examples=(Example("(x+2y^3)^2", "x", "2x", "x: real, y: real"),),
)
