"""Ctrl-C, and what asks a process to end, where they may act, and nowhere else: what is begun is written before a run ends."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

Heard = Callable[[], AbstractContextManager[None]]
"""Make a block in which such a signal raises :class:`Interruption`."""

SIGNALS = tuple(number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None)
"""Ctrl-C, ``kill``, and the end of a terminal."""


class Interruption(KeyboardInterrupt):
    """The signal of this number came."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def number_of(interruption: KeyboardInterrupt) -> int:
    """Return the signal's number; one that says none is Ctrl-C."""
    return interruption.number if isinstance(interruption, Interruption) else int(signal.SIGINT)


@contextmanager
def held() -> Iterator[Heard]:
    """Hold these signals back in the block, except in the blocks that it makes with what it yields; a second one acts at once.

    This sets handlers and leaves the mask of signals alone: one that is masked here reaches another thread (a library's), and Python then
    handles it here all the same.  Outside the main thread nothing is changed, nor for a signal that whoever started us ignores.
    """
    waiting, hearing = 0, False

    def note(number: int, _frame: FrameType | None) -> None:
        nonlocal waiting
        acts, waiting = waiting or hearing, number
        if acts:
            raise Interruption(number)

    @contextmanager
    def heard() -> Iterator[None]:
        nonlocal hearing, waiting
        try:
            hearing = True
            if waiting:
                raise Interruption(waiting)
            yield
            if waiting:
                # What is raised while an object is being deleted, Python drops: the signal still waits.
                raise Interruption(waiting)
        except KeyboardInterrupt:
            waiting = 0
            raise
        finally:
            hearing = False

    if threading.current_thread() is not threading.main_thread():
        yield heard
        return
    before = {number: signal.signal(number, note) for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
