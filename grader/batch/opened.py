"""A run as the exports see it: read from its store, with points computed as when its sheets were made."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.batch import folder
from grader.batch.asked import asked_of
from grader.batch.basis import Basis, basis_of
from grader.batch.composing import Composed, Composer, result_of
from grader.batch.dropped import dropped_in
from grader.batch.found import Found
from grader.batch.rulings import entries_of, said_by
from grader.batch.sent import sheets_of, templates_of
from grader.decisions import NAME
from grader.exports import EXPORTS, FEEDBACK, Run
from grader.model import Decision, Late, Provenance, Sheet, StoreError, printable, total
from grader.store import Person, Store, open_store
from grader.version import VERSION

_INCOMPLETE = "export/incomplete"


def open_run(out: Path, partial: bool = False, is_named: bool = False) -> Run:
    """Return the run in a folder; one that is marked without names has names in its results only if they are asked for.

    Raises :class:`~grader.model.StoreError` where there is none, where it is damaged or of another version, and where it is not complete,
    unless what is done is asked for: then ``left_out`` are the students who are not done.
    """
    folder.refuse_old(out)
    with open_store(out, writing=False) as store:
        basis, state = basis_of(store), store.value("state")
        if state != "complete" and not partial:
            way_on = "run the grade command again" if state == "reading" else f"grader regrade {shlex.quote(printable(str(out)))}"
            raise StoreError(f"the run in {printable(str(out))} is not complete, it was stopped while {state}: {way_on}; or say --partial "
                             f"to leave out the students who are not done ({_INCOMPLETE})")
        entries = entries_of(out)
        if state == "complete" and said_by(entries) != store.value("decisions"):
            raise StoreError(f"{printable(str(out / NAME))} has changed since the sheets were made: "
                             f"grader regrade {shlex.quote(printable(str(out)))}")
        written = store.sheets()
        names = {person: f"feedback/{name}.html" for person, (name, _, _) in written.items()}
        digests = {person: data for person, (_, _, data) in written.items()}
        dropped = dropped_in(store)
        templates, sent = templates_of(store), sheets_of(store, [*(each.name for each in EXPORTS), FEEDBACK])
        # Of the sheets one is in memory at a time.
        composer = _composer(store, basis, entries)
        made = [(person, result_of(composed, composer.named(person) if is_named else person, names.get(person.person, ""))
                 if composed is not None else None) for person, composed in _sheets(composer)]
    results = tuple([result for _, result in made if result is not None])
    left_out = tuple([person.who.student for person, result in made if result is None])

    def sheets() -> Iterator[Sheet]:
        with open_store(out, writing=False) as store:
            composer = _composer(store, basis, entries)
            yield from (composer.shown(composed.sheet) for _, composed in _sheets(composer) if composed is not None)

    bank, assignment = basis.bank, basis.assignment
    out_of = total(problem.points for problem in bank.problems)
    missing, late = (assignment.missing, assignment.late) if assignment is not None else ("leave", Late())
    return Run(out, basis.title, tuple([problem.id for problem in bank.problems]), out_of, Provenance(VERSION, bank.digest), results,
               sheets, left_out, missing, late != Late(), templates, digests, sent, dropped, composer.absent,
               composer.strangers, composer.alike, composer.nameless)


def _composer(store: Store, basis: Basis, entries: Sequence[Decision]) -> Composer:
    found = Found(store, basis.bank, asked_of(basis.bank, basis.salt))
    found.gives_up = store.value("state") == "complete"
    return Composer(store, basis.bank, found, basis.assignment, entries)


def _sheets(composer: Composer) -> Iterator[tuple[Person, Composed | None]]:
    return ((person, composer.compose(person)) for person in composer.people)
