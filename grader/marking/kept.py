"""Answers that are not judged before they are handed in: a choice that can be tried again and again is soon right."""

from __future__ import annotations

from grader.kinds import look, question_of
from grader.model import Decided, Diagnostic, Outcome, Problem, Severity, Verdict

_KEPT = Diagnostic("choice/kept", "a choice is judged after you hand in", "", severity=Severity.REMARK)


def is_kept(problem: Problem) -> bool:
    """Return whether an answer waits until it is handed in."""
    return bool(problem.scheme.choices.options) and not problem.scheme.self_check


def kept(problem: Problem, text: str) -> Decided:
    """Return what is said of such an answer: how it is read, and nothing that the key has to do with."""
    found = look(question_of(problem), text)
    if not found.read_as:
        return Decided(Verdict(Outcome.UNREADABLE, messages=found.messages))
    return Decided(Verdict(Outcome.UNDECIDED, messages=(*found.messages, _KEPT)), found.read_as)
