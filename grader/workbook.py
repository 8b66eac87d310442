"""The table in a workbook of Excel (``.xlsx``, ECMA-376 part 1) as rows of texts: what a spreadsheet shows, as far as it decides anything.

Nothing is computed: a formula has the value that the file holds for it.  What is no value, or need not be what was typed, is a doubt.

It is our own since calamine tells neither a formula nor an error from a value, and dies with the process of one far cell (a file of 1.5 kB
that asks for 512 GiB).  openpyxl tells a formula only in a second pass, and unpacks a megabyte to a gigabyte for most of a minute.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from xml.parsers import expat

from grader.csvtext import NoText, Row
from grader.record import record

ENDS = (".xlsx", ".xlsm")
"""How the names of such files end."""

MOST_BYTES = 256 << 20
"""Bytes that are unpacked of a workbook: XML has several times as many as the texts in it."""

MOST_TAGS = 12_000_000
"""Tags that begin in a workbook; a cell has two or three."""

MOST_CELLS = 20_000_000
"""Cells of a table, those that are empty included."""

MOST_ROWS = 200_000
"""Rows of a table; nobody takes as many."""

_PARTS = 10_000
_PIECE = 1 << 20
"""Bytes that are unpacked at once."""

_ROOM = 20
"""So many empty cells take as much room as a doubt."""

_MARK, _OLD_MARK = b"PK\3\4", b"\xd0\xcf\x11\xe0"
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, LookupError, StopIteration, RuntimeError, ValueError, OverflowError, struct.error,
           expat.ExpatError)
_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""The numbers of the formats for dates and times that no file spells out (18.8.30 of the standard)."""

_SAID = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
"""What of a format is not about the value: texts, escaped signs, spaces, colours and languages."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_IS_DATE = "is a date, which spreadsheets make of what looks like one"
_TIMES = frozenset({*range(18, 23), *range(32, 36), *range(45, 48), 55, 56})
"""Those of :data:`_DAYS` that show the time of the day."""

_WHOLE = 10**15
"""Numbers from here on have lost digits: a spreadsheet keeps fifteen."""

_LONG = 14
"""A number with so many digits may be 1/3 or a root of which a spreadsheet has kept fifteen, the last of which may be zero."""

_IS_LONG = "is a number of so many digits that a spreadsheet may have rounded it"


def is_workbook(data: bytes) -> bool:
    """Return whether the bytes are those of a spreadsheet, of this or the old kind, and not a text."""
    return data.startswith((_MARK, _OLD_MARK))


def workbook_rows(data: bytes) -> list[Row]:
    """Return the rows that are not blank of the one sheet that holds something, with the numbers that Excel gives them.

    Raises :class:`NoText` for what is no such workbook, is damaged or too large, or has several sheets that hold something.
    """
    if data.startswith(_OLD_MARK):
        raise NoText("this is an old workbook of Excel (.xls), or one with a password; save it as .xlsx without one, or as CSV", True)
    try:
        book = zipfile.ZipFile(BytesIO(data)) if data.count(b"PK\1\2") <= _PARTS else None
        if book is None:
            raise NoText("this workbook has too many parts", True)
        return _only_sheet(_Book(book))
    except NoText:
        raise
    except _DAMAGE:
        raise NoText("this is no workbook of Excel (.xlsx), or it is damaged; save the table as CSV in UTF-8", True) from None


class _Book:
    """The parts of a workbook, read in pieces when they are asked for; all that is read of them together is bounded."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self._book = book
        self._bytes = self._tags = 0

    def parse(self, name: str, start: Callable[[str, Mapping[str, str]], None], end: Callable[[str, str], None]) -> None:
        """Go through the XML of a part; raises ``KeyError`` where it is not there.

        ``start`` is given each tag without its namespace, ``end`` also the text since the last tag that began.
        """
        info = self._book.getinfo(name)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError(name)
        # What a part says of its size may be wrong, and a reader that is told no size unpacks all of it.
        self._bytes += info.file_size
        if self._bytes > MOST_BYTES:
            raise NoText(f"this workbook unpacks to more than {MOST_BYTES >> 20} MiB, the most that is read", True)
        parser = _parser(start, end, self._count)
        with self._book.open(info) as part:
            while piece := part.read(_PIECE):
                parser.Parse(piece)
        parser.Parse(b"", True)

    def tags(self, name: str, tag: str) -> list[Mapping[str, str]]:
        """Return the attributes of all tags of one name in a part."""
        found: list[Mapping[str, str]] = []
        self.parse(name, lambda each, attributes: found.append(attributes) if each == tag else None, lambda each, text: None)
        return found

    def _count(self) -> None:
        self._tags += 1
        if self._tags > MOST_TAGS:
            raise NoText("this workbook has more cells than are read", True)

    def targets(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the parts to which a part refers: kind and name by the id of the reference."""
        folder, _, file = name.rpartition("/")
        found = self.tags(posixpath.join(folder, "_rels", f"{file}.rels"), "Relationship")
        return {each.get("Id", ""): (each.get("Type", "").rpartition("/")[2],
                                     posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/"))
                for each in found}


def _only_sheet(book: _Book) -> list[Row]:
    main = next(name for kind, name in book.targets("").values() if kind == "officeDocument")
    targets = book.targets(main)
    known = dict(targets.values())
    texts = _shared(book, known["sharedStrings"]) if "sharedStrings" in known else []
    formats = _formats(book, known["styles"]) if "styles" in known else []
    is_from_1904 = any(each.get("date1904") in ("1", "true") for each in book.tags(main, "workbookPr"))
    found: list[tuple[str, list[Row]]] = []
    for sheet in book.tags(main, "sheet"):
        kind, name = targets[next(value for key, value in sheet.items() if key.rpartition(" ")[2] == "id")]
        if kind == "worksheet" and sheet.get("state", "visible") == "visible":
            reader = _Reader(texts, formats, is_from_1904)
            book.parse(name, reader.start, reader.end)
            found += [(sheet.get("name", ""), reader.rows)] if reader.rows else []
    if len(found) > 1:
        names = ", ".join(f"'{name}'" for name, _ in found[:5])
        raise NoText(f"{len(found)} sheets of this workbook hold something ({names}), and one is read; delete or hide the others", True)
    return found[0][1] if found else []


def _parser(start: Callable[[str, Mapping[str, str]], None], end: Callable[[str, str], None],
            count: Callable[[], None]) -> expat.XMLParserType:
    """A parser of XML that calls ``count`` at each tag that begins, and the others as :meth:`_Book.parse` says."""
    said: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def begun(name: str, attributes: Mapping[str, str]) -> None:
        count()
        said.clear()
        start(name.rpartition(" ")[2], attributes)

    def ended(name: str) -> None:
        end(name.rpartition(" ")[2], "".join(said))

    def refused(*_: object) -> None:
        raise NoText("this workbook declares entities of its own, which no spreadsheet does", True)

    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = said.append, refused
    return parser


def _shared(book: _Book, name: str) -> list[str]:
    """The texts that cells share, without the readings of Japanese words."""
    texts: list[str] = []
    state = {"phonetic": False}

    def start(tag: str, _: Mapping[str, str]) -> None:
        if tag == "si":
            texts.append("")
        elif tag == "rPh":
            state["phonetic"] = True

    def end(tag: str, text: str) -> None:
        if tag == "t" and not state["phonetic"]:
            texts[-1] += text
        elif tag == "rPh":
            state["phonetic"] = False

    book.parse(name, start, end)
    return [_plain(text) for text in texts]


def _plain(text: str) -> str:
    """A text without the spelling of signs that XML cannot hold, and with newlines as line ends."""
    text = _ESCAPE.sub(_unescaped, text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unescaped(found: re.Match[str]) -> str:
    """The sign that an escape stands for; the escape itself where it is half of one, or the end of a text for other programs."""
    number = int(found[1], 16)
    return found[0] if number == 0 or 0xD800 <= number < 0xE000 else chr(number)


def _formats(book: _Book, name: str) -> list[str]:
    """The format of each style of a cell: ``date``, ``time`` for dates with one, the zeros to which a number is filled up, or nothing."""
    codes = {each.get("numFmtId", ""): each.get("formatCode", "") for each in book.tags(name, "numFmt")}
    styles: list[str] = []
    state = {"inside": False}

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "cellXfs":
            state["inside"] = True
        elif tag == "xf" and state["inside"]:
            number = attributes.get("numFmtId", "0")
            known = "time" if int(number) in _TIMES else "date" if int(number) in _DAYS else ""
            styles.append(_format(codes[number]) if number in codes else known)

    def end(tag: str, _: str) -> None:
        if tag == "cellXfs":
            state["inside"] = False

    book.parse(name, start, end)
    return styles


def _format(code: str) -> str:
    bare = _SAID.sub("", code.partition(";")[0]).casefold()
    if set(bare) & set("dmyhs"):
        return "time" if set(bare) & set("hs") else "date"
    return bare if bare and not bare.strip("0") else ""


@record
class _Cell:
    """What a cell says besides its value; ``where`` is its name, such as ``B7``."""

    where: str
    column: int
    kind: str
    style: int


@record
class _Line:
    """A row while it is read."""

    number: int
    cells: dict[int, str] = field(default_factory=dict)
    doubts: list[tuple[int, str]] = field(default_factory=list)


class _Reader:
    """Takes the tags of a sheet; ``rows`` are those that are not blank."""

    def __init__(self, texts: list[str], formats: list[str], is_from_1904: bool) -> None:
        self.rows: list[Row] = []
        self._texts, self._formats, self._is_from_1904 = texts, formats, is_from_1904
        self._line, self._cell = _Line(0), _Cell("", 0, "n", 0)
        self._value: str | None = None
        self._inline: list[str] = []
        self._is_formula = self._is_phonetic = False
        self._count = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take a tag that begins."""
        if tag == "row":
            self._line = _Line(int(attributes.get("r", self._line.number + 1)))
            self._cell = _Cell("", -1, "n", 0)
        elif tag == "c":
            self._cell = self._placed(attributes)
            self._value, self._is_formula = None, False
            self._inline.clear()
        elif tag == "f":
            self._is_formula = True
        elif tag == "rPh":
            self._is_phonetic = True

    def end(self, tag: str, text: str) -> None:
        """Take a tag that ends, with its text."""
        if tag == "v":
            self._value = text
        elif tag == "t" and not self._is_phonetic:
            self._inline.append(text)
        elif tag == "rPh":
            self._is_phonetic = False
        elif tag == "c":
            self._keep()
        elif tag == "row":
            self._close()

    def _placed(self, attributes: Mapping[str, str]) -> _Cell:
        found = _PLACE.fullmatch(attributes.get("r", ""))
        column = self._cell.column + 1
        if found is not None:
            column = 0
            for letter in found[1]:
                column = 26 * column + ord(letter) - 64
            column -= 1
        return _Cell(found[0] if found is not None else f"in row {self._line.number}", column, attributes.get("t", "n"),
                     int(attributes.get("s", "0")))

    def _keep(self) -> None:
        cell, line = self._cell, self._line
        if cell.kind == "inlineStr":
            text = _plain("".join(self._inline))
        elif self._value is None or (not self._value and cell.kind != "str"):
            text = ""
            if self._is_formula:
                self._doubt("is a formula without a value; open the file in a spreadsheet and save it again")
        elif cell.kind == "s":
            text = self._texts[int(self._value)]
        elif cell.kind == "str":
            text = _plain(self._value)
        elif cell.kind == "b":
            text = "TRUE" if self._value == "1" else "FALSE"
        elif cell.kind == "e":
            text = ""
            self._doubt(f"is an error of the spreadsheet, {self._value[:20]}")
        elif cell.kind == "d":
            text = self._value.replace("T", " ")
            self._doubt(_IS_DATE)
        else:
            text = self._number(float(self._value))
        if text:
            line.cells[cell.column] = text
            if self._is_formula:
                # Of x1 + x2 behind a sign of equality a spreadsheet makes the sum of two empty cells, 0.
                self._doubt("is a formula, whose value need not be what was typed")

    def _doubt(self, said: str) -> None:
        self._line.doubts.append((self._cell.column, f"the cell {self._cell.where} {said}"))

    def _number(self, value: float) -> str:
        form = self._formats[self._cell.style] if self._cell.style < len(self._formats) else ""
        if form in ("date", "time") and (moment := _moment(value, self._is_from_1904)):
            self._doubt(_IS_DATE)
            return moment.removesuffix(" 00:00:00") if form == "date" else moment
        text = format(Decimal(f"{value:.15g}"), "f")
        if abs(value) >= _WHOLE or len(text.strip("-0.").replace(".", "")) >= _LONG:
            self._doubt(_IS_LONG)
        if abs(value) >= _WHOLE:
            # Written as a spreadsheet shows it, so that nobody takes it for somebody's number.
            return f"{value:.14E}"
        return text.zfill(len(form)) if text.isdecimal() else text

    def _close(self) -> None:
        line = self._line
        if not any(text.strip() for text in line.cells.values()) and not line.doubts:
            return
        width = max(line.cells, default=-1) + 1
        self._count += width + _ROOM * len(line.doubts)
        if self._count > MOST_CELLS or len(self.rows) == MOST_ROWS:
            raise NoText("this workbook has more cells than are read", True)
        self.rows.append(Row(line.number, tuple([line.cells.get(place, "") for place in range(width)]), doubts=tuple(line.doubts)))


def _moment(value: float, is_from_1904: bool) -> str:
    """A date with its time as ISO 8601 writes it; nothing for a number that is none."""
    # Excel has a 29 February 1900, so that its days count from one day earlier after that.
    first = datetime(1904, 1, 1) if is_from_1904 else datetime(1899, 12, 30) if value >= 60 else datetime(1899, 12, 31)
    try:
        when = first + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return ""
    return when.isoformat(" ")
