"""Equations beside their tables: what students see of a point, credit for a system, the page, the signs of multipliers, hostile texts."""

from __future__ import annotations

import json
import random
import time
from fractions import Fraction
from pathlib import Path

import pytest

from grader import load_bank
from grader.desk import open_desk, page_bank
from grader.kinds import look, question_of, truth_of
from grader.marking import mark
from grader.misconceptions import expected_equations
from grader.model import Apart, Bank, Outcome, Proof, without_key
from grader.syntax import Scope
from grader.syntax.equations import Equations, equations_of, read_equations
from grader.words import sentence

BANK = """
- id: plane
  vars: {x: real, y: real, z: real}
  f: "z = taylor(x^2 + y^2, [x, y], [2, 1], 1)"
  asked: equation
- {id: three, vars: {x: real}, f: "x = 3", asked: equation}
- id: lagrange
  vars: {x: positive, y: positive, lambda: real}
  f: "lagrange(x y^2, x + y - 3, [x, y], lambda)"
  asked: equation
  partial: entries
- {id: two, vars: {x: real, y: real}, f: "x + y = 3; x - y = 1", asked: equation}
- id: both
  vars: {x: real, y: real, z: real, lambda: real, mu: real}
  f: "lagrange(x + y + z, [x^2 + y^2 = 1, z = x], [x, y, z], [lambda, mu])"
  asked: equation
- {id: eigen, vars: {A: {shape: [N, N], kind: sym}, v: [N], lambda: real}, f: "A v = lambda v; v^T v = 1", asked: equation}
- {id: circle, vars: {x: real, y: real}, on: "x^2 + y^2 = 1", f: "x^2", asked: value}
"""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    path: Path = tmp_path_factory.mktemp("bank") / "bank.yaml"
    path.write_text(BANK, "utf-8")
    found, said = load_bank(path)
    assert said == ()
    return found


def marked(bank: Bank, problem: str, text: str):
    return mark(bank.get(problem), text, "salt")


# -- reading ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "steps"), [
    ("x = 1", [1]), ("x = y = 1", [2]), ("x = 1, y = 2", [2]), ("x = 1\ny = 2\n", [2]), ("x = 1 => y = 2", [1, 1]), ("⇔ x = 1", [1]),
    ("x = 1\n⇔ y = 2\n⇔ x = y", [1, 1, 1]), ("x + y = 1\n-x + y = 2", [2]), ("x = y\n + 1", [1]), ("[x = 1; y = 2]", [2]),
    (r"\left\{\begin{array}{l} x = 1 \\ y = 2 \end{array}\right.", [2]), (r"x = 1 \quad y = 2", [2]), ("{x = 1, y = 2}", [2]),
    ("x = (1 + y)(2 - y)", [1]), ("(I): x = 1; (II): y = 2", [2]), (r"$x = 1$ and $y = 2$", [2]), ("x = 1,5; y = 0,5", [2]),
])
def test_a_text_is_cut_into_steps_and_equations(text: str, steps: list[int]) -> None:
    found = read_equations(text, Scope(("x", "y")))
    assert isinstance(found, Equations), found
    assert [len(equations_of(step)) for step in found.steps] == steps
    assert found.alone == ()


# -- what is shown ------------------------------------------------------------------------------------------------------


def test_a_point_says_where_both_equations_part(bank: Bank) -> None:
    found = marked(bank, "plane", "4x + 2y + z = 5")
    assert sentence(found.verdict.evidence).text == (
        "At x = 0, y = 0, z = 5 yours holds, the right one does not: its left side is 5, its right side -5.")


def test_a_side_that_is_a_constant_stays_hidden(bank: Bank) -> None:
    found = marked(bank, "three", "x = 2")
    assert isinstance(found.verdict.evidence, Apart)
    assert (found.verdict.evidence.left, found.verdict.evidence.right) == ("2", "3")
    hidden = without_key(found).verdict.evidence
    assert "3" not in json.dumps([str(value) for value in (hidden.left, hidden.right, *dict(hidden.point).values())])
    assert sentence(found.verdict.evidence).text == "At x = 2 yours holds, the right one does not."


def test_a_solution_of_a_system_with_few_stays_hidden(bank: Bank) -> None:
    found = marked(bank, "two", "x + y = 3; x - y = 1; x = y")
    assert found.verdict.outcome is Outcome.INCORRECT
    found = marked(bank, "two", "x = 2 y; x = 3 y")
    assert found.verdict.outcome is Outcome.INCORRECT
    for text in ("x + y = 3; x - y = 1; x = y", "x = 2 y; x = 3 y"):
        evidence = without_key(marked(bank, "two", text)).verdict.evidence
        assert evidence is None or evidence.holds == "yours" or (evidence.point, evidence.left) == ((), ""), evidence


def test_the_truth_is_shown_worked_out(bank: Bank) -> None:
    assert truth_of(bank.get("plane")).text == "z = 4x + 2y - 5"
    assert truth_of(bank.get("lagrange")).text == "y^2 = lambda; 2x*y = lambda; x + y - 3 = 0"
    assert mark(bank.get("both"), truth_of(bank.get("both")).text, "salt").verdict.outcome is Outcome.CORRECT


# -- systems ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "share"), [
    ("y^2 = lambda; 2 x y = lambda", Fraction(2, 3)), ("y^2 = lambda; x + y = 3", Fraction(2, 3)), ("x + y = 3", Fraction(1, 3)),
    ("y^2 = lambda; 2 x y = 3 lambda; x + y = 4", Fraction(1, 3)), ("x y = 7", Fraction(0)), ("0 = 0", Fraction(0)), ("1 = 2", Fraction(0)),
])
def test_each_right_equation_of_a_system_earns_its_share(bank: Bank, text: str, share: Fraction) -> None:
    found = marked(bank, "lagrange", text)
    assert found.verdict.outcome is Outcome.INCORRECT
    assert found.score == share


@pytest.mark.parametrize(("text", "layout"), [
    ("1 = 2 λ x - μ; 1 = 2 λ y; 1 = μ; x^2 + y^2 = 1; z = x", None),
    ("1 + 2 λ x = -μ; 1 + 2 λ y = 0; μ = 1; x^2 + y^2 = 1; z = x", "multiplier-sign"),
    ("1 = 2 a x - b; 1 = 2 a y; 1 = b; x^2 + y^2 = 1; z = x", None),
])
def test_two_multipliers_may_have_other_names_and_signs(bank: Bank, text: str, layout: str | None) -> None:
    found = marked(bank, "both", text).verdict
    assert (found.outcome, found.layout) == (Outcome.CORRECT, layout), found


def test_matrices_of_any_size(bank: Bank) -> None:
    right = marked(bank, "eigen", "A v - lambda v = 0; 1 = v^T v").verdict
    assert right.outcome is Outcome.CORRECT
    assert isinstance(right.evidence, Proof)
    assert right.evidence.sizes
    assert marked(bank, "eigen", "A v = lambda v; v^T v = 2").verdict.outcome in (Outcome.INCORRECT, Outcome.UNDECIDED)
    assert marked(bank, "eigen", "A v = lambda; v^T v = 1").verdict.messages[0].code.startswith("shape/")


@pytest.mark.parametrize("problem", ["plane", "lagrange"])
def test_every_wrong_equation_that_is_expected_is_wrong_and_explained(bank: Bank, problem: str) -> None:
    expected = expected_equations(bank.get(problem))
    assert len(expected) > 8
    for rule, _, texts in expected:
        for text in texts:
            found = marked(bank, problem, text)
            assert found.verdict.outcome in (Outcome.INCORRECT, Outcome.UNDECIDED), text
            assert [each.rule for each in found.diagnoses] == ([rule] if found.verdict.outcome is Outcome.INCORRECT else []), text


# -- the page -----------------------------------------------------------------------------------------------------------


def test_the_page_reads_and_judges_equations(bank: Bank) -> None:
    desk = open_desk(page_bank(bank, "practice"), "salt")
    for problem, text, outcome in (("plane", "4x + 2y - z = 5", "correct"), ("plane", "z = 5", "incorrect"), ("plane", "z =", "unreadable"),
                                   ("lagrange", "y^2 = λ; 2xy = λ; x + y = 3", "correct"), ("circle", "1 - y^2", "correct")):
        found = json.loads(desk(json.dumps({"v": 1, "id": 1, "do": "check", "problem": problem, "answer": text})))
        assert found["mark"]["outcome"] == outcome
        assert found["reading"]["plain"] == found["mark"]["read_as"]
    read = open_desk(page_bank(bank, "graded"), "salt").read("lagrange", "y^2 = λ; 2xy = λ")
    assert read["plain"] == "y^2 = lambda; 2x*y = lambda"
    assert read["math"].count("<mtr>") == 2


def test_a_look_says_what_does_not_fit(bank: Bank) -> None:
    said = look(question_of(bank.get("eigen")), "A v = lambda").messages
    assert [message.code.partition("/")[0] for message in said] == ["shape"]


@pytest.mark.parametrize("text", ["x + y = 3, 7", "x + y = 3; x - y", "x + y\nx - y = 1"])
def test_a_look_reads_nothing_that_is_refused_whatever_the_truth_is(bank: Bank, text: str) -> None:
    seen, verdict = look(question_of(bank.get("two")), text), marked(bank, "two", text).verdict
    assert verdict.outcome.value == "unreadable"
    assert (seen.read_as, seen.messages) == ("", verdict.messages)


# -- hostile ------------------------------------------------------------------------------------------------------------


def test_no_text_costs_more_than_moments(bank: Bank) -> None:
    draw = random.Random("equations")
    pieces = ["x", "y", "z", "=", "+", "-", "*", "^", "2", "3", "/", "(", ")", ",", ";", "\n", "⇔", "=>", "sin(", "exp(", "\\", "{", "}", "[",
              "]", "lambda", "sqrt(", ":", "&", " and ", "log(", "|", "<", "D(x, x)", "taylor(x, x, 0, 1)"]
    for _ in range(300):
        text = "".join(draw.choice(pieces) for _ in range(draw.randint(1, 30)))
        start = time.process_time()
        found = marked(bank, draw.choice(("plane", "lagrange", "eigen", "circle")), text)
        assert found.verdict.outcome in Outcome
        assert time.process_time() - start < 5, text


@pytest.mark.parametrize("text", [
    "(x+y+z+1)^40 = 0", "(x^30 + y^29 + z^28 + x y z + 1)(x^17 - y^19 + 3) = 0", "x^9999 = y^9999", "sin(exp(x^2+y^2)) = z^50 y^30 - x^41",
    "x/(y/(z/(x/(y/(z/(x+1)))))) = 0", "(x-y)^3 (y-z)^3 (z-x)^3 (x+y+z)^3 (x y z - 1)^3 = 0", "x^2 y^2 z^2 + x^3 y^3 + z^7 + 1 = x^11 y^13",
    "x = y; y = z; z = x; x^2 = y z; x^3 = y^2 z; x^5 y = z^6; x^7 + y = z^3 + 1", "; ".join(f"x^{n} y = z^{n + 1} + {n}" for n in range(1, 13)),
])
def test_large_equations_are_decided_or_left(bank: Bank, text: str) -> None:
    start = time.process_time()
    assert marked(bank, "plane", text).verdict.outcome is not Outcome.CORRECT
    assert time.process_time() - start < 5
