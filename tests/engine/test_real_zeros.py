"""All real zeros of polynomial systems: tables, planted zeros, exact signs against fractions and integers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from planted_zeros import ONE, Poly, X, Y, planted, poly, times, times_all, value

from grader.engine.systems import BorderError, CrowdedError, EndlessError, RealPoint, UnsolvedError
from grader.engine.systems.nowhere import nowhere_zero, touches_zero
from grader.engine.systems.points import sign_at
from grader.engine.systems.roots import real_roots
from grader.engine.systems.solving import solve
from grader.expr import Number, plain
from grader.model import Variable

REAL = (Variable("x"), Variable("y"))


def shown(points: Iterable[RealPoint]) -> list[tuple[str, ...]]:
    return [tuple(plain(tree) if (tree := root.tree()) is not None else "?" for root in point.roots) for point in points]


TABLE: list[tuple[list[Poly], list[tuple[str, ...]]]] = [
    ([poly((4, 3, 0), (-4, 0, 1)), poly((4, 0, 3), (-4, 1, 0))], [("-1", "-1"), ("0", "0"), ("1", "1")]),
    ([poly((1, 2, 0), (1, 0, 2))], [("0", "0")]),
    ([poly((1, 2, 0), (-2, 1, 0), (1, 0, 2), (1, 0, 0))], [("1", "0")]),
    ([poly((1, 2, 0), (1, 1, 1), (1, 0, 2))], [("0", "0")]),
    ([poly((1, 2, 0), (1, 0, 2), (1, 0, 0))], []),
    ([poly((1, 4, 0), (1, 0, 2)), X], [("0", "0")]),
    ([poly((1, 2, 0), (-2, 0, 0)), poly((1, 1, 1), (-2, 0, 0))], [("-sqrt(2)", "-sqrt(2)"), ("sqrt(2)", "sqrt(2)")]),
    ([poly((1, 2, 0), (-2, 0, 0)), poly((1, 0, 2), (-3, 0, 0)), poly((1, 1, 1), (-1, 0, 0))], []),
    ([poly((1, 2, 0), (-2, 1, 0), (-1, 0, 0)), Y], [("1 - sqrt(2)", "0"), ("1 + sqrt(2)", "0")]),
    ([poly((2, 2, 0), (-2, 1, 0), (-1, 0, 0)), Y], [("(1 - sqrt(3))/2", "0"), ("(1 + sqrt(3))/2", "0")]),
    ([poly((1, 3, 0), (-2, 0, 0)), poly((1, 0, 1), (-1, 1, 0))], [("2^(1/3)", "2^(1/3)")]),
    ([poly((1, 3, 0), (-1, 1, 0), (1, 0, 0)), Y], [("?", "0")]),
    ([poly((1, 4, 0), (-5, 2, 0), (5, 0, 0)), poly((1, 0, 1), (-1, 2, 0))],
     [("-sqrt((5 + sqrt(5))/2)", "(5 + sqrt(5))/2"), ("-sqrt((5 - sqrt(5))/2)", "(5 - sqrt(5))/2"),
      ("sqrt((5 - sqrt(5))/2)", "(5 - sqrt(5))/2"), ("sqrt((5 + sqrt(5))/2)", "(5 + sqrt(5))/2")]),
    ([times(X, Y), poly((1, 1, 0), (1, 0, 1), (-1, 0, 0))], [("0", "1"), ("1", "0")]),
    ([times(poly((1, 2, 0), (1, 0, 2), (1, 0, 0)), X), times(poly((1, 2, 0), (1, 0, 2), (1, 0, 0)), Y)], [("0", "0")]),
]


@pytest.mark.parametrize(("system", "expected"), TABLE)
def test_a_system_has_these_zeros(system: list[Poly], expected: list[tuple[str, ...]]) -> None:
    assert shown(solve(system, REAL)) == expected


@pytest.mark.parametrize("system", [
    [times(X, times(Y, Y)), times(times(X, X), Y)], [poly((1, 2, 0), (1, 0, 2), (-1, 0, 0))], [poly((1, 1, 0), (-1, 0, 1))], [], [{}, {}],
    [times(poly((1, 1, 0), (-1, 0, 1)), X), times(poly((1, 1, 0), (-1, 0, 1)), Y)],
])
def test_no_end_of_zeros_is_said_with_some_of_them(system: list[Poly]) -> None:
    with pytest.raises(EndlessError) as raised:
        solve(system, REAL)
    points = [point.rational for point in raised.value.points]
    assert len(set(raised.value.points)) >= 3
    assert all(value(terms, point) == 0 for terms in system for point in points if point is not None)


def test_domains_count() -> None:
    system = [poly((1, 2, 0), (-1, 0, 0)), poly((1, 0, 1), (-1, 1, 0))]
    assert shown(solve(system, (Variable("x", "positive"), Variable("y")))) == [("1", "1")]
    inside = Variable("x", "interval", Number(0), Number(3))
    assert shown(solve(system, (inside, Variable("y")))) == [("1", "1")]
    assert solve(system, (Variable("x", "interval", Number(2), None), Variable("y"))) == ()
    with pytest.raises(BorderError) as raised:
        solve(system, (Variable("x", "interval", Number(1), None), Variable("y")))
    assert raised.value.point.rational == (1, 1)


def test_what_is_too_much_is_not_solved() -> None:
    many = [[times_all([poly((1, 1, 0), (-k, 0, 0)) for k in range(9)])], [times_all([poly((1, 0, 1), (-k, 0, 0)) for k in range(9)])]]
    with pytest.raises(CrowdedError):
        solve([many[0][0], many[1][0]], REAL)
    with pytest.raises(UnsolvedError):
        solve([poly((1, 60, 0), (-3, 0, 59), (1, 7, 5), (2, 0, 0)), poly((1, 0, 60), (-5, 59, 0), (1, 1, 1), (7, 0, 0))], REAL)


# -- planted zeros ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_planted_zeros_are_found_and_no_others(seed: int) -> None:
    rng = Random(f"planted {seed}")
    for _ in range(50):
        system, zeros = planted(rng)
        found = [point.rational for point in solve(system, REAL)]
        assert len(found) == len(zeros)
        assert set(found) == zeros


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_curve_is_no_end_of_zeros(seed: int) -> None:
    rng = Random(f"curve {seed}")
    for _ in range(20):
        system, _ = planted(rng)
        curve = rng.choice([poly((1, 1, 0), (rng.randint(1, 3), 0, 1)), poly((1, 2, 0), (1, 0, 2), (-4, 0, 0)), poly((1, 0, 1), (-1, 2, 0)), X])
        with pytest.raises(EndlessError):
            solve([times(curve, terms) for terms in system], REAL)


# -- roots and signs ---------------------------------------------------------------------------------------------------


def test_real_roots_are_those_of_numpy() -> None:
    rng = Random("roots")
    for _ in range(150):
        coefficients = [rng.randint(-9, 9) for _ in range(rng.randint(2, 7))] + [rng.choice((1, 2, 5))]
        found = [float(root.ball(64).mid()) for root in real_roots(tuple(coefficients))]
        near = np.roots(coefficients[::-1])
        close = sorted({round(float(root.real), 4) for root in near if abs(root.imag) < 1e-5})
        assert sorted({round(number, 4) for number in found}) == pytest.approx(close, abs=2e-4)


def test_a_root_is_as_precise_as_asked() -> None:
    for coefficients in ((-2, 0, 1), (1, -3, 0, 1), (-1, -1, 0, 0, 0, 1)):
        for root in real_roots(coefficients):
            for bits in (64, 500, 5_000):
                ball = root.ball(bits)
                assert ball.rad() < 2.0 ** -min(bits, 900) * 4
                assert root.ball(64).overlaps(ball)


def test_signs_are_exact() -> None:
    """Of a point (√a, √b) by integers: p + q√(ab) = 0 only where p² = q²·ab and the signs differ."""
    rng = Random("signs")
    seen = set()
    for _ in range(300):
        a, b = rng.choice((2, 3, 5, 8, 18)), rng.choice((2, 3, 8, 12, 50))
        point = RealPoint((real_roots((-a, 0, 1))[1], real_roots((-b, 0, 1))[1]))
        q = rng.randint(-6, 6)
        p = -q * math.isqrt(a * b) if rng.random() < 0.6 else rng.randint(-30, 30)
        expected = (p > 0) - (p < 0) if p * q > 0 or q == 0 else (q > 0) - (q < 0) if p == 0 else \
            ((p > 0) - (p < 0)) * ((p * p > q * q * a * b) - (p * p < q * q * a * b))
        seen.add(expected)
        assert sign_at({key: Fraction(number) for key, number in {(0, 0): p, (1, 1): q}.items() if number}, point) == expected
    assert seen == {-1, 0, 1}


@pytest.mark.parametrize(("terms", "x", "expected"), [
    (poly((1, 2, 0), (1, 0, 2), (1, 0, 0)), Variable("x"), True),
    (poly((1, 2, 0), (1, 1, 1), (1, 0, 2), (1, 0, 0)), Variable("x"), True),
    (poly((1, 2, 0), (1, 0, 2)), Variable("x"), False),
    (poly((1, 1, 0), (1, 0, 0)), Variable("x", "positive"), True),
    (poly((1, 1, 0), (-1, 0, 0)), Variable("x", "positive"), False),
    (poly((1, 1, 2), (1, 0, 0)), Variable("x", "positive"), True),
    (poly((1, 1, 1), (1, 0, 0)), Variable("x", "positive"), False),
    (poly((1, 2, 0), (1, 1, 0), (1, 0, 0)), Variable("x"), True),
    (poly((1, 1, 0), (-4, 0, 0)), Variable("x", "interval", Number(0), Number(3)), True),
    ({}, Variable("x"), False), (ONE, Variable("x"), True),
])
def test_a_polynomial_is_zero_nowhere(terms: Poly, x: Variable, expected: bool) -> None:
    assert nowhere_zero(terms, (x, Variable("y"))) is expected


@pytest.mark.parametrize(("terms", "expected"), [
    (poly((1, 2, 0), (1, 0, 2)), True), (poly((-1, 4, 2), (-3, 0, 2)), True), (poly((1, 2, 0), (-2, 1, 1), (1, 0, 2)), False),
    (poly((1, 2, 0), (1, 1, 1), (1, 0, 2)), True), (poly((1, 2, 0), (-1, 0, 2)), False), (poly((1, 2, 0), (1, 0, 2), (-1, 0, 0)), False),
])
def test_a_polynomial_of_one_sign_touches_zero(terms: Poly, expected: bool) -> None:
    assert touches_zero(terms) is expected
