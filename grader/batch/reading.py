"""A download into the store, 200 students a transaction; another class into the same run is refused before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import islice
from pathlib import Path

from grader.batch.interruption import Heard
from grader.model import Intake, Key, StoreError, printable
from grader.store import Arrivals, Store

STUDENTS = 200
"""Submissions of one transaction."""


def take_in(store: Store, intake: Intake, heard: Heard, out: Path, begin: Callable[[], None],
            known: Collection[Key] = (), problems: Collection[str] = ()) -> Arrivals:
    """Write what a download changes, and return who came; call ``begin`` when it is certain that something may be written.
    ``known`` are the ids of a roster that has people of the run, ``problems`` those to which answers were looked for.

    Raises :class:`StoreError`, with nothing changed, where the run has students and none of them is in the download.  Nothing is written
    until that is known; so a transaction is held open until somebody whom the run has is met.
    """
    arrivals, submissions = store.arrivals(known, problems), iter(intake.submissions)
    with store.transaction():
        while not arrivals.is_this_class:
            with heard():
                submission = next(submissions, None)
            if submission is None:
                raise _another(store, arrivals, out)
            arrivals.take([submission])
        begin()
    # Until here a run of another class has not been touched.
    store.hurry()
    while True:
        with heard():
            part = list(islice(submissions, STUDENTS))
        if not part:
            break
        with store.transaction():
            arrivals.take(part)
    with store.transaction():
        arrivals.close()
        store.attend(intake.attention)
    return arrivals


def _another(store: Store, arrivals: Arrivals, out: Path) -> StoreError:
    title, run = printable(store.value("title")), printable(str(out))
    what = "none of them is in this download" if not arrivals.met else "no problem of it is in this download"
    return StoreError(f"{run} is the run {title!r} of {arrivals.before:,} students, and {what}.\n  Choose another --out; or say --replace "
                      f"to make it the run of this download (the old store is kept beside it)")
