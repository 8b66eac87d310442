"""``regrade`` and ``status`` as a person runs them: the bank that a run remembers, errors in it, and options that name another one."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POWER = "id: power\ntitle: P\nsection: '5.1'\nstatement: S\nvars: {x: real}\nf: 'x^%d'\nwrt: x\ntruth: '%d x^%d'\n"


def run(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    return subprocess.run([sys.executable, "-m", "grader", *args], cwd=cwd, capture_output=True, text=True, env=env, timeout=300, check=False)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A class of two that was graded by a bank of one problem."""
    for folder in ("class", "bank"):
        (tmp_path / folder).mkdir()
    (tmp_path / "class" / "ada.txt").write_text("power: 2x\n")
    (tmp_path / "class" / "grace.txt").write_text("power: 3x^2\n")
    (tmp_path / "bank" / "power.yaml").write_text(POWER % (2, 2, 1))
    graded = run("grade", "class", "--bank", "bank", "--out", "run", "--quiet", cwd=tmp_path)
    assert graded.returncode == 0, graded.stderr
    return tmp_path


def test_a_printed_command_can_be_given_as_it_stands(work: Path) -> None:
    """A folder with blanks and quotes is one word of the shell."""
    name = "Lauf Übung 3 it's"
    (work / "class" / "ada.txt").write_text("power: 2x(\n")
    graded = run("grade", "class", "--bank", "bank", "--out", name, cwd=work)
    (work / "bank" / "power.yaml").write_text(POWER % (3, 3, 2))
    dry = run("regrade", name, "--dry-run", "--bank", "bank", cwd=work)
    decided = run("decide", name, "--student", "ada", "--problem", "power", "--score", "1", cwd=work)
    stale = run("export", name, "csv", cwd=work)
    said = "\n".join(done.stdout + done.stderr for done in (graded, dry, decided, run("status", name, cwd=work), stale))
    commands = [line.split("grader ", 1)[1] for line in said.splitlines() if re.search(r"(?<!the )\bgrader (?:re|st|ex|de)", line)]
    assert {command.split()[0] for command in commands} == {"review", "regrade", "export"}
    assert [command for command in commands if shlex.split(command)[1] != name] == []


def test_a_bank_with_errors_leaves_the_run_as_it_is(work: Path) -> None:
    before = bytes_of(work / "run")
    (work / "bank" / "power.yaml").write_text("id: power\nf: ((x\nwrong: 1\n")
    done = run("regrade", "run", cwd=work)
    assert (done.returncode, done.stdout) == (2, "")
    assert "bank/power.yaml:1:1: the field 'vars' is missing" in done.stderr
    assert bytes_of(work / "run") == before
    stale = run("status", "run", cwd=work)
    assert (stale.returncode, stale.stderr) == (0, "")
    assert "stale      the bank has" in stale.stdout


def test_the_bank_that_a_run_remembers_is_found_from_anywhere(work: Path) -> None:
    (work / "bank" / "power.yaml").write_text(POWER % (3, 3, 2))
    (work / "elsewhere").mkdir()
    done = run("regrade", "../run", "--jobs", "1", cwd=work / "elsewhere")
    assert done.returncode == 0, done.stderr
    assert "students   2 change: 1 up, 1 down, 0 wait -> ../run/changes.csv" in done.stdout
    (work / "bank").rename(work / "moved")
    lost = run("regrade", "run", cwd=work)
    assert lost.returncode == 2
    assert "say where it is with --bank" in lost.stderr
    assert f"stale      {work / 'bank'} is not there: grader regrade with --bank says" in run("status", "run", cwd=work).stdout
    assert run("regrade", "run", "--bank", "moved", "--quiet", cwd=work).returncode == 0
    assert json.loads((work / "run" / "run.json").read_text())["options"]["bank"] == str(work / "moved")
    found = json.loads(run("status", "run", "--json", cwd=work).stdout)
    assert (found["state"], found["students"], found["stale"]) == ("complete", 2, [])


def test_an_assignment_says_which_bank(work: Path) -> None:
    (work / "assignment.yaml").write_text("title: HW\nbank: bank\nproblems: [power: {points: 4}]\n")
    done = run("regrade", "run", "--assignment", "assignment.yaml", cwd=work)
    assert done.returncode == 0, done.stderr
    assert "problem    power: 1 student +3, 0 lose        (facility 0.50 -> 0.50)" in done.stdout
    (work / "assignment.yaml").rename(work / "moved.yaml")
    assert f"{work / 'assignment.yaml'} is not there: grader regrade with --assignment says" in run("status", "run", cwd=work).stdout
    (work / "moved.yaml").rename(work / "assignment.yaml")
    refused = run("regrade", "run", "--bank", "bank", cwd=work)
    assert refused.returncode == 2
    assert "--bank is for runs without an assignment" in refused.stderr
