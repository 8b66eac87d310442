"""``grader handout``: the folder for students, in processes of its own and from another directory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.intake import read_answers

ROOT = Path(__file__).resolve().parents[2]
HOMEWORK = ROOT / "submissions_example" / "assignment.yaml"


def run(*args: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "GRADER_RAISE": "1"}
    return subprocess.run([sys.executable, "-m", "grader", *args], cwd=cwd, input=stdin, capture_output=True, text=True, env=env, timeout=120,
                          check=False)


def test_the_folder_of_an_assignment(tmp_path: Path) -> None:
    done = run("handout", str(HOMEWORK), "--out", "hw3", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "hw3").iterdir()) == ["answers.txt", "handout.html", "handout.txt"]
    assert done.stdout.splitlines()[0].startswith("asked      Homework 3 · practice · ")
    assert done.stdout.splitlines()[-1] == "next       give students the folder hw3; they type: grader check answers.txt"


def test_an_assignment_without_problems_asks_all_of_its_bank(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text('- {id: square, vars: {x: real}, f: "x^2", wrt: x}\n', "utf-8")
    (tmp_path / "hw.yaml").write_text("title: Homework\npage: graded\nbank: bank.yaml\n", "utf-8")
    done = run("handout", "hw.yaml", "--out", "out", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "asked      Homework · graded · 1 problem · 1 point"


def test_what_is_filled_in_is_read_as_it_was_written(tmp_path: Path) -> None:
    run("handout", str(HOMEWORK), "--out", "hw3", cwd=tmp_path)
    file = tmp_path / "hw3" / "answers.txt"
    ids = [line[:-1] for line in file.read_text("utf-8").split("\n") if line.endswith(":") and not line.startswith("#")][1:]
    typed = file.read_text("utf-8").replace("student:", "student: Ada")
    for id_ in ids:
        typed = typed.replace(f"\n{id_}:\n", f"\n{id_}: x # {id_}\n  + y\n")
    found = read_answers(typed.encode(), "answers.txt", ids)
    assert found.attention == ()
    [submission] = found.submissions
    assert submission.who.name == "Ada"
    assert [(each.problem, each.text) for each in submission.responses] == [(id_, f"x # {id_}\n+ y") for id_ in ids]


@pytest.mark.parametrize(("file", "options", "code", "said"), [
    ("page: graded\nproblems: [power-rule]\n", ("--mode", "practice"), 2, "the assignment says 'page: graded'"),
    ("page: exam\nproblems: [power-rule]\n", (), 2, "practice or graded"),
    ("problems: [power-rul]\n", (), 2, "did you mean 'power-rule'?"),
    ("id: a\n", (), 2, "the bank has 3 errors"),
])
def test_what_cannot_be_handed_out_writes_nothing(tmp_path: Path, file: str, options: tuple[str, ...], code: int, said: str) -> None:
    (tmp_path / "hw.yaml").write_text(file, "utf-8")
    done = run("handout", "hw.yaml", "--out", "out", *options, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "hw3").mkdir()
    (tmp_path / "hw3" / "answers.txt").write_text("student: Ada\n", "utf-8")
    done = run("handout", str(HOMEWORK), "--out", "hw3", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (4, "")
    assert "hw3 is not empty" in done.stderr
    assert [(path.name, path.read_text("utf-8")) for path in (tmp_path / "hw3").iterdir()] == [("answers.txt", "student: Ada\n")]


def test_a_bank_and_a_place_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text('id: product\nvars: {x: real}\nf: "x^2 sin(x)"\nwrt: x\n', "utf-8")
    done = run("handout", "bank.yaml", "--out", "out", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Let f = x^2*sin(x). Find the derivative of f by x." in (tmp_path / "out" / "handout.txt").read_text("utf-8")
    (tmp_path / "file").write_text("")
    for out, code in (("file", 4), ("file/below", 4)):
        assert run("handout", "bank.yaml", "--out", out, cwd=tmp_path).returncode == code
    missing = run("handout", "nowhere.yaml", "--out", "new", cwd=tmp_path)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "nowhere.yaml" in missing.stderr
