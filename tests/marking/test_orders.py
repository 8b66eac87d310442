"""What is said about an answer does not depend on other answers: the same bytes in every order, each order in a fresh process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from grader import load_bank
from grader.model import dumps
from grader.places import place

COUNT = 400
ORDERS = int(os.environ.get("GRADER_ORDERS", "2"))
"""So many orders; 4 are run before an issue is closed."""

UNPROVED = """
- {id: unproved-1, vars: {x: real}, f: "log(x + sqrt(x^2 + 1))", asked: value, truth: "asinh(x)"}
- {id: unproved-2, vars: {x: positive}, f: "atan(1/x)", asked: value, truth: "pi/2 - atan(x)"}
- {id: unproved-3, vars: {x: positive}, f: "x^(x^(1/2))", wrt: x, truth: "x^(x^(1/2) - 1/2)(1 + log(x)/2)"}
- {id: unproved-4, vars: {x: real}, f: "atan(sinh(x))", asked: value, truth: "2atan(tanh(x/2))"}
"""
"""Problems whose truth nobody proves to be what the author wrote."""

WAYS = {"unproved-1": ("asinh(x) + x - x", "asinh(x)", "log(sqrt(x^2 + 1) - x)"),
        "unproved-2": ("atan(1/x) + 0", "pi/2 - atan(x) + x - x", "pi/2 - atan(x)", "atan(x)"),
        "unproved-3": ("x^(x^(1/2) - 1/2)(2 + log(x))/2", "x^(x^(1/2) - 1/2)(1 + log(x)/2)", "sqrt(x) x^(sqrt(x) - 1)"),
        "unproved-4": ("2atan(tanh(x/2)) + x - x", "2atan(tanh(x/2))", "2atan(tanh(x))")}
"""Two right ways to write each, of which one is the author's, and a wrong one."""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bank")
    for source in sorted(place("problem_bank").rglob("*.yaml")):
        (folder / source.name).write_bytes(source.read_bytes())
    (folder / "unproved.yaml").write_text(UNPROVED, encoding="utf-8")
    return folder


def answers(folder: Path) -> list[str]:
    """Lines for ``check``: right and wrong answers of all problems in turn, also those that nobody listed."""
    bank, _ = load_bank(folder)
    of_each = [[*WAYS.get(problem.id, ()), *([problem.scheme.truth] if problem.scheme.truth else ()), *problem.scheme.accept, *[wrong.answer for wrong in problem.scheme.wrong],
                f"2({problem.scheme.truth})", f"-({problem.scheme.truth})", problem.shown.f_text] for problem in bank.problems]
    turns = [(problem.id, texts[turn]) for turn in range(12) for problem, texts in zip(bank.problems, of_each, strict=True) if turn < len(texts)]
    first = [pair for pair in turns if pair[0] in WAYS]
    return [dumps({"problem": name, "answer": text}) for name, text in [*first, *[pair for pair in turns if pair[0] not in WAYS]][:COUNT]]


def checked(lines: list[str], folder: Path, tmp_path: Path) -> dict[str, str]:
    """What a fresh process says about each line."""
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "grader", "check", "--jsonl", str(file), "--bank", str(folder), "--salt", "orders"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    said = done.stdout.splitlines()
    assert len(said) == len(lines)
    return dict(zip(lines, said, strict=True))


def test_what_is_said_does_not_depend_on_order(bank: Path, tmp_path: Path) -> None:
    lines = answers(bank)
    assert len(lines) == COUNT
    known = checked(lines, bank, tmp_path)
    assert sum('"kind":"agreement"' in said.replace(" ", "") for said in known.values()) >= len(WAYS) - 1
    orders = [lines[::-1], *[Random(seed).sample(lines, len(lines)) for seed in range(ORDERS - 2)]]
    for order in orders:
        said = checked(order, bank, tmp_path)
        assert [(line, said[line]) for line in lines if said[line] != known[line]] == []
