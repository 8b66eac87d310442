"""The neutral table: exact numbers, empty cells for what waits, and no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from grader.exports import EXPORTS, Options, Run, guard, table
from grader.exports.decimals import decimal, read_number
from grader.exports.neutral import write
from grader.model import Identity, Lateness
from grader.record import replace

HEAD = b"\xef\xbb\xbfstudent,name,login,email,number,id,group,submitted,late_by_s,raw,penalty,score,max_score,pending,status,q1,q2\n"


def test_gold(make_run: Callable[..., Run]) -> None:
    made = write(make_run("ada", "Bob, Jr.", "=1+1", pending=("Bob, Jr.",)), Options())
    assert [(file.path, file.data, file.said) for file in made.files] == [("grades.csv", HEAD + (
        b"ada,ada,,,,,,,,2.3333,0,2.3333,3,0,graded,2,0.3333\n"
        b'"Bob, Jr.","Bob, Jr.",,,,,,,,,,,3,1,pending,2,\n'
        b"\"'=1+1\",\"'=1+1\",,,,,,,,2.3333,0,2.3333,3,0,graded,2,0.3333\n"
    ), "3 students")]
    assert (made.accepted, made.lines) == (3, (("pending", "Bob, Jr.: 1 to be looked at"),))


def test_raw_penalty_and_score_are_three_exact_columns(make_run: Callable[..., Run]) -> None:
    run = make_run("login:ada")
    due = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
    late = Lateness(due + timedelta(minutes=61), due, timedelta(minutes=61), Fraction(1, 32))
    who = Identity("canvas", "canvas-user", "1001", "Ada Lovelace", "ada", "a@b", "007", "T 1")
    one = replace(run.results[0], who=who, raw=Fraction(5, 2), penalty=Fraction(1, 32), score=Fraction(79, 32), lateness=late)
    row = write(replace(run, results=(one,)), Options()).files[0].data.splitlines()[1].decode()
    assert row == 'ada,Ada Lovelace,ada,a@b,007,1001,T 1,"2026-11-24T01:00:00+00:00",3660,2.5,0.03125,2.46875,3,0,graded,2,0.3333'


def test_every_member_of_a_group_has_a_row(make_run: Callable[..., Run]) -> None:
    members = (Identity("gradescope", "email", "a@b", name="Ada"), Identity("gradescope", "number", "7", name="Emmy"))
    rows = write(make_run(Identity("gradescope", "submission", "9", group="T", members=members)), Options()).files[0].data.splitlines()[1:]
    assert rows == [b"Ada,Ada,,a@b,,,T,,,2.3333,0,2.3333,3,0,graded,2,0.3333", b"Emmy,Emmy,,,7,,T,,,2.3333,0,2.3333,3,0,graded,2,0.3333"]


@pytest.mark.parametrize(("who", "own"), [
    (Identity("moodle", "participant", "48001", name="Jo"), b"48001"), (Identity("canvas", "canvas-user", "1002", name="Jo"), b"1002"),
    (Identity("brightspace", "d2l", "27236 Jo M", name="Jo"), b"27236"), (Identity("brightspace", "d2l", "27236-5", name="Jo"), b"27236-5"),
    (Identity("prairielearn", "team", "Team red", group="Team red"), b""), (Identity("plain", "name", "7", name="Jo"), b""), (Identity("forms", "row", "row 7", name="Jo"), b""),
    (Identity("moodle", "pseudonym", "S-1", name="S-1"), b""),
])
def test_two_students_of_one_name_are_told_apart_by_the_id_of_the_lms(make_run: Callable[..., Run], who: Identity, own: bytes) -> None:
    assert write(make_run(who), Options()).files[0].data.splitlines()[1].split(b",")[5] == own


@pytest.mark.parametrize(("changes", "score"), [
    ({}, b""), ({"missing": "zero"}, b"0"), ({"missing": "zero", "strangers": 1}, b""), ({"missing": "zero", "dropped": ("a.txt",)}, b""),
    ({"missing": "zero", "left_out": ("Bob",)}, b""),
])
def test_of_whom_nothing_came_has_nothing_or_a_certain_zero(make_run: Callable[..., Run], changes: dict[str, Any], score: bytes) -> None:
    run = replace(make_run("ada"), absent=(Identity("plain", "login", "emmy", "Emmy Noether", "emmy", group="T"),), **changes)
    made = write(run, Options())
    assert made.files[0].data.splitlines()[2:] == [b"Emmy Noether,Emmy Noether,emmy,,,,T,,,,," + score + b",3,0,missing,,"]
    assert (made.accepted, made.files[0].said) == (1, "1 student, and 1 of whom nothing came")
    assert len(write(run, Options(changed_only=True)).files[0].data.splitlines()) == 2


@pytest.mark.parametrize(("who", "expected"), [
    (Identity("canvas", "canvas-user", "1001", name="lovelaceada"), b'"Lovelace, Ada",ada,a@b,007,1001'),
    (Identity("plain", "name", "ada", name="ada", login="ada"), b'"Lovelace, Ada",ada,a@b,007,'),
    (Identity("moodle", "participant", "48001", name="Ada L.", email="own@b"), b"Ada L.,ada,own@b,007,48001"),
])
def test_the_roster_says_what_the_download_does_not(make_run: Callable[..., Run], who: Identity, expected: bytes) -> None:
    run = make_run(who)
    roster = Identity("plain", "login", "ada", "Lovelace, Ada", "ada", "a@b", "007")
    known = replace(run, results=(replace(run.results[0], aliases=(Identity("plain", "name", "A", name="A"), roster)),))
    assert expected in write(known, Options()).files[0].data.splitlines()[1]


def test_what_is_decided_of_a_pending_sheet_is_written_on_request(make_run: Callable[..., Run]) -> None:
    made = write(make_run("bob", pending=("bob",)), Options(include_pending=True))
    assert made.files[0].data.splitlines()[1] == b"bob,bob,,,,,,,,2,0,2,3,1,pending,2,"


def test_a_class_without_students_is_a_header(make_run: Callable[..., Run]) -> None:
    assert write(make_run(), Options()).files[0].data == HEAD


def test_students_who_are_not_done_are_said(make_run: Callable[..., Run]) -> None:
    assert write(replace(make_run("ada"), left_out=("bob",)), Options()).lines == (("left", "bob: not done yet"),)


@pytest.mark.parametrize(("text", "written"), [
    ("=1+1", "'=1+1"), ("+x", "'+x"), ("-2*x", "'-2*x"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"),
    ("|cmd", "'|cmd"), ("\n=1", "'\n=1"), ("\0=1", "'\0=1"), ("＝1+1", "'＝1+1"), ("＋1", "'＋1"), ("－x", "'－x"),
    ("＠x", "'＠x"), (" =1+1", "' =1+1"), ("\u00a0=1", "'\u00a0=1"), ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
    ("-", "'-"), ("-1-1", "'-1-1"),
    ("+1e5x", "'+1e5x"), ("=1", "'=1"), ("-٣", "'-٣"), ("-5\n", "'-5\n"),
    ("", ""), ("ada", "ada"), ("a=1", "a=1"), ("-5", "-5"), ("+5", "+5"), ("-0.5", "-0.5"), ("-1,5", "-1,5"), ("-1e5", "-1e5"),
    ("007", "007"), ("O'Brien", "O'Brien"), ("'=1", "'=1"), ("a@b.c", "a@b.c"),
])
def test_no_text_becomes_a_formula(text: str, written: str) -> None:
    assert guard(text) == written


@pytest.mark.parametrize("text", ['ada";"=1+1', "ada;=1+1", "ada\t=1", "ada|=1", 'a","=1', "a\n=1", "a\r=1", "ünï 𝑥", "=1;=2"])
def test_a_text_is_one_cell_under_every_separator(text: str) -> None:
    data = table([(text,)]).decode("utf-8")
    for delimiter in ",;\t|":
        assert list(csv.reader(io.StringIO(data, newline=""), delimiter=delimiter, strict=True)) == [[guard(text)]]


def test_a_lone_surrogate_is_written_as_an_escape() -> None:
    assert table([("a\ud800",)]) == b'"a\\ud800"\n'


@pytest.mark.parametrize(("value", "text"), [
    (Fraction(0), "0"), (Fraction(3), "3"), (Fraction(35, 2), "17.5"), (Fraction(1, 3), "0.3333"), (Fraction(2, 3), "0.6667"),
    (Fraction(1, 20000), "0.0001"), (Fraction(1, 20001), "0"), (Fraction(-1, 20001), "0"), (Fraction(-1, 2), "-0.5"),
    (Fraction(99999, 100000), "1"), (Fraction(1200), "1200"), (Fraction(10), "10"),
    (Fraction(10**20 + 1, 10), "10000000000000000000.1"),
])
def test_decimals(value: Fraction, text: str) -> None:
    assert decimal(value) == text


@pytest.mark.parametrize(("text", "value"), [
    ("17.5", Fraction(35, 2)), ("17,5", Fraction(35, 2)), ("1,234.5", Fraction(2469, 2)), ("1.234,5", Fraction(2469, 2)),
    ("1,234", Fraction(617, 500)), (" 3 ", 3), ("50%", 50), (".5", Fraction(1, 2)), ("5.", 5), ("-2", -2),
    ("EX", None), ("", None), ("-", None), ("1e9", None), ("9" * 41, None), ("٣", None), ("1 000", None), (".", None),
])
def test_numbers_of_a_grade_book(text: str, value: Fraction | None) -> None:
    assert read_number(text) == value


def test_the_shelf_is_complete() -> None:
    assert [(export.name, export.needs_template) for export in EXPORTS] == [
        ("csv", False), ("xlsx", False), ("json", False), ("canvas", True), ("moodle", True), ("brightspace", True), ("blackboard", True),
        ("ilias", False), ("gradescope", False)]
