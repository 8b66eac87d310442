"""A Taylor polynomial term by term; shares for what is right but for the point; what a point says of its own telling."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from grader import load_bank
from grader.marking import mark, prove
from grader.model import Outcome, Problem

LOG = "{id: a, vars: {x: positive}, f: log(x), wrt: x, asked: taylor, at: {x: 1}, order: 3, partial: terms, points: 3}"
PLANE = '{id: a, vars: {x: real, y: real}, f: "x^2 y", wrt: [x, y], asked: taylor, at: {x: 1, y: 2}, order: 2, partial: terms, points: 5}'
POINT = '{id: a, vars: {x: real, y: real}, f: "x^2 y + x y^3", wrt: [x, y], at: {x: 3, y: 2}, credit: {point-not-put-in: 50%}, points: 2}'


def problem(text: str, folder: Path) -> Problem:
    (folder / "bank.yaml").write_text(text, "utf-8")
    bank, said = load_bank(folder / "bank.yaml")
    assert said == ()
    [found] = bank.problems
    return found


@pytest.mark.parametrize(("text", "answer", "share"), [
    (LOG, "(x-1) - (x-1)^2/2 + (x-1)^3/3", Fraction(1)),
    (LOG, "(x-1) - (x-1)^2/2", Fraction(2, 3)),
    (LOG, "(x-1) + (x-1)^2/2 + (x-1)^3/3", Fraction(2, 3)),
    (LOG, "(x-1) - (x-1)^2 + 2(x-1)^3", Fraction(1, 3)),
    (LOG, "1 + (x-1)", Fraction(1, 4)),
    (LOG, "(x-1) - (x-1)^2/2 + (x-1)^3/3 - (x-1)^4/4", Fraction(3, 4)),
    (LOG, "x - x^2/2 + x^3/3", Fraction(1, 2)),
    (LOG, "log(x)", Fraction(0)),
    (LOG, "1/x", Fraction(0)),
    (LOG, "0", Fraction(0)),
    (PLANE, "2 + 4(x-1) + (y-2) + 2(x-1)^2 + 2(x-1)(y-2)", Fraction(1)),
    (PLANE, "2 + 4(x-1) + (y-2) + 2(x-1)^2 + (x-1)(y-2)", Fraction(4, 5)),
    (PLANE, "2 + 4(x-1) + (y-2)", Fraction(3, 5)),
    (PLANE, "2 + 4x + y + 2x^2 + 2x y", Fraction(2, 5)),
])
def test_each_right_coefficient_earns_its_share(text: str, answer: str, share: Fraction, tmp_path: Path) -> None:
    asked = problem(text, tmp_path)
    found = mark(asked, answer, "salt")
    assert found.score == share * asked.points
    assert found.verdict.outcome is (Outcome.CORRECT if share == 1 else Outcome.INCORRECT)


@pytest.mark.parametrize(("answer", "points"), [("[20, 45]", 2), ("[2x y + y^3, x^2 + 3x y^2]", 1), ("[2x y + y^3; x^2 + 3x y^2]", 1), ("[45, 20]", 0)])
def test_a_share_for_the_function_without_the_point(answer: str, points: int, tmp_path: Path) -> None:
    assert mark(problem(POINT, tmp_path), answer, "salt").score == points


@pytest.mark.parametrize(("f", "point", "said"), [
    ("x^2 y + x y^3", "{x: 1, y: 1}", "at x = 1, y = 1, "), ("x^2 y + x y^3", "{x: 3, y: 2}", ""), ("x^3 + y^4", "{x: 0, y: 0}", "; at x = "),
    ("sin(x) y^2", "{x: pi, y: 1}", "at x = pi, y = 1, "),
])
def test_a_point_that_does_not_tell_is_named_with_a_better_one(f: str, point: str, said: str, tmp_path: Path) -> None:
    asked = problem(f'{{id: a, vars: {{x: real, y: real}}, f: "{f}", wrt: [x, y], at: {point}}}', tmp_path)
    faults = prove(asked, "salt").faults
    assert [fault.code for fault in faults] == ["bank/point-not-telling"] * bool(said)
    assert all(said in fault.message and "predicted wrong answers are right (among them " in fault.message for fault in faults)
