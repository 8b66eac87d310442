"""The zeros of analytic functions of one variable on an interval, certified: between them every branching step is one analytic function.

A function is bounded on an interval by balls.  Where its bounds leave out zero there is none; where its derivative has one sign there is
at most one, and the signs at the ends tell.  A zero of higher order is believed only where the values are zero by normal form at a known
number (a rational one, a rational multiple of π, an end of the domain) and the next derivative has one sign around.  Compare
R. E. Moore, "Interval Analysis" (1966), chapter 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from fractions import Fraction

from flint import arb

from grader.engine.branches.analytic import MOST_ORDER, Analytic, UnresolvedError, certain_sign, constant_at, rational_bounds
from grader.engine.program.builder import rational
from grader.engine.values.balls import Ball, exact_ball
from grader.engine.values.precision import precision
from grader.expr import Call, Constant, Expr, Mul, Neg, Number
from grader.record import record

BITS = 128
FINE_BITS = (128, 512, 2_048)
"""Precisions at which a sign is asked for, one after the other."""
MOST_BOXES = 400
CUTS = (Fraction(47, 100), Fraction(55, 103), Fraction(38, 101))
"""Where an interval is cut: not in the middle, where zeros like to be."""
NARROW = Fraction(1, 1 << 100)
"""How narrowly a zero is enclosed, relatively."""
NEWTON_STEPS = 16
"""Steps that make the bounds of a zero narrower; each doubles the bits that are known."""
MOST_DENOMINATOR = 360
REACHES = (2, 16, 256, 4_096, 1 << 32, 1 << 64)
"""How far out the sign towards infinity is looked for."""


@record
class Border:
    """A number, between two rational ones; ``exact`` is the number itself where it is known.

    Else it is a simple zero of a derivative of some function, whose order stands beside it.
    """

    low: Fraction
    high: Fraction
    exact: Expr | None = None
    zero_of: tuple[Analytic, int] | None = field(default=None, compare=False)

    def ball(self, bits: int) -> Ball:
        """Return the number as a ball, as narrow as so many bits allow."""
        if self.exact is not None:
            return constant_at(self.exact, bits)
        with precision(bits):
            between = exact_ball(self.low).union(exact_ball(self.high))
            return between if self.zero_of is None or bits <= BITS else _narrowed(between, *self.zero_of)


def _narrowed(between: Ball, function: Analytic, order: int) -> Ball:
    """Return a narrower ball for the only zero in one, by Newton's method for intervals, at the working precision."""
    for _ in range(NEWTON_STEPS):
        found = _after_a_step(between, function, order)
        if found is None:
            break
        between = found
    return between


def _after_a_step(between: Ball, function: Analytic, order: int) -> Ball | None:
    """Return the ball after one step; ``None`` where it is hardly narrower, or where the function or the sign of its slope is not known."""
    try:
        slope, middle = function.at(between, order + 1), arb(between.mid())
        if not certain_sign(slope):
            return None
        found = middle - function.at(middle, order) / slope
    except UnresolvedError:
        return None
    is_narrower = found.is_finite() and found.overlaps(between) and 2 * found.rad() < between.rad()
    return found.intersection(between) if is_narrower else None


def border_of(tree: Expr) -> Border:
    """Return the place of a constant."""
    value = rational(tree)
    if value is not None:
        return Border(value, value, tree)
    return Border(*rational_bounds(constant_at(tree, 512)), tree)


def zeros_between(function: Analytic, left: Border | None, right: Border | None) -> list[Border]:
    """All zeros of a function strictly between two places, in order; ``None`` is infinite.  Raises Unresolved where they are not found."""
    with precision(BITS):
        if function.range(_tree(left), _tree(right)).nonzero:
            return []
        low, high = left or _settled(function, right, -1), right or _settled(function, left, 1)
        search = _Search(function)
        found = search.run(low, high)
        found += [place for place in (low, high) if place not in (left, right) and search.sign(place) == 0]
    return sorted(found, key=lambda place: place.low)


def _tree(place: Border | None) -> Expr | None:
    """Return a constant at a place; raises Unresolved where none is known."""
    if place is not None and place.exact is None:
        raise UnresolvedError
    return None if place is None else place.exact


def _number(value: Fraction) -> Expr:
    return Number(value)


# -- towards infinity ---------------------------------------------------------------------------------------------


def _settled(function: Analytic, other: Border | None, side: int) -> Border:
    """Return a place beyond which there is no zero on one side."""
    start = Fraction(0) if other is None else Fraction(round(other.high if side > 0 else other.low))
    for reach in REACHES:
        end = start + side * reach
        if _sign_beyond(function, end, side, 0):
            return Border(end, end, _number(end))
    raise UnresolvedError


def _sign_beyond(function: Analytic, end: Fraction, side: int, order: int) -> int:
    """Return the sign that a derivative has from a number to infinity, 0 where that is not known."""
    tree = _number(end)
    found = function.range(tree, None, order) if side > 0 else function.range(None, tree, order)
    if found.nonzero and not found.poles:
        return 1 if found.positive else -1
    if order == MOST_ORDER - 1:
        return 0
    slope = _sign_beyond(function, end, side, order + 1)
    # It moves away from zero.
    here = certain_sign(function.at(exact_ball(end), order)) if slope else 0
    return here if here == slope * side else 0


# -- bounded intervals --------------------------------------------------------------------------------------------


class _Search:
    """The zeros of one function, interval by interval."""

    def __init__(self, function: Analytic) -> None:
        self.function = function
        self.found: list[Border] = []

    def run(self, left: Border, right: Border) -> list[Border]:
        """Return the zeros strictly between two places; the ends may be zeros, if they are known exactly."""
        waiting, count = [(left, right)], 0
        while waiting:
            count += 1
            if count > MOST_BOXES:
                raise UnresolvedError
            box = waiting.pop()
            if not self._is_done(*box):
                cut = self._cut(*box)
                waiting += [(cut, box[1]), (box[0], cut)]
        return self.found

    def _cut(self, left: Border, right: Border) -> Border:
        """Return a place inside, whose sign is known; a zero there is noted."""
        low, high = left.high, right.low
        if not high - low > max(abs(low), abs(high)) * NARROW:
            raise UnresolvedError
        for part in CUTS:
            middle = low + (high - low) * part
            short = middle.limit_denominator(1 << 40)
            middle = short if abs(short - middle) * 16 < high - low else middle
            place = Border(middle, middle, _number(middle))
            sign = self.sign(place)
            if sign == 0:
                self.found.append(place)
            if sign is not None:
                return place
        raise UnresolvedError

    def _is_done(self, left: Border, right: Border) -> bool:
        """Return whether all zeros between two places are found; those that are noted."""
        whole = left.ball(BITS).union(right.ball(BITS))
        value = self.function.at(whole)
        if certain_sign(value):
            return True
        if not value.is_finite() and left.exact is not None and right.exact is not None:
            return self.function.range(left.exact, right.exact).nonzero
        if certain_sign(self.function.at(whole, 1)):
            return self._monotone(left, right)
        return any(self._of_order(order, left, right, whole) for order in range(2, MOST_ORDER + 1))

    def _monotone(self, left: Border, right: Border) -> bool:
        signs = [self.sign(place) for place in (left, right)]
        if None in signs:
            return False
        if 0 not in signs and signs[0] != signs[1]:
            self.found.append(self._isolated(left, right, 0, signs[0] or 0))
        return True

    def sign(self, place: Border, order: int = 0) -> int | None:
        """Return the sign at a place: 0 for a certain zero, ``None`` where it is not known."""
        for bits in FINE_BITS:
            with precision(bits):
                sign = certain_sign(self.function.at(place.ball(bits), order))
            if sign:
                return sign
            if bits == BITS and place.exact is not None and self.function.vanishes(place.exact, order):
                return 0
        return None

    def _isolated(self, left: Border, right: Border, order: int, sign: int) -> Border:
        """Return the only zero of a derivative between two places, with ``sign`` before it and the other one after it."""
        low, high = left.high, right.low
        size = max(abs(low), abs(high))
        with precision(2 * BITS):
            while high - low > size * NARROW:
                middle = (low + high) / 2
                here = certain_sign(self.function.at(exact_ball(middle), order))
                if not here:
                    # The middle is as good as the zero: a hair on both sides of it.
                    hair = (high - low) / (1 << 20)
                    low, high = middle - hair, middle + hair
                    break
                low, high = (middle, high) if here == sign else (low, middle)
        return self._named(low, high, order, sign)

    def _named(self, low: Fraction, high: Fraction, order: int, sign: int) -> Border:
        """Return the place of a zero between two numbers; with its name where that is a simple one."""
        for tree in _simple(low, high):
            place = border_of(tree)
            if low < place.low and place.high < high and self.function.vanishes(tree, order):
                return place
        if [self.sign(Border(end, end, _number(end)), order) for end in (low, high)] != [sign, -sign]:
            raise UnresolvedError
        return Border(low, high, None, (self.function, order))

    def _of_order(self, order: int, left: Border, right: Border, whole: Ball) -> bool:
        """Return whether a derivative of one sign tells the zeros: all lower ones vanish at one place, or there is a single extremum."""
        if not certain_sign(self.function.at(whole, order)):
            return False
        for place in (left, right):
            if place.exact is not None and all(self.function.vanishes(place.exact, lower) for lower in range(order)):
                return True
        low, high = [self.sign(place, order - 1) for place in (left, right)]
        if low is None or high is None:
            return False
        if order > 2:
            return self._touches(order, left, right, low, high)
        if low * high >= 0:
            return self._monotone(left, right)
        return self._around(left, right, self._isolated(left, right, 1, low))

    def _touches(self, order: int, left: Border, right: Border, low: int, high: int) -> bool:
        """Return whether all derivatives below an order vanish at one place inside."""
        if low * high >= 0:
            return False
        place = self._isolated(left, right, order - 1, low)
        if place.exact is None or not all(self.function.vanishes(place.exact, lower) for lower in range(order)):
            return False
        self.found.append(place)
        return True

    def _around(self, left: Border, right: Border, extremum: Border) -> bool:
        """Return the zeros on both sides of a single extremum, or at it."""
        if extremum.exact is not None and self.function.vanishes(extremum.exact, 0):
            self.found.append(extremum)
            return True
        sign, first, last = self.sign(extremum), self.sign(left), self.sign(right)
        if not sign or first is None or last is None:
            return False
        if first == -sign:
            self.found.append(self._isolated(left, extremum, 0, first))
        if last == -sign:
            self.found.append(self._isolated(extremum, right, 0, sign))
        return True


def _simple(low: Fraction, high: Fraction) -> Iterator[Expr]:
    """Numbers with a short name that may lie between two: q, qπ, √q, the cube root of q, log q and e^q with a simple rational q."""
    with precision(2 * BITS):
        inside = exact_ball(low).union(exact_ball(high))
        guesses: list[tuple[Ball, Callable[[Expr], Expr]]] = [
            (inside, lambda q: q), (inside / arb.pi(), _times_pi), (inside**2, _signed("sqrt", low)),
            (inside**3, lambda q: Call("root", (q, Number(3)))), (inside.exp(), lambda q: Call("log", (q,)))]
        if low > 0:
            guesses.append((inside.log(), lambda q: Call("exp", (q,))))
        for ball, tree in guesses:
            value = _simplest(*rational_bounds(ball)) if ball.is_finite() else Fraction(0)
            if value.denominator <= MOST_DENOMINATOR and (value or ball is inside):
                yield tree(_number(value))


def _times_pi(q: Expr) -> Expr:
    size = abs(q.data[0])
    product = Constant("pi") if size == 1 else Mul((_number(size), Constant("pi")))
    return product if q.data[0] > 0 else Neg(product)


def _signed(name: str, low: Fraction) -> Callable[[Expr], Expr]:
    return lambda q: Call(name, (q,)) if low >= 0 else Neg(Call(name, (q,)))


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction of the smallest denominator between two numbers."""
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -_simplest(-high, -low)
    whole = low.numerator // low.denominator
    if whole == low:
        return low
    if whole + 1 <= high:
        return Fraction(whole + 1)
    rest = _simplest(1 / (high - whole), 1 / (low - whole))
    return whole + 1 / rest
