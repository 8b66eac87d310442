"""An assignment is read whole: every field becomes its value, and every error is named at once with its place and a way out."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
from assignment_bank import BANK, Read, load, said

from grader.assignment import Opened, applied, read_assignment
from grader.model import Assignment, Columns, Late

DAY = datetime(2026, 11, 23)

WHOLE = """\
title: "Homework 3"
bank: .                               # a comment
problems:
  - section: "5.2"
  - area: {points: 8}
timezone: Europe/Berlin
due: 2026-11-23T23:59
late: {grace: 15 min, each: 10 %, per: day, most: 50 %, of: maximum, until: 2026-11-30T23:59}
extensions: extensions.csv
attempts: best
missing: zero
roster: roster.csv
students: login
groups: groups.csv
times: times.csv
reveal: hint
layouts: 1/2
credit: {sign: 1/2}
columns:
  student: {email: "Email Address"}
  time: "Timestamp"
  gradient-ex57: "3. Gradient of f as a row"
"""
TABLES = {
    "roster": "login,email,name\nada,ada@uni.example,Ada Lovelace\ngrace,grace@uni.example,Grace Hopper\n",
    "extensions": "student,due,until\nada,2026-11-25T12:00,\ngrace@uni.example,2026-11-26 12:00,2026-11-27T12:00\n",
    "groups": "group;student\nTeam 1;ada\nTeam 1;Grace Hopper\n",
    "times": "student,submitted\nada,2026-11-24 00:14:30\n",
}


def good(opened: Opened) -> Assignment:
    assert opened.faults == ()
    assert opened.assignment is not None
    return opened.assignment


def test_every_field_becomes_its_value(read: Read, tmp_path: Path) -> None:
    opened = read(WHOLE.replace("students: login\n", ""), **TABLES)
    found = good(opened)
    assert [(each.problem, each.points) for each in found.problems] == [
        ("gradient-ex57", None), ("chain-ex58", None), ("area.inner", Fraction(2)), ("area.outer", Fraction(6))]
    assert (found.title, found.attempts, found.missing, found.reveal) == ("Homework 3", "best", "zero", "hint")
    assert found.due is not None
    assert found.due.astimezone(UTC) == datetime(2026, 11, 23, 22, 59, tzinfo=UTC)
    assert found.late == Late(timedelta(minutes=15), Fraction(1, 10), True, "day", Fraction(1, 2), "maximum", found.late.until)
    assert found.late.until is not None
    assert found.late.until.astimezone(UTC) == datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    assert [(each.who.row, each.due.isoformat()[:16], each.until is None) for each in found.extensions] == [
        (0, "2026-11-25T12:00", True), (1, "2026-11-26T12:00", False)]
    assert [(each.group, each.who.row) for each in found.groups] == [("Team 1", 0), ("Team 1", 1)]
    assert [(each.who.row, each.submitted.isoformat()) for each in found.times] == [(0, "2026-11-24T00:14:30+01:00")]
    assert (found.layouts, found.credit) == (Fraction(1, 2), (("sign", Fraction(1, 2)),))
    assert found.columns == Columns((("email", "Email Address"),), "Timestamp", (("gradient-ex57", "3. Gradient of f as a row"),))
    assert (found.bank, found.file) == (str(tmp_path), str(tmp_path / "assignment.yaml"))


def test_applied_to_the_bank(read: Read) -> None:
    opened = read("problems: [area, {gradient-ex57: {points: 1/2}}]\nlayouts: none\ncredit: {product: 10%, sign: full}\n")
    bank, assignment = opened.bank, good(opened)
    assert bank is not None
    assert applied(assignment, BANK) == bank == applied(assignment, bank)
    assert [(problem.id, problem.points, problem.shown.layouts) for problem in bank.problems] == [
        ("area.inner", 1, 0), ("area.outer", 3, 0), ("gradient-ex57", Fraction(1, 2), 0)]
    assert bank.problems[2].shown.credit == (("product", Fraction(1, 10)), ("sign", Fraction(1)))
    assert (bank.others, bank.digest) == (("chain-ex58", "far-away"), BANK.digest)
    assert bank.get("chain-ex58") is None


def test_without_problems_all_of_the_bank_are_asked(read: Read) -> None:
    assert read("title: T").bank == BANK


@pytest.mark.parametrize(("section", "ids"), [
    ("5", "gradient-ex57 chain-ex58 far-away area.inner area.outer"), ("5.2", "gradient-ex57 chain-ex58"), ("5.2.1", "chain-ex58"),
    ("5.21", "far-away"), ("5.3", "area.inner area.outer"), ("5.2 (Example 5.7)", "gradient-ex57"),
])
def test_a_section_has_those_within_it(read: Read, section: str, ids: str) -> None:
    bank = read(f"problems:\n  - section: '{section}'\n    points: 4\n").bank
    assert bank is not None
    assert [problem.id for problem in bank.problems] == ids.split()
    assert {problem.points for problem in bank.problems} == {4}


@pytest.mark.parametrize(("text", "code", "line", "column", "words"), [
    ("titel: HW", "unknown-field", 1, 1, "did you mean 'title'?"),
    ("xyz: 1", "unknown-field", 1, 1, "the fields are title, bank"),
    ("title: A\ntitle: B", "duplicate-key", 2, 1, "delete one"),
    ("title: &a A", "anchor", 1, 8, "quotes"), ("title: *a", "alias", 1, 8, "quotes"), ("title: !x A", "tag", 1, 8, "quotes"),
    ("title:", "value", 1, 7, "has no value"), (f"title: {'x' * 201}", "value", 1, 8, "at most 200"), ("title: [a]", "form", 1, 8, "no list"),
    ("- a", "form", 1, 1, "fields and values"), ("", "empty-file", 1, 1, "fill it"), ("a: b\n---\nc: d", "documents", 2, 1, "'---'"),
    ("page: x", "value", 1, 7, "practice or graded"), ("variants: []", "form", 1, 11, "no list"), ("variants_by: name", "value", 1, 14, "login, number or email"),
    ("problems: x", "form", 1, 11, "is a list"), ("problems: []", "no-problems", 1, 11, "no problem is asked"),
    ("problems: [gradient-ex75]", "no-problem", 1, 12, "did you mean 'gradient-ex57'?"), ("problems: [zz]", "no-problem", 1, 12, "bank list"),
    ("problems: [arae]", "no-problem", 1, 12, "did you mean 'area'?"),
    ("problems: [area, area.outer]", "twice", 1, 18, "first in line 1"), ("problems:\n- section: 5.2\n- chain-ex58", "twice", 3, 3, "line 2"),
    ("problems: [{section: 7}]", "no-section", 1, 12, "5.2"), ("problems: [{section: 5.2, point: 1}]", "unknown-field", 1, 27, "'points'"),
    ("problems: [{area: 2}]", "form", 1, 12, "{points: 2}"), ("problems: [[a]]", "form", 1, 12, "no problem"),
    ("problems: [{area: {points: 0}}]", "value", 1, 28, "above 0"), ("problems: [{area: {points: -1}}]", "value", 1, 28, "above 0"),
    ("problems: [{area: {points: 1001}}]", "value", 1, 28, "1000"), ("problems: [{area: {points: 2, hint: x}}]", "unknown-field", 1, 31, "points"),
    ("bank: nowhere", "bank", 1, 7, "there is no bank"), ("bank:", "value", 1, 6, "no value"),
    ("timezone: Europe/Berlni", "timezone", 1, 11, "did you mean 'Europe/Berlin'?"), ("timezone: here", "timezone", 1, 11, "a place"), ("timezone: ../x", "timezone", 1, 11, "a place"),
    ("timezone: [a]", "form", 1, 11, "Europe/Berlin"), ("timezone: Nowhere\ndue: 2026-11-23T23:59", "timezone", 1, 11, "no time zone"),
    ("due: 2026-11-23T23:59", "no-timezone", 1, 6, "timezone"), ("due: 2026-11-23", "time", 1, 6, "2026-11-23T23:59"),
    ("due: soon", "time", 1, 6, "2026-11-23T23:59"), ("due: 2026-02-30T10:00Z", "time", 1, 6, "no time that exists"),
    ("due: 9999-12-31T23:59Z", "time", 1, 6, "no time"), ("due: 2026-11-23T24:00Z", "time", 1, 6, "no time"), ("due: [a]", "form", 1, 6, "a time"),
    ("timezone: Europe/Berlin\ndue: 2026-03-29T02:30", "no-such-time", 2, 6, "from 02:00 to 03:00"),
    ("timezone: Australia/Lord_Howe\ndue: 2026-10-04T02:15", "no-such-time", 2, 6, "from 02:00 to 02:30"),
    ("late: x", "form", 1, 7, "mapping"), ("late: {eahc: 1}", "unknown-field", 1, 8, "did you mean 'each'?"),
    ("due: 2026-11-23T23:59Z\nlate: {each: much}", "value", 2, 14, "a share such as 10 % or a number of points such as 1/2"),
    ("due: 2026-11-23T23:59Z\nlate: {each: 0 %}", "value", 2, 14, "such as 10 %"), ("late: {each: 10 %}", "no-due", 1, 7, "due"),
    ("late: {most: 101 %}", "value", 1, 14, "at most 100 %"), ("late: {most: 1/2}", "value", 1, 14, "50 %"),
    ("late: {grace: -5 min}", "value", 1, 15, "15 min"), ("late: {grace: 5}", "value", 1, 15, "15 min"), ("late: {grace: 400 days}", "value", 1, 15, "year"),
    ("late: {per: month}", "value", 1, 13, "hour, day, week or once"), ("late: {of: total}", "value", 1, 12, "maximum or score"),
    ("due: 2026-11-23T23:59Z\nlate: {until: 2026-11-23T23:58Z}", "until", 2, 15, "before"),
    ("attempts: newest", "value", 1, 11, "last, first or best"), ("missing: 0", "value", 1, 10, "leave or zero"),
    ("students: id", "value", 1, 11, "number, login, email or name"), ("reveal: all", "value", 1, 9, "none, hint, answer or solution"),
    ("seed: {}", "form", 1, 7, "no list"), ("anonymous: perhaps", "value", 1, 12, "true or false"), ("layouts: 3/2", "value", 1, 10, "between 0 and 1"), ("credit: x", "form", 1, 9, "{sign: 1/2}"),
    ("credit: {sing: 1/2}", "rule", 1, 10, "did you mean"), ("credit: {sign: 2}", "value", 1, 16, "between 0 and 1"),
    ("columns: x", "form", 1, 10, "mapping"), ("columns: {student: x}", "form", 1, 20, "email"),
    ("columns: {student: {mail: x}}", "unknown-field", 1, 21, "did you mean 'email'?"),
    ("columns: {gradient-ex75: 3}", "no-problem", 1, 11, "did you mean 'gradient-ex57'?"), ("columns: {time: [1]}", "form", 1, 17, "no list"),
    ("roster: none.csv", "file", 1, 9, "cannot be read"), ("roster: .", "file", 1, 9, "CSV file"), ("times: none.csv", "file", 1, 8, "none.csv"),
    ("extensions: {ada: {until: 2026-11-23T23:59Z}}", "missing-field", 1, 19, "time due"),
    ("extensions: {ada: {due: 2026-11-23T23:59Z, until: 2026-11-23T22:59Z}}", "until", 1, 14, "before"),
    ("extensions: {ada: [x]}", "form", 1, 19, "a time"),
])
def test_an_error_has_its_place_and_a_way_out(read: Read, text: str, code: str, line: int, column: int, words: str) -> None:
    opened = read(text)
    assert said(opened) == [(f"assignment/{code}", "assignment.yaml", line, column)]
    (fault,) = opened.faults
    assert words in f"{fault.message}; {fault.remedy}"
    assert fault.remedy
    assert (opened.assignment, opened.bank) == (None, None)


def test_all_errors_come_at_once(read: Read) -> None:
    opened = read("problems:\n  - gradient-ex75\ntimezone: Europe/Berlin\ndue: 2026-03-29T02:30\nlate: {each: much}\nroster: roster.csv\n"
                  "extensions: extensions.csv\n", roster=TABLES["roster"], extensions="student,due\nada@uni.exmple,2026-11-25T12:00\n")
    assert said(opened) == [
        ("assignment/no-problem", "assignment.yaml", 2, 5), ("assignment/no-such-time", "assignment.yaml", 4, 6),
        ("assignment/value", "assignment.yaml", 5, 14), ("assignment/nobody", "extensions.csv", 2, 1)]
    assert "did you mean 'ada@uni.example'?" in opened.faults[-1].remedy


def test_a_date_of_a_workbook_needs_the_time_of_the_day_and_a_formula_a_value(read: Read, tmp_path: Path) -> None:
    def faults(due: object, until: object) -> list[str]:
        with xlsxwriter.Workbook(tmp_path / "e.xlsx", {"default_date_format": "d. mmm" if due == DAY else "d. mmm h:mm"}) as made:
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, ["student", "due", "until"])
            sheet.write_row(1, 0, ["ada", due])
            if until:
                sheet.write_formula(1, 2, "=x", None, until)
        return [fault.message for fault in read("timezone: Europe/Berlin\nextensions: e.xlsx\n").faults]

    assert faults(DAY, "") == ["'due' needs the time of the day"]
    assert faults(DAY.replace(hour=23, minute=59), "") == []
    assert faults(DAY.replace(hour=23), "#N/A") == ["the cell C2 is an error of the spreadsheet, #N/A"]


@pytest.mark.parametrize(("table", "text", "code", "line", "words"), [
    ("extensions", "who,when\nada,x", "columns", 1, "student,due,until"), ("extensions", "", "table", 1, "no rows"),
    ("extensions", 'student,due\n"ada,2026-11-25T12:00Z', "table", 2, "never closes"),
    ("extensions", "student,due\nada,2026-11-25T12:00Z\nada@uni.example,2026-11-26T12:00Z", "two-dates", 3, "line 2"),
    ("extensions", "student,due\nada,soon", "time", 2, "2026-11-23T23:59"), ("extensions", "student,due\nada", "time", 2, "no time"),
    ("extensions", "student,due\n,2026-11-25T12:00Z", "nobody", 2, "no student is named"),
    ("extensions", "student,due,until\nada,2026-11-25T12:00Z,2026-11-24T12:00Z", "until", 2, "before"),
    ("groups", "group,student\nT,bob", "nobody", 2, "nobody in the roster"), ("groups", "group,student\nT,Ada  Lovelace\nT,grace hopper", "nobody", 3, ""),
    ("times", "student,submitted\nada,01/02/2026 10:00", "time", 2, "two readings"), ("times", "student,submitted\nada,2026-11-25 12:00", "time", 2, "time zone"),
    ("roster", "wer,wann\na,b", "", 1, "known headers"),
])
def test_an_error_in_a_table_has_its_line(read: Read, table: str, text: str, code: str, line: int, words: str) -> None:
    opened = read(f"roster: roster.csv\n{table}: {table}.csv\n" if table != "roster" else "roster: roster.csv\n", **{**TABLES, table: text})
    (fault,) = opened.faults
    assert fault.code == (f"assignment/{code}" if code else "people/roster")
    assert said(opened) == [(fault.code, f"{table}.csv", line, 1)]
    assert words in f"{fault.message}; {fault.remedy}"


def test_a_name_of_two_students_is_nobodys(read: Read) -> None:
    roster = "login,name\n17,Ada\n18,Ada\n19,17\n"
    opened = read("roster: roster.csv\nextensions: {17: 2026-11-25T12:00Z, Ada: 2026-11-25T12:00Z}\n", roster=roster)
    assert [fault.message for fault in opened.faults] == [
        "'17' is 2 students, as login and name in the roster", "'Ada' is 2 students, as name in the roster"]
    told = read("roster: roster.csv\nstudents: login\nextensions: {17: 2026-11-25T12:00Z}\n", roster=roster)
    assert [each.who.row for each in good(told).extensions] == [0]


def test_a_comment_is_one_but_behind_a_title_it_may_not_be_meant(read: Read) -> None:
    opened = read("title: HW #3\nreveal: hint  # for now\n")
    assert said(opened) == [("assignment/comment", "assignment.yaml", 1, 8)]
    assert opened.assignment is not None
    assert opened.assignment.title == "HW"


def test_the_later_of_two_times_is_due(read: Read) -> None:
    """Nobody is late by a reading of ours: 02:45 is due when it is 02:45 for the second time."""
    found = good(read("timezone: Europe/Berlin\ndue: 2026-10-25T02:45\n"))
    assert found.due is not None
    assert found.due.astimezone(UTC) == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)


def test_a_computer_without_time_zones_says_so(read: Read) -> None:
    import zoneinfo

    path = zoneinfo.TZPATH
    try:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()
        opened = read("timezone: Europe/Rome\ndue: 2026-11-23T23:59\n")
        # Where the package tzdata is installed there are time zones all the same.
        assert opened.errors == () or "pip install tzdata" in opened.errors[0].remedy
        assert len(opened.errors) <= 1
    finally:
        zoneinfo.reset_tzpath(to=path)


def test_an_offset_needs_no_zone(read: Read) -> None:
    found = good(read("due: 2026-11-23T23:59+01:00\nextensions: {ada: 2026-11-24 23:59:30Z}\n"))
    assert (found.due, found.extensions[0].due) == (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), datetime(2026, 11, 24, 23, 59, 30, tzinfo=UTC))


def test_what_is_no_plain_file_is_not_read(tmp_path: Path, read: Read) -> None:
    read("title: T")
    os.symlink(tmp_path / "assignment.yaml", tmp_path / "link.yaml")
    (tmp_path / "large.yaml").write_bytes(b"#" * ((1 << 20) + 1))
    for name in ("link.yaml", "large.yaml", ".", "none.yaml"):
        opened = read_assignment(tmp_path / name, load)
        assert [fault.code for fault in opened.faults] == ["assignment/file"]
        assert opened.assignment is None


def test_a_file_in_another_encoding(read: Read) -> None:
    assert good(read("title: Übung".encode("utf-16"))).title == "Übung"
    opened = read("title: Übung".encode("cp1252"))
    assert [fault.code for fault in opened.faults] == ["assignment/encoding"]
    assert opened.assignment is not None
    assert opened.assignment.title == "Übung"


def test_a_bank_among_the_submissions_is_a_students(read: Read, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    opened = read("bank: class", submissions=tmp_path / "class")
    assert said(opened) == [("assignment/bank", "assignment.yaml", 1, 7)]
    assert good(read("bank: .", submissions=tmp_path / "class")).bank == str(tmp_path)


def test_the_digest_covers_the_tables(read: Read) -> None:
    text = "roster: roster.csv\n"
    digests = {good(read(text, roster=table)).digest for table in ("login\nada\n", "login\ngrace\n", "login\nada\n")}
    assert len(digests) == 2
    assert good(read(text + "title: T\n", roster="login\nada\n")).digest not in digests
