"""Brightspace: the ids, one item and the end of each line are written for whoever has a score, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from grader.exports import Options, Run
from grader.exports.brightspace import write
from grader.exports.brightspace_reader import read_upload, refusal
from grader.exports.export import Exported
from grader.model import UsageError
from grader.record import replace

ITEM = "HW 3 Points Grade <Numeric MaxPoints:3 Weight:10 Category:Assignments CategoryWeight:15>"
GOLD = (
    f"OrgDefinedId,Username,Last Name,First Name,Email,HW 2 Points Grade <Numeric MaxPoints:10>,\"{ITEM}\",End-of-Line Indicator\r\n"
    "#007,#ada,Lovelace,Ada,ada@uni,7,,#\r\n"
    "#\"\"\"u2\"\"\",#emmy,Noether,Emmy,emmy@uni,8,2.50,#\r\n".replace('#"""u2"""', '"#""u2"""') +
    "#009,#carl,=Gauss,Carl,carl@uni,,Exempt,#\r\n"
    "#010,#nobody,Nobody,N,n@uni,9,,#\r\n"
)


def grades(made: Exported) -> str:
    assert made.files[0].path == "brightspace-grades.csv"
    return made.files[0].data.decode("utf-8")


def said(made: Exported, word: str) -> list[str]:
    return [text for each, text in made.lines if each == word]


def options(template: str = GOLD, column: str = "HW 3", **more: object) -> Options:
    return Options(template.encode("utf-8"), column, **more)     # type: ignore[arg-type]


def test_gold(make_run: Callable[..., Run]) -> None:
    made = write(make_run("number:007", 'number:"u2"', "login:carl", "login:stranger", pending=()), options())
    assert grades(made) == f"OrgDefinedId,Username,\"{ITEM}\",End-of-Line Indicator\r\n#007,#ada,2.3333,#\r\n\"#\"\"u2\"\"\",#emmy,2.3333,#\r\n"
    assert (made.accepted, made.files[0].said) == (2, "2 of 4 rows, the item HW 3; Brightspace will accept 2")
    assert said(made, "left") == ["1 row: nothing was handed in", "carl: Brightspace says 'Exempt' there"]
    assert said(made, "unmatched") == ["stranger: no row has this login"]
    assert [file.path for file in made.files] == ["brightspace-grades.csv", "unmatched.csv", "left.csv"]
    assert said(made, "upload") == ["brightspace-grades.csv in Grades, Enter Grades, Import"]


@pytest.mark.parametrize("person", ["number:007", "login:ADA", "email:ada@uni", "name:Ada Lovelace", "name:Lovelace, Ada", "d2l:27001-5:007 Lovelace"])
def test_a_student_is_found_by_each_kind_of_id(person: str, make_run: Callable[..., Run]) -> None:
    assert write(make_run(person), options()).accepted == 1


@pytest.mark.parametrize("person", ["number:#007", "number:7", "login:007", "name:Ada", "canvas-user:007", "participant:007"])
def test_nothing_is_guessed(person: str, make_run: Callable[..., Run]) -> None:
    assert write(make_run(person), options()).accepted == 0


def test_whoever_waits_is_not_in_the_file(make_run: Callable[..., Run]) -> None:
    run = make_run("number:007", "login:emmy", pending=("login:emmy",))
    assert "emmy" not in grades(write(run, options()))
    assert "#emmy,2,#" in grades(write(run, options(include_pending=True)))


def test_a_zero_goes_only_into_an_empty_cell(make_run: Callable[..., Run]) -> None:
    made = write(replace(make_run("number:007"), missing="zero"), options())
    assert grades(made).count(",0,#") == 1
    assert "#010,#nobody,0,#" in grades(made)


@pytest.mark.parametrize(("header", "points"), [
    ("HW 3 Points Grade", None),
    ("HW 3 Points Grade <Numeric MaxPoints:3>", Fraction(3)),
    ("HW 3 Points Grade <Numérico Puntos máx.:3>", Fraction(3)),
    ("HW 3 Points Grade <Numeric MaxPoints:3,0 Weight:5>", Fraction(3)),
    ("Of the Points Grade Points Grade <Numeric MaxPoints:3 Category:a Points Grade b>", Fraction(3)),
])
def test_headers_of_items(header: str, points: Fraction | None, make_run: Callable[..., Run]) -> None:
    template = f'Username,"{header}",End-of-Line Indicator\nada,,#\n'
    made = write(make_run("login:ada"), options(template, ""))
    assert grades(made) == template.replace("ada,,", 'ada,"2,3333",' if "3,0" in header else "ada,2.3333,")
    assert bool([text for text in said(made, "note") if "does not say how many points" in text]) == (points is None)


def test_another_maximum_needs_a_word(make_run: Callable[..., Run]) -> None:
    run, template = make_run("login:ada"), "Username,HW Points Grade <Numeric MaxPoints:1,000>,End-of-Line Indicator\nada,,#\n".replace("1,000", "30")
    with pytest.raises(UsageError, match=r"Brightspace says 30 points, the assignment 3; nothing was written \(export/maximum\)"):
        write(run, options(template, ""))
    assert ",23.33,#" in grades(write(run, options(template, "", scale=True)))
    assert ",2.3333,#" in grades(write(run, options(template, "", as_is=True)))


def test_a_score_that_would_be_cut_is_left_out(make_run: Callable[..., Run]) -> None:
    template = "Username,HW Points Grade <Numeric MaxPoints:2>,End-of-Line Indicator\nada,,#\n"
    made = write(make_run("login:ada"), options(template, "", as_is=True))
    assert made.accepted == 0
    assert said(made, "left") == ["ada: the score 2.3333 is more than Brightspace's maximum, to which it would be cut without a word"]
    assert [file.path for file in made.files] == ["brightspace-grades.csv", "left.csv"]


@pytest.mark.parametrize(("template", "message"), [
    ("Student,ID,Section,HW (1)\nA,1,S,\n", "no header with 'OrgDefinedId' or 'Username' in the first column"),
    ("Last Name,OrgDefinedId,HW Points Grade,End-of-Line Indicator\nA,1,,#\n", "no header with"),
    ("OrgDefinedId,HW Points Grade\n1,\n", "no header with"),
    ("OrgDefinedId;HW Points Grade;End-of-Line Indicator\n1;;#\n", "separators tried: comma, tab"),
    ("OrgDefinedId,HW Grade Symbol,End-of-Line Indicator\n1,,#\n", "no column of points"),
    ("OrgDefinedId,A Points Grade,B Points Grade,End-of-Line Indicator\n1,,,#\n", r"several columns of points; name one with --column\. .*\n  A\n  B"),
    ("OrgDefinedId,A Points Grade,A Points Grade,End-of-Line Indicator\n1,,,#\n", "several columns of points"),
    ("", "no header with"),
])
def test_a_file_that_brightspace_did_not_make_is_refused(template: str, message: str, make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=f"(?s){message}"):
        write(make_run("number:1"), options(template, ""))


@pytest.mark.parametrize(("row", "reason"), [
    ("#1,#ada,", "does not end with '#' in the last column"),
    ("#1,#ada,,x", "does not end with '#' in the last column"),
    ("#1,#ada,,#,", "does not end with '#' in the last column"),
])
def test_a_row_that_somebody_broke_is_named(row: str, reason: str, make_run: Callable[..., Run]) -> None:
    made = write(make_run("login:ada"), options(f"OrgDefinedId,Username,HW Points Grade,End-of-Line Indicator\n{row}\n", ""))
    assert (made.accepted, said(made, "left")) == (0, [f"ada: its line in the template {reason}"])


def test_a_row_without_an_id_is_named(make_run: Callable[..., Run]) -> None:
    made = write(make_run("name:Ada L"), options("Username,First Name,Last Name,HW Points Grade,End-of-Line Indicator\n#,Ada,L,,#\n", ""))
    assert said(made, "left") == ["Ada L: its line in the template has no id"]


@pytest.mark.parametrize(("mark", "end", "sign"), [(b"\xef\xbb\xbf", "\r\n", ","), (b"", "\n", "\t"), (b"", "\r", ",")])
def test_mark_line_ends_and_separator_stay(mark: bytes, end: str, sign: str, make_run: Callable[..., Run]) -> None:
    template = mark + f"Username,HW Points Grade,End-of-Line Indicator{end}#ada,,#{end}#emmy,1,#{end}".replace(",", sign).encode()
    made = write(make_run("login:ada"), Options(template))
    assert made.files[0].data == mark + f"Username,HW Points Grade,End-of-Line Indicator{end}#ada,2.3333,#{end}".replace(",", sign).encode()


def test_names_of_students_never_reach_the_file(make_run: Callable[..., Run]) -> None:
    made = write(make_run("number:007", "login:emmy"), options())
    assert not any(text in grades(made) for text in ("Lovelace", "Noether", "@uni", "HW 2"))


@pytest.mark.parametrize(("file", "message"), [
    ("Username,X,End-of-Line Indicator\nada,1,#\n", "would not know a column by its own header"),
    ("Username,Name,HW Points Grade,End-of-Line Indicator\nada,A,1,#\n", "nothing but ids"),
    ("Username,HW Points Grade,HW 2 Points Grade,End-of-Line Indicator\nada,1,1,#\n", "nothing but ids"),
    ("Username,HW Points Grade,End-of-Line Indicator\nada,1,\n", "line 2 does not end with '#'"),
    ("Username,HW Points Grade,End-of-Line Indicator\nada,1,#\nada,1,#\n", "line 3 has no id, or that of another line"),
    ("Username,HW Points Grade,End-of-Line Indicator\n#,1,#\n", "line 2 has no id, or that of another line"),
])
def test_what_brightspace_would_not_read(file: str, message: str) -> None:
    header = file.partition("\n")[0] if "X" not in file else "Username,HW Points Grade,End-of-Line Indicator"
    with pytest.raises(UsageError, match=message):
        read_upload(file.encode(), tuple(header.split(",")))


def test_refusals() -> None:
    assert [bool(refusal(value, Fraction(10))) for value in ("10", "10.01", "", "x", "0")] == [False, True, True, True, False]


def test_only_what_changed_is_in_the_file(make_run: Callable[..., Run]) -> None:
    template = 'Username,HW Points Grade <Numeric MaxPoints:3>,End-of-Line Indicator\n#ada,,#\n#emmy,"2,33",#\n#carl,"1,00",#\n'
    made = write(make_run("login:ada", "login:emmy", "login:carl"), options(template, "", changed_only=True))
    assert grades(made).splitlines()[1:] == ['#ada,"2,3333",#', '#carl,"2,3333",#']
    assert said(made, "left") == ["1 row: the score is there already (--changed-only)"]
    assert len(made.people) == 3


def test_comments_have_no_place_in_the_file(make_run: Callable[..., Run]) -> None:
    assert said(write(make_run("number:007"), options(comments=True)), "note")[0].startswith("Brightspace takes no comments")
