"""Did you mean …?  A wrong answer that one pair of brackets, one ``^`` or one ``*`` makes right; this is said, and never counted."""

from __future__ import annotations

from grader.engine import Budget
from grader.expr import Matrix
from grader.kinds import Attempt, FirstLook, decider_of, scope_of, verdict_of
from grader.model import Diagnostic, Outcome, Problem, Severity
from grader.syntax import Reading, neighbours, read

MOST_TRIED = 24
"""So many texts are tried, the first ones."""
MOST_DOUBTFUL = 3
"""So many texts that look right at first and are not: near to a border of cases all may look so, and each takes long to decide."""


def meant(problem: Problem, text: str, wrong: Attempt | None, salt: str) -> Diagnostic | None:
    """Return what the student may have meant, in the student's own text, a wrong attempt; ``None`` if nothing so near is right."""
    start = text.rfind("=") + 1
    decider, scope = decider_of(problem, salt), scope_of(problem.task)
    look = FirstLook(decider)
    if wrong is not None and type(wrong.tree) is Matrix and look.wrong_entries(wrong.tree) > 1:
        # What is added stands in one entry.
        return None
    budget, doubtful = Budget(), 0
    for number, near in enumerate(neighbours(text[start:])):
        if number >= MOST_TRIED or doubtful >= MOST_DOUBTFUL:
            break
        reading = read(near.text, scope)
        attempt = Attempt(decider, reading.tree, budget) if isinstance(reading, Reading) else None
        if attempt is None or not look.may_be_right(attempt):
            continue
        verdict = verdict_of(attempt)
        # In another layout a bracket before a transpose would mend what is no slip of typing: A x^T, and (A x)^T.
        if verdict.outcome is Outcome.CORRECT and verdict.layout is None:
            span = (start + near.span[0], start + near.span[1])
            return Diagnostic("read/did-you-mean", f"did you mean {near.text.strip()}?", "write it so: it was read otherwise",
                              span, severity=Severity.REMARK)
        doubtful += 1
    return None
