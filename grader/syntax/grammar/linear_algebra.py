"""Functions and signs of code for matrices: ``solve(A, b)``, ``sum(v)``, ``A \\ b``, ``A / B``."""

from __future__ import annotations

from grader.expr import Call, Div, Expr, Filled, Mul, Span, Transpose
from grader.syntax.grammar import brackets, outline
from grader.syntax.grammar.arrays import entries
from grader.syntax.grammar.cursor import Cursor

_OF_ONE_VECTOR = frozenset(("total", "softmax"))
NAMES = frozenset(("solve", "crossprod", "tcrossprod", *_OF_ONE_VECTOR))
"""Functions of code that trees have no name for."""


def of_code(cursor: Cursor, name: str, start: int) -> Expr:
    """``solve(A)``, ``solve(A, b)``, ``crossprod(A, B)`` of R, which is A^T B, and what is made of one vector, such as ``sum(v)``."""
    if name in _OF_ONE_VECTOR:
        return _of_one_vector(cursor, name, start)
    found = brackets.arguments(cursor, name, 2)
    span = cursor.span(start)
    if name in ("crossprod", "tcrossprod"):
        left, right = found[0], found[-1]
        turned = Transpose(left if name == "crossprod" else right, span)
        return Mul((turned, right) if name == "crossprod" else (left, turned), span)
    if outline.of(cursor, found[0]) not in ("matrix", None):
        raise cursor.fail("syntax/arguments", "solve takes a matrix, and perhaps the right side", "write inv(A) b", start)
    inverse = entries.spelled(cursor, "inv", found[:1], start)
    return inverse if len(found) == 1 else Mul((inverse, found[1]), span)


def _of_one_vector(cursor: Cursor, name: str, start: int) -> Expr:
    """``sum(v)``, which is 1^T v, and ``softmax(v)``, which is exp(v)/sum(exp(v))."""
    vector = _vector(cursor, name)
    kind, span = outline.of(cursor, vector), cursor.span(start)
    if kind not in ("column", "row"):
        told = "sum takes a vector here, or an index first" if name == "total" else f"{name} takes a vector"
        raise cursor.fail("syntax/arguments", told, "write 1^T v for a vector v, 1^T A 1 for a matrix A", start)
    if name == "total":
        return _total(vector, kind, span)
    powers = Call("exp", (vector,), span)
    return Div(powers, _total(powers, kind, span), span)


def _vector(cursor: Cursor, name: str) -> Expr:
    """The one argument; ``sum(|x|)`` and ``sum(x*y)`` have one only entry by entry."""
    at, second = cursor.at, cursor.second
    [found] = brackets.arguments(cursor, name, 1)
    if found.is_array and outline.of(cursor, found) in ("scalar", None) and "elementwise" not in second:
        cursor.at, cursor.second = at, second | {"elementwise"}
        [found] = brackets.arguments(cursor, name, 1)
        cursor.second = second
    return found


def _total(vector: Expr, kind: str, span: Span) -> Expr:
    """The sum of the entries of a column or row."""
    ones = Filled("ones", (), span)
    return Mul((vector, ones) if kind == "row" else (Transpose(ones, span), vector), span)


def divided_from_left(cursor: Cursor, left: Expr, start: int) -> Expr:
    """``A \\ b`` of MATLAB and Julia, the cursor behind the sign: A^(-1) b."""
    if outline.of(cursor, left) not in ("matrix", None):
        raise cursor.fail("syntax/unexpected", "left of '\\' stands a matrix", "write A^(-1) b", cursor.at - 1)
    inverse = entries.spelled(cursor, "inv", [left], start)
    return Mul((inverse, cursor.factor()), cursor.span(start))


def divided(cursor: Cursor, left: Expr, right: Expr, start: int) -> Expr:
    """A quotient; ``A/B`` of two matrices or of a row and a matrix, which is none, is A B^(-1) by its second reading."""
    if left.is_array and right.is_array and outline.of(cursor, right) == "matrix" and cursor.choose("division"):
        return Mul((left, entries.spelled(cursor, "inv", [right], start)), cursor.span(start))
    return Div(left, right, cursor.span(start))
