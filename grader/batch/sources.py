"""Where a run's bank and assignment lie, so that it can be graded again without naming them."""

from __future__ import annotations

from pathlib import Path

from grader.batch import folder
from grader.batch.basis import kept_basis
from grader.record import record, replace
from grader.store import Store, open_store


@record
class Sources:
    """Absolute paths: of the assignment if there is one, else of the bank, empty for the lecture's.

    ``title`` and ``reveal`` are those of a run without an assignment.
    """

    bank: str = ""
    assignment: str = ""
    title: str = ""
    reveal: str = "none"


def keep_sources(store: Store, sources: Sources) -> None:
    """Note where a run's bank and assignment lie."""
    store.note(source_bank=sources.bank, source_assignment=sources.assignment)


def kept_sources(store: Store) -> Sources:
    """Return the paths that were noted."""
    return Sources(store.value("source_bank"), store.value("source_assignment"))


def sources_of(out: Path) -> Sources:
    """Return where the bank and the assignment of a run lie; raises :class:`~grader.model.StoreError` where there is no run."""
    folder.refuse_old(out)
    with open_store(out, writing=False) as store:
        basis = kept_basis(store)
        return replace(kept_sources(store), title=basis.title, reveal=basis.reveal)
