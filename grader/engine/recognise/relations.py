"""What two lists of values have to do with each other: equal, a multiple, a constant apart, a combination of others.

All at the working precision that the caller has set.  Nothing here decides an answer: a relation is believed where balls are narrow, and
is looked at again at further points by whoever asks.  Source for the simplest rational: continued fractions, G. H. Hardy and E. M.
Wright, "An Introduction to the Theory of Numbers", chapter X.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from flint import arb, fmpq

from grader.engine.problem.compiled import Compiled
from grader.engine.values.balls import Ball, exact_ball
from grader.engine.values.precision import precision

STEPS = arb(1 << 80)
"""Values are rounded to multiples of 2^-80, absolutely, so that values near 0 share a bucket with 0."""

ROUNDED = 2.0 ** -84
"""The radius of a ball that may be rounded."""

NARROW = 2.0 ** -70
MOST_NAMED = 8
"""More values are named by two weighted sums of them."""

FINGERPRINT_BITS = 200

ROUNDING = 2.0 ** -44
"""Two fractions of numbers up to ``LARGEST`` are farther apart than this."""

LARGEST = 1_000
"""The largest numerator and denominator that a recovered number has."""


def are_narrow(values: Sequence[Ball]) -> bool:
    """Return whether all values are finite and known well enough to be compared."""
    return all(value.is_finite() and float(value.rad()) < NARROW for value in values)


def unit(values: Sequence[Ball]) -> Ball:
    """Return the power of two just above the largest value; one where no value is certainly different from zero."""
    return arb(2) ** _exponent(values)


def _exponent(values: Sequence[Ball]) -> int:
    """The exponent of :func:`unit`."""
    parts = [value.mid().man_exp() for value in values if value.is_finite() and not value.contains(0)]
    return max([int(exponent) + mantissa.bit_length() for mantissa, exponent in parts], default=0)


def buckets(values: Sequence[Ball], scale: Ball | None = None) -> tuple[str, ...]:
    """The name of the bucket of these values and, where one lies near the edge of its bucket, that of the neighbour; never a verdict.

    ``scale`` is the size that counts as one.  Values of quite another size are named by their own size too.
    """
    if len(values) > MOST_NAMED:
        values = [_dot([_weight(row, place) for place in range(len(values))], values) for row in range(2)]
    values = values if scale is None else [value / scale for value in values]
    size = ""
    if not -8 < _exponent(values) < 8:
        largest = unit(values)
        size, values = f"{largest}:", [value / largest for value in values]
    if not all(value.is_finite() and float(value.rad()) < ROUNDED for value in values):
        return ()
    first, second = size + _bucket(values, arb(0)), size + _bucket(values, arb(0.25))
    return (first,) if first == second else (first, second)


def directions(values: Sequence[Ball]) -> tuple[str, ...]:
    """As :func:`buckets`, the same for all multiples of the values; ``()`` where the first entries are zero or all alike are numbers."""
    pivot = next((value for value in values if not value.contains(0)), None)
    return () if pivot is None else buckets([value / pivot for value in values])


def fingerprint(answer: Compiled) -> tuple[str, ...]:
    """Return the bucket of an answer at one secret point and, where a value lies near the edge of its bucket, the neighbouring one.

    Empty where the answer has no value at the point.
    """
    samples = answer.instance.samples(1)
    if not samples:
        return ()
    with precision(FINGERPRINT_BITS):
        return buckets(answer.values(samples[0], FINGERPRINT_BITS))


def _bucket(values: Sequence[Ball], shift: Ball) -> str:
    return ",".join([str((value * STEPS + shift).mid().floor().unique_fmpz()) for value in values])


def same(left: Sequence[Ball], right: Sequence[Ball]) -> bool:
    """Return whether all balls overlap and are narrow, compared with the largest value."""
    if len(left) != len(right):
        return False
    for a, b in zip(left, right, strict=True):
        if not (a.overlaps(b) and a.is_finite() and b.is_finite()):
            return False
    most = unit(left) * NARROW
    return all((a - b).rad() <= most for a, b in zip(left, right, strict=True))


def number(ball: Ball) -> Fraction | None:
    """Return the simplest rational in a narrow ball, if numerator and denominator are at most ``LARGEST``."""
    if not ball.is_finite() or float(ball.rad()) > NARROW:
        return None
    found = _simplest(float(ball.mid()))
    return found if found is not None and ball.contains(fmpq(found.numerator, found.denominator)) else None


def _simplest(x: float) -> Fraction | None:
    """Return the first convergent of a continued fraction that is a float up to its rounding, if it is no larger than ``LARGEST``."""
    before, over, under_before, under, rest = 0, 1, 1, 0, x
    while True:
        whole = math.floor(rest)
        before, over = over, whole * over + before
        under_before, under = under, whole * under + under_before
        if under > LARGEST or abs(over) > LARGEST:
            return None
        if abs(x - over / under) <= ROUNDING * max(1.0, abs(x)):
            return Fraction(over, under)
        rest = 1 / (rest - whole)


def ratio(left: Sequence[Ball], right: Sequence[Ball]) -> Ball | None:
    """Return the number c with left = c·right in all entries, as a ball; ``None`` if there is none."""
    pivot = next((place for place, value in enumerate(right) if not value.contains(0)), None)
    if pivot is None or len(left) != len(right):
        return None
    c = left[pivot] / right[pivot]
    return c if same(left, [c * value for value in right]) else None


def offset(left: Sequence[Ball], right: Sequence[Ball]) -> Ball | None:
    """Return the number c with left = right + c in all entries, as a ball; ``None`` if there is none."""
    c = left[0] - right[0]
    return c if same(left, [value + c for value in right]) else None


def combination(terms: Sequence[Sequence[Ball]], target: Sequence[Ball]) -> list[Fraction] | None:
    """Small rational numbers c with target = Σ c·term, from at least as many values as terms; ``None`` if there are none.

    The equations are added up with different weights to as many as there are unknowns; the solution is then checked in all.
    """
    count = len(terms)
    if len(target) < count + 1 or not all(are_narrow(values) for values in (*terms, target)):
        return None
    weights = [[_weight(row, place) for place in range(len(target))] for row in range(count)]
    solved = _solved([[*(_dot(weight, values) for values in terms), _dot(weight, target)] for weight in weights])
    if solved is None:
        return None
    found = [_number_near(value) for value in solved]
    known = [value for value in found if value is not None]
    if len(known) < count:
        return None
    made = [sum((exact_ball(c) * values[place] for c, values in zip(known, terms, strict=True)), arb(0))
            for place in range(len(target))]
    return known if same(made, target) else None


def _solved(rows: list[list[Ball]]) -> list[Ball] | None:
    """Return the solution of a few linear equations by elimination; ``None`` where no pivot is certainly different from zero.

    Not by ``arb_mat.solve``: it raises from compiled code, which looks to an audit hook as if code were made.
    """
    count = len(rows)
    for column in range(count):
        best = max(range(column, count), key=lambda row: abs(float(rows[row][column].mid())))
        if rows[best][column].contains(0):
            return None
        rows[column], rows[best] = rows[best], rows[column]
        for row in range(count):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[-1] / row[place] for place, row in enumerate(rows)]


def _number_near(ball: Ball) -> Fraction | None:
    """As :func:`number` for a ball that has become wider by elimination."""
    if not ball.is_finite() or float(ball.rad()) > 2.0 ** -40 or not abs(ball) < LARGEST + 1:
        return None
    found = Fraction(float(ball.mid())).limit_denominator(LARGEST)
    return found if abs(found.numerator) <= LARGEST and ball.contains(fmpq(found.numerator, found.denominator)) else None


@cache
def _weight(row: int, place: int) -> int:
    """Distinct small weights without a pattern (a multiplicative generator modulo a prime)."""
    return pow(3 + 2 * row, place + 1, 101) - 50


def _dot(weights: Sequence[int], values: Sequence[Ball]) -> Ball:
    return sum((weight * value for weight, value in zip(weights, values, strict=True)), arb(0))
