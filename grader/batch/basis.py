"""On what a run rests, kept in its store: so that points are computed later exactly as when the sheets were made."""

from __future__ import annotations

from pathlib import Path

from grader.model import Assignment, Bank, Problem, StoreError, decode, encode, printable
from grader.record import record
from grader.store import Store
from grader.version import VERSION


@record
class Basis:
    """The bank as it was asked, the assignment if there is one, what is written on the sheets, and the salt."""

    bank: Bank
    assignment: Assignment | None
    title: str
    reveal: str
    salt: str


@record
class _Kept:
    """A basis without what follows from it."""

    problems: tuple[Problem, ...]
    digest: str
    name: str
    others: tuple[str, ...]
    assignment: Assignment | None
    title: str
    reveal: str
    salt: str


def keep_basis(store: Store, basis: Basis) -> None:
    """Note what a run rests on."""
    bank = basis.bank
    kept = _Kept(bank.problems, bank.digest, bank.title, bank.others, basis.assignment, basis.title, basis.reveal, basis.salt)
    store.note(basis=encode(kept).decode("ascii"), title=basis.title, grader=VERSION)


def basis_of(store: Store) -> Basis:
    """Return what a run rests on; raises :class:`~grader.model.StoreError` where nothing was noted yet, or another version did, whose
    verdicts are not those of this one.
    """
    version = store.value("grader")
    basis = kept_basis(store)
    if version != VERSION:
        raise StoreError(f"this run was graded by the grader {printable(version) or 'of another version'}, and this is {VERSION}: "
                         "grader regrade RUN decides anew, with --dry-run it only shows the effect")
    return basis


def kept_basis(store: Store) -> Basis:
    """Return what a run rests on, whichever version noted it; raises :class:`~grader.model.StoreError` where nothing was noted yet."""
    text = store.value("basis")
    if not text:
        raise StoreError("nothing was graded in this run yet; run the grade command again")
    kept = decode(_Kept, text.encode("ascii"))
    return Basis(Bank(kept.problems, kept.digest, kept.name, kept.others), kept.assignment, kept.title, kept.reveal, kept.salt)


def decided_basis(store: Store, out: Path) -> Basis:
    """Return what a run rests on of which all is decided; raises :class:`~grader.model.StoreError` for another one.

    Its sheets may not be written yet, as where somebody who decided was interrupted.
    """
    basis, state = basis_of(store), store.value("state")
    if state not in ("writing", "complete"):
        raise StoreError(f"the run in {printable(str(out))} is not complete, it was stopped while {state}: run the grade command again")
    return basis
