"""Above the number that is found, a formula of sizes has the sign that it keeps: counted one by one."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from matrix_problems import bank_of

from grader.engine.sizes.turning import last_turn
from grader.kinds import scope_of
from grader.marking import mark
from grader.model import Problem
from grader.syntax import Reading, read

[PROBLEM] = bank_of("- {id: count, vars: {x: [N]}, indices: {j: N, k: N}, axes: {out: [j]}, f: '3x', asked: value}")
MOST = 300
"""Signs are counted up to this size."""

TURNS = [
    ("N - 9", 9), ("N - 3*4", 12), ("N - 2^4", 16), ("N/3 - 4", 12), ("(N - 9)^2", 9), ("(N-2)(N-7)/(N-5)", 7), ("abs(N-3) - 5", 8), ("2N", 1),
    ("max(N, 9) - 9", 18), ("N - 4 pi", 13), ("N - sqrt(150)", 13), ("sqrt(N)", 0), ("N^2 + N", 1), ("((N^60 + 2)^60 + 2)^60", None), ("2^N", 3), ("N^2 - N - N - N", 3), ("2^N - 100", 101), ("2^(N-50) - 1", None), ("2^N/1000 - 5", 5001),
    ("sqrt(N) - 4", None), ("log(N) - 3", None), ("2^N - N^9", None), ("sqrt(2) N - 1.41 N - 1", None), ("sum(k, k) - 40", None),
]


def _tree(problem: Problem, text: str) -> object:
    reading = read(f"x_j*({text})", scope_of(problem.task))
    assert isinstance(reading, Reading), text
    return reading.tree.args[1]


@pytest.mark.parametrize(("text", "most"), TURNS)
def test_no_turn_is_above(text: str, most: int | None) -> None:
    found = last_turn(_tree(PROBLEM, text))  # type: ignore[arg-type]
    assert found is None if most is None else found is not None and found <= most


def _formula(rng: random.Random, depth: int) -> tuple[str, Callable[[int], float]]:
    if depth == 0 or rng.random() < 0.2:
        number = rng.choice([1, 2, 3, 4, 7, 0.5, 0.25])
        return ("N", float) if rng.random() < 0.6 else (str(number), lambda n: number)
    (a, left), (b, right) = _formula(rng, depth - 1), _formula(rng, depth - 1)
    power = rng.choice([2, 3])
    return rng.choice([
        (f"({a} + {b})", lambda n: left(n) + right(n)), (f"({a} - {b})", lambda n: left(n) - right(n)),
        (f"({a})*({b})", lambda n: left(n) * right(n)), (f"({a})^{power}", lambda n: left(n) ** power),
        (f"sign({a} - {b})", lambda n: (left(n) > right(n)) - (left(n) < right(n))),
        (f"max({a}, {b})", lambda n: max(left(n), right(n))), (f"min({a}, {b})", lambda n: min(left(n), right(n))),
        (f"abs({a} - {b})", lambda n: abs(left(n) - right(n))), (f"({a})/4", lambda n: left(n) / 4),
    ])


def test_random_formulas_keep_their_signs() -> None:
    rng, told = random.Random(5), 0
    for _ in range(900):
        text, value = _formula(rng, 3)
        found = last_turn(_tree(PROBLEM, text))  # type: ignore[arg-type]
        signs = [(value(n) > 0) - (value(n) < 0) for n in range(2, MOST)]
        last = max((n for n in range(3, MOST) if signs[n - 2] != signs[n - 3]), default=0)
        assert found is None or last <= found + 1, text
        told += found is not None and 0 < last < MOST - 1
    assert told > 40


@pytest.mark.parametrize(("condition", "is_told"), [("j > 12", False), ("j > 3*4", False), ("3*4 < N", False), ("2*4 < 3", True), ("N < 0*2", True)])
def test_only_what_no_size_changes_is_called_idle(condition: str, is_told: bool) -> None:
    messages = mark(PROBLEM, f"x_j*(3 + [{condition}])", "salt").verdict.messages
    assert ("read/case-idle" in {message.code for message in messages}) is is_told
