"""What Moodle makes of a grading worksheet and of a zip of feedback files: its rules, applied before anybody uploads.

Source of the rules: ``mod/assign/gradingtable.php``, ``mod/assign/feedback/offline/importgradeslib.php`` and
``mod/assign/feedback/file/importziplib.php`` of moodle/moodle.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Set
from io import BytesIO

from grader.exports.cells import Table, open_table
from grader.exports.decimals import read_number
from grader.model import UsageError, printable
from grader.record import record

_PARTICIPANT = re.compile(r"\s*(?:\D*\s)?([0-9]{1,18})\s*")
_NUMERIC = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*")
_NEEDED = ("identifier", "grade", "last modified (grade)")


@record
class Worksheet:
    """A worksheet: the places of its columns (``None``: not there, or under a header in another language).

    ``people`` pairs the number of a row with the participant's number; ``who`` are the columns that tell who it is.
    """

    table: Table
    header: tuple[str, ...]
    grade: int
    maximum: int | None
    locked: int | None
    comments: int | None
    who: tuple[int, ...]
    people: tuple[tuple[int, int], ...]
    is_english: bool

    def cell(self, row: int, column: int | None) -> str:
        """What the cell says; a cell that is not there says nothing."""
        cells = self.table.rows[row]
        return cells[column].value if column is not None and column < len(cells) else ""


def read_worksheet(data: bytes, column: str = "") -> Worksheet:
    """The worksheet; ``column`` names the grade's column where its header is not ``Grade``.

    Raises :class:`UsageError` with the reason where Moodle would refuse the file or import nothing from it.
    """
    wanted = column.strip().casefold() or "grade"
    expected = f"a column '{printable(wanted)}' (where grades stand under another word, give it with --column)"
    table = open_table(data, ",;\t", lambda values: len(values) > 2 and wanted in _folded(values), expected, lenient=True)
    header = tuple(cell.value for cell in table.rows[0])
    names = _folded(header)
    if names.count(wanted) != 1:
        raise UsageError(f"the first row of the worksheet must name the column '{printable(wanted)}' once; name it with --column")
    if "scale" in names and "maximum grade" not in names:
        raise UsageError("this assignment is graded on a scale of words; scores cannot be written into it")
    is_english = "identifier" in names
    missing = [name for name in _NEEDED if name not in names] if is_english and not column else []
    if missing:
        raise UsageError(f"Moodle needs the columns {', '.join(_NEEDED)}; the template lacks {', '.join(missing)}")
    identifier = names.index("identifier") if is_english else 0
    people = _people(table, identifier)
    if not people:
        raise UsageError("the template has no participant's number such as 'Participant 12345' in its column of identifiers")
    return Worksheet(table, header, names.index(wanted), _place(names, "maximum grade"), _place(names, "grade can be changed"),
                     _place(names, "feedback comments"), _who(names, identifier), people, is_english)


def refusals(before: Worksheet, after: Worksheet, rows: Set[int]) -> dict[int, str]:
    """The rows among those given whose new grade Moodle would silently leave out, with its reason."""
    found: dict[int, str] = {}
    for row in sorted(rows):
        old, new = read_number(before.cell(row, before.grade)), read_number(after.cell(row, after.grade))
        maximum = read_number(after.cell(row, after.maximum))
        if after.cell(row, after.locked).strip().casefold() == "no":
            found[row] = "the grade is locked in Moodle"
        elif new is None or new < 0:
            found[row] = "Moodle reads no grade in this cell"
        elif maximum is not None and new > maximum and new != old:
            found[row] = f"the score is more than Moodle's maximum {after.cell(row, after.maximum).strip()}"
    return found


def read_feedback(data: bytes, participants: Set[int]) -> tuple[dict[int, str], tuple[str, ...]]:
    """The participants who would get a file, with its name, and the members that Moodle would ignore."""
    taken: dict[int, str] = {}
    ignored: list[str] = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for member in archive.namelist():
            found = _feedback(member, participants)
            if found is None or found[0] in taken:
                ignored.append(member)
            else:
                taken[found[0]] = found[1]
    return taken, tuple(ignored)


def _feedback(member: str, participants: Set[int]) -> tuple[int, str] | None:
    """Participant and file name: a part of the path is ``name_number_type_plugin``, as ``explode('_', part, 5)`` sees it."""
    path = member.split("/")
    for at, part in enumerate(path):
        pieces = part.split("_", 4)
        if len(pieces) < 4 or not _NUMERIC.fullmatch(pieces[1]) or pieces[2:4] != ["assignfeedback", "file"]:
            continue
        name = "/".join(path[at + 1:]) or "".join(pieces[4:])
        number = int(float(pieces[1]))
        if number in participants and name and path[-1][:1] not in (".", "~"):
            return number, name
    return None


def _folded(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value.strip().casefold() for value in values)


def _place(names: tuple[str, ...], name: str) -> int | None:
    return names.index(name) if name in names else None


def _who(names: tuple[str, ...], identifier: int) -> tuple[int, ...]:
    """The columns from the identifier up to Status hold identity fields; without a Status, the first three do."""
    end = names.index("status") if "status" in names else identifier + 3
    return tuple(range(identifier, end))


def _people(table: Table, identifier: int) -> tuple[tuple[int, int], ...]:
    people = []
    for number, row in enumerate(table.rows[1:], 1):
        found = _PARTICIPANT.fullmatch(row[identifier].value) if identifier < len(row) else None
        if found:
            people.append((number, int(found[1])))
    return tuple(people)
