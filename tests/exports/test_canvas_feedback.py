"""Canvas's zip of sheets: names by which Canvas finds each student, and whoever cannot be found is listed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable

import pytest

from grader.exports import Options, Run
from grader.exports.canvas import write
from grader.exports.canvas_feedback import feedback, member
from grader.exports.canvas_reader import feedback_of
from grader.exports.export import Exported
from grader.model import Identity, Sheet, Where
from grader.record import replace

TEMPLATE = b"Student,ID,Section,HW (1)\nAda,1001,S,\nEmmy,1002,S,\nCarl,1003,S,\n"


def of(run: Run, *files: tuple[str, ...]) -> Run:
    """The run with sheets whose marks come from these files; one that begins with ``!`` was not read."""
    sheets = [replace(each, marks=tuple(replace(mark, where=Where(name, 1)) if name else mark
                                        for mark, name in zip(each.marks, [name for name in names if name[:1] != "!"] + ["", ""], strict=False)),
                      unread=tuple(name[1:] for name in names if name[:1] == "!"))
              for each, names in zip(run.sheets(), files, strict=True)]
    return replace(run, sheets=lambda: iter(sheets))


def said(made: Exported, word: str) -> list[str]:
    return [text for each, text in made.lines if each == word]


def names(made: Exported) -> list[str]:
    found: list[str] = []
    for file in made.files:
        if file.path.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
                found += archive.namelist()
    return found


def test_gold(make_run: Callable[..., Run]) -> None:
    run = of(make_run("canvas-user:1001:lovelaceada", "canvas-user:1002:noetheremmy", "canvas-user:1003:gausscarl"),
             ("Download/lovelaceada_LATE_1001_555_hw_3_12.txt", "Download/lovelaceada_LATE_1001_556_b.txt"),
             ("noetheremmy_1002_text.html",), ("!gausscarl_1003_77_scan 3_final.pdf",))
    made = write(run, Options(TEMPLATE, feedback=True))
    assert names(made) == ["gausscarl_1003_77_feedback.html", "lovelaceada_LATE_1001_555_feedback.html"]
    assert [file.path for file in made.files] == ["canvas-grades.csv", "canvas-feedback.zip", "canvas-feedback-left.csv"]
    assert said(made, "left") == ["1 sheet not for Canvas: a text entry has no file with which Canvas could find it (canvas-feedback-left.csv)"]
    assert said(made, "upload") == ["canvas-grades.csv in the gradebook's Import", "canvas-feedback.zip in the assignment: Upload Submissions"]
    assert "Canvas adds a comment with each upload" in said(made, "note")[-1]
    assert made.fed == (run.results[0].person, run.results[2].person)
    (row,) = csv.DictReader(io.StringIO(made.files[2].data.decode()))
    assert (row["student"], row["key"], row["reason"]) == ("noetheremmy", "1002", "a text entry has no file with which Canvas could find it")


def test_without_the_word_there_is_no_zip(make_run: Callable[..., Run]) -> None:
    run = of(make_run("canvas-user:1001:a"), ("a_1001_555_x.txt",))
    assert [file.path for file in write(run, Options(TEMPLATE)).files] == ["canvas-grades.csv"]


def test_whoever_waits_is_left_out(make_run: Callable[..., Run]) -> None:
    run = of(make_run("canvas-user:1001:a", "canvas-user:1002:b", pending=("canvas-user:1001:a",)), ("a_1001_5_x.txt",), ("b_1002_6_x.txt",))
    made = write(run, Options(TEMPLATE, feedback=True))
    assert names(made) == ["b_1002_6_feedback.html"]
    assert "1 sheet: answers wait (--include-pending)" in said(made, "left")
    assert len(names(write(run, Options(TEMPLATE, feedback=True, include_pending=True)))) == 2


def test_only_sheets_that_changed(make_run: Callable[..., Run]) -> None:
    run = of(make_run("canvas-user:1001:a", "canvas-user:1002:b"), ("a_1001_5_x.txt",), ("b_1002_6_x.txt",))
    ada, emmy = [each.person for each in run.results]
    later = replace(run, digests={ada: b"1", emmy: b"2"}, sent={"canvas-feedback": {ada: b"1", emmy: b"1"}, "canvas": {emmy: b"2"}})
    made = write(later, Options(TEMPLATE, feedback=True, changed_only=True))
    assert (names(made), made.fed) == (["b_1002_6_feedback.html"], (emmy,))
    same = replace(later, sent={"canvas-feedback": later.digests})
    made = write(same, Options(TEMPLATE, feedback=True, changed_only=True))
    assert [file.path for file in made.files] == ["canvas-grades.csv"]
    assert "There is no sheet to upload" in said(made, "note")[-1]


def test_a_large_zip_is_split(make_run: Callable[..., Run]) -> None:
    run = of(make_run("canvas-user:1001:a", "canvas-user:1002:b"), ("a_1001_5_x.txt",), ("b_1002_6_x.txt",))
    made = feedback(run, Options(split=10))
    assert [file.path for file in made.files] == ["canvas-feedback-1.zip", "canvas-feedback-2.zip"]
    assert ("upload", "canvas-feedback-1.zip and canvas-feedback-2.zip in the assignment: Upload Submissions") in made.lines


ADA = Identity("canvas", "canvas-user", "1001", name="lovelaceada")


@pytest.mark.parametrize(("who", "files", "expected"), [
    (ADA, ["lovelaceada_1001_555_a.txt"], "lovelaceada_1001_555_feedback.html"),
    (ADA, ["1001_555_a.txt"], "1001_555_feedback.html"),
    (ADA, ["o_neill_1001_555_link.txt"], "o_neill_1001_555_feedback.html"),
    (ADA, ["zoe\u0308_1001_555_a.txt"], "zoe\u0308_1001_555_feedback.html"),
    (ADA, ["a_1001_5_1001_6_b.txt"], "a_1001_5_feedback.html"),
    (ADA, ["z_1001_9_b.txt", "a_1001_8_a.txt"], "a_1001_8_feedback.html"),
    (ADA, ["müllerjörg_LATE_1001_555_7_8_a.txt"], "müllerjörg_LATE_1001_555_feedback.html"),
    (Identity("canvas", "canvas-anon", "aB3x9"), ["anon_aB3x9_555_a.txt"], "anon_aB3x9_555_feedback.html"),
    (Identity("canvas", "canvas-anon", "aB3x9"), ["LATE_anon_aB3x9_555_a.txt"], "LATE_anon_aB3x9_555_feedback.html"),
    (ADA, ["lovelaceada_1001_text.html"], "a text entry has no file with which Canvas could find it"),
    (ADA, ["lovelaceada_1001_link.html"], "a text entry has no file with which Canvas could find it"),
    # A group's name with a number: Canvas would take 7 for the user.
    (ADA, ["team_7_1001_555_a.txt"], "Canvas would not know whose it is by the name of the file"),
    (ADA, ["lovelaceada_1002_555_a.txt"], "Canvas would not know whose it is by the name of the file"),
    (ADA, ["answers.txt"], "Canvas would not know whose it is by the name of the file"),
    (ADA, [], "it has no file"),
    (Identity("moodle", "participant", "1001"), ["a_1001_555_a.txt"], "it was not downloaded from Canvas"),
    (ADA, ["F-3f9a61c2.txt"], "Canvas would not know whose it is by the name of the file"),      # a run without names
])
def test_the_name_of_a_sheet(who: Identity, files: list[str], expected: str, make_run: Callable[..., Run]) -> None:
    assert "".join(member(who, Sheet("Ada", (), make_run("x").provenance, unread=tuple(files)))) == expected


@pytest.mark.parametrize(("name", "found"), [
    ("a_1001_555_f.html", ("1001", "555")), ("x/y/a_LATE_1001_555_f.html", ("1001", "555")), ("anon_x7_555_f.html", ("x7", "555")),
    ("LATE_anon_x7_555_f.html", ("x7", "555")), ("a_1001_text.html", None), ("a_1001_555_link.html", None), ("._a_1001_555_f.html", None),
    ("a_b_c.html", None), ("anon_x7_f_555.html", None), ("anon_x7", None), ("7_a_1001_555_f.html", ("7", "1001")), ("", None),
])
def test_whom_canvas_finds_by_a_name(name: str, found: tuple[str, str] | None) -> None:
    assert feedback_of(name) == found


def test_comments_have_no_place_in_a_gradebook(make_run: Callable[..., Run]) -> None:
    assert "--feedback makes a zip" in said(write(make_run("canvas-user:1001"), Options(TEMPLATE, comments=True)), "note")[-1]
