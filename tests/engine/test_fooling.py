"""Answers written to fool a grader, under fifty salts: none is ever accepted; and the same salt always gives the same mark."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from problems import problem, verdict

from grader.engine.problem.points import exact, friendly_points, random_points, sweep
from grader.kinds import decider_of
from grader.marking import mark
from grader.model import Outcome, dumps, mark_to_json

SALTS = 50

TINY = ("2x + 1e-9", "2x + 1e-30", "2x + 10^(-200)", "2x + exp(-700)", "2x + sin(1e-90)", "2.0000000000000001x", "2x(1+1e-60)",
        "1.99999999999999999999x", "2x + 1e-300x^2", "2x + atan(1e-99x)", "2x exp(1e-150)", "2x cos(1e-80)", "2x/(1+1e-70)",
        "2x + (1e-50)^3", "2x + exp(-exp(6))", "2x + 1/10^999", "2x + 2^(-9999)", "2x + (x/10^100)^2")
PROBES = ("2x + sin(1000 pi x)", "2x + sin(pi x)", "2x + x(x-1)(x+1)(x-2)(x+2)(x-3)(x+3)", "2x + x^101 - x", "2x + 2^31 - 1",
          "2x + 2^61 - 1", "2x + 10^9 + 7", "2x + sin(2^40 pi x)", "2x + sin(2^60 pi x)", "2x + (x^2-1)(x^2-4)(4x^2-1)", "2x + sin(pi x)^2 1e-9",
          "2x + x(x-1)(x-2)(x-3)(x-4)(x-5)(x-6)(x-7)(x-8)(x-9)(x-10)", "2x + (1-cos(2 pi*2^60 x))", "2x + sin(2^60 3^40 pi x)", "2x + 18446744073709551557x")
HALF_LINES = ("2x + abs(x) - x", "2x + sqrt(x^2) - x", "2x + atan(tan x) - x", "2x + asin(sin x) - x", "2x + acos(cos x) - x",
              "2x + |x-2| - x + 2", "2x + |x+2.9| - x - 2.9", "2x + abs(x-100) + x - 100", "x + abs(x)", "2 sqrt(x^2)", "2x + sign(x) - 1",
              "2x + sqrt((x-9)^2) + x - 9", "2x + |x^2-8| + x^2 - 8", "exp(log(2x))", "2sqrt(x)^2", "2x + log(x) - log(x)", "x + exp(log(x))",
              "2x + |x-1|+|x+1| - 2", "2x + abs(abs(x)-1) - abs(x) + 1", "2x + (1-sign(x-20))/2 - 1", "2x + |20-x| - 20 + x")
EMPTY = ("1/(x-x)", "2x + 0/0", "2x + 1/(x-x) - 1/(x-x)", "0/(x-x)", "log(-1)", "2x + log(-x^2-1)", "sqrt(-1-x^2)", "2x/(sin(x)^2+cos(x)^2-1)",
         "asin(2+x^2)", "2x + 1/(cos(pi/3)-1/2) - 1/(cos(pi/3)-1/2)", "(x-x)/(x-x)", "2x + tan(pi/2) - tan(pi/2)", "acosh(-x^2)", "0^(-1)",
         "2x (x-x)^0/(x-x)^0/(x-x)", "2x + 1/log(1) - 1/log(1)")
HUGE = ("2x + 9^9^9 - 9^9^9", "2x + sin(9^9^9) - sin(9^9^9+1)", "2x + 0exp(exp(exp(exp(exp(9+x^2)))))", "exp(exp(exp(x^2+9)))/exp(exp(exp(x^2+9)))*2x",
        "2x + exp(1e9x^2) - exp(1e9x^2) + 1e-9", "2x + (10^4000 + 1) - 10^4000", "2x + ((1e300+x)-1e300) - x + 1e-3")


@pytest.mark.parametrize("answer", TINY + PROBES + HALF_LINES + EMPTY + HUGE)
def test_no_fooling_string_is_ever_accepted(answer: str) -> None:
    asked = problem("x^2", "x")
    found = {verdict(asked, answer, f"{number}").outcome for number in range(SALTS)}
    assert Outcome.CORRECT not in found
    if answer not in EMPTY + HUGE:
        assert found == {Outcome.INCORRECT}


def test_points_depend_on_the_salt_and_on_the_problem() -> None:
    variables = problem("x", declared="x y:[0,1] n:natural").task.variables
    points = [next(random_points(variables, salt, name)) for salt, name in (("a", "p"), ("b", "p"), ("a", "q"))]
    assert len({tuple(point.items()) for point in points}) == 3
    assert next(random_points(variables, "a", "p")) == points[0]


@pytest.mark.parametrize("declared", ["x", "x:positive", "x:natural", "x:[0,pi/2]", "x:[-1,0]", "x:[1,]", "x:[,-2]", "x:[0,1e-9]",
                                      "x:[10^6,10^6+1]", "x:[-e,ln(2)]"])
def test_points_lie_in_the_domain_and_cannot_be_aimed_at(declared: str) -> None:
    [variable] = problem("x", declared=declared).task.variables
    edges = {"x": (-1e3, 1e3), "x:positive": (0, 1e3), "x:natural": (0.5, 1e7), "x:[0,pi/2]": (0, 1.5707963267948966), "x:[-1,0]": (-1, 0),
             "x:[1,]": (1, 1e3), "x:[,-2]": (-1e3, -2), "x:[0,1e-9]": (0, 1e-9), "x:[10^6,10^6+1]": (1e6, 1e6 + 1),
             "x:[-e,ln(2)]": (-2.718281828459046, 0.6931471805599454)}
    low, high = edges[declared]
    stream = random_points((variable,), "salt", "p")
    drawn = [next(stream)["x"] for _ in range(60)]
    assert all(low < value < high for value in drawn)
    if variable.domain != "natural":
        # At dyadic points sin(2^60 pi x) is zero; a random odd denominator cannot be aimed at.
        odd = [value.denominator >> ((value.denominator & -value.denominator).bit_length() - 1) for value in drawn]
        assert min(odd) > 2**30
        assert len(set(odd)) > 50
    assert len(set(drawn)) > (5 if variable.domain == "natural" else 50)
    swept, _ = sweep((variable,), "salt", "p")
    friendly = [point["x"] for point in friendly_points((variable,))]
    wide = (low if low > -1e3 else -2e12, high if high not in (1e3, 1e7) else 2e12)
    assert all(wide[0] < value < wide[1] for value in map(Fraction, swept["x"]))
    assert friendly
    assert all(low < value < high for value in friendly)
    assert exact({"x": Fraction(1, 3)})["x"] * 3 == 1


ANSWERS = ("2x", "x+x", "2*x*(sin(x)^2+cos(x)^2)", "x", "2x+1e-50", "1/(x-x)", "x^3", "0.333x", "sqrt(x)^2*2", "2x(", "", "2x + abs(x)-x",
           *TINY[:4], *HALF_LINES[:4], *HUGE[:4])


def _marks(answers: tuple[str, ...], salt: str) -> dict[str, str]:
    asked = problem("x^2", "x")
    return {answer: dumps(mark_to_json(mark(asked, answer, salt))) for answer in answers}


def test_same_salt_same_mark_byte_for_byte_in_any_order_after_any_neighbour() -> None:
    alone = {}
    for answer in ANSWERS:
        decider_of.cache_clear()
        alone |= _marks((answer,), "salt")
    for seed in range(5):
        decider_of.cache_clear()
        shuffled = random.Random(seed).sample(ANSWERS, len(ANSWERS))
        assert _marks(tuple(shuffled), "salt") == alone
        # And once more, with everything remembered.
        assert _marks(tuple(reversed(shuffled)), "salt") == alone


def test_equal_trees_are_decided_once() -> None:
    asked = problem("x^2", "x")
    decider_of.cache_clear()
    decider = decider_of(asked, "salt")
    for text in ("2x", "2 x", "2*x", "(2x)"):
        mark(asked, text, "salt")
    assert len(decider.verdicts) == 1


def test_the_ladder_keeps_no_trace_of_the_precision() -> None:
    """A verdict does not depend on the precision that a neighbour left behind."""
    from flint import ctx

    before = ctx.prec
    assert verdict(problem("sin(x)", "x"), "cos(x)").outcome is Outcome.CORRECT
    assert ctx.prec == before


def _nested(levels: int) -> str:
    """A tower whose every level squares what is tiny: cos(u) − 1 is about −u²/2."""
    text = "x/100"
    for _ in range(levels):
        text = f"cos({text})-1"
    return text


HIDDEN = ("2x coth(999)", "2x+coth(300(x^2+1))-1", "2x coth(40)", "2x+1-tanh(700)", "2x/(1+sech(900))", "2x+csch(999)", "2x cosh(sech(300))",
          *(f"2x+{_nested(levels)}" for levels in range(3, 12)), "2x+cosh(cosh(cosh(cosh(x/100)-1)-1)-1)-1", "2x+1-sqrt(1-(1-cos(1e-60x))^2)",
          "2x+sec(sec(sec(sec(1e-20x)-1)-1)-1)-1", "2x cos(cos(cos(cos(1e-30)-1)-1)-1)", "2x+sin(tan(1e-99))-tan(sin(1e-99))",
          "2x+sin(tan(asin(atan(1e-70))))-tan(sin(atan(asin(1e-70))))", "2x+1e-40-sin(1e-40)", "2x+sinh(sin(1e-99x))-sin(sinh(1e-99x))",
          "2x+(1+1e-80x)^3-1-3e-80x-3e-160x^2", "2x+sqrt(1+1e-90x)-1-5e-91x", "2x+log(1+1e-200)-1e-200", "2x+atan(exp(400))-pi/2",
          "2x+atan(sinh(300))-pi/2", "2x+1-1/(1+exp(-500))", "2x tanh(x^2+200)")


@pytest.mark.parametrize("answer", HIDDEN)
def test_what_is_tiny_beside_what_it_is_made_of_is_not_absorbed(answer: str) -> None:
    asked = problem("x^2", "x")
    assert {verdict(asked, answer, f"{number}").outcome for number in range(12)} <= {Outcome.INCORRECT, Outcome.UNDECIDED}


@pytest.mark.parametrize("answer", [*(f"2+{_nested(levels)}" for levels in (4, 7, 8)), "2coth(999)", "1+coth(300)", "2+1-coth(500)", "3-coth(9)^9"])
def test_the_same_beside_a_constant(answer: str) -> None:
    asked = problem("2x+1", "x")
    assert {verdict(asked, answer, f"{number}").outcome for number in range(12)} <= {Outcome.INCORRECT, Outcome.UNDECIDED}


@pytest.mark.parametrize("answer", ["2x(sin(x)^2+cos(x)^2)", "2x+exp(x)-exp(x)", "2x(1-tanh(x)^2)cosh(x)^2", "2x+coth(x)-cosh(x)/sinh(x)",
                                    "2x+(cos(x/100)-1)+2sin(x/200)^2", "2x+acos(cos(1/3))-1/3", "2x+sech(x)cosh(x)-1", "2x exp(-40)/exp(-40)"])
def test_honest_cancellations_stay_right(answer: str) -> None:
    asked = problem("x^2", "x")
    assert {verdict(asked, answer, f"{number}").outcome for number in range(12)} == {Outcome.CORRECT}
