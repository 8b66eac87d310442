"""Tasks over processes that each have one task at a time and a pipe of their own.

So the death of one touches no other, and over which task it died is known.  The executors of :mod:`concurrent.futures` share
queues and locks among workers: one death fails every task under way, and (seen on Python 3.11.7) a task that is submitted in
that moment is never answered at all.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeVar

from grader.batch.interruption import SIGNALS
from grader.batch.limits import confine
from grader.model import StoreError
from grader.record import record

Context = TypeVar("Context")
Task = TypeVar("Task")
Result = TypeVar("Result")

Crew = dict[Connection, BaseProcess]
"""Every living worker under our end of its pipe."""

if sys.platform == "linux":
    _SYSTEM = multiprocessing.get_context("fork")
else:
    _SYSTEM = multiprocessing.get_context("spawn")


FROM_OUTSIDE = (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM))
"""What ends a worker from outside: its own limits end it in other ways."""

LAST_WORDS = 5
"""Seconds for which the end of a worker is waited for whose pipe is closed."""


@record
class Death:
    """How a worker ended: its exit code, negative for a signal."""

    code: int

    @property
    def is_from_outside(self) -> bool:
        """Whether somebody else has ended it, and not what it did."""
        return -self.code in FROM_OUTSIDE


def spread(work: Callable[[Context, Task], Result], context: Context, tasks: Sequence[Task], processes: int,
           topic: Callable[[Task], Hashable] = id) -> Iterator[tuple[Task, Result | Death]]:
    """Yield each task with ``work(context, task)``, as they are done, or with the death of the worker over it.

    ``work`` is a function of a module, and does not raise.  A worker is given tasks of a ``topic`` that no other has begun, as long as
    there are such: what it has built for one task serves the next.  No process is left behind, whatever it was doing.
    """
    waiting, doing, crew = deque(tasks), dict[Connection, Task](), Crew()
    begun: dict[Hashable, Connection] = {}

    def give(pipe: Connection) -> None:
        place = place_of_next(pipe, map(topic, waiting), begun)
        doing[pipe] = waiting[place]
        del waiting[place]
        begun.setdefault(topic(doing[pipe]), pipe)
        # Whoever is dead cannot be written to; that is seen where the answer is read.
        with suppress(OSError):
            pipe.send(doing[pipe])

    try:
        while waiting or doing:
            while waiting and len(crew) < processes:
                give(_hire(crew, work, context))
            ready = wait(doing)
            for pipe in [each for each in doing if each in ready]:
                task = doing.pop(pipe)
                result: Result | Death
                try:
                    result = pipe.recv()
                except (EOFError, OSError):
                    crew[pipe].join(LAST_WORDS)
                    result = Death(crew[pipe].exitcode or 0)
                    _dismiss(crew, pipe)
                else:
                    if waiting:
                        give(pipe)
                yield task, result
    finally:
        for pipe in list(crew):
            _dismiss(crew, pipe)


def place_of_next(worker: object, topics: Iterable[Hashable], begun: Mapping[Hashable, object]) -> int:
    """Return the place of the first topic that no other worker has begun, or 0 where others have begun all.

    >>> place_of_next("b", [1, 2, 3], {1: "a"})
    1
    """
    return next((place for place, topic in enumerate(topics) if begun.get(topic, worker) is worker), 0)


def _hire(crew: Crew, work: Callable[[Context, Task], Result], context: Context) -> Connection:
    ours, theirs = _SYSTEM.Pipe()
    process = _SYSTEM.Process(target=_serve, args=(theirs, os.getpid(), work, context), daemon=True)
    try:
        with _uninterrupted():
            process.start()
            crew[ours] = process
    except OSError as error:
        raise StoreError(f"the system starts no process for us: {error.strerror}; try fewer with --jobs") from None
    theirs.close()
    return ours


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back what ends a run, here until the end of the block, and in a process that is forked in it for ever."""
    if sys.platform != "linux":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _dismiss(crew: Crew, pipe: Connection) -> None:
    process = crew.pop(pipe)
    process.kill()
    process.join()
    pipe.close()


def _serve(pipe: Connection, parent: int, work: Callable[[Context, Task], Result], context: Context) -> None:
    confine(parent)
    while True:
        pipe.send(work(context, pipe.recv()))
