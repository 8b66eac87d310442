"""A run graded again by what is stored: with a changed bank or assignment, and with the decisions as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.batch import folder
from grader.batch.asked import asked_of
from grader.batch.basis import Basis, kept_basis
from grader.batch.composing import Composer
from grader.batch.deciding import Asked, Progress, decide_all
from grader.batch.effect import HEAD, Comparison, Effect, asked_anew
from grader.batch.found import Found
from grader.batch.interruption import Heard, held, number_of
from grader.batch.reconcile import Came, Reconciling, Settings, Summary
from grader.batch.rulings import entries_of, kept_decisions
from grader.batch.sources import Sources
from grader.exports import opened_by_people, table
from grader.model import Decision, Problem, StoreError, printable
from grader.record import record, replace
from grader.store import Store, open_store

NOBODY = Came(0, 0, 0, 0, 0, 0, "")
"""Who comes where nobody does."""

CHANGES = "changes.csv"
"""The file with all changes; a dry run writes no other."""


@record
class Regraded:
    """What a bank, an assignment and decisions do to a run.

    ``changed`` are the problems that are asked otherwise than before, ``decided`` of the ``distinct`` answers were decided anew, by a
    grader of the version ``before``.  ``decisions`` are in force, of which ``to_check`` may be out of date.  ``summary`` is what was
    written, ``None`` of a dry run.  ``stopped`` is the number of the signal that ended the work early: then nothing has changed, and
    ``effect`` is ``None``.
    """

    changed: tuple[Problem, ...]
    version: str
    decided: int
    distinct: int
    decisions: int
    to_check: int
    effect: Effect | None
    summary: Summary | None = None
    stopped: int = 0


def regrade(out: Path, basis: Basis, sources: Sources, jobs: int, progress: Progress, dry: bool = False) -> Regraded:
    """Grade a run again by ``basis``, whose salt is the run's, and the decisions as they are now; of a dry run show only the effect.

    All that is not decided yet is decided first, and kept also by a dry run.  Then ``changes.csv`` is written, then the sheets and the
    class.  Raises :class:`~grader.model.StoreError` where there is no run, or one that was not read whole, and
    :class:`~grader.model.UsageError` where ``decisions.yaml`` has errors: then nothing is written.
    """
    with folder.there(out), held() as heard, open_store(out) as store:
        folder.sweep(out)
        before, version = kept_basis(store), store.value("grader")
        if store.value("state") == "reading":
            raise StoreError(f"the run in {printable(str(out))} was stopped while reading: run the grade command again")
        _refuse_unread(store, basis, out)
        basis = replace(basis, salt=before.salt)
        store.check()
        trial = _Trial(store, before, version, basis, entries_of(out))
        try:
            decided = trial.decide(jobs, progress, heard)
            folder.write(out, CHANGES, trial.changes(heard))
        except KeyboardInterrupt as interruption:
            return Regraded((), version, 0, 0, 0, 0, None, stopped=number_of(interruption))
        done = trial.regraded(decided)
        if dry:
            return done
        settings = Settings(out, basis.title, basis.reveal, jobs, command=store.value("command"), assignment=basis.assignment,
                            sources=sources)
        summary = Reconciling(store, basis, settings, progress, heard, trial.decisions).reconcile(lambda *_: NOBODY, lambda _: None)
        return replace(done, summary=summary, stopped=summary.stopped)


def _refuse_unread(store: Store, basis: Basis, out: Path) -> None:
    """Raise :class:`StoreError` where a problem is asked now and was not when the answers of somebody were read: they are in no run."""
    read = store.read()
    if unread := [problem.id for problem in basis.bank.problems if read is not None and problem.id not in read]:
        names = ", ".join(unread[:3]) + (f" and {len(unread) - 3} more" if len(unread) > 3 else "")
        raise StoreError(f"{printable(str(out))} holds no answers to {names}, since that was not asked under this id when the download was "
                         "read. Nothing was changed.\n  Grade the download again, and regrade is not needed.")


class _Trial:
    """What a basis and decisions would make of a run, beside what it is."""

    def __init__(self, store: Store, before: Basis, version: str, basis: Basis, decisions: Sequence[Decision]) -> None:
        self._store = store
        self._version = version
        self._asked = Asked(basis.bank, asked_of(basis.bank, basis.salt), basis.salt)
        self._asked_before = asked_of(before.bank, before.salt, version)
        self._found = Found(store, basis.bank, self._asked.asked)
        self.decisions = decisions
        found = Found(store, before.bank, self._asked_before)
        found.gives_up = True
        self._after = Composer(store, basis.bank, self._found, basis.assignment, decisions)
        self._comparison = Comparison(Composer(store, before.bank, found, before.assignment, kept_decisions(store)), self._after)

    def decide(self, jobs: int, progress: Progress, heard: Heard) -> int:
        """Decide what is missing, keep it, and return how many answers that were."""
        decided = decide_all(self._store, self._asked, self._found, self._after.owners, self._after.counting(), jobs, progress, heard)
        self._found.gives_up = True
        return decided

    def changes(self, heard: Heard) -> Iterator[bytes]:
        """Yield ``changes.csv``, row by row."""
        yield opened_by_people([HEAD])
        for row in self._comparison.rows():
            with heard():
                yield table([row])

    def regraded(self, decided: int) -> Regraded:
        """Return what all this does."""
        anew, held_ = set(asked_anew(self._asked_before, self._asked.asked)), self._comparison.held
        changed = tuple(problem for problem in self._asked.bank.problems if problem.id in anew)
        return Regraded(changed, self._version, decided, self._store.counts()[1], len(held_), sum(held_.values()),
                        self._comparison.effect())
