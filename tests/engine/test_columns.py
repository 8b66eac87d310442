"""The search over NumPy's arrays and over lists: the same values of every step, and the same outcomes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from corpora import FAR
from domain_pairs import pairs
from problems import outcome, problem
from test_domains import BRANCHES, CORNERS, ENDS, SLIVERS
from without_numpy import without_numpy

from grader.engine.ladder import columns
from grader.engine.values import lists
from grader.engine.values.floats import floats
from grader.engine.values.functions import FUNCTIONS
from grader.model import Outcome

ODD = [0.0, -0.0, math.inf, -math.inf, math.nan, 1e300, -1e300, 1e-300, -1e-300, 5e-324, -5e-324, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 1e16, 3.0, -3.0]
VALUES = [*ODD, *[sign * 1.37 ** power for power in range(-45, 45) for sign in (1, -1)]]


def _tables() -> tuple[Any, Any]:
    with without_numpy():
        plain = floats().table
    return floats().table, plain


def _differ(of_numpy: Any, of_lists: Any) -> list[int]:
    """Return where values differ by more than their last bits."""
    pairs = enumerate(zip(np.asarray(of_numpy, dtype=float).tolist(), of_lists.tolist(), strict=True))
    return [place for place, (a, b) in pairs
            if not (a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-13, abs_tol=1e-323))]


def _quiet(function: Callable[..., Any], *args: Any) -> Any:
    with np.errstate(all="ignore"):
        return function(*args)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_elementary_function_has_the_same_values(name: str) -> None:
    fast, plain = _tables()
    assert not _differ(_quiet(fast[name], np.array(VALUES)), plain[name](lists.Column(VALUES)))


@pytest.mark.parametrize(("name", "whole"), [*[("ipow", k) for k in (-3, -2, -1, 0, 1, 2, 3, 7)], *[("root", k) for k in (2, 3, 4, 5)]])
def test_powers_and_roots_have_the_same_values(name: str, whole: int) -> None:
    fast, plain = _tables()
    assert not _differ(_quiet(fast[name], np.array(VALUES), whole), plain[name](lists.Column(VALUES), whole))


@pytest.mark.parametrize("name", ["add", "mul", "div", "pow"])
def test_steps_of_two_arguments_have_the_same_values_of_columns_and_of_numbers(name: str) -> None:
    fast, plain = _tables()
    lefts, rights = [x for x in VALUES for _ in ODD], [y for _ in VALUES for y in ODD]
    assert not _differ(_quiet(fast[name], np.array(lefts), np.array(rights)), plain[name](lists.Column(lefts), lists.Column(rights)))
    for number in ODD:
        same = np.full(len(VALUES), number)
        assert not _differ(_quiet(fast[name], np.array(VALUES), same), plain[name](lists.Column(VALUES), number))
        assert not _differ(_quiet(fast[name], same, np.array(VALUES)), plain[name](number, lists.Column(VALUES)))
        for other in ODD:
            assert not _differ(_quiet(fast[name], np.array([number]), np.array([other])), lists.Column([plain[name](number, other)]))


@pytest.mark.parametrize("name", ["choose", "choose=", "choose?"])
def test_steps_that_choose_have_the_same_values(name: str) -> None:
    fast, plain = _tables()
    others = [VALUES[::-1], VALUES[3:] + VALUES[:3]]
    assert not _differ(fast[name](np.array(VALUES), *map(np.array, others)), plain[name](*map(lists.Column, (VALUES, *others))))
    assert not _differ(fast[name](np.array(VALUES), 1.0, np.array(others[0])), plain[name](lists.Column(VALUES), 1.0, lists.Column(others[0])))
    for number in ODD:
        chosen = plain[name](number, *map(lists.Column, others)) + lists.zeros_like(lists.Column(VALUES))
        assert not _differ(fast[name](np.float64(number), *map(np.array, others)), chosen)


@pytest.mark.parametrize("take", [
    lambda at, x: at.isnan(x), lambda at, x: at.isfinite(x), lambda at, x: at.sign(x), lambda at, x: at.rint(x), lambda at, x: at.arcsinh(x),
    lambda at, x: at.clip(x, -2.0, 3.0), lambda at, x: at.clip(x, -abs(x) - 1, 1.5), lambda at, x: at.zeros_like(x), lambda at, x: -x,
    lambda at, x: at.where(x > 0, x, 7.0), lambda at, x: at.where(x <= 1, 2.0, x), lambda at, x: x[at.argsort(x, kind="stable")],
    lambda at, x: x[at.flatnonzero((x < 1) & ~at.isnan(x))], lambda at, x: x[x > 2], lambda at, x: x[3:9], lambda at, x: 1 - x / 3 + 2 * x,
    lambda at, x: at.concatenate((x, x[:2])), lambda at, x: at.arange(-3.0, 4.1, 0.25), lambda at, x: at.arange(-1.0, 2.0, 0.5),
])
def test_columns_are_taken_apart_alike(take: Callable[[Any, Any], Any]) -> None:
    assert not _differ(_quiet(take, np, np.array(VALUES)), lists.Column(take(lists, lists.Column(VALUES))))


def test_the_smallest_values_come_first_in_a_partition() -> None:
    numbers = [value for value in VALUES if not math.isnan(value)]
    for count in (1, 5, 40):
        assert sorted(numbers[place] for place in lists.argpartition(lists.Column(numbers), count)[:count]) == sorted(numbers)[:count]


def test_outcomes_are_the_same_over_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [(problem(f, declared=declared), answer) for f, declared, answers in (*BRANCHES, *ENDS, *SLIVERS) for answer in answers]
    asked += [(problem(f, wrt, declared), answer) for f, wrt, declared, answers in CORNERS for answer in answers]
    asked += [(problem(pair.f, declared=pair.domain), pair.answer) for pair in pairs(40, 11)]
    fast = [outcome(one, answer) for one, answer in asked]
    looked = list[object]()
    differing = columns.differing
    monkeypatch.setattr(columns, "differing", lambda a, b: looked.append(type(b)) or differing(a, b))
    with without_numpy():
        plain = [outcome(one, answer) for one, answer in asked]
    assert {(answer, a, b) for (_, answer), a, b in zip(asked, fast, plain, strict=True) if a is not b} == {(FAR, Outcome.INCORRECT, Outcome.UNDECIDED)}
    assert set(looked) == {lists.Column}
