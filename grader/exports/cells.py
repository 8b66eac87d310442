"""CSV as bytes with cells in it: an LMS's own file is scanned for the spans of its cells, and single cells are replaced.

Nothing is parsed and written anew: encoding, byte order mark, line ends, delimiter and the quoting of every other cell
stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from grader.model import UsageError
from grader.record import record

FILE_BYTES = 64 << 20
CELLS = 2_000_000
"""1,200 students and 1,600 columns; each cell costs about 150 bytes."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_END = re.compile(r"\r\n|\n|\r")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}


@record
class Cell:
    """A cell: what it says, and the half-open range of characters that it takes, quotes included."""

    value: str
    start: int
    end: int
    quoted: bool


Row = tuple[Cell, ...]


@record
class Table:
    """A CSV file as it lies on the disk: ``text`` is all of it after the byte order mark."""

    text: str
    mark: bytes
    encoding: str
    delimiter: str
    rows: tuple[Row, ...]

    def cell(self, row: int, column: int | None) -> str:
        """Return what a cell says; one that is not there says nothing."""
        cells = self.rows[row]
        return cells[column].value if column is not None and column < len(cells) else ""


def open_table(data: bytes, delimiters: str, is_head: Callable[[tuple[Row, ...]], bool], expected: str, lenient: bool = False) -> Table:
    """The table, read with the first delimiter under which its first three rows are what is expected.

    ``expected`` says in words what the header must hold.  ``lenient`` lets a lone quote stand inside a cell, as PHP
    writes ``\\"``.  Raises :class:`UsageError` if the file is too large, is no text in UTF-8 or in UTF-16 with a byte
    order mark, is malformed, or has no such header.
    """
    text, mark, encoding = _decode(data)
    malformed: list[UsageError] = []
    for delimiter in delimiters:
        try:
            head = scan(text, delimiter, lenient, limit=3)
        except UsageError as error:          # under a wrong delimiter every quoted cell looks malformed
            malformed.append(error)
            continue
        if is_head(head):
            return Table(text, mark, encoding, delimiter, scan(text, delimiter, lenient))
    if len(malformed) == len(delimiters):
        raise malformed[0]
    tried = ", ".join(_NAMES[delimiter] for delimiter in delimiters)
    raise UsageError(f"the template has no header with {expected} (separators tried: {tried})")


def scan(text: str, delimiter: str, lenient: bool = False, limit: int | None = None) -> tuple[Row, ...]:
    """The cells of all rows, or of the first ``limit`` ones; raises :class:`UsageError` with the line of a bad quote."""
    pattern = _pattern(delimiter, lenient)
    rows: list[Row] = []
    row: list[Cell] = []
    position = count = 0
    while position < len(text) and (limit is None or len(rows) < limit):
        cell = _cell(text, position, pattern, lenient)
        row.append(cell)
        count += 1
        if count > CELLS:
            if limit is not None:            # whoever looks for a header has seen enough
                break
            raise UsageError(f"the template has more than {CELLS} cells")
        position = cell.end + 1
        if text[cell.end: position] != delimiter:
            position += text.startswith("\r\n", cell.end)
            rows.append(tuple(row))
            row = []
    if row:
        rows.append((*row, Cell("", len(text), len(text), False)))
    return tuple(rows)


def lines_of(table: Table) -> tuple[int, ...]:
    """The line (from 1) where each row begins."""
    lines, line, position = [], 1, 0
    for row in table.rows:
        # PHP and spreadsheets end lines by LF or CRLF, old programs by CR alone; none of them mixes CR and LF.
        line += _ends(table.text, position, row[0].start)
        position = row[0].start
        lines.append(line)
    return tuple(lines)


def _ends(text: str, start: int, end: int) -> int:
    return text.count("\n", start, end) or text.count("\r", start, end)


def fill(table: Table, cells: Iterable[tuple[Cell, str]]) -> bytes:
    """The file with those cells saying something else; a cell that was quoted stays quoted."""
    parts: list[str] = []
    position = 0
    for cell, value in sorted(cells, key=lambda pair: pair[0].start):
        parts += table.text[position: cell.start], _written(value, cell.quoted, table.delimiter)
        position = cell.end
    parts.append(table.text[position:])
    return table.mark + "".join(parts).encode(table.encoding)


def cut(table: Table, rows: Iterable[Iterable[tuple[Cell, str | None]]]) -> bytes:
    """A file of some cells only, row by row: each as it stands, or saying something else; a cell that was quoted stays quoted."""
    end = _END.match(table.text, table.rows[0][-1].end)
    lines = (table.delimiter.join(table.text[cell.start: cell.end] if value is None else _written(value, cell.quoted, table.delimiter)
                                  for cell, value in row) for row in rows)
    return table.mark + "".join(line + (end[0] if end else "\n") for line in lines).encode(table.encoding)


def _decode(data: bytes) -> tuple[str, bytes, str]:
    if len(data) > FILE_BYTES:
        raise UsageError(f"the template is larger than {FILE_BYTES >> 20} MiB")
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        text = data[len(mark):].decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"the template is no text in UTF-8 (byte {error.start + len(mark)}): "
                         "take the file as the LMS exported it, not saved again by a spreadsheet") from None
    if "\0" in text:
        raise UsageError("the template is no text: it holds a zero character")
    return text, mark, encoding


def _pattern(delimiter: str, lenient: bool) -> re.Pattern[str]:
    """A quoted cell up to the end of the cell, else a bare one; possessive, so that no text makes it backtrack."""
    ends = f"[{delimiter}\\r\\n]|\\Z"
    lone = f'|"(?!{ends})' if lenient else ""
    return re.compile(f'"(?P<quoted>(?:[^"]++|""{lone})*+)"(?={ends})|(?P<bare>[^{delimiter}\\r\\n]*+)')


def _cell(text: str, position: int, pattern: re.Pattern[str], lenient: bool) -> Cell:
    found = pattern.match(text, position)
    assert found is not None                 # the second branch matches the empty text
    quoted, bare = found["quoted"], found["bare"]
    if quoted is not None:
        return Cell(quoted.replace('""', '"'), position, found.end(), True)
    if bare.startswith('"') or ('"' in bare and not lenient):
        line = text.count("\n", 0, position) + 1
        raise UsageError(f"the template is malformed: a quotation mark in line {line} is never closed or is inside a cell")
    return Cell(bare, position, found.end(), False)


def _written(value: str, quoted: bool, delimiter: str) -> str:
    if quoted or any(character in value for character in f'"\r\n{delimiter}'):
        return '"' + value.replace('"', '""') + '"'
    return value
