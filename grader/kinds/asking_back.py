"""What is asked of a wrong answer that is right if it is meant otherwise: without a dash in front, or by its other side."""

from __future__ import annotations

from grader.kinds.decider import Attempt, Decider
from grader.kinds.formula import verdict_of
from grader.kinds.kind import Judgement, unreadable
from grader.kinds.scopes import scope_of
from grader.kinds.words import without_dash
from grader.lazily import lazily
from grader.model import Diagnostic, Outcome
from grader.syntax import Reading, read

_APPROXIMATES = lazily(r"≈|\\approx(?![A-Za-z])|=(?=[^=]*\+\s*(?:\\mathcal\s*\{?\s*)?[Oo𝒪𝑂𝑜ℴR])")
"""What stands between a polynomial and what it approximates, or is but for a remainder."""


def without_its_dash(decider: Decider, text: str) -> Judgement | None:
    """Return what is asked where a dash stands in front of all that may be a bullet, and the answer is right without it."""
    bare = without_dash(text)
    reading = read(bare[0], scope_of(decider.posed.task)) if bare is not None else None
    if bare is None or not isinstance(reading, Reading) or verdict_of(Attempt(decider, reading.tree)).outcome is not Outcome.CORRECT:
        return None
    return unreadable(bare[1])


def approximated(decider: Decider, text: str) -> Judgement | None:
    """Return what is asked where a polynomial that is right stands in front of what it approximates: ``x - x^3/6 ≈ sin x``."""
    if decider.posed.task.written != "taylor":
        return None
    for front in _APPROXIMATES.split(text)[:-1]:
        reading = read(front, scope_of(decider.posed.task))
        if not isinstance(reading, Diagnostic) and verdict_of(Attempt(decider, reading.tree)).outcome is Outcome.CORRECT:
            return unreadable(Diagnostic("syntax/doubtful", "it is doubtful which side is the answer", "write the polynomial alone",
                                         (0, len(text))))
    return None
