"""Definite integrals: balls that hold the value, narrow ones where they are finite, and none where the integrand has no value."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from grader.engine.program.builder import compile_trees
from grader.engine.values.precision import precision
from grader.engine.values.quadrature import Quadrature, integral
from grader.expr import Expr
from grader.syntax import Reading, Scope, read


def tree_of(text: str) -> Expr:
    found = read(text, Scope(("x",)))
    assert isinstance(found, Reading), text
    return found.tree


def ball_of(f: str, low: str, high: str, bits: int) -> arb:
    leaf = Quadrature(*[compile_trees((tree_of(text),)) for text in (f, low, high)])
    with precision(bits):
        return integral(leaf)


KNOWN = [
    ("sin x", "0", "pi", 2.0), ("1/(1+x^2)", "0", "1", math.pi / 4), ("exp(x)", "0", "1", math.e - 1), ("log x", "1", "e", 1.0),
    ("sqrt(1-x^2)", "-1", "1", math.pi / 2), ("|x - 1/3|", "0", "1", 5 / 18), ("x^(1/3)", "-1", "8", 45 / 4), ("sqrt x", "0", "4", 16 / 3),
    ("exp(-x^2)", "0", "3", math.sqrt(math.pi) / 2 * math.erf(3)), ("atan x", "0", "1", math.pi / 4 - math.log(2) / 2),
    ("asin x", "0", "1", math.pi / 2 - 1), ("tan x", "0", "1", -math.log(math.cos(1))), ("x^2", "1", "0", -1 / 3), ("x", "2", "2", 0.0),
    ("cosh x", "-1", "1", 2 * math.sinh(1)), ("sign(x)", "-1", "3", 2.0), ("2^x", "0", "1", 1 / math.log(2)),
    ("acosh x", "1", "2", 2 * math.acosh(2) - math.sqrt(3)), ("1/x^2", "1", "pi", 1 - 1 / math.pi),
]


@pytest.mark.parametrize("bits", [128, 400])
@pytest.mark.parametrize(("f", "low", "high", "value"), KNOWN)
def test_a_ball_holds_the_integral_and_is_narrow(f: str, low: str, high: str, value: float, bits: int) -> None:
    found = ball_of(f, low, high, bits)
    assert abs(float(found.mid()) - value) < 1e-12
    assert found.rad() < arb(2) ** -(bits // 2 + 8)


@pytest.mark.parametrize(("f", "low", "high"), [
    ("1/x", "-1", "1"), ("sqrt x", "-1", "1"), ("sqrt(x)^2", "-1", "1"), ("log x", "-1", "1"), ("1/x", "0", "1"), ("asin x", "0", "2"),
    ("acosh x", "0", "2"), ("atanh x", "0", "2"), ("tan x", "0", "3"), ("x^pi", "-2", "-1"), ("x^(1/4)", "-1", "1"), ("1/(x - 1/3)^2", "0", "1"),
    ("x^2", "log(-1)", "1"), ("x", "0", "sqrt(-1)"),
])
def test_there_is_no_integral_where_the_function_has_no_value(f: str, low: str, high: str) -> None:
    assert not ball_of(f, low, high, 128).is_finite()


def test_a_needle_is_not_missed() -> None:
    found = ball_of("exp(-(10^6 (x - 1/7))^2)", "0", "1", 128)
    assert abs(float(found.mid()) - math.sqrt(math.pi) / 1e6) < 1e-20


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=5), st.fractions(-3, 3, max_denominator=7), st.fractions(-3, 3, max_denominator=7))
def test_polynomials_agree_with_rational_arithmetic(coefficients: list[int], low: Fraction, high: Fraction) -> None:
    f = " + ".join(f"({each}) x^{power}" for power, each in enumerate(coefficients))
    exact = sum(Fraction(each, power + 1) * (high ** (power + 1) - low ** (power + 1)) for power, each in enumerate(coefficients))
    found = ball_of(f, f"({low})", f"({high})", 128)
    with precision(400):
        assert found.overlaps(arb(fmpq(exact.numerator, exact.denominator)))
    assert found.rad() < arb(2) ** -90
