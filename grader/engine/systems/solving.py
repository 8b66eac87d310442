"""All real zeros of a system of polynomials in a domain: systems of factors, eliminants, a grid of their real roots, exact signs.

Every polynomial is split into irreducible factors; the zeros are those of all choices of one factor from each.  A factor of one sign is
zero only where its derivatives are, so that x² + y² = 0 is a point, though over the complex numbers it is a curve.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from flint import Ordering, fmpz_mpoly_ctx

from grader.engine.systems.eliminants import FreeError, eliminants
from grader.engine.systems.nowhere import is_inside, nowhere_zero, touches_zero
from grader.engine.systems.points import RealPoint, sign_at
from grader.engine.systems.roots import ORDER_BITS, real_roots
from grader.engine.systems.terms import Terms, UnsolvedError, derivative, used, whole, with_numbers
from grader.model import Variable

MOST_POINTS = 64
MOST_SYSTEMS = 128
MOST_ON_GRID = 4_096
"""Zeros; choices of factors; combinations of roots."""
TRIED = tuple(Fraction(*pair) for pair in ((1, 1), (2, 1), (-1, 1), (0, 1), (3, 1), (1, 2), (-2, 1), (5, 1), (-1, 2), (1, 3)))
ENOUGH = 3
"""So many values of a free variable with a zero each are a sign that there is no end of zeros."""


class EndlessError(UnsolvedError):
    """There is no end of zeros; ``points`` are some."""

    def __init__(self, points: tuple[RealPoint, ...]) -> None:
        super().__init__()
        self.points = points


class BorderError(UnsolvedError):
    """A zero lies on an end of the domain."""

    def __init__(self, point: RealPoint) -> None:
        super().__init__()
        self.point = point


class CrowdedError(UnsolvedError):
    """There are more than ``MOST_POINTS`` zeros."""


def solve(polys: Iterable[Terms], variables: Sequence[Variable]) -> tuple[RealPoint, ...]:
    """Return all real zeros of a system in the domain of its variables, in the order of their coordinates.

    Raises EndlessError for infinitely many, CrowdedError for more than 64, BorderError for one on an end of the domain, and UnsolvedError
    beyond the limits.

    >>> x = {(1,): Fraction(1)}
    >>> [point.rational for point in solve([x], [Variable("x")])]
    [(Fraction(0, 1),)]
    """
    found: dict[RealPoint, None] = {}
    for conditions in systems(polys, variables):
        for point in _zeros(conditions, variables):
            found[point] = None
        if len(found) > MOST_POINTS:
            raise CrowdedError
    return tuple(sorted(found, key=lambda point: [float(ball.mid()) for ball in point.balls(ORDER_BITS)]))


# -- systems of factors ---------------------------------------------------------------------------------------------


def systems(polys: Iterable[Terms], variables: Sequence[Variable]) -> list[list[Terms]]:
    """Return systems of irreducible polynomials whose zeros, taken together, are those of a system; one that another holds is left out."""
    known: list[Terms] = []
    choices: list[list[frozenset[int]]] = []
    for terms in polys:
        if terms:
            choices.append([_conditions(factor, known) for factor in factors(terms) if not nowhere_zero(factor, variables)])
    if math.prod(map(len, choices)) > MOST_SYSTEMS:
        raise UnsolvedError
    found = {frozenset[int]().union(*chosen) for chosen in itertools.product(*choices)}
    least = [conditions for conditions in found if not any(other < conditions for other in found)]
    return [[known[number] for number in sorted(conditions)] for conditions in sorted(least, key=sorted)]


def factors(terms: Terms) -> list[Terms]:
    """Return the irreducible factors of a polynomial over Q, without numbers and powers."""
    over = whole(terms)
    count = len(next(iter(over)))
    context = fmpz_mpoly_ctx.get([f"x{place}" for place in range(count)], Ordering.lex)
    found = context.from_dict(over).factor()[1]
    return [{tuple(map(int, exponents)): Fraction(int(value)) for exponents, value in factor.to_dict().items()} for factor, _ in found]


def _conditions(factor: Terms, known: list[Terms]) -> frozenset[int]:
    """The numbers of the polynomials that are zero where a factor is."""
    all_of_them = [factor]
    if len(used(factor)) > 1 and touches_zero(factor):
        all_of_them += [slope for place in used(factor) if (slope := derivative(factor, place))]
    numbers = []
    for terms in all_of_them:
        scaled = {exponents: Fraction(value) for exponents, value in whole(terms).items()}
        if scaled not in known:
            known.append(scaled)
        numbers.append(known.index(scaled))
    return frozenset(numbers)


# -- zeros of one system --------------------------------------------------------------------------------------------


def _zeros(conditions: list[Terms], variables: Sequence[Variable]) -> Iterator[RealPoint]:
    places = range(len(variables))
    try:
        found = eliminants(conditions, places) if conditions else None
    except FreeError as error:
        raise _endless(conditions, variables, error.place) from None
    if not conditions:
        raise _endless(conditions, variables, 0)
    if found is None:
        return
    choices = [[root for root in real_roots(found[place]) if is_inside(root, variables[place]) >= 0] for place in places]
    if math.prod(map(len, choices)) > MOST_ON_GRID:
        raise UnsolvedError
    for roots in itertools.product(*choices):
        point = RealPoint(roots)
        if all(sign_at(terms, point) == 0 for terms in conditions):
            if any(is_inside(root, variable) == 0 for root, variable in zip(roots, variables, strict=True)):
                raise BorderError(point)
            yield point


def _endless(conditions: list[Terms], variables: Sequence[Variable], place: int) -> UnsolvedError:
    """What is said where a variable is free: that there is no end of zeros, if some values of the variable have one each."""
    examples: list[RealPoint] = []
    for value in TRIED:
        number: Terms = {tuple([int(other == place) for other in range(len(variables))]): Fraction(1)}
        number[(0,) * len(variables)] = -value
        put_in = [with_numbers(terms, {place: value}) for terms in conditions]
        if any(terms and not used(terms) for terms in put_in):
            continue
        try:
            examples += solve([*[terms for terms in put_in if terms], {at: each for at, each in number.items() if each}], variables)[:1]
        except EndlessError as error:
            examples += error.points[:1]
        except UnsolvedError:
            continue
        if len(examples) >= ENOUGH:
            return EndlessError(tuple(examples))
    return UnsolvedError()
