"""Units given out: each decided once by threads with helpers, however many, whoever is killed, whatever an executor loses."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from grader.batch.crew import helping, retrying, serving, staff, starting
from grader.batch.crew.child import Death
from grader.batch.crew.edition import Edition, difference, edition
from grader.batch.crew.helping import Helpers, decide_unit, given_bank
from grader.batch.crew.retrying import decided, insist
from grader.batch.crew.serving import pack, refusal, refused
from grader.batch.crew.staff import Giving, Happened, Staff, threads
from grader.batch.found import KILLED
from grader.expr import Number, Pow, Symbol
from grader.marking import Work, undecided, work
from grader.model import Bank, Outcome, Problem, StoreError, Task, Variable, decode, encode

ROOT = Path(__file__).resolve().parents[2]
BANK = Bank((Problem(Task("square", variables=(Variable("x"),), f=Pow(Symbol("x"), Number(2)), wrt=("x",))),), "digest")


def unit(*texts: str) -> Work:
    return Work("digest", "salt", "square", texts)


UNITS = [unit(*(f"{n}x - {n - 2 + n % 2}x" for n in range(first, first + 3))) for first in range(2, 62, 3)]
EXPECTED = {each: encode(tuple([mark.decided for mark in work.decide_unit(BANK, each)])) for each in UNITS}


def no_other() -> contextlib.AbstractContextManager[Staff]:
    raise AssertionError("nobody else is needed")


@pytest.mark.parametrize(("count", "forks"), [(1, True), (2, True), (7, True), (2, False)])
def test_threads_decide_each_unit_once(count: int, forks: bool) -> None:
    with threads(BANK, count, forks) as there:
        found = list(Giving(UNITS, there, no_other).decided(nullcontext))
    assert len(found) == len(UNITS)
    assert dict(found) == EXPECTED
    assert (multiprocessing.active_children(), threading.active_count()) == ([], 1)


def test_any_executor_will_do() -> None:
    """Here one of processes, as a cluster's are: each is given the bank, and starts helpers of its own."""
    packed = pack(BANK)
    with ThreadPoolExecutor(3) as executor:
        helping.give("run", Helpers(given_bank(packed)))
        futures = {each: executor.submit(decide_unit, "run", encode(each)) for each in UNITS}
        assert {each: future.result() for each, future in futures.items()} == EXPECTED
        helping.take("run")
        assert refused(decide_unit("run", encode(UNITS[0]))) == "has not got the bank of this run"


def test_helpers_whose_run_is_left_in_a_hurry_end(monkeypatch: pytest.MonkeyPatch) -> None:
    real = work.mark

    def slow(problem: Problem, text: str, *args: object, **given: object) -> object:
        time.sleep(60 if text.startswith(("5x", "8x")) else 0)
        return real(problem, text, *args, **given)     # type: ignore[arg-type]

    monkeypatch.setattr(work, "mark", slow)
    started = time.monotonic()
    with threads(BANK, 2) as there:
        running = Giving([*UNITS[:3], *UNITS[1:3]], there, no_other).decided(nullcontext)
        assert next(running)[0] == UNITS[0]
        assert len(multiprocessing.active_children()) == 2
    assert (multiprocessing.active_children(), threading.active_count()) == ([], 1)
    assert time.monotonic() - started < 30


def test_texts_that_end_their_process_are_answered_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """In helpers as a cluster has them, by faults that the environment asks for."""
    monkeypatch.setenv("GRADER_FAULT", 'worker:{"3x": "loop", "4x": "memory", "5x": "kill"}')
    helping.give("run", Helpers(given_bank(pack(BANK))))
    found = decided(decide_unit("run", encode(unit("2x", "3x", "4x", "5x", "6x - 4x"))))
    helping.take("run")
    said = [each.verdict.messages[0].message if each.verdict.messages else each.verdict.outcome.value for each in found]
    assert said[2].endswith("MemoryError")
    assert said[:2] + said[3:] == ["correct", retrying.DIED, KILLED.verdict.messages[0].message, "correct"]


@contextmanager
def of(submit: Callable[[bytes], Future[bytes]], is_lost: Callable[[], bool] | None = None) -> Iterator[Staff]:
    yield Staff(submit, 4, Happened(), "the cluster", is_lost)


def answered(answer: bytes | Exception | None) -> Future[bytes]:
    future = Future[bytes]()
    if isinstance(answer, Exception):
        future.set_exception(answer)
    elif answer is not None:
        future.set_result(answer)
    else:
        future.cancel()
        future.set_running_or_notify_cancel()
    return future


@pytest.mark.parametrize("lost", [RuntimeError("KilledWorker"), None])
def test_a_unit_that_is_lost_three_times_is_decided_here(lost: Exception | None) -> None:
    given: list[bytes] = []

    def submit(encoded: bytes) -> Future[bytes]:
        given.append(encoded)
        return answered(lost if encoded == encode(UNITS[3]) or given.count(encoded) < 2 else EXPECTED[decode(Work, encoded)])

    with of(submit, lambda: False) as cluster:
        found = list(Giving(UNITS, cluster, lambda: threads(BANK, 1, forks=False)).decided(nullcontext))
    assert (dict(found), len(found)) == (EXPECTED, len(UNITS))
    assert {given.count(encode(each)) for each in UNITS if each is not UNITS[3]} == {2}
    assert given.count(encode(UNITS[3])) == 3


def test_a_cluster_that_is_lost_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "PATIENCE", 0.05)
    asked: list[bytes] = []

    def submit(encoded: bytes) -> Future[bytes]:
        asked.append(encoded)
        return answered(EXPECTED[decode(Work, encoded)]) if len(asked) < 3 else Future()

    with of(submit, lambda: True) as cluster:
        found = list(Giving(UNITS, cluster, lambda: threads(BANK, 2, forks=False)).decided(nullcontext))
    assert (dict(found), len(found)) == (EXPECTED, len(UNITS))
    assert len(asked) <= 6


def test_who_refuses_is_named() -> None:
    with of(lambda encoded: answered(refusal("has grader 0.2.0, here is 0.3.0"))) as cluster, \
            pytest.raises(StoreError, match=r"^the cluster has grader 0\.2\.0, here is 0\.3\.0$"):
        next(Giving(UNITS, cluster, no_other).decided(nullcontext))


def test_a_failure_of_our_own_is_not_tried_again_and_again() -> None:
    with of(lambda encoded: answered(ZeroDivisionError())) as here, pytest.raises(ZeroDivisionError):
        next(Giving(UNITS, here, no_other).decided(nullcontext))


@pytest.mark.parametrize(("codes", "messages"), [
    ([], []), ([7], []), ([7, -9], []), ([7, 7, -11], [retrying.DIED]), ([-9] * 5, []), ([-9, 7, -9, -15, -9], []),
    ([-9] * 6, [KILLED.verdict.messages[0].message]), ([-9, -9, 7, -9, -9, 7], [retrying.DIED]),
])
def test_what_a_death_says_of_an_answer(codes: list[int], messages: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The first death is that of a unit; then each answer is alone."""
    monkeypatch.setattr(retrying, "PAUSES", tuple(range(5)))
    left, rests = list(codes), list[float]()

    def ask(encoded: bytes) -> bytes | Death:
        if left and "deadly" in decode(Work, encoded).texts:
            return Death(left.pop(0))
        return encode(tuple(undecided(text) for text in decode(Work, encoded).texts))

    found = decided(insist(ask, encode(unit("a", "deadly", "b")), rests.append))
    said = [each.verdict.messages[0].message for each in found]
    assert said == ["a", *(messages or ["deadly"]), "b"]
    assert [each.verdict.outcome for each in found] == [Outcome.UNDECIDED] * 3
    outside = [code in (-9, -15) for code in codes[1:]]
    assert rests == [sum(outside[:at]) for at in range(len(outside) + (not messages))][:len(rests)]
    assert len(rests) == (0 if not codes else len(outside) + (not messages))


def test_an_answer_whose_helper_is_killed_has_not_done_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = work.mark

    def murderous(problem: Problem, text: str, *args: object, **given: object) -> object:
        if not (tmp_path / "done").exists():
            (tmp_path / "done").touch()
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        return real(problem, text, *args, **given)     # type: ignore[arg-type]

    monkeypatch.setattr(work, "mark", murderous)
    with threads(BANK, 1) as there:
        found = list(Giving(UNITS[:4], there, no_other).decided(nullcontext))
    assert {each: decided(answer) for each, answer in found} == {each: decided(EXPECTED[each]) for each in UNITS[:4]}
    assert (tmp_path / "done").exists()


def test_another_edition_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helping, "edition", lambda: Edition("9.9.9", ""))
    helpers = Helpers(given_bank(pack(BANK)))
    assert refused(helpers.decide(encode(UNITS[0]))) == f"has grader {edition().grader}, here is 9.9.9"
    helpers.end()


@pytest.mark.parametrize(("there", "words"), [
    (Edition("1", "a"), ""), (Edition("2", "a"), "has grader 2, here is 1"),
    (Edition("1", "b"), "has another grader 1 than there is here: its source, or a version of python-flint, numpy, sympy differs"),
])
def test_how_two_editions_differ(there: Edition, words: str) -> None:
    assert difference(there, Edition("1", "a")) == words


def test_a_system_without_processes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*values: object, **given: object) -> object:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(starting.subprocess, "Popen", none)
    monkeypatch.setattr(starting.SYSTEM.Process, "start", none)
    words = "this machine starts no process for us: Resource temporarily unavailable; try fewer with --jobs"
    for forks in (True, False):
        with pytest.raises(StoreError, match=f"^{words}$"), threads(BANK, 2, forks) as there:
            next(Giving(UNITS, there, no_other).decided(nullcontext))
    assert threading.active_count() == 1


def test_a_helper_is_asked_by_lines() -> None:
    """As ``python -m grader.batch.crew.helper`` by anybody: the bank, then units; it ends when its input does."""
    with subprocess.Popen([sys.executable, "-m", "grader.batch.crew.helper"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as helper:
        def said(line: bytes) -> bytes:
            helper.stdin.write(line + b"\n")
            helper.stdin.flush()
            return helper.stdout.readline().rstrip(b"\n")

        assert decode(serving.Greeting, said(pack(BANK))) == serving.Greeting(serving.name_of(pack(BANK)), edition())
        assert [said(encode(each)) for each in UNITS[:3]] == [EXPECTED[each] for each in UNITS[:3]]
        helper.stdin.close()
        assert helper.wait(20) == 0
