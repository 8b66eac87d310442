"""Students of the roster of whom nothing came: they have a row that says so, and a 0 only where it is asked for and certainly theirs."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROSTER = "login,email,name,group\nada,ada@b.c,Ada Lovelace,\ngrace,grace@b.c,Grace Hopper,Team 7\nemmy,,Emmy Noether,\n"


def grader(cwd: Path, *args: str) -> str:
    done = subprocess.run([sys.executable, "-m", "grader", *args], cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(path: Path) -> dict[str, tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["name"]: tuple(row[name] for name in ("login", "email", "group", "score", "pending", "status", "power-rule"))
                for row in csv.DictReader(file)}


def handed(tmp_path: Path, **files: str) -> None:
    (tmp_path / "class").mkdir(exist_ok=True)
    for name, text in files.items():
        (tmp_path / "class" / f"{name}.txt").write_text(text, "utf-8")
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")


def assignment(tmp_path: Path, more: str = "") -> None:
    (tmp_path / "assignment.yaml").write_text(f"problems: [power-rule]\nroster: roster.csv\nstudents: login\n{more}", "utf-8")


ADA = ("ada", "ada@b.c", "", "1", "0", "graded", "1")


def missing(score: str) -> dict[str, tuple[str, ...]]:
    return {"Ada Lovelace": ADA, "Grace Hopper": ("grace", "grace@b.c", "Team 7", score, "0", "missing", ""),
            "Emmy Noether": ("emmy", "", "", score, "0", "missing", "")}


def test_whoever_handed_in_nothing_has_a_row(tmp_path: Path) -> None:
    handed(tmp_path, ada="power-rule: n x^(n-1)")
    assignment(tmp_path)
    assert "missing    nothing came of 2 of the 3 students in the roster -> run/grades.csv" in grader(tmp_path, "grade", "class", "--out", "run")
    assert rows(tmp_path / "run/grades.csv") == missing("")
    assert "1 student, and 2 of whom nothing came" in grader(tmp_path, "export", "run", "csv")
    assert (tmp_path / "run/export/grades.csv").read_bytes() == (tmp_path / "run/grades.csv").read_bytes()
    # The rule alone is new: the table is written anew all the same.
    assignment(tmp_path, "missing: zero\n")
    grader(tmp_path, "regrade", "run")
    assert rows(tmp_path / "run/grades.csv") == missing("0")
    # A stranger may be one of them.
    handed(tmp_path, eve="power-rule: x")
    grader(tmp_path, "grade", "class", "--out", "run")
    found = rows(tmp_path / "run/grades.csv")
    assert (found.pop("eve")[3:6], found) == (("0", "0", "graded"), missing(""))
    (tmp_path / "class/eve.txt").rename(tmp_path / "class/emmy.txt")
    grader(tmp_path, "grade", "class", "--out", "run", "--replace")
    assert {name: row[5] for name, row in rows(tmp_path / "run/grades.csv").items()} == {
        "Ada Lovelace": "graded", "Emmy Noether": "graded", "Grace Hopper": "missing"}


def test_a_group_that_may_be_another_one_has_no_zero(tmp_path: Path) -> None:
    handed(tmp_path)
    (tmp_path / "class/Team 7_201_assignsubmission_file").mkdir()
    (tmp_path / "class/Team 7_201_assignsubmission_file/a.txt").write_text("power-rule: n x^(n-1)", "utf-8")
    (tmp_path / "roster.csv").write_text(ROSTER + "cyd,,Cyd,team 7\n", "utf-8")
    assignment(tmp_path, "missing: zero\n")
    grader(tmp_path, "grade", "class", "--out", "run")
    found = {name: row[3:6] for name, row in rows(tmp_path / "run/grades.csv").items()}
    assert found == {"Grace Hopper": ("1", "0", "graded"), **dict.fromkeys(("Ada Lovelace", "Emmy Noether", "Cyd"), ("", "0", "missing"))}
    (tmp_path / "roster.csv").write_text(ROSTER + "cyd,,Cyd,Team 7\n", "utf-8")
    grader(tmp_path, "regrade", "run")
    found = {name: row[3:6] for name, row in rows(tmp_path / "run/grades.csv").items()}
    assert found == {**dict.fromkeys(("Grace Hopper", "Cyd"), ("1", "0", "graded")),
                     **dict.fromkeys(("Ada Lovelace", "Emmy Noether"), ("0", "0", "missing"))}


def test_whoever_may_be_in_a_group_that_nobody_names_has_no_zero(tmp_path: Path) -> None:
    """Canvas names a group's file after the group and one of its members, and does not say who else is in it."""
    handed(tmp_path, team7_1001_501_a="power-rule: n x^(n-1)")
    gradebook = 'Student,ID,Section,HW (1)\n"Lovelace, Ada",1001,S,\n"Hopper, Grace",1002,S,\n"Noether, Emmy",1003,S,\n'
    (tmp_path / "roster.csv").write_text(gradebook, "utf-8")
    assignment(tmp_path, "missing: zero\n")

    def found() -> dict[str, tuple[str, ...]]:
        return {name.partition(",")[0]: row[3:6] for name, row in rows(tmp_path / "run/grades.csv").items()}

    grader(tmp_path, "grade", "class", "--out", "run")
    assert found() == {"Lovelace": ("1", "0", "graded"), **dict.fromkeys(("Hopper", "Noether"), ("", "0", "missing"))}
    assert "assignment/unnamed-group" in (tmp_path / "run/attention.csv").read_text("utf-8")
    (tmp_path / "groups.csv").write_text('group,student\nTeam 7,"Lovelace, Ada"\nTeam 7,"Hopper, Grace"\n', "utf-8")
    assignment(tmp_path, "missing: zero\ngroups: groups.csv\n")
    grader(tmp_path, "regrade", "run")
    assert found() == {**dict.fromkeys(("Lovelace", "Hopper"), ("1", "0", "graded")), "Noether": ("0", "0", "missing")}
    assert "unnamed-group" not in (tmp_path / "run/attention.csv").read_text("utf-8")


@pytest.mark.parametrize("more", ["anonymous: true\n", ""])
def test_where_no_names_are_shown_the_roster_is_not_listed(tmp_path: Path, more: str) -> None:
    handed(tmp_path, ada="power-rule: n x^(n-1)")
    assignment(tmp_path, more)
    said = grader(tmp_path, "grade", "class", "--out", "run")
    table = (tmp_path / "run/grades.csv").read_text("utf-8-sig")
    assert ("missing" in said, "missing" in table, "Emmy" in table, "Ada" in table) == (not more,) * 4
