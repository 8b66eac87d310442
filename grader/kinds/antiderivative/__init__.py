"""Antiderivatives: an answer is right if its derivative is f wherever f has a value, so no form of it is looked for."""

from __future__ import annotations

from collections.abc import Iterator

from grader.kinds.kind import Fields, Judgement, Kind, Truth
from grader.kinds.question import Look, Question
from grader.model import Diagnosis, Diagnostic, Problem


def _judge(problem: Problem, text: str, salt: str) -> Judgement:
    from grader.kinds.antiderivative.judging import judge

    return judge(problem, text, salt)


def _look(question: Question, text: str) -> Look:
    from grader.kinds.antiderivative.constant import look

    return look(question, text)


def _truth(problem: Problem) -> Truth:
    from grader.kinds.antiderivative.asking import truth

    return truth(problem)


def _prove(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    from grader.kinds.antiderivative.asking import prove

    return prove(problem, salt)


def _faults(problem: Problem) -> Iterator[tuple[str, Diagnostic]]:
    from grader.kinds.antiderivative.asking import faults

    return faults(problem)


def _explain(problem: Problem, text: str, _judged: Judgement, salt: str) -> tuple[Diagnosis, ...]:
    from grader.kinds.antiderivative.explaining import explain

    return explain(problem, text, salt)


KIND = Kind("antiderivative", {
    "antiderivative": Fields(("vars", "f", "wrt"), allowed=("constant",), what="an antiderivative"),
}, _judge, _look, _truth, _prove, is_stated=lambda _problem: False, faults=_faults, explain=_explain)
