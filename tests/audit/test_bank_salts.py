"""No outcome depends on the salt: the listed answers of the bank under many salts; ``GRADER_SALTS=100`` takes all answers and 100 salts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial

from grader import Bank, Mark, Problem, load_bank, mark
from grader.places import place

COUNT = int(os.environ.get("GRADER_SALTS", "0"))
SALTS = tuple(f"s{number}" for number in range(1, COUNT + 1)) if COUNT else ("s13", "s26", "s29", "s43", "s93", "s7", "s58")
"""Five at which right answers were undecided once, and two more."""

SHARE = 1 if COUNT else 5
ALWAYS = ("book-ex58a", "identity-inverse", "identity-det")

Listed = tuple[str, str]


@cache
def bank() -> Bank:
    return load_bank(place("problem_bank"))[0]


def listed(problem: Problem) -> Iterator[str]:
    """Every answer that the author lists, right or wrong."""
    yield from (*([problem.scheme.truth] if problem.scheme.truth else []), *problem.scheme.accept, *problem.scheme.other_layout)
    yield from (wrong.answer for wrong in problem.scheme.wrong)


def answers() -> list[Listed]:
    """The listed answers of the bank; those of every fifth problem, unless all are asked for."""
    return [(problem.id, answer) for number, problem in enumerate(bank().problems) if number % SHARE == 0 or problem.id in ALWAYS
            for answer in listed(problem)]


def outcome(made: Mark) -> tuple[object, ...]:
    """What must not depend on the salt."""
    return str(made.verdict.outcome), made.verdict.layout, made.score, tuple(found.rule for found in made.diagnoses)


def under(asked: list[Listed], salt: str) -> list[tuple[object, ...]]:
    """The outcomes of all answers under one salt."""
    problems = {problem.id: problem for problem in bank().problems}
    return [outcome(mark(problems[name], answer, salt)) for name, answer in asked]


def test_outcome_layout_points_and_diagnoses_are_the_same_under_every_salt() -> None:
    asked = answers()
    if COUNT:
        with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
            all_found = list(pool.map(partial(under, asked), SALTS))
    else:
        all_found = [under(asked, salt) for salt in SALTS]
    usual = [max(set(column), key=column.count) for column in map(list, zip(*all_found, strict=True))]
    differing = [f"{name}: {answer!r} under {salt}: {found}, elsewhere {most}" for salt, row in zip(SALTS, all_found, strict=True)
                 for (name, answer), found, most in zip(asked, row, usual, strict=True) if found != most]
    assert len(asked) > 400
    assert differing == [], "\n".join(differing)
