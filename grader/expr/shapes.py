"""The rules of shapes, and the words for what breaks them: both shapes and a remedy.

A shape is ``None`` for a scalar or (rows, columns).
"""

from __future__ import annotations

from grader.expr.nodes import Expr, Span
from grader.expr.plain import plain

Shape = tuple[int, int] | None


class ShapeError(Exception):
    """Internal: two shapes do not fit; leaves the engine as a Diagnostic."""

    def __init__(self, code: str, message: str, span: Span | None, remedy: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.span, self.remedy = code, message, span, remedy


def show(shape: Shape) -> str:
    """``a scalar``, ``a 1 × 2 row``, ``a 2 × 1 column``, ``a 2 × 3 matrix``."""
    if shape is None:
        return "a scalar"
    rows, columns = shape
    kind = "row" if rows == 1 and columns > 1 else "column" if columns == 1 and rows > 1 else "matrix"
    return f"a {rows} × {columns} {kind}"


def of_sum(node: Expr, left: Shape, right: Shape, term: Expr) -> Shape:
    """Terms of a sum have one shape."""
    if left == right:
        return left
    transposed = left is not None and right is not None and left == right[::-1]
    remedy = "one of them is the transpose of what you need" if transposed else "all terms of a sum need the same shape"
    raise ShapeError("shape/sum", f"{show(left)} and {show(right)} cannot be added", term.span or node.span, remedy)


def of_product(node: Expr, left: Shape, right: Shape, factor: Expr) -> Shape:
    """The inner sizes of a matrix product agree; a scalar goes with everything."""
    if left is None or right is None:
        return right if left is None else left
    if left[1] == right[0]:
        return left[0], right[1]
    message = f"the product is not defined: {show(left)} times {show(right)} (inner sizes {left[1]} and {right[0]} differ)"
    remedy = f"transpose a factor: {plain(factor)}^T would fit" if left[1] == right[1] else "change the order or transpose a factor"
    raise ShapeError("shape/product", message, factor.span or node.span, remedy)


def must_be_scalar(node: Expr, shape: Shape, what: str) -> None:
    """Arguments, exponents and denominators are scalars."""
    if shape is not None:
        raise ShapeError("shape/scalar-needed", f"{what} must be a scalar, but this is {show(shape)}", node.span)
