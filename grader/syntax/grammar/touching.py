"""What hangs together: numbers and names with their powers that touch each other, as in ``2σ²`` or ``3ax``.

Only such a run may be meant as a whole by ``1/2σ²``, ``e^2ax`` or ``√2x``.  A blank, a sign, a bracket or a function ends it: who
writes ``1/2 √x`` or ``1/x²e^x`` means a product with what follows.
"""

from __future__ import annotations

from grader.expr import Constant, Expr, Index, Number, Pow, Size, Symbol
from grader.syntax.grammar.cursor import Cursor

_MEMBERS = frozenset(("num", "name", "const", "unknown", "index", "size"))
_ONE_MORE = frozenset(("fn", "root", "("))
_LEAVES = (Number, Symbol, Constant, Index, Size)


def goes_on(cursor: Cursor) -> bool:
    """Whether the next token touches the one before and may belong to the run."""
    return starts(cursor, cursor.at) and cursor.adjacent(cursor.at)


def starts(cursor: Cursor, at: int) -> bool:
    """Whether a run may start at this index; ``e^…`` is a function in another dress."""
    kind = cursor.kinds[at]
    if kind == "const" and cursor.tokens.values[at] == "e":
        return cursor.kinds[at + 1] not in ("^", "sup")
    return kind in _MEMBERS


def take(cursor: Cursor, factors: list[Expr]) -> None:
    """Add all that hangs together with the last factor."""
    while goes_on(cursor):
        before = cursor.at
        factor = cursor.power()
        if not is_member(factor):
            cursor.at = before
            return
        factors.append(factor)


def one_more(cursor: Cursor, factors: list[Expr]) -> bool:
    """Whether a root, a function or a bracket touches a number that it may be meant to stand beside: ``1/2√x``, ``1/2(x+1)``."""
    kind = cursor.kinds[cursor.at]
    begins = kind in _ONE_MORE or (kind == "|" and not cursor.bars)
    return begins and cursor.adjacent(cursor.at) and all(type(factor) in (Number, Constant) for factor in factors)


def is_member(factor: Expr) -> bool:
    """Whether a factor is a number or a name, perhaps with such an exponent: ``x²`` and ``xⁿ``, not ``x^(1/2)`` or ``x^0.5``."""
    if type(factor) is Pow:
        factor, exponent = factor.args
        if type(exponent) not in _LEAVES or (type(exponent) is Number and exponent.data[1] is not None):
            return False
    return type(factor) in _LEAVES
