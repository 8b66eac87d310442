"""Einstein's summation convention: an index that stands twice in a product, and counts no axis, is summed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from grader.expr import HOLDS_CASES, Add, Condition, Div, Entry, Expr, Index, Indicator, Mul, Neg, Pow, Sum, Unit, fold, postorder

_MANY = 9
"""How often an index counts that stands where the convention says nothing: in a power, below a line, in another relation than ``=``."""

_Counted = tuple[Expr, Counter[str]]
"""A tree, and how often each index that is not bound stands in it."""

_IN_PRODUCT = (Mul, Neg, Entry, Unit, Indicator, Index)


def summed(tree: Expr, axes: Collection[str]) -> Expr:
    """Return the tree with its sums written; the same tree where no index stands exactly twice in a product.

    Who writes one sum sign means all of them.

    >>> from grader.expr import ArraySymbol, plain
    >>> x, y = (Entry(ArraySymbol(name), (Index("i"),)) for name in "xy")
    >>> plain(summed(Mul((x, y)), ())), plain(summed(Mul((x, y)), ("i",)))
    ('sum(i, x[i]*y[i])', 'x[i]*y[i]')
    """
    if tree.holds & HOLDS_CASES or any(type(node) is Sum for node in postorder(tree)):
        return tree

    def step(node: Expr, parts: tuple[_Counted, ...]) -> _Counted:
        kind = type(node)
        if kind is Index:
            return node, Counter((node.data,))
        if kind is Div:
            parts = parts[0], _closed(parts[1], axes)
        elif kind not in _IN_PRODUCT and kind is not Condition:
            parts = tuple([_closed(part, axes) for part in parts])
        args = tuple([part[0] for part in parts])
        made = node if all(new is old for new, old in zip(args, node.args, strict=True)) else node.with_args(args)
        return made, _counts(node, [part[1] for part in parts])

    return _closed(fold(tree, step), axes)[0]


def _counts(node: Expr, parts: list[Counter[str]]) -> Counter[str]:
    """How often each index stands in a node that is made of parts."""
    kind = type(node)
    found = Counter[str]()
    if kind is Add:
        for part in parts:
            found |= part
        return found
    for part in parts:
        found += part
    unclear = found if kind is Pow or (kind is Condition and node.data != "=") else parts[1] if kind is Div else ()
    return found + Counter({name: _MANY for name in unclear})


def _closed(part: _Counted, axes: Collection[str]) -> _Counted:
    """A whole product with the sums over the indices that stand twice in it."""
    tree, counts = part
    for name in sorted(name for name, count in counts.items() if count == 2 and name not in axes):
        tree = tree.with_args((Sum(name, tree.args[0], tree.span),)) if type(tree) is Neg else Sum(name, tree, tree.span)
        counts = counts - Counter({name: _MANY})
    return tree, counts
