"""The run over many answers: once each, in any order, whatever dies."""

from __future__ import annotations

import faulthandler
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from grader.batch import Settings, folder, grade, open_run, reconcile, run, workers
from grader.batch.crew import retrying, serving, staff
from grader.expr import Number, Pow, Symbol
from grader.marking import Work, work
from grader.model import (
    Bank,
    Gradebook,
    Intake,
    Mark,
    Outcome,
    Problem,
    Response,
    StoreError,
    Submission,
    Task,
    Variable,
    Where,
    plain_identity,
)
from grader.record import replace

ROOT = Path(__file__).resolve().parents[2]

X = Symbol("x")
BANK = Bank((Problem(Task("square", variables=(Variable("x"),), f=Pow(X, Number(2)), wrt=("x",))),
             Problem(Task("cube", variables=(Variable("x"),), f=Pow(X, Number(3)), wrt=("x",)))), "digest")


def submission(student: str, **answers: str) -> Submission:
    responses = tuple(Response(problem, text, Where(f"{student}.txt", line)) for line, (problem, text) in enumerate(answers.items(), 1))
    return Submission(plain_identity(student), responses, Where(f"{student}.txt", 1))


CLASS = tuple(submission(f"s{n:03d}", square=f"{n}x - {n - 2}x", cube=f"3x^2 + {n % 7} - {n % 5}") for n in range(260))


def test_every_student_has_a_mark_for_every_problem() -> None:
    book = grade(BANK, [submission("ada", square="2x"), submission("bob", cube="x")], "salt")
    assert [(sheet.student, [mark.verdict.outcome.value for mark in sheet.marks]) for sheet in book.sheets] == [
        ("ada", ["correct", "blank"]), ("bob", ["blank", "incorrect"])]


def test_the_gradebook_does_not_depend_on_processes_or_order() -> None:
    one = grade(BANK, CLASS, "salt", jobs=1)
    shuffled = list(CLASS)
    random.Random(1).shuffle(shuffled)
    assert grade(BANK, shuffled, "salt", jobs=3) == one
    assert {mark.verdict.outcome for sheet in one.sheets for mark in sheet.marks} == {Outcome.CORRECT, Outcome.INCORRECT}


def test_another_salt_gives_the_same_outcomes() -> None:
    outcomes = [[[mark.verdict.outcome for mark in sheet.marks] for sheet in grade(BANK, CLASS[:40], salt).sheets] for salt in ("a", "b")]
    assert outcomes[0] == outcomes[1]


DEADLY: dict[str, Callable[[], object]] = {
    "3x - 1x": lambda: os._exit(7),
    "4x - 2x": lambda: (faulthandler.disable(), os.abort()),
    "77x - 75x": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "200x - 198x": lambda: any(iter(int, 1)),                      # has no end
    "201x - 199x": lambda: bytearray(2 << 30),
    "202x - 200x": lambda: [].pop(),
}
"""Answers and what the grader does over them; the last two are errors that leave the worker alive."""


def deadly(problem: Problem, text: str, salt: str, **given: object) -> Mark:
    DEADLY.get(text, lambda: None)()
    return REAL(problem, text, salt)


REAL = work.mark


def differing(found: Gradebook, expected: Gradebook) -> dict[str, str]:
    """Students and messages of the answers that are not as expected; each is undecided."""
    pairs = [(sheet.student, mark) for sheet, other in zip(found.sheets, expected.sheets, strict=True)
             for mark, same in zip(sheet.marks, other.marks, strict=True) if mark != same]
    assert {(mark.verdict.outcome, mark.score, mark.verdict.messages[0].code) for _, mark in pairs} <= {
        (Outcome.UNDECIDED, None, "batch/failed"), (Outcome.UNDECIDED, None, "batch/killed")}
    return {student: mark.verdict.messages[0].message for student, mark in pairs}


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_answer_that_kills_its_worker_costs_only_itself(monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    expected = grade(BANK, CLASS, "salt")
    monkeypatch.setattr(work, "mark", deadly)
    monkeypatch.setattr(serving, "CPU_SECONDS", 1)
    monkeypatch.setattr(retrying, "PAUSES", (0,) * 5)
    found = differing(grade(BANK, CLASS, "salt", jobs=jobs), expected)
    assert {student for student, message in found.items() if "died twice" in message} == {"s003", "s004", "s200"}
    assert found["s077"] == "something outside ended the process that worked on this answer, 5 times"
    assert found["s201"].endswith("MemoryError")
    assert found["s202"].endswith("IndexError")
    assert set(found) == {"s003", "s004", "s077", "s200", "s201", "s202"}


def test_a_single_answer_has_a_second_chance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def once(problem: Problem, text: str, salt: str, **given: object) -> Mark:
        if text and not (tmp_path / "died").exists():
            (tmp_path / "died").touch()
            os._exit(7)
        return REAL(problem, text, salt)

    students = [submission("ada", square="2x")]
    expected = grade(BANK, students, "salt")
    monkeypatch.setattr(work, "mark", once)
    assert grade(BANK, students, "salt", jobs=2) == expected
    assert (tmp_path / "died").exists()


@pytest.mark.parametrize(("kills", "is_decided"), [(1, True), (5, True), (6, False)])
def test_what_is_ended_from_outside_is_tried_again_and_not_stored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kills: int, is_decided: bool,
) -> None:
    def ended(problem: Problem, text: str, salt: str, **given: object) -> Mark:
        count = len(list(tmp_path.glob("killed*")))
        if count < kills:
            (tmp_path / f"killed{count}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return REAL(problem, text, salt)

    settings, students = Settings(tmp_path / "run", "HW", salt="s"), Intake("folder", (submission("ada", square="2x"),))
    monkeypatch.setattr(retrying, "PAUSES", (0,) * 5)
    monkeypatch.setattr(work, "mark", ended)
    summary = run(BANK, students, settings, lambda *_: None)
    assert (summary.stopped, summary.outcomes["correct"], summary.outcomes["undecided"]) == (0, is_decided, not is_decided)
    [result] = open_run(tmp_path / "run").results
    assert result.pending == (not is_decided)
    assert ("batch/killed" in (tmp_path / "run/attention.csv").read_text()) == (not is_decided)
    # The same command decides what was given up.
    again = run(BANK, students, settings, lambda *_: None)
    assert (again.decided, again.outcomes["correct"], again.outcomes["undecided"]) == (not is_decided, 1, 0)


def test_workers_that_somebody_kills_lose_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    units: list[Work] = []
    with monkeypatch.context() as patch:
        patch.setattr(workers, "decide_unit", lambda bank, unit: units.append(unit) or work.decide_unit(bank, unit))
        expected = grade(BANK, CLASS, "salt")
    draw, done = random.Random(5), 0
    first = {(units[0].problem, text) for text in units[0].texts}

    def held(problem: Problem, text: str, salt: str, **given: object) -> Mark:
        # Nobody gets through a second batch before the first death, so that it costs a batch on any machine.
        while (problem.id, text) not in first and not (tmp_path / "killed").exists():
            time.sleep(0.001)
        return REAL(problem, text, salt)

    def progress(phase: str, number: int, total: int) -> None:
        nonlocal done
        done += 1
        if done <= 2:
            draw.choice(multiprocessing.active_children()).kill()
        (tmp_path / "killed").touch()

    monkeypatch.setattr(work, "mark", held)
    assert grade(BANK, CLASS, "salt", jobs=2, progress=progress) == expected
    assert done > 3
    assert multiprocessing.active_children() == []


def test_helpers_that_start_anew_decide_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = grade(BANK, CLASS[:20], "salt")
    monkeypatch.setattr(staff, "FORKS", False)        # as on macOS and Windows
    assert grade(BANK, CLASS[:20], "salt", jobs=1) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="only there are workers forked")
def test_the_parent_has_one_thread_and_no_numpy_when_it_forks() -> None:
    program = ("import os, sys, threading; from tests.batch import test_batch as t; t.grade(t.BANK, t.CLASS[:9], 'salt', jobs=2); "
               "print(threading.active_count(), len(os.listdir('/proc/self/task')), 'numpy' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "1 1 False\n"


@pytest.mark.parametrize("seed", range(20))
def test_jobs_are_cut_by_problem_each_once_and_small_at_the_end(seed: int) -> None:
    draw = random.Random(seed)
    jobs = [(draw.choice("abc"), f"{number}", ((("first", "2x"),) if draw.random() < 0.1 else ()))
            for number in range(draw.choice((0, 1, 9, 500, 9_000)))]
    units = workers.cut(BANK, "salt", jobs)
    assert sorted((unit.problem, text, unit.earlier) for unit in units for text in unit.texts) == sorted(jobs)
    assert all(0 < len(unit.texts) <= work.MOST_TEXTS and (unit.bank, unit.salt) == (BANK.digest, "salt") for unit in units)
    whole, last = sum(len(unit.texts) for unit in units), jobs[len(jobs) - len(jobs) // workers.ROUNDS:]
    assert all(len(unit.texts) <= workers.LAST_TEXTS for unit in units if {(unit.problem, text, unit.earlier) for text in unit.texts} <= set(last))
    # After half of the units, half of the students have all their marks.
    done = {int(text) for unit in units[:len(units) // 2] for text in unit.texts}
    assert set(range(whole // 4)) <= done


def test_an_interrupted_run_has_whole_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(tmp_path / "run", "HW", salt="s")
    intake = Intake("folder", CLASS[:200])

    def interrupted(phase: str, number: int, total: int) -> None:
        if (phase == "grading" and number >= 200) or (phase == "sheets" and number == 20):
            raise KeyboardInterrupt

    summary = run(BANK, intake, settings, interrupted)
    assert summary.stopped
    assert summary.students == 20
    with pytest.raises(StoreError, match="not complete"):
        open_run(tmp_path / "run")
    done = open_run(tmp_path / "run", partial=True)
    assert {each.student for each in CLASS[:20]} <= {result.student for result in done.results}
    assert set(done.left_out) == {each.student for each in CLASS[:200]} - {result.student for result in done.results}
    record = json.loads((tmp_path / "run/run.json").read_text())
    assert record["state"] == "deciding"
    assert len(list((tmp_path / "run/feedback").glob("*.html"))) == 20
    again = run(BANK, intake, settings, lambda *_: None)
    assert again.distinct - again.decided >= 200
    run(BANK, intake, replace(settings, out=tmp_path / "fresh"), lambda *_: None)
    assert tree(tmp_path / "run") == tree(tmp_path / "fresh")


@pytest.mark.parametrize(("module", "name"), [(folder, "prepare"), (reconcile, "open_store"), (reconcile, "take_in"), (folder, "sheet_names")])
def test_a_ctrl_c_before_the_first_sheet_waits_and_leaves_a_run_that_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str,
) -> None:
    settings, real = Settings(tmp_path / "run", "HW", salt="s"), getattr(module, name)

    def interrupted(*values: object) -> object:
        signal.raise_signal(signal.SIGINT)
        return real(*values)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(module, name, interrupted)
            summary = run(BANK, Intake("folder", CLASS[:9]), settings, lambda *_: None)
    finally:
        signal.signal(signal.SIGINT, before)
    assert summary.stopped
    assert summary.students == 0
    assert {"index.html", "run.json", "grades.csv"} <= set(tree(tmp_path / "run"))
    assert run(BANK, Intake("folder", CLASS[:9]), settings, lambda *_: None).stopped == 0


@pytest.mark.parametrize("file", ["index.html", "grades.csv", "run.json"])
def test_an_interruption_at_the_end_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    settings, real = Settings(tmp_path / "run", "HW", salt="s"), folder.write

    def interrupted(where: Path, name: str, data: bytes, lasts: bool = True) -> None:
        if name == file and b'"writing"' not in data and b'"reading"' not in data and b'"deciding"' not in data:
            raise KeyboardInterrupt
        real(where, name, data, lasts)

    with monkeypatch.context() as patch:
        patch.setattr(folder, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(BANK, Intake("folder", CLASS[:9]), settings, lambda *_: None)
    assert run(BANK, Intake("folder", CLASS[:9]), settings, lambda *_: None).decided == 0
    run(BANK, Intake("folder", CLASS[:9]), replace(settings, out=tmp_path / "fresh"), lambda *_: None)
    assert tree(tmp_path / "run") == tree(tmp_path / "fresh")


@pytest.mark.skipif(sys.platform == "win32", reason="there a folder is not held")
def test_two_runs_do_not_write_to_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, intake = Settings(tmp_path / "run", "HW", salt="s"), Intake("folder", CLASS[:9])
    monkeypatch.setattr(folder, "PATIENCE", 2)
    said: list[str] = []

    def meanwhile(phase: str, number: int, total: int) -> None:
        if not said:
            with pytest.raises(StoreError, match="another run is writing to") as refused:
                run(BANK, intake, settings, lambda *_: None)
            said.append(str(refused.value))

    summary = run(BANK, intake, settings, meanwhile)
    assert (summary.stopped, len(said)) == (0, 1)
    assert run(BANK, intake, settings, lambda *_: None).stopped == 0


def test_a_folder_that_is_let_go_in_time_is_taken(tmp_path: Path) -> None:
    held = folder.alone(tmp_path)
    held.__enter__()
    threading.Timer(0.3, lambda: held.__exit__(None, None, None)).start()
    with folder.alone(tmp_path):
        pass


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith("store.sqlite")}


def test_a_failure_of_our_own_is_undecided_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(problem: Problem, text: str, salt: str, **given: object) -> Mark:
        raise ZeroDivisionError

    monkeypatch.setattr(work, "mark", failing)
    [sheet] = grade(BANK, [submission("ada", square="2x")], "salt").sheets
    assert [(mark.verdict.outcome, mark.score) for mark in sheet.marks] == [(Outcome.UNDECIDED, None), (Outcome.BLANK, 0)]
    assert "ZeroDivisionError" in sheet.marks[0].verdict.messages[0].message


def test_a_folder_with_other_things_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("important")
    with pytest.raises(StoreError, match="not empty"):
        folder.prepare(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used: Not a directory"):
        folder.prepare(tmp_path / "file" / "run")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "run.json").write_text('{"name": "another program"}')
    with pytest.raises(StoreError, match="not empty"):
        folder.prepare(tmp_path / "theirs")


@pytest.mark.parametrize("left", [[], ["store.sqlite"], ["store.sqlite", "store.sqlite-journal"], ["store.sqlite", "run.json.0123.tmp"],
                                  ["store.sqlite", "index.html.tmp", "feedback/ada-0123.html.tmp"]])
def test_what_a_killed_run_leaves_is_no_obstacle(tmp_path: Path, left: list[str]) -> None:
    (tmp_path / "feedback").mkdir() if "feedback" in str(left) else None
    for name in left:
        (tmp_path / name).write_bytes(b"half")
    folder.prepare(tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".tmp"]


@pytest.mark.parametrize(("student", "name"), [
    ("Ada Lovelace", "ada-lovelace-01234567"), ("../../etc/passwd", "etc-passwd-01234567"), ("Zoë Müller", "zoe-muller-01234567"), ("名前", "01234567"),
    ("CON", "con-01234567"), ("a" * 300, "a" * 40 + "-01234567"), ("x\n<script>", "x-script-01234567"), ("=cmd|'/c calc'!A0", "cmd-c-calc-a0-01234567"),
])
def test_file_names_are_our_own(student: str, name: str) -> None:
    assert folder.sheet_names([("0123456789abcdef", student)]) == {"0123456789abcdef": name}


def test_a_name_depends_on_nobody_else_but_for_ids_that_begin_alike() -> None:
    ada, grace, alan = ("0123456789abcdef", "Ada"), ("0123456700000000", "Grace"), ("fedcba9876543210", "Ada")
    assert folder.sheet_names([ada, alan]) == {ada[0]: "ada-01234567", alan[0]: "ada-fedcba98"}
    assert folder.sheet_names([ada, grace, alan]) == {ada[0]: "ada-0123456789ab", grace[0]: "grace-012345670000", alan[0]: "ada-fedcba98"}


def test_unchanged_files_are_left_alone_and_strangers_removed(tmp_path: Path) -> None:
    folder.prepare(tmp_path)
    folder.write(tmp_path, "feedback/a.html", b"one")
    before = (tmp_path / "feedback/a.html").stat().st_mtime_ns
    folder.write(tmp_path, "feedback/a.html", b"one")
    assert (tmp_path / "feedback/a.html").stat().st_mtime_ns == before
    folder.write(tmp_path, "feedback/old.html", b"")
    folder.clear(tmp_path, {"feedback/a.html"})
    assert [path.name for path in (tmp_path / "feedback").iterdir()] == ["a.html"]
