"""Hints for a wrong answer in three steps: the rule, the place, a worked example with other numbers; never the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from grader.expr import Span
from grader.kinds import decider_of, kind_of
from grader.marking.diagnose import shown, worked_example
from grader.model import Mark, Outcome, Problem
from grader.words import Hint, filled, hint_lines

MOST = 3
"""The number of steps."""

Others = Callable[[], Iterable[Problem]]
"""The problems whose answers no example may show; they are asked for only if an example is looked for."""


def _none() -> tuple[Problem, ...]:
    return ()


def hint_steps(problem: Problem, mark: Mark, level: int, salt: str, others: Others = _none) -> Iterator[Hint]:
    """The steps up to a level from 1 to 3 that say something; none for an answer that is not wrong, or follows from an earlier one.

    The author's own hints stand behind what is recognised: the first in the first step, and so on, the rest in the last.
    """
    if _is_helped(mark):
        for number in range(1, min(level, MOST) + 1):
            step = _step(problem, mark, number, salt, others)
            if not step.is_empty:
                yield step


def hints(problem: Problem, mark: Mark, level: int, salt: str, others: Others = _none) -> Iterator[str]:
    """The lines of the steps up to a level, safe to print."""
    for step in hint_steps(problem, mark, level, salt, others):
        yield from hint_lines(step, mark.answer)


def next_step(marked: Iterable[tuple[Problem, Mark]], level: int, salt: str, others: Others = _none) -> int | None:
    """The first step beyond a level that says something about one of the answers, if there is one; after 0 it is the first, unseen."""
    helped = [(problem, mark) for problem, mark in marked if _is_helped(mark)]
    if level < 1:
        return 1 if helped else None
    return next((number for number in range(level + 1, MOST + 1)
                 if any(_says_something(problem, mark, number, salt, others) for problem, mark in helped)), None)


def _says_something(problem: Problem, mark: Mark, number: int, salt: str, others: Others) -> bool:
    """Whether a step has something to say; no example is looked for where the author's hints are enough."""
    return (number == MOST and bool(problem.shown.hints[2:])) or not _step(problem, mark, number, salt, others).is_empty


def _is_helped(mark: Mark) -> bool:
    follows = mark.credit is not None and mark.credit.kind == "follow"
    return mark.verdict.outcome is Outcome.INCORRECT and not follows


def _step(problem: Problem, mark: Mark, number: int, salt: str, others: Others) -> Hint:
    own = tuple(filled(hint, problem.task) for hint in problem.shown.hints)
    if number == 1:
        return Hint(1, (*(diagnosis.message for diagnosis in shown(mark)), *own[:1]))
    if number == 2:
        return Hint(2, (*kind_of(problem.task).hint(problem, mark.answer, number, salt), *own[1:2]), _place(mark))
    return Hint(3, own[2:], example=_example(problem, mark, salt, others))


def _place(mark: Mark) -> Span | None:
    """The part in which the answer differs, by the first thing said, where that is not the answer as a whole."""
    first = next(iter(shown(mark)), None)
    if first is None or first.span is None or mark.answer[slice(*first.span)].strip() == mark.answer.strip():
        return None
    return first.span


def _example(problem: Problem, mark: Mark, salt: str, others: Others) -> tuple[str, tuple[str, ...]] | None:
    if not kind_of(problem.task).trees or problem.task.asked == "value":
        return None
    rule = mark.diagnoses[0].rule if mark.diagnoses else ""
    worked = worked_example(decider_of(problem, salt), rule, others())
    return None if worked is None else (worked[0], tuple(worked[1]))
