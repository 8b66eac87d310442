"""The shape of what was read, and of what is asked, in words."""

from __future__ import annotations

import pytest
from bank_cases import SALT, bank_of

from grader.kinds import asked_shape, scope_of, shape_in_words
from grader.model import Problem
from grader.syntax import Reading, read

BANK = bank_of("""
- {id: slope, vars: {x: real}, f: "x^2", wrt: x}
- {id: row, vars: {x: real, y: real}, f: "x y", wrt: [x, y]}
- {id: norm, vars: {A: [M, N], x: [N], b: [M]}, f: "(A x - b)^T (A x - b)", wrt: x}
- {id: tensor, vars: {A: [M, N], x: [N]}, indices: {i: M, k: M, l: N}, f: "A x", wrt: A}
- {id: size, asked: dimension, truth: "1 x D"}
""")


def problem(name: str) -> Problem:
    found = BANK.get(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "answer", "shape"), [
    ("slope", "2x", "a scalar"), ("row", "[y, x]", "a 1 × 2 row"), ("row", "[y; x]", "a 2 × 1 column"),
    ("norm", "2(A x - b)^T A", "a 1 × N row"), ("norm", "A", "an M × N matrix"), ("norm", "A b", ""),
    ("tensor", "delta(i,k) x_l", "a scalar for each i and k and l"),
])
def test_the_shape_of_an_answer(name: str, answer: str, shape: str) -> None:
    reading = read(answer, scope_of(problem(name).task))
    assert isinstance(reading, Reading)
    assert shape_in_words(problem(name).task, reading.tree) == shape


@pytest.mark.parametrize(("name", "shape"), [
    ("slope", "a scalar"), ("row", "a 1 × 2 row"), ("norm", "the 1 × N row vector of the lecture"),
    ("tensor", "a tensor of the size M × (M × N)"), ("size", ""),
])
def test_the_shape_that_is_asked(name: str, shape: str) -> None:
    assert asked_shape(problem(name), SALT) == shape
