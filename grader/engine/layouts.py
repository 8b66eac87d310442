"""Layouts by name: in which order the axes of a truth may be laid out in rows and columns.

The lecture's layout has an empty name.  The others are transposes and flattenings: ``denominator`` (a column gradient, a transposed
Jacobian), ``numerator`` (the transpose of the shape of a matrix variable), ``vec-row`` and ``vec-column`` (rows or columns of a matrix
stacked).  The transpose of a matrix-valued function's derivative by a number is a mistake, not a layout.  Source: the lecture, sections
5.3 and 5.4; for the names, K. B. Petersen and M. S. Pedersen, "The Matrix Cookbook" (2012), and J. R. Magnus and H. Neudecker, "Matrix
Differential Calculus" (1988), for vec.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from grader.expr import Dim, shapes

OUTPUT, INPUT = "o", "i"


@dataclass(frozen=True, slots=True)
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
def layouts(kinds: str, derivative: bool, is_row: bool) -> tuple[Layout, ...]:
    """The layouts of axes of these kinds (``o`` for each output, ``i`` for each input), the lecture's first.

    Only a first ``derivative`` has more than one; ``is_row`` tells a row-valued function.
    """
    count = len(kinds)
    if count == 0:
        return (Layout("", (), ()),)
    if count == 1:
        row, column = ((), (0,)), ((0,), ())
        first, second = (row, column) if kinds == INPUT or is_row else (column, row)
        return (Layout("", *first), Layout("denominator", *second)) if derivative else (Layout("", *first),)
    if count == 2:
        return _of_two(kinds, derivative)
    return _flattened(kinds)


def _of_two(kinds: str, derivative: bool) -> tuple[Layout, ...]:
    lecture = Layout("", (0,), (1,))
    if not derivative or kinds == OUTPUT * 2:
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
    for rows in (outputs, outputs[::-1]) if len(outputs) == 2 else (outputs,):
        for columns in (inputs, inputs[::-1]) if len(inputs) == 2 else (inputs,):
            turned = [side != kept for side, kept in ((rows, outputs), (columns, inputs)) if len(kept) == 2]
            name = "vec-column" if turned and all(turned) else "vec-mixed" if any(turned) else "vec-row"
            found.append((name, rows, columns))
    # The mixed flattenings are rare: what has the same shape is tried in this order.
    found.sort(key=lambda item: item[0] == "vec-mixed")
    return tuple(Layout(name, rows, columns) for name, rows, columns in found) + tuple(
        Layout(f"{name}-transposed", columns, rows) for name, rows, columns in found)
