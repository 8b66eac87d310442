"""One answer never costs the marks of others: where the program itself fails, the answer waits for a person."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

RAISE = "GRADER_RAISE"
"""The environment variable under which errors of the program are raised: tests set it, so that none hides behind a mark."""

Result = TypeVar("Result")


def guarded(work: Callable[[], Result], otherwise: Callable[[str], Result]) -> Result:
    """Return what some work for one answer gives; if the program fails over it, what ``otherwise`` makes of the reason."""
    try:
        return work()
    except Exception as error:
        if os.environ.get(RAISE):
            raise
        return otherwise(failure(error))


def failure(error: Exception) -> str:
    """Return what failed and where, in words for staff, with nothing of the answer or the key."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" ({Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno})" if trace is not None else ""
    return f"the grader failed on this answer{place}: {type(error).__name__}"
