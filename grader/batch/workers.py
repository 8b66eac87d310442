"""Distinct answers decided once each: cut into units of one problem, which are given out to a staff, or decided in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec

from grader.batch.crew.retrying import KILLED, decided
from grader.batch.crew.staff import Giving, Staff, threads
from grader.batch.found import Job
from grader.batch.interruption import Heard
from grader.batch.limits import calm
from grader.marking import MOST_TEXTS, Parts, Work, decide_unit, scored
from grader.model import Bank, Mark, UsageError

Marks = tuple[Mark, ...]

ROUNDS = 10
"""Parts into which the jobs are cut before they are sorted by problem: after each, the students so far have whole sheets."""

LAST_TEXTS = 20
"""Answers of a unit in the last round, so that all processes end together."""


def cut(bank: Bank, salt: str, jobs: Sequence[Job]) -> list[Work]:
    """Return the jobs as units of one problem each."""
    work: list[Work] = []
    size = max(1, -(-len(jobs) // ROUNDS))
    for start in range(0, len(jobs), size):
        texts: dict[tuple[str, Parts], list[str]] = {}
        for problem, text, earlier in jobs[start:start + size]:
            texts.setdefault((problem, earlier), []).append(text)
        most = MOST_TEXTS if start + size < len(jobs) else LAST_TEXTS
        work += [Work(bank.digest, salt, problem, tuple(group[at:at + most]), earlier)
                 for (problem, earlier), group in texts.items() for at in range(0, len(group), most)]
    return work


def decide(bank: Bank, jobs: Sequence[Job], salt: str, processes: int, heard: Heard = nullcontext,
           cluster: str = "") -> Iterator[Marks]:
    """Yield the marks of all jobs, unit by unit as they are done, decided by ``processes`` processes, in this one if that is 0,
    or by the cluster whose scheduler has that address.

    Over some answers no verdict may be reached: they are not among what is yielded.
    """
    work = cut(bank, salt, jobs)
    if not work:
        return
    if processes < 1 and not cluster:
        calm()
        for unit in work:
            with heard():
                marks = decide_unit(bank, unit)
            yield marks
        return

    def here() -> AbstractContextManager[Staff]:
        return threads(bank, max(processes, 1), forks=False)

    with _of_cluster(bank, cluster) if cluster else threads(bank, processes) as staff:
        for unit, answer in Giving(work, staff, here).decided(heard):
            marks = _marks(bank, unit, answer)
            if marks:
                yield marks


def address_of(executor: str) -> str:
    """Return the address of the scheduler that ``dask:ADDRESS`` names, empty for none.

    Raises :class:`~grader.model.UsageError` for anything else, and where Dask is not installed.
    """
    kind, _, address = executor.partition(":")
    if executor and (kind != "dask" or "://" not in address):
        raise UsageError(f"{executor!r} names no cluster: say dask:tcp://HOST:PORT, or leave --executor out and this machine decides alone")
    if executor and find_spec("distributed") is None:
        raise UsageError("a cluster needs Dask: pip install 'vector-calculus-grader[cluster]'")
    return address


def _of_cluster(bank: Bank, address: str) -> AbstractContextManager[Staff]:
    """See ``grader.batch.crew.cluster``: it imports Dask, which nobody else waits for."""
    staff: AbstractContextManager[Staff] = import_module("grader.batch.crew.cluster").workers(bank, address)
    return staff


def _marks(bank: Bank, work: Work, answer: bytes) -> Marks:
    problem = bank.get(work.problem)
    assert problem is not None, "the bank is the one that the work was cut for"
    pairs = zip(work.texts, decided(answer), strict=True)
    return tuple([scored(problem, text, found, work.earlier) for text, found in pairs if found != KILLED])
