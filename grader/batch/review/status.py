"""What a run is at: who is in it, what waits, what has changed since it was written and since it was handed back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from grader.batch import folder
from grader.batch.asked import asked_of
from grader.batch.basis import Basis, kept_basis
from grader.batch.composing import Composer
from grader.batch.found import Found
from grader.batch.review.gathering import Gathering
from grader.batch.rulings import entries_of, said_by
from grader.batch.sent import sheets_of
from grader.exports import EXPORTS
from grader.model import Bank, Shown, printable, total
from grader.record import record, replace
from grader.store import Store, open_store
from grader.version import VERSION

FIRST = ("stale", "differs", "check")


@record
class Status:
    """The state of a run.

    ``roster`` counts the rows of the assignment's roster, ``groups`` and ``alone`` the groups and the single marks that wait, ``waiting``
    the students with such.  ``sent`` has by the name of an export how many sheets are others than it handed over.  ``stale`` says what has
    changed since the sheets were made.
    """

    title: str
    state: str
    students: int
    roster: int
    out_of: Fraction
    groups: int
    alone: int
    waiting: int
    decisions: int
    to_check: int
    unused: int
    sent: tuple[tuple[str, int], ...]
    stale: tuple[str, ...]


def status_of(out: Path, bank: Bank | None = None, assignment_digest: str = "") -> Status:
    """Return what a run is at; ``bank`` and the digest of the assignment's file are those of today, where they can be read.

    Nothing is written.  Raises :class:`~grader.model.StoreError` where there is no run, and :class:`~grader.model.UsageError` where
    ``decisions.yaml`` has errors.
    """
    with folder.there(out), open_store(out, writing=False) as store:
        basis, state = kept_basis(store), store.value("state")
        entries = entries_of(out)
        found = Found(store, basis.bank, asked_of(basis.bank, basis.salt, store.value("grader")))
        found.gives_up = state == "complete"
        composer, gathered = Composer(store, basis.bank, found, basis.assignment, entries), Gathering(basis.bank, basis.salt)
        waiting = 0
        for person in composer.people:
            composed = composer.compose(person)
            if composed is not None:
                gathered.add(person, composed)
                waiting += composed.sheet.pending > 0
        items = gathered.items()
        used = {item.decision for item in items if item.decision is not None and item.kind != "group"}
        flagged = {item.decision for item in items if item.kind in FIRST}
        return Status(basis.title, state, len(composer.people), len(basis.assignment.roster) if basis.assignment is not None else 0,
                      total(problem.points for problem in basis.bank.problems), sum(item.kind == "group" for item in items),
                      sum(item.kind in ("mark", "unread") for item in items), waiting, len(entries), len(flagged),
                      len(composer.rulings.unused(used)), _sent(store), tuple(_stale(store, out, basis, bank, assignment_digest)))


def _sent(store: Store) -> tuple[tuple[str, int], ...]:
    """How many sheets are others than each export handed over; exports that handed over none are left out."""
    now = {person: data for person, (_, _, data) in store.sheets().items()}
    found = sheets_of(store, [each.name for each in EXPORTS])
    return tuple((name, sum(sent.get(person) != data for person, data in now.items())) for name, sent in found.items() if sent)


def _stale(store: Store, out: Path, basis: Basis, bank: Bank | None, assignment_digest: str) -> list[str]:
    """What has changed since the sheets were made: files, the decisions, the grader itself."""
    said = []
    if bank is not None:
        before, now = _as_asked(basis.bank), _as_asked(bank)
        changed = [problem.shown.where for problem in bank.problems if before.get(problem.id) != now[problem.id]]
        files = sorted({where.file if where is not None else "the bank" for where in changed})
        said += [f"{printable(file)} has changed" for file in files] or ["fewer problems are asked"] * bool(before.keys() - now.keys())
    if basis.assignment is not None and assignment_digest not in ("", basis.assignment.digest):
        said.append(f"{printable(basis.assignment.file)} or a table of it has changed")
    if store.value("state") == "complete" and said_by(entries_of(out)) != store.value("decisions"):
        said.append("decisions.yaml has changed")
    if store.value("grader") != VERSION:
        said.append(f"the grader was {printable(store.value('grader')) or 'another'}, and is {VERSION}")
    return said


def _as_asked(bank: Bank) -> dict[str, tuple[bytes, Shown]]:
    """The problems by their ids, without the places in their files."""
    asked = asked_of(bank, "")
    return {problem.id: (asked[problem.id], replace(problem.shown, where=None, places=())) for problem in bank.problems}
