"""The real zeros of integer polynomials, each between two rational numbers, by Descartes' rule of signs and bisection.

Source: G. E. Collins and A. G. Akritas, "Polynomial real root isolation using Descartes' rule of signs", SYMSAC 1976.  The library's own
root finder takes minutes for some polynomials (those of M. Mignotte); here the steps are counted.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from flint import fmpz_poly

from grader.engine.errors import EngineError

MOST_WORK = 4_000
"""Steps of bisection, each counted with the degree."""
MOST_BITS = 8_192

Coefficients = list[int]
"""From the constant on."""

Isolated = tuple[Fraction, Fraction]
"""An interval that holds one zero; of length zero where the zero is known exactly."""


class NoZerosError(EngineError):
    """Internal: the zeros are not found within the budget."""


def zeros(polynomials: list[Coefficients], apart: tuple[Fraction, ...] = ()) -> list[Isolated]:
    """Return the real zeros of some polynomials, in order, with room between neighbours.

    The polynomials must be irreducible, and have no zeros in common.  An interval holds none of the numbers in ``apart``, so that a zero is
    on a known side of the end of a domain.  Raises NoZerosError beyond the budget.

    >>> zeros([[-2, 1], [-2, 0, 1]])[1:]
    [(Fraction(1, 1), Fraction(3, 2)), (Fraction(2, 1), Fraction(2, 1))]
    """
    points, product = list[Fraction](), fmpz_poly([1])
    if sum(abs(value).bit_length() for coefficients in polynomials for value in coefficients) > MOST_BITS:
        raise NoZerosError
    for coefficients in polynomials:
        if len(coefficients) == 2:
            points.append(Fraction(-coefficients[0], coefficients[1]))
        else:
            product *= fmpz_poly(coefficients)
    return _Isolation(product, points, apart).run()


class _Isolation:
    """The bisection of one polynomial; ``points`` are zeros that are known exactly, ``apart`` numbers that no interval may hold."""

    def __init__(self, poly: fmpz_poly, points: list[Fraction], apart: tuple[Fraction, ...]) -> None:
        self.apart = apart
        self.poly = poly
        self.points = points
        self.intervals: list[Isolated] = []
        self._left = MOST_WORK

    def run(self) -> list[Isolated]:
        """Return all zeros; neighbours do not touch."""
        if self.poly.degree() > 0:
            self._isolate()
        exact = [(point, point) for point in self.points]
        while True:
            found = sorted(exact + self.intervals)
            close = {place for left, right in pairwise(found) if left[1] >= right[0] for place in (left, right)}
            close |= {place for place in self.intervals for number in self.apart if place[0] <= number <= place[1]}
            if not close:
                return found
            self.intervals = [place if place not in close else self._halved(place) for place in self.intervals]
            exact += [place for place in self.intervals if place[0] == place[1]]
            self.intervals = [place for place in self.intervals if place[0] != place[1]]

    def _spend(self) -> None:
        self._left -= self.poly.degree() + 1
        if self._left < 0:
            raise NoZerosError

    def _isolate(self) -> None:
        coefficients = [int(value) for value in self.poly.coeffs()]
        # Cauchy's bound, as a power of two.
        bound = 1 << (max(map(abs, coefficients)) // abs(coefficients[-1]) + 2).bit_length()
        if coefficients[0] == 0:
            self._exact(Fraction(0))
        for side in (1, -1):
            turned = fmpz_poly([value * (side if power % 2 else 1) for power, value in enumerate(self.poly.coeffs())])
            self._between(turned(fmpz_poly([0, bound])), side * Fraction(bound))

    def _exact(self, point: Fraction) -> None:
        """A zero is known: it is divided out, so that no interval has a zero at its end."""
        self.points.append(point)
        self.poly = divmod(self.poly, fmpz_poly([-point.numerator, point.denominator]))[0]

    def _between(self, poly: fmpz_poly, width: Fraction) -> None:
        """The zeros between 0 and a number of either sign; the polynomial is scaled to the interval from 0 to 1."""
        waiting = [(poly, Fraction(0), width)]
        while waiting:
            part, start, width = waiting.pop()
            self._spend()
            changes = _sign_changes(part)
            if changes == 1:
                self.intervals.append((min(start, start + width), max(start, start + width)))
            if changes < 2:
                continue
            # p(x/2) times 2^n on the first half, and moved by one on the second.
            degree, half = part.degree(), width / 2
            first = fmpz_poly([value * (1 << (degree - power)) for power, value in enumerate(part.coeffs())])
            second = first(fmpz_poly([1, 1]))
            if second[0] == 0:
                self._exact(start + half)
                second = fmpz_poly(second.coeffs()[1:])
            waiting += [(first, start, half), (second, start + half, half)]

    def _halved(self, place: Isolated) -> Isolated:
        self._spend()
        low, high = place
        middle = (low + high) / 2
        value = _value(self.poly, middle)
        if value == 0:
            return middle, middle
        return (low, middle) if (value > 0) == (_value(self.poly, high) > 0) else (middle, high)


def _sign_changes(poly: fmpz_poly) -> int:
    """Sign changes of the coefficients of (x+1)^n p(1/(x+1)): zero and one are the number of zeros between 0 and 1."""
    turned = fmpz_poly(poly.coeffs()[::-1])(fmpz_poly([1, 1]))
    signs = [value > 0 for value in turned.coeffs() if value != 0]
    return sum(a != b for a, b in pairwise(signs))


def _value(poly: fmpz_poly, x: Fraction) -> int:
    """Return a positive multiple of the value of a polynomial at a rational number."""
    total, power = 0, 1
    for coefficient in reversed(poly.coeffs()):
        total, power = total * x.numerator + int(coefficient) * power, power * x.denominator
    return total
