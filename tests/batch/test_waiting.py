"""What waits for a person, and what people have decided: rows of the design's table, one by one."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from grader.batch import Settings, after, identity, open_run, open_waiting, rewrite, run
from grader.decisions import editing
from grader.expr import Number, Pow, Symbol
from grader.model import (
    Bank,
    Decision,
    HandedFile,
    Identity,
    Intake,
    Mark,
    Problem,
    Response,
    Shown,
    Submission,
    Task,
    UsageError,
    Variable,
    Where,
    text_digest,
)

X = Symbol("x")
BANK = Bank(tuple(Problem(Task(name, variables=(Variable("x"),), f=Pow(X, Number(power)), wrt=("x",)),
                          shown=Shown(points=Fraction(2), f_text=f"x^{power}")) for name, power in (("square", 2), ("cube", 3))), "digest")
OPEN = "[[2x"
CUBE = {"cube": "3x^2"}


def by(name: str, *files: dict[str, str], unread: tuple[tuple[str, int], ...] = ()) -> Submission:
    """What somebody handed in: a file for each mapping from a problem to an answer, and files that nobody can read, with their sizes."""
    number = sum(map(ord, name))
    responses = tuple(Response(problem, text, Where(f"{name}/{'abc'[place]}.txt", line))
                      for place, answers in enumerate(files) for line, (problem, text) in enumerate(answers.items(), 1))
    return Submission(Identity("canvas", "canvas-user", str(number), name=name), responses, Where(f"{name}/a.txt", 1),
                      files=tuple(HandedFile(path, size, "intake/not-text") for path, size in unread))


ADA, BOB = by("Ada", {"square": OPEN, **CUBE}), by("Bob", {"square": f" {OPEN}\n", **CUBE})
CY, DI = by("Cy", {"square": "2x", **CUBE}, {"square": "3x"}), by("Di", {"square": "2x"}, unread=(("Di/scan.pdf", 90),))
EVE = by("Eve", {"square": "3x", "cube": "((x"})


def grade(out: Path, *handed: Submission, bank: Bank = BANK) -> Path:
    run(bank, Intake("any", handed), Settings(out, "HW", salt="s"), lambda *_: None)
    return out


def decide(out: Path, *entries: Decision) -> None:
    with editing(out / "decisions.yaml") as file:
        file.add(*entries)
    rewrite(out)


def marks(out: Path) -> dict[tuple[str, str], Mark]:
    return {(sheet.student, mark.problem): mark for sheet in open_run(out).sheets() for mark in sheet.marks}


def score(out: Path, student: str, problem: str = "square") -> Fraction | None:
    return marks(out)[student, problem].score


def rows(out: Path) -> list[tuple[str, str, str]]:
    """Code, student and problem of what attention.csv says of decisions."""
    with (out / "attention.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["code"], row["student"], row["problem"]) for row in csv.DictReader(file) if row["code"].startswith("decision/")]


def on_text(*texts: str, points: int = 1, out_of: int = 2, problem: str = "square", asked: str = "") -> Decision:
    return Decision(problem, texts, score=Fraction(points), out_of=Fraction(out_of), by="knuth", asked=asked)


def test_what_waits_comes_by_the_number_of_students_and_then_by_problem(tmp_path: Path) -> None:
    found = open_waiting(grade(tmp_path / "run", ADA, BOB, CY, DI, EVE))
    assert [(item.kind, item.problem, [person.who.name for person in item.persons], [each.text for each in item.spellings])
            for item in found.items] == [
        ("group", "square", ["Ada", "Bob"], [OPEN]), ("mark", "square", ["Cy"], ["2x", "3x"]), ("group", "cube", ["Eve"], ["((x"]),
        ("unread", "", ["Di"], [])]
    group, mark, _, unread = found.items
    assert group.name.startswith("square#")
    assert found.group(group.name) == group
    assert group.question == "x^2 by (x)"
    assert group.reason == "cannot be read: this bracket is never closed"
    assert mark.code == "intake/two-answers"
    assert unread.problems == ("cube",)
    assert unread.files == ("Di/scan.pdf",)
    assert unread.seen == "scan.pdf 90"


def test_a_name_that_is_no_group_gets_the_near_ones(tmp_path: Path) -> None:
    found = open_waiting(grade(tmp_path / "run", ADA))
    with pytest.raises(UsageError, match=f"did you mean {found.items[0].name}"):
        found.group(found.items[0].name[:-1])
    with pytest.raises(UsageError, match="nobody in this run is called 'Bob'"):
        found.meant("Bob")


def test_an_answer_is_decided_for_all_who_wrote_it(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", ADA, BOB, EVE)
    group = open_waiting(out).items[0]
    decide(out, on_text(OPEN, asked=group.asked))
    assert score(out, "Ada") == score(out, "Bob") == 1
    assert score(out, "Eve") == 0
    found = open_waiting(out)
    assert [item.problem for item in found.items] == ["cube"]
    assert [(item.kind, item.name, len(item.persons)) for item in found.decided] == [("decided", group.name, 2)]
    assert found.group(group.name).decision == found.decided[0].decision
    assert after(group, found.decisions) is None


def test_a_new_spelling_of_a_decided_group_waits(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", ADA)
    decide(out, on_text(OPEN))
    grade(out, ADA, by("Bob", {"square": "[[ 2 x"}))
    [item] = [each for each in open_waiting(out).items if each.problem == "square"]
    assert [each.text for each in item.spellings] == ["[[ 2 x"]
    assert item.decision is not None
    assert "a new spelling in a decided group" in item.reason
    assert score(out, "Bob") is None


def test_the_student_comes_before_the_answer_and_the_answer_before_the_machine(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", ADA, BOB, EVE)
    found = open_waiting(out)
    ada = found.seen(found.meant("Ada").person, "square")
    own = Decision("square", student=identity(found.meant("Ada")), score=Fraction(2), out_of=Fraction(2), by="hopper", asked=ada.asked,
                   answer=text_digest(ada.seen))
    decide(out, on_text(OPEN, asked=ada.asked), own, on_text("3x", asked=ada.asked))
    assert (score(out, "Ada"), score(out, "Bob"), score(out, "Eve")) == (2, 1, 1)
    # An override says what the machine had found already.
    assert rows(out) == []
    assert all(mark.ruling is None or not mark.ruling.flags for mark in marks(out).values())


def test_two_answers_of_one_student_are_settled_by_deciding_the_student(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", CY)
    [item] = open_waiting(out).items
    entry = Decision("square", student=identity(item.persons[0]), score=Fraction(2), out_of=item.out_of, asked=item.asked,
                     answer=text_digest(item.seen))
    assert after(item, [entry]) is None
    decide(out, entry)
    assert score(out, "Cy") == 2
    assert open_waiting(out).items == ()


def test_files_that_hold_nothing_more_make_what_is_unanswered_worth_0(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", DI)
    [item] = open_waiting(out).items
    blank = Decision(student=identity(item.persons[0]), unanswered="blank", answer=text_digest(item.seen), by="knuth")
    decide(out, blank)
    assert score(out, "Di", "cube") == 0
    assert score(out, "Di") == 2
    assert open_waiting(out).items == ()
    # Another file came: nobody has looked at that one.
    grade(out, by("Di", {"square": "2x"}, unread=(("Di/scan.pdf", 91),)))
    assert score(out, "Di", "cube") is None
    assert rows(out) == [("decision/stale", "Di", "")]
    assert [(item.kind, item.problems) for item in open_waiting(out).items] == [("stale", ("cube",))]
