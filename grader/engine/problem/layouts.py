"""Layouts by name: the orders in which the axes of a truth may be laid out in rows and columns.

The lecture's layout has an empty name.  The others are transposes and flattenings: ``denominator`` (a column gradient, a transposed
Jacobian), ``numerator`` (the transpose of the shape of a matrix variable), ``vec-row`` and ``vec-column`` (rows or columns of a matrix
stacked), ``row`` and ``column`` (a vector's value, written the other way).  The transpose of a matrix-valued function's derivative by a
number is a mistake, not a layout; so is a flattening of the outputs by rows and of the inputs by columns, which would make a forgotten
transpose right.  Source: the lecture, sections 5.3 and 5.4; for the names, K. B. Petersen and M. S. Pedersen, "The Matrix Cookbook"
(2012), and J. R. Magnus and H. Neudecker, "Matrix Differential Calculus" (1988), for vec.
"""

from __future__ import annotations

from functools import cache

from grader.expr import Dim, shapes
from grader.record import record

OUTPUT, INPUT = "o", "i"


@record
class Layout:
    """Which axes run down the rows and which along the columns, the last of several the fastest."""

    name: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    def shape(self, axes: tuple[Dim, ...]) -> shapes.Shape:
        """Rows and columns for axes of these sizes."""
        if not self.rows and not self.columns:
            return None
        rows, columns = shapes.ONE, shapes.ONE
        for axis in self.rows:
            rows = shapes.times(rows, axes[axis])
        for axis in self.columns:
            columns = shapes.times(columns, axes[axis])
        return rows, columns


@cache
def layouts(kinds: str, what: str, is_row: bool) -> tuple[Layout, ...]:
    """The layouts of axes of these kinds (``o`` for each output, ``i`` for each input), the lecture's first.

    Only a first ``derivative``, the ``differential`` of a matrix or a row, and the ``value`` of a vector, have more than one.
    ``is_row`` tells a row-valued function; its differential is a row, and the Jacobian times dx is a column.
    """
    count = len(kinds)
    if count == 0:
        return (Layout("", (), ()),)
    if count == 1:
        row, column = ((), (0,)), ((0,), ())
        first, second = (row, column) if kinds == INPUT or is_row else (column, row)
        other = {"derivative": "denominator", "value": "column" if is_row else "row", "differential": "" if is_row else None}.get(what)
        return (Layout("", *first), Layout(other, *second)) if other is not None else (Layout("", *first),)
    if count == 2:
        return _of_two(kinds, what)
    return tuple(layout for layout in _flattened(kinds) if not _is_mixed(layout, kinds))


@cache
def mixed_layouts(kinds: str) -> tuple[Layout, ...]:
    """The flattenings that take one side row by row and the other column by column: mistakes, to be told by name."""
    return tuple(layout for layout in _flattened(kinds) if _is_mixed(layout, kinds)) if len(kinds) == 4 else ()


def _of_two(kinds: str, what: str) -> tuple[Layout, ...]:
    lecture = Layout("", (0,), (1,))
    if what == "differential" and kinds == OUTPUT * 2:
        # By rows a forgotten transpose would be right.
        return lecture, Layout("vec-column", (1, 0), ())
    if what != "derivative" or kinds == OUTPUT * 2:
        return (lecture,)
    if kinds == OUTPUT + INPUT:
        return lecture, Layout("denominator", (1,), (0,))
    return (lecture, Layout("numerator", (1,), (0,)), Layout("vec-row", (), (0, 1)), Layout("vec-column", (), (1, 0)),
            Layout("vec-row-transposed", (0, 1), ()), Layout("vec-column-transposed", (1, 0), ()))


def _flattened(kinds: str) -> tuple[Layout, ...]:
    """Outputs down the rows and inputs along the columns, each side row by row or column by column; and the transposes."""
    outputs = tuple(axis for axis, kind in enumerate(kinds) if kind == OUTPUT)
    inputs = tuple(axis for axis, kind in enumerate(kinds) if kind == INPUT)
    found = []
    for rows in _orders(outputs):
        for columns in _orders(inputs):
            turned = is_turned(rows) or is_turned(columns)
            found.append(("vec-column" if turned else "vec-row", rows, columns))
    return tuple(Layout(name, rows, columns) for name, rows, columns in found) + tuple(
        Layout(f"{name}-transposed", columns, rows) for name, rows, columns in found)


def _orders(axes: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    return (axes, axes[::-1]) if len(axes) == 2 else (axes,)


def _is_mixed(layout: Layout, kinds: str) -> bool:
    return len(kinds) == 4 and is_turned(layout.rows) != is_turned(layout.columns)


def is_turned(axes: tuple[int, ...]) -> bool:
    """Whether the two axes of a matrix are taken column by column."""
    return len(axes) == 2 and axes[0] > axes[1]
