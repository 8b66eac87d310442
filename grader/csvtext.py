"""Bytes to text and comma-separated text to rows: the quoting of RFC 4180, any length of cell, and the line where each row begins.

Python's own reader gives up inside a cell that is too long and would go on in its middle, so that a student's answer
could pass for another student's row; this one finds the end of every cell or says that there is none.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Container, Iterator

from grader.record import record

DELIMITERS = ",;\t"

_SAID = re.compile(rf"sep=([{DELIMITERS}])\n", re.IGNORECASE)
"""The first line with which a table tells Excel its delimiter."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class NoText(ValueError):
    """Bytes that are no text in any encoding that is read; ``is_binary`` where they never were one."""

    def __init__(self, message: str, is_binary: bool) -> None:
        super().__init__(message)
        self.is_binary = is_binary


@record
class Row:
    """The cells of a row and the line (from 1) where it begins; ``fault`` says why it cannot be trusted.

    ``is_end`` where nothing after it can be told from its last cell.  ``doubts`` are places of cells, each with the reason why it may
    not be what somebody typed there.
    """

    line: int
    cells: tuple[str, ...]
    fault: str = ""
    is_end: bool = False
    doubts: tuple[tuple[int, str], ...] = ()

    def lost(self, places: Container[int]) -> str:
        """Return why a cell at one of these places holds no value although something is there; empty where there is none."""
        return next((why for place, why in self.doubts if place in places and not "".join(self.cells[place: place + 1]).strip()), "")


def decode(data: bytes) -> tuple[str, bool]:
    """Return the text, and whether its encoding had to be guessed; line ends become newlines.

    UTF-8 is read, UTF-16 with its mark, and Windows-1252 as a last resort.  Raises :class:`NoText` for everything else.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise NoText("this is UTF-32, which is not read; save the file as UTF-8", False)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, guessed = _strict(data, "utf-16"), False
    else:
        try:
            text, guessed = data.decode("utf-8-sig"), False
        except UnicodeDecodeError:
            text, guessed = _strict(data, "cp1252"), True
    if "\0" in text and _is_markless(data):
        raise NoText("this seems to be UTF-16 without the mark at its beginning, which is not read; save the file as UTF-8", False)
    # A picture under the name of a text is valid Windows-1252 more often than not, but has control characters.
    if "\0" in text or (guessed and _CONTROL.search(text)):
        raise NoText("this is no text, whatever its name says", True)
    return text.replace("\r\n", "\n").replace("\r", "\n"), guessed


def delimiter(text: str) -> str:
    """Return the delimiter that a line before the table says, else that which the first line has most of; a comma where there is none."""
    if said := _SAID.match(text):
        return said[1]
    head = re.sub('"[^"]*"', "", text.partition("\n")[0])
    return max(DELIMITERS, key=head.count)


def rows(text: str, between: str) -> Iterator[Row]:
    """Give the rows that are not blank, without a line that says the delimiter; after a quote that never closes there are no more."""
    cell = re.compile(rf'(?:"((?:[^"]++|"")*+)"([^{between}\n]*+)|([^{between}\n]*+))([{between}\n]|\Z)')
    said = _SAID.match(text)
    line = start = 1 if said is None else 2
    cells, fault = list[str](), ""
    # There is always a match where the last one ended, because a cell may be empty.
    for found in cell.finditer(text, said.end() if said is not None else 0):
        quoted, junk, plain, end = found.groups()
        if quoted is None and plain.startswith('"'):
            yield Row(start, tuple(cells), f'line {line}: a quote " opens and never closes, so nothing from here on was read', True)
            return
        if junk and junk.strip():
            fault = f"line {line}: there is more text after a closing quote"
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        line += text.count("\n", *found.span())
        if end == between:
            continue
        if any(each.strip() for each in cells):
            yield Row(start, tuple(cells), fault)
        if not end:
            return
        start, cells, fault = line, [], ""


def _is_markless(data: bytes) -> bool:
    """Whether every other byte is mostly zero and the others are not, as in a text of UTF-16 in Latin letters."""
    big, little = data[::2].count(0), data[1::2].count(0)
    few, many = sorted((big, little))
    text = data.decode("utf-16-le" if little > big else "utf-16-be", "replace")
    return len(data) % 2 == 0 and many * 4 > len(data) and few * 8 < many and not _CONTROL.search(text)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data and encoding == "cp1252":
            raise NoText("this is no text, whatever its name says", True) from None
        raise NoText(f"byte {error.start + 1} fits no encoding that is read; save the file as UTF-8", False) from None
