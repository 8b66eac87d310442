"""What is said about the wrong answers of ``answer_slips``, and what of it is false; made once for all tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from answer_slips import Wrong, wrong_answers
from bank_cases import SCALE, SEED, diagnosed
from diagnosis_judge import UnclearError, judged

from grader.model import Diagnosis

COUNT = round(2_060 * SCALE)


@dataclass(slots=True)
class Summary:
    """What was said about the wrong answers, what of it is false, and what was raised."""

    said: list[tuple[Wrong, tuple[Diagnosis, ...]]] = field(default_factory=list)
    false: list[tuple[str, ...]] = field(default_factory=list)
    words: list[tuple[str, ...]] = field(default_factory=list)
    raised: list[tuple[str, str, str]] = field(default_factory=list)
    judged: int = 0
    unclear: int = 0


@cache
def summary_of_slips() -> Summary:
    """All of them, diagnosed and judged."""
    found = Summary()
    for wrong in wrong_answers(COUNT, SEED):
        try:
            said = diagnosed(wrong.problem, wrong.tree)
        except Exception as error:
            found.raised.append((wrong.problem.id, wrong.text, repr(error)))
            continue
        found.said.append((wrong, said))
        for item in said:
            _judge(found, wrong, item)
    return found


def _judge(found: Summary, wrong: Wrong, item: Diagnosis) -> None:
    try:
        reason = judged(wrong.problem, wrong.tree, item)
    except UnclearError:
        found.unclear += 1
        return
    found.judged += 1
    if reason:
        (found.words if reason.startswith("words:") else found.false).append((wrong.problem.id, wrong.text, item.rule, item.message, reason))
