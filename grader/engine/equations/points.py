"""A point at which one of two systems certainly holds and the other certainly does not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from flint import arb, fmpq

from grader.engine.equations.crossings import crossings
from grader.engine.equations.divisors import loses_points_alone
from grader.engine.equations.lines import MOST_UNKNOWN, combinations, far_zeros_of, zeros_of
from grader.engine.equations.normal import Forms, Normal, over_variables
from grader.engine.equations.sides import Sides
from grader.engine.problem.at_sizes import BALLS, Instance
from grader.engine.systems.points import RealPoint, sign_at
from grader.engine.systems.roots import Root
from grader.engine.systems.solving import solve
from grader.engine.systems.terms import Terms, UnsolvedError
from grader.engine.values.balls import Ball, exact_ball
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.engine.values.rationals import RATIONALS
from grader.record import record

MOST_POINTS = 60
"""So many zeros of one system are looked at for one that the other does not have."""
MOST_SEEN = 16
"""Points of the truth near zero at which an answer is looked at for a value."""
AROUND = arb(0, 2**-20)
"""So near a point an answer has no value that has none there: of log y = log x^2 only the origin is left out."""
MOST_SMALL = 40
"""Points of small numbers at which both systems are computed where they are no polynomials."""


Coordinate = Fraction | Root | tuple[Fraction, Fraction]


class Spot:
    """A point of the domain: for each variable a rational number, or an algebraic one, or two numbers between which it lies."""

    __slots__ = ("coordinates",)

    def __init__(self, coordinates: Mapping[str, Coordinate]) -> None:
        self.coordinates = coordinates

    @property
    def is_rational(self) -> bool:
        """Whether all coordinates are known exactly, as rational numbers."""
        return all(isinstance(value, Fraction) for value in self.coordinates.values())

    def balls(self, instance: Instance, around: Ball | None = None) -> dict[str, Ball]:
        """Balls of all entries at the working precision; with all points that are as near as the ball ``around`` tells."""
        wider = arb(0) if around is None else around
        return instance.entries_over(BALLS, {name: _ball(value) + wider for name, value in self.coordinates.items()})

    def exact(self, instance: Instance) -> dict[str, Any]:
        """The entries as rational numbers; only for a rational point."""
        values = {name: fmpq(value.numerator, value.denominator) for name, value in self.coordinates.items() if isinstance(value, Fraction)}
        return instance.entries_over(RATIONALS, values)


def _ball(value: Coordinate) -> Ball:
    if isinstance(value, Root):
        return value.ball(REFUTE_BITS)
    if isinstance(value, tuple):
        low, high = map(_ball, value)
        return low.union(high)
    return exact_ball(value)


@record
class Parting:
    """A point at which only the ``answer`` holds, or only the truth, and the entry of the other system that is not zero there.

    ``entry`` is ``None`` where the other system has no value there: nor all around, if it does not divide by zero.
    """

    spot: Any
    holds: str
    entry: int | None


def points_apart(instance: Instance, forms: Forms | None, truth: Sides, answer: Sides) -> Iterator[Parting]:
    """Points at which exactly one of two systems holds, first those at which the answer does, the nicest first."""
    for holds in ("answer", "truth"):
        first, second = (answer, truth) if holds == "answer" else (truth, answer)
        found = None if forms is None else _polynomials(instance, forms, holds)
        if found is not None:
            apart = _of_polynomials(instance, found, holds)
            yield from apart if forms is not None and forms.is_rational else _seen_again(instance, apart, first, second)
        else:
            yield from _of_values(instance, first, second, holds)
    if forms is not None and not forms.is_rational:
        with precision(REFUTE_BITS):
            for holds, entries, first, second in (("answer", forms.answer, answer, truth), ("truth", forms.truth, truth, answer)):
                # Points of a circle are found exactly, whatever stands in the other system.
                for spot in _spots(instance, forms.field, entries, first):
                    yield from _seen(instance, spot, second, holds)


@record
class _Pair:
    """Two systems as polynomials in the variables, the one that is to hold first; and what each divides by."""

    first: tuple[Terms, ...]
    first_lost: tuple[Terms, ...]
    second: tuple[Terms, ...]
    second_lost: tuple[Terms, ...]


def _polynomials(instance: Instance, forms: Forms, holds: str) -> _Pair | None:
    first, second = (forms.answer, forms.truth) if holds == "answer" else (forms.truth, forms.answer)
    parts = []
    for entries in (first, second):
        is_aimed = entries is first and len(first) == 1 == len(second)
        aimed = [_own_factors(first, second, forms.field.one)] if is_aimed else [each.over for each in entries]
        for polys in (aimed, [*entries[0].lost]):
            terms = [over_variables(forms.field, poly, instance.variables) for poly in polys]
            if any(each is None for each in terms):
                return None
            parts.append(tuple([each for each in terms if each is not None]))
    return _Pair(*parts)


def _own_factors(first: Sequence[Normal], second: Sequence[Normal], one: Any) -> Any:
    """Of two single equations, the factors of the first at whose zeros the other need not hold: it has them not, or divides by them."""
    lost = {str(poly) for poly in second[0].lost}
    return prod([poly for text, (poly, _) in first[0].factors.items() if text not in second[0].factors or text in lost], start=one)


def _of_polynomials(instance: Instance, pair: _Pair, holds: str) -> Iterator[Parting]:
    for point in itertools.islice(zeros_of(pair.first, instance.variables, _groups(instance)), MOST_POINTS):
        try:
            if any(sign_at(terms, point) == 0 for terms in pair.first_lost):
                continue
            if any(sign_at(terms, point) == 0 for terms in pair.second_lost):
                if holds == "truth":
                    yield Parting(_spot(instance, point), holds, None)
                continue
            entry = next((at for at, terms in enumerate(pair.second) if terms and sign_at(terms, point)), None)
        except UnsolvedError:
            continue
        if entry is not None:
            yield Parting(_spot(instance, point), holds, entry)


def _seen_again(instance: Instance, apart: Iterator[Parting], first: Sides, second: Sides) -> Iterator[Parting]:
    """The points at which the first system has a value and holds, with what the second one is there.

    Where roots or logarithms cancel, polynomials forget that they have no value everywhere, and of which sign their arguments are.
    """
    with precision(REFUTE_BITS):
        for found in apart:
            if _may_hold(instance, found.spot, first):
                yield from _seen(instance, found.spot, second, found.holds)


def _may_hold(instance: Instance, spot: Spot, sides: Sides) -> bool:
    """Whether a system has a value at a point and is zero there, as far as its balls tell."""
    return all(ball.is_finite() and ball.contains(0) for ball in sides.balls(spot.balls(instance))[2::3])


def _groups(instance: Instance) -> list[list[int]]:
    """The places of the entries of each array without a property among the variables, and of each number; none without arrays."""
    places = {variable.name: place for place, variable in enumerate(instance.variables)}
    if not any(shape for _, shape, _ in instance.arrays):
        return []
    return [[places[name] for name in names] for _, _, names in instance.arrays if all(name in places for name in names)]


def _spot(instance: Instance, point: RealPoint) -> Spot:
    return Spot({variable.name: root if root.rational is None else root.rational
                 for variable, root in zip(instance.variables, point.roots, strict=True)})


def _of_values(instance: Instance, first: Sides, second: Sides, holds: str) -> Iterator[Parting]:
    """Where a system is no system of polynomials: points of small numbers at which it is exactly zero, then sign changes."""
    with precision(REFUTE_BITS):
        for spot in _zeros_by_values(instance, first):
            yield from _seen(instance, spot, second, holds)


def _seen(instance: Instance, spot: Spot, second: Sides, holds: str) -> Iterator[Parting]:
    """The point, if the second system certainly does not hold there, or certainly has no value."""
    balls = spot.balls(instance)
    differences = second.balls(balls)[2::3]
    if all(ball.is_finite() for ball in differences):
        entry = next((at for at, ball in enumerate(differences) if not ball.contains(0)), None)
        if entry is not None:
            yield Parting(spot, holds, entry)
    elif second.is_undefined(spot.balls(instance, AROUND)):
        yield Parting(spot, holds, None)


def have_the_same_zeros(instance: Instance, forms: Forms) -> bool:
    """Whether both systems have finitely many solutions in the domain, and the same ones; all are found exactly."""
    if len(instance.variables) > MOST_UNKNOWN or any(variable.domain == "natural" for variable in instance.variables):
        return False
    pair = _polynomials(instance, forms, "answer")
    if pair is None:
        return False
    try:
        found = solve(pair.first, instance.variables)
        return bool(found) and set(found) == set(solve(pair.second, instance.variables))
    except UnsolvedError:
        return False


def divides_by_a_part(instance: Instance, forms: Forms, truth: Sides, compared: tuple[Sides, Sides], lost: Sequence[Any]) -> bool:
    """Whether an answer may divide by something on whose zeros the truth holds at more than a single point: y sin(x)/x loses a line.

    Of rational functions the factors tell that already.  Where solutions are single points each of them is a part.  What is no
    polynomial, as x + |x|, may be zero along a part unless it is seen not to be.
    """
    most = int(len(instance.variables) > len(truth.differences))
    if forms.is_rational:
        return False
    for poly in lost:
        terms = over_variables(forms.field, poly, instance.variables)
        if terms is None and not loses_points_alone(instance, forms, compared, poly):
            return True
        points = itertools.islice(zeros_of([terms], instance.variables, _groups(instance)), MOST_SEEN) if terms else ()
        with precision(REFUTE_BITS):
            values = [truth.balls(_spot(instance, point).balls(instance))[2::3] for point in points]
        if sum(all(ball.is_finite() and ball.contains(0) for ball in differences) for differences in values) > most:
            return True
    return False


def _spots(instance: Instance, field: Any, entries: Sequence[Normal], sides: Sides) -> Iterator[Spot]:
    """Points at which a system certainly holds: some near zero, and some far from it."""
    terms = [over_variables(field, each.over, instance.variables) for each in entries]
    known = [each for each in terms if each is not None]
    if len(known) < len(terms):
        yield from itertools.islice(_zeros_by_values(instance, sides), MOST_SEEN)
        return
    near = zeros_of(known, instance.variables, _groups(instance))
    far = far_zeros_of(known[0], instance.variables) if len(known) == 1 else iter(())
    for point in itertools.chain(itertools.islice(near, MOST_SEEN), far):
        spot = _spot(instance, point)
        # Of sqrt(x)^2 = y the normal form is x = y, and beside a sqrt(x) that of |x| = x is 0 = 0: both hold only where x is not negative.
        if _may_hold(instance, spot, sides):
            yield spot


def _zeros_by_values(instance: Instance, sides: Sides) -> Iterator[Spot]:
    """Points of small numbers at which equations are exactly zero, then those at which one equation changes its sign."""
    for values in combinations(instance.variables, MOST_SMALL):
        spot = Spot({variable.name: value for variable, value in zip(instance.variables, values, strict=True)})
        if all(ball == 0 for ball in sides.balls(spot.balls(instance))[2::3]):
            yield spot
    if len(sides.differences) == 1:
        yield from map(Spot, crossings(instance, sides))


def factor_between(instance: Instance, one: Sides, other: Sides) -> Fraction | None:
    """How many times the difference of the second equation that of the first one is, at the first point of small numbers that tells it."""
    for values in combinations(instance.variables, MOST_SMALL):
        spot = Spot({variable.name: value for variable, value in zip(instance.variables, values, strict=True)})
        found = [sides_there[2] for sides in (one, other) if (sides_there := sides.exact(spot.exact(instance))) is not None]
        if len(found) == 2 and all(found):
            ratio = found[0] / found[1]
            return Fraction(int(ratio.p), int(ratio.q))
    return None


def holds_somewhere(instance: Instance, entries: Sequence[Normal], field: Any, sides: Sides) -> bool:
    """Whether a point of the domain is found at which a system certainly holds."""
    terms = [over_variables(field, each.over, instance.variables) for each in entries]
    if all(each is not None for each in terms):
        return next(zeros_of([each for each in terms if each is not None], instance.variables), None) is not None
    with precision(REFUTE_BITS):
        return next(_zeros_by_values(instance, sides), None) is not None
