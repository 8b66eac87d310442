"""Did you mean …?  A wrong answer that one pair of brackets, one ``^`` or one ``*`` makes right; this is said, and never counted."""

from __future__ import annotations

from grader.expr import Expr, Matrix
from grader.kinds import FirstLook, decide, pose, scope_of
from grader.model import Diagnostic, Outcome, Problem, Severity
from grader.syntax import Reading, neighbours, read

MOST_TRIED = 24
"""So many texts are tried, the first ones."""


def meant(problem: Problem, text: str, tree: Expr | None, salt: str) -> Diagnostic | None:
    """Return what the student may have meant, in the student's own text, which was read as a tree; ``None`` if nothing so near is right."""
    start = text.rfind("=") + 1
    posed, scope = pose(problem, salt), scope_of(problem)
    look = FirstLook(posed)
    if type(tree) is Matrix and look.wrong_entries(tree) > 1:
        # What is added stands in one entry.
        return None
    for number, near in enumerate(neighbours(text[start:])):
        if number >= MOST_TRIED:
            break
        reading = read(near.text, scope)
        if isinstance(reading, Reading) and look.may_be_right(reading.tree) and decide(posed, reading.tree).outcome is Outcome.CORRECT:
            span = (start + near.span[0], start + near.span[1])
            return Diagnostic("read/did-you-mean", f"did you mean {near.text.strip()}?", "write it so: as it stands, it is read otherwise",
                              span, severity=Severity.REMARK)
    return None
