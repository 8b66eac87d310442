"""The kind ``dimension``: the sizes of a derivative, in every way in which people write them."""

from __future__ import annotations

import pytest

from grader.kinds import read_dimension
from grader.marking import mark
from grader.model import Diagnostic, Problem


@pytest.mark.parametrize(("text", "axes"), [
    ("1 x D", ("1", "D")), ("1xD", ("1", "D")), ("1 × D", ("1", "D")), (r"1 \times D", ("1", "D")), ("1*D", ("1", "D")), ("1 by D", ("1", "D")),
    ("1-by-D", ("1", "D")), ("(1, D)", ("1", "D")), ("[1, D]", ("1", "D")), ("R^{1 x D}", ("1", "D")), (r"\mathbb{R}^{1 \times D}", ("1", "D")),
    ("ℝ^(1×D)", ("1", "D")), ("$1 \\times D$", ("1", "D")), ("a 1 x D row", ("1", "D")), ("M x (M x N)", ("M", "M", "N")),
    ("(M × N) × (M × N)", ("M", "N", "M", "N")), ("MxN", ("M", "N")), ("3 x 4", ("3", "4")), ("E x 1", ("E", "1")), ("R^E", ("E", "1")),
    ("E", ("E",)), ("scalar", ()), ("a scalar", ()), ("1", ()), ("ℝ", ()), ("R", ()), ("1 x D.", ("1", "D")),
])
def test_reads(text: str, axes: tuple[str, ...]) -> None:
    assert read_dimension(text) == axes


@pytest.mark.parametrize(("text", "code"), [
    ("", "dimension/missing-size"), ("1 x", "dimension/missing-size"), ("x D", "dimension/missing-times"), ("1 x x D", "dimension/missing-times"),
    ("(1 x D", "dimension/bracket"), ("1 x D)", "dimension/bracket"), ("1 D", "dimension/missing-times"), ("1 + D", "dimension/unexpected"),
    ("1 x D" + " " * 300, "dimension/too-long"), ("¹ x D", "dimension/unexpected"),
])
def test_refuses_with_a_code(text: str, code: str) -> None:
    found = read_dimension(text)
    assert isinstance(found, Diagnostic)
    assert found.code == code


@pytest.mark.parametrize(("truth", "answer", "outcome", "codes"), [
    ("1 x D", "(1, D)", "correct", []), ("1 x D", "D x 1", "incorrect", ["shape/transposed"]), ("1 x D", "D", "incorrect", ["shape/axis-of-one"]),
    ("E x D", "E x E", "incorrect", ["shape/mismatch"]), ("E x D", "D x E", "incorrect", ["shape/transposed"]),
    ("M x (M x N)", "M x M x N", "correct", []), ("M x (M x N)", "(M x N) x M", "incorrect", ["shape/mismatch"]),
    ("E x 1", "R^E", "correct", []), ("1 x 1", "scalar", "correct", []), ("scalar", "1 x 1", "correct", []), ("scalar", "D", "incorrect", ["shape/mismatch"]),
    ("1 x D", "1 x", "unreadable", ["dimension/missing-size"]), ("1 x D", "  ", "blank", []),
])
def test_decides(truth: str, answer: str, outcome: str, codes: list[str]) -> None:
    found = mark(Problem("d", kind="dimension", truth=truth), answer, "salt").verdict
    assert (found.outcome, [message.code for message in found.messages]) == (outcome, codes)
