"""A class that is marked without names: no file but ``people.csv`` and the store tells who anybody is, and the LMS's file is filled all the same.

Imports no room of grader for what it looks for: every name, login, address and number of the class is searched in every file.
"""

from __future__ import annotations

import csv
import json
import re
import stat
import unicodedata
from pathlib import Path

import pytest
from lecture_class import Course, Student, course
from make import LAYOUTS, Layout
from way_back import command, expected, imported, prepare, rows_of

BY_NAME = {layout.name: layout for layout in LAYOUTS}
CHOSEN = ("moodle folders, 4.1", "canvas text entry", "google forms", "plain flat")
MAY_NAME = {"people.csv", "store.sqlite"}


@pytest.fixture(scope="module")
def klass() -> Course:
    return course(12, 6)


def secrets(student: Student) -> list[str]:
    """All by which somebody could be known; digits that stand everywhere are left out."""
    names = [student.name, student.last, student.login, student.email, *([student.first] if student.case != "absent" else [])]
    names += [text for text in (student.number, str(student.participant), str(student.canvas)) if len(text) > 3]
    return [form for text in names if len(text) > 3 for form in {text, unicodedata.normalize("NFD", text)}]


def told(folder: Path, klass: Course) -> list[tuple[str, str]]:
    """Files with something by which somebody is known, names of files included."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in MAY_NAME and path.suffix != ".woff2":
            said = (str(path.relative_to(folder)) + "\n" + path.read_text("utf-8", "replace")).casefold()
            found += [(path.name, text) for student in klass.everybody for text in secrets(student)
                      if re.search(rf"(?<![a-z0-9]){re.escape(text.casefold())}(?![a-z0-9])", said)]
    return found


def graded(folder: Path, klass: Course, layout: Layout) -> str:
    done = command(folder, "grade", *prepare(klass, layout, folder, True, "anonymous: true"), "--out", "run")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", CHOSEN)
def test_no_file_tells_who_anybody_is(klass: Course, tmp_path: Path, name: str) -> None:
    layout = BY_NAME[name]
    said = graded(tmp_path, klass, layout)
    run = tmp_path / "run"
    assert told(run, klass) == []
    assert "unmatched" not in said or "-> run/people.csv" in said
    people = (run / "people.csv").read_text("utf-8-sig")
    assert stat.S_IMODE((run / "people.csv").stat().st_mode) == 0o600
    names = {row["student"] for row in rows_of(run / "grades.csv")}
    assert all(re.fullmatch(r"S-[0-9a-f]{8}", each) for each in names)
    assert {f"{each[2:]}.html" for each in names} == {path.name for path in (run / "feedback").glob("*.html")}
    assert sorted(names) == [row["student"] for row in rows_of(run / "grades.csv")]
    rows = list(csv.DictReader(people.splitlines()))
    assert {row["pseudonym"] for row in rows if row["pseudonym"]} == names
    waiting = rows_of(run / "attention.csv")
    assert waiting or layout.is_table
    # Whoever holds people.csv finds the file of every row again.
    paths = {row["file"]: row["path"] for row in rows if row["file"]}
    files = {row["file"] for row in waiting} - {""}
    assert all(re.fullmatch(r"F-[0-9a-f]{8}(\.[a-z]+)?", each) for each in files)
    assert {each for each in files if each not in paths} == set()
    for format in ("csv", "json", "gradescope"):
        assert command(tmp_path, "export", "run", format).returncode == 0
    assert told(run, klass) == []
    one = json.loads((run / "export/results.jsonl").read_text().splitlines()[0])
    assert (one["student"], one["person"]) == (min(names), min(names))
    # An LMS knows its students by name only: its file is filled, and nothing else changes.
    column = ("--column", "HW 3 (987654)") if layout.back == "canvas" else ()
    assert command(tmp_path, "export", "run", layout.back, "--template", "template.csv", *column).returncode == 0
    back = imported(klass, layout, (run / f"export/{layout.back}-grades.csv").read_bytes(), (tmp_path / "template.csv").read_bytes())
    wanted = {student.login: score for student, score in expected(klass, layout) if score is not None and student.has_text}
    assert {login: score for login, score in back.items() if login in wanted} == wanted


def test_a_decision_names_the_pseudonym_and_forgetting_takes_either_name(klass: Course, tmp_path: Path) -> None:
    graded(tmp_path, klass, BY_NAME["moodle folders, 4.1"])
    run = tmp_path / "run"
    behind = {row["kind"] + row["key"]: row["pseudonym"] for row in rows_of(run / "people.csv") if row["key"]}
    pdf = next(student for student in klass.students if student.case == "pdf")
    name = behind[f"participant{pdf.participant}"]
    (run / "decisions.yaml").write_text(f"- student: {name}\n  unanswered: blank\n")
    graded(tmp_path, klass, BY_NAME["moodle folders, 4.1"])
    row = next(row for row in rows_of(run / "grades.csv") if row["student"] == name)
    assert (row["pending"], row["score"]) == ("0", "0")
    assert told(run, klass) == []
    assert command(tmp_path, "forget", "run", name).returncode == 0
    assert name not in {row["student"] for row in rows_of(run / "grades.csv")}
    assert name not in (run / "people.csv").read_text()
    assert command(tmp_path, "forget", "run", str(klass.students[0].participant)).returncode == 0
    assert len(rows_of(run / "grades.csv")) == len(klass.students) - 2


def test_another_salt_gives_other_pseudonyms_and_names_come_back_when_they_are_asked_for(klass: Course, tmp_path: Path) -> None:
    layout = BY_NAME["plain flat"]
    graded(tmp_path, klass, layout)
    run = tmp_path / "run"
    first = {path.name for path in (run / "feedback").glob("*.html")}
    args = prepare(klass, layout, tmp_path, True, "anonymous: false")
    assert command(tmp_path, "grade", *args, "--out", "run").returncode == 0
    assert not (run / "people.csv").exists()
    assert not first & {path.name for path in (run / "feedback").glob("*.html")}
    assert {row["student"] for row in rows_of(run / "grades.csv")} & {student.login for student in klass.students}
    args[args.index("--salt") + 1] = "t"
    (tmp_path / "assignment.yaml").write_text((tmp_path / "assignment.yaml").read_text().replace("anonymous: false", "anonymous: true"))
    assert command(tmp_path, "grade", *args, "--out", "again").returncode == 0
    second = {path.name for path in (tmp_path / "again/feedback").glob("*.html")}
    assert len(second) == len(first)
    assert not first & second
