"""The project's tables of cases: texts that fooled an earlier version, and their neighbours; each row says which outcomes are right.

``right`` in ``verdicts.jsonl`` and ``lecture_texts.jsonl`` are the outcomes that are right; anything else is a miss, and a false verdict
(a wrong answer accepted, a right one refused) is a fault of the first order.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader import Bank, Problem, load_bank, mark
from grader.places import place

HERE = Path(__file__).parent
SALT = "cases"
LEAST_RIGHT = 0.97


def rows(table: str) -> list[dict[str, Any]]:
    """The rows of a table."""
    return [json.loads(line) for line in (HERE / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]


def outcomes(bank: Bank, asked: list[tuple[str, str]]) -> list[str]:
    """The outcome of each answer to the problem that is named; ``crash`` is one that is never right."""
    problems = {problem.id: problem for problem in bank.problems}
    return [outcome(problems[name], answer) for name, answer in asked]


def outcome(problem: Problem, answer: str) -> str:
    try:
        return str(mark(problem, answer, SALT).verdict.outcome)
    except Exception as error:  # So that one row does not hide the others.
        return f"crash: {error!r}"


def is_false(made: str, right: list[str]) -> bool:
    """Whether an outcome claims what is not so; what is unreadable or undecided claims nothing."""
    return made not in right and (made == "correct" or (made == "incorrect" and "correct" in right))


@cache
def found(folder: Path) -> list[tuple[dict[str, Any], str]]:
    """All rows with their outcomes; the problems of ``verdicts.jsonl`` are written to a bank in the folder."""
    verdicts, lecture = rows("verdicts"), rows("lecture_texts")
    path = folder / "cases.yaml"
    path.write_text(yaml.safe_dump([row["problem"] for row in verdicts], allow_unicode=True, sort_keys=False), encoding="utf-8")
    own, faults = load_bank(path)
    assert [fault for fault in faults if fault.severity == "error"] == []
    bank, _ = load_bank(place("problem_bank"))
    return [*zip(verdicts, outcomes(own, [(row["problem"]["id"], row["answer"]) for row in verdicts]), strict=True),
            *zip(lecture, outcomes(bank, [(row["problem"], row["answer"]) for row in lecture]), strict=True)]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], str]]:
    return found(tmp_path_factory.mktemp("cases"))


def said(row: dict[str, Any], made: str) -> str:
    name = row["problem"] if isinstance(row["problem"], str) else row["problem"]["id"]
    return f"{name}: {row['answer']!r} is {made}, right is {' or '.join(row['right'])} ({row['kind']})"


def test_no_row_is_a_false_verdict(judged: list[tuple[dict[str, Any], str]]) -> None:
    assert [said(row, made) for row, made in judged if is_false(made, row["right"])] == []


def test_at_least_97_percent_of_the_rows_have_an_outcome_that_is_right(judged: list[tuple[dict[str, Any], str]]) -> None:
    missed = [said(row, made) for row, made in judged if made not in row["right"]]
    assert len(judged) == 245
    assert len(missed) <= (1 - LEAST_RIGHT) * len(judged), "\n".join(missed)
