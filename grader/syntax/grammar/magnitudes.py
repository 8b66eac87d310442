"""Bars and ``abs``: the absolute value of a number, the length of a vector, or the absolute value of every entry."""

from __future__ import annotations

from grader.expr import Call, Expr, Neg, Span
from grader.syntax.grammar import outline
from grader.syntax.grammar.cursor import Cursor


def in_bars(cursor: Cursor, inner: Expr, start: int) -> Expr:
    """``|x|`` and ``abs(x)``; of a vector or a matrix, by the second reading, the absolute value of every entry, as in code."""
    span = cursor.span(start)
    if inner.is_array and outline.of(cursor, inner) not in ("scalar", None) and cursor.choose("elementwise"):
        return by_entries(inner, span)
    return Call("abs", (inner,), span)


def by_entries(tree: Expr, span: Span | None) -> Expr:
    """The absolute value of every entry, as the larger one of each entry and its negative."""
    return Call("max", (tree, Neg(tree, span)), span)
