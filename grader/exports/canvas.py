"""Canvas: one column of the gradebook that Canvas exported is filled, and every other byte stays as it is."""

from __future__ import annotations

import re

from grader.exports.canvas_reader import Column, Upload, difference, read_upload
from grader.exports.cells import Cell, fill
from grader.exports.decimals import decimal, read_number
from grader.exports.export import Export, Exported, Options
from grader.exports.matching import Key, identity, match, settle
from grader.exports.stored_run import Run
from grader.model import GraderError, Sheet, UsageError, printable

_KEPT = {"EX": "excused in Canvas", "N/A": "the assignment is not given to this student"}
_DOWNLOAD = re.compile(r"(?:[^_]+_)?(?:LATE_)?([0-9]+)_(?:[0-9]+_.+|text|link)")
_FORMULA = re.compile(r'\s*="(.*)"\s*', re.DOTALL)


def write(run: Run, options: Options) -> Exported:
    """The template with the scores in one column.

    Rows of students without a sheet keep what they have, and so do those who are excused.  A sheet is matched by the
    ids of the row, its exact name, or the name of a downloaded file, which holds the id.
    """
    if options.template is None:
        raise UsageError("canvas fills a gradebook that Canvas exported: give it with --template")
    upload = read_upload(options.template)
    column = choose(upload, options.column)
    sheets = run.gradebook.sheets
    rows = [(row, _names(upload, row)) for row in upload.students]
    matching = match(sheets, rows, [_keys(sheet.student) for sheet in sheets])
    ready, pending = settle(matching.found, options.include_pending)
    skipped = tuple(line for row, sheet in ready if (line := _kept(upload, row, column, sheet)))
    scores = {row: decimal(sheet.score) for row, sheet in ready if not _kept(upload, row, column, sheet)}
    data = fill(upload.table, [(_at(upload, row, column), score) for row, score in scores.items()])
    _check(upload, read_upload(data), column, scores)
    message = "\n".join([f"Canvas will accept {len(scores)} of {len(sheets)} sheets in the column {printable(column.header)}.",
                         *_remarks(column, sheets)])
    return Exported((("canvas-grades.csv", data),), len(scores), message, skipped, matching.unmatched, pending)


def choose(upload: Upload, wanted: str) -> Column:
    """The column of that header, title or id; without one, the only column that has an id."""
    name = identity(wanted)
    fits = [column for column in upload.columns
            if (name in (identity(column.header), identity(column.title), column.id) if name else column.id)]
    if len(fits) == 1:
        return fits[0]
    what = "has no assignment column" if not fits else "has several assignment columns"
    there = "".join(f"\n  {printable(column.header)}" for column in upload.columns)
    asked = f" '{printable(name)}'" if name else ""
    raise UsageError(f"the template {what}{asked}; name one with --column. Columns that Canvas reads:{there or ' none'}")


def _names(upload: Upload, row: int) -> frozenset[Key]:
    written = [_unwrap(upload.cell(row, at)) for at in range(upload.names)]
    # A student signs as "Ada Lovelace"; Canvas sorts by "Lovelace, Ada".
    parts = written[0].split(", ") if upload.names == 1 else written
    names = [f"{parts[0]}, {parts[1]}", f"{parts[1]} {parts[0]}"] if len(parts) == 2 else written
    texts = [*names, *(upload.cell(row, at) for at in upload.ids)]
    return frozenset({("text", identity(text)) for text in texts} | {("id", identity(upload.cell(row, upload.ids[0])))})


def _unwrap(name: str) -> str:
    """Canvas writes a name that begins with ``=`` as ``="name"``."""
    found = _FORMULA.fullmatch(name)
    return found[1] if found else name


def _keys(student: str) -> frozenset[Key]:
    """The student as written; the name of a file from Canvas's download holds the id, so that join is exact too."""
    found = _DOWNLOAD.fullmatch(student)
    return frozenset({("text", identity(student))} | ({("id", found[1])} if found else set()))


def _kept(upload: Upload, row: int, column: Column, sheet: Sheet) -> str:
    """Why the cell is left alone, as a line, or nothing."""
    student = printable(sheet.student)
    if column.at >= len(upload.table.rows[row]):
        return f"{student}: the row ends before the column"
    reason = _KEPT.get(upload.cell(row, column.at).strip().upper())
    return f"{student}: {reason}" if reason else ""


def _at(upload: Upload, row: int, column: Column) -> Cell:
    return upload.table.rows[row][column.at]


def _remarks(column: Column, sheets: tuple[Sheet, ...]) -> list[str]:
    remarks = []
    points, totals = read_number(column.points), {sheet.out_of for sheet in sheets}
    if points is not None and totals - {points}:
        ours = ", ".join(decimal(total) for total in sorted(totals))
        remarks.append(f"The assignment has {decimal(points)} points in Canvas and {ours} here; nothing was rescaled.")
    if not column.id:
        remarks.append("The header holds no assignment id: Canvas looks for the title, and without it makes a new one.")
    return remarks


def _check(before: Upload, after: Upload, column: Column, scores: dict[int, str]) -> None:
    """The re-reader must see our scores and no other change."""
    changes = difference(before, after)
    if any(at != column.at or scores.get(row) != value for (row, at), value in changes.items()):
        raise GraderError("the filled gradebook would change more in Canvas than the scores: nothing was written")
    for row, score in scores.items():
        if row not in after.students or read_number(after.cell(row, column.at)) != read_number(score):
            raise GraderError("the filled gradebook does not read back as it was filled: nothing was written")


EXPORT = Export("canvas", "one column of the gradebook that Canvas exported (--template)", True, write)
