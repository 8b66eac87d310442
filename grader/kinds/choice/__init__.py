"""Choices: one, several, true or false, a matching, and what a point of a function is.

An answer names labels or words; it is right if it names exactly the right ones.  What a point is follows from f; all other choices are
stated by their author.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.kinds.kind import Fields, Judgement, Kind, Truth
from grader.kinds.question import Look, Question
from grader.model import Choices, Diagnosis, Diagnostic, Problem


def _judge(problem: Problem, text: str, _salt: str) -> Judgement:
    from grader.kinds.choice.judging import judge

    return judge(problem, text)


def _look(question: Question, text: str) -> Look:
    from grader.kinds.choice.judging import look

    return look(question, text)


def _truth(problem: Problem) -> Truth:
    from grader.kinds.choice.judging import right_of

    right = right_of(problem)
    return Truth() if right is None else Truth(right.text)


def _prove(problem: Problem, _salt: str) -> Iterator[Diagnostic]:
    from grader.kinds.choice.asking import prove

    return prove(problem)


def _is_stated(problem: Problem) -> bool:
    from grader.kinds.choice.asking import is_stated

    return is_stated(problem)


def _faults(problem: Problem) -> Iterator[tuple[str, Diagnostic]]:
    from grader.kinds.choice.asking import faults

    return faults(problem)


def _explain(problem: Problem, text: str, _judged: Judgement, _salt: str) -> tuple[Diagnosis, ...]:
    from grader.kinds.choice.judging import explain

    return explain(problem, text)


def _choices(problem: Problem) -> Choices:
    from grader.kinds.choice.asking import offered

    return offered(problem)


_ALLOWED = ("reason", "self_check")

KIND = Kind("choice", {
    "choice": Fields(("statement", "choices", "truth"), allowed=("choices", "pick", "items", *_ALLOWED)),
    "nature": Fields(("vars", "f", "wrt"), allowed=("at", *_ALLOWED), what="which kind of point f, as a function of {by}, has"),
}, _judge, _look, _truth, _prove, _is_stated, _faults, _explain, choices=_choices)
