"""Hints for a wrong answer in three steps: the rule, the place, a worked example with other numbers; never the answer."""

from __future__ import annotations

from collections.abc import Iterator

from grader.kinds import key_of
from grader.marking.diagnose import shown, worked_example
from grader.model import Mark, Outcome, Problem, caret, printable

MOST = 3
"""The number of steps."""


def hints(problem: Problem, mark: Mark, level: int, salt: str) -> Iterator[str]:
    """The lines of the hints up to a level from 1 to 3; none for an answer that is not wrong, or follows from an earlier one.

    Where no misconception is recognised, the author's own hints speak.
    """
    follows = mark.credit is not None and mark.credit.kind == "follow"
    if mark.verdict.outcome is not Outcome.INCORRECT or follows or level < 1:
        return
    yield from [printable(diagnosis.message) for diagnosis in shown(mark.diagnoses)] or [printable(hint) for hint in problem.hints[:1]]
    if level >= 2:
        yield from _place(problem, mark)
    if level >= MOST:
        yield from _example(problem, mark, salt)


def _place(problem: Problem, mark: Mark) -> Iterator[str]:
    span = next((diagnosis.span for diagnosis in shown(mark.diagnoses) if diagnosis.span is not None), None)
    if span is not None:
        yield "it is about this part:"
        yield from (f"  {line}" for line in caret(mark.answer, span).split("\n"))
    elif mark.diagnoses:
        yield "it is about the answer as a whole"
    else:
        yield from (printable(hint) for hint in problem.hints[1:2])


def _example(problem: Problem, mark: Mark, salt: str) -> Iterator[str]:
    rule = mark.diagnoses[0].rule if mark.diagnoses else ""
    worked = worked_example(key_of(problem, salt), rule) if problem.kind == "formula" else None
    if worked is None:
        yield "there is no worked example for this problem"
        return
    question, chain = worked
    yield f"a worked example: {printable(question)}"
    yield from (f"  = {printable(member)}" for member in chain)
