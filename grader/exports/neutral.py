"""The neutral ``grades.csv``: a row a student, a column a problem, and no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from grader.exports.decimals import decimal
from grader.exports.export import Export, Exported, Options
from grader.exports.stored_run import Run
from grader.model import Sheet, printable

Value = str | int | Fraction | None
"""A text is guarded, a number written as a number, ``None`` an empty cell."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_STARTS = "=+-@|\t\r\n\0＝＋－＠｜"
_PLAIN = re.compile(r"[\w .@+=-]*")


def guard(text: str) -> str:
    """The text with an apostrophe in front if a spreadsheet could take it for a formula; numbers stay as they are.

    White space in front does not hide the sign: some programs strip it before they look (OWASP, CSV injection).
    """
    bare = text.lstrip()
    risky = text[:1] in _STARTS or bare[:1] in _STARTS
    return f"'{text}" if text and risky and not _NUMBER.fullmatch(text) else text


def table(rows: Iterable[Sequence[Value]]) -> bytes:
    """Rows as CSV: UTF-8 without BOM, commas, LF.

    A text with anything but letters, digits and a few signs is quoted, so that a program which splits at ``;`` or tab
    finds no new cell in it either.
    """
    lines = [",".join(_cell(value) for value in row) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return decimal(Fraction(value))
    text = guard(value)
    return text if _PLAIN.fullmatch(text) else '"' + text.replace('"', '""') + '"'


def write(run: Run, options: Options) -> Exported:
    """``grades.csv`` for all sheets; an answer that waits for a person is an empty cell, never a zero, and so is its total."""
    sheets = run.gradebook.sheets
    head = ("student", "score", "max_score", "pending", "status", *run.problems)
    data = table([head, *(_row(sheet, run.problems, options.include_pending) for sheet in sheets)])
    pending = tuple(f"{printable(sheet.student)}: {sheet.pending} to be looked at" for sheet in sheets if sheet.pending)
    return Exported((("grades.csv", data),), len(sheets), f"grades.csv has {len(sheets)} students.", pending=pending)


def _row(sheet: Sheet, problems: Sequence[str], include_pending: bool) -> tuple[Value, ...]:
    scores = {mark.problem: mark.score for mark in sheet.marks}
    status = "pending" if sheet.pending else "graded"
    total = sheet.score if include_pending or not sheet.pending else None
    return (sheet.student, total, sheet.out_of, sheet.pending, status, *(scores.get(problem) for problem in problems))


EXPORT = Export("csv", "grades.csv: a row a student, a column a problem", False, write)
