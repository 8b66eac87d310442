"""Canvas: one column of the gradebook that Canvas exported is filled, and every other byte stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from grader.exports.canvas_feedback import Feedback, feedback
from grader.exports.canvas_reader import Column, Upload, difference, read_upload
from grader.exports.cells import Cell, fill, lines_of
from grader.exports.decimals import decimal, read_number
from grader.exports.export import Export, Exported, File, Options
from grader.exports.maximum import factor, remark, written
from grader.exports.placing import Placed, beside, lines, news, place, replaced, zeros
from grader.exports.run import Run
from grader.model import GraderError, Row, UsageError, printable
from grader.people import canvas_rows, compared

_KEPT = {"EX": "excused in Canvas", "N/A": "the assignment is not given to this student"}
_LATE_TWICE = "export/late-twice"


def write(run: Run, options: Options) -> Exported:
    """The template with the scores in one column.

    Rows of students without a sheet keep what they have, and so do those who are excused.
    """
    if options.template is None:
        raise UsageError("canvas fills a gradebook that Canvas exported: give it with --template")
    upload = read_upload(options.template)
    column = choose(upload, options.column)
    points = read_number(column.points)
    scale = factor(run, points, "Canvas", options)
    numbers, rows = _rows(upload)
    placed = place(run, rows, options.include_pending)
    _refuse_late_twice(placed, options)
    refused = {row: reason for row, _ in placed.ready if (reason := _kept(upload, numbers[row], column))}
    scores = {numbers[row]: written(result.score, scale) for row, result in placed.ready if row not in refused}
    blank, why = zeros(run, placed)
    zeroed = [numbers[row] for row in blank if _is_blank(upload, numbers[row], column)]
    every = scores | dict.fromkeys(zeroed, "0")
    scores = news(every, lambda row: upload.table.cell(row, column.at)) if options.changed_only else every
    data = fill(upload.table, [(_at(upload, row, column), score) for row, score in scores.items()])
    _check(upload, read_upload(data), column, scores)
    said = f"{len(scores):,} of {len(rows):,} rows filled in the column {printable(column.header)}; Canvas will accept {len(scores):,}"
    left = tuple((result, refused[row]) for row, result in placed.ready if row in refused)
    said_of = lines(run, placed, left, options.include_pending, len(zeroed), len(every) - len(scores))
    over = replaced("Canvas", upload.table, scores, lambda row: upload.table.cell(row, column.at))
    told = tuple([result.person for row, result in placed.ready if row not in refused])
    fed = feedback(run, options) if options.feedback else Feedback((), (), ())
    return Exported((File("canvas-grades.csv", data, said), *fed.files, *beside(run, placed, left)), len(scores),
                    (*said_of, *_remarks(run, column, points, scale, why), *over, *fed.lines, *_no_comments(options)), told, fed.people)


def _rows(upload: Upload) -> tuple[tuple[int, ...], tuple[Row, ...]]:
    """The students that Canvas reads: the place of each in the table, and its ids."""
    at = lines_of(upload.table)
    places = {at[number]: number for number in upload.students}
    table = [(line, [cell.value for cell in cells]) for line, cells in zip(at, upload.table.rows, strict=True)]
    rows = [row for row in canvas_rows(table[upload.head:]) if row.line in places]
    return tuple(places[row.line] for row in rows), tuple(rows)


def _refuse_late_twice(placed: Placed, options: Options) -> None:
    late = [result for _, result in placed.ready if result.penalty > 0]
    if late and not options.late_twice:
        raise UsageError(f"{len(late)} of these students lost points here for being late, and Canvas takes points once more if its own "
                         f"late policy is on. Switch off one of the two; then say --late-twice ({_LATE_TWICE})")


def choose(upload: Upload, wanted: str) -> Column:
    """The column of that header, title or id; without one, the only column that has an id."""
    name = compared("name", wanted)
    fits = [column for column in upload.columns
            if (name in (compared("name", column.header), compared("name", column.title), column.id) if name else column.id)]
    if len(fits) == 1:
        return fits[0]
    what = "has no assignment column" if not fits else "has several assignment columns"
    there = "".join(f"\n  {printable(column.header)}" for column in upload.columns)
    asked = f" '{printable(name)}'" if name else ""
    raise UsageError(f"the template {what}{asked}; name one with --column. Columns that Canvas reads:{there or ' none'}")


def _kept(upload: Upload, row: int, column: Column) -> str:
    """Why the cell is left alone, or nothing."""
    if column.at >= len(upload.table.rows[row]):
        return "the row ends before the column"
    return _KEPT.get(upload.table.cell(row, column.at).strip().upper(), "")


def _is_blank(upload: Upload, row: int, column: Column) -> bool:
    """Whether nobody has written anything there: a 0 for nothing handed in takes no score away."""
    return column.at < len(upload.table.rows[row]) and upload.table.cell(row, column.at).strip() in ("", "-")


def _at(upload: Upload, row: int, column: Column) -> Cell:
    return upload.table.rows[row][column.at]


def _remarks(run: Run, column: Column, points: Fraction | None, scale: Fraction | None, why: str) -> list[tuple[str, str]]:
    said = remark(run, points, "Canvas", scale) + [("note", why)] * bool(why)
    if not column.id:
        said.append(("note", "The header holds no assignment id: Canvas looks for the title, and without it makes a new one."))
    if points is None:
        said.append(("note", f"The gradebook does not say how many points Canvas gives; here they are {decimal(run.out_of)}."))
    if run.has_late_policy:
        said.append(("note", "Points for lateness are taken here; if Canvas's own late policy is on, switch off one of the two."))
    return [("upload", "canvas-grades.csv in the gradebook's Import"), *said]


def _no_comments(options: Options) -> list[tuple[str, str]]:
    said = "Canvas takes no comments from a gradebook, so none were written; --feedback makes a zip of sheets."
    return [("note", said)] if options.comments else []


def _check(before: Upload, after: Upload, column: Column, scores: Mapping[int, str]) -> None:
    """The re-reader must see our scores and no other change."""
    changes = difference(before, after)
    if any(at != column.at or scores.get(row) != value for (row, at), value in changes.items()):
        raise GraderError("the filled gradebook would change more in Canvas than the scores: nothing was written")
    for row, score in scores.items():
        if row not in after.students or read_number(after.table.cell(row, column.at)) != read_number(score):
            raise GraderError("the filled gradebook does not read back as it was filled: nothing was written")


EXPORT = Export("canvas", "one column of the gradebook that Canvas exported (--template), and with --feedback a zip of sheets", True, write)
