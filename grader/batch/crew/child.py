"""A process for work that may end it: under limits, with one task at a time and a pipe of its own, and how it ended is known."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from grader.batch.interruption import SIGNALS
from grader.batch.limits import confine
from grader.record import record

Context = TypeVar("Context")

FORKS = sys.platform == "linux"
"""Whether a process may begin as a copy of this one; elsewhere the system's own libraries do not bear that."""

SYSTEM: Any = multiprocessing.get_context("fork" if FORKS else "spawn")

FROM_OUTSIDE = (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM))
"""What ends a process from outside: its own limits end it in other ways."""

LAST_WORDS = 5
"""Seconds for which the end of a process is waited for whose pipe is closed."""


@record
class Death:
    """How a process ended: its exit code, negative for a signal."""

    code: int

    @property
    def is_from_outside(self) -> bool:
        """Whether somebody else has ended it, and not what it did."""
        return -self.code in FROM_OUTSIDE


class Abandoned(Exception):
    """Whoever wanted the work is gone, or wants it no more."""


class Child(Generic[Context]):
    """One process after the other that does ``work(context, task)``, each until it dies; ``work`` is a function of a module.

    ``master`` is the number of a file that can be read when the work is not wanted any more.
    """

    def __init__(self, work: Callable[[Context, bytes], bytes], context: Context, master: int | None = None) -> None:
        self._work = work
        self._context = context
        # Windows has no way to wait for a process and for a pipe of this kind: there a task is done first.
        self._masters = [master] if master is not None and sys.platform != "win32" else []
        self._living: tuple[Connection, BaseProcess] | None = None

    def ask(self, task: bytes) -> bytes | Death:
        """Return what the work makes of a task, or how the process ended over it.

        Raises :class:`Abandoned` as soon as the work is not wanted any more, and :class:`OSError` if the system starts no process.
        """
        if self._living is not None and not self._living[1].is_alive():
            # Whoever died over nothing says nothing about this task.
            self.end()
        if self._living is None:
            self._living = self._started()
        pipe, process = self._living
        # Whoever is dead cannot be written to; that is seen where the answer is read.
        with suppress(OSError):
            pipe.send_bytes(task)
        if pipe not in wait([pipe, *self._masters]):
            raise Abandoned
        try:
            return pipe.recv_bytes()
        except (EOFError, OSError):
            process.join(LAST_WORDS)
            death = Death(process.exitcode or 0)
            self.end()
            return death

    def rest(self, seconds: float) -> None:
        """Wait; raises :class:`Abandoned` as soon as the work is not wanted any more."""
        if not self._masters:
            time.sleep(seconds)
        elif wait(self._masters, seconds):
            raise Abandoned

    def end(self) -> None:
        """Leave no process behind, whatever it is doing."""
        if self._living is not None:
            (pipe, process), self._living = self._living, None
            process.kill()
            process.join()
            pipe.close()

    def _started(self) -> tuple[Connection, BaseProcess]:
        ours, theirs = SYSTEM.Pipe()
        process = SYSTEM.Process(target=_serve, args=(theirs, os.getpid(), self._work, self._context), daemon=True)
        with uninterrupted():
            process.start()
        theirs.close()
        return ours, process


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back what ends a run, here until the end of the block, and in a process that is started in it for ever."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, parent: int, work: Callable[[Context, bytes], bytes], context: Context) -> None:
    confine(parent)
    with suppress(EOFError):
        while True:
            pipe.send_bytes(work(context, pipe.recv_bytes()))
