"""Products of two columns: the dot product, ``a · b``, ``⟨a, b⟩``, ``(1, 2)·(x, y)``, and by entries, ``a * b``.

They are no products of matrices, so nothing else is lost.
"""

from __future__ import annotations

from grader.expr import Call, Expr, Filled, Matrix, Mul, Number, Transpose
from grader.syntax.grammar import outline
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.tokens.tokens import FACTOR_STARTS

SIGNS = frozenset(("cdot", "·", "⋅", "∙", "•"))
"""Signs of multiplication that are a dot; of two columns no other one is read as their dot product."""

_OF_CODE = frozenset(("@", "dot"))
"""How code writes the product of matrices; there ``*`` is that of the entries."""
_ONE = Number(1)


def product(cursor: Cursor, left: list[Expr], start: int) -> list[Expr]:
    """The factors with what stands behind the dot; of two columns one factor, their dot product.

    The second column is as much of the product behind the dot as is one: ``x · A y`` is x^T A y, and ``x · y z`` is (x^T y) z.
    """
    if _is_written_row(left[-1]):
        factor = cursor.factor()
        return [*left, Transpose(factor, factor.span) if _is_written_row(factor) else factor]
    if not outline.is_column(cursor, left[-1]):
        return [*left, cursor.factor()]
    earlier, before = _in_front(cursor, left, start)
    if not outline.is_column(cursor, before):
        return [*left, cursor.factor()]
    here = cursor.at
    right, spans = [cursor.factor()], [cursor.span(here)]
    while True:
        if cursor.kinds[cursor.at] in FACTOR_STARTS and not cursor.blank_separates():
            right.append(cursor.power())
        elif cursor.kinds[cursor.at] == "*" and cursor.values[cursor.at] in SIGNS and outline.of(cursor, right[-1]) == "matrix":
            # x · A · y, where only A · y is a column.
            cursor.at += 1
            right.append(cursor.factor())
        else:
            break
        spans.append(cursor.span(here))
    for count in range(len(right), 0, -1):
        behind = right[0] if count == 1 else Mul(right[:count], spans[count - 1])
        if outline.is_column(cursor, behind):
            return [*earlier, of(before, behind), *right[count:]]
    return left + right


def _in_front(cursor: Cursor, left: list[Expr], start: int) -> tuple[list[Expr], Expr]:
    """The factors that the dot does not reach, and the one in front of it: all of them together where that is a column.

    The last one alone is it in ``z x · y``, where z x is no product, and by the second reading of ``b a^T a · x``.
    """
    before = _joined(cursor, left, start, cursor.at - 1)
    found = outline.of(cursor, before)
    if found is None or (found == "scalar" and cursor.choose("dot")):
        return left[:-1], left[-1]
    return [], before


def are_outer(cursor: Cursor, left: Expr, right: Expr) -> bool:
    """Whether ``a ⊗ b`` of two columns is a b^T, by the second reading; by the first it is a longer column, as of matrices."""
    return outline.is_column(cursor, left) and outline.is_column(cursor, right) and cursor.choose("outer")


def scaled(cursor: Cursor, left: Expr, right: Expr, start: int) -> Expr | None:
    """The second reading of ``v ⊙ A``, which has no shape: the rows of A times the entries of a column v, or its columns for a row."""
    kinds = outline.of(cursor, left), outline.of(cursor, right)
    if "matrix" not in kinds or not {"row", "column"} & set(kinds) or not cursor.choose("elementwise"):
        return None
    vector, matrix = (left, right) if kinds[1] == "matrix" else (right, left)
    diagonal = Call("diag", (vector,), vector.span)
    return Mul((diagonal, matrix) if "column" in kinds else (matrix, diagonal), cursor.span(start))


def with_ones(cursor: Cursor, factors: list[Expr]) -> None:
    """By the second reading of ``I - 1 p^T``, ``1^T A 1``, ``x - x^T p 1`` and ``x - 1 s`` the digit is a column of ones."""
    before, last = factors[-2:]
    if before == _ONE and (outline.of(cursor, last) == "row" or _is_scalar_beside(cursor, last)) and cursor.choose("ones"):
        factors[-2] = Filled("ones", (), before.span)
    elif last == _ONE and _may_stand_before_ones(cursor, factors[:-1]) and cursor.choose("ones"):
        factors[-1] = Filled("ones", (), last.span)


def _may_stand_before_ones(cursor: Cursor, factors: list[Expr]) -> bool:
    return outline.of(cursor, factors[-1]) in ("row", "matrix") or _is_scalar_beside(
        cursor, factors[0] if len(factors) == 1 else Mul(factors, factors[-1].span))


def _is_scalar_beside(cursor: Cursor, tree: Expr) -> bool:
    """Whether a tree is a scalar, but not written as a number, in a problem that has vectors."""
    return bool(cursor.words.scope.arrays) and type(tree) is not Number and outline.of(cursor, tree) == "scalar"


def below(cursor: Cursor, factors: list[Expr], start: int) -> Expr:
    """The denominator that begins with a vector; by the second reading of ``x/x^T x``, ``x/x·x``, ``x/t(x) %*% x`` it makes a number."""
    while outline.of(cursor, tree := _joined(cursor, factors, start)) in ("row", "column", "matrix"):
        at = cursor.at
        is_dot = cursor.kinds[at] == "*" and cursor.values[at] in SIGNS
        # %*% of R, which becomes @, binds more tightly than a slash.
        is_sign = is_dot or (cursor.kinds[at] == "*" and cursor.values[at] == "@")
        if not (is_sign or cursor.kinds[at] in ("array", "diff")) or cursor.blank_separates() or not cursor.choose("slash"):
            break
        cursor.at += is_sign
        factors = product(cursor, factors, start) if is_dot else [*factors, cursor.power()]
    return tree


def _joined(cursor: Cursor, factors: list[Expr], start: int, stop: int | None = None) -> Expr:
    return factors[0] if len(factors) == 1 else Mul(factors, cursor.span_until(start, cursor.at if stop is None else stop))


def by_star(cursor: Cursor, left: list[Expr], start: int) -> list[Expr]:
    """The factors with what stands behind ``*``; of two columns or two rows the second reading is the product of their entries.

    So it is of two matrices where the text has another sign or word for their product, as code has.
    """
    end = cursor.at - 1
    factor = cursor.factor()
    if factor.is_array and cursor.words.scope.arrays:
        before = _joined(cursor, left, start, end)
        kind = outline.of(cursor, before)
        if cursor.values[end] == "@":
            _check_matrices(cursor, kind, outline.of(cursor, factor), end)
        elif kind == outline.of(cursor, factor) and _may_be_by_entries(cursor, kind) and cursor.choose("elementwise"):
            return [Call("hadamard", (before, factor), cursor.span(start))]
    return [*left, factor]


def _may_be_by_entries(cursor: Cursor, kind: str | None) -> bool:
    return kind in ("column", "row") or (kind == "matrix" and not _OF_CODE.isdisjoint(cursor.values))


def _check_matrices(cursor: Cursor, left: str | None, right: str | None, sign: int) -> None:
    """Refuse ``x @ y`` and ``x @ A``: of arrays with one axis these are x^T y and x^T A, of columns they are nothing."""
    if (left == "column" and right in ("column", "matrix")) or (left == right == "row"):
        raise cursor.fail("syntax/transpose-needed", "@ is the product of matrices, and these two have none without a transpose",
                          "write x^T @ y for the inner product, x .* y for the product entry by entry", sign)


def _is_written_row(tree: Expr) -> bool:
    """Whether a tree is a row that is written out, as ``[1, 2]``."""
    return type(tree) is Matrix and bool(tree.data[0] == 1 < tree.data[1])


def in_angles(cursor: Cursor, left: Expr, right: Expr, start: int) -> Expr | None:
    """``⟨a, b⟩`` of two columns or two rows, and by the second reading ``⟨A, B⟩`` of two matrices, tr(A^T B); ``None`` for a list."""
    kinds = outline.of(cursor, left), outline.of(cursor, right)
    if kinds == ("column", "column"):
        return of(left, right)
    if kinds == ("row", "row"):
        return Mul((left, Transpose(right, right.span)), left.span)
    if kinds == ("matrix", "matrix") and cursor.choose("dot"):
        return Call("tr", (of(left, right),), left.span)
    if set(kinds) in ({"column", "matrix"}, {"row", "matrix"}):
        raise cursor.fail("syntax/arguments", "angle brackets hold two vectors, and here one is a matrix", "write the product out: a^T B",
                          start)
    return None


def called(cursor: Cursor, name: str, arguments: list[Expr], start: int) -> Expr:
    """``dot(a, b)``, the inner product of two vectors, else the product of matrices as in NumPy; ``inner(a, b)`` takes vectors alone.

    In ``dot(x, A)`` the vector is a row; ``dot(x, y^T)`` is the outer product.
    """
    (left, right), span = arguments, cursor.span(start)
    kinds = outline.of(cursor, left), outline.of(cursor, right)
    if None in kinds:
        raise cursor.fail("syntax/arguments", f"nothing tells whether {name} takes vectors or matrices here", "write a^T b or A B", start)
    if name == "inner" and "matrix" in kinds and "scalar" not in kinds:
        raise cursor.fail("syntax/arguments", "inner takes two vectors", "write the product of matrices with *", start)
    if kinds[0] == "column" and (kinds[1] in ("column", "matrix") or (name == "inner" and kinds[1] == "row")):
        left = Transpose(left, span)
    if kinds[1] == "row" and (kinds[0] == "row" or (name == "inner" and kinds[0] == "column")):
        right = Transpose(right, span)
    return Mul((left, right), span)


def of(left: Expr, right: Expr) -> Expr:
    """The dot product of two columns as a product of matrices."""
    span = (left.span[0], right.span[1]) if left.span and right.span else None
    return Mul((Transpose(left, left.span), right), span)
