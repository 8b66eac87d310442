"""Ctrl-C where it may act, and nowhere else: what is begun is written before a run ends."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

Heard = Callable[[], AbstractContextManager[None]]
"""Make a block in which Ctrl-C raises :class:`KeyboardInterrupt`."""


@contextmanager
def held() -> Iterator[Heard]:
    """Hold Ctrl-C back in the block, except in the blocks that it makes with what it yields; a second one acts at once.

    This sets a handler and leaves the mask of signals alone: one that is masked here reaches another thread (a library's), and Python then
    handles it here all the same.  Outside the main thread, and where whoever started us ignores Ctrl-C, nothing is changed.
    """
    waiting = hearing = False

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal waiting
        if waiting or hearing:
            raise KeyboardInterrupt
        waiting = True

    @contextmanager
    def heard() -> Iterator[None]:
        nonlocal hearing, waiting
        try:
            hearing = True
            if waiting:
                raise KeyboardInterrupt
            yield
        except KeyboardInterrupt:
            waiting = False
            raise
        finally:
            hearing = False

    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield heard
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield heard
    finally:
        signal.signal(signal.SIGINT, before)
