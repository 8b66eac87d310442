"""Products of two columns: the dot product, ``a · b``, ``⟨a, b⟩``, ``(1, 2)·(x, y)``, and by entries, ``a * b``.

They are no products of matrices, so nothing else is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Call, Expr, Filled, Matrix, Mul, Number, Transpose
from grader.syntax.grammar import outline
from grader.syntax.grammar.starts import FACTOR_STARTS

if TYPE_CHECKING:
    from grader.syntax.grammar.parser import Parser

SIGNS = frozenset(("cdot", "·", "⋅", "∙", "•"))
"""Signs of multiplication that are a dot; of two columns no other one is read as their dot product."""


_ONE = Number(1)


def product(parser: Parser, left: list[Expr], start: int) -> list[Expr]:
    """The factors with what stands behind the dot; of two columns one factor, their dot product.

    The second column is as much of the product behind the dot as is one: ``x · A y`` is x^T A y, and ``x · y z`` is (x^T y) z.
    """
    if _is_written_row(left[-1]):
        factor = parser.factor()
        return [*left, Transpose(factor, factor.span) if _is_written_row(factor) else factor]
    if not outline.is_column(parser, left[-1]):
        return [*left, parser.factor()]
    earlier, before = _in_front(parser, left, start)
    if not outline.is_column(parser, before):
        return [*left, parser.factor()]
    here = parser.at
    right, spans = [parser.factor()], [parser.span(here)]
    while True:
        if parser.kinds[parser.at] in FACTOR_STARTS and not parser.blank_separates():
            right.append(parser.power())
        elif parser.kinds[parser.at] == "*" and parser.tokens.values[parser.at] in SIGNS and outline.of(parser, right[-1]) == "matrix":
            # x · A · y, where only A · y is a column.
            parser.at += 1
            right.append(parser.factor())
        else:
            break
        spans.append(parser.span(here))
    for count in range(len(right), 0, -1):
        behind = right[0] if count == 1 else Mul(right[:count], spans[count - 1])
        if outline.is_column(parser, behind):
            return [*earlier, of(before, behind), *right[count:]]
    return left + right


def _in_front(parser: Parser, left: list[Expr], start: int) -> tuple[list[Expr], Expr]:
    """The factors that the dot does not reach, and the one in front of it: all of them together where that is a column.

    The last one alone is it in ``z x · y``, where z x is no product, and by the second reading of ``b a^T a · x``.
    """
    before = _joined(parser, left, start, parser.at - 1)
    found = outline.of(parser, before)
    if found is None or (found == "scalar" and parser.choose("dot")):
        return left[:-1], left[-1]
    return [], before


def scaled(parser: Parser, left: Expr, right: Expr, start: int) -> Expr | None:
    """The second reading of ``v ⊙ A``, which has no shape: the rows of A times the entries of a column v, or its columns for a row."""
    kinds = outline.of(parser, left), outline.of(parser, right)
    if "matrix" not in kinds or not {"row", "column"} & set(kinds) or not parser.choose("elementwise"):
        return None
    vector, matrix = (left, right) if kinds[1] == "matrix" else (right, left)
    diagonal = Call("diag", (vector,), vector.span)
    return Mul((diagonal, matrix) if "column" in kinds else (matrix, diagonal), parser.span(start))


def with_ones(parser: Parser, factors: list[Expr]) -> None:
    """By the second reading of ``I - 1 p^T`` and ``1^T A 1`` the digit is a column of ones."""
    before, last = factors[-2:]
    if before == _ONE and outline.of(parser, last) == "row" and parser.choose("ones"):
        factors[-2] = Filled("ones", (), before.span)
    elif last == _ONE and outline.of(parser, before) in ("row", "matrix") and parser.choose("ones"):
        factors[-1] = Filled("ones", (), last.span)


def below(parser: Parser, factors: list[Expr], start: int) -> Expr:
    """The denominator that begins with a vector; by the second reading of ``x/x^T x`` and ``x/x·x`` it is as much as makes a number."""
    while outline.of(parser, tree := _joined(parser, factors, start)) in ("row", "column", "matrix"):
        at = parser.at
        is_dot = parser.kinds[at] == "*" and parser.tokens.values[at] in SIGNS
        if not (is_dot or parser.kinds[at] in ("array", "diff")) or parser.blank_separates() or not parser.choose("slash"):
            break
        parser.at += is_dot
        factors = product(parser, factors, start) if is_dot else [*factors, parser.power()]
    return tree


def _joined(parser: Parser, factors: list[Expr], start: int, stop: int | None = None) -> Expr:
    return factors[0] if len(factors) == 1 else Mul(factors, parser.span_until(start, parser.at if stop is None else stop))


def by_star(parser: Parser, left: list[Expr], start: int) -> list[Expr]:
    """The factors with what stands behind ``*``; of two columns or two rows the second reading is the product of their entries."""
    end = parser.at - 1
    factor = parser.factor()
    if factor.is_array and parser.words.scope.arrays:
        before = _joined(parser, left, start, end)
        kind = outline.of(parser, before)
        if kind in ("column", "row") and kind == outline.of(parser, factor) and parser.choose("elementwise"):
            return [Call("hadamard", (before, factor), parser.span(start))]
    return [*left, factor]


def _is_written_row(tree: Expr) -> bool:
    """Whether a tree is a row that is written out, as ``[1, 2]``."""
    return type(tree) is Matrix and bool(tree.data[0] == 1 < tree.data[1])


def in_angles(parser: Parser, left: Expr, right: Expr) -> Expr | None:
    """``⟨a, b⟩`` of two columns or two rows, and by the second reading ``⟨A, B⟩`` of two matrices, tr(A^T B); ``None`` for a list."""
    kinds = outline.of(parser, left), outline.of(parser, right)
    if kinds == ("column", "column"):
        return of(left, right)
    if kinds == ("row", "row"):
        return Mul((left, Transpose(right, right.span)), left.span)
    if kinds == ("matrix", "matrix") and parser.choose("dot"):
        return Call("tr", (of(left, right),), left.span)
    return None


def of(left: Expr, right: Expr) -> Expr:
    """The dot product of two columns as a product of matrices."""
    span = (left.span[0], right.span[1]) if left.span and right.span else None
    return Mul((Transpose(left, left.span), right), span)
