"""No designed extreme takes more memory, or more work, than its budget, and check and grade say the same of it.

One in every ninety is run, and the worst that were found; ``GRADER_EXTREMES=1`` runs all of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from extreme_runs import SALT, Found, bank, in_a_small_process
from extreme_texts import Extreme, extremes

from grader.engine.problem import compiled
from grader.engine.program.budget import MOST_WORK, STEP_BITS
from grader.engine.values.precision import working_bits
from grader.marking import mark

STRIDE = int(os.environ.get("GRADER_EXTREMES") or 90)
MOST_BYTES = 512 << 20

ALL = list(extremes())
WORST = (
    Extreme("sandwich", "speed.md", "kron(B^T, A) (1 + |s| - |s| + sign(s - t) - sign(s - t))"),
    Extreme("sandwich", "degree", "kron(A, B^T) (1 + |s^24 - t^24| - |t^24 - s^24|)"),
    Extreme("sandwich", "arrays", "kron(A, B^T) (1 + norm(kron(X, X)) - norm(X)^2)"),
    Extreme("inverse", "arrays", "(-kron(X^{-1}, X^{-T})) (1 + |det(X)| - |det(X)|)"),
    Extreme("sandwich", "lines", " = ".join([f"kron(A, B^T) (1 + |s^24 - {k}t^24| - |{k}t^24 - s^24|)" for k in range(1, 31)])),
    Extreme("quartic", "no derivative to show", "(2 (B + B^T) x x^T (B + B^T) + 2 x^T B x (B + B^T)) (1 + tr((B B^T)^{-1}) - tr((B B^T)^{-1}))"),
    Extreme("sandwich", "mixed", "kron(A, B^T) (1 + |s t - tr(X^T X)| - |tr(X^T X) - s t| + |s + t + tr(X^T X)| - |tr(X^T X) + t + s|)"),
)


def test_the_extremes_are_many_distinct_and_meet_every_problem() -> None:
    assert len(set(ALL)) == len(ALL) >= 300
    assert {each.problem for each in ALL} == {problem.id for problem in bank().problems}


SINGLE = [*WORST, *ALL[::STRIDE]]
SEQUENCE = [*WORST, *[each for each in ALL if each.problem == "sandwich"][::STRIDE // 3 or 1]]


@pytest.fixture(scope="module")
def found() -> Found:
    return in_a_small_process(SINGLE, [SEQUENCE, SEQUENCE[::-1]])


@pytest.mark.parametrize("extreme", SINGLE, ids=lambda each: f"{each.problem}-{each.cap}")
def test_check_and_grade_give_one_mark_within_half_a_gigabyte(found: Found, extreme: Extreme) -> None:
    check, grade = found[0][extreme]
    assert check.mark is not None
    assert check.mark == grade.mark
    assert "batch/failed" not in check.said
    assert max(check.peak, grade.peak) <= MOST_BYTES


def test_marks_and_memory_do_not_depend_on_the_answers_before(found: Found) -> None:
    (forwards, peak), (backwards, other) = found[1]
    assert len(forwards) == len(SEQUENCE)
    assert forwards == backwards[::-1]
    assert max(peak, other) <= MOST_BYTES


def priced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The price of every program that is run over balls, as the budget counts it."""
    spent = [0]

    def counted(run: Callable[..., Any]) -> Callable[..., Any]:
        def counting(bound: Any, slots: Any) -> Any:
            spent[0] += len(bound) * (STEP_BITS + working_bits())
            return run(bound, slots)

        return counting

    monkeypatch.setattr(compiled, "run", counted(compiled.run))
    return spent


@pytest.mark.parametrize("extreme", WORST, ids=lambda each: f"{each.problem}-{each.cap}")
def test_what_is_computed_is_within_the_budget(extreme: Extreme, monkeypatch: pytest.MonkeyPatch) -> None:
    problem, spent = bank().get(extreme.problem), priced(monkeypatch)
    assert problem is not None
    mark(problem, extreme.text, SALT)
    assert 0 < spent[0] <= MOST_WORK
