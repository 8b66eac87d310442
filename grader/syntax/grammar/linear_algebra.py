"""Functions and signs of code for matrices: ``solve(A, b)``, ``sum(v)``, ``A \\ b``, ``A / B``."""

from __future__ import annotations

from grader.expr import Div, Expr, Filled, Mul, Transpose
from grader.syntax.grammar import brackets, outline
from grader.syntax.grammar.arrays import entries
from grader.syntax.grammar.cursor import Cursor

NAMES = frozenset(("solve", "total", "crossprod", "tcrossprod"))
"""Functions of code that trees have no name for."""


def of_code(cursor: Cursor, name: str, start: int) -> Expr:
    """``solve(A)``, ``solve(A, b)``, ``crossprod(A, B)`` of R, which is A^T B, and ``sum(v)`` of a vector, which is 1^T v."""
    found = brackets.arguments(cursor, name, 1 if name == "total" else 2)
    span = cursor.span(start)
    if name in ("crossprod", "tcrossprod"):
        left, right = found[0], found[-1]
        turned = Transpose(left if name == "crossprod" else right, span)
        return Mul((turned, right) if name == "crossprod" else (left, turned), span)
    if name == "solve":
        if outline.of(cursor, found[0]) not in ("matrix", None):
            raise cursor.fail("syntax/arguments", "solve takes a matrix, and perhaps the right side", "write inv(A) b", start)
        inverse = entries.spelled(cursor, "inv", found[:1], start)
        return inverse if len(found) == 1 else Mul((inverse, found[1]), span)
    kind = outline.of(cursor, found[0])
    if kind not in ("column", "row"):
        raise cursor.fail("syntax/arguments", "sum takes a vector here, or an index first",
                          "write 1^T v for a vector v, 1^T A 1 for a matrix A", start)
    ones = Filled("ones", (), span)
    return Mul((Transpose(ones, span), found[0]) if kind == "column" else (found[0], ones), span)


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
