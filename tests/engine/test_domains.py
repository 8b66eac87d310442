"""Equality on the whole of a declared domain: pieces between branch points, slivers near its ends, high powers, rounded coefficients."""

from __future__ import annotations

import os

import pytest
from made import varied
from problems import outcomes, problem

from grader.model import Outcome

SALTS = int(os.environ.get("GRADER_SALTS", "2"))
"""Salts beside the ones that a table names; the nightly run takes a hundred."""

# f (its value is asked), declared variables, wrong answers that differ only in a sliver at the domain's end
ENDS: list[tuple[str, str, tuple[str, ...]]] = [
    ("x", "x:[0,1]", ("x+|x-0.99999999999999999999|+x-0.99999999999999999999", "x + |x - 10^(-30)| - x + 10^(-30)")),
    ("x", "x:[-pi,pi]", ("x+(|x+3.14159265358979323|-x-3.14159265358979323)", "x + |x - 3.141592653589793238| + x - 3.141592653589793238")),
    ("x", "x:[0,pi]", ("x + |x - 10^(-400)| - x + 10^(-400)", "x + sqrt((3.14159265358979-x)^2) - 3.14159265358979 + x")),
    ("x", "x:positive", ("x + |x - 10^(-90)| - x + 10^(-90)",)),
    ("x", "x:[1/3,]", ("x + |x - 0.3333333333333333333334| - x + 0.3333333333333333333334",)),
]


@pytest.mark.parametrize(("f", "declared", "wrong"), ENDS)
def test_slivers_at_the_ends_of_a_domain_are_seen(f: str, declared: str, wrong: tuple[str, ...]) -> None:
    asked = problem(f, declared=declared)
    assert {answer: outcomes(asked, answer, SALTS) for answer in wrong} == {answer: {"incorrect"} for answer in wrong}


# f, by what it is differentiated (nothing: its value), declared variables, right answers, wrong ones
POWERS: list[tuple[str, str | None, str, tuple[str, ...], tuple[str, ...]]] = [
    ("(x+1)^10000", "x", "x", ("10000(x+1)^9999", "10000(x+1)^10000/(1+x)", "10000(1+x)(x+1)^9998"), ("10000(x+1)^9998", "9999(x+1)^9999")),
    ("(x-a)^6000", None, "x a", ("(a-x)^6000", "(x^2-2a x+a^2)^3000", "(a-x)^5999(a-x)", "(2a-2x)^6000/2^6000"), ("-(a-x)^6000",)),
    ("258552 x^7 (81x^8+1)^398", "x", "x", ("258552x^6(81x^8+1)^397 (7(81x^8+1) + x*398*648 x^7)",), ("258552x^6(81x^8+1)^397 (7+x*398*648 x^7)",)),
    ("log((x+1)^10000)", "x", "x", ("10000/(x+1)",), ("10000/x",)),
    ("sin(x)^5000", "x", "x", ("5000 sin(x)^4999 cos(x)",), ("5000 sin(x)^4999",)),
    ("(x^2+3x-1)^2000 e^x", "x", "x", ("(x^2+3x-1)^1999 e^x (2000(2x+3)+x^2+3x-1)",), ("2000(x^2+3x-1)^1999 e^x (2x+3)",)),
    ("1/(x^2+1)^3000", "x", "x", ("-6000x (1+x^2)^(-3001)",), ("-3000 (1+x^2)^(-3001)",)),
    ("(x+y)^1000 (x-y)^1000", None, "x y", ("(x^2-y^2)^1000", "(y^2-x^2)^1000"), ("(x^2+y^2)^1000",)),
    ("sqrt(x^2+1)^4001", "x", "x", ("4001 x (x^2+1)^(3999/2)",), ("4001 x (x^2+1)^2000",)),
]


@pytest.mark.parametrize(("f", "wrt", "declared", "right", "wrong"), POWERS)
def test_no_verdict_about_a_high_power_depends_on_expanding(f: str, wrt: str | None, declared: str, right: tuple[str, ...],
                                                            wrong: tuple[str, ...]) -> None:
    asked = problem(f, wrt, declared)
    assert {answer: outcomes(asked, answer, SALTS) for answer in right} == {answer: {"correct"} for answer in right}
    assert {answer: outcomes(asked, answer, SALTS) for answer in wrong} == {answer: {"incorrect"} for answer in wrong}


ROUNDED: list[tuple[str, str, Outcome]] = [
    ("x/9", "0.111x", Outcome.CORRECT), ("x/9", "0.333*0.333x", Outcome.INCORRECT), ("x/9", "0.333^2 x", Outcome.INCORRECT),
    ("x/9", "x/(3.001*2.999)", Outcome.INCORRECT), ("x^2/9", "(0.333x)(0.333x)", Outcome.INCORRECT), ("x^2/9", "(0.333x)^2", Outcome.INCORRECT),
    ("x^2/9 + 2x/3", "0.111x^2 + 0.667x", Outcome.CORRECT), ("2/3 exp(x/3)", "0.667exp(0.333x)", Outcome.CORRECT),
    ("2/3 exp(x/3)", "0.816*0.817exp(0.333x)", Outcome.INCORRECT), ("x/3 - 1/2", "0.333x - 0.5", Outcome.CORRECT),
    ("x/6", "0.5*0.333x", Outcome.UNDECIDED), ("x/3", "0.3x", Outcome.INCORRECT),
    # Are these coefficients?  A person says.
    ("(x/3 + 1)^2", "(0.333x + 1)^2", Outcome.UNDECIDED),
]


@pytest.mark.parametrize(("f", "answer", "outcome"), ROUNDED)
def test_rounded_decimals_are_judged_for_each_coefficient(f: str, answer: str, outcome: Outcome) -> None:
    assert outcomes(varied(problem(f), decimals="rounded"), answer, SALTS) == {outcome.value}


# f (its value is asked), declared variables, right answers
BRANCHES: list[tuple[str, str, tuple[str, ...]]] = [
    ("1/sqrt(1-x^2)", "x:[-1,1]", ("1/|cos(asin(x))|", "1/|sin(acos(x))|")), ("1/sqrt(1+x^2)", "x", ("|cos(atan(x))|",)),
    ("acos((1-x^2)/(1+x^2))", "x", ("2|atan(x)|", "|2atan(x)|")), ("acos(1/(1+x^2))", "x", ("atan(sqrt((1+x^2)^2-1))",)),
    ("sin(atan(x))", "x:positive", ("|sin(atan(x))|",)), ("log(cos(atan(x)))", "x", ("log|cos(atan(x))|",)),
    ("sqrt(y^2 - y^2 cos(x)^2)", "x:[0,pi] y:positive", ("y sin x",)), ("sqrt(y^2 - y^2 cos(x)^2)", "x:[0,pi] y", ("|y| sin x",)),
    ("|x y - sin(x) y|", "x:positive y", ("(x - sin x)|y|",)),
    ("sqrt(1-cos(x)^2)", "x:[0,pi]", ("sin x",)),
    ("sqrt(1-cos(x)^2)", "x:[pi,2pi]", ("-sin x",)),
    ("sqrt(1-cos(x)^2)", "x:[0,4pi]", ("|sin x|",)),
    ("sqrt(1+cos(2x))", "x:[-pi/2,pi/2]", ("sqrt(2) cos x",)),
    ("sqrt(1-sin(2x))", "x:[0,pi]", ("|sin x - cos x|",)),
    ("sqrt(sec(x)^2-1)", "x:[0,pi/2]", ("tan x",)),
    ("sqrt(sec(x)^2-1)", "x:[pi/2,pi]", ("-tan x",)),
    ("acos(cos x)", "x:[pi,2pi]", ("2pi-x",)),
    ("acos(cos x)", "x:[0,pi]", ("x",)),
    ("acos(cos(x))", "x:[-pi,pi]", ("|x|",)),
    ("asin(sin x)", "x:[-pi/2,pi/2]", ("x",)),
    ("asin(sin x)", "x:[pi,3pi/2]", ("pi-x",)),
    ("atan(tan x)", "x:[-pi/2,pi/2]", ("x",)),
    ("atan(tan x)", "x:[0,pi]", ("x - pi(1+sign(x-pi/2))/2",)),
    ("acosh(cosh x)", "x:positive", ("x",)),
    ("acosh(cosh x)", "x:[,0]", ("-x",)),
    ("acosh(cosh(x))", "x", ("|x|",)),
    ("sqrt(cosh(x)^2-1)", "x:positive", ("sinh x",)),
    ("sqrt(cosh(x)^2-1)", "x", ("|sinh x|",)),
    ("sqrt((e^x-1)^2)", "x:positive", ("e^x-1",)),
    ("|log x|", "x:[1,]", ("log x",)),
    ("|log x|", "x:[0,1]", ("-log x",)),
    ("|1-e^(-x)|", "x:positive", ("1-e^(-x)",)),
    ("|x-sin x|", "x:[0,]", ("x - sin x",)),
    ("|cos x - sin x|", "x:[0,pi/4]", ("cos x - sin x",)),
    ("|cos x - sin x|", "x:[pi/4,pi]", ("sin x - cos x",)),
    ("|tan x - x|", "x:[0,pi/2]", ("tan x - x",)),
    ("|atan x - x|", "x:positive", ("x - atan x",)),
    ("sqrt(x^2 e^(2x))", "x:positive", ("x e^x",)),
    ("sqrt(1-tanh(x)^2)", "x", ("1/cosh x", "sech x",)),
    ("|sin(x)|", "x:[0,2pi]", ("sin(x) sign(pi-x)",)),
    ("log(e^x)", "x", ("x",)),
    ("sqrt(x^2+2+1/x^2)", "x:positive", ("x+1/x",)),
    ("|x-1-log x|", "x:positive", ("x-1-log x",)),
    ("sqrt(4-4sin(x)^2)", "x:[pi/2,3pi/2]", ("-2cos x",)),
    ("sqrt((1-cos x)/2)", "x:[0,2pi]", ("sin(x/2)",)),
    ("sqrt((1+cos x)/2)", "x:[0,2pi]", ("|cos(x/2)|",)),
    ("sqrt(1+sin(x))", "x:[0,pi/2]", ("sin(x/2)+cos(x/2)",)),
    ("|x^2-2|+|cos x|", "x:[0,2]", ("sqrt((x^2-2)^2)+sqrt(cos(x)^2)",)),
    ("log|cos x|", "x:[0,pi/2]", ("log cos x",)),
    ("sqrt(x^2 sin(x)^2)", "x:[-pi,pi]", ("x sin x",)),
    ("|cosh(x)-1-x^2/2|", "x", ("cosh(x)-1-x^2/2",)),
    ("acos(x)", "x:[-1,1]", ("pi/2-asin(x)",)),
    ("asin(2x sqrt(1-x^2))", "x:[0,1/2]", ("2asin(x)",)),
    ("acos(2x^2-1)", "x:[0,1]", ("2acos(x)",)),
    ("acos(1-2x^2)", "x:[0,1]", ("2 asin(x)",)),
    ("|sin x|/sin x", "x:[0,pi]", ("1",)),
    ("sqrt(1-cos(x)^2)", "x", ("|sin x|",)),
    ("acosh(x)", "x:[1,]", ("log(x+sqrt(x^2-1))",)),
    ("atanh(x)", "x:[-1,1]", ("log((1+x)/(1-x))/2",)),
    ("sqrt(e^x-1)^2", "x:positive", ("e^x-1",)),
    ("(cos(x)^2)^(1/2)", "x:[0,pi/2]", ("cos x",)),
    ("|sin(pi x)|", "x:[0,1]", ("sin(pi x)",)),
    ("|sin(x)cos(x)|", "x:[0,pi/2]", ("sin(2x)/2",)),
    ("sqrt(2-sqrt(2+2cos(x)))", "x:[0,pi]", ("2sin(x/4)",)),
    ("atan(1/x)", "x:positive", ("pi/2-atan x",)),
    ("atan(1/x)", "x:[,0]", ("-pi/2-atan x",)),
    ("|x|^3", "x:[-1,1]", ("sqrt(x^6)",)),
    ("|e^x-e|", "x:[1,5]", ("e^x-e",)),
    ("|2^x-8|", "x:[0,3]", ("8-2^x",)),
    ("|x log x|", "x:[0,1]", ("-x log x",)),
]

# The same, wrong answers: most of them differ in a sliver only, where the argument of an absolute value is below zero.
SLIVERS: list[tuple[str, str, tuple[str, ...]]] = [
    ("sqrt(1-cos(x)^2)", "x:[0,2pi]", ("sin x",)),
    ("asin(sin x)", "x:[0,pi]", ("x",)),
    ("atan(tan x)", "x:[0,pi]", ("x",)),
    ("sqrt(1-sin(x)^2)", "x:[0,2]", ("cos x",)),
    ("|log x|", "x:[1/2,]", ("log x",)),
    ("x", "x:[0,pi]", ("x+|sin(x)-10^(-9)|-sin(x)+10^(-9)", "x+|sin(x)-1+10^(-25)|+sin(x)-1+10^(-25)", "x+|x-3.14159265358979323846264338327950288419716939937510|+x-3.14159265358979323846264338327950288419716939937510",)),
    ("x", "x", ("x+|e^x-x-1-10^(-12)|-e^x+x+1+10^(-12)",)),
    ("x", "x:[0,1]", ("x+|cos(x)-1+10^(-14)|+cos(x)-1+10^(-14)", "x+|1-cos(x)-10^(-60)|-1+cos(x)+10^(-60)",)),
    ("x", "x:[0,3]", ("x+sqrt((sin(x)^2-10^(-30))^2)-sin(x)^2+10^(-30)",)),
    ("x", "x:[0,pi/2]", ("x+|sin(x)-x+10^(-30)|+sin(x)-x+10^(-30)",)),
    ("sqrt(x^2+2x+1)", "x:[-1,]", ("x+1+|x+1-10^(-25)|-x-1+10^(-25)", "x+1+|x+1-10^(-50)|-x-1+10^(-50)")),
    ("sqrt(x^2+2x+1)", "x:[-6,-1]", ("-x-1+|x+1+10^(-25)|+x+1+10^(-25)",)),
    ("x acos(cos x)", "x:[-pi,0]", ("-x^2+|x+10^(-25)|+x+10^(-25)",)),
    ("acos(cos x)+x^2", "x:[-pi,10^(-20)]", ("x^2-x",)),
    ("sqrt(cosh(x)^2-1)", "x:[-10^(-20),3]", ("sinh x",)),
]


@pytest.mark.parametrize(("f", "declared", "right"), BRANCHES)
def test_branches_on_a_declared_domain_are_known(f: str, declared: str, right: tuple[str, ...]) -> None:
    asked = problem(f, declared=declared)
    assert {answer: outcomes(asked, answer, SALTS) for answer in right} == {answer: {"correct"} for answer in right}


@pytest.mark.parametrize(("f", "declared", "wrong"), SLIVERS)
def test_what_differs_in_a_sliver_is_refuted(f: str, declared: str, wrong: tuple[str, ...]) -> None:
    asked = problem(f, declared=declared)
    assert {answer: outcomes(asked, answer, SALTS) for answer in wrong} == {answer: {"incorrect"} for answer in wrong}


# f (its value is asked, or its derivative by x), declared variables, wrong answers that agree at random points
CORNERS: list[tuple[str, str | None, str, tuple[str, ...]]] = [
    ("x", None, "x", ("x+exp(-10^8)", "x+exp(-1/x^2-10000)", "x+|sin(x)-1+10^(-40)|+sin(x)-1+10^(-40)", "x+|sin(x)^2-10^(-20)|-sin(x)^2+10^(-20)",
                      "x+abs(sin(x)+sin(pi x)+sin(exp(1) x)-2.9999)+sin(x)+sin(pi x)+sin(e x)-2.9999",
                      "x+|cos(x)-1+x^2/2-10^(-70)|-(cos(x)-1+x^2/2)+10^(-70)")),
    ("|x|", "x", "x", ("tanh(10^100 x)", "2/pi atan(10^60 x)")),
    ("(x+|x|)/2", "x", "x", ("(1+tanh(10^9 x))/2",)),
    ("x", None, "x:[0,10]", ("x+|sin(x)^2-10^(-200)|-sin(x)^2+10^(-200)",)),
    ("x^2 y", "x", "x y", ("2xy+(|x^2+y^2-10^(-6)|-x^2-y^2+10^(-6))", "2xy+(|(x-1)^2+(y-2)^2-10^(-40)|-(x-1)^2-(y-2)^2+10^(-40))")),
    ("asin(2x/(1+x^2))", "x", "x:[-1,1]", ("2/(1+x^2)+(x+1-10^(-25))/|x+1-10^(-25)|-1",)),
    ("3acos(2x^2-1)/2", "x", "x:[-1,0]", ("3/sqrt(1-x^2)+(x+10^(-25))/|x+10^(-25)|+1",)),
    ("|(x-sin x)^3|", "x", "x:[0,]", ("3(x-sin x)^2 (1-cos x)+(x-10^(-25))/|x-10^(-25)|-1",)),
    ("x^2/2", "x", "x", ("x+sqrt(((x-1/3+10^(-80))(x-1/3-10^(-80)))^2)-(x-1/3+10^(-80))(x-1/3-10^(-80))",)),
]


@pytest.mark.parametrize(("f", "wrt", "declared", "wrong"), CORNERS)
def test_corners_are_looked_into_before_a_person_is_asked(f: str, wrt: str | None, declared: str, wrong: tuple[str, ...]) -> None:
    asked = problem(f, wrt, declared)
    assert {answer: outcomes(asked, answer, 2) for answer in wrong} == {answer: {"incorrect"} for answer in wrong}


# f, which has no value on a part of the domain, declared variables, answer, outcome
NO_VALUES: list[tuple[str, str, str, str]] = [
    ("sqrt(x)^2", "x", "x", "correct"),
    ("sqrt(x)^2+log(x+1)-log(x+1)", "x", "|x|", "correct"),
    ("log(x)+|x-1|", "x", "log(|x|)+|1-x|", "correct"),
    ("asin(x)+|x|", "x:[,1]", "asin(x)+sqrt(x^2)", "correct"),
    ("sqrt(x)+sqrt((x-10^(-30))^2)", "x", "sqrt(x)+x-10^(-30)", "incorrect"),
]


@pytest.mark.parametrize(("f", "declared", "answer", "outcome"), NO_VALUES)
def test_where_the_truth_has_no_value_nothing_is_compared(f: str, declared: str, answer: str, outcome: str) -> None:
    assert outcomes(problem(f, declared=declared), answer, SALTS) == {outcome}


@pytest.mark.parametrize("digits", [3, 12, 19, 22, 30, 60, 120])
def test_no_piece_is_too_narrow_to_be_looked_at(digits: int) -> None:
    """The truth is nearly zero under its root there, so that few digits show no value."""
    small = f"10^(-{digits})"
    asked = problem("sqrt((x-1)^2 (x+2)^2 + x - x)", declared="x:[1,2]")
    assert outcomes(asked, f"(x-1)(x+2)+|x-1-{small}|-x+1+{small}", 1) == {"incorrect"}
