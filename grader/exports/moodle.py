"""Moodle: the grading worksheet that Moodle exported is filled, and the sheets become its zip of feedback files."""

from __future__ import annotations

import re
from html import escape

from grader.exports.cells import Cell, fill
from grader.exports.decimals import decimal, read_number
from grader.exports.export import Export, Exported, Options
from grader.exports.feedback_zip import feedback_zips
from grader.exports.matching import Key, Matching, identity, match, settle
from grader.exports.moodle_reader import Worksheet, read_worksheet, refusals
from grader.exports.stored_run import Run
from grader.model import GraderError, Sheet, UsageError, printable

_DOWNLOAD = re.compile(r".+_([0-9]{1,18})_assign(?:submission|feedback)_[a-z]+(?:_.*)?", re.DOTALL)
_OURS = "Graded automatically: "


def write(run: Run, options: Options) -> Exported:
    """The template with the grades (and feedback comments, if asked for), and a zip with a sheet for each matched row.

    ``Last modified (grade)`` is never touched: Moodle compares it to see whether somebody graded in the meantime.
    """
    if options.template is None:
        raise UsageError("moodle fills a grading worksheet that Moodle exported: give it with --template")
    sheet = read_worksheet(options.template, options.column)
    sheets = run.gradebook.sheets
    matching = match(sheets, [(row, _names(sheet, row, number)) for row, number in sheet.people],
                     [_keys(each.student) for each in sheets])
    ready, pending = settle(matching.found, options.include_pending)
    data, refused = _filled(sheet, ready, options)
    archives, without = feedback_zips(run, _entries(sheet, matching), options.font, options.split)
    skipped = [f"{printable(each.student)}: {refused[row]}" for row, each in ready if row in refused]
    accepted = len(ready) - len(skipped)
    message = "\n".join([f"Moodle will accept the grades of {accepted} of {len(sheets)} sheets, "
                         f"and {len(matching.found) - len(without)} feedback files.", *_remarks(sheet, options)])
    skipped += [f"{printable(student)}: this run has no sheet in HTML" for student in without]
    files = (("moodle-grades.csv", data), *archives)
    return Exported(files, accepted, message, tuple(skipped), matching.unmatched, pending)


def _filled(sheet: Worksheet, ready: tuple[tuple[int, Sheet], ...], options: Options) -> tuple[bytes, dict[int, str]]:
    """The worksheet with every grade that Moodle takes, and the reasons for the rows that keep what they have."""
    cells = {row: _grade(sheet, row) for row, _ in ready}
    refused = {row: "the row ends before the column" for row, cell in cells.items() if cell is None}
    wanted = [(row, each, cell) for row, each in ready if (cell := cells[row]) is not None]
    tried = fill(sheet.table, [(cell, decimal(each.score)) for _, each, cell in wanted])
    refused |= refusals(sheet, read_worksheet(tried, options.column), {row for row, _, _ in wanted})
    edits = [(cell, decimal(each.score)) for row, each, cell in wanted if row not in refused]
    if options.comments:
        edits += [(place, comment(each)) for row, each, _ in wanted if row not in refused and (place := _comments(sheet, row))]
    data = fill(sheet.table, edits)
    _check(sheet, read_worksheet(data, options.column), {row: each for row, each, _ in wanted if row not in refused})
    return data, refused


def comment(sheet: Sheet) -> str:
    """Feedback as HTML: the total, and the outcome of each problem; no answer and no name, since both are students' text."""
    items = "".join(f"<li>{escape(mark.problem)}: {mark.verdict.outcome.value}</li>" for mark in sheet.marks)
    return f"<p>{_OURS}{decimal(sheet.score)} of {decimal(sheet.out_of)}</p><ul>{items}</ul>"


def _comments(sheet: Worksheet, row: int) -> Cell | None:
    """The cell for feedback, unless it is not there or a person wrote something into it."""
    if sheet.comments is None or sheet.comments >= len(sheet.table.rows[row]):
        return None
    old = sheet.cell(row, sheet.comments)
    return sheet.table.rows[row][sheet.comments] if not old.strip() or _OURS in old else None


def _grade(sheet: Worksheet, row: int) -> Cell | None:
    cells = sheet.table.rows[row]
    return cells[sheet.grade] if sheet.grade < len(cells) else None


def _names(sheet: Worksheet, row: int, number: int) -> frozenset[Key]:
    texts = {identity(sheet.cell(row, at)) for at in sheet.who} | {str(number)}
    return frozenset({("text", text) for text in texts} | {("participant", str(number))})


def _keys(student: str) -> frozenset[Key]:
    """The student as written; the name of a downloaded folder or file holds the participant's number."""
    found = _DOWNLOAD.fullmatch(student)
    return frozenset({("text", identity(student))} | ({("participant", str(int(found[1])))} if found else set()))


def _entries(sheet: Worksheet, matching: Matching) -> list[tuple[int, str, str]]:
    """Participant's number, full name and student of every matched row."""
    numbers = dict(sheet.people)
    name = sheet.who[1] if len(sheet.who) > 1 else None
    return [(numbers[row], sheet.cell(row, name), each.student) for row, each in matching.found]


def _remarks(sheet: Worksheet, options: Options) -> list[str]:
    remarks = []
    if not sheet.is_english:
        remarks.append("The header is not English: Moodle's own look at the names of the columns and at maxima was not repeated.")
    if options.comments and sheet.comments is None:
        remarks.append("The worksheet has no column Feedback comments, so none were written.")
    return remarks


def _check(before: Worksheet, after: Worksheet, scores: dict[int, Sheet]) -> None:
    """Outside the grades and comments no cell may say anything new, and the grades must read back."""
    ours = {before.grade, before.comments}
    for row, (old, new) in enumerate(zip(before.table.rows, after.table.rows, strict=True)):
        changed = {at for at, (a, b) in enumerate(zip(old, new, strict=True)) if a.value != b.value}
        if changed - (ours if row in scores else set()):
            raise GraderError("the filled worksheet would change more in Moodle than grades: nothing was written")
    for row, each in scores.items():
        if read_number(after.cell(row, after.grade)) != read_number(decimal(each.score)):
            raise GraderError("the filled worksheet does not read back as it was filled: nothing was written")


EXPORT = Export("moodle", "the grading worksheet that Moodle exported (--template), and its zip of feedback files", True, write)
