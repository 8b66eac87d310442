"""Deaths at named points, by which tests try that nothing is lost: off unless the environment asks for one."""

from __future__ import annotations

import os
import signal

ASKED = "GRADER_FAULT"
"""The variable: ``point`` or ``point:3``, a point and the how manieth time it is passed."""

_point, _, _turn = os.environ.get(ASKED, "").partition(":")
_left = int(_turn) if _turn.isdecimal() else 1


def fault(point: str) -> None:
    """Die here, as a process dies that is killed, if that is asked for."""
    global _left
    if not _point or point != _point:
        return
    _left -= 1
    if not _left:
        os.kill(os.getpid(), signal.SIGKILL)
