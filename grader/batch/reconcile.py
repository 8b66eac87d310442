"""The one operation of grading, resuming and adding: what should be there minus what is there is decided, what changed is written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from grader.batch import folder
from grader.batch.anonymous import FILE as PEOPLE
from grader.batch.asked import asked_of
from grader.batch.basis import Basis, keep_basis
from grader.batch.composing import Composer
from grader.batch.deciding import Asked, Progress, decide_all
from grader.batch.found import Found
from grader.batch.interruption import Heard, held, number_of
from grader.batch.joining import join_people, known_by_roster
from grader.batch.reading import take_in
from grader.batch.rulings import entries_of, said_by
from grader.batch.sent import withdraw
from grader.batch.sources import Sources, keep_sources, kept_sources
from grader.batch.tallying import Class
from grader.batch.writing import UNMATCHED, write_class, write_sheets
from grader.model import Assignment, Bank, Decision, Intake, Key, dumps, total
from grader.record import record, replace
from grader.store import Store, open_store
from grader.version import VERSION


@record
class Settings:
    """What a run is asked: where to write, how much to show, how many processes, and the salt to repeat one.

    ``replaces`` puts a store that is there out of the way first.  ``sources`` are ``None`` where they stay as they are.
    ``cluster`` is the address of a scheduler whose workers decide in place of processes of this machine.
    """

    out: Path
    title: str
    reveal: str = "none"
    jobs: int = 1
    salt: str = ""
    command: str = ""
    assignment: Assignment | None = None
    replaces: bool = False
    sources: Sources | None = None
    cluster: str = ""


@record
class Came:
    """Who came with a download: how many students the run has now, of whom some are ``new``, some have another attempt (``again``), some
    are not in the download (``kept``), some have an earlier attempt in it that is the last one again (``back``); and how many the roster
    does not have, who are listed in ``file``.
    """

    students: int
    new: int
    again: int
    kept: int
    back: int
    unmatched: int
    file: str


class Taken(Protocol):
    """Who came: counts as of :class:`Came`."""

    @property
    def new(self) -> int: ...
    @property
    def again(self) -> int: ...
    @property
    def kept(self) -> int: ...
    @property
    def back(self) -> int: ...


Take = Callable[[Callable[[], None], Collection[Key]], Taken]
"""Writes what comes into the store; is given what to call first, when it is certain that something may be written, and the ids under which
a roster with people of the run has everybody."""


@record
class Summary:
    """What a run did: for the last lines on the terminal.

    ``decided`` of the ``distinct`` answers were decided now.  ``answered`` has by the id of a problem, or
    of the whole that has it as a part, how many students answered it, 0 for none.
    ``unread`` files of students gave nothing.  ``stopped`` is the number of the signal that ended the work early, 0 if none did.
    ``withdrawn`` exports told old scores and were removed; ``changed`` ones tell old scores, but a person has changed them.  ``pending``
    marks wait for a person, those of ``open`` students, who are not in the ``mean``.  Of ``absent`` of the ``roster`` nothing came.
    """

    students: int
    answers: int
    distinct: int
    decided: int
    outcomes: dict[str, int]
    attention: int
    mean: float
    out_of: float
    unread: int
    answered: Mapping[str, int]
    stopped: int = 0
    withdrawn: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    pending: int = 0
    open: int = 0
    absent: int = 0
    roster: int = 0


def run(bank: Bank, intake: Intake, settings: Settings, progress: Progress, arrived: Callable[[Came], None] = lambda _: None) -> Summary:
    """Grade what a download holds and write ``settings.out``; what the run has and the download has not stays.

    ``arrived`` is called when all is read.  An interruption keeps what is done; the same command goes on from there.  Raises
    :class:`grader.model.StoreError` where the folder cannot be used, holds another class, or is damaged.
    """
    with folder.alone(settings.out), held() as heard:
        decisions = entries_of(settings.out)
        folder.prepare(settings.out)
        if settings.replaces:
            folder.put_aside(settings.out)
        with open_store(settings.out) as store:
            salt = settings.salt or store.value("salt") or secrets.token_hex(16)
            basis = Basis(bank, settings.assignment, settings.title, settings.reveal, salt)
            return Reconciling(store, basis, settings, progress, heard, decisions).grade(intake, arrived)


class Reconciling:
    """One run under way."""

    def __init__(self, store: Store, basis: Basis, settings: Settings, progress: Progress, heard: Heard,
                 decisions: Sequence[Decision] | None = None) -> None:
        self._store = store
        self._basis = basis
        self._settings = settings
        self._progress = progress
        self._heard = heard
        self._asked = Asked(basis.bank, asked_of(basis.bank, basis.salt), basis.salt)
        self._found = Found(store, basis.bank, self._asked.asked)
        self._decisions = entries_of(settings.out) if decisions is None else decisions
        self._decided = 0

    def grade(self, intake: Intake, arrived: Callable[[Came], None]) -> Summary:
        """Take a download in, decide what it asks, and write."""
        return self.reconcile(lambda begin, known: self._take(intake, begin, known), arrived)

    def _take(self, intake: Intake, begin: Callable[[], None], known: Collection[Key]) -> Taken:
        """Take a download in, which was read for the problems of the bank."""
        return take_in(self._store, intake, self._heard, self._settings.out, begin, known, [each.id for each in self._basis.bank.problems])

    def reconcile(self, take: Take, arrived: Callable[[Came], None]) -> Summary:
        """Take what comes, decide what is asked and not decided yet, and write."""
        store, stopped = self._store, 0
        store.check()
        store.ask(self._asked.asked, ())
        if self._decisions:
            # Those that contradict each other are refused before anything is written.
            self._composer()
        try:
            assignment = self._basis.assignment
            known = known_by_roster(store, assignment) if assignment is not None else ()
            came = take(lambda: self._enter("reading"), known)
            if assignment is not None:
                join_people(store, assignment)
            self._enter("deciding")
            composer = self._composer()
            file = PEOPLE if composer.veil else UNMATCHED
            arrived(Came(len(composer.people), came.new, came.again, came.kept, came.back, composer.strangers, file))
            counting = composer.counting()
            composer.owners.keep(store)
            self._decided = decide_all(store, self._asked, self._found, composer.owners, counting, self._settings.jobs, self._progress,
                                       self._heard, self._settings.cluster)
            self._found.gives_up = True
        except KeyboardInterrupt as interruption:
            # Whoever is done by now has a sheet all the same.
            stopped = number_of(interruption)
            composer = self._composer()
        return self.write(composer, stopped)

    def rewrite(self) -> Summary:
        """Write what the store has, without a download and without deciding anything."""
        composer = self._composer()
        composer.owners.keep(self._store)
        self._store.ask(self._asked.asked, composer.counting())
        self._found.gives_up = True
        return self.write(composer)

    def _composer(self) -> Composer:
        return Composer(self._store, self._basis.bank, self._found, self._basis.assignment, self._decisions)

    def write(self, composer: Composer, stopped: int = 0) -> Summary:
        """Write the sheets of all who are done, and the class."""
        if not stopped:
            self._enter("writing")
        graded = Class(self._basis.bank, self._found)
        try:
            made = write_sheets(self._store, composer, self._basis, self._settings.out, self._progress, self._heard)
            for composed, result, inputs in made:
                graded.add(composed, result, inputs)
        except KeyboardInterrupt as interruption:
            stopped = stopped or number_of(interruption)
        waiting = write_class(self._store, composer, self._basis, self._settings.out, graded)
        gone, changed = list[str](), list[str]()
        if not stopped:
            gone, changed = withdraw(self._store, self._settings.out, graded.results)
            self._enter("complete", len(graded.results))
        # The row of somebody who was forgotten is empty.
        roster = sum(bool(row.keys) for row in self._basis.assignment.roster) if self._basis.assignment is not None else 0
        return replace(self._summary(graded, waiting, stopped), withdrawn=tuple(gone), changed=tuple(changed), absent=len(composer.absent),
                       roster=roster)

    def _enter(self, state: str, students: int | None = None) -> None:
        """Note what the run is at, first in the store, which exports go by, then in ``run.json``, for people."""
        basis, settings = self._basis, self._settings
        with self._store.transaction():
            self._store.note(state=state, salt=basis.salt, command=settings.command)
            if state == "complete":
                self._store.note(decisions=said_by(self._decisions))
            keep_basis(self._store, basis)
            if settings.sources is not None:
                keep_sources(self._store, settings.sources)
        sources = kept_sources(self._store)
        options = {"title": basis.title, "reveal": basis.reveal, "command": settings.command, "bank": sources.bank,
                   "assignment": sources.assignment}
        record = {"format": folder.FORMAT, "grader": VERSION, "bank": basis.bank.digest, "salt": basis.salt, "state": state,
                  "students": students, "options": options}
        folder.write(settings.out, folder.MARKER, dumps(record, indent=1).encode())

    def _summary(self, graded: Class, waiting: int, stopped: int) -> Summary:
        answers, distinct = self._store.counts()
        results = graded.results
        known = [result.score for result in results if not result.pending]
        mean = float(total(known)) / len(known) if known else 0.0
        out_of = float(total(problem.points for problem in self._basis.bank.problems))
        return Summary(len(results), answers, distinct, self._decided, graded.outcomes, waiting, mean, out_of,
                       graded.unread, self._answered(), stopped, pending=sum(result.pending for result in results),
                       open=len(results) - len(known))

    def _answered(self) -> dict[str, int]:
        wholes = {problem.id: problem.scheme.group or problem.id for problem in self._basis.bank.problems}
        return dict.fromkeys(wholes.values(), 0) | self._store.answered(wholes)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
