"""What a tree is whatever its sizes are: a scalar, a column, a row or a matrix.

Readings that a dot or a norm decides need no more; where this is not known for certain the answer is ``None``.
"""

from __future__ import annotations

from grader.expr import (
    Add,
    ArraySymbol,
    Call,
    Differential,
    Div,
    Every,
    Expr,
    Filled,
    Matrix,
    Mul,
    Neg,
    Pow,
    Slice,
    Sum,
    Transpose,
    Unit,
    build,
)
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.spellings import MATRIX_FUNCTIONS

_PRODUCTS = {("row", "column"): "scalar", ("column", "row"): "matrix", ("matrix", "column"): "column", ("row", "matrix"): "row",
             ("matrix", "matrix"): "matrix"}
_TRANSPOSED = {"row": "column", "column": "row"}
_SCALAR_CALLS = frozenset(("tr", "det", "norm", "abs", "norm1", "norminf"))


def of(cursor: Cursor, tree: Expr) -> str | None:
    """``scalar``, ``column``, ``row`` or ``matrix``; ``None`` for what does not fit, or has a shape that only sizes tell."""
    if not tree.is_array:
        return "scalar"
    known = cursor.outlines.get(id(tree))
    if known is None or known[0] is not tree:
        known = cursor.outlines[id(tree)] = tree, _of_array(cursor, tree)
    return known[1]


def is_column(cursor: Cursor, tree: Expr) -> bool:
    """Whether a tree is certainly a column, whatever the sizes are."""
    return of(cursor, tree) == "column"


def _of_array(cursor: Cursor, tree: Expr) -> str | None:
    kind = type(tree)
    if kind is ArraySymbol or kind is Differential:
        return _of_name(cursor, tree.data)
    if kind is Mul:
        return _of_product(cursor, tree)
    if kind is Neg or kind is Sum:
        return of(cursor, tree.args[0])
    if kind is Div:
        return _of_quotient(of(cursor, tree.args[0]), of(cursor, tree.args[1]))
    if kind is Pow:
        # A column has no power but that of its entries, as h^2 where h stands for tanh(x).
        return of(cursor, tree.args[0])
    if kind is Transpose:
        inner = of(cursor, tree.args[0])
        return None if inner is None else _TRANSPOSED.get(inner, inner)
    if kind is Call:
        return _of_call(cursor, tree)
    if kind is Add:
        found = {of(cursor, term) for term in tree.args if not build.is_literal(term)}
        if found in ({"scalar", "column"}, {"scalar", "row"}):
            # v - v^T p, where the number may stand in all entries.
            found.discard("scalar")
        return found.pop() if len(found) == 1 else None
    return _of_written(cursor, tree)


def _of_quotient(over: str | None, under: str | None) -> str | None:
    """Over a scalar, or entry by entry over a vector."""
    if under == "scalar":
        return over
    return under if under in ("row", "column") and over in ("scalar", under) else None


def _of_kronecker(left: str | None, right: str | None) -> str | None:
    if left is None or right is None:
        return None
    return right if left == "scalar" else left if right in ("scalar", left) else "matrix"


def _of_name(cursor: Cursor, name: str) -> str:
    if cursor.words.axes.get(name) == 2:
        rows, columns = cursor.words.shapes.get(name, (name, name))
        return "row" if not rows else "column" if not columns else "matrix"
    return "row" if name in cursor.words.scope.rows else "column"


def _of_written(cursor: Cursor, tree: Expr) -> str | None:
    """Slices, unit vectors, filled and written arrays."""
    kind = type(tree)
    if kind is Slice:
        return "column" if type(tree.args[1]) is Every else "row"
    if kind is Unit:
        return "column" if len(tree.args) == 1 else "matrix"
    if kind is Filled:
        is_column = tree.data[0] in ("ones", "zeros") and len(tree.data[1]) < 2
        return "column" if is_column else "matrix"
    return _of_blocks(cursor, tree) if kind is Matrix else None


def _of_blocks(cursor: Cursor, tree: Expr) -> str | None:
    """Numbers in brackets, or columns below each other and rows side by side."""
    rows, columns = tree.data
    found = {of(cursor, entry) for entry in tree.args}
    if found == {"scalar"}:
        return None if rows == columns == 1 else "column" if columns == 1 else "row" if rows == 1 else "matrix"
    if found == {"column"} and columns == 1:
        return "column"
    return "row" if found == {"row"} and rows == 1 else None


def _of_product(cursor: Cursor, tree: Expr) -> str | None:
    found: str | None = "scalar"
    for factor in tree.args:
        found = product(found, of(cursor, factor))
    return found


def product(left: str | None, right: str | None) -> str | None:
    """What the product of matrices is, or a number times one of them; ``None`` where it has no shape, or that is not known."""
    if left is None or right is None:
        return None
    return right if left == "scalar" else left if right == "scalar" else _PRODUCTS.get((left, right))


def _of_call(cursor: Cursor, tree: Expr) -> str | None:
    name, inner = tree.data, of(cursor, tree.args[0])
    if name in _SCALAR_CALLS or (name in ("max", "min") and len(tree.args) == 1):
        return "scalar"
    if name in ("max", "min"):
        found = {of(cursor, arg) for arg in tree.args} - {"scalar"}
        return found.pop() if len(found) == 1 else None if found else "scalar"
    if name == "hadamard" or name not in MATRIX_FUNCTIONS.values():
        return inner if all(of(cursor, arg) in (inner, "scalar") for arg in tree.args) else None
    if name == "diag":
        return "column" if inner == "matrix" else "matrix" if inner in ("row", "column") else None
    if name == "kron":
        return _of_kronecker(inner, of(cursor, tree.args[1]))
    return "column" if name in ("vec", "vecr") else "matrix" if name in ("adj", "outer") else None
