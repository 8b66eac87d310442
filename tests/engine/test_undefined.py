"""What is made of nothing is nothing: no step hides that a part of an answer has no value."""

from __future__ import annotations

import itertools

import pytest
from flint import arb
from problems import outcomes, problem, verdict

from grader.bank import load_bank
from grader.engine.program.program import CHOOSING
from grader.engine.values.balls import FAST
from grader.engine.values.duals import Dual, dual_table
from grader.marking import mark
from grader.model import Counterexample, Outcome, Problem, Undefined
from grader.places import place

NOTHING = (arb("nan"), arb("inf"), arb("-inf"), arb(0, "inf"), arb(1, "inf"))
SOMETHING = (arb(0), arb(1), arb(-1), arb(0, 1), arb("1e-30"), arb(2), arb("-2.5"))
TWO = ("add", "mul", "div", "pow")
WHOLE = (-3, -2, -1, 0, 1, 2, 3, 5)


def _arguments(name: str) -> list[tuple[object, ...]]:
    if name in TWO:
        return [*itertools.product(NOTHING, SOMETHING), *itertools.product(SOMETHING, NOTHING), *itertools.product(NOTHING, NOTHING)]
    if name in CHOOSING:
        # The value that is not taken may be missing.
        return [*itertools.product(NOTHING, SOMETHING, SOMETHING), *itertools.product((arb(2),), NOTHING, SOMETHING),
                *itertools.product((arb(-2),), SOMETHING, NOTHING)]
    if name == "ipow":
        return [*itertools.product(NOTHING, WHOLE)]
    return [*itertools.product(NOTHING, (2, 3, 4, 5))] if name == "root" else [(nothing,) for nothing in NOTHING]


@pytest.mark.parametrize("name", sorted(FAST))
def test_every_step_keeps_what_has_no_value(name: str) -> None:
    duals = dual_table(FAST, arb)
    for args in _arguments(name):
        assert not FAST[name](*args).is_finite(), args
        lifted = [Dual(arg, {"x": arb(1)}) if isinstance(arg, arb) else arg for arg in args]
        assert not duals[name](*lifted).value.is_finite(), args


@pytest.mark.parametrize(("f", "answer"), [
    ("x^2", "2x sgn(sqrt(-1))"), ("x^2", "2x sgn(e^(ln(-5)))"), ("x^2", "2x sgn(exp(ln(x)))"), ("x^2", "2x cos(x∛(ln(-1)))"),
    ("x^2", "2x+sin(∛ln x)-sin(∛ln x)"), ("x^2", "2x ln(-1)^0"), ("x^2", "2x(ln(-1)-ln(-1))^0"), ("x^2", "2x+0∛(asin(2))"),
    ("x^2", "2x+tanh(∛ln x)-tanh(∛ln x)"), ("x^2", "2x sgn(∛sqrt(-1))^2"), ("x^2", "2x sgn(acosh(x/10))^2"), ("x^2", "2x/(1+0∛log(x))"),
    ("x^2", "2x+atan(∛(ln(-3)))-atan(∛(ln(-3)))"), ("x^2", "2x|sgn(∛(ln(x)))|"), ("x^2+x", "2x+sgn(e^(ln(-5)))"),
    ("x^2", "2x+exp(-1/sgn(ln(x))^2)-exp(-1)"), ("x^2", "2x sech(0∛ln(x))"), ("x^2", "2x*1^(ln(-1))"), ("x^2", "2x+0^(ln(x)^2)"),
    ("x^3", "3x^2sgn(e^(ln(-x^2)))"),
])
def test_a_part_without_a_value_is_never_lost(f: str, answer: str) -> None:
    """Where it has a value at some points, which may be the ones that are looked at, it may differ there instead."""
    asked = problem(f, "x")
    for number in range(12):
        found = verdict(asked, answer, f"salt {number}")
        assert found.outcome is Outcome.INCORRECT
        differs = "ln(x)" in answer and isinstance(found.evidence, Counterexample)
        assert differs or isinstance(found.evidence, Undefined)
        assert [message.code for message in found.messages] == ([] if differs else ["domain/undefined"])


@pytest.mark.parametrize(("f", "wrt", "right"), [
    ("arctan(root(ln(x),3))", None, "asin(root(ln(x),3)/sqrt(1+root(ln(x),3)^2))"),
    ("arctan(root(ln(x),3))", "x", "1/(1+root(ln(x),3)^2)/(3x root(ln(x),3)^2)"),
    ("x sgn(sqrt(x))", None, "x*sqrt(x)/sqrt(x)"),
    ("x^2 sgn(e^(ln(x)))", "x", "2x sqrt(x)/sqrt(x)"),
    ("x^2 (ln(x))^0", "x", "2x+0ln(x)"),
])
def test_the_truth_has_no_value_where_a_part_of_f_has_none(f: str, wrt: str | None, right: str) -> None:
    assert outcomes(problem(f, wrt), right, 12) == {"correct"}


def _listed(name: str) -> Problem:
    bank, _ = load_bank(place("problem_bank"))
    found = bank.get(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "answer", "outcome"), [
    # What vanishes beside a known zero, or is left out by a trace, a determinant, an entry or a power, must have a value.
    ("identity-trace-gradient", "(ln(-1) X)^0", "incorrect"), ("identity-trace-gradient", "X^0", "correct"),
    ("identity-trace-gradient", "I (X/(1-1))^0", "incorrect"), ("identity-trace-gradient", "I + 0 X/(1-1)", "incorrect"),
    ("identity-trace-gradient", "I + (I-I) X/tr(X-X)", "incorrect"), ("identity-trace-gradient", "X^{-1} X", "correct"),
    ("dfdA-entry", "tr([x_q, 1; 1/(2-2), 0])", "incorrect"), ("dfdA-entry", "tr([x_q, 1; 1/2, 0])", "correct"),
    ("dfdA-entry", "det([x_q, 0; 1/(2-2), 1])", "incorrect"), ("dfdA-entry", "det([x_q, 0; 1/2, 1])", "correct"),
    ("dfdA-entry", "diag([x_q, ln(-1)])[1,1]", "incorrect"), ("dfdA-entry", "diag([x_q, ln(2)])[1,1]", "correct"),
    ("dfdA-other-row", "x^T (I-I)", "correct"), ("dfdA-other-row", "a^T 0/(1-1)", "incorrect"),
    # But a value that is not taken need not be there, nor what stands beside the zero of a bracket that tells a case.
    ("dfdA-tensor", "x_l if i=k; 1/(i-k)-1/(i-k) otherwise", "correct"), ("dfdA-tensor", "0/(i-k) if i!=k; x_l otherwise", "correct"),
    ("dfdA-tensor", "x_l if i=k; tr([0,0; 1/(1-1),0]) otherwise", "incorrect"),
    ("dfdA-tensor", "x_l if i=k; tr([0,0; 1/(i-k),0]) otherwise", "correct"),
    ("dfdA-tensor", "delta(i,k) x_l + [i != k] (1/(i-k) - 1/(i-k))", "correct"),
])
def test_what_is_multiplied_by_zero_or_left_out_must_have_a_value(name: str, answer: str, outcome: str) -> None:
    assert mark(_listed(name), answer, "salt").verdict.outcome.value == outcome
