"""The commands about assignments as a person types them: drafted, checked, found, and never taken from where a student could have put it."""

from __future__ import annotations

import csv
import shlex
import zipfile
from pathlib import Path

import pytest
from test_commands import run

ANSWERS = {"ada.txt": "power-rule: n x^(n-1)\nrule-sum: f'(x) + g'(x)\n", "grace.txt": "power-rule: n x^n\n", "emmy.txt": "power-rule: n x^(n-1)\n"}
ASSIGNMENT = "title: Homework 3\nproblems: [{power-rule: {points: 5}}]\nreveal: hint\n"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder ``class`` of three students, a zip of it, and a small bank."""
    (tmp_path / "class").mkdir()
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name, text in ANSWERS.items():
            (tmp_path / "class" / name).write_text(text)
            archive.writestr(name, text)
    bank = Path(__file__).resolve().parents[2] / "problem_bank" / "5.1-univariate"
    (tmp_path / "bank").mkdir()
    for name in ("power-rule.yaml", "rule-sum.yaml", "rule-product.yaml"):
        (tmp_path / "bank" / name).write_bytes((bank / name).read_bytes())
    return tmp_path


def scores(out: Path) -> dict[str, str]:
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row["score"] for row in csv.DictReader(file)}


def test_a_draft_is_graded_as_it_is(work: Path) -> None:
    done = run("assignment", "new", "class", "--bank", "bank", cwd=work)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1:6] == ["title: 'class'", "bank: 'bank'", "problems:", f"  - {'power-rule':<40} # 3 of 3", f"  - {'rule-sum':<40} # 1 of 3"]
    (work / "assignment.yaml").write_text(done.stdout)
    checked = run("assignment", "check", "assignment.yaml", cwd=work)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.splitlines()[0] == "assignment  assignment.yaml: class, 2 problems, 2 points"
    graded = run("grade", "class", "--out", "run", cwd=work)
    assert graded.returncode == 0, graded.stderr
    assert graded.stdout.splitlines()[0] == "assignment  assignment.yaml: class, 2 problems, 2 points"
    assert scores(work / "run") == {"ada": "2", "grace": "0", "emmy": "1"}


def test_without_an_assignment_a_run_says_what_was_answered(work: Path) -> None:
    graded = run("grade", "class", "--bank", "bank", "--out", "run", cwd=work)
    lines = graded.stdout.splitlines()
    assert lines[0] == "assignment  none: all 3 problems of the bank count"
    assert lines[-3:-1] == ["note       2 of the 3 problems were answered by a tenth of the students or more",
                            "           grader assignment new class --bank bank > assignment.yaml   writes a draft with these 2"]


def test_what_is_graded_stands_in_the_file(work: Path) -> None:
    (work / "class" / "assignment.yaml").write_text(ASSIGNMENT)
    graded = run("grade", "class", "--out", "run", cwd=work)
    assert graded.returncode == 0, graded.stderr
    assert graded.stdout.splitlines()[0] == "assignment  class/assignment.yaml: Homework 3, 1 problem, 5 points"
    assert scores(work / "run") == {"ada": "5", "grace": "0", "emmy": "5"}
    with (work / "run" / "attention.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["file"], row["code"], row["message"]) for row in csv.DictReader(file)]
    assert [(file, code) for file, code, _ in rows] == [("ada.txt", "intake/not-asked")]
    assert "'rule-sum'" in rows[0][2]


@pytest.mark.parametrize(("option", "value"), [("title", "T"), ("reveal", "hint"), ("bank", "bank")])
def test_options_that_the_file_says_are_errors_beside_it(work: Path, option: str, value: str) -> None:
    (work / "class" / "assignment.yaml").write_text(ASSIGNMENT)
    graded = run("grade", "class", f"--{option}", value, "--out", "run", cwd=work)
    assert (graded.returncode, graded.stdout) == (2, "")
    assert f"write '{option}: {value}' in class/assignment.yaml" in graded.stderr
    assert not (work / "run").exists()


def test_two_places_are_one_too_many(work: Path) -> None:
    for folder in (work, work / "class"):
        (folder / "assignment.yaml").write_text(ASSIGNMENT)
    graded = run("grade", "class", "--out", "run", cwd=work)
    assert graded.returncode == 2
    assert "two assignments" in graded.stderr
    named = run("grade", "class", "--assignment", "assignment.yaml", "--out", "run", cwd=work)
    assert named.returncode == 0
    assert named.stdout.startswith("assignment  assignment.yaml: Homework 3")


def test_an_assignment_in_a_zip_or_in_a_download_is_not_read(work: Path) -> None:
    with zipfile.ZipFile(work / "class.zip", "a") as archive:
        archive.writestr("assignment.yaml", ASSIGNMENT)
    (work / "moodle").mkdir()
    for number, (name, text) in enumerate(ANSWERS.items(), 1):
        folder = work / "moodle" / f"{name[:-4]}_{number}_assignsubmission_file"
        folder.mkdir()
        (folder / name).write_text(text)
    (work / "moodle" / "assignment.yaml").write_text(ASSIGNMENT)
    for submissions in ("class.zip", "moodle"):
        graded = run("grade", submissions, "--bank", "bank", "--out", f"run-{submissions}", cwd=work)
        assert graded.returncode == 0, graded.stderr
        assert graded.stdout.startswith("assignment  none: all 3 problems")
        assert "assignment.yaml" in (work / f"run-{submissions}" / "attention.csv").read_text("utf-8")


def test_errors_stop_everything_and_come_at_once(work: Path) -> None:
    (work / "class" / "assignment.yaml").write_text("problems: [power-rul]\ndue: soon\nbank: .\n")
    for command in (("grade", "class", "--out", "run"), ("assignment", "check", "class/assignment.yaml")):
        done = run(*command, cwd=work)
        assert (done.returncode, done.stdout) == (2, "")
        assert "class/assignment.yaml:2:6: 'due' is no time that exists" in done.stderr
        assert "error" in done.stderr.splitlines()[-1]
    assert "a student may have put it there" in run("grade", "class", "--out", "run", cwd=work).stderr
    assert not (work / "run").exists()


def test_nobody_to_draft_from(work: Path) -> None:
    (work / "empty").mkdir()
    done = run("assignment", "new", "empty", cwd=work)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no submission" in done.stderr


LATE = """\
title: Homework 3
problems: [{power-rule: {points: 10}}]
timezone: Europe/Berlin
due: 2026-11-23T23:59
late: {grace: 15 min, each: 10 %, per: day, most: 50 %, until: 2026-11-30T23:59}
extensions: {lise: 2026-11-25T23:59}
times: times.csv
"""
CLASS = {  # handed in; raw, penalty, score
    "ada": ("2026-11-24T00:13:59", "10", "0", "10"), "grace": ("2026-11-24T00:14:01", "10", "1", "9"), "emmy": ("2026-11-24T23:59:01", "10", "2", "8"),
    "sofia": ("2026-11-30T23:59:00", "10", "5", "5"), "mary": ("2026-11-30T23:59:01", "10", "10", "0"), "lise": ("2026-11-26T00:10:00", "10", "0", "10"),
    "rosa": ("2026-11-26T00:14:01", "10", "3", "7"), "vera": ("", "10", "0", "10"),
}


def test_lateness_from_the_text_of_an_assignment_to_the_table_of_grades(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    for name in CLASS:
        (tmp_path / "class" / f"{name}.txt").write_text("power-rule: n x^(n-1)\n")
    (tmp_path / "times.csv").write_text("student,submitted\n" + "".join(f"{name},{time}\n" for name, (time, *_) in CLASS.items() if time))
    (tmp_path / "assignment.yaml").write_text(LATE)
    graded = run("grade", "class", "--out", "run", cwd=tmp_path)
    assert graded.returncode == 0, graded.stderr
    assert graded.stdout.startswith("assignment  assignment.yaml: Homework 3, 1 problem, 10 points, due 2026-11-23 23:59 (Europe/Berlin)\n")
    with (tmp_path / "run" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {row["student"]: (row["raw"], row["penalty"], row["score"]) for row in csv.DictReader(file)}
    assert found == {name: tuple(points) for name, (_, *points) in CLASS.items()}
    rows = (tmp_path / "run" / "attention.csv").read_text("utf-8-sig")
    assert [line.split(",")[2] for line in rows.splitlines() if "late/unknown-time" in line] == ["vera"]


@pytest.mark.parametrize("name", ["hw 3.yaml", "it's.yaml"])
def test_what_is_next_can_be_pasted(work: Path, name: str) -> None:
    (work / name).write_text(ASSIGNMENT)
    checked = run("assignment", "check", name, cwd=work)
    words = shlex.split(checked.stdout.splitlines()[-1].partition("next: ")[2])
    assert words == ["grader", "grade", "SUBMISSIONS", "--assignment", name, "--out", "RUN"]
    assert run(*(word.replace("SUBMISSIONS", "class") for word in words[1:]), cwd=work).returncode == 0
    (work / name).write_text("problems: [")
    status = run("status", "RUN", cwd=work).stdout
    assert "has 1 error, which this names: grader assignment check " in status
    errors = run(*shlex.split(status.partition("which this names: ")[2])[1:4], cwd=work)
    assert (errors.returncode, f"{name}:1:" in errors.stdout + errors.stderr) == (2, True)
