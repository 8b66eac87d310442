"""The dot product of two columns or two rows, ``a · b``, ``⟨a, b⟩``, ``(1, 2)·(x, y)``: no product of matrices, so nothing else is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.expr import Add, ArraySymbol, Call, Differential, Div, Every, Expr, Filled, Matrix, Mul, Neg, Pow, Slice, Transpose, Unit
from grader.syntax.limits import FACTOR_STARTS
from grader.syntax.spellings import MATRIX_FUNCTIONS

if TYPE_CHECKING:
    from grader.syntax.pratt import Parser

SIGNS = frozenset(("cdot", "·", "⋅", "∙", "•"))
"""Signs of multiplication that are a dot; of two columns no other one is read as their dot product."""


def product(parser: Parser, left: list[Expr], start: int) -> list[Expr]:
    """The factors with what stands behind the dot; of two columns one factor, their dot product."""
    if _is_written_row(left[-1]):
        factor = parser.factor()
        return [*left, Transpose(factor, factor.span) if _is_written_row(factor) else factor]
    if not is_column(parser, left[-1]):
        return [*left, parser.factor()]
    before = left[0] if len(left) == 1 else Mul(left, parser.span_until(start, parser.at - 1))
    if not is_column(parser, before):
        return [*left, parser.factor()]
    here = parser.at
    right = [parser.factor()]
    while parser.kinds[parser.at] in FACTOR_STARTS and not parser.blank_separates():
        right.append(parser.power())
    behind = right[0] if len(right) == 1 else Mul(right, parser.span(here))
    return [of(before, behind)] if is_column(parser, behind) else left + right


def _is_written_row(tree: Expr) -> bool:
    """Whether a tree is a row that is written out, as ``[1, 2]``."""
    return type(tree) is Matrix and bool(tree.data[0] == 1 < tree.data[1])


def of(left: Expr, right: Expr) -> Expr:
    """The dot product of two columns as a product of matrices."""
    span = (left.span[0], right.span[1]) if left.span and right.span else None
    return Mul((Transpose(left, left.span), right), span)


def is_column(parser: Parser, tree: Expr) -> bool:
    """Whether a tree is certainly a column, whatever the sizes are."""
    kind = type(tree)
    if kind is ArraySymbol or kind is Differential:
        return parser.words.axes.get(tree.data) == 1 and tree.data not in parser.words.scope.rows
    if kind is Slice:
        return type(tree.args[1]) is Every and type(tree.args[2]) is not Every
    if kind is Unit or kind is Filled:
        return len(tree.args) == 1 if kind is Unit else tree.data[0] in ("ones", "zeros") and len(tree.data[1]) < 2
    if kind is Matrix:
        return bool(tree.data[1] == 1 < tree.data[0])
    if kind is Neg or kind is Div:
        return is_column(parser, tree.args[0])
    if kind is Add:
        return all(is_column(parser, term) for term in tree.args)
    if kind is Mul:
        arrays = [factor for factor in tree.args if factor.is_array]
        return bool(arrays) and is_column(parser, arrays[-1]) and all(_is_matrix(parser, factor) for factor in arrays[:-1])
    if kind is Call:
        by_elements = tree.data not in MATRIX_FUNCTIONS.values() or tree.data == "hadamard"
        return by_elements and all(is_column(parser, arg) for arg in tree.args)
    return False


def _is_matrix(parser: Parser, tree: Expr) -> bool:
    """Whether a factor is a declared matrix, an identity, or a transpose or power of one."""
    while type(tree) in (Transpose, Pow):
        tree = tree.args[0]
    return (type(tree) is ArraySymbol and parser.words.axes.get(tree.data) == 2) or (type(tree) is Filled and tree.data[0] == "I")
