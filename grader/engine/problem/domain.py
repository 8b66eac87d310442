"""The domain of a variable: its ends as floats, as rational numbers, and as constants to many bits."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from flint import arb

from grader.engine.program.builder import compile_trees, rational
from grader.engine.program.program import evaluate
from grader.engine.values.balls import FAST as BALLS
from grader.engine.values.balls import Ball, constant
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.engine.values.ranges import Range
from grader.expr import Expr
from grader.model import Variable
from grader.record import record


@record
class Interval:
    """A variable's domain as numbers: open at infinite ends; ``whole`` for natural numbers.

    ``low`` and ``high`` are floats a hair inside the exact ends (``inf`` where open): a point between them is in the domain.
    """

    low: float
    high: float
    whole: bool = False

    def holds(self, value: Fraction) -> bool:
        """Whether a rational lies certainly inside (ends are left out)."""
        return self.low < value < self.high and (not self.whole or value.denominator == 1)


@lru_cache(maxsize=4096)
def interval(variable: Variable) -> Interval:
    """The numbers of a variable's domain."""
    if variable.domain == "positive":
        return Interval(0.0, math.inf)
    if variable.domain == "natural":
        return Interval(0.5, math.inf, whole=True)
    low = -math.inf if variable.low is None else _edge(variable.low, math.inf)
    high = math.inf if variable.high is None else _edge(variable.high, -math.inf)
    return Interval(low, high)


def _edge(tree: Expr, inward: float) -> float:
    """The end of an interval as a float just inside it."""
    ball = constant_ball(tree)
    return math.nextafter(float(ball.mid()), inward)


@lru_cache(maxsize=4096)
def hull(variable: Variable) -> tuple[float, float]:
    """The ends of a variable's domain as floats that are certainly not inside: what holds between them holds on the whole domain."""
    if variable.domain in ("positive", "natural"):
        return 0.0, math.inf
    return _outer_edge(variable.low, -math.inf), _outer_edge(variable.high, math.inf)


def values_of(variable: Variable) -> Range:
    """Return the values of a variable as a range; the ends of a declared interval may be values, zero is none of a positive number."""
    is_open = variable.domain in ("positive", "natural")
    low, high = hull(variable)
    return Range(low, high, is_open or low == -math.inf, is_open or high == math.inf)


def _outer_edge(tree: Expr | None, outward: float) -> float:
    if tree is None:
        return outward
    exact, near = rational(tree), float(constant_ball(tree).mid())
    if math.isinf(near):
        # Beyond the floats: the largest of them is inside, or the end is as good as infinite.
        return outward if near == outward else math.nextafter(near, 0.0)
    return near if exact is not None and exact == Fraction(near) else math.nextafter(near, outward)


def is_outside(variable: Variable, tree: Expr) -> bool:
    """Whether a value without variables certainly lies outside a variable's domain; the ends of an interval lie inside."""
    value = rational(tree)
    if variable.domain == "natural":
        return value is not None and (value.denominator != 1 or value < 1)
    with precision(REFUTE_BITS):
        ball, (low, high) = constant_ball(tree), hull(variable)
        return bool(ball < low or ball > high or (variable.domain == "positive" and ball <= 0))


def approximated(tree: Expr) -> Fraction:
    """A rational number at the value of a tree without variables, or so near that no ball at the working precision tells them apart."""
    exact = rational(tree)
    if exact is not None:
        return exact
    bits = 4 * REFUTE_BITS
    with precision(bits):
        mantissa, exponent = constant_ball(tree, bits).mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


END_BITS = 4_096
"""Precision of the ends that are no rational numbers: beyond the longest literal."""


@lru_cache(maxsize=4096)
def is_beyond(end: Expr | None, quarters: int, side: int) -> bool:
    """Whether the end of a domain is certainly not below (``side`` 1) or not above (−1) so many quarter turns."""
    if end is None:
        return False
    if turns(end) == Fraction(quarters, 2):
        return True
    with precision(REFUTE_BITS):
        return bool(side * (constant_ball(end) - quarters * arb.pi() / 2) >= 0)


def turns(tree: Expr) -> Fraction | None:
    """The rational number that π is multiplied by, for a tree such as ``3pi/2``; ``None`` for others."""
    name, args = type(tree).__name__, tree.args
    if name == "Constant":
        return Fraction(1) if tree.data == "pi" else None
    if name == "Neg":
        inner = turns(args[0])
        return None if inner is None else -inner
    if name == "Div":
        over, under = turns(args[0]), rational(args[1])
        return None if over is None or not under else over / under
    if name == "Mul":
        found = [turns(arg) for arg in args]
        factors = [rational(arg) for arg, each in zip(args, found, strict=True) if each is None]
        turn = [each for each in found if each is not None]
        if len(turn) == 1 and None not in factors:
            return turn[0] * math.prod([factor for factor in factors if factor is not None], start=Fraction(1))
    return None


@lru_cache(maxsize=4096)
def rational_ends(variable: Variable) -> tuple[Fraction | None, Fraction | None]:
    """The ends of a variable's domain, exactly where they are rational, else a rational just inside; ``None`` at infinity."""
    if variable.domain in ("positive", "natural"):
        return Fraction(0), None
    return _rational_end(variable.low, "upper"), _rational_end(variable.high, "lower")


def _rational_end(tree: Expr | None, inward: str) -> Fraction | None:
    if tree is None:
        return None
    exact = rational(tree)
    if exact is not None:
        return exact
    with precision(END_BITS):
        mantissa, exponent = getattr(constant_ball(tree, END_BITS), inward)().mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def constant_ball(tree: Expr, bits: int = REFUTE_BITS) -> Ball:
    """The value of a tree without variables."""
    with precision(bits):
        return evaluate(compile_trees([tree]), BALLS, constant, {})[0]
