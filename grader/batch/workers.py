"""Distinct answers decided by several processes, each exactly once, whatever happens to a process.

The answers that were with a dying worker are decided again, each alone with a worker, so that the one that kills it a second
time is known: it becomes ``undecided``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.batch.limits import CPU_SECONDS, allow_seconds, calm
from grader.batch.pool import spread
from grader.marking import failed, mark, mark_or_fail
from grader.model import NO_TABLES, Bank, Mark, Problem

Earlier = tuple[tuple[str, str], ...]
"""Ids of earlier parts, each with the text of the student's answer to it."""

Job = tuple[str, str, Earlier]
"""Id of a problem, the text of an answer, and what it may follow from."""

Batch = list[tuple[Job, Mark]]

CHUNK = 100
"""Answers that go to a worker at once: more than its way there and back costs, few enough to see progress."""


def decide(bank: Bank, jobs: Sequence[Job], salt: str, processes: int) -> Iterator[Batch]:
    """The marks of all jobs in batches as they are done, decided by so many processes, or in this one if that is 0.

    A job whose problem is unknown must not be among them.
    """
    chunks = [list(jobs[start:start + CHUNK]) for start in range(0, len(jobs), CHUNK)]
    if processes < 1:
        calm()
        for chunk in chunks:
            yield [(job, _mark(bank, salt, job)) for job in chunk]
        return
    suspects: list[list[Job]] = []
    for chunk, batch in spread(_work, (bank, salt), chunks, processes):
        if batch is None:
            suspects += [[job] for job in chunk]
        else:
            yield batch
    for [job], batch in spread(_work, (bank, salt), suspects, processes):
        yield batch or [(job, failed(_problem(bank, job[0]), job[1], "the process that worked on this answer died twice", earlier=job[2]))]


def _work(context: tuple[Bank, str], chunk: list[Job]) -> Batch:
    bank, salt = context
    batch = []
    for job in chunk:
        allow_seconds(CPU_SECONDS)
        batch.append((job, _mark(bank, salt, job)))
    return batch


def _mark(bank: Bank, salt: str, job: Job) -> Mark:
    problem = _problem(bank, job[0])
    tables = bank.tables.get(problem.id, NO_TABLES)
    earlier = tuple((_problem(bank, part), text) for part, text in job[2])
    return mark_or_fail(lambda: mark(problem, job[1], salt, earlier=earlier, tables=tables), problem, job[1], earlier=job[2])


def _problem(bank: Bank, name: str) -> Problem:
    problem = bank.get(name)
    assert problem is not None, f"{name} is in the bank"
    return problem


def job_of(mark: Mark) -> Job:
    """The job that a mark answers."""
    return mark.problem, mark.answer, mark.earlier
