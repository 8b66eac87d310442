"""A student is taken out of a run: nothing of them is left there, and nobody else has lost anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def command(cwd: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "grader", *args], cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                          capture_output=True, text=True, timeout=120, check=False)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and path.name != "store.sqlite"}


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    (tmp_path / "class").mkdir()
    for name in ("Ada Lovelace", "Zoë Zürich", "Grace Hopper"):
        (tmp_path / "class" / f"{name[:3]}.txt").write_text(
            f"student: {name}\npower-rule: n x^(n-1)\nbook-ex52: 2x + {len(name)}77\n", "utf-8")
    assert command(tmp_path, "grade", "class", "--out", "run", "--salt", "s").returncode == 0
    assert command(tmp_path, "export", "run", "csv").returncode == 0
    return tmp_path


def test_nothing_is_left_of_somebody_who_is_forgotten(graded: Path) -> None:
    [sheet] = (graded / "run/feedback").glob("zoe-*.txt")
    assert "Zoë" in (graded / "run/export/grades.csv").read_text("utf-8")
    assert command(graded, "export", "run", "json").returncode == 0
    assert "1077" in (graded / "run/export/results.jsonl").read_text("utf-8")
    done = command(graded, "forget", "run", "Zoë Zürich")
    assert done.returncode == 0, done.stderr
    assert not sheet.exists()
    for path in (graded / "run").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert "Zoë".encode() not in data, path
        assert b"1077" not in data, path
    (graded / "class/Zoë.txt").unlink()
    assert command(graded, "grade", "class", "--out", "fresh", "--salt", "s").returncode == 0
    assert files(graded / "run") == files(graded / "fresh")
    # What others gave was not forgotten.
    again = command(graded, "grade", "class", "--out", "run")
    assert "nothing new" in again.stdout
    assert "grading" not in again.stdout


def test_the_tables_of_the_assignment_forget_too(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    for name in ("ada", "zoe"):
        (tmp_path / "class" / f"{name}.txt").write_text("power-rule: n x^(n-1)\n", "utf-8")
    (tmp_path / "roster.csv").write_text("login,name,number\nzoe,Zoë Zürich,7700\nada,Ada Lovelace,7701\n", "utf-8")
    (tmp_path / "times.csv").write_text("student,submitted\n7700,2026-11-23T12:34\nada,2026-11-23T11:00\n", "utf-8")
    (tmp_path / "assignment.yaml").write_text("problems: [power-rule]\nroster: roster.csv\ntimes: times.csv\nstudents: login\n"
                                              "timezone: Europe/Berlin\ndue: 2026-11-23T23:59\n", "utf-8")
    assert command(tmp_path, "grade", "class", "--out", "run", "--assignment", "assignment.yaml").returncode == 0
    assert b"7700" in (tmp_path / "run/store.sqlite").read_bytes()
    done = command(tmp_path, "forget", "run", "zoe")
    assert done.returncode == 0, done.stderr
    for path in (tmp_path / "run").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert not [word for word in ("Zoë", "Z\\u00fcrich", "7700", "12:34") if word.encode() in data], path
    assert b"7701" in (tmp_path / "run/store.sqlite").read_bytes()
    assert "ada,Ada Lovelace,ada,,7701" in (tmp_path / "run/grades.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("called", ["zz", "ZOE@uni.example", "7700", "Zoë Zürich", "48002"])
def test_the_ids_of_the_roster_name_somebody_too(tmp_path: Path, called: str) -> None:
    for number, name in enumerate(("Ada Lovelace", "Zoë Zürich"), 48001):
        (tmp_path / f"class/{name}_{number}_assignsubmission_file").mkdir(parents=True)
        (tmp_path / f"class/{name}_{number}_assignsubmission_file/a.txt").write_text("power-rule: n x^(n-1)\n", "utf-8")
    (tmp_path / "roster.csv").write_text("Identifier,Full name,ID number,Username,Email address,Status,Grade,Maximum grade\n"
                                         "Participant 48001,Ada Lovelace,7701,ada,ada@uni.example,-,,1.00\n"
                                         "Participant 48002,Zoë Zürich,7700,zz,zoe@uni.example,-,,1.00\n", "utf-8")
    (tmp_path / "assignment.yaml").write_text("problems: [power-rule]\nroster: roster.csv\n")
    assert command(tmp_path, "grade", "class", "--out", "run", "--assignment", "assignment.yaml").returncode == 0
    (tmp_path / "run/decisions.yaml").write_text("- problem: power-rule\n  student: {login: zz}\n  score: 0 of 1\n")
    done = command(tmp_path, "forget", "run", called)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "run/feedback").glob("*.txt") if "zoe" in path.name] == []
    assert "zz" not in (tmp_path / "run/decisions.yaml").read_text()


def test_decisions_on_somebody_are_forgotten_too(graded: Path) -> None:
    """The answer that others gave too stays decided, and the comments of a person stay."""
    (graded / "run/decisions.yaml").write_text("""\
# mine
- problem: power-rule
  student: {name: "Zoë Zürich"}
  score: 0 of 1
# on two answers
- problem: book-ex52
  answers: ["2x + 1077", "2x + 1277"]
  score: 1 of 1
- problem: book-ex52
  answers: ["2x + 1077"]
  score: 1 of 1
- problem: power-rule
  answers: ["n x^(n-1)"]
  score: 1 of 1
# end
""", "utf-8")
    done = command(graded, "forget", "run", "Zoë Zürich")
    assert done.returncode == 0, done.stderr
    assert (graded / "run/decisions.yaml").read_text("utf-8") == """\
# mine
# on two answers
- problem: power-rule
  answers: ["n x^(n-1)"]
  score: 1 of 1
# end
- problem: book-ex52
  answers: ["2x + 1277"]
  score: 1 of 1
"""
    assert "Zoë" not in (graded / "run/grades.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(("student", "said"), [("Nobody", "nobody in this run"), ("", "nobody in this run")])
def test_who_is_nobody_is_not_forgotten(graded: Path, student: str, said: str) -> None:
    before = files(graded / "run")
    done = command(graded, "forget", "run", student)
    assert (done.returncode, said in done.stderr) == (2, True)
    assert files(graded / "run") == before


def test_of_two_with_one_name_none_is_forgotten_until_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    for number, name in enumerate(("Ada Lovelace", "Ada Lovelace", "Grace Hopper"), 1):
        folder = tmp_path / f"class/{name}_4800{number}_assignsubmission_file"
        folder.mkdir()
        (folder / "a.txt").write_text(f"power-rule: n x^(n-{number})\n")
    done = command(tmp_path, "grade", "class", "--out", "run", "--salt", "s")
    assert done.returncode == 0, done.stderr
    done = command(tmp_path, "forget", "run", "Ada Lovelace")
    assert done.returncode == 2
    assert done.stderr.count("Ada Lovelace 4800") == 2
    assert command(tmp_path, "forget", "run", "48002").returncode == 0
    assert len(list((tmp_path / "run/feedback").glob("ada-lovelace-*.txt"))) == 1


@pytest.mark.parametrize("point", ["after-commit:1", "before-rename:2", "before-rename:4"])
def test_what_was_killed_while_it_forgot_is_finished_by_the_same_command(graded: Path, point: str) -> None:
    """Nothing of the student is left in files, drafts of those that were being written among them."""
    (graded / "run/export/results.jsonl.00.tmp").write_text("Zoë Zürich", "utf-8")
    killed = command(graded, "forget", "run", "Zoë Zürich", GRADER_FAULT=point)
    assert killed.returncode == -9
    said = command(graded, "export", "run", "csv")
    assert (said.returncode, "grader regrade run" in said.stderr) == (4, True)
    assert command(graded, "status", "run").stdout.endswith("the run was stopped while writing: grader regrade run\n")
    again = command(graded, "forget", "run", "Zoë Zürich")
    assert (again.returncode, "nobody in this run" in again.stderr) == (2, True)
    assert [path for path in (graded / "run").rglob("*") if path.is_file() and "Zoë".encode() in path.read_bytes()] == []
    assert list((graded / "run").rglob("*.tmp")) == []
    assert command(graded, "export", "run", "csv").returncode == 0


def test_a_folder_without_a_run_is_exit_4(tmp_path: Path) -> None:
    assert command(tmp_path, "forget", "nowhere", "Ada").returncode == 4
    assert list(tmp_path.iterdir()) == []
