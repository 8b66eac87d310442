"""Numbers in the middle of a product of matrices: ``a^T b^T x`` is a^T (b^T x), and ``I x^T A x`` is I (x^T A x).

A row opens what a column closes, so that no two groupings have different values.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.expr import Expr, Mul
from grader.syntax.grammar import outline
from grader.syntax.grammar.cursor import Cursor


def paired(cursor: Cursor, factors: Sequence[Expr]) -> tuple[Expr, ...]:
    """The factors, with those put together that make a number behind a row or a matrix."""
    kinds = [outline.of(cursor, factor) for factor in factors]
    found, left, at = list[Expr](), "scalar", 0
    while at < len(factors):
        kind = kinds[at]
        is_inside = kind == "row" and left in ("row", "matrix")
        end = _closed(kinds, at) if is_inside else at + 1
        product = left if is_inside else outline.product(left, kind)
        if not end or product is None:
            return tuple(factors)
        found.append(_number(cursor, factors[at:end]) if is_inside else factors[at])
        left, at = product, end
    return tuple(found)


def _closed(kinds: Sequence[str | None], start: int) -> int:
    """Behind the column that closes the row at this place; 0 where none does."""
    opened = 0
    for at in range(start, len(kinds)):
        opened += (kinds[at] == "row") - (kinds[at] == "column")
        if opened == 0:
            return at + 1
    return 0


def _number(cursor: Cursor, factors: Sequence[Expr]) -> Expr:
    first, last = factors[0].span, factors[-1].span
    return Mul(paired(cursor, factors), (first[0], last[1]) if first and last else None)
