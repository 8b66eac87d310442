"""What waits for a person in a complete run, as ``review`` and ``decide`` ask it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.batch import folder
from grader.batch.asked import asked_of
from grader.batch.basis import Basis, decided_basis
from grader.batch.composing import Composer
from grader.batch.deciding import Progress
from grader.batch.found import Found
from grader.batch.interruption import held
from grader.batch.meant import meant, named
from grader.batch.reconcile import Reconciling, Settings, Summary
from grader.batch.review.gathering import Gathering, Item, item_of
from grader.batch.rulings import entries_of
from grader.decisions import index
from grader.model import Decision, Identity, UsageError, printable
from grader.record import record, replace
from grader.store import Person, open_store

PATIENCE = 600
"""Tenths of a second for which somebody who decides waits for whoever writes the run."""


@record
class Waiting:
    """What waits in a run, in the order in which a person should see it, and what decisions are about.

    ``items`` are stale, changed and flagged decisions first, then what concerns most students.  ``decided`` are the decisions in force of
    which nothing is to be said, ``unused`` those that are about nobody and nothing here, each with the reason.
    """

    folder: Path
    title: str
    items: tuple[Item, ...]
    decided: tuple[Item, ...]
    unused: tuple[tuple[Decision, str], ...]
    decisions: tuple[Decision, ...]
    students: tuple[Person, ...]

    def meant(self, student: str) -> Person:
        """Return who is meant by a name or an id; raises :class:`UsageError` where nobody or more than one is."""
        return meant(self.students, student)

    def group(self, name: str) -> Item:
        """Return the group of this name, one that waits before one that is decided; raises :class:`UsageError` where there is none."""
        groups = [item for item in (*self.items, *self.decided) if item.name and item.kind != "stale"]
        found = next((item for item in groups if item.name == name), None)
        if found is not None:
            return found
        near = difflib.get_close_matches(name, [item.name for item in groups], 3, 0.5)
        ways = f"did you mean {', '.join(near)}?" if near else "the class page lists all that wait"
        raise UsageError(f"no group {printable(name)!r} waits in this run; {ways}")

    def seen(self, person: str, problem: str) -> Item:
        """Return the mark of somebody, whatever was found out about it; raises :class:`UsageError` for a problem that was not asked."""
        with composing(self.folder) as (composer, basis):
            who = next(each for each in composer.people if each.person == person)
            composed = composer.compose(who)
            given = next((each for each in composed.given if problem in (each.mark.key, each.mark.problem)),
                         None) if composed is not None else None
            asked = basis.bank.get(given.mark.key) if given is not None else None
        if given is None or asked is None:
            raise UsageError(f"this run has no problem {printable(problem)!r}; statistics.csv lists all")
        return item_of(who, given, asked)


def open_waiting(out: Path) -> Waiting:
    """Return what waits in a run of which all is decided.

    Raises :class:`UsageError` where ``decisions.yaml`` has errors, and :class:`StoreError` where there is no complete run.
    """
    with composing(out) as (composer, basis):
        gathered = Gathering(basis.bank, basis.salt)
        for person in composer.people:
            composed = composer.compose(person)
            if composed is not None:
                gathered.add(person, composed)
        items, people = gathered.items(), tuple(composer.people)
        unused = composer.rulings.unused(item.decision for item in items if item.decision is not None)
        entries = composer.rulings.entries
    return Waiting(out, basis.title, tuple(item for item in items if not item.is_settled), tuple(item for item in items if item.is_settled),
                   unused, entries, people)


@contextmanager
def composing(out: Path) -> Iterator[tuple[Composer, Basis]]:
    """Open a run to make sheets as they are by its decisions now; wait for whoever writes it just now."""
    with folder.there(out, PATIENCE), open_store(out, writing=False) as store:
        basis = decided_basis(store, out)
        found = Found(store, basis.bank, asked_of(basis.bank, basis.salt))
        found.gives_up = True
        yield Composer(store, basis.bank, found, basis.assignment, entries_of(out)), basis


def rewrite(out: Path, progress: Progress = lambda *_: None) -> Summary:
    """Write sheets, pages and tables of a run by its decisions as they are now; wait for whoever writes it just now.

    Nothing is decided.  Raises as :func:`open_waiting`, and :class:`KeyboardInterrupt` between two sheets.
    """
    with folder.there(out, PATIENCE), held() as heard, open_store(out) as store:
        folder.sweep(out)
        basis = decided_basis(store, out)
        settings = Settings(out, basis.title, basis.reveal, command=store.value("command"), assignment=basis.assignment)
        return Reconciling(store, basis, settings, progress, heard).rewrite()


def identity(person: Person) -> Identity:
    """Return somebody as a decision names a student."""
    return named(person)


def after(item: Item, decisions: Sequence[Decision]) -> Item | None:
    """Return what is left of an item once these decisions are there too, ``None`` where that is nothing."""
    found = index(decisions, {each.person: (each.who, *each.aliases, *each.who.members) for each in item.persons})
    first = item.persons[0].person
    if item.kind == "group":
        spellings = [replace(each, persons=tuple(person for person in each.persons if found.on(person, item.problem, each.text) is None))
                     for each in item.spellings]
        some = tuple(each for each in spellings if each.persons)
        ids = {person for each in some for person in each.persons}
        return replace(item, spellings=some, persons=tuple(each for each in item.persons if each.person in ids)) if some else None
    if not item.problem:
        blank = found.blank(first, item.seen) is not None
        problems = tuple(problem for problem in item.problems if not blank and found.on(first, problem, item.seen) is None)
        return replace(item, problems=problems) if problems else None
    texts = [(person, each.text) for each in item.spellings for person in each.persons] if item.name else [(first, item.seen)]
    return None if all(found.on(person, item.problem, text) is not None for person, text in texts) else item
