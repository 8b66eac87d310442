"""``check --html``: the student's own sheet is that of the answers in the file, and never holds the key."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.bank import load_bank

ROOT = Path(__file__).resolve().parents[2]


def run(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "GRADER_RAISE": "1"}
    return subprocess.run([sys.executable, "-m", "grader", "check", *args], cwd=cwd, capture_output=True, text=True, env=env, timeout=120,
                          stdin=subprocess.DEVNULL, check=False)


def test_the_sheet_says_what_the_terminal_says(tmp_path: Path) -> None:
    (tmp_path / "answers.txt").write_text("student: Ada <b>\nchain-2x-plus-1: 4(2x+1)^3\ngradient-ex57: [2x1x2 + x2^3, x1^2\nnowhere: x\n", "utf-8")
    done = run("answers.txt", "--html", "out.html", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "wrote out.html: open it in a browser" in done.stdout.splitlines()
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "4(2x+1)^3" in re.sub(r"<[^>]*>", "", page)
    for said in ("Ada &lt;b&gt;", "Inner derivative forgotten", "is never closed", "answers.txt"):
        assert said in page
    assert "<script" not in page


def test_no_sheet_holds_the_key(tmp_path: Path) -> None:
    """Every problem answered by a number that no problem has as its answer."""
    bank, _ = load_bank(ROOT / "problem_bank")
    (tmp_path / "answers.txt").write_text("".join(f"{problem.id}: 7741\n" for problem in bank.problems), "utf-8")
    run("answers.txt", "--html", "out.html", cwd=tmp_path)
    page = (tmp_path / "out.html").read_text("utf-8")
    shown = " ".join(page.split())
    stated = " ".join(" ".join((problem.shown.title, problem.shown.statement, *problem.shown.hints)) for problem in bank.problems)
    secret = [text for problem in bank.problems for text in (problem.scheme.truth, *problem.scheme.accept, problem.shown.solution)]
    assert [text for text in secret if len(text) > 8 and text in shown and text not in stated] == []
    assert shown.count("7741") >= len(bank.problems)


@pytest.mark.parametrize(("options", "code", "said"), [
    (("--html", "answers.txt"), 2, "must end in .html"), (("--html", "out.html", "--jsonl"), 2, "do not go together"),
    (("--html", "nowhere/out.html"), 4, "cannot be written"),
])
def test_what_cannot_be_written(tmp_path: Path, options: tuple[str, ...], code: int, said: str) -> None:
    (tmp_path / "answers.txt").write_text("power-rule: n x^(n-1)\n", "utf-8")
    done = run("answers.txt", *options, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert (tmp_path / "answers.txt").read_text("utf-8") == "power-rule: n x^(n-1)\n"
