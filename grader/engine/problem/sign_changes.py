"""Where a function of one variable, the others fixed, is zero: a grid shows a zero or a change of sign, and an interval is halved.

A function that is finite on a whole interval is continuous there, so that it is zero somewhere between two values of different signs;
where a step jumps and stays finite, as a sign does, this does not hold, and nobody may ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, fmpq

from grader.engine.problem.domain import interval
from grader.engine.values.balls import Ball, exact_ball
from grader.model import Variable

Line = Callable[[Ball], Ball]
"""A function of one real number, over balls."""

_PARTS = (fmpq(1, 2), fmpq(3, 8))
"""Where an interval is cut."""
SIMPLE = 1_000
"""The largest denominator of a number that is tried as the zero itself."""


class Zero:
    """A zero of a function on a line: between two numbers where it changes its sign, or a rational number itself."""

    __slots__ = ("_line", "_low", "_high", "_rises")

    def __init__(self, line: Line, low: Fraction, high: Fraction, rises: bool) -> None:
        self._line = line
        self._low, self._high = _rational(low), _rational(high)
        self._rises = rises

    @property
    def is_exact(self) -> bool:
        """Whether it is a rational number."""
        return bool(self._low == self._high)

    @property
    def middle(self) -> Fraction:
        """A rational number near the zero, or the zero."""
        return _fraction((self._low + self._high) / 2)

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The numbers between which it is known to lie."""
        return _fraction(self._low), _fraction(self._high)

    def hull(self) -> Ball:
        """A ball around the interval in which the zero is known to lie."""
        return arb(self._low).union(arb(self._high))

    def halve(self, bits: int) -> None:
        """Halve the interval until it is shorter than 2^-bits; an end that is the zero is all that is left."""
        aim = fmpq(1, 1 << bits)
        while self._high - self._low > aim:
            # Where the zero is the middle itself, no ball tells a sign there: another place does.
            tried = ((place, self._line(arb(place))) for place in (self._low + (self._high - self._low) * part for part in _PARTS))
            place, value = next(((place, value) for place, value in tried if value == 0 or value > 0 or value < 0), (None, None))
            if place is None or value is None:
                return
            if value == 0:
                self._low = self._high = place
            else:
                self._low, self._high = (self._low, place) if bool(value > 0) == self._rises else (place, self._high)

    def simplify(self) -> None:
        """Take a simple rational number near the zero, where it is the zero."""
        simple = _rational(self.middle.limit_denominator(SIMPLE))
        if self._low <= simple <= self._high and self._line(arb(simple)) == 0:
            self._low = self._high = simple


def zeros_seen(line: Line, places: list[Fraction], bits: int, jumps: bool = False) -> Iterator[Zero]:
    """Yield the zeros at some places, then those between two of them, known to so many bits; only the former of what ``jumps``."""
    seen = [(place, line(exact_ball(place))) for place in places]
    for place, value in seen:
        if value == 0:
            yield Zero(line, place, place, True)
    for (low, left), (high, right) in pairwise(() if jumps else seen):
        if (left > 0 and right < 0) or (left < 0 and right > 0):
            found = Zero(line, low, high, bool(right > 0))
            found.halve(bits)
            found.simplify()
            if found.is_exact or line(found.hull()).is_finite():
                yield found


def grid(variable: Variable, width: int, count: int) -> list[Fraction]:
    """Return ``count - 1`` places in the domain, at most ``width`` on each side of 0 where it goes on; its ends are none of them."""
    domain = interval(variable)
    low = Fraction(max(domain.low, min(-width, domain.high - 2 * width)))
    high = Fraction(min(domain.high, max(width, domain.low + 2 * width)))
    return [low + (high - low) * Fraction(at, count) for at in range(1, count)]


def _rational(value: Fraction) -> Any:
    return fmpq(value.numerator, value.denominator)


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))
