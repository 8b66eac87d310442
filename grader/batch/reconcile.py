"""The one operation of grading, resuming and adding: what should be there minus what is there is decided, what changed is written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from grader.batch import folder
from grader.batch.asked import asked_of
from grader.batch.composing import may_count
from grader.batch.deciding import Asked, Progress, decide_all
from grader.batch.found import Found
from grader.batch.interruption import Heard, held
from grader.batch.reading import take_in
from grader.batch.writing import Form, write_class, write_sheets
from grader.model import Bank, Intake, Outcome, Result, Sheet, dumps, total
from grader.record import record
from grader.store import Arrivals, Store, open_store
from grader.version import VERSION

STATES = ("reading", "deciding", "writing", "complete")
"""What a run is at: noted in the store and in ``run.json`` at the beginning of each."""


NO_FILES: Mapping[str, str] = MappingProxyType({})


@record
class Settings:
    """What a run is asked: where to write, how much to show, how many processes, and the salt to repeat one."""

    out: Path
    assignment: str
    reveal: str = "none"
    jobs: int = 1
    salt: str = ""
    command: str = ""


@record
class Summary:
    """What a run did: for the last lines on the terminal.

    ``new`` students came with this download, ``again`` have another attempt in it, ``kept`` are not in it.
    """

    students: int
    answers: int
    distinct: int
    decided: int
    outcomes: dict[str, int]
    attention: int
    mean: float
    out_of: float
    complete: bool
    new: int = 0
    again: int = 0
    kept: int = 0


def run(bank: Bank, intake: Intake, settings: Settings, progress: Progress) -> Summary:
    """Grade what a download holds and write ``settings.out``; what the run has and the download has not stays.

    An interruption keeps what is done; the same command goes on from there.  Raises :class:`grader.model.StoreError` where the folder
    cannot be used, holds another class, or is damaged.
    """
    with folder.alone(settings.out), held() as heard:
        folder.prepare(settings.out)
        with open_store(settings.out) as store:
            return _Run(store, bank, settings, progress, heard).reconcile(intake)


class _Run:
    """One run under way."""

    def __init__(self, store: Store, bank: Bank, settings: Settings, progress: Progress, heard: Heard) -> None:
        self._store = store
        self._bank = bank
        self._settings = settings
        self._progress = progress
        self._heard = heard
        self._salt = settings.salt or store.value("salt") or secrets.token_hex(16)
        self._form = Form(settings.out, settings.assignment, settings.reveal)
        self._decided = 0

    def reconcile(self, intake: Intake) -> Summary:
        asked = Asked(self._bank, asked_of(self._bank, self._salt), self._salt)
        found = Found(self._store, self._bank, asked.asked)
        arrivals, is_whole = None, False
        self._store.ask(asked.asked, ())
        try:
            arrivals = self._read(intake)
            self._enter("deciding")
            counting = [(person.person, attempt.attempt) for person in self._store.people()
                        for attempt in may_count(self._store.attempts(person.person), self._form.rule)]
            self._decided = decide_all(self._store, asked, found, counting, self._settings.jobs, self._progress, self._heard)
            self._enter("writing")
            is_whole = True
        except KeyboardInterrupt:
            # Whoever is done by now has a sheet all the same.
            pass
        return self._write(found, arrivals, is_whole)

    def _read(self, intake: Intake) -> Arrivals:
        self._store.check()
        arrivals = take_in(self._store, intake, self._heard, self._settings.out, lambda: self._enter("reading"))
        return arrivals

    def _write(self, found: Found, arrivals: Arrivals | None, is_whole: bool) -> Summary:
        sheets, results = list[Sheet](), list[Result]()
        try:
            for composed, result in write_sheets(self._store, self._bank, found, self._form, self._progress, self._heard):
                sheets.append(composed.sheet)
                results.append(result)
        except KeyboardInterrupt:
            is_whole = False
        waiting = write_class(self._bank, self._form, self._salt, sheets, results, self._store.attention())
        self._enter("complete" if is_whole else self._store.value("state"), {result.student: result.file for result in results})
        return self._summary(sheets, results, waiting, is_whole, arrivals)

    def _enter(self, state: str, files: Mapping[str, str] = NO_FILES) -> None:
        """Note what the run is at, first in the store, which exports go by."""
        settings = self._settings
        self._store.note(state=state, salt=self._salt, title=settings.assignment, bank=self._bank.digest)
        options = {"assignment": settings.assignment, "reveal": settings.reveal, "command": settings.command}
        record = {"format": folder.FORMAT, "grader": VERSION, "bank": self._bank.digest, "salt": self._salt, "state": state,
                  "complete": state == "complete", "options": options, "files": dict(files)}
        folder.write(settings.out, folder.MARKER, dumps(record, indent=1).encode())

    def _summary(self, sheets: list[Sheet], results: list[Result], waiting: int, is_whole: bool, arrivals: Arrivals | None) -> Summary:
        outcomes = {outcome.value: 0 for outcome in Outcome}
        for sheet in sheets:
            for mark in sheet.marks:
                outcomes[mark.verdict.outcome.value] += 1
        answers, distinct = self._store.counts()
        mean = float(total(result.score for result in results)) / len(results) if results else 0.0
        out_of = float(total(problem.points for problem in self._bank.problems))
        new, again, kept = (arrivals.new, arrivals.again, arrivals.kept) if arrivals is not None else (0, 0, 0)
        return Summary(len(results), answers, distinct, self._decided, outcomes, waiting, mean, out_of, is_whole, new, again, kept)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
