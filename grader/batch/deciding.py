"""What should be decided minus what is: distinct answers, and those that may follow from an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from grader.batch.asked import earlier_digest
from grader.batch.found import Found, Job
from grader.batch.interruption import Heard
from grader.batch.workers import Marks, decide
from grader.model import Bank
from grader.record import record
from grader.store import Store, Verdicts

Progress = Callable[[str, int, int], None]
"""Called with the name of the phase, what is done and the total."""


@record
class Asked:
    """What a run decides by: the bank, what each of its problems asks, and the salt."""

    bank: Bank
    asked: Mapping[str, bytes]
    salt: str


def decide_all(store: Store, asked: Asked, found: Found, counting: Iterable[tuple[str, int]], jobs: int, progress: Progress,
               heard: Heard, cluster: str = "") -> int:
    """Decide what ``counting`` attempts (person and attempt) need and the store does not have, and return how many answers that were.

    They are decided by ``jobs`` processes here, or by the cluster of that address.
    """
    store.ask(asked.asked, counting)
    todo: dict[Job, int] = {(problem, text, ()): answer for answer, problem, text in store.todo()}
    _decide("grading", store, asked, found, todo, decide(asked.bank, list(todo), asked.salt, jobs, heard, cluster), progress)
    following = _following(store, asked.bank, found)
    _decide("following", store, asked, found, following, decide(asked.bank, list(following), asked.salt, jobs, heard, cluster), progress)
    return len(todo) + len(following)


def _following(store: Store, bank: Bank, found: Found) -> dict[Job, int]:
    """The answers that are wrong alone and may follow from wrong answers to earlier parts, where that was not decided."""
    groups = {problem.scheme.group for problem in bank.problems if problem.scheme.follow}
    problems = [problem for problem in bank.problems if problem.scheme.group in groups]
    found.missing.clear()
    for person, attempt in store.counting([problem.id for problem in problems if problem.scheme.follow]):
        found.marks(problems, store.answers(person, attempt), ())
    return dict(found.missing)


def _decide(phase: str, store: Store, asked: Asked, found: Found, todo: Mapping[Job, int], units: Iterator[Marks],
            progress: Progress) -> None:
    """Decide and write unit by unit: what is written is never decided again, whatever comes."""
    done = 0
    for marks in units:
        problem, earlier = asked.bank.get(marks[0].problem), marks[0].earlier
        assert problem is not None, "the bank is the one that the work was cut for"
        answers = [todo[mark.problem, mark.answer, earlier] for mark in marks]
        decided = tuple([(answer, mark.decided) for answer, mark in zip(answers, marks, strict=True)])
        crcs = store.keep(Verdicts(asked.asked[problem.id], earlier_digest(earlier, asked.asked), decided))
        for answer, mark, crc in zip(answers, marks, crcs, strict=True):
            found.remember(answer, mark, str(crc))
        done += len(marks)
        progress(phase, done, len(todo))
