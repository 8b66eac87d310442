"""``--changed-only``: scores that the LMS's file has already and sheets that were handed over as they are stay out, and nothing else does."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from fractions import Fraction

import pytest

from grader.exports import EXPORTS, Options, Run
from grader.exports.decimals import decimal
from grader.exports.placing import news
from grader.record import replace

CANVAS = ("Student,ID,SIS Login ID,Section,HW 3 (987654)\n    Points Possible,,,,3\n"
          + "".join(f'"{name}",{number},{name},S,{{{name}}}\n' for number, name in enumerate(("ada", "emmy", "carl", "mary"), 1)))
MOODLE = ("Identifier,Full name,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\n"
          + "".join(f'Participant {number},{name},{{{name}}},3.00,Yes,-,"Tuesday, 4 March 2026, 10:00 AM",\n'
                    for number, name in enumerate(("ada", "emmy", "carl", "mary"), 1)))
TEMPLATES = {"canvas": CANVAS, "moodle": MOODLE}


def exported(run: Run, name: str, template: str = "", changed_only: bool = True) -> tuple[list[tuple[str, bytes]], list[str], tuple[str, ...]]:
    """The files, what is said of who is left out, and the people whose sheets were handed over."""
    [export] = [each for each in EXPORTS if each.name == name]
    made = export.write(run, Options(template.encode() if template else None, changed_only=changed_only))
    return ([(file.path, file.data if file.pieces is None else b"".join(file.pieces)) for file in made.files],
            [text for word, text in made.lines if word == "left"], made.people)


@pytest.mark.parametrize("name", ["canvas", "moodle"])
def test_only_rows_with_another_number_are_written(make_run: Callable[..., Run], name: str) -> None:
    run = make_run("name:ada", "name:emmy", "name:carl", "name:mary", pending=("name:mary",))
    before = {"ada": "", "emmy": "2.33", "carl": "1.00", "mary": "0.50"}
    files, left, _ = exported(run, name, TEMPLATES[name].format(**before))
    assert files[0][1].decode() == TEMPLATES[name].format(**before | {"ada": "2.3333", "carl": "2.3333"})
    assert "1 row: the score is there already (--changed-only)" in left[0]
    assert "1 row: answers wait" in left[0]
    again, left, _ = exported(run, name, files[0][1].decode())
    assert again[0] == files[0]
    assert "3 rows: the score is there already" in left[0]


@pytest.mark.parametrize("name", ["canvas", "moodle"])
def test_a_score_that_is_replaced_is_said(make_run: Callable[..., Run], name: str) -> None:
    run = make_run("name:ada", "name:emmy", "name:carl", "name:mary", pending=("name:mary",))
    [export] = [each for each in EXPORTS if each.name == name]
    line = 5 if name == "canvas" else 4
    for carl, said in (("1.00", [f"1 row, which this file replaces (line {line}: 1 -> 2.3333)"]), ("", [])):
        template = TEMPLATES[name].format(ada="", emmy="2.33", carl=carl, mary="0.50")
        notes = [text for word, text in export.write(run, Options(template.encode())).lines if word == "note"]
        found = [text.partition("another score in ")[2].partition(". If")[0] for text in notes if "another score" in text]
        assert found == said


def test_people_of_one_name_without_a_row_are_told_apart(make_run: Callable[..., Run]) -> None:
    run = make_run("canvas-user:8:jo", "canvas-user:9:jo", "canvas-user:10:al")
    [export] = [each for each in EXPORTS if each.name == "canvas"]
    lines = export.write(run, Options(CANVAS.format(ada="", emmy="", carl="", mary="").encode())).lines
    assert [text.partition(":")[0] for word, text in lines if word == "unmatched"] == ["jo (8)", "jo (9)", "al"]


def test_a_score_is_there_if_the_lms_shows_it_as_it_would_ours() -> None:
    ours = {"7/3": Fraction(7, 3), "2": Fraction(2), "1/8": Fraction(1, 8), "0": Fraction(0)}
    same = {"7/3": ["2.3333", "2.33", "2,33", "2.333"], "2": ["2", "2.0", "2.00", "2,00"], "1/8": ["0.125", "0.13", "0.1250"],
            "0": ["0", "0.00", "-0"]}
    other = {"7/3": ["", "-", "2", "2.3", "2.34", "2.3334", "EX", "233"], "2": ["", "2.01", "20", "-2"], "1/8": ["0.12", "0", "0.1"],
             "0": ["", "-", "0.01", "N/A"]}
    for name, score in ours.items():
        assert [cell for cell in same[name] if news({1: decimal(score)}, {1: cell}.__getitem__)] == []
        assert [cell for cell in other[name] if not news({1: decimal(score)}, {1: cell}.__getitem__)] == []


@pytest.mark.parametrize("name", ["csv", "json", "gradescope"])
def test_whole_sheets_are_written_again_only_where_they_changed(make_run: Callable[..., Run], name: str) -> None:
    run = make_run("ada", "emmy", "carl")
    ada, emmy, carl = [each.person for each in run.results]
    now = {ada: b"a1", emmy: b"e1", carl: b"c1"}
    assert exported(replace(run, digests=now), name)[2] == (ada, emmy, carl)
    later = replace(run, digests=now, sent={name: {ada: b"a1", emmy: b"e0"}, "moodle": {carl: b"c1"}})
    files, _, people = exported(later, name)
    assert people == (emmy, carl)
    if name == "csv":
        said = [row["student"] for row in csv.DictReader(io.StringIO(files[0][1].decode("utf-8-sig")))]
    elif name == "json":
        said = [json.loads(line)["student"] for line in files[0][1].splitlines()]
    else:
        assert [path for path, _ in files] == ["gradescope/s1.json", "gradescope/s2.json"]
        said = ["emmy", "carl"]
    assert said == ["emmy", "carl"]
    assert exported(later, name, changed_only=False)[2] == (ada, emmy, carl)


def test_moodles_zip_has_the_sheets_that_changed(make_run: Callable[..., Run]) -> None:
    run = make_run("name:ada", "name:emmy", "name:carl")
    ada, emmy, carl = [each.person for each in run.results]
    now = {ada: b"a1", emmy: b"e1", carl: b"c1"}
    template = MOODLE.format(ada="", emmy="", carl="", mary="")
    later = replace(run, digests=now, sent={"moodle": {ada: b"a1", emmy: b"e0", carl: b"c1"}})
    files, left, people = exported(later, "moodle", template)
    assert people == (emmy,)
    with zipfile.ZipFile(io.BytesIO(dict(files)["moodle-feedback.zip"])) as archive:
        assert archive.namelist() == ["emmy_2_assignfeedback_file/feedback.html"]
    assert "2 sheets: an earlier export handed them over as they are now (--changed-only)" in left
    alike = replace(later, sent={"moodle": now})
    assert [path for path, _ in exported(alike, "moodle", template)[0]] == ["moodle-grades.csv"]
    assert "moodle-feedback.zip" in [path for path, _ in exported(alike, "moodle", template, changed_only=False)[0]]
