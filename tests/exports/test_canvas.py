"""Canvas: one column is filled, everything else stays, and files that Canvas refuses are refused here first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.exports import Options, Run
from grader.exports.canvas import write
from grader.exports.canvas_reader import difference, read_upload, separator
from grader.model import UsageError

GOLD = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,\"HW 3 (987654)\",HW 2 (111),Current Score\r\n"
    ",,,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,,3,10,(read only)\r\n"
    '"Lovelace, Ada",12345,u1,ada,VC-01,,"1,0",7,70\r\n'
    '"Noether, Emmy",222,u2,emmy,VC-01,"two\r\nlines",,8,80\r\n'
    "\"=\"\"=Gauss\"\"\",333,u3,carl,VC-01,,EX,,\r\n"
    "Nobody,444,u4,nobody,VC-01,,2.00,9,90\r\n"
    "\"Student, Test\",555,,x,VC-01,,,,"
)


def test_gold(make_run: Callable[..., Run]) -> None:
    run = make_run("ada", "u2", "Gauss", "=Gauss", "nobody@uni", pending=("u2",))
    made = write(run, Options(GOLD.encode("utf-8"), "HW 3"))
    assert made.files == (("canvas-grades.csv", GOLD.replace('"1,0"', '"2.3333"').encode("utf-8")),)
    assert (made.accepted, made.message) == (1, "Canvas will accept 1 of 5 sheets in the column HW 3 (987654).")
    assert made.pending == ("u2: 1 to be looked at; the cell is left as it is",)
    assert made.skipped == ("=Gauss: excused in Canvas",)
    assert made.unmatched == ("Gauss: no row bears this name or id", "nobody@uni: no row bears this name or id")


def test_what_is_decided_of_a_pending_sheet_is_written_on_request(make_run: Callable[..., Run]) -> None:
    made = write(make_run("u2", pending=("u2",)), Options(GOLD.encode("utf-8"), "987654", include_pending=True))
    assert made.files[0][1].decode("utf-8") == GOLD.replace('lines",,8', 'lines",2,8')
    assert made.pending == ("u2: 1 to be looked at; what is decided is written",)


@pytest.mark.parametrize("student", [
    "12345", "u1", "ada", "Lovelace, Ada", "Ada Lovelace", " ada ", "lovelaceada_12345_678_answers", "lovelaceada_LATE_12345_678_hw_3_final",
    "lovelaceada_12345_text",
])
def test_a_student_is_found_by_ids_exact_name_and_the_name_of_a_download(student: str, make_run: Callable[..., Run]) -> None:
    assert write(make_run(student), Options(GOLD.encode("utf-8"), "HW 3")).accepted == 1


@pytest.mark.parametrize("student", [
    "Ada", "ADA", "Lovelace Ada", "ada lovelace", "1234", "12345.0", "", "VC-01", "x_99_1_a", "lovelaceada_u1_678_a",
])
def test_nothing_is_guessed(student: str, make_run: Callable[..., Run]) -> None:
    made = write(make_run(student), Options(GOLD.encode("utf-8"), "HW 3"))
    assert (made.files[0][1].decode("utf-8"), made.accepted, len(made.unmatched)) == (GOLD, 0, 1)


def test_an_id_that_is_somebody_elses_number_is_not_matched(make_run: Callable[..., Run]) -> None:
    template = "Student,ID,SIS User ID,SIS Login ID,Section,HW (1)\nAda,7,8,ada,S,\nEmmy,8,9,emmy,S,\n"
    made = write(make_run("8"), Options(template.encode()))
    assert (made.files[0][1].decode(), made.unmatched) == (template, ("8: several rows bear this name or id",))


def test_two_sheets_of_one_row_are_both_left_out(make_run: Callable[..., Run]) -> None:
    made = write(make_run("ada", "12345"), Options(GOLD.encode("utf-8"), "HW 3"))
    assert made.files[0][1].decode("utf-8") == GOLD
    assert made.unmatched == ("ada: another sheet claims the same row", "12345: another sheet claims the same row")


def test_composed_and_decomposed_names_are_the_same(make_run: Callable[..., Run]) -> None:
    template = "Student,ID,Section,HW (1)\nJo\u0308rg,1,S,\n"
    made = write(make_run("J\u00f6rg"), Options(template.encode("utf-8")))
    assert made.files[0][1].decode("utf-8") == template.replace("S,\n", "S,2.3333\n")


@pytest.mark.parametrize(("header", "row"), [
    ("Student,ID,Section,HW (1)", "Ada,1,S,"),
    ("Student,ID,SIS Login ID,Section,HW (1)", "Ada,1,a,S,"),
    ("Student,ID,SIS User ID,SIS Login ID,Integration ID,Section,Notes,HW (1)", "Ada,1,u,a,i,S,,"),
    ("Student,ID,SIS User ID,SIS Login ID,Root Account,Section,HW (1)", "Ada,1,u,a,r,S,"),
    ("LastName,FirstName,ID,Section,HW (1)", "L,Ada,1,S,"),
    ("\ufeffStudent,ID,Section,HW (1)", "Ada,1,S,"),
    ("Student;ID;Section;HW (1)", "Ada;1;S;"),
    ('"Student";"ID";"Section";"HW (1)"', '"Ada";"1";"S";'),
])
def test_headers_that_canvas_accepts(header: str, row: str, make_run: Callable[..., Run]) -> None:
    made = write(make_run("1"), Options(f"{header}\n{row}\n".encode()))
    assert made.files[0][1].decode("utf-8") == f"{header}\n{row}2.3333\n"


@pytest.mark.parametrize(("template", "said"), [
    ("Name,ID,Section,HW (1)\n", "Student, ID and Section"),
    ("Student,ID,HW (1)\n", "Student, ID and Section"),
    ("Student,ID,HW (1),HW 2 (2)\n", "Invalid header row"),
    ("Student,ID,SIS User ID,Section,HW (1)\n", "Invalid header row"),
    ("Student,ID,Notes,Section,HW (1)\n", "Invalid header row"),
    ("x,,,\nStudent,ID,Section,HW (1)\n", "Couldn't find header row"),
    ("\ufeffLastName,FirstName,ID,Section,HW (1)\n", "byte order mark"),
    ("Student\tID\tSection\tHW (1)\n", "Student, ID and Section"),
    ('Student;ID;Section;HW (1)\n"a\nb";1;S;\n', "another separator"),
    ('Student,ID,Section,HW (1)\nA"da,1,S,\n', "line 2"),
])
def test_files_that_canvas_refuses(template: str, said: str, make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=said):
        write(make_run("1"), Options(template.encode("utf-8")))


def test_utf_16_is_refused(make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match="UTF-8 only"):
        write(make_run("1"), Options(b"\xff\xfe" + "Student,ID,Section,HW (1)\n".encode("utf-16-le")))


@pytest.mark.parametrize(("column", "said"), [
    ("", "several assignment columns; name one with --column. Columns that Canvas reads:\n  Notes\n  HW 3 \\(987654\\)\n  HW 2"),
    ("HW", "no assignment column 'HW'"),
    ("Current Score", "no assignment column 'Current Score'"),
])
def test_the_column_is_never_guessed(column: str, said: str, make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=said):
        write(make_run("ada"), Options(GOLD.encode("utf-8"), column))


def test_a_column_that_canvas_ignores_is_no_column(make_run: Callable[..., Run]) -> None:
    template = "Student,ID,Section,HW (1),Final Score (2)\n    Points Possible,,,(read only),3\nAda,1,S,,\n"
    with pytest.raises(UsageError, match="reads: none"):
        write(make_run("1"), Options(template.encode()))


def test_other_points_and_a_missing_id_are_said(make_run: Callable[..., Run]) -> None:
    template = "Student,ID,Section,HW\n    Points Possible,,,24\nAda,1,S,\n"
    assert write(make_run("1"), Options(template.encode(), "HW")).message.split("\n")[1:] == [
        "The assignment has 24 points in Canvas and 3 here; nothing was rescaled.",
        "The header holds no assignment id: Canvas looks for the title, and without it makes a new one.",
    ]


def test_a_row_that_ends_too_early_is_said(make_run: Callable[..., Run]) -> None:
    template = b"Student,ID,Section,HW (1)\nAda,1,S\n"
    made = write(make_run("1"), Options(template))
    assert (made.files[0][1], made.skipped) == (template, ("1: the row ends before the column",))


def test_a_missing_template_is_said(make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match="--template"):
        write(make_run("1"), Options())


def test_a_hostile_name_stays_on_its_line(make_run: Callable[..., Run]) -> None:
    made = write(make_run("a\x1b[31m\n::error::b"), Options(GOLD.encode("utf-8"), "HW 3"))
    assert made.unmatched == ("a\\u001b[31m\\u000a::error::b: no row bears this name or id",)


@pytest.mark.parametrize(("old", "new", "changes"), [
    ("", "-", False), ("", "", False), ("3.33", "3.333", False), ("3.33", "3.34", True), ("17,5", "17.50", False),
    ("1,234", "1.23", False), ("ex", "EX", False), ("5", "", True), ("EX", "0", True), ("", "0", True),
])
def test_what_canvas_calls_a_change(old: str, new: str, changes: bool) -> None:
    before, after = (read_upload(f'Student,ID,Section,HW (1)\nAda,1,S,"{cell}"\n'.encode()) for cell in (old, new))
    assert difference(before, after) == ({(1, 3): new} if changes else {})


@pytest.mark.parametrize(("text", "expected"), [
    ("a,b\n1,2\n", ","), ("a;b\n1;2\n", ";"), ('a;b\n"1,5";2\n', ";"), ("a;b\n1,5;2\n", ";"),
    ("a,b\n1\n", ","), ('a;b\n"x\ny";2\n', ","), ("a\n", ","),
])
def test_the_separator_that_canvas_takes(text: str, expected: str) -> None:
    assert separator(text) == expected


def test_a_large_class_takes_no_time(make_run: Callable[..., Run]) -> None:
    students = [f"u{number}" for number in range(1200)]
    rows = [f"Name {student},{number},{student},{student},S,{',' * 29}" for number, student in enumerate(students)]
    head = "Student,ID,SIS User ID,SIS Login ID,Section," + ",".join(f"HW {number} ({number})" for number in range(30))
    made = write(make_run(*students, html=False), Options("\n".join([head, *rows]).encode(), "HW 29"))
    assert made.accepted == 1200
    assert made.files[0][1].count(b",2.3333") == 1200
