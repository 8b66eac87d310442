"""One student taken out of a run: what the store has, the sheet, and every table that named somebody."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from grader.assignment import without
from grader.batch import folder
from grader.batch.anonymous import is_anonymous, with_pseudonyms
from grader.batch.basis import Basis, decided_basis, keep_basis
from grader.batch.interruption import held
from grader.batch.joining import met
from grader.batch.meant import meant
from grader.batch.reconcile import Reconciling, Settings
from grader.batch.review.unsaid import forget_decisions, forget_judgements
from grader.people import match
from grader.record import replace
from grader.store import Person, Store, open_store


def _without(basis: Basis, people: Sequence[Person], person: str) -> Basis:
    """What the run rests on, without the rows of the assignment's tables that are one person's."""
    if basis.assignment is None:
        return basis
    everybody = {each.person: (each.who, *each.aliases) for each in people}
    pairs = match(list(everybody.values()), basis.assignment.roster).pairs
    rows = {row for place, row in pairs if people[place].person == person}
    return replace(basis, assignment=without(basis.assignment, person, everybody, rows))


def forget(out: Path, student: str) -> Person:
    """Remove one student's data from a run, write the class anew, and return who it was.

    ``student`` is an id or a name as in ``grades.csv``, or the store's own id of the person.  Answers that somebody else gave too stay.
    Exports that name the student are removed; those that were sent are beyond us.  Raises :class:`UsageError` where nobody or more than
    one is meant, and :class:`StoreError` where not all of the run is decided or cannot be used.
    """
    with folder.there(out), held(), open_store(out) as store:
        folder.sweep(out, "export")
        basis = decided_basis(store, out)
        if store.value("state") != "complete":
            # A command was stopped while it wrote, perhaps this one: what is left of somebody in files goes first.
            _rewrite(store, basis, out)
        people = store.people() if basis.assignment is None else met(store.people(), basis.assignment)[0]
        people = with_pseudonyms(people, basis.salt) if is_anonymous(basis.assignment) else people
        person = meant(people, student)
        basis = _without(basis, store.people(), person.person)
        forget_decisions(store, out, person, people)
        forget_judgements(store, out, person, people)
        with store.transaction():
            store.forget(person.person)
            store.note(state="writing")
            keep_basis(store, basis)
        store.shrink()
        _rewrite(store, basis, out)
    return person


def _rewrite(store: Store, basis: Basis, out: Path) -> None:
    settings = Settings(out, basis.title, basis.reveal, command=store.value("command"), assignment=basis.assignment)
    Reconciling(store, basis, settings, lambda *_: None, nullcontext).rewrite()
