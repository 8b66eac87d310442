"""How an answer is read before anything is decided: its shape in words, whether it is the one that is asked, and nothing of the key."""

from __future__ import annotations

import json

import pytest
from desks import SALT, bank_of

from grader.expr import tree_to_list
from grader.kinds import Fit, Look, fit, look, question_of
from grader.model import Problem, Severity, decode, encode

BANK = bank_of("""
- {id: slope, vars: {x: real}, f: "x^2", wrt: x}
- {id: row, vars: {x: real, y: real}, f: "x y", wrt: [x, y]}
- {id: norm, vars: {A: [M, N], x: [N], b: [M]}, defs: {e: "A x - b"}, f: "e^T e", wrt: x}
- {id: tensor, vars: {A: [M, N], x: [N]}, indices: {i: M, k: M, l: N, p: N}, axes: {out: [i], in: [k, l]}, f: "A x", wrt: A}
- {id: matrix, vars: {X: [N, N]}, f: "det(X)", wrt: X}
- {id: size, asked: dimension, truth: "1 x D"}
- id: steps
  vars: {X: [N, N], b: [N]}
  asked: value
  parts:
    - {part: first, f: "X b"}
    - {part: second, f: "b^T first", follow: first}
""")


def problem(name: str) -> Problem:
    found = BANK.get(name)
    assert found is not None
    return found


def seen(name: str, answer: str) -> Look:
    """The look, which is the same through the bytes of a page's bank."""
    question = question_of(problem(name))
    found = look(question, answer)
    assert look(decode(type(question), encode(question)), answer) == found
    return found


@pytest.mark.parametrize(("name", "answer", "shape", "fits", "asked"), [
    ("slope", "2x", "a scalar", True, ""), ("row", "[y, x]", "a 1 × 2 row", True, ""),
    ("row", "[y; x]", "a 2 × 1 column", False, "a 1 × 2 row"), ("slope", "[x, 1]", "a 1 × 2 row", False, "a scalar"),
    ("norm", "2(A x - b)^T A", "a 1 × N row", True, ""), ("norm", "2e^T A", "a 1 × N row", True, ""),
    ("norm", "2A^T e", "an N × 1 column", False, "a 1 × N row"), ("norm", "A", "an M × N matrix", False, "a 1 × N row"),
    ("tensor", "delta(i,k) x_l", "a scalar for each i and k and l", True, ""),
    ("tensor", "A", "an M × N matrix", False, "a tensor of the size M × (M × N)"),
    ("row", "0", "a scalar", True, ""), ("matrix", "|X| X^{-1}", "an N × N matrix", True, ""),
    ("steps.second", "b^T first", "a scalar", True, ""), ("steps.second", "first", "an N × 1 column", False, "a scalar"),
    ("steps.second", "first b^T", "an N × N matrix", False, "a scalar"),
])
def test_the_shape_of_an_answer_and_the_one_that_is_asked(name: str, answer: str, shape: str, fits: bool, asked: str) -> None:
    found = seen(name, answer)
    assert (found.shape, found.messages) == (shape, ())
    assert fit(problem(name), found, SALT) == Fit(fits, asked)


@pytest.mark.parametrize(("name", "answer", "is_said"), [
    ("slope", "xT + 1 = 2x", True), ("slope", "2x) = 2x", True), ("slope", "T\n2x", True), ("norm", "2 e T A = 2 e^T A", True),
    ("slope", "x + x = 2x", False), ("slope", "f' = x + x = 2x", False), ("slope", "d/dx x^2 = 2x", False), ("slope", "2x", False),
    ("row", "y i + x j = [y, x]", False), ("slope", "u = x\n2u = 2x", False), ("slope", "by the chain rule 2x", False),
])
def test_a_step_that_cannot_be_read_is_remarked_on_where_it_is_typed(name: str, answer: str, is_said: bool) -> None:
    found = seen(name, answer)
    assert found.read_as
    assert [message.severity for message in found.messages if message.code == "line/unread"] == [Severity.REMARK] * is_said


def test_bars_mean_what_stands_between_them() -> None:
    assert seen("matrix", "|X|").read_as == "det(X)"


@pytest.mark.parametrize(("name", "answer", "code", "span"), [
    ("norm", "A b", "shape/product", (0, 3)), ("norm", "x + e", "shape/sum", None), ("slope", "2x(", "syntax/unclosed-bracket", (2, 3)),
    ("size", "1 x", "dimension/missing-size", None),
])
def test_what_is_wrong_with_an_answer_itself_is_said(name: str, answer: str, code: str, span: tuple[int, int] | None) -> None:
    found = seen(name, answer)
    [said] = found.messages
    assert (said.code, found.shape) == (code, "")
    assert span is None or said.span == span
    assert fit(problem(name), found, SALT) == Fit()


def test_what_has_no_place_in_what_is_asked_is_said_beside_the_problem_alone() -> None:
    found = seen("tensor", "delta(i,k) x_p")
    assert found.messages == ()
    said = fit(problem("tensor"), found, SALT).said
    assert said is not None
    assert said.code == "shape/free-index"


def test_a_dimension_has_no_shape() -> None:
    assert seen("size", "(1, D)") == Look("1 x D")
    assert fit(problem("size"), seen("size", "D"), SALT) == Fit()


def test_of_earlier_parts_only_the_shapes_are_known() -> None:
    """The task holds the answer to the first part as the definition of its name."""
    second = problem("steps.second")
    [(name, tree)] = second.task.definitions
    question = question_of(second)
    assert (name, question.definitions) == ("first", ())
    assert json.dumps(tree_to_list(tree)[-1][:2]) not in encode(question).decode("ascii")
    assert seen("steps.second", "first(b)").read_as == "first"
