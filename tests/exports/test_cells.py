"""The scanner of CSV: it reads what ``csv`` reads, and replaces a cell without touching another byte."""

from __future__ import annotations

import csv
import io
import random

import pytest

from grader.exports.cells import FILE_BYTES, Row, fill, lines_of, open_table, scan
from grader.model import UsageError


def has_h(head: tuple[Row, ...]) -> bool:
    return any(cell.value == "H" for row in head for cell in row)


def values(text: str, delimiter: str = ",", lenient: bool = False) -> list[list[str]]:
    return [[cell.value for cell in row] for row in scan(text, delimiter, lenient)]


@pytest.mark.parametrize(("text", "expected"), [
    ("", []),
    ("a", [["a"]]),
    ("a,", [["a", ""]]),
    ("a,\n", [["a", ""]]),
    ("a\n\nb", [["a"], [""], ["b"]]),
    ("a\r\nb\rc\n", [["a"], ["b"], ["c"]]),
    ('"a,b",c', [["a,b", "c"]]),
    ('"a\r\nb","c ""d"""', [["a\r\nb", 'c "d"']]),
    ('""', [[""]]),
    ('"",""', [["", ""]]),
    (" a , b ", [[" a ", " b "]]),
])
def test_cells(text: str, expected: list[list[str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(("text", "line"), [
    ('"a', 1), ('a\n"b', 2), ('a,b"c', 1), ('"a"b', 1), ('"a\nb"\n"c" ', 3), ('"', 1), ('"""', 1),
])
def test_a_bad_quote_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UsageError, match=f"line {line} "):
        scan(text, ",")


@pytest.mark.parametrize(("text", "expected"), [
    (r'"M\"uller",b', [[r'M\"uller', "b"]]),
    ('a"b,c', [['a"b', "c"]]),
    ('"a "b" c",d', [['a "b" c', "d"]]),
])
def test_lone_quotes_may_be_let_in(text: str, expected: list[list[str]]) -> None:
    assert values(text, lenient=True) == expected


def test_a_quote_that_is_never_closed_is_refused_always() -> None:
    with pytest.raises(UsageError, match="line 2 "):
        scan('a\n"b\nc', ",", lenient=True)


def test_it_reads_what_csv_reads() -> None:
    draw, compared = random.Random(3), 0
    for _ in range(6000):
        delimiter = draw.choice(",;\t")
        text = "".join(draw.choices(['"', '""', delimiter, "\n", "\r\n", "a", "b ", "é", "𝑥"], k=draw.randrange(12)))
        try:
            mine = values(text, delimiter)
        except UsageError:
            continue
        assert mine == [row or [""] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)], text
        compared += 1
    assert compared > 1500


def odd_file(draw: random.Random) -> tuple[bytes, str, str]:
    """Bytes of a table in an odd dialect, its delimiter and its encoding; the header has ``H`` in its third column."""
    delimiter, end = draw.choice(",;\t"), draw.choice(["\n", "\r\n", "\r"])
    mark, encoding = draw.choice([(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"),
                                  (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
    words = ["", " ", "Müller", "Lovelace, Ada", "a;b", "x\ty", 'the "one"', "two\nlines", "two\r\nlines", "=1+1", "0017", "𝑥"]

    def write(word: str) -> str:
        if draw.random() < 0.4 or any(character in word for character in f'"\r\n{delimiter}'):
            return '"' + word.replace('"', '""') + '"'
        return word

    rows = [["A", "B", "H"], *([draw.choice(words) for _ in range(draw.randrange(3, 6))] for _ in range(draw.randrange(1, 8)))]
    text = end.join(delimiter.join(map(write, row)) for row in rows) + draw.choice(["", end])
    return mark + text.encode(encoding), delimiter, encoding


@pytest.mark.parametrize("seed", range(200))
def test_every_byte_outside_the_filled_cells_stays(seed: int) -> None:
    draw = random.Random(seed)
    data, delimiter, encoding = odd_file(draw)
    table = open_table(data, ",;\t", has_h, "H")
    assert (table.delimiter, table.encoding) == (delimiter, encoding)
    assert fill(table, []) == data

    edits = [(row[2], draw.choice(["17.5", "0", "a,b;c", 'q"', "l\nm"])) for row in table.rows[1:] if draw.random() < 0.6]
    again = open_table(fill(table, edits), delimiter, has_h, "H")
    said = {cell.start: value for cell, value in edits}
    for old, new in zip(table.rows, again.rows, strict=True):
        assert [cell.value for cell in new] == [said.get(cell.start, cell.value) for cell in old]

    def outside(text: str, cells: list[tuple[int, int]]) -> list[str]:
        edges = [0, *(edge for pair in cells for edge in pair), len(text)]
        return [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]

    places = [(number, 2) for number, row in enumerate(table.rows) if row[2].start in said and row[2] in dict(edits)]
    before = outside(table.text, [(table.rows[r][c].start, table.rows[r][c].end) for r, c in places])
    after = outside(again.text, [(again.rows[r][c].start, again.rows[r][c].end) for r, c in places])
    assert before == after
    assert again.mark == table.mark


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_of_every_row_is_known(end: str) -> None:
    text = f'A,H{end}1,"two{end}lines"{end}{end}3,"x{end}{end}y"{end}4,'
    assert lines_of(open_table(text.encode(), ",", has_h, "H")) == (1, 2, 4, 5, 8)


@pytest.mark.parametrize(("data", "said"), [
    (b"", "no header with H"),
    (b"A,B,C\n", "no header with H"),
    (b"A,H\nM\xfcller,1\n", r"no text in UTF-8 \(byte 5\)"),
    (b"A,H\n\0,1\n", "zero character"),
    ("A,H\n".encode("utf-32"), "zero character"),
    (b"\xff\xfeA", "no text in UTF-8"),
    (b'A,H\n"1,2\n', "line 2"),
    (b'"A,H\n1,2\n', "line 1"),
    (b"A,H\n" + b"x" * FILE_BYTES, "64 MiB"),
], ids=range(9))
def test_what_is_no_such_table_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        open_table(data, ",;", has_h, "H")


@pytest.mark.parametrize("data", [b"A,H\n" + b"," * 1000, b"A,H\n" + b"\n" * 1000])
def test_too_many_cells_are_refused(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.exports.cells.CELLS", 100)
    with pytest.raises(UsageError, match="more than 100 cells"):
        open_table(data, ",;", has_h, "H")
