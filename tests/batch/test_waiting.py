"""What waits for a person, and what people have decided: rows of the design's table, one by one."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from grader.batch import Settings, open_run, run
from grader.batch.review import after, identity, open_waiting, rewrite
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
    StoreError,
    Submission,
    Task,
    UsageError,
    Variable,
    Where,
    text_digest,
)
from grader.record import field_names, replace

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


def changed(**changes: object) -> Bank:
    """The bank with its first problem changed."""
    first, *others = BANK.problems
    shown = {name: value for name, value in changes.items() if name in field_names(Shown)}
    task = {name: value for name, value in changes.items() if name in field_names(Task)}
    return Bank((Problem(replace(first.task, **task), first.scheme, replace(first.shown, **shown)), *others), "other")


def test_a_decision_on_another_version_of_the_problem_holds_and_is_to_be_checked(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", ADA, EVE)
    group = open_waiting(out).items[0]
    decide(out, on_text(OPEN, asked=group.asked))
    grade(out, ADA, EVE, bank=changed(f=Pow(X, Number(3))))
    assert score(out, "Ada") == 1
    assert rows(out) == [("decision/check", "", "square")]
    [item] = [each for each in open_waiting(out).items if each.kind == "check"]
    assert item.spellings == group.spellings
    assert item.reason == "the problem or its points have changed since knuth decided it"


def test_a_score_is_a_share_of_the_points_and_is_to_be_checked_once_they_change(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", ADA)
    decide(out, on_text(OPEN, points=1, out_of=2, asked=open_waiting(out).items[0].asked))
    grade(out, ADA, bank=changed(points=Fraction(6)))
    assert score(out, "Ada") == 3
    assert rows(out) == [("decision/check", "", "square")]


def test_a_decision_goes_with_the_text_of_the_answer(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", ADA, BOB)
    decide(out, on_text(OPEN))
    grade(out, by("Ada", {"square": "[3x", **CUBE}), BOB)
    assert (score(out, "Ada"), score(out, "Bob")) == (None, 1)
    assert rows(out) == []


def test_a_decision_on_a_student_is_stale_once_the_text_changes(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", ADA)
    item = open_waiting(out).items[0]
    own = Decision("square", student=identity(item.persons[0]), score=Fraction(2), out_of=Fraction(2), by="hopper", asked=item.asked,
                   answer=text_digest(item.spellings[0].text))
    decide(out, own)
    assert score(out, "Ada") == 2
    grade(out, by("Ada", {"square": "[3x", **CUBE}))
    assert score(out, "Ada") is None
    assert rows(out) == [("decision/stale", "Ada", "square")]
    first, *_ = open_waiting(out).items
    assert (first.kind, [each.text for each in first.spellings], first.decision) == ("stale", ["[3x"], replace(own, where=first.decision.where))


def test_what_the_machine_can_decide_now_is_said_where_it_gives_other_points(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", EVE)
    # As if the grader had not been able to read it when knuth decided.
    decide(out, on_text("3x", asked="0123456789ab"))
    assert score(out, "Eve") == 1
    assert rows(out) == [("decision/check", "", "square"), ("decision/differs", "", "square")]
    [item] = [each for each in open_waiting(out).items if each.kind == "differs"]
    assert (item.machine, item.out_of) == (0, 2)


@pytest.mark.parametrize(("entry", "student"), [
    (on_text(OPEN, problem="nothing"), ""), (on_text("nobody wrote this"), ""),
    (Decision("square", student=Identity("", "canvas-user", "9", name="Zoe"), score=Fraction(1), out_of=Fraction(2)), "Zoe"),
    (Decision("square", student=Identity("", "canvas-user", "9", name="Ada"), score=Fraction(1), out_of=Fraction(2)), "Ada"),
])
def test_a_decision_about_nobody_and_nothing_is_kept_and_said(tmp_path: Path, entry: Decision, student: str) -> None:
    out = grade(tmp_path / "run", ADA)
    decide(out, entry)
    assert score(out, "Ada") is None
    assert rows(out) == [("decision/unused", student, entry.problem)]
    assert [decision.problem for decision, _ in open_waiting(out).unused] == [entry.problem]


def test_errors_in_the_file_stop_all_that_would_write_by_it(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", ADA)
    (out / "decisions.yaml").write_text("- problem: square\n  answers: [x]\n  score: 3 of 2\n- problem: cube\n  scores: 1\n", "utf-8")
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    for act in (lambda: grade(out, ADA, BOB), lambda: rewrite(out), lambda: open_waiting(out), lambda: open_run(out)):
        with pytest.raises(UsageError, match=r"(?s)decisions\.yaml:3:.*decisions\.yaml:5:"):
            act()
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


def test_an_export_waits_until_the_sheets_say_the_same(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", ADA)
    with editing(out / "decisions.yaml") as file:
        file.add(on_text(OPEN))
    with pytest.raises(StoreError, match="has changed since the sheets were made: grader regrade"):
        open_run(out)
    rewrite(out)
    assert score(out, "Ada") == 1
