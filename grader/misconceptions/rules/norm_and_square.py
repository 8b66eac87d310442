"""Norm: the norm and its square are confused."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Add, Call, Expr, Number, Pow
from grader.misconceptions.rule import Example, Rule


def misreads(node: Expr) -> Iterator[Expr]:
    if type(node) is Pow and type(node.args[0]) is Call and node.args[0].data == "norm":
        yield node.args[0]
    elif type(node) is Call and node.data == "norm":
        yield Pow(node, Number(2))
    elif type(node) is Add and all(type(term) is Pow and term.args[1] == Number(2) for term in node.args):
        yield Call("sqrt", (node,))


def edits(node: Expr) -> Iterator[Expr]:
    if type(node) is Call and node.data == "norm":
        yield Pow(node, Number(2))


RULE = Rule(
    name="norm-and-square",
    title="norm and squared norm confused",
    message="The norm and its square are confused here (section 5.3).",
    explanation=(
        "The derivative of ||x|| was given for ||x||² or the other way round, or one of them stands in the answer for the other."),
    section="5.3 (Example 5.11)",
    misreads=misreads,
    edits=edits,
    examples=(Example("||x||", "x", "2x^T", "x: [N]"),
              Example("||x||^2", "x", "x^T/||x||", "x: [N]"),),
)
