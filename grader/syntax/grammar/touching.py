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
    return starts(cursor, cursor.at) and cursor.touches()


def starts(cursor: Cursor, at: int) -> bool:
    """Whether a run may start at this index; ``e^…`` is a function in another dress."""
    kind = cursor.kinds[at]
    if kind == "const" and cursor.values[at] == "e":
        return cursor.kinds[at + 1] not in ("^", "sup")
    return kind in _MEMBERS


def chosen(cursor: Cursor, kind: str) -> bool:
    """Whether the second reading of this kind takes the run that begins here; where it may end inside, that is a choice of its own."""
    if cursor.choose(kind):
        return True
    start = cursor.at
    if cursor.tokens.gaps and goes_on(cursor):
        cursor.at += 1
        while goes_on(cursor) or cursor.kinds[cursor.at] in ("^", "sup"):
            ends_at_gap(cursor)
            cursor.at += 1 + (cursor.kinds[cursor.at] == "^" and cursor.kinds[cursor.at + 1] != "end")
    cursor.at = start
    return False


def ends_at_gap(cursor: Cursor) -> bool:
    """Whether a run ends at the blank behind a command of LaTeX, by its second reading: 1/(2π)·x of ``1/2\\pi x``."""
    return goes_on(cursor) and not cursor.adjacent(cursor.at) and cursor.choose("gap")


def take(cursor: Cursor, factors: list[Expr]) -> None:
    """Add all that hangs together with the last factor."""
    first = cursor.at
    while goes_on(cursor) and not (cursor.at > first and ends_at_gap(cursor)):
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
