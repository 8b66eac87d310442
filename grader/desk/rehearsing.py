"""Requests that walk through all that a desk can be asked: what a page needs is imported by them, and two machines are compared by them."""

from __future__ import annotations

from collections.abc import Iterator

from grader.desk.banks import Mode
from grader.desk.replies import Json
from grader.desk.requests import LEVELS, VERSION
from grader.model import Bank, Problem, dumps

STRANGE = ("", "8(2x+1", "x^2/0", "$$[1, 2; 3", "sqrt(-1)", "[1, 2; 3, 4]", "1 x D")
"""Answers for any problem: blank, unreadable, without a value, of another shape."""


def rehearsal(bank: Bank, mode: Mode) -> tuple[str, ...]:
    """Return requests as JSON for a whole bank: some answers of each kind to each problem, and for practice every hint of a wrong one.

    They hold the author's right forms, so they are for whoever builds a page and no part of it.
    """
    problems = [problem for problem in bank.problems if not problem.variants]
    asked = [{"do": "boot"}, *(request for problem in problems for request in _about(problem, mode)), _file(bank)]
    return tuple(dumps({"v": VERSION, "id": number, **each}) for number, each in enumerate(asked))


def _about(problem: Problem, mode: Mode) -> Iterator[Json]:
    scheme = problem.scheme
    wrong = [each.answer for each in scheme.wrong]
    for answer in dict.fromkeys((scheme.truth, *scheme.accept[:1], *scheme.other_layout[:1], *wrong[:2], *STRANGE)):
        about = {"problem": problem.id, "answer": answer}
        yield {"do": "read", **about}
        if mode == "practice":
            yield {"do": "check", **about}
    if mode == "practice":
        yield from ({"do": "hint", "problem": problem.id, "answer": answer, "level": level} for answer in wrong[:1] for level in LEVELS)


def _file(bank: Bank) -> Json:
    lines = [f"{problem.id}: {problem.scheme.truth}" for problem in bank.problems]
    return {"do": "file", "name": "answers.txt", "text": "\n".join(["student: Ada", *lines, "no answer here", ""])}
