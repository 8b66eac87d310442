"""A table of answers as it lies in its file: rows of cells with their lines, within limits, and columns found by what heads them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from grader.csvtext import NoText, Row
from grader.intake.decode import refused
from grader.intake.member import Refused, shown, too_big
from grader.record import record
from grader.tables import table_rows

TABLE_LIMIT = 64 * 1024 * 1024
COLUMN_LIMIT = 2_000
ROW_COUNT_LIMIT = 100_000


@record
class Sheet:
    """The first row, without blank cells at its end, and the others; ``is_guessed`` if the encoding had to be guessed."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    is_guessed: bool = False

    @property
    def folded(self) -> tuple[str, ...]:
        """The header as it is compared."""
        return tuple(map(folded, self.header))

    @property
    def cells(self) -> list[tuple[int, tuple[str, ...]]]:
        """Lines and cells, the first row included, as the readers of rosters take them."""
        return [(1, self.header), *((row.line, row.cells) for row in self.rows)]


def read_sheet(data: bytes, file: str) -> Sheet:
    """Read a table of this name; raises :class:`Refused` if it is none or beyond the limits."""
    if len(data) > TABLE_LIMIT:
        raise too_big(TABLE_LIMIT)
    try:
        rows, is_guessed = table_rows(data)
    except NoText as error:
        raise refused(error) from None
    table = iter(rows)
    head = next(table, None)
    if head is None:
        raise Refused("intake/csv-row", "it is empty: the first row says what the columns are")
    if head.fault:
        raise Refused("intake/csv-row", head.fault, 1)
    names = [cell.strip() for cell in head.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > COLUMN_LIMIT:
        raise Refused("intake/too-many", f"the table has more than {COLUMN_LIMIT} columns, the most that are read")
    kept = list[Row]()
    for row in table:
        if len(kept) == ROW_COUNT_LIMIT:
            raise Refused("intake/too-many", f"the table has more than {ROW_COUNT_LIMIT} rows, the most that are read")
        kept.append(row)
    return Sheet(file, tuple(names), tuple(kept), is_guessed)


def folded(text: str) -> str:
    """A header as it is compared: composed, without case, with single blanks in place of underscores and line ends."""
    return " ".join(unicodedata.normalize("NFC", text).replace("_", " ").casefold().split())


def cell(cells: Sequence[str], place: int | None) -> str:
    """The text of a cell without blanks around it; empty where there is no such column or the row is shorter."""
    return cells[place].strip() if place is not None and place < len(cells) else ""


def column_of(header: Sequence[str], said: str) -> int:
    """The place of the column that a teacher names by its header or its number; raises :class:`Refused` if that is not one column."""
    places = [place for place, name in enumerate(header) if folded(name) == folded(said)]
    if not places and said.strip().isdecimal() and 1 <= int(said) <= len(header):
        return int(said) - 1
    if len(places) == 1:
        return places[0]
    if places:
        numbers = " and ".join(str(place + 1) for place in places[:3])
        raise Refused("intake/column", f"columns: '{shown(said)}' is the header of the columns {numbers}; give the number of one of them")
    heads = ", ".join(f"'{shown(name)}'" for name in header[:8]) + " …" * (len(header) > 8)
    raise Refused("intake/column", f"columns: there is no column '{shown(said)}'; the first row is {heads}")
