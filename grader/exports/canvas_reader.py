"""What Canvas's gradebook importer makes of a file: its rules of acceptance, applied before anybody uploads.

Source of the rules: ``lib/gradebook_importer.rb``, ``lib/gradebook_exporter.rb`` and, for zips of feedback,
``app/models/abstract_assignment.rb`` (``infer_comment_context_from_filename``) of instructure/canvas-lms.
"""

from __future__ import annotations

import re

from grader.exports.cells import Row, Table, open_table, scan
from grader.exports.decimals import read_number
from grader.model import UsageError
from grader.record import record

_ID = re.compile(r"(?P<title>.*\S)\s*\((?P<id>[0-9]+)\)\s*", re.DOTALL)
_NUMBER = re.compile(r"[0-9]+")
_COMPUTED = re.compile(r"\b(Current|Final|Override)\s+(Score|Points|Grade|Status)\b")
_READ_ONLY = re.compile(r"read\s+only")
_SKIPPED = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
_AFTER_ID = ("SIS User ID", "SIS Login ID", "Integration ID", "Root Account")


@record
class Column:
    """A column that Canvas reads scores from; ``id`` is empty where it would look for the title alone."""

    at: int
    header: str
    title: str
    id: str
    points: str


@record
class Upload:
    """A file that Canvas accepts: the columns that tell who it is, those with scores, and the rows of students.

    ``head`` is the place of the header.
    """

    table: Table
    head: int
    columns: tuple[Column, ...]
    students: tuple[int, ...]


def read_upload(data: bytes) -> Upload:
    """The file as Canvas reads it; raises :class:`UsageError` with Canvas's reason where it would refuse it."""
    table = open_table(data, ",;", _has_head, "Student, ID and Section")
    if table.encoding != "utf-8":
        raise UsageError("Canvas reads UTF-8 only: take the file as Canvas exported it, not saved again by a spreadsheet")
    if separator(table.text) != table.delimiter:
        raise UsageError("Canvas would take another separator for this file: a cell of the first three lines has a line break")
    rows = [number for number, row in enumerate(table.rows) if not all(_SKIPPED.fullmatch(cell.value) for cell in row)]
    header = tuple(cell.value for cell in table.rows[rows[0]])
    names = _name_columns(header)
    if not names:
        raise UsageError("Canvas: Couldn't find header row (the first row must begin with Student, ID)")
    if names == 2 and table.mark:
        raise UsageError("Canvas does not know the header LastName after a byte order mark")
    section = _section(header, names)
    maxima = next((table.rows[number] for number in rows[1:] if _is_maxima(table.rows[number])), ())
    students = tuple(number for number in rows[1:] if not _is_maxima(table.rows[number]))
    return Upload(table, rows[0], _columns(header, section, maxima), students)


def feedback_of(member: str) -> tuple[str, str] | None:
    """The user and the attachment to whose submission Canvas adds a file of an uploaded zip; ``None`` if it would ignore the file."""
    name = member.rpartition("/")[2]
    parts = [part for part in name.split("_") if part != "LATE"] or [""]
    found = parts[1:3] if parts[0] == "anon" else [part for part in parts if _NUMBER.fullmatch(part)][:2]
    if len(found) < 2 or not _NUMBER.fullmatch(found[1]):
        return None
    if parts[-1].startswith("link") or name.startswith("._"):
        return None
    return found[0], found[1]


def separator(text: str) -> str:
    """``;`` or ``,``: the one that cuts each of the first three lines into the same number of cells, more than one."""
    lines = [line + "\n" for line in text.split("\n")[:3] if line.strip()]
    return ";" if _width(lines, ";") > _width(lines, ",") else ","


def difference(before: Upload, after: Upload) -> dict[tuple[int, int], str]:
    """Row, column and new value of every score that the second file would change; Canvas compares two decimals."""
    return {
        (row, column.at): after.table.cell(row, column.at)
        for row in after.students for column in after.columns
        if _value(before.table.cell(row, column.at)) != _value(after.table.cell(row, column.at))
    }


def _has_head(head: tuple[Row, ...]) -> bool:
    return any(_name_columns(tuple(cell.value for cell in row)) > 0 for row in head)


def _name_columns(values: tuple[str, ...]) -> int:
    if len(values) > 3 and "Student" in values[0] and "ID" in values[1]:
        return 1
    if len(values) > 4 and "LastName" in values[0] and "FirstName" in values[1] and "ID" in values[2]:
        return 2
    return 0


def _section(header: tuple[str, ...], names: int) -> int:
    """The place of Section, which must follow the ids at once; custom columns may come behind it."""
    at = names + 1
    for name in _AFTER_ID:
        if name in header[at: at + 1]:
            at += 1
    if "Section" not in "".join(header[at: at + 1]):
        raise UsageError("Canvas: Invalid header row (the column Section must come after the ids)")
    if "SIS User ID" in header and "SIS Login ID" not in header:
        raise UsageError("Canvas: Invalid header row (SIS User ID needs SIS Login ID after it)")
    return at


def _columns(header: tuple[str, ...], section: int, maxima: Row) -> tuple[Column, ...]:
    columns = []
    for at, name in enumerate(header[section + 1:], section + 1):
        points = maxima[at].value.strip() if at < len(maxima) else ""
        if name.strip() and not _COMPUTED.search(name) and not _READ_ONLY.search(points):
            found = _ID.fullmatch(name)
            title, number = (found["title"], found["id"]) if found else (name, "")
            columns.append(Column(at, name, title.strip(), number, points))
    return tuple(columns)


def _is_maxima(row: Row) -> bool:
    return "Points Possible" in row[0].value


def _width(lines: list[str], delimiter: str) -> int:
    try:
        widths = {len(scan(line, delimiter)[0]) for line in lines}
    except UsageError:
        return 0
    return max(widths) if len(widths) == 1 and widths != {1} else 0


def _value(text: str) -> str:
    number = read_number(text)
    if number is not None:
        return f"{round(number * 100)}"
    return "" if text.strip() == "-" else text.strip().upper()
