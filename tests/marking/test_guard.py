"""An error of the program costs one mark and no other, and tests can see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import grader.marking
from grader.cli.check import check
from grader.marking.guard import RAISE
from grader.model import Mark, Problem

BANK = '- {id: one, vars: {x: real}, f: "x^2", wrt: x}\n- {id: two, vars: {x: real}, f: "x^3", wrt: x}\n'
REAL = grader.marking.mark


def failing(problem: Problem, text: str, *more: object, **given: object) -> Mark:
    if "7" in text:
        return {}[text]
    return REAL(problem, text, *more, **given)  # type: ignore[arg-type]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.delenv(RAISE, raising=False)
    monkeypatch.setattr(grader.marking.work, "mark", failing)
    (tmp_path / "bank.yaml").write_text(BANK, encoding="utf-8")

    def command(text: str, *options: str) -> Result:
        (tmp_path / "answers").write_text(text, encoding="utf-8")
        return CliRunner().invoke(check, [str(tmp_path / "answers"), "--bank", str(tmp_path / "bank.yaml"), *options], standalone_mode=False)

    return command


def test_an_error_costs_one_answer_of_a_file(run) -> None:  # type: ignore[no-untyped-def]
    done = run("one: 7x\ntwo: 3x^2\n")
    assert done.exception is None
    assert "not decided" in done.output
    assert "failed on this answer (test_guard.py, line" in done.output
    assert "): KeyError; a person looks at it" in done.output
    assert "1 correct" in done.output
    assert "1 for your instructor" in done.output


def test_an_error_costs_one_json_line(run) -> None:  # type: ignore[no-untyped-def]
    lines = [{"problem": "one", "answer": answer} for answer in ("2x", "7x", "3x")]
    done = run("".join(json.dumps(line) + "\n" for line in lines), "--jsonl")
    marks = [json.loads(line) for line in done.output.splitlines()]
    assert [mark["outcome"] for mark in marks] == ["correct", "undecided", "incorrect"]
    assert (marks[1]["score"], marks[1]["messages"][0]["code"]) == (None, "batch/failed")


def test_an_error_over_a_hint_costs_no_mark(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(grader.marking, "hints", lambda *given: {}["hint"])
    monkeypatch.setattr(grader.marking, "next_step", lambda *given: {}["step"])
    done = run("one: 3x\ntwo: 3x^2\n")
    assert done.exception is None
    assert "not yet" in done.output
    assert "): KeyError" in done.output
    assert "1 correct · 1 to improve" in done.output


def test_under_the_variable_an_error_is_raised(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv(RAISE, "1")
    assert isinstance(run("one: 7x\ntwo: 3x^2\n").exception, KeyError)
