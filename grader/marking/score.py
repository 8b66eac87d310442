"""How a verdict becomes points."""

from __future__ import annotations

from fractions import Fraction

from grader.model import Outcome, Problem, Verdict

PENDING = (Outcome.UNREADABLE, Outcome.UNDECIDED)


def score(problem: Problem, verdict: Verdict) -> Fraction | None:
    """The points for a verdict, exact; ``None`` while a person must look.

    Another layout earns the problem's ``layouts`` share; with ``partial: entries`` every right entry earns its share.
    An undecided entry makes the whole mark pending.
    """
    if verdict.outcome in PENDING:
        return None
    if verdict.outcome is Outcome.CORRECT:
        return problem.points * problem.layouts if verdict.layout is not None else problem.points
    if verdict.entries:
        if Outcome.UNDECIDED in verdict.entries:
            return None
        right = sum(entry is Outcome.CORRECT for entry in verdict.entries)
        return problem.points * Fraction(right, len(verdict.entries))
    return Fraction(0)
