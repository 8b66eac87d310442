"""Ranges: all values that a step can have, as two floats that are rounded outwards.

Source: R. E. Moore, "Interval Analysis" (1966).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

INF = math.inf


class Range(NamedTuple):
    """All values of a step lie between ``low`` and ``high``; an open end is not reached.  ``poles``: the step may be infinite inside."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False
    poles: bool = False

    @property
    def positive(self) -> bool:
        """Whether no value is zero or below."""
        return self.low > 0 or (self.low == 0 and self.low_open)

    def above_zero(self) -> Range:
        """Return the positive part."""
        return self if self.low > 0 else self._replace(low=0.0, low_open=True)

    @property
    def negative(self) -> bool:
        """Whether no value is zero or above."""
        return self.high < 0 or (self.high == 0 and self.high_open)

    @property
    def nonzero(self) -> bool:
        """Whether no value is zero."""
        return self.positive or self.negative

    def within(self, low: float, high: float) -> bool:
        """Return whether all values lie strictly between two numbers."""
        return (self.low > low or (self.low == low and self.low_open)) and (self.high < high or (self.high == high and self.high_open))


ALL = Range(-INF, INF)
POLES = Range(-INF, INF, poles=True)


def outward(low: float, high: float) -> Range:
    """Return a range whose ends were rounded: a hair wider."""
    return Range(math.nextafter(low, -INF), math.nextafter(high, INF))


def _sum(a: float, b: float, towards: float) -> float:
    total = a + b
    if math.isinf(total) or math.isnan(total):
        return total if not math.isnan(total) else towards
    return total if total - a == b and total - b == a else math.nextafter(total, towards)


def _times(a: float, b: float, towards: float) -> float:
    if a == 0 or b == 0:
        return 0.0
    product = a * b
    if math.isinf(product) or (abs(a) < 2**26 and abs(b) < 2**26 and a == int(a) and b == int(b)):
        return product
    return math.nextafter(product, towards)


def add(u: Range, v: Range) -> Range:
    """Return the range of u + v."""
    return Range(_sum(u.low, v.low, -INF), _sum(u.high, v.high, INF), u.low_open or v.low_open, u.high_open or v.high_open)


def neg(u: Range) -> Range:
    """Return the range of −u."""
    return Range(-u.high, -u.low, u.high_open, u.low_open, u.poles)


def mul(u: Range, v: Range) -> Range:
    """Return the range of u·v."""
    if u.low >= 0 and v.low >= 0:
        # An open end that is zero keeps the product open: both factors are above.
        low = _times(u.low, v.low, -INF)
        low_open = (u.low_open and v.positive) or (v.low_open and u.positive)
        high_open = (u.high_open and v.high > 0) or (v.high_open and u.high > 0)
        return Range(max(low, 0.0), _times(u.high, v.high, INF), low_open, high_open)
    if u.low < 0 and u.high <= 0:
        return neg(mul(neg(u), v))
    if v.low < 0 and v.high <= 0:
        return neg(mul(u, neg(v)))
    ends = [(a, b) for a in (u.low, u.high) for b in (v.low, v.high)]
    return Range(min(_times(a, b, -INF) for a, b in ends), max(_times(a, b, INF) for a, b in ends))


def div(u: Range, v: Range) -> Range:
    """Return the range of u/v, with poles where v may be zero."""
    if not v.nonzero:
        return POLES
    if v.negative:
        return neg(div(u, neg(v)))
    low = 0.0 if math.isinf(v.high) else math.nextafter(1 / v.high, -INF)
    high = INF if v.low < 1e-300 else math.nextafter(1 / v.low, INF)
    return mul(u, Range(max(low, 0.0), high, low_open=low <= 0 or v.high_open, high_open=v.low_open))


def square(u: Range) -> Range:
    """Return the range of u²."""
    size = absolute(u)
    return mul(size, size)


def absolute(u: Range) -> Range:
    """Return the range of |u|."""
    if u.low >= 0:
        return u
    if u.high <= 0:
        return neg(u)
    return Range(0.0, max(-u.low, u.high))


def power(u: Range, k: int, name: str) -> Range:
    """Return the range of u^k (``ipow``) or of the k-th ``root`` of u."""
    if name == "root":
        if k % 2 == 0:
            return increasing(lambda x: x ** (1 / k))(_clipped(u))
        return increasing(lambda x: math.copysign(abs(x) ** (1 / k), x))(u)
    if k < 0:
        return div(Range(1.0, 1.0), power(u, -k, name))
    if k == 0:
        return Range(1.0, 1.0)
    if k % 2 == 0:
        size = absolute(u)
        if k == 2:
            return square(u)
        # Of high powers only the side of 0 and 1 is kept.
        return Range(1.0, INF, size.low > 1 or size.low_open) if size.low >= 1 else Range(0.0, INF, size.positive)
    if k == 1:
        return u
    return Range(-INF if u.low < 0 else 0.0, INF if u.high > 0 else 0.0, u.positive, u.negative)


def _hair(value: float, towards: float) -> float:
    """Return a number moved by more than the library's functions are wrong."""
    return math.nextafter(value + math.copysign(1e-13 * abs(value), towards), towards)


def increasing(function: Callable[[float], float], low: float = -INF, high: float = INF) -> Callable[[Range], Range]:
    """Return the rule of an increasing function whose values lie strictly between ``low`` and ``high``; exact where 0 or 1 go to 0 or 1."""
    def end(x: float, towards: float, limit: float) -> float:
        try:
            value = function(x)
        except (OverflowError, ValueError):
            return limit
        if math.isinf(value) or math.isnan(value):
            return limit
        return value if x in (0, 1) and value in (0.0, 1.0) else min(max(_hair(value, towards), low), high)

    def rule(u: Range) -> Range:
        left, right = (low if u.low == -INF else end(u.low, -INF, low)), (high if u.high == INF else end(u.high, INF, high))
        return Range(left, right, u.low_open or left == low, u.high_open or right == high)

    return rule


def _clipped(u: Range) -> Range:
    """Return the part of a range that is not negative."""
    return u if u.low >= 0 else Range(0.0, max(u.high, 0.0), False, u.high_open and u.high > 0)


def log(u: Range) -> Range:
    """Return the range of log u, where it has a value."""
    return increasing(lambda x: math.log(x) if x > 0 else -INF)(_clipped(u))


def sign(u: Range) -> Range:
    """Return the range of sign u."""
    return Range(1.0, 1.0) if u.positive else Range(-1.0, -1.0) if u.negative else Range(-1.0, 1.0)


def sqrt(u: Range) -> Range:
    """Return the range of √u, where it has a value."""
    return increasing(math.sqrt)(_clipped(u))


def cosine(u: Range) -> Range:
    """Return the range of cos u."""
    if u.low >= 0 and u.high <= math.pi:
        high = 1.0 if u.low == 0 else min(_hair(math.cos(u.low), INF) + _ULP, 1.0)
        low = max(_hair(math.cos(u.high), -INF) - _ULP, 0.0 if u.high <= math.pi / 2 else -1.0)
        return Range(low, high, u.high_open, u.low_open)
    if u.low >= -math.pi / 2 and u.high <= math.pi / 2:
        return Range(0.0, 1.0, u.low_open and u.high_open)
    return Range(-1.0, 1.0)


_ULP = math.ulp(1.0)
"""More than the float that stands for a multiple of π/2 is wrong by."""


def sine(u: Range) -> Range:
    """Return the range of sin u."""
    if u.low >= 0 and u.high <= math.pi:
        top = u.high <= math.pi / 2
        return Range(0.0, 1.0, u.low_open and u.high_open, top and u.high_open)
    if u.low >= -math.pi / 2 and u.high <= math.pi / 2:
        return increasing(math.sin, -1.0, 1.0)(u)
    return Range(-1.0, 1.0)


def tangent(u: Range) -> Range:
    """Return the range of tan u, with poles where u may pass π/2."""
    inside = u.low >= -math.pi / 2 and u.high <= math.pi / 2
    if not inside:
        return POLES
    return Range(0.0 if u.low >= 0 else -INF, 0.0 if u.high <= 0 else INF, u.low_open, u.high_open)


def odd_with_pole(inner: float) -> Callable[[Range], Range]:
    """Return the rule of coth or csch: from ``inner`` to ∞ on one side of 0, the negative on the other."""
    def rule(u: Range) -> Range:
        if u.positive:
            return Range(inner, INF, True, True)
        return neg(rule(neg(u))) if u.negative else POLES

    return rule
