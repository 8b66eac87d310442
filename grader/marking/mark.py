"""One response to one mark: blank, read, decided, scored."""

from __future__ import annotations

from fractions import Fraction

from grader.kinds import BY_NAME
from grader.marking.diagnose import diagnoses
from grader.marking.score import score
from grader.model import Mark, Outcome, Problem, Verdict, Where


def mark(problem: Problem, text: str, salt: str, where: Where | None = None) -> Mark:
    """Mark one response.

    The salt is the run's secret: it decides at which points the answer is probed.  Raises for no text.
    """
    if not text.strip():
        return Mark(problem.id, text, "", Verdict(Outcome.BLANK), Fraction(0), problem.points, where=where)
    judged = BY_NAME[problem.kind].judge(problem, text, salt)
    return Mark(problem.id, text, judged.read_as, judged.verdict, score(problem, judged.verdict), problem.points,
                diagnoses(problem, judged, salt), where)
