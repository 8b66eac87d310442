"""Polynomials that are zero nowhere in a domain, or only where their derivatives are zero too."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import arb

from grader.engine.field.squares import least_of_definite
from grader.engine.problem.domain import constant_ball, values_of
from grader.engine.program.builder import rational
from grader.engine.systems.roots import Root, real_roots
from grader.engine.systems.terms import Terms, UnsolvedError, coefficients, used
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.engine.values.ranges import ALL, Range, add, mul, outward, power
from grader.expr import Expr
from grader.model import Variable

LARGEST = 10**300
"""Coefficients up to here are looked at as floats."""


def nowhere_zero(terms: Terms, variables: Sequence[Variable]) -> bool:
    """Return whether a polynomial certainly has no zero in the domain of its variables."""
    places = used(terms)
    if not places:
        return bool(terms)
    if len(places) == 1:
        try:
            [place] = places
            return not any(is_inside(root, variables[place]) != -1 for root in real_roots(tuple(coefficients(terms, place))))
        except UnsolvedError:
            return False
    return _range(terms, variables).nonzero or least_of_definite(terms, places) > 0


def touches_zero(terms: Terms) -> bool:
    """Return whether a polynomial certainly has one sign, so that where it is zero its derivatives are zero too."""
    if len({value > 0 for value in terms.values()}) == 1 and all(power % 2 == 0 for exponents in terms for power in exponents):
        return True
    return least_of_definite(terms, used(terms)) == 0


def have_one_sign(terms: Terms, variables: Sequence[Variable]) -> bool:
    """Return whether no term of a polynomial is negative in the domain of its variables, or none is positive."""
    ranges = [_range({exponents: value}, variables) for exponents, value in terms.items()]
    return all(found.low >= 0 for found in ranges) or all(found.high <= 0 for found in ranges)


def is_inside(root: Root, variable: Variable) -> int:
    """Return whether a number lies in a variable's domain: 1, −1 for outside, 0 for an end of it; raises UnsolvedError in doubt."""
    if variable.domain in ("positive", "natural"):
        return _side(root, Fraction(0), 1) or -1
    sides = [_side(root, end, side) for end, side in ((variable.low, 1), (variable.high, -1)) if end is not None]
    return -1 if -1 in sides else 0 if 0 in sides else 1


def _side(root: Root, end: Expr | Fraction, side: int) -> int:
    """1 for a number that lies above an end (``side`` 1), or below it (−1), −1 for the other side, 0 for the end itself."""
    exact = end if isinstance(end, Fraction) else rational(end)
    known = root.rational
    if exact is not None and known is not None:
        return side * ((known > exact) - (known < exact))
    for bits in (REFUTE_BITS, 8 * REFUTE_BITS):
        with precision(bits):
            number = arb(exact.numerator) / exact.denominator if exact is not None else constant_ball(end, bits)  # type: ignore[arg-type]
            ball = root.ball(bits)
            if not ball.overlaps(number):
                return side if ball > number else -side
    raise UnsolvedError


def _range(terms: Terms, variables: Sequence[Variable]) -> Range:
    """The range of a polynomial, term by term."""
    ranges = [values_of(variable) for variable in variables]
    total: Range | None = None
    for exponents, value in terms.items():
        term = _number(value)
        for found, times in zip(ranges, exponents, strict=True):
            if times:
                term = mul(term, power(found, times, "ipow"))
        total = term if total is None else add(total, term)
    return total if total is not None else Range(0.0, 0.0)


def _number(value: Fraction) -> Range:
    if abs(value) > LARGEST:
        return ALL
    near = float(value)
    return Range(near, near) if Fraction(near) == value else outward(near, near)
