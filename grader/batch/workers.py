"""Distinct answers decided by several processes, each exactly once, whatever happens to a process.

The answers that were with a dying worker are decided again, each alone with a worker.  One over which a worker dies twice by itself
becomes ``undecided``.  A worker that is ended from outside says nothing about the answer: it is tried again, with pauses, and after some
tries given up until the next run.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence

from grader.batch.found import TRIES, Job
from grader.batch.limits import CPU_SECONDS, allow_seconds, calm
from grader.batch.pool import Death, spread
from grader.marking import MOST_TEXTS, Parts, Work, decide_unit, failed
from grader.model import Bank, Mark
from grader.record import replace

Marks = tuple[Mark, ...]

OWN_DEATHS = 2
"""So many workers may die by themselves over one answer that is with them alone."""

PAUSES = (0, 0.1, 0.5, 2, 5)
"""Seconds before an answer is tried again, by the number of times that its worker was ended from outside."""

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
        if isinstance(marks, Death):
            suspects += _one_by_one(unit)
        else:
            yield marks
    yield from _alone(bank, suspects, processes)


def _alone(bank: Bank, suspects: Sequence[Work], processes: int) -> Iterator[Marks]:
    """Decide units of one answer; none that is ended from outside again and again is among what is yielded."""
    own, outside = Counter[Work](), Counter[Work]()
    while suspects:
        pause = max(PAUSES[outside[unit]] for unit in suspects)
        time.sleep(pause)
        again: list[Work] = []
        for unit, marks in spread(_confined, bank, suspects, processes, _problem_of):
            if not isinstance(marks, Death):
                yield marks
                continue
            (outside if marks.is_from_outside else own)[unit] += 1
            if own[unit] == OWN_DEATHS:
                yield (_killed(bank, unit),)
            elif outside[unit] < TRIES:
                again.append(unit)
        suspects = again


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
