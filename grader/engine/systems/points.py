"""Points whose coordinates are real algebraic numbers, and the exact sign of a polynomial there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from flint import arb, fmpq_poly

from grader.engine.systems.roots import Root, bound
from grader.engine.systems.terms import Terms, UnsolvedError, coefficients, used, whole, with_numbers
from grader.engine.values.balls import Ball, exact_ball
from grader.engine.values.precision import REFUTE_BITS, precision

MOST_BITS = 20_000
"""Bits up to which the value of a polynomial is told from zero."""


class RealPoint:
    """A point with real algebraic coordinates; equal ones compare equal."""

    __slots__ = ("roots",)

    def __init__(self, roots: tuple[Root, ...]) -> None:
        self.roots = roots

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RealPoint) and self.roots == other.roots

    def __hash__(self) -> int:
        return hash(self.roots)

    @property
    def rational(self) -> tuple[Fraction, ...] | None:
        """The coordinates, where all of them are rational."""
        found = tuple([root.low for root in self.roots])
        return found if all(root.low == root.high for root in self.roots) else None

    def balls(self, bits: int) -> list[Ball]:
        """Return balls that hold the coordinates, with about so many bits."""
        return [root.ball(bits) for root in self.roots]


def value_at(terms: Terms, balls: Sequence[Ball]) -> Ball:
    """Return a ball that holds the value of a polynomial at a point, at the working precision."""
    total = arb(0)
    for exponents, value in terms.items():
        product = exact_ball(value)
        for ball, power in zip(balls, exponents, strict=True):
            if power:
                product *= ball ** power
        total += product
    return total


def sign_at(terms: Terms, point: RealPoint) -> int:
    """Return the sign of a polynomial at a point, exactly: −1, 0 or 1; raises UnsolvedError for what is too large.

    With two irrational coordinates and more, a value that is not zero has a least size: the product of all its conjugates that are not
    zero, times a power of the leading coefficients, is a whole number.
    """
    known = {place: root.low for place, root in enumerate(point.roots) if root.rational is not None}
    terms = with_numbers(terms, known)
    left = used(terms)
    if not left:
        value = next(iter(terms.values()), Fraction(0))
        return (value > 0) - (value < 0)
    sign = _certain_sign(terms, point, REFUTE_BITS)
    if sign:
        return sign
    if len(left) == 1:
        [place] = left
        rest = fmpq_poly(coefficients(terms, place)) % fmpq_poly(list(point.roots[place].coefficients))
        if rest.degree() < 0:
            return 0
    bits = _bits_of_least_value(whole(terms), [point.roots[place] for place in left], left)
    if bits > MOST_BITS:
        raise UnsolvedError
    return _certain_sign(terms, point, bits)


def _certain_sign(terms: Terms, point: RealPoint, bits: int) -> int:
    with precision(bits):
        value = value_at(terms, point.balls(bits))
        return 1 if value > 0 else -1 if value < 0 else 0


def _bits_of_least_value(terms: dict[tuple[int, ...], int], roots: Sequence[Root], places: Sequence[int]) -> int:
    """Bits at which a ball that holds the value, and zero, can hold no other value of a polynomial with whole coefficients."""
    degree, largest = math.prod(root.degree for root in roots), Fraction(0)
    bounds = [bound(root.coefficients) for root in roots]
    for exponents, value in terms.items():
        largest += abs(value) * math.prod(each ** exponents[place] for each, place in zip(bounds, places, strict=True))
    of_value = math.ceil(largest).bit_length()
    of_leads = sum(max(exponents[place] for exponents in terms) * (degree // root.degree) * (abs(root.coefficients[-1]) - 1).bit_length()
                   for root, place in zip(roots, places, strict=True))
    # The balls' own error: so many terms, each with so many factors.
    return of_leads + degree * of_value + len(terms).bit_length() + 64
