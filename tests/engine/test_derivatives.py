"""Every function of the language: its derivative by duals, by the rules of ``calculus``, by mpmath, and accepted by the ladder."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import arb, fmpq
from oracle import evaluate, slope
from problems import outcome, problem, tree, variables

from grader.engine import Posed
from grader.engine.calculus import derivative
from grader.engine.problem.at_sizes import BALLS
from grader.engine.values.duals import dual_table
from grader.engine.values.functions import COMPOSED, FUNCTIONS
from grader.engine.values.precision import precision
from grader.engine.values.rationals import RATIONALS
from grader.expr import ELEMENTARY, plain
from grader.kinds import scope_of
from grader.model import Outcome
from grader.syntax import Reading, read

# f, variable, declared variables, points (all of them lie where f is smooth), accepted forms, wrong answers
CASES: list[tuple[str, str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = [
    ("exp(x)", "x", "x", ("-2", "1/2"), ("e^x", "exp(x)"), ("x exp(x-1)", "exp(-x)")),
    ("log(x)", "x", "x:positive", ("1/3", "2"), ("1/x", "x^(-1)"), ("log(x)/x", "1/x^2")),
    ("ln(x)", "x", "x", ("1/3", "2"), ("1/x",), ("1/|x|+x",)),
    ("log_2(x)", "x", "x:positive", ("1/3", "2"), ("1/(x ln 2)", "log_2(e)/x"), ("1/x", "1/(2x)")),
    ("log_x(a)", "x", "x:[2,5] a:positive", ("3",), ("-ln(a)/(x ln(x)^2)",), ("ln(a)/(x ln(x)^2)",)),
    ("sqrt(x)", "x", "x:positive", ("1/3", "2"), ("1/(2 sqrt x)", "x^(-1/2)/2", "1/2 x^{-0.5}"), ("1/sqrt(x)", "2/sqrt(x)")),
    ("cbrt(x)", "x", "x", ("-2", "1/3"), ("1/3 x^(-2/3)", "1/(3 cbrt(x)^2)", "cbrt(x)/(3x)"), ("x^(2/3)/3",)),
    ("root(x, 5)", "x", "x", ("-2", "1/3"), ("x^(-4/5)/5",), ("x^(4/5)/5",)),
    ("root(x, 4)", "x", "x:positive", ("2",), ("x^(-3/4)/4",), ("x^(3/4)/4",)),
    ("|x|", "x", "x", ("-2", "1/3"), ("x/|x|", "sign(x)", "|x|/x", "x/sqrt(x^2)"), ("1", "-sign(x)")),
    ("sign(x) x", "x", "x", ("-2", "1/3"), ("sign(x)", "|x|/x"), ("1", "0")),
    ("sign(x)", "x", "x", ("-2", "1/3"), ("0",), ("1",)),
    ("sin(x)", "x", "x", ("-2", "1/3"), ("cos x", "sin(x+pi/2)"), ("-cos x", "sin x")),
    ("cos(x)", "x", "x", ("-2", "1/3"), ("-sin x",), ("sin x",)),
    ("tan(x)", "x", "x", ("-2", "1/3"), ("sec(x)^2", "1+tan(x)^2", "1/cos^2 x"), ("sec(x)", "-1/cos(x)^2")),
    ("cot(x)", "x", "x", ("-2", "1/3"), ("-csc(x)^2", "-1-cot(x)^2", "-1/sin^2 x"), ("csc(x)^2",)),
    ("sec(x)", "x", "x", ("-2", "1/3"), ("sec(x) tan(x)", "sin(x)/cos(x)^2"), ("-sec(x) tan(x)",)),
    ("csc(x)", "x", "x", ("-2", "1/3"), ("-csc(x) cot(x)", "-cos(x)/sin(x)^2"), ("csc(x) cot(x)",)),
    ("asin(x)", "x", "x:[-1,1]", ("-1/2", "1/3"), ("1/sqrt(1-x^2)", "(1-x^2)^(-1/2)"), ("-1/sqrt(1-x^2)",)),
    ("acos(x)", "x", "x:[-1,1]", ("-1/2", "1/3"), ("-1/sqrt(1-x^2)",), ("1/sqrt(1-x^2)",)),
    ("atan(x)", "x", "x", ("-2", "1/3"), ("1/(1+x^2)",), ("1/sqrt(1+x^2)", "1/(1-x^2)")),
    ("acot(x)", "x", "x", ("-2", "1/3"), ("-1/(1+x^2)",), ("1/(1+x^2)",)),
    ("asec(x)", "x", "x:[1,]", ("3/2", "4"), ("1/(x sqrt(x^2-1))", "1/(|x| sqrt(x^2-1))"), ("-1/(x sqrt(x^2-1))",)),
    ("asec(x)", "x", "x:[,-1]", ("-3/2",), ("1/(|x| sqrt(x^2-1))", "-1/(x sqrt(x^2-1))"), ("1/(x sqrt(x^2-1))",)),
    ("acsc(x)", "x", "x:[1,]", ("3/2", "4"), ("-1/(x sqrt(x^2-1))",), ("1/(x sqrt(x^2-1))",)),
    ("sigmoid(x)", "x", "x", ("-2", "1/3"), ("sigmoid(x)(1-sigmoid(x))", "e^-x/(1+e^-x)^2"), ("sigmoid(x)", "1-sigmoid(x)")),
    ("sinh(x)", "x", "x", ("-2", "1/3"), ("cosh x", "(e^x+e^-x)/2"), ("-cosh x", "sinh x")),
    ("cosh(x)", "x", "x", ("-2", "1/3"), ("sinh x",), ("-sinh x",)),
    ("tanh(x)", "x", "x", ("-2", "1/3"), ("sech(x)^2", "1-tanh(x)^2", "1/cosh^2 x"), ("1+tanh(x)^2",)),
    ("coth(x)", "x", "x", ("-2", "1/3"), ("-csch(x)^2", "1-coth(x)^2"), ("csch(x)^2",)),
    ("sech(x)", "x", "x", ("-2", "1/3"), ("-sech(x) tanh(x)",), ("sech(x) tanh(x)",)),
    ("csch(x)", "x", "x", ("-2", "1/3"), ("-csch(x) coth(x)",), ("csch(x) coth(x)",)),
    ("asinh(x)", "x", "x", ("-2", "1/3"), ("1/sqrt(1+x^2)",), ("1/sqrt(x^2-1)", "1/(1+x^2)")),
    ("acosh(x)", "x", "x:[1,]", ("3/2", "4"), ("1/sqrt(x^2-1)", "1/(sqrt(x-1) sqrt(x+1))"), ("1/sqrt(x^2+1)",)),
    ("atanh(x)", "x", "x:[-1,1]", ("-1/2", "1/3"), ("1/(1-x^2)",), ("1/(1+x^2)",)),
    ("acoth(x)", "x", "x:[1,]", ("3/2", "4"), ("1/(1-x^2)",), ("1/(x^2-1)",)),
    ("asech(x)", "x", "x:[0,1]", ("1/3",), ("-1/(x sqrt(1-x^2))",), ("1/(x sqrt(1-x^2))",)),
    ("acsch(x)", "x", "x", ("-2", "1/3"), ("-1/(|x| sqrt(1+x^2))",), ("-1/(x sqrt(1+x^2))",)),
    ("pi x + e", "x", "x", ("2",), ("pi",), ("3.14159", "pi + 1", "22/7")),
    ("x^e", "x", "x:positive", ("2",), ("e x^(e-1)",), ("x^e", "e x^e")),
    ("pi^x", "x", "x", ("-2", "2"), ("pi^x ln(pi)",), ("x pi^(x-1)", "pi^x")),
    ("x^n", "x", "x n:natural", ("-2", "2"), ("n x^(n-1)", "n x^n/x"), ("n x^n", "x^(n-1)")),
    ("a^x", "x", "x a:positive", ("-2", "2"), ("a^x ln(a)", "ln(a) e^(x ln a)"), ("x a^(x-1)", "a^x")),
    ("x^a", "x", "x:positive a", ("2",), ("a x^(a-1)",), ("x^(a-1)", "x^a ln(x)")),
    ("x^x", "x", "x:positive", ("2", "1/3"), ("x^x (ln(x)+1)",), ("x x^(x-1)", "x^x ln(x)")),
    ("a sin(b x)", "x", "x a b", ("2",), ("a b cos(b x)", "ab cos(bx)"), ("a cos(b x)", "a b cos(x)")),
    ("(x^2+1)/(x-a)", "x", "x a", ("2",), ("2x/(x-a) - (x^2+1)/(x-a)^2", "(x^2-2a x-1)/(x-a)^2"), ("(x^2-2a x+1)/(x-a)^2",)),
    ("x^(2/3)", "x", "x", ("-2", "2"), ("2/3 x^(-1/3)", "2/(3 cbrt(x))"), ("2x^(1/3)/3",)),
    ("x^-3", "x", "x", ("-2", "2"), ("-3x^-4", "-3/x^4"), ("-3x^-2", "3/x^4")),
    ("5!x", "x", "x", ("2",), ("120", "5!"), ("5", "60")),
]


def _points(declared: str, name: str, texts: tuple[str, ...]) -> list[dict[str, Fraction]]:
    others = {variable.name: Fraction(3) if variable.domain == "natural" else Fraction(7, 4) for variable in variables(declared)}
    return [{**others, name: Fraction(text)} for text in texts]


@pytest.mark.parametrize(("f", "name", "declared", "points", "accepted", "refused"), CASES)
def test_three_ways_to_differentiate_agree(f: str, name: str, declared: str, points: tuple[str, ...], accepted: tuple[str, ...],
                                           refused: tuple[str, ...]) -> None:
    asked = problem(f, name, declared)
    posed = Posed(asked.task, "salt")
    by_rules = derivative(posed.f, name)
    for point in _points(declared, name, points):
        by_mpmath = slope(posed.f, name, point, 120)
        with mpmath.workdps(120):
            value = evaluate(by_rules, point, 120).number
            assert abs(value - by_mpmath) < mpmath.mpf(10) ** -60 * (1 + abs(value)), plain(by_rules)
        with precision(400):
            [ball] = posed.instances()[0].truth_over(BALLS, {other: arb(fmpq(value.numerator, value.denominator))
                                                           for other, value in point.items()})
            assert ball.rad() < 1e-80
            assert abs(float(ball) - float(value)) <= 1e-12 * (1 + abs(float(value)))
            assert abs(ball - arb(mpmath.nstr(value, 100))) < 1e-90 * (1 + abs(ball))


@pytest.mark.parametrize(("f", "name", "declared", "points", "accepted", "refused"), CASES)
def test_the_ladder_on_the_derivative(f: str, name: str, declared: str, points: tuple[str, ...], accepted: tuple[str, ...],
                                      refused: tuple[str, ...]) -> None:
    asked = problem(f, name, declared)
    by_rules = plain(derivative(Posed(asked.task, "salt").f, name))
    assert {answer: outcome(asked, answer).value for answer in (*accepted, by_rules)} == dict.fromkeys((*accepted, by_rules), "correct")
    assert {answer: outcome(asked, answer).value for answer in refused} == dict.fromkeys(refused, "incorrect")


def test_every_function_is_in_the_table() -> None:
    """But those that choose, of which ``tests/engine/test_choose.py`` has a table of its own."""
    choosing = {"relu", "heaviside"}
    assert {*FUNCTIONS, *COMPOSED} == {*ELEMENTARY, *choosing}
    text = " ".join(case[0] for case in CASES)
    for name in ({*FUNCTIONS, *COMPOSED, "cbrt", "root", "ln"} - choosing):
        assert name + "(" in text or name == "abs", name


def test_the_display_form_reads_back() -> None:
    for f, name, declared, *_ in CASES:
        asked = problem(f, name, declared)
        shown = Posed(asked.task, "salt").display()
        assert shown is not None
        reading = read(plain(shown), scope_of(asked.task))
        assert isinstance(reading, Reading)
        assert reading.tree == shown


@pytest.mark.parametrize(("f", "name", "second"), [
    ("x^3 y^2", "x", "6x y^2"), ("sin(x y)", "y", "-x^2 sin(x y)"), ("exp(x)/y", "y", "2exp(x)/y^3"),
    ("tan(x)", "x", "2tan(x)(1+tan(x)^2)"),
    ("log(x^2+y^2)", "x", "2(y^2-x^2)/(x^2+y^2)^2"), ("x^(7/3)", "x", "28/9 x^(1/3)"), ("atan(x)", "x", "-2x/(1+x^2)^2"),
])
def test_the_derivative_of_the_derivative(f: str, name: str, second: str) -> None:
    first = derivative(tree(f), name)
    assert outcome(problem(plain(first), name, "x y"), second) is Outcome.CORRECT


def test_duals_over_rationals_are_exact() -> None:
    """(x³)' at 2/3 is 4/3, and nothing is rounded."""
    assert set(FUNCTIONS) <= set(dual_table(RATIONALS))
    [instance] = Posed(problem("x^3/(x+1)", "x").task, "salt").instances()
    assert instance.truth_over(RATIONALS, {"x": fmpq(1, 2)}) == [fmpq(4, 9)]
