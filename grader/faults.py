"""Deaths at named points, and fates of named answers, by which tests try that nothing is lost: none unless the environment asks for it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable

ASKED = "GRADER_FAULT"
"""The variable: ``point`` or ``point:3``, a point and the how manieth time it is passed; or ``worker:`` with a JSON object of the fates of
answers, by their texts: ``loop``, ``memory`` (of 3 GB), ``kill`` or ``sleep``.
"""

_point, _, _more = os.environ.get(ASKED, "").partition(":")
_left = int(_more) if _more.isdecimal() else 1
_fated: dict[str, str] = json.loads(_more) if _point == "worker" else {}


def _loop() -> None:
    """Use up the processor; the allowance for that is cut short, so that tests do not wait for it."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    while True:
        pass


def _die() -> None:
    import signal

    os.kill(os.getpid(), signal.SIGKILL)


_FATES: dict[str, Callable[[], object]] = {
    "loop": _loop,
    "memory": lambda: bytearray(3 << 30),
    "kill": _die,
    "sleep": lambda: time.sleep(1),
}


def fault(point: str) -> None:
    """Die here, as a process dies that is killed, if that is asked for."""
    global _left
    if not _point or point != _point:
        return
    _left -= 1
    if not _left:
        _die()


def fate(text: str) -> None:
    """Let happen over an answer what is asked for."""
    if text in _fated:
        _FATES[_fated[text]]()
