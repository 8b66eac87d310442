"""A run graded again: what is decided anew, what changes and why, and that a dry run tells what the real one does."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.batch import Basis, Regraded, Settings, Sources, open_run, regrade, run
from grader.batch.review import status_of
from grader.decisions import editing
from grader.expr import Number, Pow, Symbol
from grader.model import (
    Assignment,
    Bank,
    Chosen,
    Decision,
    HandedFile,
    Identity,
    Intake,
    Late,
    Problem,
    Response,
    Scheme,
    Shown,
    StoreError,
    Submission,
    Task,
    Variable,
    Where,
)
from grader.record import replace
from grader.version import VERSION

X = Symbol("x")
DUE = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
LATE = Late(each=Fraction(1, 4))


def problem(name: str, power: int, points: int = 2, **scheme: object) -> Problem:
    task = Task(name, variables=(Variable("x"),), f=Pow(X, Number(power)), wrt=("x",))
    return Problem(task, Scheme(**scheme), Shown(points=Fraction(points), where=Where("bank/powers.yaml", 3)))  # type: ignore[arg-type]


BANK = Bank((problem("square", 2), problem("cube", 3)), "old")
OTHER = Bank((problem("square", 3), problem("cube", 3)), "new")


def by(name: str, square: str, cube: str, minutes: int = 0) -> Submission:
    where = Where(f"{name}.txt", 1)
    return Submission(Identity("canvas", "canvas-user", name.lower(), name=name), (Response("square", square, where),
                      Response("cube", cube, where)), where, submitted=DUE + timedelta(minutes=minutes))


CLASS = (by("Ada", "2x", "3x^2"), by("Bob", "3x^2", "3x^2"), by("Cy", "[[x", "x"), by("Di", "7", "3x^2"), by("Eve", "2x", ""))


def grade(out: Path, *handed: Submission, bank: Bank = BANK, assignment: Assignment | None = None) -> Path:
    run(bank, Intake("any", handed), Settings(out, "HW", salt="s", assignment=assignment), lambda *_: None)
    return out


def again(out: Path, bank: Bank = BANK, dry: bool = False, assignment: Assignment | None = None) -> Regraded:
    return regrade(out, Basis(bank, assignment, "HW", "none", ""), Sources(), 1, lambda *_: None, dry)


def changes(out: Path) -> list[tuple[str, ...]]:
    with (out / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [(row["name"], row["problem"], row["before"], row["after"], row["reason"]) for row in rows]


def files(out: Path) -> dict[str, bytes]:
    """All files of a run but the store, in which verdicts may be added."""
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*")
            if path.is_file() and path.name not in ("store.sqlite", "changes.csv")}


def scores(out: Path) -> dict[str, tuple[Fraction | None, ...]]:
    return {result.student: result.scores for result in open_run(out).results}


def assigned(**changes: object) -> Assignment:
    return replace(Assignment((Chosen("square"), Chosen("cube")), due=DUE), **changes)


def test_a_changed_problem_is_decided_again_and_nothing_else(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", *CLASS)
    made = again(out, OTHER)
    # 2x, 3x^2, [[x and 7 are the distinct answers to that problem; to the other one they are 3x^2, x and nothing.
    assert ([each.id for each in made.changed], made.decided, made.distinct) == (["square"], 4, 7)
    assert made.effect is not None
    [effect] = made.effect.problems
    assert (effect.problem, effect.gain, effect.lose, effect.wait, effect.settled, effect.least, effect.most) == (
        "square", 1, 2, 0, 0, Fraction(2), Fraction(2))
    assert (effect.before, effect.after) == (Fraction(1, 2), Fraction(1, 4))
    assert changes(out) == [("Ada", "square", "2", "0", "verdict"), ("Ada", "", "4", "2", "verdict"),
                            ("Bob", "square", "0", "2", "verdict"), ("Bob", "", "2", "4", "verdict"),
                            ("Eve", "square", "2", "0", "verdict"), ("Eve", "", "2", "0", "verdict")]
    assert scores(out)["Bob"] == (2, 2)
    assert again(out, OTHER).decided == 0


def test_a_dry_run_writes_changes_csv_and_nothing_else(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", *CLASS)
    before, known = files(out), scores(out)
    made = again(out, OTHER, dry=True)
    assert made.summary is None
    assert files(out) == before
    assert scores(out) == known
    # Its verdicts are kept: the real one decides none.
    assert again(out, OTHER).decided == 0
    assert scores(out) != known


EDITS: dict[str, tuple[Callable[[Problem], Problem], ...]] = {
    "square": (lambda it: it, lambda it: problem("square", 3), lambda it: replace(it, shown=replace(it.shown, points=Fraction(5))),
               lambda it: problem("square", 4, 3)),
    "cube": (lambda it: it, lambda it: problem("cube", 2, 1), lambda it: replace(it, shown=replace(it.shown, points=Fraction(1)))),
}


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(EDITS["square"]), st.sampled_from(EDITS["cube"]), st.booleans(), st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(2)]))
def test_what_a_dry_run_tells_is_what_the_real_one_does(
        tmp_path_factory: pytest.TempPathFactory, square: Callable[[Problem], Problem], cube: Callable[[Problem], Problem],
        decides: bool, points: Fraction) -> None:
    out = grade(tmp_path_factory.mktemp("run") / "run", *CLASS)
    bank = Bank((square(BANK.problems[0]), cube(BANK.problems[1])), "new")
    if decides:
        with editing(out / "decisions.yaml") as file:
            file.add(Decision("square", ("7", "[[x"), score=points, out_of=Fraction(2)))
    known = marks_in(out)
    dry = again(out, bank, dry=True)
    told, told_effect = changes(out), dry.effect
    real = again(out, bank)
    assert (changes(out), real.effect) == (told, told_effect)
    found = scores(out)
    expected = {(name, each.id, said(before), said(after)) for name, values in known.items()
                for each, before, after in zip(bank.problems, values, found[name], strict=True) if before != after}
    assert {row[:4] for row in told if row[1]} == expected


def marks_in(out: Path) -> dict[str, tuple[Fraction | None, ...]]:
    """The points by which the sheets were written, whatever has been decided since, from ``grades.csv``."""
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: tuple(Fraction(row[name]) if row[name] else None for name in ("square", "cube")) for row in csv.DictReader(file)}


def said(score: Fraction | None) -> str:
    return "waits" if score is None else exact(score)


def exact(score: Fraction) -> str:
    return str(score) if score.denominator == 1 else f"{float(score):.4f}".rstrip("0")


@pytest.mark.parametrize("problems", [(*BANK.problems, problem("root", 4)), (problem("renamed", 2), problem("cube", 3))])
def test_a_problem_that_was_not_asked_when_answers_were_read_is_refused(tmp_path: Path, problems: tuple[Problem, ...]) -> None:
    out, new = tmp_path / "run", Bank(problems, "new")
    run(BANK, Intake("canvas", CLASS), Settings(out, "Powers", salt="s"), lambda *_: None)
    before = (out / "grades.csv").read_bytes()
    with pytest.raises(StoreError, match="Grade the download again"):
        regrade(out, Basis(new, None, "Powers", "none", ""), Sources(), 1, lambda *_: None)
    assert (out / "grades.csv").read_bytes() == before
    run(new, Intake("canvas", CLASS), Settings(out, "Powers", salt="s"), lambda *_: None)
    regrade(out, Basis(new, None, "Powers", "none", ""), Sources(), 1, lambda *_: None)
    # Of those who are not in a later download nobody has read an answer to what is new.
    run(BANK, Intake("canvas", CLASS), Settings(out, "Powers", salt="s"), lambda *_: None)
    run(new, Intake("canvas", CLASS[:1]), Settings(out, "Powers", salt="s"), lambda *_: None)
    with pytest.raises(StoreError, match="Grade the download again"):
        regrade(out, Basis(new, None, "Powers", "none", ""), Sources(), 1, lambda *_: None)


def test_a_run_in_which_nobody_handed_in_is_graded_again(tmp_path: Path) -> None:
    out = grade(tmp_path / "run")
    assert again(out).decided == 0


def test_an_attempt_that_is_in_no_download_any_more_can_be_decided(tmp_path: Path) -> None:
    """Where the best attempt counts, one that was replaced waits for ever: no download can bring it again."""
    old, new = Bank(BANK.problems[:1], "one"), replace(assigned(), attempts="best", due=None)
    ada = Identity("plain", "name", "Ada", name="Ada")
    for bank, size, answers in ((old, 3, {"square": "2x"}), (BANK, 9, {"square": "7", "cube": "3x^2"})):
        where = Where("Ada.txt", 1)
        file = Submission(ada, tuple(Response(name, text, where) for name, text in answers.items()), where, files=(HandedFile(where.file, size),))
        grade(tmp_path / "run", file, bank=bank, assignment=replace(new, problems=tuple(Chosen(each.id) for each in bank.problems)))
    out = tmp_path / "run"
    assert scores(out) == {"Ada": (2, None)}
    assert "grader decide RUN --student NAME --problem ID --score POINTS" in (out / "attention.csv").read_text("utf-8-sig")
    with editing(out / "decisions.yaml") as decisions:
        decisions.add(Decision("cube", (), ada, Fraction(1), Fraction(2)))
    again(out, assignment=new)
    # The decision is about the student, whichever attempt counts.
    assert scores(out) == {"Ada": (2, 1)}


def test_what_was_not_looked_for_waits_and_is_no_blank(tmp_path: Path) -> None:
    out, new = tmp_path / "run", Bank((*BANK.problems, problem("root", 4)), "new")
    run(BANK, Intake("canvas", CLASS), Settings(out, "Powers", salt="s"), lambda *_: None)
    run(new, Intake("canvas", CLASS[:1]), Settings(out, "Powers", salt="s"), lambda *_: None)
    assert [found[2] for found in scores(out).values()] == [0, *[None] * (len(CLASS) - 1)]
    assert "intake/not-read" in (out / "attention.csv").read_text("utf-8-sig")
    # A download with everybody ends it.
    run(new, Intake("canvas", CLASS), Settings(out, "Powers", salt="s"), lambda *_: None)
    assert [found[2] for found in scores(out).values()] == [0] * len(CLASS)


@pytest.mark.parametrize("attempts", ["first", "last", "best"])
def test_a_download_that_is_read_for_more_problems_is_the_same_attempt(tmp_path: Path, attempts: str) -> None:
    out = tmp_path / "run"
    for ids in (("square",), ("square", "cube"), ("cube",), ("square", "cube")):
        asked = Bank(tuple(each for each in BANK.problems if each.id in ids), " ".join(ids))
        came = tuple(replace(each, responses=tuple(one for one in each.responses if one.problem in ids)) for each in CLASS)
        run(asked, Intake("canvas", came), Settings(out, "Powers", salt="s", assignment=replace(assigned(attempts=attempts), problems=tuple(
            map(Chosen, ids)))), lambda *_: None)
    again = tmp_path / "again"
    run(BANK, Intake("canvas", CLASS), Settings(again, "Powers", salt="s", assignment=assigned(attempts=attempts)), lambda *_: None)
    assert [(each.scores, len(each.attempts)) for each in open_run(out).results] == [
        (each.scores, len(each.attempts)) for each in open_run(again).results]


@pytest.mark.parametrize(("bank", "before", "after", "expected"), [
    (Bank((problem("square", 2, 6), problem("cube", 3)), "new"), assigned(), assigned(), [("square", "2", "6", "points"),
                                                                                      ("", "4", "8", "points")]),
    (OTHER, assigned(), assigned(), [("square", "2", "0", "verdict"), ("", "4", "2", "verdict")]),
    (BANK, assigned(), assigned(late=LATE), [("", "4", "3", "late")]),
    (BANK, assigned(attempts="first"), assigned(attempts="last"), [("square", "0", "2", "attempt"), ("", "2", "4", "attempt")]),
    (Bank(BANK.problems[:1], "new"), assigned(), assigned(), [("cube", "2", "", "problems"), ("", "4", "2", "problems")]),
    (BANK, assigned(), assigned(), []),
])
def test_each_change_has_its_reason(tmp_path: Path, bank: Bank, before: Assignment, after: Assignment,
                                    expected: list[tuple[str, ...]]) -> None:
    out = grade(tmp_path / "run", by("Ada", "7", "3x^2", -60), by("Ada", "2x", "3x^2", 60), assignment=before)
    again(out, bank, dry=True, assignment=after)
    assert [row[1:] for row in changes(out)] == expected


def test_the_share_for_a_slip_changes_points_for_the_reason_credit(tmp_path: Path) -> None:
    bank = Bank((problem("square", 2), BANK.problems[1]), "old")
    out = grade(tmp_path / "run", by("Ada", "x", "3x^2"), bank=bank)
    rule = next(open_run(out).sheets()).marks[0].diagnoses[0].rule
    given_share = replace(bank.problems[0], shown=replace(bank.problems[0].shown, credit=((rule, Fraction(1, 2)),)))
    assert again(out, Bank((given_share, bank.problems[1]), "new")).decided == 0
    assert changes(out) == [("Ada", "square", "0", "1", "credit"), ("Ada", "", "2", "3", "credit")]


def test_a_decision_written_by_hand_is_a_reason_too(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", *CLASS)
    (out / "decisions.yaml").write_text("- problem: square\n  answers: ['[[x']\n  score: 1 of 2\n", "utf-8")
    assert status_of(out).stale == ("decisions.yaml has changed",)
    made = again(out)
    assert (made.decided, made.decisions, made.to_check) == (0, 1, 0)
    assert changes(out) == [("Cy", "square", "waits", "1", "decision"), ("Cy", "", "waits", "1", "decision")]
    assert status_of(out).stale == ()


def test_the_bank_and_the_grader_that_changed_are_said_by_status(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", *CLASS)
    found = status_of(out, BANK)
    assert (found.students, found.groups, found.alone, found.waiting, found.stale) == (5, 1, 0, 1, ())
    assert status_of(out, OTHER).stale == ("bank/powers.yaml has changed",)
    assert status_of(out, Bank(BANK.problems[:1], "x")).stale == ("fewer problems are asked",)


def test_a_run_that_was_not_read_whole_is_graded_first(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", *CLASS)
    from grader.store import open_store

    with open_store(out) as store:
        store.note(state="reading")
    with pytest.raises(StoreError, match="was stopped while reading: run the grade command again"):
        again(out)
    with pytest.raises(StoreError, match="there is no such folder"):
        again(tmp_path / "none")


def test_an_interruption_leaves_the_run_as_it_is_and_keeps_what_was_decided(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", *CLASS)
    before = files(out)

    def interrupt(phase: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    made = regrade(out, Basis(OTHER, None, "HW", "none", ""), Sources(), 1, interrupt)
    assert (made.stopped, made.effect, made.summary) == (2, None, None)
    assert files(out) == before
    assert not (out / "changes.csv").exists()
    # The first unit, here one answer of four, was written before its progress was told.
    assert again(out, OTHER).decided == 3


def test_a_run_of_another_version_is_decided_anew_with_its_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as old:
        for module in ("asked", "basis"):
            old.setattr(f"grader.batch.{module}.VERSION", "0.0.9")
        out = grade(tmp_path / "run", *CLASS)
    with pytest.raises(StoreError, match=r"graded by the grader 0\.0\.9, and this is .*: grader regrade RUN"):
        open_run(out)
    assert status_of(out).stale == (f"the grader was 0.0.9, and is {VERSION}",)
    made = again(out)
    assert made.effect is not None
    # The same grader but for its number: everything is decided again, and nothing changes.
    assert (made.version, made.decided, made.distinct, made.effect.students, made.effect.problems) == ("0.0.9", 7, 7, 0, ())
    assert scores(out)["Ada"] == (2, 2)


def test_a_sheet_is_written_again_for_what_it_shows_of_a_decision_and_for_nothing_else(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", *CLASS)

    def write(comment: str, by: str) -> set[str]:
        before = {path.name: path.stat().st_mtime_ns for path in (out / "feedback").iterdir()}
        (out / "decisions.yaml").write_text(f"- problem: square\n  answers: ['7']\n  score: 1 of 2\n  by: {by}\n  comment: '{comment}'\n", "utf-8")
        again(out)
        return {path.name.split("-")[0] for path in (out / "feedback").iterdir() if before.get(path.name) != path.stat().st_mtime_ns}

    assert write("Half.", "knuth") == {"di"}
    assert write("A half.", "knuth") == {"di"}
    assert write("A half.", "hopper") == set()


def test_tables_and_pages_use_the_score_that_was_decided(tmp_path: Path) -> None:
    out = grade(tmp_path / "run", *CLASS)
    (out / "decisions.yaml").write_text("- problem: square\n  answers: ['[[x', '7']\n  score: 2 of 2\n", "utf-8")
    again(out)
    assert marks_in(out)["Cy"] == (2, 0)
    with (out / "statistics.csv").open(encoding="utf-8-sig", newline="") as file:
        square = next(row for row in csv.DictReader(file) if row["problem"] == "square")
    # Ada, Cy, Di and Eve of five have all points; the outcomes are the machine's.
    assert (square["facility"], square["correct"], square["incorrect"], square["unreadable"]) == ("0.8", "2", "2", "1")
    page = (out / "index.html").read_text("utf-8")
    assert "decided by a person since" in page
    # An answer to which a person gives all points is no wrong one.
    assert "<code>3*x^2</code>" in page or "3x^2" in page
    assert '<code class="mute">7</code>' not in page
