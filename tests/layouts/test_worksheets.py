"""Worksheets of Moodle in seven languages, and gradebooks of Canvas: what the export says that will be accepted is what the importer takes."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import rosters
from importers import Canvas, Moodle, Outcome, Refused
from lecture_class import Course, course
from make import LAYOUTS
from way_back import command, compared, expected

MOODLE = next(layout for layout in LAYOUTS if layout.name == "moodle folders, 4.1")
CANVAS = next(layout for layout in LAYOUTS if layout.name == "canvas uploads")


@pytest.fixture(scope="module")
def klass() -> Course:
    return course(12, 9)


@pytest.fixture(scope="module")
def moodle_run(klass: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("moodle")
    assert len(compared(klass, MOODLE, folder, as_zip=True).right) == 10
    return folder


@pytest.fixture(scope="module")
def canvas_run(klass: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("canvas")
    assert len(compared(klass, CANVAS, folder, as_zip=True).right) == 10
    return folder


def export(folder: Path, out: Path, template: bytes, lms: str, *more: str) -> subprocess.CompletedProcess[str]:
    (out / "template.csv").write_bytes(template)
    return command(out, "export", str(folder / "run"), lms, "--template", "template.csv", "--out", "out", *more)


def server(klass: Course, language: str = "en", **more: object) -> Moodle:
    return Moodle([student.participant for student in klass.everybody], Fraction(klass.maximum), language,
                  grades={student.participant: (Fraction(rosters.OLD_GRADE), rosters.graded_at(student)) for student in klass.absent},
                  **more)     # type: ignore[arg-type]


def right(klass: Course) -> dict[int, Fraction]:
    return {student.participant: score for student, score in expected(klass, MOODLE) if score is not None}


def accepted(said: str) -> int:
    found = re.search(r"will accept ([\d,]+)", said)
    assert found, said
    return int(found[1].replace(",", ""))


def differing(before: bytes, after: bytes, separator: str) -> Iterator[tuple[int, int]]:
    rows = [list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator)) for data in (before, after)]
    assert len(rows[0]) == len(rows[1])
    for place, (old, new) in enumerate(zip(*rows, strict=True)):
        yield from ((place, at) for at, (one, two) in enumerate(zip(old, new, strict=True)) if one != two)


@pytest.mark.parametrize("language", rosters.LANGUAGES)
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_every_language_is_filled_without_a_column(klass: Course, moodle_run: Path, tmp_path: Path, language: str, separator: str) -> None:
    if separator != {"en": ",", "de": ";", "es": "\t", "fr": ";", "it": "\t", "pt": ",", "eu": ";"}[language] and language != "de":
        pytest.skip("every language with one separator, German with all")
    template = rosters.moodle(klass, language, separator)
    done = export(moodle_run, tmp_path, template, "moodle", "--comments")
    assert done.returncode == 0, done.stderr
    data = (tmp_path / "out/moodle-grades.csv").read_bytes()
    outcome = server(klass, language).upload(data, separator=separator)
    assert outcome.changed == right(klass)
    assert accepted(done.stdout) == len(outcome.changed)
    changed = list(differing(template, data, separator))
    feedback = len(rosters.moodle(klass).split(b"\n")[0].split(b",")) - 1
    assert {at for _, at in changed} == {6, feedback}
    assert len(changed) == 2 * len(outcome.changed)
    assert data.count(b"<p>Graded automatically: ") == len(outcome.changed)
    grades = rf"(?m)^((?:[^{separator}\n]*{separator}){{6}})[\d.,]*"
    without = re.sub("<p>Graded automatically: .*</ul>", "", re.sub(grades, r"\1", data.decode("utf-8-sig")))
    assert without == re.sub(grades, r"\1", template.decode("utf-8-sig"))


def replaced(template: bytes, number: int, old: str, new: str) -> bytes:
    lines = template.decode().splitlines(keepends=True)
    return "".join(line.replace(old, new) if f"{number}," in line else line for line in lines).encode()


def test_a_locked_row(klass: Course, moodle_run: Path, tmp_path: Path) -> None:
    template = replaced(rosters.moodle(klass), 48002, ",Yes,", ",No,")
    done = export(moodle_run, tmp_path, template, "moodle")
    outcome = server(klass, locked={48002}).upload((tmp_path / "out/moodle-grades.csv").read_bytes())
    assert outcome.changed == {who: score for who, score in right(klass).items() if who != 48002}
    assert accepted(done.stdout) == len(outcome.changed)
    assert "Grace Hopper" in done.stdout
    assert "locked" in done.stdout


def test_another_maximum_is_never_silent(klass: Course, moodle_run: Path, tmp_path: Path) -> None:
    template = rosters.moodle(klass, maximum="300.00")
    refused = export(moodle_run, tmp_path, template, "moodle")
    assert refused.returncode == 2
    assert {"300", "511"} <= set(re.findall(r"\d+", refused.stderr))
    assert "--scale" in refused.stderr
    assert "--as-is" in refused.stderr
    small = Moodle([student.participant for student in klass.everybody], Fraction(300))
    as_is = export(moodle_run, tmp_path, template, "moodle", "--as-is")
    outcome = small.upload((tmp_path / "out/moodle-grades.csv").read_bytes())
    assert outcome.changed.keys() - {who for who, score in right(klass).items() if score <= 300} <= {48013, 48014}
    assert accepted(as_is.stdout) == sum(score <= 300 for score in right(klass).values())
    assert export(moodle_run, tmp_path, template, "moodle", "--scale").returncode == 0
    scaled = small.upload((tmp_path / "out/moodle-grades.csv").read_bytes()).changed
    assert {who: scaled[who] for who in right(klass)} == {
        who: Fraction(int(score * 300 * 100 / klass.maximum + Fraction(1, 2)), 100) for who, score in right(klass).items()}


def test_another_word_in_one_row(klass: Course, moodle_run: Path, tmp_path: Path) -> None:
    template = rosters.moodle(klass).replace(b"Participant 48003", b"Teilnehmer/in48003")
    done = export(moodle_run, tmp_path, template, "moodle")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_two_columns_of_one_number_ask_for_the_column(klass: Course, moodle_run: Path, tmp_path: Path) -> None:
    template = rosters.moodle(klass, "de").decode()
    twice = re.sub(r'("511,00"),(Ja),', r'\1,Ja,,"511,00",Ja,', template)
    twice = twice.replace("Bewertung kann geändert werden,", "Bewertung kann geändert werden,Note 2,Bestnote 2,Änderbar 2,", 1)
    assert twice.count('"511,00"') == 28
    done = export(moodle_run, tmp_path, twice.encode(), "moodle")
    assert done.returncode == 2
    assert "--column" in done.stderr
    assert export(moodle_run, tmp_path, twice.encode(), "moodle", "--column", "Bewertung").returncode == 0
    assert set(differing(twice.encode(), (tmp_path / "out/moodle-grades.csv").read_bytes(), ",")) <= {(row, 6) for row in range(1, 15)}


def test_a_worksheet_that_served_before_is_said(klass: Course, moodle_run: Path, tmp_path: Path) -> None:
    template = rosters.moodle(klass)
    first = export(moodle_run, tmp_path, template, "moodle")
    second = export(moodle_run, tmp_path, template, "moodle")
    assert first.returncode == second.returncode == 0
    assert "new worksheet" in second.stdout
    moment = rosters.graded_at(klass.absent[0]).replace(day=25)
    later = server(klass)
    later.grades = {**later.grades, **{number: (score - 1, moment) for number, score in right(klass).items()}}
    assert later.upload((tmp_path / "out/moodle-grades.csv").read_bytes()).changed == {}
    assert later.upload((tmp_path / "out/moodle-grades.csv").read_bytes(), even_if_modified=True).changed == right(klass)


def gradebook(klass: Course, text: bytes) -> Outcome:
    students = {student.canvas: (student.name, f"{student.last}, {student.first}", student.number, student.login) for student in klass.everybody}
    old = {(student.canvas, 987654): "" if student.attempts else rosters.OLD_GRADE for student in klass.everybody}
    return Canvas(students, {987654: "HW 3", 111: "HW 2"}, old).upload(text, 987654)


def scores(klass: Course) -> dict[int, Fraction]:
    return {student.canvas: score for student, score in expected(klass, CANVAS) if score is not None}


def test_gradebooks_of_canvas(klass: Course, canvas_run: Path, tmp_path: Path) -> None:
    plain = rosters.canvas(klass)
    head = plain.decode()
    variants = {
        "as exported": plain,
        "with a section twice": plain + plain.splitlines(keepends=True)[4].replace(b"Lecture", b"Tutorial"),
        "semicolons": "\n".join(";".join(f'"{cell}"' if ";" in cell else cell for cell in row)
                                for row in csv.reader(io.StringIO(head, newline=""))).encode(),
        "decimal commas": head.replace(",3.50,", ',"3,50",').encode(),
        "without SIS ids": "\n".join(",".join(f'"{cell}"' for at, cell in enumerate(row) if at not in (2, 3))
                                     for row in csv.reader(io.StringIO(head, newline=""))).encode(),
    }
    for name, template in variants.items():
        done = export(canvas_run, tmp_path, template, "canvas", "--column", "HW 3 (987654)")
        assert done.returncode == 0, (name, done.stderr)
        outcome = gradebook(klass, (tmp_path / "out/canvas-grades.csv").read_bytes())
        assert outcome.strangers == [], name
        if name == "with a section twice":
            left = {who: score for who, score in scores(klass).items() if who != 1002}
            assert outcome.changed in (left, scores(klass)), name
        else:
            assert outcome.changed == scores(klass), name
            assert accepted(done.stdout) == len(outcome.changed), name


def test_an_excused_student_stays_excused(klass: Course, canvas_run: Path, tmp_path: Path) -> None:
    template = re.sub(rb'(?m)^("Hopper, Grace",1002,[^,]*,[^,]*,Lecture,,),', rb"\1EX,", rosters.canvas(klass))
    assert b"EX" in template
    done = export(canvas_run, tmp_path, template, "canvas", "--column", "HW 3 (987654)")
    data = (tmp_path / "out/canvas-grades.csv").read_bytes()
    assert gradebook(klass, data).changed.get(1002) == "EX"
    assert accepted(done.stdout) == len(scores(klass)) - 1


def test_files_that_canvas_refuses_are_refused_here(klass: Course, canvas_run: Path, tmp_path: Path) -> None:
    plain = rosters.canvas(klass).decode()
    for text in (plain.replace("Section", "Group", 1), plain.replace("Student,ID", "Name,ID", 1), plain.replace("SIS Login ID,", "Login,", 1)):
        with pytest.raises(Refused):
            gradebook(klass, text.encode())
        done = export(canvas_run, tmp_path, text.encode(), "canvas", "--column", "HW 3 (987654)")
        assert done.returncode == 2, text[:80]
        assert "Traceback" not in done.stderr
