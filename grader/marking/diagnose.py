"""The diagnoses of a mark, and the credit that a recognised misconception earns."""

from __future__ import annotations

from grader.kinds import Judgement, key_of
from grader.misconceptions import diagnose
from grader.model import Diagnosis, Outcome, Problem


def diagnoses(problem: Problem, judged: Judgement, salt: str) -> tuple[Diagnosis, ...]:
    """What explains a wrong answer, the most plausible first; nothing for any other outcome."""
    if judged.verdict.outcome is not Outcome.INCORRECT or judged.tree is None:
        return ()
    return diagnose(*judged.wrong) if judged.wrong is not None else diagnose(key_of(problem, salt), judged.tree)
