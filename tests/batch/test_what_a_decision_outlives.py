"""What may change after a decision, and what becomes of it: the rows of the design's table, one by one."""

from __future__ import annotations

import csv
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from grader.batch import Settings, asked, deciding, open_run, run
from grader.batch.review import identity, open_waiting
from grader.decisions import editing, read_decisions
from grader.expr import Add, Number, Pow, Symbol
from grader.marking import mark
from grader.model import Bank, Decision, Identity, Intake, Mark, Problem, Response, Shown, Submission, Task, Variable, Where, text_digest
from grader.record import replace

X, Y = Symbol("x"), Symbol("y")
SQUARE = Problem(Task("square", variables=(Variable("x"),), f=Pow(X, Number(2)), wrt=("x",)), shown=Shown(points=Fraction(3)))
CUBE = Problem(Task("cube", variables=(Variable("x"),), f=Pow(X, Number(3)), wrt=("x",)), shown=Shown(points=Fraction(3)))
OTHER_F = replace(SQUARE, task=replace(SQUARE.task, f=Add((Pow(X, Number(2)), X))))
WITH_Y = replace(SQUARE, task=replace(SQUARE.task, variables=(Variable("x"), Variable("y"))))
OPEN, UNKNOWN = "2x(", "2x + y"


def points(problem: Problem, count: int) -> Problem:
    return replace(problem, shown=replace(problem.shown, points=Fraction(count)))


class Week:
    """A run of Ada and Bob, in which both gave the same answer to one problem, and a right one to the other."""

    def __init__(self, out: Path, text: str) -> None:
        self.out, self.problems, self.texts = out, [SQUARE, CUBE], {"Ada": text, "Bob": text}
        self.grade()

    def grade(self) -> None:
        handed = [Submission(Identity("moodle", "participant", str(len(name) + ord(name[0])), name),
                             (Response("square", text, Where(f"{name}.txt", 1)), Response("cube", "3x^2", Where(f"{name}.txt", 2))), Where(f"{name}.txt", 1))
                  for name, text in self.texts.items()]
        run(Bank(tuple(self.problems), str(self.problems)), Intake("moodle", tuple(handed)), Settings(self.out, "HW", salt="s", replaces=False),
            lambda *_: None)

    def decide(self, is_on_student: bool, score: int) -> None:
        waiting = open_waiting(self.out)
        item = waiting.seen(next(each.person for each in waiting.students if each.who.name == "Ada"), "square")
        entry = Decision("square", (), None, Fraction(score), item.out_of, by="knuth", asked=item.asked)
        made = replace(entry, student=identity(item.persons[0]), answer=text_digest(item.seen)) if is_on_student else replace(entry, answers=(self.texts["Ada"],))
        with editing(self.out / "decisions.yaml") as file:
            file.add(made)
        self.grade()

    def mark_of(self, name: str) -> Mark:
        return next(one for sheet in open_run(self.out).sheets() if sheet.student == name for one in sheet.marks if one.problem == "square")

    def rows(self) -> list[str]:
        with (self.out / "attention.csv").open(encoding="utf-8-sig", newline="") as file:
            return [row["code"] for row in csv.DictReader(file) if row["code"].startswith("decision/")]


def new_problem(problem: Problem) -> Callable[[Week], None]:
    def change(week: Week) -> None:
        week.problems = [problem, CUBE]
    return change


def new_text(week: Week) -> None:
    week.texts["Ada"] = "2x)"


def same_text_again(week: Week) -> None:
    week.texts["Ada"] = f" {week.texts['Ada']}\r\n"


def problem_gone(week: Week) -> None:
    week.problems = [CUBE]


@pytest.mark.parametrize(("text", "is_on_student", "score", "change", "expected", "flags", "rows", "kind"), [
    (OPEN, False, 1, lambda week: None, Fraction(1), (), [], None),
    (OPEN, True, 1, lambda week: None, Fraction(1), (), [], "group"),
    (OPEN, False, 1, new_problem(OTHER_F), Fraction(1), ("check",), ["decision/check"], "check"),
    (OPEN, True, 1, new_problem(OTHER_F), Fraction(1), ("check",), ["decision/check"], "check"),
    (OPEN, False, 1, new_problem(points(SQUARE, 6)), Fraction(2), ("check",), ["decision/check"], "check"),
    (OPEN, False, 1, new_problem(points(SQUARE, 1)), Fraction(1, 3), ("check",), ["decision/check"], "check"),
    (OPEN, True, 1, new_text, None, None, ["decision/stale"], "stale"),
    (OPEN, True, 1, same_text_again, Fraction(1), (), [], "group"),
    (OPEN, False, 1, new_text, None, None, [], "group"),
    (OPEN, False, 1, same_text_again, Fraction(1), (), [], None),
    (UNKNOWN, False, 1, new_problem(WITH_Y), Fraction(1), ("check", "differs"), ["decision/check", "decision/differs"], "differs"),
    (UNKNOWN, False, 0, new_problem(WITH_Y), Fraction(0), ("check",), ["decision/check"], "check"),
    ("2x", False, 0, lambda week: None, Fraction(0), (), [], None),
    ("x", True, 3, lambda week: None, Fraction(3), (), [], None),
])
def test_what_becomes_of_a_decision(tmp_path: Path, text: str, is_on_student: bool, score: int, change: Callable[[Week], None], expected: Fraction | None,
                                    flags: tuple[str, ...] | None, rows: list[str], kind: str | None) -> None:
    week = Week(tmp_path / "run", text)
    week.decide(is_on_student, score)
    before = read_decisions(week.out / "decisions.yaml").entries
    change(week)
    week.grade()
    found = week.mark_of("Ada")
    assert (found.score, found.ruling.flags if found.ruling is not None else None) == (expected, flags)
    assert sorted(set(week.rows())) == rows
    assert next((item.kind for item in open_waiting(week.out).items), None) == kind
    assert read_decisions(week.out / "decisions.yaml").entries == before


def test_a_decision_on_a_problem_that_is_gone_is_kept_and_holds_again(tmp_path: Path) -> None:
    week = Week(tmp_path / "run", OPEN)
    week.decide(False, 1)
    problem_gone(week)
    week.grade()
    assert week.rows() == ["decision/unused"]
    week.problems = [SQUARE, CUBE]
    week.grade()
    assert (week.mark_of("Ada").score, week.rows()) == (1, [])


@pytest.mark.parametrize(("score", "flags"), [(1, ("differs",)), (3, ())])
def test_what_a_newer_grader_can_decide_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, score: int, flags: tuple[str, ...]) -> None:
    """It reads what the one before could not: the decision stays, and a person is told if the machine gives other points."""
    week = Week(tmp_path / "run", OPEN)
    week.decide(False, score)

    def decide(bank: Bank, jobs: list[tuple[str, str, tuple[tuple[str, str], ...]]], salt: str, *_: object) -> object:
        for name, text, _earlier in jobs:
            problem = bank.get(name)
            assert problem is not None
            yield (replace(mark(problem, "2x" if text == OPEN else text, salt), answer=text),)

    monkeypatch.setattr(asked, "VERSION", "later")
    monkeypatch.setattr(asked.asked_of, "__defaults__", ("later",))
    monkeypatch.setattr(deciding, "decide", decide)
    week.grade()
    found = week.mark_of("Bob")
    assert found.ruling is not None
    assert (found.score, found.ruling.flags, found.verdict.outcome) == (score, flags, "correct")


def test_a_student_who_is_gone(tmp_path: Path) -> None:
    week = Week(tmp_path / "run", OPEN)
    week.decide(True, 1)
    entry = read_decisions(week.out / "decisions.yaml").entries[0]
    assert entry.student is not None
    with editing(week.out / "decisions.yaml") as file:
        assert file.exchange(entry, replace(entry, student=replace(entry.student, key="1", name="Nobody")))
    week.grade()
    assert (week.mark_of("Ada").score, week.rows()) == (None, ["decision/unused"])
