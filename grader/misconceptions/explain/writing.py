"""Whether two expressions are written alike: out of the same leaves, in any order.

A sentence about a right answer changed at one place is about how that answer is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from grader.engine.recognise import rational
from grader.expr import Add, Apply, Call, Div, Expr, Filled, Mul, Neg, Number, Pow, build, fold

Leaves = Counter[Hashable]

_COMPUTED, _NUMBERS = (Neg, Add, Mul, Div, Pow), (Number, Neg, Div)
"""Nodes that may be a constant part, and nodes of its own parts once they are computed."""

_SILENT = (0, 1)
"""Numbers that come and go when an expression is tidied."""


def leaves_of(tree: Expr) -> Leaves:
    """Return how often each leaf and function occurs, with constant parts computed, and without zeros, ones, identities and signs."""
    found: Leaves = Counter()
    stack = [fold(tree, _computed)]
    while stack:
        node = stack.pop()
        stack += node.args
        if type(node) is Number:
            if abs(node.value) not in _SILENT:
                found[node.value] += 1
        elif type(node) is Filled and node.data[0] == "I":
            continue
        elif not node.args or type(node) in (Call, Apply):
            found[type(node), node.data] += 1
    return found


def _computed(node: Expr, args: tuple[Expr, ...]) -> Expr:
    # Most nodes do not change, and making one is expensive.
    made = node if args == node.args else node.with_args(args)
    value = rational(made) if args and type(made) in _COMPUTED and all(type(arg) in _NUMBERS for arg in made.args) else None
    return made if value is None else build.number(value)
