"""Hints that hold the answer, worked solutions that are wrong, and the derivative as an answer: what ``bank check`` says about them."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.marking import prove
from grader.model import Problem


def problem(folder: Path, text: str) -> Problem:
    (folder / "bank.yaml").write_text(text, encoding="utf-8")
    bank, said = load_bank(folder / "bank.yaml")
    assert [item for item in said if item.severity == "error"] == []
    return bank.problems[0]


def codes(asked: Problem) -> list[str]:
    return [fault.code for fault in prove(asked, "salt").faults if fault.code != "bank/sympy-silent"]


CHAIN = "id: a\nvars: {x: real}\nf: 'sin(x^2)'\nwrt: x\nstatement: 'Differentiate sin(x^2).'\n"


@pytest.mark.parametrize(("hint", "is_fault"), [
    ("The answer is 2x cos(x^2).", True), ("Take $2x\\cos(x^2)$ as it is.", True), ("It is `2x cos(x^2)`", True), ("f'(x) = 2x cos(x^2)", True),
    ("cos(x^2) 2x is what you get", True), ("Is it cos(x^2)*2x, or not?", True), ("f' = cos(x^2) * 2x!", True), ("(2x)(cos(x^2)) follows", True),
    ("2·x·cos(x²), of course", True), ("The result: 2 x cos x^2", True), ("the last step is x cos(x^2) + x cos(x^2)", True),
    ("The inner function is x^2, the outer one sin.", False), ("The outer derivative is cos(x^2).", False), ("Multiply cos(x^2) by 2x.", False),
    ("Do not forget the factor 2x.", False), ("Start from sin(x^2).", False), ("What is 2 times 1?", False), ("", False),
])
def test_a_hint_or_a_misconception_that_holds_the_answer(tmp_path: Path, hint: str, is_fault: bool) -> None:
    quoted = "'" + hint.replace("'", "''") + "'"
    if hint:
        assert codes(problem(tmp_path, CHAIN + f"hints: [{quoted}]\n")) == ["bank/gives-away"] * is_fault
        assert codes(problem(tmp_path, CHAIN + f"wrong: [{{answer: 'x', misconception: {quoted}}}]\n")) == ["bank/gives-away"] * is_fault
    else:
        assert codes(problem(tmp_path, CHAIN)) == []


@pytest.mark.parametrize(("text", "hint", "is_fault"), [
    ("{id: a, vars: {x: real}, f: '2x + 1', wrt: x", "See section 2, step 2.", False),
    ("{id: a, vars: {x: real}, f: '2x + 1', wrt: x", "The slope is constant: f'(x) = 2", True),
    ("{id: a, vars: {x: real}, f: '(x+1)^2', asked: value, truth: 'x^2 + 2x + 1', form: expanded, statement: 'Multiply (x+1)^2 out.'", "Look at (x+1)^2 = (x+1)(x+1) first.", True),
    ("{id: a, vars: {x: real}, f: '(x+1)^2', asked: value, truth: 'x^2 + 2x + 1', form: expanded, statement: 'Multiply (x+1)^2 out.'", "Look at (x+1)^2 first.", False),
    ("{id: a, vars: {a: [N], x: [N]}, f: 'a^T x', wrt: x", "The result is a 1 x N row.", False),
    ("{id: a, vars: {a: [N], b: [M], X: [N, M]}, f: 'a^T X b', wrt: X", "Look for a b^T in the sum.", True),
    ("{id: a, vars: {x: real}, f: 'exp(x)', wrt: x", "What is the derivative of exp(x)?", False),
    ("{id: a, vars: {x: real, y: real}, f: 'x^2 + y^2', wrt: [x, y]", "It is [2x, 2y].", True),
    ("{id: a, vars: {x: real, y: real}, f: 'x^2 + y^2', wrt: [x, y]", "The gradient is (2x, 2y), of course.", True),
    ("{id: a, vars: {x: real, y: real}, f: '[x^2; y^2]', wrt: [x, y]", "Write [2x, 0; 0, 2y] or so.", True),
    ("{id: a, vars: {x: real, y: real}, f: 'x^2 + y^2', wrt: [x, y]", "The row is (df/dx, df/dy), see section 2, (5.3).", False),
    ("{id: a, vars: {x: real, y: real}, f: 'x^2 + y^2', wrt: [x, y]", "It has two entries (2x is one, so find the other, by the same rule).", False),
    ("{id: a, asked: dimension, truth: '1 x D'", "It is a 1 x D row.", True),
    ("{id: a, asked: dimension, truth: '1 x D'", "One row, and an entry for each of the D variables.", False),
])
def test_what_everybody_knows_from_the_question_is_no_answer(tmp_path: Path, text: str, hint: str, is_fault: bool) -> None:
    quoted = "'" + hint.replace("'", "''") + "'"
    assert codes(problem(tmp_path, f"{text}, hints: [{quoted}]}}")) == ["bank/gives-away"] * is_fault


@pytest.mark.parametrize(("more", "solution", "expected"), [
    ("", "u = x^2|du/dx = 2x|f'(x) = 2x cos(x^2)", []), ("", "u = x^2|du/dx = 3x|f'(x) = 2x cos(x^2)", ["bank/solution"]),
    ("", "u = x^2|u' = 3x|f'(x) = 2x cos(u)", ["bank/solution"]), ("", "u = x^2, u' = 2x|f'(x) = 2x cos(u)", []), ("", "u = x^2, u' = 3x|f'(x) = 2x cos(u)", ["bank/solution"]),
    ("", r"f'(x) = 2\;x cos(x^2) = 2x\,cos(x^2)", []),
    ("", "x + x = 2x; 2x = 3x|f'(x) = 2x cos(x^2)", ["bank/solution"]), ("", "f'(x) = 2x sin(x^2)", ["bank/solution-end"]),
    ("", "f'(x) = 2x cos(x^2) = cos(x^2)", ["bank/solution", "bank/solution-end"]), ("", "Use the chain rule.|So easy.", ["bank/solution-unchecked"]),
    ("", "f'(x) = 2x cos(x^2) by the chain rule", ["bank/solution-unchecked"]), ("", "2x cos(x^2)", []), ("", "2x", ["bank/solution-end"]),
    ("", "Words first.|f' = 2x cos(x^2).|Words last.", []), ("defs: {u: 'x^2'}\n", "du/dx = 2x|f' = cos(u) 2x", []),
    ("defs: {u: 'x^2'}\n", "du/dx = x|f' = cos(u) 2x", ["bank/solution"]),
    # e is Euler's number only where nothing else is said.
    ("", "e = x^2|e' = 2x|f' = 2x cos(e)", []), ("", "e = x^2|e' = x|f' = 2x cos(e)", ["bank/solution"]),
    ("", "e^x = exp(x)|f' = 2x cos(x^2)", []), ("", "e = something else|e + 1 = 3|f' = 2x cos(x^2)", []),
])
def test_a_worked_solution(tmp_path: Path, more: str, solution: str, expected: list[str]) -> None:
    lines = "".join(f"  {line}\n" for line in solution.split("|"))
    assert codes(problem(tmp_path, f"{CHAIN}{more}solution: |-\n{lines}")) == expected


@pytest.mark.parametrize(("text", "solution"), [
    ("{id: a, vars: {e: [N], A: [N, N]}, f: 'e^T A e', wrt: e", "f' = e^T (A + A^T) = e^T A + e^T A^T"),
    ("{id: a, vars: {y: [N], X: [N, D], w: [D]}, f: '||y - X w||^2', wrt: w", "e = y - X w\n\n\nf = e^T e\n\n\ndf/dw = -2 e^T X"),
    ("{id: a, vars: {e: real}, f: 'e^2', wrt: e", "f' = 2e = e + e"),
])
def test_e_in_a_solution_is_the_problems_e(tmp_path: Path, text: str, solution: str) -> None:
    assert codes(problem(tmp_path, f"{text}, solution: '{solution}'}}".replace("f' =", "f'' ="))) == []


def test_the_derivative_as_it_is_displayed_must_be_right_as_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = problem(tmp_path, CHAIN)
    assert codes(asked) == []
    monkeypatch.setattr(importlib.import_module("grader.kinds.proved"), "plain", lambda tree: "2x cos(x)")
    assert codes(asked) == ["bank/own-answer"]


def test_what_is_said_of_a_text_has_its_place(tmp_path: Path) -> None:
    text = """id: a
vars: {x: real, y: real}
f: x^2 + y^2
wrt: [x, y]
truth: "[2x, 3y]"
accept:
  - "[2x, 2y]"
  - "[2y, 2x]"
other_layout: ["[2x; 2y]", "[2x, 2y]"]
hints: ["Think.", "It is [2x, 2y]."]
solution: |-
  df = [2x, 3y] = [2x, 2y]
"""
    found = [(fault.code, fault.where.line, fault.where.column) for fault in prove(problem(tmp_path, text), "salt").faults if fault.where]
    assert found == [("bank/accept", 5, 8), ("bank/accept", 8, 5), ("bank/other-layout", 9, 28), ("bank/gives-away", 10, 19), ("bank/solution", 11, 11)]


@pytest.mark.parametrize(("text", "said"), [
    ("{id: a, vars: {x: real, y: real}, f: 'x^4 + y^4', asked: nature, wrt: [x, y], at: {x: 0, y: 0}, truth: minimum}", ("bank/nature", "warning", "")),
    ("{id: a, vars: {x: real, y: real}, on: 'x^2 + y^2 = -1', f: '-x/y', asked: value}",
     ("bank/nowhere-defined", "error", "look at 'on', and at the domain of the variables")),
    ("{id: a, vars: {x: real}, f: 'log(-1 - x^2)', wrt: x}", ("bank/nowhere-defined", "error", "declare the domain of the variables")),
])
def test_what_nothing_derives_or_has_no_value_is_told(tmp_path: Path, text: str, said: tuple[str, str, str]) -> None:
    assert [(fault.code, fault.severity, fault.remedy) for fault in prove(problem(tmp_path, text), "salt").faults] == [said]
