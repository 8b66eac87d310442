"""Flattened derivatives of a matrix by a matrix: both sides stacked in the same way are layouts, in two ways they are mistakes."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from made import made
from numpy.typing import NDArray

from grader.kinds import scope
from grader.marking import mark
from grader.model import Outcome, Problem, Variable, Verdict
from grader.syntax import Reading, read

Numbers = NDArray[np.int64]

SYMBOLIC = (Variable("X", shape=("M", "N")), Variable("A", shape=("M", "K")), Variable("Q", shape=("N", "N")), Variable("B", shape=("N", "N")))


def problem(f: str, variables: tuple[Variable, ...] = SYMBOLIC, wrt: str = "X") -> Problem:
    asked = made(f, variables=variables, wrt=(wrt,))
    reading = read(f, scope(asked.task, ()))
    assert isinstance(reading, Reading), reading
    return made(f, variables=variables, wrt=(wrt,), f=reading.tree)


def verdict(asked: Problem, answer: str) -> Verdict:
    return mark(asked, answer, "salt").verdict


@pytest.mark.parametrize(("f", "wrt", "answer", "outcome", "layout", "code"), [
    ("X^T", "X", "I_{MN}", "incorrect", None, "layout/mixed"), ("X^T", "X", "comm(M,N)", "correct", "vec-column", "layout/other"),
    ("X^T", "X", "comm(N,M)", "correct", "vec-row", "layout/other"), ("X", "X", "comm(N,M)", "incorrect", None, "layout/mixed"),
    ("X", "X", "comm(M,N)", "incorrect", None, "layout/mixed"), ("X", "X", "I_{MN}", "correct", "vec-row", "layout/other"),
    ("X^T A", "X", "kron(A^T, I_N)", "incorrect", None, "layout/mixed"),
    ("X^T A", "X", "kron(A^T, I_N) comm(M,N)", "correct", "vec-column", "layout/other"),
    ("Q^T B", "Q", "kron(B^T, I_N)", "incorrect", None, "layout/mixed"), ("Q B", "Q", "kron(B^T, I_N)", "correct", "vec-column", "layout/other"),
    ("Q B", "Q", "kron(B, I_N)", "correct", "vec-column-transposed", "layout/other"),
    ("Q B", "Q", "kron(B, B)", "incorrect", None, "shape/transposed"),
])
def test_a_forgotten_transpose_is_not_made_right_by_mixing(f: str, wrt: str, answer: str, outcome: str, layout: str | None, code: str) -> None:
    found = verdict(problem(f, wrt=wrt), answer)
    assert (found.outcome, found.layout, [message.code for message in found.messages]) == (outcome, layout, [code])


def test_the_message_says_which_side_is_stacked_how() -> None:
    asked = problem("X^T A")
    [by_columns] = verdict(asked, "kron(A^T, I_N)").messages
    [by_rows] = verdict(asked, "kron(I_N, A^T)").messages
    assert "the columns of the function stacked and the rows of the variable" in by_columns.message
    assert "the rows of the function stacked and the columns of the variable" in by_rows.message


def _product(draw: random.Random, rows: int, columns: int) -> tuple[str, Numbers, Numbers, bool]:
    """``C X D`` or ``C Xᵀ D`` with small numbers, for X of 2 × 3: its text and its parts."""
    is_turned = draw.random() < 0.5
    left = np.array([[draw.randint(-3, 3) for _ in range(3 if is_turned else 2)] for _ in range(rows)])
    right = np.array([[draw.randint(-3, 3) for _ in range(columns)] for _ in range(2 if is_turned else 3)])
    return f"{_text(left)} X{'^T' if is_turned else ''} {_text(right)}", left, right, is_turned


def _text(matrix: Numbers) -> str:
    return "[" + "; ".join(", ".join(str(int(entry)) for entry in row) for row in matrix) + "]"


def test_flattenings_of_random_linear_maps_are_layouts_only_if_both_sides_are_stacked_in_one_way() -> None:
    draw = random.Random(1205)
    seen = dict.fromkeys(("layout", "mixed"), 0)
    for rows, columns in itertools.product((2, 3), (2, 3)):
        text, left, right, is_turned = _product(draw, rows, columns)
        tensor = np.einsum("pj,iq->pqij" if is_turned else "pi,jq->pqij", left, right)
        asked = problem(text, (Variable("X", shape=(2, 3)),))
        flat = {(by, of, turned): _flat(tensor, by, of, turned) for by in "CF" for of in "CF" for turned in (False, True)}
        right_ones = [matrix for (by, of, _), matrix in flat.items() if by == of]
        for (by, of, turned), matrix in flat.items():
            found = verdict(asked, _text(matrix))
            if any(np.array_equal(matrix, other) for other in right_ones):
                assert found.outcome is Outcome.CORRECT, (text, by, of, turned)
                assert found.layout is not None
                seen["layout"] += 1
            else:
                assert (found.outcome, found.messages[0].code) == (Outcome.INCORRECT, "layout/mixed"), (text, by, of, turned)
                seen["mixed"] += 1
    assert min(seen.values()) >= 12


def _flat(tensor: Numbers, outputs: str, inputs: str, transposed: bool) -> Numbers:
    """The tensor as a matrix: ``C`` stacks rows, ``F`` stacks columns."""
    turned = tensor if outputs == "C" else tensor.transpose(1, 0, 2, 3)
    turned = turned if inputs == "C" else turned.transpose(0, 1, 3, 2)
    flat = turned.reshape(tensor.shape[0] * tensor.shape[1], -1)
    return flat.T if transposed else flat


@pytest.mark.parametrize(("f", "answer", "outcome", "layout"), [
    ("Q x", "Q x", "correct", None), ("Q x", "x^T Q^T", "correct", "row"), ("Q x", "x^T Q", "incorrect", None),
    ("x^T Q", "x^T Q", "correct", None), ("x^T Q", "Q^T x", "correct", "column"), ("x^T Q", "Q x", "incorrect", None),
    ("Q", "Q^T", "incorrect", None), ("2x", "2x^T", "correct", "row"), ("2x", "x^T", "incorrect", None),
])
def test_the_value_of_a_vector_may_be_written_the_other_way(f: str, answer: str, outcome: str, layout: str | None) -> None:
    variables = (Variable("x", shape=("N",)), Variable("Q", shape=("N", "N")))
    base = made(f, variables=variables, asked="value")
    reading = read(f, scope(base.task, ()))
    assert isinstance(reading, Reading)
    found = verdict(made(f, variables=variables, asked="value", f=reading.tree), answer)
    assert (found.outcome, found.layout) == (outcome, layout)
