"""On every machine, in every order and language the same bytes; an output that cannot be used is left alone.

Kills and signals are in ``test_kills.py``; no room, limits, streams, clocks and damage in ``test_damage.py``.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import zipfile
from pathlib import Path

import pytest
from disturbed import ROOT, Tree, finished, tree

EXAMPLE = ROOT / "submissions_example"
ASKED = ("--assignment", str(EXAMPLE / "assignment.yaml"))


def grade(cwd: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return finished(cwd, ["grade", *args, "--salt", "s"], environment=environment)


def everything(folder: Path) -> Tree:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def small_class(cwd: Path, students: int = 80) -> None:
    """Every answer is another one, so that there is something to do, and pages for several processes."""
    (cwd / "class").mkdir()
    for number in range(students):
        answers = "\n".join(f"{problem}: {number}x1 - {number + 1}x2 + x1" for problem in ("partial-ex57-x1", "partial-ex57-x2"))
        (cwd / "class" / f"s{number:03d}.txt").write_text(f"{answers}\npower-rule: n x^(n-1) + {number} - {number}\nbook-ex52: ({number}\n")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = tmp_path_factory.mktemp("reference")
    done = grade(folder, str(EXAMPLE), *ASKED, "--out", "run", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return tree(folder / "run")


@pytest.mark.parametrize(("jobs", "environment"), [
    ("1", {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "Asia/Kathmandu", "COLUMNS": "20"}),
    ("2", {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"}),
    ("2", {"PYTHONHASHSEED": "4294967295", "LANG": "ar_EG.UTF-8", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}),
    ("7", {"PYTHONHASHSEED": "random", "LC_ALL": "de_DE.UTF-8", "PYTHONMALLOC": "debug", "PYTHONOPTIMIZE": "1"}),
])
def test_the_bytes_do_not_depend_on_processes_or_surroundings(
    tmp_path: Path, example: Tree, jobs: str, environment: dict[str, str],
) -> None:
    done = grade(tmp_path, str(EXAMPLE), *ASKED, "--out", "run", "--jobs", jobs, **environment)
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "run") == example


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_the_bytes_do_not_depend_on_the_order_of_files(tmp_path: Path, example: Tree, form: str) -> None:
    paths = sorted((path for path in EXAMPLE.iterdir() if path.name != "assignment.yaml"), key=lambda path: path.name, reverse=True)
    random.Random(2).shuffle(paths)
    if form == "zip":
        with zipfile.ZipFile(tmp_path / "submissions_example.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in paths:
                archive.write(path, path.name)
    else:
        (tmp_path / "submissions_example").mkdir()
        for path in paths:
            shutil.copyfile(path, tmp_path / "submissions_example" / path.name)
    done = grade(tmp_path, f"submissions_example{'.zip' if form == 'zip' else ''}", *ASKED, "--out", "run")
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "run") == example


def prepared(folder: Path, how: str) -> str:
    """An output that cannot be used; gives what the command is told."""
    if how == "a file":
        (folder / "run").write_text("mine")
    elif how == "below a file":
        (folder / "file").write_text("mine")
        return "file/run"
    elif how == "a dangling link":
        (folder / "run").symlink_to("nowhere/at/all")
    elif how == "a store that is a folder":
        (folder / "run/store.sqlite").mkdir(parents=True)
    elif how == "another program's store":
        (folder / "run").mkdir()
        sqlite3.connect(folder / "run/store.sqlite").executescript("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)")
    elif how == "noise":
        (folder / "run").mkdir()
        (folder / "run/store.sqlite").write_bytes(random.Random(1).randbytes(2_000))
    elif how == "of an earlier version":
        (folder / "run").mkdir()
        (folder / "run/run.json").write_text('{"format": 1, "grader": "0.1", "bank": "", "salt": "s", "files": {}}')
        (folder / "run/results.json").write_text("{}")
    elif how == "stopped by an earlier version":
        (folder / "run").mkdir()
        (folder / "run/journal.jsonl").write_text('{"bank": "", "grader": "0.1", "salt": "s"}')
    elif how == "another program's":
        (folder / "run/feedback").mkdir(parents=True)
        (folder / "run/run.json").write_text('{"name": "theirs"}')
        (folder / "run/feedback/letter.txt").write_text("mine")
    elif how == "a folder where a sheet belongs":
        (folder / "run/feedback/ada-lovelace-1d7a121a.html").mkdir(parents=True)
        (folder / "run/store.sqlite").touch()
    elif how == "not for us":
        (folder / "run").mkdir(mode=0o555)
    return "run"


@pytest.mark.parametrize("how", ["a file", "below a file", "a dangling link", "a store that is a folder", "another program's",
                                 "another program's store", "noise", "of an earlier version", "stopped by an earlier version",
                                 "a folder where a sheet belongs", "not for us"])
def test_an_output_that_cannot_be_used_is_exit_4(tmp_path: Path, how: str) -> None:
    if how == "not for us" and os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    out = prepared(tmp_path, how)
    before = everything(tmp_path)
    done = grade(tmp_path, str(EXAMPLE), "--out", out)
    assert done.returncode == 4
    assert done.stderr.startswith(f"grader: {out}")
    assert "Traceback" not in done.stderr
    if how != "a folder where a sheet belongs":
        assert everything(tmp_path) == before


POINTS = ["before-begin", "after-begin", "before-commit", "after-commit", "before-rename", "after-rename"]


@pytest.mark.parametrize("point", POINTS)
def test_a_death_at_any_step_costs_nothing_but_the_step(tmp_path: Path, point: str) -> None:
    small_class(tmp_path, 12)
    done = grade(tmp_path, "class", "--out", "whole", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    draw, deaths = random.Random(point), 0
    for turn in (1, 2, 3, draw.randrange(4, 12), draw.randrange(12, 30)):
        done = grade(tmp_path, "class", "--out", "run", "--jobs", "1", GRADER_FAULT=f"{point}:{turn}")
        deaths += done.returncode == -signal.SIGKILL
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
    # Students who came meanwhile are added to whatever is there.
    (tmp_path / "class/zoe.txt").write_text("power-rule: n x^(n-1)\n")
    for out in ("run", "fresh"):
        done = grade(tmp_path, "class", "--out", out, "--jobs", "2")
        assert done.returncode == 0, done.stderr
    assert deaths >= 3
    assert tree(tmp_path / "run") == tree(tmp_path / "fresh")
    for sheet in (tmp_path / "run/feedback").glob("*.txt"):
        assert sheet.read_text().startswith(f"class · {sheet.name.rpartition('-')[0]}: ")


def test_another_class_does_not_get_into_a_run(tmp_path: Path) -> None:
    small_class(tmp_path, 12)
    assert grade(tmp_path, "class", "--out", "run", "--title", "Homework 3").returncode == 0
    before = everything(tmp_path / "run")
    (tmp_path / "exam").mkdir()
    (tmp_path / "exam/zoe.txt").write_text("power-rule: n x^(n-1)\n")
    done = grade(tmp_path, "exam", "--out", "run")
    assert done.returncode == 4
    assert done.stderr.startswith("grader: run is the run 'Homework 3' of 12 students, and none of them is in this download.")
    assert everything(tmp_path / "run") == before
    assert grade(tmp_path, "exam", "--out", "run", "--replace").returncode == 0
    assert sorted(path.name[:3] for path in (tmp_path / "run/feedback").glob("*.txt")) == ["zoe"]
    [old] = (tmp_path / "run").glob("store.*.sqlite")
    assert old.read_bytes() == before["store.sqlite"]
