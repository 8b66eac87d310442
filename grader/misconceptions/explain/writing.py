"""Whether two expressions are written alike: out of the same leaves, in any order.

What is said of a right answer that was changed at one place is about the way in which that answer is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from grader.engine.recognise import rational
from grader.expr import Add, Apply, Call, Div, Expr, Filled, Mul, Neg, Number, Pow, build, fold

Leaves = Counter[Hashable]

_COMPUTED, _NUMBERS = (Neg, Add, Mul, Div, Pow), (Number, Neg, Div)
"""What may be a constant part, and what its own parts are once they are computed."""

_SILENT = (0, 1)
"""Numbers that come and go when an expression is tidied."""


def leaves_of(tree: Expr) -> Leaves:
    """How often each leaf and function occurs, constant parts computed; zeros, ones, identities and signs aside."""
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
    # Most nodes stay as they are, and making one is what costs.
    made = node if args == node.args else node.with_args(args)
    value = rational(made) if args and type(made) in _COMPUTED and all(type(arg) in _NUMBERS for arg in made.args) else None
    return made if value is None else build.number(value)
