"""Sums that a Kronecker delta takes: ``sum(k, A[p,k]*delta(k,i))`` is A[p,i], which has one index less at a time."""

from __future__ import annotations

from collections.abc import Mapping

from grader.expr.nodes import HOLDS_INDEX, Expr, Mul, Neg
from grader.expr.tensors import Dim, Index, Indicator, Sum
from grader.expr.walk import fold, postorder, with_indices


def contracted(tree: Expr, indices: Mapping[str, Dim]) -> Expr:
    """The tree without the sums in which a delta makes the index equal to another one that runs as far.

    >>> from grader.expr import ArraySymbol, Condition, Entry, plain
    >>> delta = Indicator(Condition("=", (Index("k"), Index("i"))))
    >>> plain(contracted(Sum("k", Mul((Entry(ArraySymbol("x"), (Index("k"),)), delta))), {"k": ("N",), "i": ("N",)}))
    'x[i]'
    """
    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        made = node.with_args(args)
        return _taken(made, indices) if type(made) is Sum else made

    return fold(tree, step) if tree.holds & HOLDS_INDEX else tree


def _taken(node: Expr, indices: Mapping[str, Dim]) -> Expr:
    """A sum over products, perhaps with a sign or below other sums, by the first delta that takes it."""
    around, body = list[Expr](), node.args[0]
    while type(body) in (Neg, Sum):
        around.append(body)
        body = body.args[0]
    bound = [part.data for part in postorder(node) if type(part) is Sum]
    if bound.count(node.data) > 1:
        return node
    for place, factor in enumerate(body.args if type(body) is Mul else ()):
        other = _partner(factor, node.data)
        if other not in indices or other in bound or indices[other] != indices[node.data]:
            continue
        rest = body.args[:place] + body.args[place + 1:]
        found = with_indices(rest[0] if len(rest) == 1 else body.with_args(rest), {node.data: other})
        for outer in reversed(around):
            found = outer.with_args((found,))
        return found
    return node


def _partner(factor: Expr, name: str) -> str:
    """The index that a delta makes equal to this one; empty if the factor is no such delta."""
    condition = factor.args[0] if type(factor) is Indicator else factor
    if type(factor) is not Indicator or condition.data != "=" or any(type(arg) is not Index for arg in condition.args):
        return ""
    named = [arg.data for arg in condition.args]
    return "" if name not in named else named[1 - named.index(name)]
