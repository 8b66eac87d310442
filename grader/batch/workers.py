"""Distinct answers decided by several processes, each exactly once, whatever happens to a process.

The answers that were with a dying worker are decided again, each alone with a worker, so that the one that kills it a second
time is known: it becomes ``undecided``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.batch.found import Job
from grader.batch.limits import CPU_SECONDS, allow_seconds, calm
from grader.batch.pool import spread
from grader.marking import MOST_TEXTS, Parts, Work, decide_unit, failed
from grader.model import Bank, Mark
from grader.record import replace

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


def decide(bank: Bank, jobs: Sequence[Job], salt: str, processes: int) -> Iterator[Marks]:
    """Yield the marks of all jobs, unit by unit as they are done, decided by ``processes`` processes, or in this one if that is 0."""
    work = cut(bank, salt, jobs)
    if processes < 1:
        calm()
        yield from (decide_unit(bank, unit) for unit in work)
        return
    suspects: list[Work] = []
    for unit, marks in spread(_confined, bank, work, processes, _problem_of):
        if marks is None:
            suspects += _one_by_one(unit)
        else:
            yield marks
    for unit, marks in spread(_confined, bank, suspects, processes, _problem_of):
        yield marks or (_killed(bank, unit),)


def _confined(bank: Bank, work: Work) -> Marks:
    """Return what ``decide_unit`` does, with an allowance of CPU time for each answer."""
    marks: list[Mark] = []
    for unit in _one_by_one(work):
        allow_seconds(CPU_SECONDS)
        marks += decide_unit(bank, unit)
    return tuple(marks)


def _one_by_one(work: Work) -> Iterator[Work]:
    return (replace(work, texts=(text,)) for text in work.texts)


def _problem_of(work: Work) -> str:
    return work.problem


def _killed(bank: Bank, work: Work) -> Mark:
    problem = bank.get(work.problem)
    assert problem is not None, "the bank is the one that the work was cut for"
    return failed(work, work.texts[0], "the process that worked on this answer died twice", problem.points)
