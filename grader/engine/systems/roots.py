"""Real algebraic numbers: zeros of irreducible polynomials, each alone between two rational numbers, as balls of any precision.

A rational one is known exactly.  The others are bisected and then found by Newton's method over balls, which proves what it finds.
Source: R. E. Moore, "Interval Analysis" (1966), ch. 7.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from flint import arb, fmpz_poly

from grader.engine.branches.zeros import NoZerosError, zeros
from grader.engine.systems.terms import UnsolvedError
from grader.engine.values.balls import Ball, exact_ball
from grader.engine.values.precision import precision
from grader.expr import Call, Expr, Number, build

MOST_DEGREE = 80
"""The degree of a polynomial whose zeros are looked for."""
MOST_BITS = 40_000
MOST_STEPS = 200
ORDER_BITS = 64
"""Bits at which the roots of one polynomial are told apart."""


class Root:
    """A real zero of an irreducible polynomial with whole ``coefficients``, from the constant on: that with this ``number`` from the left.

    It is the only one between ``low`` and ``high``, which are equal for a rational number.  Equal roots compare equal.
    """

    __slots__ = ("coefficients", "number", "low", "high", "_balls")

    def __init__(self, coefficients: tuple[int, ...], number: int, low: Fraction, high: Fraction) -> None:
        self.coefficients = coefficients
        self.number = number
        self.low = low
        self.high = high
        self._balls: dict[int, Ball] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Root) and (self.coefficients, self.number) == (other.coefficients, other.number)

    def __hash__(self) -> int:
        return hash((self.coefficients, self.number))

    @property
    def rational(self) -> Fraction | None:
        """The number, where it is rational."""
        return self.low if self.low == self.high else None

    @property
    def degree(self) -> int:
        """The degree of the polynomial, which is that of the number over Q."""
        return len(self.coefficients) - 1

    def ball(self, bits: int) -> Ball:
        """Return a ball that holds the number, with about so many bits."""
        found = self._balls.get(bits)
        if found is None:
            with precision(bits + 16):
                exact = self.rational
                found = exact_ball(exact) if exact is not None else self._refined(bits)
            self._balls[bits] = found
        return found

    def _refined(self, bits: int) -> Ball:
        poly = fmpz_poly(list(self.coefficients))
        slope = poly.derivative()
        place, low, high = exact_ball(self.low).union(exact_ball(self.high)), self.low, self.high
        aim = arb(2) ** (-bits)
        for _ in range(MOST_STEPS):
            if place.rad() <= aim * (1 + abs(place)):
                return place
            steep = slope(place)
            middle = arb(place.mid())
            moved = place if steep.contains(0) else (middle - poly(middle) / steep).intersection(place)
            if moved.rad() > place.rad() / 2:
                low, high = _halved(self.coefficients, low, high)
                moved = exact_ball(low).union(exact_ball(high)).intersection(place)
            place = moved
        raise UnsolvedError

    def _of_square(self, a: tuple[int, ...]) -> Expr | None:
        """The square root of a quadratic number, with its sign."""
        with precision(ORDER_BITS):
            square = self.ball(ORDER_BITS) ** 2
            found = next((root for root in real_roots(a) if root.ball(ORDER_BITS).overlaps(square)), None)
        inside = None if found is None else found.tree()
        if inside is None:
            return None
        return build.neg(Call("sqrt", [inside])) if self.high <= 0 else Call("sqrt", [inside])

    def tree(self) -> Expr | None:
        """Return the number as a tree: of degree one or two, a root of such a number, or of any rational one; ``None`` for all others."""
        exact = self.rational
        if exact is not None:
            return build.number(exact)
        a = self.coefficients
        if self.degree == 2:
            return _quadratic(a, self.number)
        if self.degree == 4 and not a[1] and not a[3] and a[2]:
            return self._of_square((a[0], a[2], a[4]))
        if any(a[1:-1]):
            return None
        size = build.power(build.number(abs(Fraction(a[0], a[-1]))), build.number(Fraction(1, self.degree)))
        return build.neg(size) if self.high <= 0 else size


def _halved(a: tuple[int, ...], low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """The half of an interval in which the only zero lies; a zero of an irreducible polynomial is no rational number."""
    middle = (low + high) / 2
    return (low, middle) if _sign(a, low) != _sign(a, middle) else (middle, high)


def _sign(a: tuple[int, ...], x: Fraction) -> int:
    total, power = 0, 1
    for coefficient in reversed(a):
        total, power = total * x.numerator + coefficient * power, power * x.denominator
    return (total > 0) - (total < 0)


@lru_cache(maxsize=2_048)
def real_roots(coefficients: tuple[int, ...]) -> tuple[Root, ...]:
    """Return the real zeros of a polynomial with whole coefficients, from the constant on, each once and in order.

    Raises UnsolvedError for a polynomial that is too large.

    >>> [root.rational for root in real_roots((-1, 0, 1))]
    [Fraction(-1, 1), Fraction(1, 1)]
    """
    if len(coefficients) > MOST_DEGREE + 1 or max(map(abs, coefficients)).bit_length() > MOST_BITS:
        raise UnsolvedError
    found = [root for factor, _ in fmpz_poly(list(coefficients)).factor()[1] for root in _of_irreducible(tuple(map(int, factor.coeffs())))]
    return tuple(sorted(found, key=lambda root: float(root.ball(ORDER_BITS).mid())))


@lru_cache(maxsize=2_048)
def _of_irreducible(coefficients: tuple[int, ...]) -> tuple[Root, ...]:
    if len(coefficients) < 2:
        return ()
    try:
        places = zeros([list(coefficients)])
    except NoZerosError:
        raise UnsolvedError from None
    return tuple(Root(coefficients, number, low, high) for number, (low, high) in enumerate(places))


def bound(coefficients: tuple[int, ...]) -> Fraction:
    """Return Cauchy's bound of the absolute values of all complex zeros."""
    return 1 + Fraction(max(map(abs, coefficients[:-1])), abs(coefficients[-1]))


# -- as trees -----------------------------------------------------------------------------------------------------


def _quadratic(a: tuple[int, ...], number: int) -> Expr:
    """(−b ± √(b² − 4ac)) / 2a with squares taken out of the root."""
    c, b, lead = a
    inside, outside = _without_squares(b * b - 4 * lead * c)
    sign = 1 if (number == 1) == (lead > 0) else -1
    first, second, under = -b, sign * outside, 2 * lead
    common = math.gcd(first, second, under) * (1 if under > 0 else -1)
    first, second, under = first // common, second // common, under // common
    root = build.mul([build.number(second), Call("sqrt", [Number(inside)])])
    return build.div(build.add([build.number(first), root]), Number(under))


def _without_squares(value: int) -> tuple[int, int]:
    """A number as (a, b) with value = a·b², as far as small squares go."""
    outside = 1
    for prime in range(2, 1_000):
        while value % (prime * prime) == 0:
            value, outside = value // (prime * prime), outside * prime
    return value, outside
