"""Distinct answers decided by several processes, each exactly once, whatever happens to a process.

A dead worker breaks its pool: the pool is made anew and what is missing goes back in smaller chunks, until the answer that kills
its worker stands alone and becomes ``undecided``.  Workers get the bank once, at their start, under limits of memory and CPU.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import signal
import sys
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from fractions import Fraction

from grader.marking import mark
from grader.model import Bank, Diagnostic, Mark, Outcome, Verdict

Job = tuple[str, str]
"""Id of a problem and the text of an answer."""

_Batches = Generator[list[tuple[Job, Mark]], None, list[list[Job]]]

CHUNK = 100
MEMORY = 2 << 30
CPU_SECONDS = 3_600
_PR_SET_PDEATHSIG = 1

_context: tuple[Bank, str] | None = None
"""Set once in each worker by :func:`_start`; the parent never reads it."""


def calm() -> None:
    """Fewer collections of cyclic garbage: trees have no cycles, and there are many of them."""
    gc.set_threshold(100_000, 50, 100)


def decide(bank: Bank, jobs: Sequence[Job], salt: str, processes: int) -> Iterator[list[tuple[Job, Mark]]]:
    """The marks of all jobs in batches as they are done; a job whose problem is unknown must not be among them."""
    chunks = [list(jobs[start:start + CHUNK]) for start in range(0, len(jobs), CHUNK)]
    if processes <= 1 or len(chunks) <= 1:
        calm()
        for chunk in chunks:
            yield [(job, _mark(bank, salt, job)) for job in chunk]
        return
    while chunks:
        chunks = yield from _one_pool(bank, chunks, salt, processes)


def _one_pool(bank: Bank, chunks: list[list[Job]], salt: str, processes: int) -> _Batches:
    """Run the chunks in one pool; returns what is still to do after a worker died, in smaller chunks."""
    left: list[list[Job]] = []
    alone = max(map(len, chunks)) == 1
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(1 if alone else min(processes, len(chunks)), context, _start, (bank, salt))
    try:
        futures: dict[Future[list[tuple[Job, Mark]]], list[Job]] = {}
        todo = list(reversed(chunks))
        broken = False
        while todo or futures:
            while todo and not broken and len(futures) < (1 if alone else 2 * processes):
                chunk = todo.pop()
                try:
                    futures[pool.submit(_work, chunk)] = chunk
                except BrokenProcessPool:
                    broken, left = True, [*left, chunk]
            if broken and not futures:
                left += reversed(todo)
                break
            done, _ = wait(futures, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=lambda item: futures[item]):
                chunk = futures.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    broken = True
                    if alone and len(chunk) == 1:
                        yield [(chunk[0], _given_up(bank, chunk[0]))]
                    else:
                        left.append(chunk)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [part for chunk in left for part in _halved(chunk)]


def _halved(chunk: list[Job]) -> list[list[Job]]:
    """A chunk that was with a dying worker, in pieces: tenths, then single answers."""
    size = max(len(chunk) // 10, 1)
    return [chunk[start:start + size] for start in range(0, len(chunk), size)]


def _start(bank: Bank, salt: str) -> None:
    """Once in each worker: limits, and death with the parent (Linux); the terminal's Ctrl-C is the parent's business."""
    global _context
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    calm()
    _context = bank, salt


def _work(chunk: list[Job]) -> list[tuple[Job, Mark]]:
    assert _context is not None, "the worker has been started by _start"
    bank, salt = _context
    return [(job, _mark(bank, salt, job)) for job in chunk]


def _mark(bank: Bank, salt: str, job: Job) -> Mark:
    """One job; a failure of our own never loses the batch: it becomes ``undecided`` and says so to the staff."""
    problem = bank.get(job[0])
    assert problem is not None, f"{job[0]} is in the bank"
    try:
        return mark(problem, job[1], salt)
    except (ArithmeticError, AssertionError, LookupError, MemoryError, RecursionError, TypeError, ValueError) as error:
        return _undecided(job, problem.points, f"the grader failed on this answer: {type(error).__name__}")


def _given_up(bank: Bank, job: Job) -> Mark:
    problem = bank.get(job[0])
    assert problem is not None, f"{job[0]} is in the bank"
    return _undecided(job, problem.points, "the process that worked on this answer died twice")


def _undecided(job: Job, points: Fraction, reason: str) -> Mark:
    message = Diagnostic("batch/failed", reason, "a person looks at it")
    return Mark(job[0], job[1], "", Verdict(Outcome.UNDECIDED, messages=(message,)), None, points)

