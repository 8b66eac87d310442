"""Moodle: the worksheet is filled, the zip has the names that Moodle knows, and its silent refusals are said aloud."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from html import escape

import pytest

from grader.exports import Options, Run
from grader.exports.feedback_zip import feedback_zips, folder
from grader.exports.moodle import comment, write
from grader.exports.moodle_reader import read_feedback, read_worksheet
from grader.font import beside
from grader.model import StoreError, UsageError

HEAD = ('Identifier,"Full name","Email address",Status,Group,Grade,"Maximum Grade","Grade can be changed",'
        '"Last modified (submission)","Last modified (grade)","Feedback comments"\n')
ADA = '"Participant 12345","Ada Lovelace",ada@uni.example,Submitted,Default,,3.00,Yes,"Monday, 3 March","Tuesday, 4 March",\n'
EMMY = '"Participant 222","Emmy Noether",emmy@uni.example,Submitted,Default,1.00,3.00,Yes,-,-,"<p>Well done,\nEmmy</p>"\n'
CARL = '"Participant 333","Carl Gauss",carl@uni.example,Submitted,Default,,3.00,No,-,-,\n'
LOW = '"Participant 444","Low Max",low@uni.example,Submitted,Default,,2.00,Yes,-,-,\n'
GOLD = "\ufeff" + HEAD + ADA + EMMY + CARL + LOW


def filled(data: bytes) -> str:
    return data.decode("utf-8")


def test_gold(make_run: Callable[..., Run]) -> None:
    run = make_run("12345", "emmy@uni.example", "Carl Gauss", "Participant 444", "stranger", pending=("emmy@uni.example",))
    made = write(run, Options(GOLD.encode("utf-8")))
    assert filled(dict(made.files)["moodle-grades.csv"]) == GOLD.replace("Default,,3.00,Yes", "Default,2.3333,3.00,Yes")
    assert made.accepted == 1
    assert made.message == "Moodle will accept the grades of 1 of 5 sheets, and 4 feedback files."
    assert made.skipped == ("Carl Gauss: the grade is locked in Moodle",
                            "Participant 444: the score is more than Moodle's maximum 2.00")
    assert made.pending == ("emmy@uni.example: 1 to be looked at; the cell is left as it is",)
    assert made.unmatched == ("stranger: no row bears this name or id",)
    with zipfile.ZipFile(io.BytesIO(dict(made.files)["moodle-feedback.zip"])) as archive:
        assert archive.namelist() == [
            "Ada Lovelace_12345_assignfeedback_file/feedback.html", "Carl Gauss_333_assignfeedback_file/feedback.html",
            "Emmy Noether_222_assignfeedback_file/feedback.html", "Low Max_444_assignfeedback_file/feedback.html"]
        assert archive.read("Carl Gauss_333_assignfeedback_file/feedback.html") == b"<!DOCTYPE html><title>10</title>"


def test_comments_fill_empty_cells_and_our_own_and_keep_a_persons(make_run: Callable[..., Run]) -> None:
    ours = GOLD.replace('"Tuesday, 4 March",', '"Tuesday, 4 March","<p>Graded automatically: 1 of 3</p>"')
    run = make_run("12345", "222")
    said = comment(run.gradebook.sheets[0])
    assert said == "<p>Graded automatically: 2.3333 of 3</p><ul><li>q1: correct</li><li>q2: incorrect</li></ul>"
    for template in (GOLD, ours):
        text = filled(write(run, Options(template.encode("utf-8"), comments=True)).files[0][1])
        assert text.count(said) == 1
        assert '"<p>Well done,\nEmmy</p>"' in text
        assert "of 3</p>\"" not in text
    assert said not in filled(write(run, Options(GOLD.encode("utf-8"))).files[0][1])


def test_comments_without_a_column_are_said(make_run: Callable[..., Run]) -> None:
    template = 'Identifier,"Full name",Grade,"Last modified (grade)"\nParticipant 7,Ada,,-\n'
    made = write(make_run("7"), Options(template.encode(), comments=True))
    assert filled(made.files[0][1]) == template.replace("Ada,,", "Ada,2.3333,")
    assert "no column Feedback comments" in made.message


@pytest.mark.parametrize("student", [
    "12345", "Participant 12345", "Ada Lovelace", "ada@uni.example", "Ada Lovelace_12345_assignsubmission_file",
    "Ada Lovelace_12345_assignsubmission_file_", "Anything_12345_assignsubmission_file_answers",
    "Ada Lovelace_12345_assignsubmission_onlinetext", "Participant_12345_assignsubmission_file",
])
def test_a_student_is_found(student: str, make_run: Callable[..., Run]) -> None:
    assert write(make_run(student), Options(GOLD.encode("utf-8"))).accepted == 1


@pytest.mark.parametrize("student", [
    "Ada", "ADA@uni.example", "Submitted", "Default", "3.00", "Ada Lovelace_999_assignsubmission_file",
])
def test_nothing_is_guessed(student: str, make_run: Callable[..., Run]) -> None:
    made = write(make_run(student), Options(GOLD.encode("utf-8")))
    assert (filled(made.files[0][1]), len(made.unmatched)) == (GOLD, 1)


def test_two_people_of_one_name_are_not_told_apart(make_run: Callable[..., Run]) -> None:
    template = HEAD + ADA + ADA.replace("12345", "12346").replace("ada@", "ada2@")
    made = write(make_run("Ada Lovelace", "12346"), Options(template.encode("utf-8")))
    assert made.unmatched[0] == "Ada Lovelace: several rows bear this name or id"


def test_another_language_needs_the_name_of_the_column(make_run: Callable[..., Run]) -> None:
    template = 'ID;"Vollständiger Name";E-Mail;Bewertung\n"Teilnehmer/in 12345";"Ada Lovelace";a@b;\n'
    data = b"\xff\xfe" + template.encode("utf-16-le")
    with pytest.raises(UsageError, match="--column"):
        write(make_run("12345"), Options(data))
    made = write(make_run("12345"), Options(data, "Bewertung"))
    assert made.files[0][1] == b"\xff\xfe" + template.replace("a@b;", "a@b;2.3333").encode("utf-16-le")
    assert "not English" in made.message


@pytest.mark.parametrize(("template", "said"), [
    ("Identifier,Full name,Grade\nParticipant 1,Ada,\n", "lacks last modified"),
    ("Identifier,Full name,Scale,Grade,Last modified (grade)\nParticipant 1,Ada,x,,\n", "scale of words"),
    ("Identifier,Grade,Grade,Last modified (grade)\nParticipant 1,,,\n", "once"),
    ("Identifier,Full name,Grade,Last modified (grade)\nAda,Ada,,\n", "Participant 12345"),
    ("Identifier,Full name\nParticipant 1,Ada\n", "no header with a column 'grade'"),
    ("x,,\nIdentifier,Full name,Grade,Last modified (grade)\n", "first row"),
    ("", "no header"),
])
def test_worksheets_that_moodle_refuses(template: str, said: str, make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=said):
        write(make_run("1"), Options(template.encode()))


def test_a_backslash_before_a_quote_is_php(make_run: Callable[..., Run]) -> None:
    template = ('Identifier,"Full name","Online text",Grade,"Last modified (grade)"\n'
                '"Participant 1","Ada","M\\"uller, x",,-\n')
    made = write(make_run("1"), Options(template.encode()))
    assert filled(made.files[0][1]) == template.replace(',,-', ',2.3333,-')


def test_a_row_that_ends_too_early_is_said(make_run: Callable[..., Run]) -> None:
    template = 'Identifier,"Full name",Grade,"Last modified (grade)"\nParticipant 1,Ada\n'
    made = write(make_run("1"), Options(template.encode()))
    assert (filled(made.files[0][1]), made.skipped) == (template, ("1: the row ends before the column",))


@pytest.mark.parametrize(("name", "expected"), [
    ("Ada Lovelace", "Ada Lovelace"), ("a_b__c", "a b c"), ("../../etc/passwd", "etc passwd"), ("C:\\x", "C x"),
    ("~root", "root"),
    (".hidden", "hidden"), ("", "Participant"), ("///", "Participant"), ("a\x00\u202e\nb", "a b"), ("x" * 200, "x" * 80),
    ("Müller, Jörg", "Müller, Jörg"), ("O'Brien", "O Brien"), ("1_2_assignfeedback_file", "1 2 assignfeedback file"),
    ("_12_", "12"),
])
def test_the_name_of_a_folder_is_safe_and_has_four_parts(name: str, expected: str) -> None:
    made = folder(name, 12345)
    assert made == f"{expected}_12345_assignfeedback_file"
    assert len(made.split("_", 4)) == 4
    assert made.split("_", 4)[1] == "12345"


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(("member", "taken"), [
    ("Ada_7_assignfeedback_file/feedback.html", {7: "feedback.html"}),
    ("Ada_7_assignfeedback_file/sub/feedback.html", {7: "sub/feedback.html"}),
    ("outer/Ada_7_assignfeedback_file/feedback.html", {7: "feedback.html"}),
    ("Ada_7_assignfeedback_file_feedback.html", {7: "feedback.html"}),
    ("Ada Lovelace_8_assignfeedback_file/feedback.html", {}),
    ("Ada_Lovelace_7_assignfeedback_file/feedback.html", {}),
    ("Ada_7_assignfeedback_comments/feedback.html", {}),
    ("Ada_7_assignfeedback_file/.feedback.html", {}),
    ("Ada_7_assignfeedback_file/~feedback.html", {}),
    ("Ada_7_assignfeedback_file", {}),
    ("Ada_x_assignfeedback_file/feedback.html", {}),
    ("feedback.html", {}),
])
def test_members_that_moodle_knows(member: str, taken: dict[int, str]) -> None:
    assert read_feedback(zipped(member), {7}) == (taken, () if taken else (member,))


def test_the_zip_is_the_same_every_time(make_run: Callable[..., Run]) -> None:
    run = make_run("ada", "emmy")
    entries = [(7, "Ada", "ada"), (3, "Emmy", "emmy")]
    [(name, data)], without = feedback_zips(run, entries)
    (run.folder / "feedback/s0.html").touch()
    assert feedback_zips(run, entries[::-1]) == (((name, data),), without) == ((("moodle-feedback.zip", data),), ())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(("split", "most"), [(50_000_000, 9), (9_000, 4), (6_500, 3), (2_500, 1), (1, 1)])
def test_a_zip_is_closed_before_the_sheet_that_would_make_it_too_large(make_run: Callable[..., Run], split: int, most: int) -> None:
    """Every student is in exactly one part, no part of more than one is too large, and none ends early."""
    students = [f"s{number}" for number in range(9)]
    run = make_run(*students)
    for number in range(9):
        (run.folder / f"feedback/s{number}.html").write_bytes(random.Random(number).randbytes(2_000))
    parts, _ = feedback_zips(run, [(number, student, student) for number, student in enumerate(students, 1)], split=split)
    assert [name for name, _ in parts] == (["moodle-feedback.zip"] if most == 9 else [f"moodle-feedback-{at}.zip" for at in range(1, len(parts) + 1)])
    counts, found = [], []
    for _, data in parts:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            counts.append(len(archive.namelist()))
            found += [archive.read(member) for member in archive.namelist()]
        assert len(data) <= split or counts[-1] == 1
    assert counts == [most] * (9 // most) + [9 % most] * (9 % most > 0)
    assert sorted(found) == sorted(random.Random(number).randbytes(2_000) for number in range(9))


@pytest.mark.parametrize(("font", "expected"), [("none", 'src:local("STIX Two Math")}'), ("embed", 'url("data:font/woff2;base64,d09GMg')])
def test_sheets_in_a_zip_name_no_file_that_is_not_there(make_run: Callable[..., Run], font: str, expected: str) -> None:
    run = make_run("ada")
    (run.folder / "feedback/s0.html").write_text(f"<style>@font-face{{font-family:M;src:{beside()}}}</style><p>{escape(beside())}", "utf-8")
    [(_, data)], _ = feedback_zips(run, [(7, "Ada", "ada")], font)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        page = archive.read("Ada_7_assignfeedback_file/feedback.html").decode()
    assert expected in page
    assert 'url("stix' not in page
    assert page.endswith(escape(beside()))


def test_a_student_without_a_sheet_in_html_is_said(make_run: Callable[..., Run]) -> None:
    made = write(make_run("12345", html=False), Options(GOLD.encode("utf-8")))
    assert made.skipped == ("12345: this run has no sheet in HTML",)
    assert "and 0 feedback files" in made.message


def test_a_sheet_that_is_gone_makes_the_run_unusable(make_run: Callable[..., Run]) -> None:
    run = make_run("12345")
    (run.folder / "feedback/s0.html").unlink()
    with pytest.raises(StoreError, match="no such file"):
        write(run, Options(GOLD.encode("utf-8")))
    (run.folder / "feedback/s0.html").symlink_to(run.folder / "other.html")
    with pytest.raises(StoreError, match="link"):
        write(run, Options(GOLD.encode("utf-8")))


def test_the_reader_finds_its_columns() -> None:
    sheet = read_worksheet(GOLD.encode("utf-8"))
    assert (sheet.grade, sheet.maximum, sheet.locked, sheet.comments, sheet.who) == (5, 6, 7, 10, (0, 1, 2))
    assert sheet.people == ((1, 12345), (2, 222), (3, 333), (4, 444))
