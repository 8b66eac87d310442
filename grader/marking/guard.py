"""One answer never costs the marks of others: where the program itself fails, the answer waits for a person."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from grader.model import Diagnostic, Mark, Outcome, Problem, Verdict, Where

RAISE = "GRADER_RAISE"
"""The environment variable under which errors of the program are raised: tests set it, so that none hides behind a mark."""

Result = TypeVar("Result")

Parts = tuple[tuple[str, str], ...]
"""Ids of earlier parts, each with the text of the student's answer to it."""


def guarded(work: Callable[[], Result], otherwise: Callable[[str], Result]) -> Result:
    """What some work for one answer gives; if the program fails over it, what is made of the words about that."""
    try:
        return work()
    except Exception as error:
        if os.environ.get(RAISE):
            raise
        return otherwise(failure(error))


def mark_or_fail(work: Callable[[], Mark], problem: Problem, text: str, where: Where | None = None, earlier: Parts = ()) -> Mark:
    """What the work of marking a text gives; ``undecided`` with the message ``batch/failed`` if the program fails over it."""
    return guarded(work, lambda reason: failed(problem, text, reason, where, earlier))


def failure(error: Exception) -> str:
    """What failed and where, in words for staff; nothing of the answer, or of the key, is in it."""
    *_, frame = traceback.extract_tb(error.__traceback__)
    return f"the grader failed on this answer ({Path(frame.filename).name}, line {frame.lineno}): {type(error).__name__}"


def failed(problem: Problem, text: str, reason: str, where: Where | None = None, earlier: Parts = ()) -> Mark:
    """The mark of an answer that could not be marked: no points are taken, and a person hears of it."""
    message = Diagnostic("batch/failed", reason, "a person looks at it")
    return Mark(problem.id, text, "", Verdict(Outcome.UNDECIDED, messages=(message,)), None, problem.points, earlier=earlier, where=where)
