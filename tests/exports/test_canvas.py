"""Canvas: one column is filled, everything else stays, and files that Canvas refuses are refused here first."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import pytest

from grader.exports import Options, Run
from grader.exports.canvas import write
from grader.exports.canvas_reader import difference, read_upload, separator
from grader.exports.export import Exported
from grader.model import Identity, Lateness, UsageError, plain_identity
from grader.record import replace

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


def grades(made: Exported) -> str:
    assert made.files[0].path == "canvas-grades.csv"
    return made.files[0].data.decode("utf-8")


def said(made: Exported, word: str) -> list[str]:
    return [text for each, text in made.lines if each == word]


def test_gold(make_run: Callable[..., Run]) -> None:
    run = make_run("login:ada", "number:u2", "name:Gauss", "name:=Gauss", "email:nobody@uni", pending=("number:u2",))
    made = write(run, Options(GOLD.encode("utf-8"), "HW 3"))
    assert grades(made) == GOLD.replace('"1,0"', '"2.3333"')
    assert (made.accepted, made.files[0].said) == (1, "1 of 5 rows filled in the column HW 3 (987654); Canvas will accept 1")
    assert said(made, "left") == ["2 rows: nothing was handed in · 1 row: answers wait (--include-pending)", "=Gauss: excused in Canvas"]
    assert said(made, "pending") == []
    assert said(made, "unmatched") == ["Gauss: no row has this name (similar: line 7: =Gauss)", "nobody@uni: no row has this e-mail address"]
    assert [file.path for file in made.files] == ["canvas-grades.csv", "unmatched.csv", "left.csv"]


def test_whoever_is_left_out_is_in_a_file(make_run: Callable[..., Run]) -> None:
    made = write(make_run("name:=Gauss", "name:Gauss"), Options(GOLD.encode("utf-8"), "HW 3"))
    tables = {file.path: list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")))) for file in made.files[1:]}
    (lost,), (left,) = tables["unmatched.csv"], tables["left.csv"]
    assert list(lost) == ["person", "layout", "kind", "key", "name", "login", "email", "number", "reason", "similar", "file"]
    assert (lost["kind"], lost["key"], lost["reason"], lost["file"]) == ("name", "Gauss", "no row has this name", "feedback/s1.html")
    assert (left["key"], left["reason"]) == ("'=Gauss", "excused in Canvas")


def test_what_is_decided_of_a_pending_sheet_is_written_on_request(make_run: Callable[..., Run]) -> None:
    run = make_run("number:u2", pending=("number:u2",))
    made = write(run, Options(GOLD.encode("utf-8"), "987654", include_pending=True))
    assert grades(made) == GOLD.replace('lines",,8', 'lines",2,8')
    assert said(made, "pending") == ["u2: 1 to be looked at; what is decided is written"]


def test_where_nothing_is_decided_nothing_is_written(make_run: Callable[..., Run]) -> None:
    run = make_run("login:ada")
    unread = replace(run.results[0], pending=2, scores=(None, None), raw=Fraction(0), score=Fraction(0))
    made = write(replace(run, results=(unread,)), Options(GOLD.encode("utf-8"), "HW 3", include_pending=True))
    assert grades(made) == GOLD
    assert "answers wait (nothing is decided)" in said(made, "left")[0]


@pytest.mark.parametrize("student", [
    "canvas-user:12345", "number:u1", "login:ada", "login: ADA ", "name:Lovelace, Ada", "name:Ada Lovelace", "canvas-user:12345:lovelaceada",
])
def test_a_student_is_found_by_each_kind_of_id(student: str, make_run: Callable[..., Run]) -> None:
    assert write(make_run(student), Options(GOLD.encode("utf-8"), "HW 3")).accepted == 1


@pytest.mark.parametrize("student", [
    "name:Ada", "name:ADA", "name:Lovelace Ada", "name:ada lovelace", "name:12345", "number:12345", "login:u1", "participant:12345",
    "canvas-user:12345.0", "canvas-user:u1", "email:ada", "row:12345", "name:VC-01",
])
def test_nothing_is_guessed(student: str, make_run: Callable[..., Run]) -> None:
    made = write(make_run(student), Options(GOLD.encode("utf-8"), "HW 3"))
    assert (grades(made), made.accepted, len(said(made, "unmatched"))) == (GOLD, 0, 1)


def test_a_plain_name_that_is_a_login_is_said(make_run: Callable[..., Run]) -> None:
    made = write(make_run("ada"), Options(GOLD.encode("utf-8"), "HW 3"))
    assert "'ada' is the login in line 4: if names are such, say students: login" in said(made, "unmatched")[0]


def test_kinds_of_ids_never_meet(make_run: Callable[..., Run]) -> None:
    template = "Student,ID,SIS User ID,SIS Login ID,Section,HW (1)\nAda,7,8,ada,S,\nEmmy,8,9,emmy,S,\n"
    made = write(make_run("canvas-user:8"), Options(template.encode()))
    assert grades(made) == template.replace("emmy,S,\n", "emmy,S,2.3333\n")
    made = write(make_run("number:8"), Options(template.encode()))
    assert grades(made) == template.replace("ada,S,\n", "ada,S,2.3333\n")


def test_an_id_that_stands_twice_is_not_matched(make_run: Callable[..., Run]) -> None:
    template = "Student,ID,Section,HW (1)\nAda,7,S,\nEmmy,7,S,\n"
    made = write(make_run("canvas-user:7"), Options(template.encode()))
    assert (grades(made), said(made, "unmatched")) == (template, ["7: the Canvas id is in lines 2, 3"])


def test_two_sheets_of_one_row_are_both_left_out(make_run: Callable[..., Run]) -> None:
    made = write(make_run("login:ada", "canvas-user:12345"), Options(GOLD.encode("utf-8"), "HW 3"))
    assert grades(made) == GOLD
    assert said(made, "unmatched") == ["ada: 12345 fits the row in line 4 too", "12345: ada fits the row in line 4 too"]


def test_the_members_of_a_group_all_get_the_score(make_run: Callable[..., Run]) -> None:
    members = (Identity("gradescope", "email", "x@y", login="ada"), Identity("gradescope", "number", "u2"))
    made = write(make_run(Identity("gradescope", "submission", "9", name="Team", members=members)), Options(GOLD.encode("utf-8"), "HW 3"))
    assert grades(made) == GOLD.replace('"1,0"', '"2.3333"').replace('lines",,8', 'lines",2.3333,8')


def test_composed_and_decomposed_names_are_the_same(make_run: Callable[..., Run]) -> None:
    template = "Student,ID,Section,HW (1)\nJo\u0308rg,1,S,\n"
    made = write(make_run("name:J\u00f6rg"), Options(template.encode("utf-8")))
    assert grades(made) == template.replace("S,\n", "S,2.3333\n")


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
    made = write(make_run("canvas-user:1"), Options(f"{header}\n{row}\n".encode()))
    assert grades(made) == f"{header}\n{row}2.3333\n"


@pytest.mark.parametrize(("template", "reason"), [
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
def test_files_that_canvas_refuses(template: str, reason: str, make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=reason):
        write(make_run("canvas-user:1"), Options(template.encode("utf-8")))


def test_utf_16_is_refused(make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match="UTF-8 only"):
        write(make_run("canvas-user:1"), Options(b"\xff\xfe" + "Student,ID,Section,HW (1)\n".encode("utf-16-le")))


@pytest.mark.parametrize(("column", "reason"), [
    ("", "several assignment columns; name one with --column. Columns that Canvas reads:\n  Notes\n  HW 3 \\(987654\\)\n  HW 2"),
    ("HW", "no assignment column 'HW'"),
    ("Current Score", "no assignment column 'Current Score'"),
])
def test_the_column_is_never_guessed(column: str, reason: str, make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=reason):
        write(make_run("login:ada"), Options(GOLD.encode("utf-8"), column))


def test_a_column_that_canvas_ignores_is_no_column(make_run: Callable[..., Run]) -> None:
    template = "Student,ID,Section,HW (1),Final Score (2)\n    Points Possible,,,(read only),3\nAda,1,S,,\n"
    with pytest.raises(UsageError, match="reads: none"):
        write(make_run("canvas-user:1"), Options(template.encode()))


OTHER = "Student,ID,Section,HW (9)\n    Points Possible,,,24\nAda,1,S,\n"


def test_another_maximum_is_refused_with_the_ways_out(make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=r"Canvas says 24 points, the assignment 3; nothing was written \(export/maximum\)\. Say --scale .*"
                                         r"× 24 / 3.*--as-is.*mend the points"):
        write(make_run("canvas-user:1"), Options(OTHER.encode()))


@pytest.mark.parametrize(("asked", "cell", "done"), [
    ({"scale": True}, "18.67", "multiplied by 24 / 3"), ({"as_is": True}, "2.3333", "as they are (--as-is)"),
])
def test_another_maximum_is_scaled_or_left_on_request(asked: dict[str, bool], cell: str, done: str, make_run: Callable[..., Run]) -> None:
    made = write(make_run("canvas-user:1"), Options(OTHER.encode(), **asked))
    assert grades(made) == OTHER.replace("S,\n", f"S,{cell}\n")
    assert done in " ".join(said(made, "note"))


def test_halves_are_rounded_up_once_at_the_end(make_run: Callable[..., Run]) -> None:
    run = make_run("canvas-user:1")
    for score, cell in ((Fraction(1, 800), "0.01"), (Fraction(1, 1600), "0.01"), (Fraction(1, 1601), "0"), (Fraction(3), "24")):
        made = write(replace(run, results=(replace(run.results[0], score=score),)), Options(OTHER.encode(), scale=True))
        assert grades(made) == OTHER.replace("S,\n", f"S,{cell}\n")


def test_a_missing_id_and_missing_points_are_said(make_run: Callable[..., Run]) -> None:
    notes = " ".join(said(write(make_run("canvas-user:1"), Options(b"Student,ID,Section,HW\nAda,1,S,\n", "HW")), "note"))
    assert "The header holds no assignment id" in notes
    assert "does not say how many points Canvas gives; here they are 3" in notes


def test_points_for_being_late_are_not_taken_twice_unasked(make_run: Callable[..., Run]) -> None:
    run = make_run("login:ada")
    late = replace(run.results[0], penalty=Fraction(1, 3), score=Fraction(2), lateness=Lateness(late_by=timedelta(hours=1)))
    run = replace(run, results=(late,), has_late_policy=True)
    with pytest.raises(UsageError, match=r"Switch off one of the two; then say --late-twice \(export/late-twice\)"):
        write(run, Options(GOLD.encode("utf-8"), "HW 3"))
    made = write(run, Options(GOLD.encode("utf-8"), "HW 3", late_twice=True))
    assert grades(made) == GOLD.replace('"1,0"', '"2"')
    assert "switch off one of the two" in " ".join(said(made, "note"))


def test_whoever_handed_in_nothing_gets_a_zero_only_where_the_assignment_says_so(make_run: Callable[..., Run]) -> None:
    run = replace(make_run("login:ada"), missing="zero")
    expected = GOLD.replace('"1,0"', '"2.3333"').replace('lines",,8', 'lines",0,8').replace("x,VC-01,,,,", "x,VC-01,,0,,")
    made = write(run, Options(GOLD.encode("utf-8"), "HW 3"))
    assert grades(made) == expected
    made = write(replace(run, missing="leave"), Options(GOLD.encode("utf-8"), "HW 3"))
    assert grades(made) == GOLD.replace('"1,0"', '"2.3333"')


@pytest.mark.parametrize("more", [("name:Emmy N.",), (Identity("canvas", "canvas-user", "222", name="team7"),), ()])
def test_no_zero_is_written_that_could_be_somebody_elses(more: tuple[str | Identity, ...], make_run: Callable[..., Run]) -> None:
    """It may be that of a group mate whom nobody names: Canvas's file has the group's name and one member's id."""
    run = replace(make_run("login:ada", *more), missing="zero", left_out=() if more else ("emmy",))
    made = write(run, Options(GOLD.encode("utf-8"), "HW 3"))
    own = 'lines",2.3333,8' if more and isinstance(more[0], Identity) else 'lines",,8'
    assert grades(made) == GOLD.replace('"1,0"', '"2.3333"').replace('lines",,8', own)
    assert "missing: zero was not done: 1 " in " ".join(said(made, "note"))


def test_a_row_that_ends_too_early_is_said(make_run: Callable[..., Run]) -> None:
    template = b"Student,ID,Section,HW (1)\nAda,1,S\n"
    made = write(make_run("canvas-user:1"), Options(template))
    assert (grades(made).encode(), said(made, "left")) == (template, ["1: the row ends before the column"])


def test_whoever_is_not_done_is_named(make_run: Callable[..., Run]) -> None:
    made = write(replace(make_run("login:ada"), left_out=("Emmy\x1b",)), Options(GOLD.encode("utf-8"), "HW 3"))
    assert said(made, "left") == ["4 rows: nothing was handed in, or it is not done yet · 1 student: not done yet",
                                  "Emmy\\u001b: not done yet"]
    (row,) = csv.DictReader(io.StringIO(made.files[1].data.decode("utf-8")))
    assert (made.files[1].path, row["name"], row["reason"]) == ("left.csv", "Emmy\x1b", "not done yet")


def test_a_missing_template_is_said(make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match="--template"):
        write(make_run("canvas-user:1"), Options())


def test_a_hostile_name_stays_on_its_line(make_run: Callable[..., Run]) -> None:
    made = write(make_run(plain_identity("a\x1b[31m\n::error::b")), Options(GOLD.encode("utf-8"), "HW 3"))
    assert said(made, "unmatched")[0].startswith("a\\u001b[31m\\u000a::error::b: no row has this name")


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
    made = write(make_run(*(f"login:{student}" for student in students), html=False), Options("\n".join([head, *rows]).encode(), "HW 29"))
    assert made.accepted == 1200
    assert grades(made).count(",2.3333") == 1200
