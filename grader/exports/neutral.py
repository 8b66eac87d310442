"""The neutral ``grades.csv``: a row a student, a column a problem, and no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from grader.exports.decimals import exact
from grader.exports.export import Export, Exported, File, Options
from grader.exports.run import Run, counted
from grader.model import FAMILY_OF_NOBODY, Identity, Result, printable

Value = str | int | Fraction | None
"""A text is guarded, a number written as a number, ``None`` an empty cell."""

MARK = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""

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
    """Rows as CSV: UTF-8 without a byte order mark, commas, LF.

    A text with anything but letters, digits and a few signs is quoted, so that a program which splits at ``;`` or tab
    finds no new cell in it either.
    """
    lines = [",".join(_cell(value) for value in row) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def opened_by_people(rows: Iterable[Sequence[Value]]) -> bytes:
    """Rows as :func:`table` writes them, behind a byte order mark: without it Excel takes the letters of a name for those of Windows."""
    return MARK + table(rows)


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value) if isinstance(value, int) else exact(value)
    text = guard(value)
    return text if _PLAIN.fullmatch(text) else '"' + text.replace('"', '""') + '"'


NAME = "csv"

HEAD = ("student", "name", "login", "email", "number", "id", "group", "submitted", "late_by_s", "raw", "penalty", "score", "max_score",
        "pending", "status")
"""The columns before those of the problems.  ``id`` is the LMS's own, ``late_by_s`` counts seconds, ``score`` is ``raw`` without
``penalty``, at least 0.  ``status`` is ``graded``, ``pending``, or ``missing`` for students of the roster of whom nothing came."""

_SQUASHES = "canvas"
"""The layout that takes blanks and capitals out of names."""

_IDS_OF_LMS = ("participant", "canvas-user", "canvas-anon", "d2l", "ilias-user", "team")


def write(run: Run, options: Options) -> Exported:
    """``grades.csv``: a row for each student and for each member of a group.

    An answer that waits for a person is an empty cell, never a zero, and so is the total of whoever waits, or is in two groups.
    """
    results = [result for result in run.results if not options.changed_only or run.is_news(NAME, result.person)]
    rows = [row for result in results for row in rows_of(result, options.include_pending)]
    absent = absent_rows(run, options)
    data = opened_by_people([(*HEAD, *run.problems), *rows, *absent])
    said = counted(len(rows), "student") + (f", and {len(absent):,} of whom nothing came" if absent else "")
    waiting = tuple(("pending", f"{printable(result.student)}: {result.pending} to be looked at")
                    for result in results if result.pending)
    left = tuple(("left", f"{printable(student)}: not done yet") for student in run.left_out)
    return Exported((File("grades.csv", data, said),), len(rows), (*left, *waiting), tuple([result.person for result in results]))


def absent_rows(run: Run, options: Options) -> list[tuple[Value, ...]]:
    """The rows of the students of the roster of whom nothing came; their score is empty, or 0 where the assignment asks for it and nothing
    that came may be theirs.
    """
    score = 0 if run.missing == "zero" and not run.not_zero(run.strangers, run.nameless) else None
    return [(who.student, *_said(who), who.group, None, None, None, None, score, run.out_of, 0, "missing", *[None] * len(run.problems))
            for who in run.absent if not options.changed_only]


def rows_of(result: Result, include_pending: bool) -> list[tuple[Value, ...]]:
    """The rows of a student, or of each member of a group."""
    return [_row(result, who, include_pending) for who in result.who.members or (result.who,)]


def _row(result: Result, who: Identity, include_pending: bool) -> tuple[Value, ...]:
    late = result.lateness
    when = late.submitted or next((attempt.submitted for attempt in result.attempts if attempt.counts), None)
    is_double = who in result.doubles
    total = [result.raw, result.penalty, result.score] if (include_pending or not result.pending) and not is_double else [None] * 3
    by = int(late.late_by.total_seconds()) if late.late_by else None
    student = who.student if result.who.members else result.student
    ids = _said(who, () if result.who.members else result.aliases)
    return (student, *ids, who.group or result.who.group, when.isoformat() if when else None, by, *total, result.out_of, result.pending,
            "pending" if result.pending or is_double else "graded", *result.scores)


def _said(who: Identity, aliases: Sequence[Identity] = ()) -> tuple[str, str, str, str, str]:
    """Name, login, e-mail address and number, each also where it is what the student is known by, and the LMS's own id.

    What the download does not say, the roster may: a login is no name, and Canvas writes names without blanks and capitals.
    """
    is_named = who.layout != _SQUASHES and who.name not in (who.login, who.email, who.number)
    known = {"name": who.name if is_named else "", "login": who.login, "email": who.email, "number": who.number}
    for each in reversed(aliases):
        said = {"name": each.name, "login": each.login, "email": each.email, "number": each.number}
        known = {kind: value or said[kind] for kind, value in known.items()}
    known["name"] = known["name"] or who.name
    if who.kind in known and who.layout != FAMILY_OF_NOBODY:
        known[who.kind] = known[who.kind] or who.key
    is_told = who.kind in _IDS_OF_LMS and who.key not in (who.name, who.group)
    # Some of Brightspace's ids have the name behind the number.
    own = (who.key.partition(" ")[0] if who.kind == "d2l" else who.key) if is_told else ""
    return known["name"], known["login"], known["email"], known["number"], own


EXPORT = Export(NAME, "grades.csv: a row a student, a column a problem", False, write)
