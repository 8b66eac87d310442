"""Blackboard: one column is filled, every other byte stays, and what Blackboard would misread is refused or named here first."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from fractions import Fraction

import pytest

from grader.exports import Options, Run
from grader.exports.blackboard import write
from grader.exports.blackboard_reader import changes, read_download
from grader.exports.export import Exported
from grader.model import UsageError
from grader.record import replace

HEAD = ("Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability", "HW 3 [Total Pts: 3 Score] |118854",
        "HW 2 [Total Pts: 10 Score] |118853", "Total [Total Pts: up to 13 Score] |118800")
ROWS = (
    ("Lovelace", "Ada", "ada", "007", "2026-11-22 10:00:00", "Yes", "", "7.00", "7.00"),
    ("Noether", 'Emmy "E"', "emmy", "008", "2026-11-22 10:00:00", "Yes", "Needs Grading", "8.00", "8.00"),
    ("=Gauss", "Carl", "carl", "009", "", "Yes", "Needs Grading(2.50)", "", ""),
    ("Hopper", "Grace", "grace", "010", "", "Yes", "In Progress(1.00)", "", ""),
    ("Euler", "L", "euler", "011", "", "No", "1.00", "9.00", "10.00"),
    ("Nobody", "N", "nobody", "012", "", "Yes", "", "", ""),
)


def text(rows: tuple[tuple[str, ...], ...] = (HEAD, *ROWS), delimiter: str = "\t") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return made.getvalue()


GOLD = b"\xff\xfe" + text().encode("utf-16-le")


def grades(made: Exported) -> str:
    return made.files[0].data.decode("utf-16" if made.files[0].data.startswith(b"\xff\xfe") else "utf-8-sig")


def said(made: Exported, word: str) -> list[str]:
    return [text for each, text in made.lines if each == word]


def test_gold(make_run: Callable[..., Run]) -> None:
    run = make_run("login:ada", "login:emmy", "login:carl", "login:grace", "login:euler", "login:stranger", pending=("login:euler",))
    made = write(run, Options(GOLD, "HW 3"))
    filled = ((*ROWS[0][:6], "2.3333", *ROWS[0][7:]), (*ROWS[1][:6], "2.3333", *ROWS[1][7:]), (*ROWS[2][:6], "2.3333", *ROWS[2][7:]))
    assert made.files[0].data == b"\xff\xfe" + text((HEAD, *filled, *ROWS[3:])).encode("utf-16-le")
    assert [file.path for file in made.files] == ["blackboard-grades.xls", "unmatched.csv", "left.csv"]
    assert (made.accepted, made.files[0].said) == (3, "3 of 6 rows filled in the column HW 3; Blackboard will accept 3")
    assert said(made, "left") == ["1 row: nothing was handed in · 1 row: answers wait (--include-pending)",
                                  "grace: an attempt goes on ('In Progress(1.00)'): once it is handed in or cleared in Blackboard, download the file again"]
    assert said(made, "upload") == ["blackboard-grades.xls in the Grade Center: Work Offline, Upload"]
    assert said(made, "note") == []


@pytest.mark.parametrize("column", ["HW 3", "118854", HEAD[6], "  HW  3 "])
def test_a_column_is_named_by_title_number_or_header(column: str, make_run: Callable[..., Run]) -> None:
    assert write(make_run("login:ada"), Options(GOLD, column)).accepted == 1


@pytest.mark.parametrize(("mark", "encoding", "delimiter", "path"), [
    (b"\xff\xfe", "utf-16-le", "\t", "blackboard-grades.xls"), (b"", "utf-8", ",", "blackboard-grades.csv"),
    (b"\xef\xbb\xbf", "utf-8", ",", "blackboard-grades.csv"), (b"\xef\xbb\xbf", "utf-8", "\t", "blackboard-grades.xls"),
    (b"\xfe\xff", "utf-16-be", ",", "blackboard-grades.csv"),
])
def test_mark_encoding_and_separator_stay(mark: bytes, encoding: str, delimiter: str, path: str, make_run: Callable[..., Run]) -> None:
    made = write(make_run("number:007"), Options(mark + text(delimiter=delimiter).encode(encoding), "HW 3"))
    assert made.files[0].data == mark + text((HEAD, (*ROWS[0][:6], "2.3333", *ROWS[0][7:]), *ROWS[1:]), delimiter).encode(encoding)
    assert made.files[0].path == path


def test_unquoted_tabs_with_a_lone_quote_in_a_name(make_run: Callable[..., Run]) -> None:
    template = 'Last Name\tUsername\tHW 3 [Total Pts: 3 Score] |1\r\nO"Neil\tada\t\r\n'
    assert grades(write(make_run("login:ada"), Options(template.encode()))) == template.replace("ada\t", "ada\t2.3333")


def one(header: str, cell: str = "", delimiter: str = ",") -> bytes:
    return text((("Last Name", "First Name", "Username", header), ("L", "A", "ada", cell)), delimiter).encode()


@pytest.mark.parametrize(("header", "message"), [
    ("HW 3 [Total Pts: 3 Score]", r"'HW 3 \[Total Pts: 3 Score\]' has no number behind '\|'.* a new one worth 0 points"),
    ("HW 3", "no column of grades"),
    ("HW 3 [Total Pts: up to 3 Score] |5", "no column of grades"),
    ("HW 3 [Total Pts: 3 Percentage] |5", "shows the column 'HW 3' as Percentage"),
    ("HW 3 [Total Pts: 0 Text] |5", "shows the column 'HW 3' as Text"),
    ("HW 3 [Total Pts: 3 Letter] |5", "shows the column 'HW 3' as Letter"),
    ("HW 3 [Total Pts: 30 Score] |5", r"Blackboard says 30 points, the assignment 3; nothing was written \(export/maximum\)"),
    ("HW 3 [Total Pts: 1,000 Score] |5", "Blackboard says 1000 points"),
])
def test_columns_that_cannot_be_filled(header: str, message: str, make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=message):
        write(make_run("login:ada"), Options(one(header)))


@pytest.mark.parametrize("template", [
    text(delimiter=";").encode(), b"", b"Username\n", text().replace("Username", "Person").encode(), b"Student,ID,Section,HW (1)\nA,1,S,\n",
])
def test_a_file_that_blackboard_did_not_make_is_refused(template: bytes, make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match="no header with a column Username, separated by tabs or commas"):
        write(make_run("login:ada"), Options(template))


def test_several_columns_need_a_name(make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=r"(?s)several columns of grades; name one with --column.*HW 3 .*HW 2 "):
        write(make_run("login:ada"), Options(GOLD))


@pytest.mark.parametrize(("header", "cell", "expected"), [
    ("HW 3 [Total Pts: 3] |664617", "", "2.3333"),
    ("HW 3 [Total Pts: 3,0 Score] |1", "", "2,3333"),
    ("HW 3 [Gesamtpunkte: 3 Punktzahl] |1", "1,5", "2,3333"),
    ("HW 3 [Total Pts: 3 Score] |1", "1.5", "2.3333"),
    ("HW 3 [Total Pts: 3 Score] |1", "-", "2.3333"),
    ("HW [a: 1] [Total Pts: 3 Score] |1", "Needs Grading", "2.3333"),
])
def test_headers_and_decimal_signs(header: str, cell: str, expected: str, make_run: Callable[..., Run]) -> None:
    made = write(make_run("login:ada"), Options(one(header, cell)))
    assert list(csv.reader(io.StringIO(grades(made))))[1] == ["L", "A", "ada", expected]
    assert any("not in English" in note for note in said(made, "note")) == ("Gesamtpunkte" in header)
    assert any("which this file replaces (line 2: 1.5 -> 2.3333)" in note for note in said(made, "note")) == (cell in ("1,5", "1.5"))


@pytest.mark.parametrize(("header", "cell", "reason"), [
    ("HW 3 [Total Pts: 3 Score] |1", "Exempt", "Blackboard says 'Exempt' there"),
    ("HW 3 [Gesamtpunkte: 3 Punktzahl] |1", "Zu benoten", "Blackboard says 'Zu benoten' there; download the file with Blackboard in English"),
    ("HW 3 [Total Pts: 3 Score] |1", "In Progress", "an attempt goes on"),
])
def test_what_a_cell_says_is_kept(header: str, cell: str, reason: str, make_run: Callable[..., Run]) -> None:
    template = one(header, cell)
    made = write(make_run("login:ada"), Options(template))
    assert made.files[0].data == template
    assert reason in said(made, "left")[0]


@pytest.mark.parametrize(("rows", "person", "reason"), [
    ((("L", "A", "ada", "", "x"),), "login:ada", "ada: its line in the template has another number of cells"),
    ((("L", "A", "", ""),), "name:A L", "A L: its line in the template has no user name"),
])
def test_rows_that_somebody_broke_are_named(rows: tuple[tuple[str, ...], ...], person: str, reason: str, make_run: Callable[..., Run]) -> None:
    template = text((("Last Name", "First Name", "Username", "HW 3 [Total Pts: 3 Score] |1"), *rows), ",").encode()
    made = write(make_run(person), Options(template))
    assert made.files[0].data == template
    assert reason in said(made, "left")[0]


def test_a_user_name_that_stands_twice_is_not_filled(make_run: Callable[..., Run]) -> None:
    head = ("Last Name", "First Name", "Username", "Student ID", "HW 3 [Total Pts: 3 Score] |1")
    template = text((head, ("L", "A", "ada", "1", ""), ("M", "B", "ADA", "2", "")), ",").encode()
    made = write(make_run("number:1"), Options(template))
    assert (made.files[0].data, made.accepted) == (template, 0)
    assert "user name stands in another line" in said(made, "left")[1]


@pytest.mark.parametrize(("one", "other"), [("", ""), ("3", ""), ("", "3"), ("1", "2")])
def test_rows_of_one_user_name_stay_as_they_are(one: str, other: str, make_run: Callable[..., Run]) -> None:
    head = ("Last Name", "First Name", "Username", "HW 3 [Total Pts: 3 Score] |1")
    rows = (head, ("T", "T", "tina", one), ("T", "T", "tina", other), ("L", "A", "ada", ""))
    made = write(make_run("login:tina", "login:ada"), Options(text(rows, ",").encode()))
    assert (grades_of(made), made.accepted) == ([one, other, "2.3333"], 1)
    assert any("lines 2, 3" in line for line in said(made, "unmatched"))


def grades_of(made: Exported) -> list[str]:
    return [row[3] for row in csv.reader(io.StringIO(made.files[0].data.decode()))][1:]


def test_a_zero_goes_only_into_an_empty_cell(make_run: Callable[..., Run]) -> None:
    made = write(replace(make_run("login:ada", "login:emmy"), missing="zero"), Options(GOLD, "HW 3"))
    rows = list(csv.reader(io.StringIO(grades(made)), delimiter="\t"))
    assert [row[6] for row in rows[1:]] == ["2.3333", "2.3333", "Needs Grading(2.50)", "In Progress(1.00)", "1.00", "0"]


def test_nothing_can_be_scaled_to_no_points(make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match="gives no points for this"):
        write(make_run("login:ada"), Options(one("HW 3 [Total Pts: 0 Score] |1"), scale=True))


def test_scores_over_the_maximum_are_extra_points(make_run: Callable[..., Run]) -> None:
    assert write(make_run("login:ada"), Options(one("HW 3 [Total Pts: 2 Score] |1"), as_is=True)).accepted == 1


FEEDBACK = ("Last Name", "First Name", "Username", "HW 3 [Total Pts: 3 Score] |1", "Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format")


def test_comments_are_written_beside_scores_unless_a_person_wrote_some(make_run: Callable[..., Run]) -> None:
    rows = (FEEDBACK, ("L", "A", "ada", "", "", "SMART_TEXT", "", "SMART_TEXT"), ("N", "E", "emmy", "", "", "", "See me", "PLAIN_TEXT"),
            ("G", "C", "carl", "", "", "", "<p>Graded automatically: 1 of 3</p>", "HTML"), ("H", "G", "grace", "", "", "", "", ""))
    made = write(make_run("login:ada", "login:emmy", "login:carl"), Options(text(rows, ",").encode(), comments=True))
    got = list(csv.reader(io.StringIO(grades(made))))
    assert [row[6:] for row in got[2:5:2]] == [["See me", "PLAIN_TEXT"], ["", ""]]
    for row in (got[1], got[3]):
        assert row[6].startswith("<p>Graded automatically: 2.3333 of 3</p><ul><li>q1: correct</li>")
        assert row[7] == "HTML"
    assert [row[4:6] for row in got[1:]] == [["", "SMART_TEXT"], ["", ""], ["", ""], ["", ""]]


def test_comments_need_their_columns(make_run: Callable[..., Run]) -> None:
    made = write(make_run("login:ada"), Options(one("HW 3 [Total Pts: 3 Score] |1"), comments=True))
    assert "no columns 'Feedback to Learner' and 'Feedback Format'" in said(made, "note")[0]


def test_a_column_that_somebody_added_is_said(make_run: Callable[..., Run]) -> None:
    rows = (("Last Name", "First Name", "Username", "My notes", "HW 3 [Total Pts: 3 Score] |1"), ("L", "A", "ada", "late?", ""))
    made = write(make_run("login:ada"), Options(text(rows, ",").encode()))
    assert said(made, "note") == ["Blackboard would make new columns of 'My notes': clear their boxes at the upload."]


def test_what_blackboard_sees_as_a_change() -> None:
    before = read_download(text().encode())
    rows = ((*ROWS[0][:6], "3", "7.00", "7.00"), *ROWS[1:], ("X", "Y", "x", "99", "", "Yes", "1", "", ""))
    after = read_download(text((HEAD, *rows)).encode())
    assert changes(before, after) == {("ada", "118854"): "3", ("x", "118854"): "1", ("x", "118853"): "", ("x", "118800"): ""}
    with pytest.raises(UsageError, match="would not find its own columns again"):
        changes(before, read_download(text((HEAD[:8], *(row[:8] for row in ROWS))).encode()))


def test_the_maximum_of_a_column() -> None:
    assert [column.points for column in read_download(GOLD).columns] == [Fraction(3), Fraction(10), Fraction(13)]


def test_only_what_changed_is_filled(make_run: Callable[..., Run]) -> None:
    head = ("Last Name", "First Name", "Username", "HW 3 [Total Pts: 3,0 Score] |1")
    template = text((head, ("L", "A", "ada", ""), ("N", "E", "emmy", "2,33"), ("G", "C", "carl", "Needs Grading(2,00)")), ",").encode()
    made = write(make_run("login:ada", "login:emmy", "login:carl"), Options(template, changed_only=True))
    assert grades(made) == template.decode().replace('"ada",""', '"ada","2,3333"').replace("Needs Grading(2,00)", "2,3333")
    assert said(made, "left") == ["1 row: the score is there already (--changed-only)"]
    assert len(made.people) == 3
