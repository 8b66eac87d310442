"""Trees with rows and matrices to a shape and its scalar entries; a scalar is an array without axes.

An array of one element in brackets is that element.  The entries are trees again, so the rest of the engine knows scalars only.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.engine.program import rational
from grader.expr import Add, Call, Div, Expr, Matrix, Mul, Neg, Pow, Transpose, shapes
from grader.model import Diagnostic

MAX_ENTRIES = 400


@dataclass(frozen=True, slots=True)
class Array:
    """Shape (``None``: scalar) and entries, row by row."""

    shape: shapes.Shape
    entries: tuple[Expr, ...]

    def transposed(self) -> Array:
        """Rows and columns exchanged; a scalar is its own transpose."""
        if self.shape is None:
            return self
        rows, columns = self.shape
        return Array((columns, rows), tuple([self.entries[i * columns + j] for j in range(columns) for i in range(rows)]))


def array_of(tree: Expr) -> Array | Diagnostic:
    """The tree as an array; a Diagnostic ``shape/…`` names both shapes where they do not fit."""
    if not tree.is_array:
        return Array(None, (tree,))
    try:
        return _array(tree)
    except shapes.ShapeError as error:
        return Diagnostic(error.code, error.message, error.remedy, error.span)


def _array(tree: Expr) -> Array:
    done: dict[Expr, Array] = {}
    stack: list[tuple[Expr, bool]] = [(tree, False)]
    while stack:
        node, opened = stack.pop()
        if node in done:
            continue
        if not node.is_array:
            done[node] = Array(None, (node,))
        elif opened:
            done[node] = _decayed(_combine(node, [done[arg] for arg in node.args]))
        else:
            stack.append((node, True))
            stack.extend((arg, False) for arg in node.args)
    return done[tree]


def _decayed(array: Array) -> Array:
    if len(array.entries) > MAX_ENTRIES or sum(entry.leaves for entry in array.entries) > 20_000:
        raise shapes.ShapeError("shape/too-large", "this product of matrices is too large", None, "write it in a shorter form")
    return Array(None, array.entries) if array.shape == (1, 1) else array


def _combine(node: Expr, args: list[Array]) -> Array:
    if isinstance(node, Matrix):
        for entry, arg in zip(node.args, args, strict=True):
            shapes.must_be_scalar(entry, arg.shape, "an entry")
        return Array(node.shape, tuple([arg.entries[0] for arg in args]))
    if isinstance(node, Transpose):
        return args[0].transposed()
    if isinstance(node, Neg):
        return Array(args[0].shape, tuple([Neg(entry, node.span) for entry in args[0].entries]))
    if isinstance(node, Add):
        return _sum(node, args)
    if isinstance(node, Mul):
        total = args[0]
        for factor, arg in zip(node.args[1:], args[1:], strict=True):
            total = _decayed(_product(node, total, arg, factor))
        return total
    if isinstance(node, Div):
        shapes.must_be_scalar(node.args[1], args[1].shape, "a denominator")
        return Array(args[0].shape, tuple([Div(entry, args[1].entries[0], node.span) for entry in args[0].entries]))
    if isinstance(node, Pow):
        return _power(node, args)
    if isinstance(node, Call) and node.name == "norm" and args[0].shape is not None:
        return Array(None, (Call("sqrt", (_squares(args[0]),), node.span),))
    shapes.must_be_scalar(node.args[0], args[0].shape, "the argument of a function")
    return Array(None, (node.with_args([arg.entries[0] for arg in args]),))


def _squares(array: Array) -> Expr:
    squares = [Mul((entry, entry), entry.span) for entry in array.entries]
    return squares[0] if len(squares) == 1 else Add(squares)


def _sum(node: Add, args: list[Array]) -> Array:
    shape = args[0].shape
    for term, arg in zip(node.args[1:], args[1:], strict=True):
        shape = shapes.of_sum(node, shape, arg.shape, term)
    columns = zip(*[arg.entries for arg in args], strict=True)
    return Array(shape, tuple([Add(entries, node.span) for entries in columns]))


def _product(node: Expr, left: Array, right: Array, factor: Expr) -> Array:
    shape = shapes.of_product(node, left.shape, right.shape, factor)
    if left.shape is None or right.shape is None:
        return Array(shape, tuple([Mul((a, b), node.span) for a in left.entries for b in right.entries]))
    rows, inner, columns = left.shape[0], left.shape[1], right.shape[1]
    entries: list[Expr] = []
    for i in range(rows):
        for j in range(columns):
            terms = [Mul((left.entries[i * inner + k], right.entries[k * columns + j]), node.span) for k in range(inner)]
            entries.append(terms[0] if inner == 1 else Add(terms, node.span))
    return Array(shape, tuple(entries))


def _power(node: Pow, args: list[Array]) -> Array:
    base, exponent = args
    shapes.must_be_scalar(node.args[1], exponent.shape, "an exponent")
    if base.shape is None:
        return Array(None, (Pow(base.entries[0], exponent.entries[0], node.span),))
    count = rational(exponent.entries[0])
    if base.shape[0] != base.shape[1] or count not in range(1, 9):
        raise shapes.ShapeError("shape/power", f"{shapes.show(base.shape)} has no such power", node.span,
                         "only square matrices have powers, with a small whole exponent")
    total = base
    for _ in range(int(count or 1) - 1):
        total = _decayed(_product(node, total, base, node.args[0]))
    return total
