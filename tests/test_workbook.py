"""Workbooks of Excel as tables: what a cell says, which sheet counts, and what no spreadsheet writes."""

from __future__ import annotations

import io
import random
import re
import tracemalloc
import zipfile
from datetime import datetime, time

import openpyxl
import pytest
import xlsxwriter

from grader import workbook
from grader.csvtext import NoText, Row
from grader.tables import table_rows
from grader.workbook import workbook_rows

STYLES = ("General", "0.00", "0000000", "yyyy-mm-dd", "m/d/yy h:mm:ss", '0.00" mm"', "[Red]0.0;[Blue]-0.0", "#,##0", "0%", "@")


def book(*sheets: list[list[object]], formats: dict[tuple[int, int], str] | None = None) -> bytes:
    made = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = made.active if number == 0 else made.create_sheet(f"More {number}")
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        for (line, column), code in (formats or {}).items():
            sheet.cell(line, column).number_format = code
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def altered(data: bytes, part: str, pattern: str, by: str) -> bytes:
    """The workbook with one part of it changed."""
    out, before = io.BytesIO(), zipfile.ZipFile(io.BytesIO(data))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            text = before.read(info)
            if info.filename == part:
                changed = re.sub(pattern, by, text.decode(), count=1, flags=re.DOTALL)
                assert changed != text.decode()
                text = changed.encode()
            after.writestr(info.filename, text)
    return out.getvalue()


def shared(*texts: str) -> bytes:
    """A workbook whose texts stand in the part that cells share."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        made.add_worksheet().write_row(0, 0, texts)
    return out.getvalue()


def first_cell(value: object, code: str = "") -> tuple[Row, ...]:
    return tuple(workbook_rows(book([[value]], formats={(1, 1): code} if code else None)))


@pytest.mark.parametrize(("value", "code", "text"), [
    ("-2(x - A s)^T", "", "-2(x - A s)^T"),
    (" two\nlines ", "", " two\nlines "),
    ("a\r\nb", "", "a\nb"),
    ("x_1 < 3 & y", "", "x_1 < 3 & y"),
    ("_x0041_", "", "A"), ("_xD83D_ _x0000_", "", "_xD83D_ _x0000_"),
    (7, "", "7"), (-3, "", "-3"), (2.0, "", "2"), (2.5, "", "2.5"), (0.1, "", "0.1"), (0.1 + 0.2, "", "0.3"), (1e-7, "", "0.0000001"),
    (2.3333333, "0.00", "2.3333333"),
    (0.5, "0%", "0.5"),
    (310004, "0000000", "0310004"), (-4, "000", "-4"), (1.5, "000", "1.5"),
    (3.1415926535, "", "3.1415926535"), (0.1234567890123, "", "0.1234567890123"), (10**14, "", "100000000000000"),
    (True, "", "TRUE"),
])
def test_a_cell_says_what_the_spreadsheet_shows(value: object, code: str, text: str) -> None:
    assert first_cell(value, code) == (Row(1, (text,)),)


@pytest.mark.parametrize(("value", "code", "text"), [
    (datetime(2026, 11, 23, 23, 59), "dd.mm.yyyy hh:mm", "2026-11-23 23:59:00"),
    (datetime(2026, 2, 1), "d/m/yy", "2026-02-01"),
    (datetime(2026, 2, 1), "d/m/yy h:mm", "2026-02-01 00:00:00"),
    (46000.5, "m/d/yy h:mm:ss", "2025-12-09 12:00:00"),
    (46000.5, "m/d/yy", "2025-12-09 12:00:00"),
    (46000, "[$-407]d. mmmm yyyy;@", "2025-12-09"),
    (46000, "mm-dd-yy", "2025-12-09"), (46000, "m/d/yy h:mm", "2025-12-09 00:00:00"), (46000, "mm:ss", "2025-12-09 00:00:00"),
    (1, "yyyy-mm-dd", "1900-01-01"),
    (time(9, 30), "hh:mm", "1899-12-31 09:30:00"),
])
def test_a_date_is_known_as_one(value: object, code: str, text: str) -> None:
    row, = first_cell(value, code)
    assert (row.cells, row.doubts) == ((text,), ((0, "the cell A1 is a date, which spreadsheets make of what looks like one"),))


@pytest.mark.parametrize(("value", "code", "text"), [
    (1 / 3, "# ?/?", "0.333333333333333"), (12345678.901234, "", "12345678.901234"), (123456789012345678, "", "1.23456789012346E+17"),
    (-2 / 3, "0.00", "-0.666666666666667"), (10**15, "", "1.00000000000000E+15"),
])
def test_a_number_that_may_have_been_rounded_is_known_as_one(value: float, code: str, text: str) -> None:
    row, = first_cell(value, code)
    assert (row.cells, row.doubts) == ((text,), ((0, "the cell A1 is a number of so many digits that a spreadsheet may have rounded it"),))


@pytest.mark.parametrize("code", ["0.00\" days\"", "0.0\\d", "[Red]0.0", "#,##0.00 _d", "General"])
def test_letters_that_are_no_part_of_a_number_make_no_date(code: str) -> None:
    assert first_cell(46000.5, code) == (Row(1, ("46000.5",)),)


def test_days_may_count_from_1904() -> None:
    made = openpyxl.Workbook()
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    made.active.append([datetime(2026, 11, 23, 10, 30)])  # type: ignore[union-attr]
    out = io.BytesIO()
    made.save(out)
    assert workbook_rows(out.getvalue())[0].cells == ("2026-11-23 10:30:00",)


@pytest.mark.parametrize(("value", "said"), [
    ("=1+1", "the cell A1 is a formula without a value"), ("#N/A", "the cell A1 is an error of the spreadsheet, #N/A"),
])
def test_what_is_no_value_is_empty_and_says_why(value: str, said: str) -> None:
    row, = first_cell(value)
    assert (row.cells, row.doubts[0][0]) == ((), 0)
    assert row.doubts[0][1].startswith(said)


def test_a_formula_has_the_value_that_is_kept_and_is_known_as_one() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, '="a"&"b"', None, "ab")
        sheet.write_rich_string(0, 2, "x", made.add_format({"bold": True}), "^2", " + 1")
    said = "is a formula, whose value need not be what was typed"
    assert workbook_rows(out.getvalue()) == [Row(1, ("2", "ab", "x^2 + 1"), doubts=((0, f"the cell A1 {said}"), (1, f"the cell B1 {said}")))]


def test_rows_have_the_numbers_of_the_spreadsheet_and_blank_ones_are_left_out() -> None:
    assert workbook_rows(book([["a", None, "b"], [], [" "], [None, "c"]])) == [Row(1, ("a", "", "b")), Row(4, ("", "c"))]


def test_texts_may_stand_in_their_cells() -> None:
    data = altered(book([["here"]]), "xl/worksheets/sheet1.xml", r"<c [^>]*>.*?</c>",
                   '<c r="B1" t="inlineStr"><is><r><t>x</t></r><r><t xml:space="preserve"> + 1</t></r><rPh><t>no</t></rPh></is></c><c><v>3</v></c>')
    assert workbook_rows(data) == [Row(1, ("", "x + 1", "3"))]


def test_readings_of_words_are_no_part_of_a_shared_text() -> None:
    data = altered(shared("x", "y"), "xl/sharedStrings.xml", "<t>y</t>", "<r><t>y</t></r><r><t> + 1</t></r><rPh><t>no</t></rPh>")
    assert workbook_rows(data) == [Row(1, ("x", "y + 1"))]


def test_cells_and_rows_may_say_no_place() -> None:
    plain = altered(book([["a", "b"], ["c"]]), "xl/worksheets/sheet1.xml", r"<sheetData>.*</sheetData>",
                    "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>")
    assert workbook_rows(plain) == [Row(1, ("1", "2")), Row(2, ("3",))]


@pytest.mark.parametrize("seed", range(20))
def test_openpyxl_reads_the_same(seed: int) -> None:
    draw = random.Random(seed)
    texts = ("", "x", "2x + y", "Grüße", "<&>", "\N{MATHEMATICAL ITALIC SMALL X}", "=x" if seed < 0 else "- x", "007", "1/2", "a\tb", "\n")
    rows = [[draw.choice((None, draw.choice(texts), draw.randint(-9, 10**6), draw.random() * 100, draw.random() < 0.5))
             for _ in range(draw.randint(1, 9))] for _ in range(draw.randint(1, 30))]
    data = book(rows, formats={(line, 1): draw.choice(STYLES) for line in range(1, 9)})
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    found = {row.line: row for row in workbook_rows(data)}
    for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        mine = found[line].cells if line in found else ()
        for place, value in enumerate(cells):
            said = mine[place] if place < len(mine) else ""
            if line in found and " date" in dict(found[line].doubts).get(place, ""):
                assert isinstance(value, datetime | time)
            elif isinstance(value, bool):
                assert said == str(value).upper()
            elif isinstance(value, int | float):
                assert float(said) == pytest.approx(value, rel=1e-14)
            elif line in found:
                assert said == (value or "")


def test_a_hidden_sheet_and_an_empty_one_do_not_count() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book([["a"]], [["lists"]], [])))
    made.worksheets[1].sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    assert workbook_rows(out.getvalue()) == [Row(1, ("a",))]


@pytest.mark.parametrize(("data", "said"), [
    (book([["a"]], [["b"]]), r"2 sheets of this workbook hold something \('Sheet', 'More 1'\), and one is read"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old workbook"),
    (b"PK\3\4 and no more", "damaged"),
    (book([["a"]])[:-40], "damaged"),
    (altered(book([["a"]]), "xl/worksheets/sheet1.xml", "</sheetData>", ""), "damaged"),
    (altered(shared("a"), "xl/worksheets/sheet1.xml", "<v>0</v>", "<v>7</v>"), "damaged"),
    (altered(book([["a"]]), "xl/worksheets/sheet1.xml", "<worksheet", '<!DOCTYPE a [<!ENTITY b "cc">]><worksheet'), "entities"),
])
def test_what_is_no_table_says_why(data: bytes, said: str) -> None:
    with pytest.raises(NoText, match=said):
        workbook_rows(data)


@pytest.mark.parametrize(("name", "most", "said"), [
    # Each part that is read has less.
    ("MOST_BYTES", 5000, "unpacks to more"), ("MOST_TAGS", 30, "more cells"), ("MOST_ROWS", 1, "more cells"), ("MOST_CELLS", 25, "more cells"),
])
def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch, name: str, most: int, said: str) -> None:
    data = book([[datetime(2026, 2, 1)], [datetime(2026, 2, 2)]])
    monkeypatch.setattr(workbook, name, most)
    with pytest.raises(NoText, match=said):
        workbook_rows(data)


def test_a_part_that_is_larger_than_it_says_is_not_unpacked() -> None:
    out, size = io.BytesIO(), 64 << 20
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("_rels/.rels", b" " * size)
    data = out.getvalue().replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    tracemalloc.start()
    with pytest.raises(NoText, match="damaged"):
        workbook_rows(data)
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_parts_that_no_spreadsheet_packs_so_are_damage(kind: int) -> None:
    out, before = io.BytesIO(), zipfile.ZipFile(io.BytesIO(book([["a"]])))
    with zipfile.ZipFile(out, "w", kind) as after:
        for info in before.infolist():
            after.writestr(info.filename, before.read(info))
    with pytest.raises(NoText, match="damaged"):
        workbook_rows(out.getvalue())


def test_a_cell_far_out_takes_no_room_for_those_before_it() -> None:
    cells = "".join(f'<row r="{line}"><c r="XFD{line}"><v>1</v></c></row>' for line in range(1, 3000))
    data = altered(book([["a"]]), "xl/worksheets/sheet1.xml", r"<sheetData>.*</sheetData>", f"<sheetData>{cells}</sheetData>")
    with pytest.raises(NoText, match="more cells"):
        workbook_rows(data)


def test_bytes_of_either_kind_are_a_table() -> None:
    assert list(table_rows(book([["a", 1], ["b", 2]]))[0]) == list(table_rows(b"a,1\nb,2\n")[0])
