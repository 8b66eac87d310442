"""Hints for a wrong answer in three steps: the rule, the place, a worked example with other numbers; never the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from grader.kinds import decider_of, kind_of
from grader.marking.diagnose import shown, worked_example
from grader.model import Mark, Outcome, Problem, caret, printable

MOST = 3
"""The number of steps."""

Others = Callable[[], Iterable[Problem]]
"""The problems whose answers no example may show; they are asked for only if an example is looked for."""


def _none() -> tuple[Problem, ...]:
    return ()


def hints(problem: Problem, mark: Mark, level: int, salt: str, others: Others = _none) -> Iterator[str]:
    """The lines of the hints up to a level from 1 to 3; none for an answer that is not wrong, or follows from an earlier one.

    The author's own hints stand behind what is recognised: the first in the first step, and so on, the rest in the last.
    """
    if _is_helped(mark):
        for number in range(1, min(level, MOST) + 1):
            yield from _step(problem, mark, number, salt, others)


def next_step(marked: Iterable[tuple[Problem, Mark]], level: int, salt: str, others: Others = _none) -> int | None:
    """The first step beyond a level that says something about one of the answers, if there is one; after 0 it is the first, unseen."""
    helped = [(problem, mark) for problem, mark in marked if _is_helped(mark)]
    if level < 1:
        return 1 if helped else None
    return next((number for number in range(level + 1, MOST + 1)
                 if any(any(_step(problem, mark, number, salt, others)) for problem, mark in helped)), None)


def _is_helped(mark: Mark) -> bool:
    follows = mark.credit is not None and mark.credit.kind == "follow"
    return mark.verdict.outcome is Outcome.INCORRECT and not follows


def _step(problem: Problem, mark: Mark, number: int, salt: str, others: Others) -> Iterator[str]:
    if number == 1:
        yield from (printable(diagnosis.message) for diagnosis in shown(mark.diagnoses))
        yield from map(printable, problem.shown.hints[:1])
    elif number == 2:
        yield from _place(mark)
        yield from map(printable, problem.shown.hints[1:2])
    else:
        yield from map(printable, problem.shown.hints[2:])
        yield from _example(problem, mark, salt, others)


def _place(mark: Mark) -> Iterator[str]:
    """The part in which the answer differs, by the first thing said, where that is not the answer as a whole."""
    first = next(iter(shown(mark.diagnoses)), None)
    if first is not None and first.span is not None and mark.answer[slice(*first.span)].strip() != mark.answer.strip():
        yield "your answer differs from a right one here:"
        yield from (f"  {line}" for line in caret(mark.answer, first.span).split("\n"))


def _example(problem: Problem, mark: Mark, salt: str, others: Others) -> Iterator[str]:
    if not kind_of(problem.task).trees or problem.task.asked == "value":
        return
    rule = mark.diagnoses[0].rule if mark.diagnoses else ""
    worked = worked_example(decider_of(problem, salt), rule, others())
    if worked is not None:
        question, chain = worked
        yield f"a worked example: {printable(question)}"
        yield from (f"  = {printable(member)}" for member in chain)
