"""What Blackboard makes of a file of grades that it reads back: its rules of acceptance, applied before anybody uploads.

Source of the rules: the vendor's help on uploading Grade Center items (http://library.blackboard.com/ref/36ba3329-e441-488a-93ce-7a55543cc999/,
"Uploading External Grade Center Items"): a student is known by the user name, a column by the number behind its title, and any other column
becomes a new one, of text, worth 0 points; files are separated by tabs (``.xls``) or by commas, where every cell is quoted.
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from grader.exports.cells import Row as Line
from grader.exports.cells import Table, lines_of, open_table
from grader.exports.decimals import read_local, sign_of
from grader.model import Row, UsageError, printable
from grader.people import columns, roster_of
from grader.record import record

_COLUMN = re.compile(r"(?P<title>.*\S)\s*\[(?P<label>[^\[\]:]*):\s*(?P<most>[^\[\]0-9]*)(?P<points>[0-9][0-9.,]*)\s*(?P<shown>[^\[\]]*)\]"
                     r"\s*(?:\|(?P<id>[0-9]+))?\s*", re.DOTALL)
"""``HW 3 [Total Pts: 24 Score] |118854``; a column that Blackboard computes says ``up to 24``."""

_ENGLISH, _POINTS = "total pts", ("", "score")
_OWN = frozenset({"last name", "first name", "username", "student id", "last access", "availability", "child course id", "grading notes",
                  "notes format", "feedback to learner", "feedback format"})
"""Headers of columns without a number that Blackboard knows."""

_WAITS = re.compile(r"Needs Grading\s*(?:\([0-9.,]*\))?", re.IGNORECASE)
_GOES_ON = re.compile(r"In Progress\s*(?:\([0-9.,]*\))?", re.IGNORECASE)


@record
class Column:
    """A column of grades: its number for Blackboard, how it is shown (``Score``, ``Percentage``, …), and its maximum.

    ``is_computed`` says that nothing can be written there, ``is_english`` that the words of the header are known.
    """

    at: int
    header: str
    title: str
    id: str
    shown: str
    points: Fraction | None
    is_computed: bool
    is_english: bool


@record
class Download:
    """A file of grades: its columns with points, those for feedback and its format, and the column of the user name.

    ``students`` are its rows with their ids, ``places`` the place of each in the table; ``twice`` are the user names that stand in two of
    them.  ``sign`` is the decimal sign of its numbers, ``strange`` are headers of which Blackboard would make new columns.
    """

    table: Table
    login: int
    columns: tuple[Column, ...]
    feedback: int | None
    format: int | None
    students: tuple[Row, ...]
    places: tuple[int, ...]
    twice: frozenset[str]
    sign: str
    strange: tuple[str, ...]


def read_download(data: bytes) -> Download:
    """The file as Blackboard exports and reads it; raises :class:`UsageError` where it would know no student, or make a new column."""
    table = open_table(data, "\t,", _is_head, "a column Username, separated by tabs or commas as Blackboard writes it", lenient=True)
    header = [cell.value.strip() for cell in table.rows[0]]
    found = {at: column for at, name in enumerate(header) if (column := _COLUMN.fullmatch(name))}
    lost = [header[at] for at, column in found.items() if not column["id"]]
    if lost:
        raise UsageError(f"'{printable(lost[0])}' has no number behind '|', by which Blackboard knows a column: it would make a new one "
                         "worth 0 points. Download the file again, and leave its first line as it is")
    sign = sign_of([column["points"] for column in found.values()]
                   + [row[at].value for row in table.rows[1:] for at in found if at < len(row)])
    folded = [name.casefold() for name in header]
    lines = lines_of(table)
    roster = roster_of([(line, [cell.value for cell in cells]) for line, cells in zip(lines, table.rows, strict=True)], "the template")
    where = {line: place for place, line in enumerate(lines)}
    places = tuple(where[row.line] for row in roster.rows)
    login = next(place for kind, place in columns(header).ids if kind == "login")
    names = Counter(_name(table, row, login) for row in places)
    strange = (name for at, name in enumerate(header) if name and at not in found and folded[at] not in _OWN)
    return Download(table, login, tuple(_column(at, column, sign) for at, column in found.items()),
                    _place(folded, "feedback to learner"), _place(folded, "feedback format"), roster.rows, places,
                    frozenset(name for name, count in names.items() if count > 1), sign, tuple(strange) if "username" in folded else ())


def choose(download: Download, wanted: str) -> Column:
    """The column of that header, title or number; without one, the only one that can be written. Raises :class:`UsageError` otherwise."""
    name = " ".join(wanted.split())
    known = [column for column in download.columns if not column.is_computed]
    fits = [column for column in known if not name or name in (column.header, column.title, column.id)]
    if len(fits) != 1:
        what = "no column of grades" if not fits else "several columns of grades"
        asked = f" '{printable(name)}'" if name else ""
        there = "".join(f"\n  {printable(column.header)}" for column in known)
        there = f"name one with --column. Columns that Blackboard reads:{there}" if known else (
            "a header such as 'HW 3 [Total Pts: 24 Score] |118854' tells one: is it the file that Blackboard exported?")
        raise UsageError(f"the template has {what}{asked}; {there}")
    column = fits[0]
    if column.is_english and column.shown.casefold() not in _POINTS:
        raise UsageError(f"Blackboard shows the column '{printable(column.title)}' as {printable(column.shown)} and would take points for "
                         "that: make Score its primary display, and download the file again")
    return column


def kept(download: Download, row: int, column: Column) -> str:
    """Why a row is left alone, or nothing: Blackboard could not read it, or somebody is still working on it."""
    old = download.table.cell(row, column.at).strip()
    if len(download.table.rows[row]) != len(download.table.rows[0]):
        return "its line in the template has another number of cells than the first one"
    if not login(download, row):
        return "its line in the template has no user name"
    if login(download, row) in download.twice:
        return "its user name stands in another line of the template too"
    if _GOES_ON.fullmatch(old):
        return f"an attempt goes on ('{printable(old)}'): once it is handed in or cleared in Blackboard, download the file again"
    if old not in ("", "-") and not _WAITS.fullmatch(old) and read_local(old, download.sign) is None:
        hint = "" if column.is_english else "; download the file with Blackboard in English"
        return f"Blackboard says '{printable(old)}' there{hint}"
    return ""


def changes(before: Download, after: Download) -> dict[tuple[str, str], str]:
    """The new values under user name and column's number, as Blackboard sees them: cells that say something else than the grades it has."""
    if [column.id for column in before.columns] != [column.id for column in after.columns] or before.strange != after.strange:
        raise UsageError("Blackboard would not find its own columns again")
    old = _in_turn(before)
    return {
        (name, column.id): after.table.cell(row, column.at)
        for (name, turn), row in _in_turn(after).items() for column in after.columns
        if (there := old.get((name, turn))) is None or after.table.cell(row, column.at) != before.table.cell(there, column.at)
    }


def _in_turn(download: Download) -> dict[tuple[str, int], int]:
    """The rows by user name and by how many rows of the same name stand before."""
    found, seen = dict[tuple[str, int], int](), Counter[str]()
    for row in download.places:
        name = login(download, row)
        found[name, seen[name]] = row
        seen[name] += 1
    return found


def login(download: Download, row: int) -> str:
    """The user name in a row, as Blackboard compares it."""
    return _name(download.table, row, download.login)


def _column(at: int, found: re.Match[str], sign: str) -> Column:
    is_english = found["label"].strip().casefold() == _ENGLISH
    return Column(at, found.string, found["title"], found["id"], found["shown"].strip(), read_local(found["points"], sign),
                  bool(found["most"]), is_english)


def _name(table: Table, row: int, login: int) -> str:
    cells = table.rows[row]
    return cells[login].value.strip().casefold() if login < len(cells) else ""


def _place(names: list[str], name: str) -> int | None:
    return names.index(name) if name in names else None


def _is_head(head: tuple[Line, ...]) -> bool:
    names = [cell.value.strip() for cell in head[0]] if head else []
    return len(names) > 1 and any(kind == "login" for kind, _ in columns(names).ids)
