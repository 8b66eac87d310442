"""What should be decided minus what is: distinct answers, and those that may follow from an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from grader.batch.asked import earlier_digest
from grader.batch.found import Found, Job, note
from grader.batch.interruption import Heard
from grader.batch.variants import Owners
from grader.batch.workers import Marks, decide
from grader.model import Bank, values_text
from grader.record import record
from grader.store import Store, Verdicts

Todo = dict[Job, tuple[int, ...]]
"""What is to be decided, with the numbers of the answers in the store that it decides."""

Progress = Callable[[str, int, int], None]
"""Called with the name of the phase, what is done and the total."""


@record
class Asked:
    """What a run decides by: the bank, what each of its problems asks, and the salt."""

    bank: Bank
    asked: Mapping[str, bytes]
    salt: str


def decide_all(store: Store, asked: Asked, found: Found, owners: Owners, counting: Iterable[tuple[str, int]], jobs: int,
               progress: Progress, heard: Heard, cluster: str = "") -> int:
    """Decide what ``counting`` attempts (person and attempt) need and the store does not have, and return how many answers that were.

    ``owners`` knows whose variant each answer is judged by.  Answers are decided by ``jobs`` processes here, or by the cluster of that
    address.
    """
    asked_now = list(counting)
    store.ask(asked.asked, asked_now)
    families = {family.id for family in asked.bank.families}
    todo: Todo = {(problem, text, ()): (answer,) for answer, problem, text in store.todo() if problem not in families}
    if families:
        todo |= _of_variants(store, asked, owners, asked_now)
    _decide("grading", store, asked, found, todo, decide(asked.bank, list(todo), asked.salt, jobs, heard, cluster), progress)
    following = _following(store, asked.bank, found, owners)
    _decide("following", store, asked, found, following, decide(asked.bank, list(following), asked.salt, jobs, heard, cluster), progress)
    return len(todo) + len(following)


def _of_variants(store: Store, asked: Asked, owners: Owners, counting: Iterable[tuple[str, int]]) -> Todo:
    """The answers to problems with variants that have no verdict by their student's variant."""
    todo: Todo = {}
    for person, attempt in counting:
        answers = store.answers(person, attempt)
        own = {problem.id: problem for problem in owners.of(person, answers).problems if problem.variant}
        for answered in answers:
            problem, text = own.get(answered.response.problem), answered.response.text
            if problem is not None and store.verdict(
                    answered.answer, asked.asked[problem.key], variant=values_text(problem.variant)) is None:
                note(todo, (problem.key, text, ()), answered.answer)
    return todo


def _following(store: Store, bank: Bank, found: Found, owners: Owners) -> Todo:
    """The answers that are wrong alone and may follow from wrong answers to earlier parts, where that was not decided."""
    groups = {problem.scheme.group for problem in bank.problems if problem.scheme.follow}
    problems = [problem for problem in bank.problems if problem.scheme.group in groups]
    found.missing.clear()
    for person, attempt in store.counting([problem.id for problem in problems if problem.scheme.follow]):
        answers = store.answers(person, attempt)
        own = owners.of(person, answers)
        found.marks([each for each in own.problems if each.scheme.group in groups], answers, (), reasons=own.reasons)
    return dict(found.missing)


def _decide(phase: str, store: Store, asked: Asked, found: Found, todo: Mapping[Job, tuple[int, ...]], units: Iterator[Marks],
            progress: Progress) -> None:
    """Decide and write unit by unit: what is written is never decided again, whatever comes."""
    done = 0
    for marks in units:
        problem, earlier = asked.bank.get(marks[0].key), marks[0].earlier
        assert problem is not None, "the bank is the one that the work was cut for"
        pairs = [(answer, mark) for mark in marks for answer in todo[mark.key, mark.answer, earlier]]
        decided = tuple([(answer, mark.decided) for answer, mark in pairs])
        crcs = store.keep(Verdicts(asked.asked[problem.key], earlier_digest(earlier, asked.asked), decided,
                                   values_text(problem.variant)))
        for (answer, mark), crc in zip(pairs, crcs, strict=True):
            found.remember(answer, mark, str(crc))
        done += len(marks)
        progress(phase, done, len(todo))
