"""What is handed out of a graded assignment holds no key, and ``check`` with it says how answers are read and nothing more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.cli.judges import opened
from grader.model import UsageError

ROOT = Path(__file__).resolve().parents[2]
PROBLEMS = "[chain-2x-plus-1, gradient-ex57, least-squares-gradient, shape-RD-RE, practice-chain-in-parts]"


def run(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "GRADER_RAISE": "1"}
    return subprocess.run([sys.executable, "-m", "grader", *args], cwd=cwd, capture_output=True, text=True, env=env, timeout=120,
                          stdin=subprocess.DEVNULL, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("graded")
    (place / "hw.yaml").write_text(f"page: graded\ntitle: Homework 3\nproblems: {PROBLEMS}\n", "utf-8")
    done = run("handout", "hw.yaml", "--out", "hw3", cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in (place / "hw3").iterdir()) == ["answers.txt", "bank.json", "handout.html", "handout.txt"]
    return place


def fill(folder: Path, name: str, **answers: str) -> None:
    text = (folder / "hw3" / "answers.txt").read_text("utf-8")
    for id_, answer in answers.items():
        id_ = id_.replace("_", "-")
        assert f"\n{id_}:\n" in text
        text = text.replace(f"\n{id_}:\n", f"\n{id_}: {answer}\n")
    (folder / "hw3" / name).write_text(text, "utf-8")


def test_answers_are_read_and_nothing_says_whether_they_are_right(folder: Path) -> None:
    fill(folder, "wrong.txt", chain_2x_plus_1="4(2x+1)^3", gradient_ex57="[1, 2, 3]")
    fill(folder, "right.txt", chain_2x_plus_1="8(2x+1)^3", gradient_ex57="[2x1x2 + x2^3, x1^2 + 3x1x2^2]")
    said = {}
    for name in ("wrong.txt", "right.txt"):
        done = run("check", f"hw3/{name}", "--hint", "3", cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        assert lines[0] == "asked by hw3/bank.json: answers are read, and judged after you hand them in"
        assert lines[-2:] == ["2 read · 5 left empty", f"next: hand in hw3/{name}; answers are judged after that"]
        said[name] = [line for line in lines[:-1] if "read as" not in line]
    assert said["wrong.txt"] == said["right.txt"]


def test_what_cannot_be_read_has_its_place(folder: Path) -> None:
    fill(folder, "a.txt", chain_2x_plus_1="8(2x+1^3", shape_RD_RE="E x D")
    done = run("check", "hw3/a.txt", cwd=folder)
    assert done.returncode == 1
    assert "  ! chain-2x-plus-1              cannot be read\n" in done.stdout
    assert "\n        8(2x+1^3\n         ^\n" in done.stdout
    assert done.stdout.splitlines()[-2:] == ["1 read · 1 unreadable · 5 left empty",
                                              "next: write or mend what is missing or has a !, save, and check again"]


def test_the_folder_holds_no_key(folder: Path) -> None:
    """No right or wrong answer of an author's, no hint and no worked solution; the functions only where a statement says them."""
    bank, _ = load_bank(ROOT / "problem_bank")
    asked = [problem for problem in bank.problems if f"\n{problem.id}:" in (folder / "hw3" / "answers.txt").read_text("utf-8")]
    assert len(asked) == 7
    stated = " ".join(" ".join((problem.shown.title, problem.shown.statement)) for problem in asked)
    for path in (folder / "hw3" / "bank.json", folder / "hw3" / "handout.txt"):
        text = path.read_text("utf-8")
        for problem in asked:
            scheme, shown = problem.scheme, problem.shown
            secret = [scheme.truth, *scheme.accept, *scheme.other_layout, shown.f_text, shown.solution, *shown.hints]
            secret += [part for wrong in scheme.wrong for part in (wrong.answer, wrong.misconception, wrong.rule)]
            assert [each for each in secret if len(each) > 4 and each in text and each not in stated] == []


@pytest.mark.parametrize(("args", "said"), [
    (("check", "hw3/answers.txt", "--html", "x.html"), "judged after you hand it in"),
    (("check", "hw3/answers.txt", "--jsonl"), "judged after you hand it in"),
    (("check", "--bank", "hw3/bank.json", "--problem", "chain-2x-plus", "--answer", "x"), "did you mean 'chain-2x-plus-1'?"),
])
def test_what_needs_marks_is_refused(folder: Path, args: tuple[str, ...], said: str) -> None:
    done = run(*args, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_one_answer_and_an_empty_file(folder: Path) -> None:
    one = run("check", "--bank", "hw3/bank.json", "--problem", "chain-2x-plus-1", "--answer", "4(2x+1)^3", cwd=folder)
    assert (one.returncode, one.stdout.splitlines()[0]) == (0, "  · chain-2x-plus-1              read; it is judged after you hand it in")
    empty = run("check", "hw3/answers.txt", cwd=folder)
    assert (empty.returncode, empty.stdout.splitlines()[-2]) == (1, "0 read · 7 left empty")


@pytest.mark.parametrize(("data", "said"), [
    (b'["grader page 1","9.9","graded","",[],[],{}]\n', "made by grader 9.9"), (b'["grader page 1",', "ask for a new one"),
    (b'["grader page 1","0.1.0","practice"]', "ask for a new one"), (b'[\n  "grader page 1",', "ask for a new one"),
    (b"", "ask for a new one"), (b"\xef\xbb\xbf[\"grader page 1\",", "ask for a new one"), (b"<html>Sign in", "ask for a new one"),
])
def test_a_damaged_bank_is_said(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "bank.json").write_bytes(data)
    with pytest.raises(UsageError) as raised:
        opened(None, tmp_path / "answers.txt", "salt", 1)
    assert said in str(raised.value)


def test_another_file_of_that_name_is_no_bank_of_ours(tmp_path: Path) -> None:
    (tmp_path / "bank.json").write_text('{"accounts": []}', "utf-8")
    assert opened(None, tmp_path / "answers.txt", "salt", 1).head.endswith("is from another program: answers are checked with the lecture's bank")


def test_an_own_bank_goes_along_for_practice_and_the_lectures_does_not(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text('id: product\ntitle: A product\nvars: {x: real}\nf: "x^2 sin(x)"\nwrt: x\n', "utf-8")
    assert run("handout", "own.yaml", "--out", "hw", cwd=tmp_path).returncode == 0
    (tmp_path / "hw" / "answers.txt").write_text("product: 2x sin x\n", "utf-8")
    done = run("check", "hw/answers.txt", "--html", "out.html", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("asked by hw/bank.json: for practice\n  ✗ product")
    assert "A product" in (tmp_path / "out.html").read_text("utf-8")
    run("handout", str(ROOT / "problem_bank" / "5.1-univariate"), "--out", "lecture", cwd=tmp_path)
    assert not (tmp_path / "lecture" / "bank.json").exists()
