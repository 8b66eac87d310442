"""Weeks of grading and deciding in any order, with kills: no decision is lost, none holds for a text that nobody saw, no comment goes.

A state machine over the real store and the real file.  Its model is a few dictionaries: what each student handed in last, what was decided
and for which text.  Whoever decides is simulated by the functions that ``review`` and ``decide`` call; kills are real ones, of a process
that was forked for the operation and dies at one of its steps on the disk.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from grader.batch import Settings, merge, open_run, run
from grader.batch import deciding as deciding_module
from grader.batch.review import identity, open_waiting, rewrite
from grader.decisions import NAME, editing, read_decisions
from grader.expr import Add, Number, Pow, Symbol
from grader.marking import mark
from grader.model import (
    Bank,
    Decision,
    HandedFile,
    Identity,
    Intake,
    Mark,
    Problem,
    Response,
    Sheet,
    Submission,
    Task,
    UsageError,
    Variable,
    Where,
    same_text,
    text_digest,
)
from grader.record import replace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked and killed")
AT_NIGHT = os.environ.get("GRADER_FAULTS_NIGHT") == "1"
EXAMPLES, STEPS = (100, 40) if AT_NIGHT else (9, 18)

STUDENTS = ("ada", "grace", "alan", "emmy")
PROBLEMS = ("square", "cube")
X = Symbol("x")
ASKED = {"square": (Pow(X, Number(2)), Add((Pow(X, Number(2)), X))), "cube": (Pow(X, Number(3)), Add((Pow(X, Number(3)), X)))}
"""What a problem asks the derivative of, before and after an edit of the bank."""
TEXTS = ("", "", "", "2x", "3x^2", "2x + 1", "x", "2x(", "2*x (", "3x^2 (", "é", "\\frac{", "2x\n= (")
SALT = "salt"


def bank_of(versions: dict[str, int], points: dict[str, Fraction]) -> Bank:
    """A bank in which each problem has one of its versions and so many points."""
    problems = tuple(replace(made, shown=replace(made.shown, points=points[name]))
                     for name in PROBLEMS for made in [Problem(Task(name, variables=(Variable("x"),), f=ASKED[name][versions[name]], wrt=("x",)))])
    return Bank(problems, f"{versions} {points}")


def in_process(bank: Bank, jobs: Sequence[tuple[str, str, Any]], salt: str, *_: object) -> Iterator[tuple[Mark, ...]]:
    """Decide without other processes: what they do when they die is tried elsewhere."""
    for name, text, earlier in jobs:
        problem = bank.get(name)
        assert problem is not None
        yield (replace(mark(problem, text, salt), earlier=earlier),)


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do something in a process that is killed before its step of this number on the disk; whether it was."""
    child = os.fork()
    if not child:
        count = 0

        def act() -> None:
            nonlocal count
            count += 1
            if count > step:
                os.kill(os.getpid(), signal.SIGKILL)

        real = sqlite3.connect

        def connect(*given: Any, **more: Any) -> sqlite3.Connection:
            connection = real(*given, **more)
            connection.set_trace_callback(lambda text: act() if text.lstrip()[:6].upper() in ("BEGIN ", "BEGIN", "COMMIT", "INSERT", "DELETE") else None)
            return connection

        def heard(event: str, args: tuple[object, ...]) -> None:
            is_write = event == "open" and isinstance(args[2], int) and bool(args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if is_write or event in ("os.rename", "os.remove", "os.mkdir"):
                act()

        sqlite3.connect = connect  # type: ignore[assignment]
        sys.addaudithook(heard)
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work failed, it was not killed"
    return os.WIFSIGNALED(status)


def without_last(entries: list[Decision], gone: Decision) -> list[Decision]:
    """Entries without the last one that is equal to this."""
    last = max(place for place, each in enumerate(entries) if each == gone)
    return entries[:last] + entries[last + 1:]


class Weeks(RuleBasedStateMachine):
    """The run, and beside it what must be true of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="weeks-"))
        self.out = self.folder / "run"
        self.file = self.out / NAME
        self.versions, self.points = dict.fromkeys(PROBLEMS, 0), dict.fromkeys(PROBLEMS, Fraction(2))
        self.handed: dict[str, tuple[dict[str, str], int]] = {}
        self.decided: list[Decision] = []
        self.comments: list[str] = []
        self.number = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # What there is

    @property
    def bank(self) -> Bank:
        return bank_of(self.versions, self.points)

    def submission(self, student: str) -> Submission:
        texts, size = self.handed[student]
        responses = tuple(Response(problem, text, Where(f"{student}.txt", line)) for line, (problem, text) in enumerate(texts.items(), 1))
        files = (HandedFile(f"{student}.txt", 100), *([HandedFile(f"{student}.pdf", size, "intake/not-text")] if size else []))
        return Submission(Identity("moodle", "participant", student, student.title()), responses, Where(f"{student}.txt", 1), files=files)

    def grade(self) -> None:
        self.run(self.out, sorted(self.handed))

    def run(self, out: Path, students: Sequence[str], salt: str = SALT) -> None:
        run(self.bank, Intake("moodle", tuple(map(self.submission, students))), Settings(out, "HW", salt=salt), lambda *_: None)

    def sheets(self) -> list[Sheet]:
        return list(open_run(self.out).sheets())

    # What must be true

    def wanted(self, student: str, problem: Problem) -> tuple[Fraction | None, Decision | None]:
        """The score by the precedence of the file, and the decision that it comes from."""
        texts, size = self.handed[student]
        text = texts.get(problem.id, "")
        is_unread = bool(size) and not text.strip()
        seen = text_digest(f"{student}.pdf {size}" if is_unread else text)
        mine = [entry for entry in self.decided if entry.student is not None and entry.student.key == student and entry.answer in ("", seen)]
        found = next((entry for entry in mine if entry.problem == problem.id), None)
        if found is None and is_unread:
            found = next((entry for entry in mine if entry.unanswered), None)
        if found is None and not is_unread:
            found = next((entry for entry in self.decided if entry.problem == problem.id and same_text(text) in entry.answers), None)
        if found is not None:
            return (found.share * problem.points, found)
        return (None if is_unread else mark(problem, text, SALT).score, None)

    @invariant()
    def scores_follow_the_precedence(self) -> None:
        if not self.handed:
            return
        sheets = {sheet.who.key: sheet for sheet in self.sheets() if sheet.who is not None}
        assert set(sheets) == set(self.handed)
        for student, sheet in sheets.items():
            for one in sheet.marks:
                problem = self.bank.get(one.problem)
                assert problem is not None
                score, entry = self.wanted(student, problem)
                assert (student, one.problem, one.score) == (student, problem.id, score)
                said = one.ruling.decision if one.ruling is not None else None
                assert (said is None) == (entry is None)
                if said is not None and entry is not None:
                    assert said.share == entry.share
                    assert same_text(one.answer) in said.answers or (said.student is not None and said.student.key == student)

    @invariant()
    def no_decision_and_no_comment_is_lost(self) -> None:
        if not self.handed:
            return
        assert read_decisions(self.file).errors == ()
        assert self.there() == self.decided
        if self.comments:
            lines = self.file.read_text("utf-8").splitlines()
            assert [line for line in lines if line.startswith("# note")] == self.comments

    # What may happen

    @initialize(texts=st.tuples(*[st.sampled_from(TEXTS)] * 4))
    def first_download(self, texts: tuple[str, ...]) -> None:
        self.handed["ada"] = (dict(zip(PROBLEMS, texts[:2], strict=True)), 0)
        self.handed["grace"] = (dict(zip(PROBLEMS, texts[2:], strict=True)), 7)
        self.grade()

    @rule(student=st.sampled_from(STUDENTS), texts=st.tuples(st.sampled_from(TEXTS), st.sampled_from(TEXTS)), size=st.sampled_from((0, 7, 8)),
          step=st.one_of(st.none(), st.integers(0, 60)))
    def hand_in(self, student: str, texts: tuple[str, str], size: int, step: int | None) -> None:
        """A student is new or has another attempt; perhaps the run is killed, and the same command given again."""
        self.handed[student] = (dict(zip(PROBLEMS, texts, strict=True)), size)
        if step is not None:
            killed_at(step, self.grade)
        self.grade()

    @rule(problem=st.sampled_from(PROBLEMS))
    def edit_the_bank(self, problem: str) -> None:
        self.versions[problem] = 1 - self.versions[problem]
        self.grade()

    @rule(problem=st.sampled_from(PROBLEMS), points=st.sampled_from((Fraction(1), Fraction(2), Fraction(5, 2))))
    def edit_points(self, problem: str, points: Fraction) -> None:
        self.points[problem] = points
        self.grade()

    def decide(self, entry: Decision, step: int | None = None, old: Decision | None = None) -> None:
        """Write an entry as a marker does, who decides again if the process was killed before it was on the disk."""
        kept = list(self.decided) if old is None else without_last(self.decided, old)
        is_against = any(self.contradict(entry, other) for other in kept)

        def write() -> None:
            with editing(self.file, "Decisions on HW") as file:
                refused = []
                try:
                    if old is None:
                        file.add(entry)
                    else:
                        assert file.exchange(old, entry)
                except UsageError as error:
                    refused.append("points already" in str(error))
                assert refused == [True] * is_against

        if not is_against:
            self.change([*kept, entry], write, step)
        else:
            write()

    def change(self, after: list[Decision], write: Callable[[], None], step: int | None) -> None:
        """Change the file; whoever was killed before the change was on the disk makes it again."""
        if step is not None:
            killed_at(step, write)
            assert self.there() in (self.decided, after)
        if self.there() == self.decided:
            write()
        self.decided = after

    def there(self) -> list[Decision]:
        return [replace(each, where=None) for each in read_decisions(self.file).entries]

    @staticmethod
    def contradict(one: Decision, other: Decision) -> bool:
        if one.problem != other.problem or one.share == other.share or (one.student is None) != (other.student is None):
            return False
        if one.student is None or other.student is None:
            return bool(set(one.answers) & set(other.answers))
        return one.student.key == other.student.key and (one.answer == other.answer or "" in (one.answer, other.answer))

    @rule(choice=st.integers(0, 20), share=st.sampled_from((0, 1, 2)), step=st.one_of(st.none(), st.integers(0, 6)))
    def decide_what_waits(self, choice: int, share: int, step: int | None) -> None:
        """One entry for all spellings of a group, or for one student's mark or files."""
        items = open_waiting(self.out).items
        if not items:
            return
        item = items[choice % len(items)]
        self.number += 1
        entry = Decision(item.problem, (), None, Fraction(share), Fraction(2), by="knuth", comment=f"comment #{self.number}", asked=item.asked)
        old = replace(item.decision, where=None) if item.kind in ("stale", "check", "differs") and item.decision is not None else None
        if old is not None and old.answers:
            entry = replace(entry, answers=old.answers)
        elif item.kind == "group":
            entry = replace(entry, answers=tuple(each.text for each in item.spellings))
            texts = {same_text(texts.get(item.problem, "")) for texts, _ in self.handed.values()}
            assert set(entry.answers) <= texts, "what is decided was written by somebody"
        elif not item.problem:
            entry = replace(entry, problem="", student=identity(item.persons[0]), score=None, out_of=Fraction(0), unanswered="blank",
                            answer=text_digest(item.seen), asked="")
        else:
            entry = replace(entry, student=identity(item.persons[0]), answer=text_digest(item.seen))
        self.decide(entry, step, old)
        rewrite(self.out)

    @rule(student=st.sampled_from(STUDENTS), problem=st.sampled_from(PROBLEMS), share=st.sampled_from((0, 1, 2)), has_digest=st.booleans())
    def decide_for_a_student(self, student: str, problem: str, share: int, has_digest: bool) -> None:
        if student not in self.handed:
            return
        item = open_waiting(self.out).seen(next(each.person for each in open_waiting(self.out).students if each.who.key == student), problem)
        self.decide(Decision(problem, (), identity(item.persons[0]), Fraction(share), Fraction(2), by="hopper",
                             answer=text_digest(item.seen) if has_digest else ""))
        rewrite(self.out)

    @rule(student=st.sampled_from(STUDENTS), problem=st.sampled_from(PROBLEMS), share=st.sampled_from((0, 2)))
    def overrule_the_machine(self, student: str, problem: str, share: int) -> None:
        """Every answer may be decided, also one that the machine is sure of."""
        text = same_text(self.handed.get(student, ({}, 0))[0].get(problem, ""))
        if text:
            self.decide(Decision(problem, (text,), None, Fraction(share), Fraction(2), by="turing"))
            rewrite(self.out)

    @precondition(lambda self: len(self.handed) < len(STUDENTS))
    @rule(texts=st.tuples(st.sampled_from(TEXTS), st.sampled_from(TEXTS)), shares=st.tuples(*[st.sampled_from((0, 1, 2))] * 2), salt=st.sampled_from((SALT, "other")),
          step=st.one_of(st.none(), st.integers(0, 60)))
    def merge_the_run_of_another(self, texts: tuple[str, str], shares: tuple[int, int], salt: str, step: int | None) -> None:
        """Somebody else has graded Ada and one more student, and decided; nothing of it comes where that contradicts."""
        self.number += 1
        student, other = next(each for each in STUDENTS if each not in self.handed), self.folder / f"other-{self.number}"
        before = dict(self.handed)
        self.handed[student] = (dict(zip(PROBLEMS, texts, strict=True)), 0)
        self.run(other, ["ada", student], salt)
        theirs = [Decision(problem, (same_text(text),), None, Fraction(share), Fraction(2), by="emmy")
                  for problem, text, share in zip(PROBLEMS, texts, shares, strict=True) if text]
        with editing(other / NAME) as file:
            file.add(*theirs)
        if any(self.contradict(one, ours) for one in theirs for ours in self.decided):
            with pytest.raises(UsageError, match="contradict"):
                merge(self.out, other, 1, lambda *_: None)
            self.handed = before
            return
        known = {(entry.problem, text) for entry in self.decided for text in entry.answers}
        if step is not None:
            killed_at(step, lambda: merge(self.out, other, 1, lambda *_: None))
        merge(self.out, other, 1, lambda *_: None)
        self.decided += [entry for entry in theirs if (entry.problem, entry.answers[0]) not in known]

    @precondition(lambda self: self.decided)
    @rule(choice=st.integers(0, 20), step=st.one_of(st.none(), st.integers(0, 6)))
    def undo(self, choice: int, step: int | None) -> None:
        entry = self.decided[choice % len(self.decided)]

        def write() -> None:
            with editing(self.file) as file:
                assert file.remove(entry) == 1

        self.change(without_last(self.decided, entry), write, step)
        rewrite(self.out)

    @rule(place=st.integers(0, 20), is_odd=st.booleans())
    def edit_by_hand(self, place: int, is_odd: bool) -> None:
        """A comment between two entries; or an entry as nobody's program writes it."""
        self.number += 1
        lines = self.file.read_text("utf-8").splitlines() if self.file.exists() else []
        starts = [number for number, line in enumerate(lines) if line.startswith("- ")] + [len(lines)]
        at = starts[place % len(starts)]
        note = f"# note {self.number}"
        self.comments.insert(sum(line.startswith("# note") for line in lines[:at]), note)
        lines.insert(at, note)
        if is_odd:
            lines += ["-   # mine", "  score:   1 of 2", f"  answers: [  'written by hand {self.number}',", "       # inside", "    ]", "  problem: square", ""]
            self.decided.append(Decision("square", (f"written by hand {self.number}",), None, Fraction(1), Fraction(2)))
        self.file.write_text("\n".join([*lines, ""]), "utf-8")
        rewrite(self.out)

    @rule(problem=st.sampled_from(PROBLEMS))
    def a_mistake_by_hand_stops_everything(self, problem: str) -> None:
        before = self.file.read_bytes() if self.file.exists() else b""
        tree = {path: path.read_bytes() for path in self.out.rglob("*") if path.is_file() and not path.name.startswith(("store", NAME))}
        self.file.write_bytes(before + b"- problem: square\n  score: 3 of 2\n")
        for work in (self.grade, lambda: rewrite(self.out), lambda: open_waiting(self.out)):
            with pytest.raises(UsageError, match=r"decisions.yaml:\d+:\d+"):
                work()
        assert {path: path.read_bytes() for path in self.out.rglob("*") if path.is_file() and not path.name.startswith(("store", NAME))} == tree
        self.file.write_bytes(before)
        self.grade()


def test_weeks_of_deciding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding_module, "decide", in_process)
    # No power failure is tried here, and a disk is slow.
    monkeypatch.setattr(os, "fsync", lambda _: None)
    run_state_machine_as_test(Weeks, settings=settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=not AT_NIGHT, print_blob=AT_NIGHT,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate, *([Phase.shrink] if AT_NIGHT else [])]))
