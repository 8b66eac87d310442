"""What Brightspace makes of a file of grades: its rules of acceptance, applied before anybody uploads.

Source of the rules: the vendor's page on importing grades (https://community.d2l.com/brightspace/kb/articles/3538-importing-grades) and
those of universities on the signs ``#`` (https://kb.wisc.edu/page.php?id=4330) and on the order of columns
(https://www.brightspacehelp.usc.edu/instructors/import-grades).  Some words of a header are translated, ``Points Grade`` is not.
"""

from __future__ import annotations

import re
from fractions import Fraction

from grader.exports.cells import Row as Line
from grader.exports.cells import Table, lines_of, open_table
from grader.exports.decimals import read_local, sign_of
from grader.model import Row, UsageError, printable
from grader.people import roster_of
from grader.record import record

_IDS = ("OrgDefinedId", "Username")
_END, _MARK = "End-of-Line Indicator", "#"
_ITEM = re.compile(r"(?P<title>.*\S) Points Grade(?: <(?:[^:<>]*:(?P<points>[0-9][0-9.,]*))?.*>)?", re.DOTALL)
"""``HW 3 Points Grade <Numeric MaxPoints:24 Weight:10>``; in Spanish ``<Numérico Puntos máx.:24>``."""


@record
class Item:
    """A column of points; ``points`` is the maximum that its header says, if it says one."""

    at: int
    header: str
    title: str
    points: Fraction | None


@record
class Gradebook:
    """A file of grades: the places of the columns with ids, of those with points, and of the last one.

    ``students`` are its rows with their ids, ``places`` the place of each in the table; ``sign`` is the decimal sign of its numbers.
    """

    table: Table
    ids: tuple[int, ...]
    items: tuple[Item, ...]
    end: int
    students: tuple[Row, ...]
    places: tuple[int, ...]
    sign: str


def read_gradebook(data: bytes) -> Gradebook:
    """The file as Brightspace exports it; raises :class:`UsageError` where a student, an item or the end of a line could not be known."""
    table = open_table(data, ",\t", _is_head, f"'{_IDS[0]}' or '{_IDS[1]}' in the first column and '{_END}' in the last one")
    header = [cell.value.strip() for cell in table.rows[0]]
    found = {at: item for at, name in enumerate(header) if (item := _ITEM.fullmatch(name))}
    sign = sign_of([item["points"] or "" for item in found.values()]
                   + [row[at].value for row in table.rows[1:] for at in found if at < len(row)])
    items = tuple(Item(at, header[at], item["title"], read_local(item["points"] or "", sign)) for at, item in found.items())
    lines = lines_of(table)
    roster = roster_of([(line, [cell.value for cell in cells]) for line, cells in zip(lines, table.rows, strict=True)], "the template")
    where = {line: place for place, line in enumerate(lines)}
    return Gradebook(table, tuple(at for at, name in enumerate(header[:2]) if _is_id(name)), items, len(header) - 1, roster.rows,
                     tuple(where[row.line] for row in roster.rows), sign)


def broken(book: Gradebook, row: int) -> str:
    """Why Brightspace could not read a row of its own file, which somebody must have changed, or nothing."""
    cells = book.table.rows[row]
    if len(cells) != book.end + 1 or cells[-1].value.strip() != _MARK:
        return f"its line in the template does not end with '{_MARK}' in the last column"
    if not any(known_by(book, row)):
        return "its line in the template has no id"
    return ""


def known_by(book: Gradebook, row: int) -> tuple[str, ...]:
    """The ids in a row, without the signs in front of them."""
    return tuple(book.table.cell(row, at).strip().removeprefix(_MARK) for at in book.ids)


def read_upload(data: bytes, header: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    """The value that Brightspace would import under each pair of ids, without the signs ``#``.

    ``header`` are the headers that it wrote itself.  Raises :class:`UsageError` with the rule that the file breaks.
    """
    book = read_gradebook(data)
    said = tuple(cell.value for cell in book.table.rows[0])
    if said != header:
        raise UsageError("Brightspace would not know a column by its own header, and would offer to make a new item")
    if len(book.items) != 1 or len(said) != len(book.ids) + 2:
        raise UsageError("Brightspace must get nothing but ids, the points of one item, and the end of the line")
    taken: dict[tuple[str, ...], str] = {}
    for place, line in list(enumerate(lines_of(book.table)))[1:]:
        row = book.table.rows[place]
        if len(row) != len(said) or row[-1].value != _MARK:
            raise UsageError(f"line {line} does not end with '{_MARK}', so Brightspace would not see its end")
        who = known_by(book, place)
        if not any(who) or who in taken:
            raise UsageError(f"line {line} has no id, or that of another line")
        taken[who] = row[book.items[0].at].value
    return taken


def refusal(value: str, points: Fraction | None) -> str:
    """Why Brightspace would not take a score, with a decimal point, as it stands, or nothing."""
    number = read_local(value, ".")
    if number is None:
        return "Brightspace reads no points in this cell"
    if points is not None and number > points:
        return f"the score {value} is more than Brightspace's maximum, to which it would be cut without a word"
    return ""


def choose(book: Gradebook, wanted: str) -> Item:
    """The item of that header or title; without one, the only one."""
    name = " ".join(wanted.split())
    fits = [item for item in book.items if not name or name in (item.header, item.title)]
    if len(fits) == 1:
        return fits[0]
    what = "no column of points" if not fits else "several columns of points"
    asked = f" '{printable(name)}'" if name else ""
    there = "".join(f"\n  {printable(item.title)}" for item in book.items)
    raise UsageError(f"the template has {what}{asked}; name one with --column. Columns that Brightspace reads:{there or ' none'}")


def headers(book: Gradebook, item: Item) -> tuple[str, ...]:
    """The headers of the columns that are written, as they stand in the template."""
    cells = book.table.rows[0]
    return tuple(cells[at].value for at in (*book.ids, item.at, book.end))


def _is_head(head: tuple[Line, ...]) -> bool:
    names = [cell.value.strip() for cell in head[0]] if head else []
    return len(names) > 1 and _is_id(names[0]) and names[-1].casefold() == _END.casefold()


def _is_id(name: str) -> bool:
    return name.casefold() in (_IDS[0].casefold(), _IDS[1].casefold())
