"""What Moodle makes of a grading worksheet and of a zip of feedback files: its rules, applied before anybody uploads.

Source of the rules: ``mod/assign/gradingtable.php``, ``mod/assign/feedback/offline/importgradeslib.php`` and
``mod/assign/feedback/file/importziplib.php`` of moodle/moodle.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Set
from fractions import Fraction
from io import BytesIO

from grader.exports.cells import Row as Line
from grader.exports.cells import Table, lines_of, open_table
from grader.exports.decimals import read_number
from grader.model import Row, UsageError, printable
from grader.people import Cells, Shape, grade_columns, shape, worksheet_rows
from grader.record import record

_NUMERIC = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*")
_NEEDED = ("identifier", "grade", "last modified (grade)")
_CLOCK = re.compile(r"[0-9]{1,2}[:.][0-9]{2}")
_WORD = re.compile(r"[^\W\d_]+")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[0-9]{4}-[0-9]{2}-[0-9]{2}", re.IGNORECASE)
_SPOKEN = re.compile(r"(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|"
                     r"may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
                     r"nov(?:ember)?|dec(?:ember)?|[ap]m|utc|gmt|t|z", re.IGNORECASE)
"""A word in a time that PHP's ``strtotime`` reads; it reads none of other languages, and Moodle takes such a time for 1970."""

_NO = frozenset(("no", "nein", "non", "não", "ez", "nee", "nej", "nei", "nie", "ne", "нет", "いいえ", "否"))
"""``No`` of the language packs.  In a language that is not here nothing is known to be locked; Moodle then skips what is."""


@record
class Worksheet:
    """A worksheet: the places of its columns (``None``: not there, or not found under a header in another language).

    ``students`` are its rows with their ids, ``places`` and ``numbers`` the place of each in the table and its participant's number.
    ``word`` is the translated ``Participant``.
    """

    table: Table
    header: tuple[str, ...]
    word: str
    grade: int
    maximum: int | None
    locked: int | None
    modified: int | None
    comments: int | None
    name: int | None
    students: tuple[Row, ...]
    places: tuple[int, ...]
    numbers: tuple[int, ...]
    is_english: bool

    @property
    def points(self) -> Fraction | None:
        """The maximum that all rows share."""
        said = {read_number(self.table.cell(row, self.maximum)) for row in self.places} if self.maximum is not None else set()
        return next(iter(said)) if len(said) == 1 else None


def read_worksheet(data: bytes, column: str = "") -> Worksheet:
    """The worksheet; ``column`` names the grade's column where its place cannot be told.

    Raises :class:`UsageError` with the reason where Moodle would refuse the file, import nothing from it, or read another student.
    """
    table = open_table(data, ",;\t", _is_head, "'Participant', or its translation, and a number in the first column", lenient=True)
    at = lines_of(table)
    values = [(line, [cell.value for cell in cells]) for line, cells in zip(at, table.rows, strict=True)]
    form = shape(values)
    if form is None:
        raise UsageError("the template has no participant's number such as 'Participant 12345' in its first column")
    if form.faults:
        more = f" (and {len(form.faults) - 1} more rows)" if len(form.faults) > 1 else ""
        raise UsageError(f"line {form.faults[0][0]}: {form.faults[0][1]}{more}; Moodle would read another student or none: "
                         "download the worksheet again")
    return _worksheet(table, values, form, column)


def _worksheet(table: Table, values: Cells, form: Shape, column: str) -> Worksheet:
    header = tuple(values[0][1])
    names = _folded(header)
    is_english = names[0] == "identifier"
    grade, maximum, locked = _grades(values, names, column)
    missing = [name for name in _NEEDED if name not in names] if is_english and not column else []
    if missing:
        raise UsageError(f"Moodle needs the columns {', '.join(_NEEDED)}; the template lacks {', '.join(missing)}")
    modified = _place(names, "last modified (grade)") if is_english else _modified(values, locked)
    comments = _place(names, "feedback comments") if is_english else _comments(values, modified)
    places, numbers = tuple(place for place, _ in form.people), tuple(int(number) for _, number in form.people)
    return Worksheet(table, header, form.word, grade, maximum, locked, modified, comments, form.name,
                     worksheet_rows(values, form), places, numbers, is_english)


def _grades(values: Cells, names: tuple[str, ...], column: str) -> tuple[int, int | None, int | None]:
    """The columns of the grade, of its maximum, and of whether it can be changed: by ``--column``, by English headers, else by shape."""
    if "scale" in names and "maximum grade" not in names:
        raise UsageError("this assignment is graded on a scale of words; scores cannot be written into it")
    found = {grade: (grade, maximum, locked) for grade, maximum, locked in grade_columns([cells for _, cells in values])}
    wanted = column.strip().casefold() or ("grade" if names[0] == "identifier" else "")
    if wanted:
        if names.count(wanted) != 1:
            raise UsageError(f"the first row of the worksheet must name the column '{printable(wanted)}' once; name it with --column. "
                             f"Its columns are: {', '.join(map(printable, names))}")
        grade = names.index(wanted)
        return grade, *(found[grade][1:] if grade in found else (_place(names, "maximum grade"), _place(names, "grade can be changed")))
    if len(found) != 1:
        what = "no place" if not found else "several places"
        raise UsageError(f"the worksheet has {what} with a grade before one repeated maximum; name the grade's column with --column. "
                         f"Its columns are: {', '.join(map(printable, names))}")
    return next(iter(found.values()))


def refusals(before: Worksheet, after: Worksheet, rows: Set[int]) -> dict[int, str]:
    """The places among those given whose new grade Moodle would silently leave out, with its reason, by its own order of rules."""
    return {row: reason for row in sorted(rows) if (reason := _refusal(before, after, row))}


def _refusal(before: Worksheet, after: Worksheet, row: int) -> str:
    old, new = read_number(before.table.cell(row, before.grade)), read_number(after.table.cell(row, after.grade))
    maximum = read_number(after.table.cell(row, after.maximum))
    if new is None or new < 0:
        return "Moodle reads no grade in this cell"
    if new == old:
        return "Moodle has this grade already"
    if _is_locked(after, row):
        return "the grade is locked in Moodle"
    if maximum is not None and new > maximum:
        return f"the score is more than Moodle's maximum {after.table.cell(row, after.maximum).strip()}"
    return ""


def untimed(before: Worksheet, rows: Set[int]) -> list[int]:
    """The places of these with a grade whose time Moodle does not read: it skips them unless a box is ticked at the upload."""
    return [row for row in sorted(rows) if read_number(before.table.cell(row, before.grade)) is not None and before.modified is not None
            and not _is_read(before.table.cell(row, before.modified))]


def _is_locked(sheet: Worksheet, row: int) -> bool:
    return sheet.table.cell(row, sheet.locked).strip().casefold() in _NO


def _is_read(time: str) -> bool:
    """Whether ``strtotime`` reads what Moodle wrote: only in English, or as an ISO date."""
    return bool(_MONTH.search(time)) and all(_SPOKEN.fullmatch(word) for word in _WORD.findall(time))


def _modified(values: Cells, locked: int | None) -> int | None:
    """The last column behind the maximum in which only times and dashes stand; there must be two, since that of submissions comes first."""
    body = [cells for _, cells in values[1:]]
    times = []
    for place in range((locked or 0) + 1, len(values[0][1])):
        said = {text for cells in body if place < len(cells) and (text := cells[place].strip())}
        if locked is not None and said and all(text == "-" or (len(text) < 80 and _CLOCK.search(text)) for text in said):
            times.append(place)
    return times[-1] if len(times) > 1 else None


def _comments(values: Cells, modified: int | None) -> int | None:
    """The column of feedback comments: the only one behind the time of the grade, and empty or with HTML, which Moodle's editor makes."""
    if modified is None or modified + 2 != len(values[0][1]):
        return None
    said = (cells[modified + 1].strip() for _, cells in values[1:] if modified + 1 < len(cells))
    return modified + 1 if all(not text or "<" in text for text in said) else None


def _is_head(head: tuple[Line, ...]) -> bool:
    return shape([(number, [cell.value for cell in cells]) for number, cells in enumerate(head, 1)]) is not None


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
