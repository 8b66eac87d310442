"""Whether two expressions are written alike: out of the same leaves, in any order.

What is said of a right answer that was changed at one place is about the way in which that answer is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from grader.engine import rational
from grader.expr import Apply, Call, Expr, Filled, Number, build, fold, postorder

Leaves = Counter[Hashable]

_SILENT = (0, 1)
"""Numbers that come and go when an expression is tidied."""


def leaves_of(tree: Expr) -> Leaves:
    """How often each leaf and function occurs, constant parts computed; zeros, ones, identities and signs aside."""
    found: Leaves = Counter()
    for node in postorder(fold(tree, _computed)):
        if type(node) is Number:
            if abs(node.value) not in _SILENT:
                found[node.value] += 1
        elif type(node) is Filled and node.data[0] == "I":
            continue
        elif not node.args or type(node) in (Call, Apply):
            found[type(node), node.data] += 1
    return found


def _computed(node: Expr, args: tuple[Expr, ...]) -> Expr:
    made = node.with_args(args) if args else node
    value = rational(made) if args else None
    return made if value is None else build.number(value)
