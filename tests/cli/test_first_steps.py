"""What a student meets first: a file that is empty, half filled, named wrongly; each time the last line says what to do next."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "GRADER_RAISE": "1"}
    return subprocess.run([sys.executable, "-m", "grader", *args], cwd=cwd, capture_output=True, text=True, env=env, timeout=120,
                          stdin=subprocess.DEVNULL, check=False)


MEND = "next: mend what has an ✗ or a !, save, and check again"


@pytest.mark.parametrize(("data", "code", "counts", "step"), [
    (b"student:\npower-rule:\npartial-ex57-x1:\n", 1, "0 correct · 2 left empty", "next: fill in what is empty"),
    (b"", 1, "0 correct", "next: fill in what is empty"),
    (b"power-rule: n x^(n-1)\npartial-ex57-x1:\n", 0, "1 correct · 1 left empty", "next: fill in what is empty, or hand in a.txt"),
    ("power-rule: n x^(n-1)\npartial-ex57-x1:\n".encode("utf-16"), 0, "1 correct · 1 left empty", "next: fill in what is empty, or hand in a.txt"),
    (b"power-rule: n x^(n-1)\n", 0, "1 correct", "next: hand in a.txt"),
    (b"power-rule: n x^(n-1)\npower-rul: x\n", 0, "1 correct · 1 not used", MEND),
    (b"power-rule: n x^(n-1\n", 1, "0 correct · 1 unreadable", MEND),
    (b"power-rule: n x^n\n", 1, "0 correct · 1 to improve", "next: the same command with --hint 2 says more"),
])
def test_the_last_lines_say_how_it_stands_and_what_is_next(tmp_path: Path, data: bytes, code: int, counts: str, step: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    done = run("check", "a.txt", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.splitlines()[-2:] == [counts, step]


@pytest.mark.parametrize(("name", "said"), [
    ("hw3", "hw3: this is a folder; name the file with your answers, such as hw3/answers.txt"),
    ("hw3/answer.txt", "hw3/answer.txt: no such file (did you mean hw3/answers.txt?)"),
    ("hw3/xyz", "hw3/xyz: no such file"), ("nowhere/a.txt", "nowhere/a.txt: no such file"),
])
def test_a_file_that_is_none(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "hw3").mkdir()
    (tmp_path / "hw3" / "answers.txt").write_text("power-rule: x\n", "utf-8")
    done = run("check", name, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"grader: {said}\n")


def test_a_file_without_answers_says_so_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("student:\npower-rule:\n", "utf-8")
    assert run("check", "a.txt", cwd=tmp_path).stdout.splitlines()[0] == (
        "  ! a.txt: nothing is answered yet: write each answer after its name and colon")
    (tmp_path / "b.txt").write_text("power-rul: x\n", "utf-8")
    assert [line[:12] for line in run("check", "b.txt", cwd=tmp_path).stdout.splitlines() if line.startswith("  !")] == ["  ! b.txt:1:"]
