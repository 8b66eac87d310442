"""Did you mean …?  A wrong answer that one pair of brackets, one ``^`` or one ``*`` makes right; this is said, and never counted."""

from __future__ import annotations

from grader.kinds import Attempt, decider_of, may_be_right, scope_of, verdict_of
from grader.model import Diagnostic, Outcome, Problem, Severity
from grader.syntax import Reading, neighbours, read

MOST_TRIED = 24
"""So many texts are tried, the first ones."""


def meant(problem: Problem, text: str, salt: str) -> Diagnostic | None:
    """What the student may have meant, in the student's own text; ``None`` if nothing so near is right."""
    start = text.rfind("=") + 1
    decider, scope = decider_of(problem, salt), scope_of(problem.task)
    for number, near in enumerate(neighbours(text[start:])):
        if number >= MOST_TRIED:
            break
        reading = read(near.text, scope)
        attempt = Attempt(decider, reading.tree) if isinstance(reading, Reading) else None
        if attempt is not None and may_be_right(attempt) and verdict_of(attempt).outcome is Outcome.CORRECT:
            span = (start + near.span[0], start + near.span[1])
            return Diagnostic("read/did-you-mean", f"did you mean {near.text.strip()}?", "write it so: as it stands, it is read otherwise",
                              span, severity=Severity.REMARK)
    return None
