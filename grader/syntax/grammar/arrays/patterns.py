"""Rows, columns and sums with dots: ``[2x_1, ..., 2x_D]``, ``x_1^2 + ... + x_D^2``, where the first and the last entry or term are one
formula at the index 1 and at the size.

Scalars that are all the same are multiples of ones or zeros of open size: ``[0, ..., 0]``, ``[1/D, ..., 1/D]``.
"""

from __future__ import annotations

from grader.expr import (
    Add,
    ArraySymbol,
    Call,
    Constant,
    Div,
    Entry,
    Expr,
    Filled,
    Index,
    Mul,
    Neg,
    Number,
    Pow,
    Size,
    Span,
    Symbol,
    Transpose,
    fold,
    make,
    postorder,
    substitute,
)
from grader.syntax.grammar import magnitudes, outline
from grader.syntax.grammar.caps import MAX_ELEMENTWISE_POWER
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.spellings import MATRIX_FUNCTIONS
from grader.syntax.tokens.tokens import FACTOR_STARTS, UnreadableError

_DOTS = Symbol("…")
"""Stands for the dots until the bracket is closed; no name is spelled so."""

_MAGNITUDES = frozenset(("abs", "norm", "norm1", "norminf"))
"""Of a number these are its absolute value."""

_BEHIND_DOTS = FACTOR_STARTS | {",", ";", "&", "\\\\", "-"}
_LEFT_OPEN = "dots leave open what is meant"


def dots(cursor: Cursor) -> Expr | None:
    """The dots that are a whole entry here, which are taken; ``None`` where another entry stands."""
    if cursor.kinds[cursor.at] != "…" or cursor.kinds[cursor.at + 1] not in _BEHIND_DOTS or not cursor.words.shapes:
        return None
    cursor.at += 1
    return _DOTS


def are_dots(entry: Expr) -> bool:
    """Whether an entry is dots."""
    return entry is _DOTS


def written_out(cursor: Cursor, rows: list[list[Expr]], span: Span) -> Expr | None:
    """The vector that entries with dots between them are; ``None`` where no dots stand.  Raises where they leave open what is meant."""
    if not any(entry is _DOTS for row in rows for entry in row):
        return None
    is_row = len(rows) == 1
    entries = rows[0] if is_row else [row[0] for row in rows if len(row) == 1]
    are_all = len(entries) == max(len(rows), len(rows[0]))
    *first, dots_at, last = entries if are_all and len(entries) > 2 else list[Expr]((_DOTS, _DOTS, _DOTS))
    column: Expr | None = None
    if dots_at is _DOTS and _DOTS not in (*first, last):
        column = _all_the_same(last, span) if {*first} == {last} and _is_the_same_everywhere(last) else _column(cursor, first, last)
    if column is None:
        raise UnreadableError("syntax/unexpected", _LEFT_OPEN, span,
                              "write the first and the last entry in the same way, as in [2x_1, ..., 2x_D], or the whole vector")
    return Transpose(column, span) if is_row else column


def dots_in_sum(cursor: Cursor) -> Expr:
    """The dots at hand, which are taken, as a term of a sum of entries: ``x_1 + ... + x_N``.  Raises where they are none."""
    if cursor.kinds[cursor.at + 1] not in ("+", "-") or not cursor.words.shapes:
        raise cursor.fail("syntax/unexpected", _LEFT_OPEN, "write all terms")
    cursor.at += 1
    return _DOTS


def summed(cursor: Cursor, terms: list[Expr], span: Span) -> list[Expr]:
    """Terms of a sum with those in the place of which dots stand, as one: ``a + x_1 + ... + x_N``.  Raises where they leave that open.

    A term with a minus sign before it is its negative.
    """
    at = next((place for place, term in enumerate(terms) if _is_dots(term)), None)
    if at is None:
        return terms
    last = terms[at + 1] if at + 1 < len(terms) else _DOTS
    for start in range(at):
        column = _column(cursor, terms[start:at], last) if (type(terms[at]) is Neg) == (type(last) is Neg) else None
        if column is not None:
            whole = Mul((Transpose(Filled("ones", (), span), span), column), span)
            return [*terms[:start], whole, *summed(cursor, terms[at + 2:], span)]
    raise UnreadableError("syntax/unexpected", _LEFT_OPEN, span,
                          "write the first and the last term in the same way, as in x_1^2 + ... + x_D^2, or all terms")


def _is_dots(term: Expr) -> bool:
    return term is _DOTS or (type(term) is Neg and term.args[0] is _DOTS)


def _column(cursor: Cursor, first: list[Expr], last: Expr) -> Expr | None:
    """The column whose first entries and whose last one are known; ``None`` where they leave open what is meant."""
    held: dict[Expr, str] = {}
    *first, last = [_with_held(cursor, entry, held) for entry in (*first, last)]
    size = _size_of(cursor, first[0]) if _is_of_entries(first[0]) else None
    if size is None or last != _at(first[0], Size(size)) or any(
            entry != _at(first[0], Number(place)) for place, entry in enumerate(first, 1)):
        return None
    found = fold(first[0], _with_vectors)
    return None if found is None else substitute(found, {name: scalar for scalar, name in held.items()})


def _with_held(cursor: Cursor, entry: Expr, held: dict[Expr, str]) -> Expr:
    """An entry with names for the scalars that are the same in all entries, such as the norm in ``x_1/||x||``."""
    if not any(type(node) is ArraySymbol for node in postorder(entry)) or type(entry) is Entry:
        return entry
    if not any(type(node) is Entry for node in postorder(entry)) and outline.of(cursor, entry) == "scalar":
        return Symbol(held.setdefault(entry, f"…{len(held)}"))
    return entry.with_args([_with_held(cursor, arg, held) for arg in entry.args])


def _is_the_same_everywhere(entry: Expr) -> bool:
    """Whether no array stands in an entry, so that it may be every entry of a column."""
    return not entry.is_array and not any(type(node) in (ArraySymbol, Index) for node in postorder(entry))


def _all_the_same(entry: Expr, span: Span) -> Expr:
    """The column of open size whose entries are one scalar."""
    if entry == Number(0):
        return Filled("zeros", (), span)
    ones = Filled("ones", (), span)
    return ones if entry == Number(1) else Mul((entry, ones), span)


def _is_of_entries(entry: Expr) -> bool:
    """Whether all arrays in an entry of a list stand there with an index."""
    nodes = list(postorder(entry))
    indexed = [node for node in nodes if type(node) is Entry and type(node.args[0]) is ArraySymbol]
    return len(indexed) == sum(type(node) is ArraySymbol for node in nodes)


def _size_of(cursor: Cursor, entry: Expr) -> str | None:
    """The size to which the index of an entry runs, which all its vectors have."""
    sizes = {cursor.words.shapes.get(str(node.args[0].data), ()) for node in postorder(entry) if type(node) is Entry}
    if len(sizes) != 1:
        return None
    [axes] = sizes
    return axes[0][0] if len(axes) == 1 and len(axes[0]) == 1 and isinstance(axes[0][0], str) else None


def _at(entry: Expr, index: Expr) -> Expr:
    """The entry of a list at another index than 1."""
    def put(node: Expr, parts: tuple[Expr, ...]) -> Expr:
        if type(node) is Entry:
            return Entry(node.args[0], [index if arg == Number(1) else arg for arg in node.args[1:]])
        return make(type(node), parts, node.data) if parts else node

    return fold(entry, put)


def _with_vectors(node: Expr, parts: tuple[Expr | None, ...]) -> Expr | None:
    """The entry by entry function that a formula of entries is, with vectors in their place; ``None`` where it cannot be written so."""
    if type(node) is Entry:
        return node.args[0] if node.args[1:] == (Number(1),) else None
    if type(node) is ArraySymbol or None in parts:
        # The array of an entry comes here before the entry itself.
        return node if type(node) is ArraySymbol else None
    known = [part for part in parts if part is not None]
    if not any(part.is_array for part in known):
        return make(type(node), tuple(known), node.data, node.span) if known else node
    if type(node) is Mul:
        vectors = [part for part in known if part.is_array]
        product = vectors[0]
        for vector in vectors[1:]:
            product = Call("hadamard", (product, vector), node.span)
        scalars = [part for part in known if not part.is_array]
        return Mul((*scalars, product), node.span) if scalars else product
    if type(node) is Pow:
        return _power(known[0], known[1], node.span)
    if type(node) is Call and len(known) == 1 and node.data in _MAGNITUDES:
        # Of a vector these are its length.
        return magnitudes.by_entries(known[0], node.span)
    is_elementary = type(node) is Call and len(known) == 1 and node.data not in MATRIX_FUNCTIONS.values()
    is_sum = type(node) is Add and all(part.is_array or type(part) is Number for part in known)
    return make(type(node), tuple(known), node.data, node.span) if is_elementary or is_sum or type(node) in (Neg, Div) else None


def _power(base: Expr, exponent: Expr, span: Span | None) -> Expr | None:
    if type(base) is Constant and base.data == "e":
        return Call("exp", (exponent,), span)
    if type(exponent) is not Number or exponent.data[1] is not None or not 0 < exponent.data[0] <= MAX_ELEMENTWISE_POWER:
        return None
    found = base
    for _ in range(int(exponent.data[0]) - 1):
        found = Call("hadamard", (found, base), span)
    return found
