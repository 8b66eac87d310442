"""What counts: which attempt, which of two files, what nobody read, and what lateness costs."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from grader.batch import Settings, open_run, run
from grader.expr import Number, Pow, Symbol
from grader.model import (
    Assignment,
    Bank,
    Chosen,
    HandedFile,
    Identity,
    Intake,
    Late,
    Mark,
    Problem,
    Response,
    Result,
    Shown,
    Submission,
    Task,
    Variable,
    Where,
)

X = Symbol("x")
BANK = Bank(tuple(Problem(Task(name, variables=(Variable("x"),), f=Pow(X, Number(power)), wrt=("x",)), shown=Shown(points=Fraction(2)))
                  for name, power in (("square", 2), ("cube", 3))), "digest")
RIGHT = {"square": "2x", "cube": "3x^2"}
DUE = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
ADA = Identity("canvas", "canvas-user", "1001", name="Ada Lovelace")


def handed(*files: dict[str, str], minutes: int | None = None, late: bool = False, unread: tuple[str, ...] = ()) -> Submission:
    """An attempt with files ``a.txt``, ``b.txt`` and so on."""
    responses = tuple(Response(problem, text, Where(f"{'abc'[number]}.txt", line))
                      for number, answers in enumerate(files) for line, (problem, text) in enumerate(answers.items(), 1))
    time = DUE + timedelta(minutes=minutes) if minutes is not None else None
    return Submission(ADA, responses, Where("a.txt", 1), files=tuple(HandedFile(path, 9, "intake/not-text") for path in unread),
                      submitted=time, late=late)


def graded(out: Path, *attempts: Submission, late: Late | None = None, rule: str = "last") -> tuple[Result, tuple[Mark, ...]]:
    asked = tuple(Chosen(problem.id) for problem in BANK.problems)
    assignment = Assignment(asked, due=DUE if late is not None else None, late=late or Late(), attempts=rule)
    run(BANK, Intake("any", attempts), Settings(out, "HW", salt="s", assignment=assignment), lambda *_: None)
    opened = open_run(out)
    [result], [sheet] = opened.results, opened.sheets()
    return result, sheet.marks


def attention(out: Path) -> list[tuple[str, str, str]]:
    """File, problem and code of each row."""
    with (out / "attention.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["file"], row["problem"], row["code"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("rule", "score", "counts"), [("last", 2, 3), ("first", 0, 1), ("best", 4, 2)])
def test_the_attempt_that_the_assignment_says_counts(tmp_path: Path, rule: str, score: int, counts: int) -> None:
    attempts = (handed({"square": "x"}, minutes=1), handed(RIGHT, minutes=2), handed({"square": "2x"}, minutes=3))
    result, _ = graded(tmp_path, *attempts, rule=rule)
    assert (result.score, [each.number for each in result.attempts if each.counts], len(result.attempts)) == (score, [counts], 3)


def test_of_equally_good_attempts_the_last_counts_and_an_open_one_makes_best_wait(tmp_path: Path) -> None:
    result, _ = graded(tmp_path / "a", handed(RIGHT, minutes=1), handed({"square": "x + x", "cube": "3x^2"}, minutes=2), rule="best")
    assert [each.counts for each in result.attempts] == [False, True]
    result, _ = graded(tmp_path / "b", handed({"square": "2(x", "cube": "3x^2"}, minutes=1), handed({"square": "2x"}, minutes=2), rule="best")
    assert (result.pending, [each.counts for each in result.attempts]) == (1, [True, False])


@pytest.mark.parametrize(("open_one", "minutes", "other", "waits"), [
    ({"square": "2(x"}, -20, {"square": "2x"}, False),                          # 2 at most, and 2 are certain
    ({"square": "2(x", "cube": "3x^2"}, -20, {"square": "2x"}, True),
    ({"square": "2(x", "cube": "3(x"}, -20, RIGHT, False),
    ({"square": "2(x", "cube": "3x^2"}, 30, {"cube": "3x^2"}, True),
    ({"square": "2(x", "cube": "3x^2"}, 61, {"cube": "3x^2"}, False),           # 4 at most, and 2 less for being late
])
def test_only_an_open_attempt_that_may_become_the_best_makes_best_wait(
        tmp_path: Path, open_one: dict[str, str], minutes: int, other: dict[str, str], waits: bool) -> None:
    late = Late(each=Fraction(1), per="hour", is_share=False)
    attempts = sorted((handed(other, minutes=-10), handed(open_one, minutes=minutes)), key=lambda each: each.submitted or DUE)
    result, _ = graded(tmp_path, *attempts, late=late, rule="best")
    assert (result.pending, [each.counts for each in result.attempts]) == ((1, [minutes < 0, minutes > 0]) if waits else (0, [minutes > 0, minutes < 0]))


def test_two_files_are_united(tmp_path: Path) -> None:
    result, marks = graded(tmp_path, handed({"square": "2x"}, {"cube": "3x^2"}))
    assert (result.score, [mark.where.file for mark in marks if mark.where]) == (4, ["a.txt", "b.txt"])


def test_different_answers_of_one_worth_count_with_a_remark(tmp_path: Path) -> None:
    result, marks = graded(tmp_path, handed({"square": "2x"}, {"square": "x + x", "cube": "3x^2"}))
    assert (result.score, result.pending, marks[0].answer) == (4, 0, "2x")
    assert [message.code for message in marks[0].verdict.messages] == ["intake/two-answers"]
    assert attention(tmp_path) == []


def test_different_answers_of_different_worth_wait(tmp_path: Path) -> None:
    result, marks = graded(tmp_path, handed({"square": "x"}, {"square": "2x", "cube": "3x^2"}))
    assert (result.raw, result.pending, marks[0].score) == (2, 1, None)
    assert "(a.txt:1, b.txt:1); they are worth 0, 2 points" in marks[0].verdict.messages[0].message
    assert attention(tmp_path) == [("a.txt", "square", "intake/two-answers")]


@pytest.mark.parametrize(("answers", "outcomes", "pending"), [
    ({}, ["unreadable", "unreadable"], 2), ({"square": "2x"}, ["correct", "unreadable"], 1), (RIGHT, ["correct", "correct"], 0),
    ({"square": "2x", "cube": " "}, ["correct", "unreadable"], 1)])
def test_what_nobody_read_never_counts_as_nothing(tmp_path: Path, answers: dict[str, str], outcomes: list[str], pending: int) -> None:
    result, marks = graded(tmp_path, handed(answers, unread=("scan.pdf",)))
    assert ([mark.verdict.outcome.value for mark in marks], result.pending) == (outcomes, pending)
    assert [row for row in attention(tmp_path) if row[2] == "intake/unread-file"] == [("scan.pdf", "", "intake/unread-file")] * bool(pending)


def test_an_attempt_without_files_is_blank(tmp_path: Path) -> None:
    result, marks = graded(tmp_path, handed())
    assert ([mark.verdict.outcome.value for mark in marks], result.pending, result.score, result.is_answered) == (["blank"] * 2, 0, 0, False)


POLICY = Late(timedelta(minutes=15), Fraction(1, 10), until=DUE + timedelta(days=7))


@pytest.mark.parametrize(("minutes", "penalty", "score"), [
    (-1, 0, 4), (14, 0, 4), (16, Fraction(2, 5), Fraction(18, 5)), (24 * 60 + 1, Fraction(4, 5), Fraction(16, 5)), (8 * 24 * 60, 4, 0)])
def test_lateness_costs_what_the_assignment_says(tmp_path: Path, minutes: int, penalty: Fraction, score: Fraction) -> None:
    result, _ = graded(tmp_path, handed(RIGHT, minutes=minutes), late=POLICY)
    assert (result.raw, result.penalty, result.score) == (4, penalty, score)


@pytest.mark.parametrize("late", [True, False])
def test_a_mere_flag_costs_nothing_and_is_listed(tmp_path: Path, late: bool) -> None:
    result, _ = graded(tmp_path, handed(RIGHT, late=late), late=POLICY)
    assert (result.penalty, result.score) == (0, 4)
    assert [code for _, _, code in attention(tmp_path)] == ["late/unknown-time"] * late


def test_other_points_decide_nothing_and_change_the_sheets(tmp_path: Path) -> None:
    graded(tmp_path, handed(RIGHT))
    before = {path.name: path.read_bytes() for path in (tmp_path / "feedback").glob("*.txt")}
    bank = Bank((BANK.problems[0], Problem(BANK.problems[1].task, shown=Shown(points=Fraction(5)))), "digest")
    summary = run(bank, Intake("any", (handed(RIGHT),)), Settings(tmp_path, "HW", salt="s"), lambda *_: None)
    assert (summary.decided, open_run(tmp_path).results[0].score) == (0, 7)
    assert {path.name: path.read_bytes() for path in (tmp_path / "feedback").glob("*.txt")} != before
