"""A class from records to records: the same steps as a run's, without a folder."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext

from grader.batch.asked import asked_of
from grader.batch.composing import Composer
from grader.batch.deciding import Asked, Progress, decide_all
from grader.batch.found import Found
from grader.model import Bank, Gradebook, Submission
from grader.store import store_in_memory


def grade(bank: Bank, submissions: Iterable[Submission], salt: str, *, assignment: str = "", jobs: int = 0,
          progress: Progress | None = None) -> Gradebook:
    """Return all sheets of a class by the students' names; on each stands a mark for every problem of the bank, in the bank's order.

    Each distinct (problem, text) is decided once, by ``jobs`` processes or, if that is 0, in this one.  Of several submissions of one
    student the last counts.  The result does not depend on the number of processes or on the order of students.
    """
    asked = Asked(bank, asked_of(bank, salt), salt)
    with store_in_memory() as store:
        with store.transaction():
            store.arrivals(problems=[problem.id for problem in bank.problems]).take(submissions)
        found = Found(store, bank, asked.asked)
        composer = Composer(store, bank, found, None)
        decide_all(store, asked, found, composer.owners, composer.counting(), jobs, progress or (lambda *_: None), nullcontext)
        found.gives_up = True
        made = [composer.compose(person) for person in composer.people]
    return Gradebook(assignment, tuple([each.sheet for each in made if each is not None]))
