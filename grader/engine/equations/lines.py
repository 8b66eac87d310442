"""Zeros of equations on lines along an axis: all variables but one are small numbers, and the last one is a real root."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from grader.engine.problem.domain import interval
from grader.engine.systems.nowhere import is_inside
from grader.engine.systems.points import RealPoint
from grader.engine.systems.roots import Root, real_roots
from grader.engine.systems.solving import EndlessError, solve
from grader.engine.systems.terms import Terms, UnsolvedError, coefficients, used, with_numbers
from grader.model import Variable

SMALL = tuple([Fraction(*pair) for pair in (
    (0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (3, 1), (1, 2), (-3, 1), (5, 1), (-1, 2), (4, 1), (1, 4))])
FAR = tuple([Fraction(sign * size) for size in (7, 60, 1_001, 1_000_003) for sign in (1, -1)])
MOST_VALUES = 7
MOST_LINES = 80
MOST_SYSTEMS = 5
"""Values of one variable; lines; systems that are solved with numbers for some of their variables."""
MOST_UNKNOWN = 6
"""So many variables may a system have that is solved as a whole."""
MOST_TURNS = 3
MOST_IN_GROUP = 6
"""Choices of numbers, and entries of an array for which a system is solved."""


def small_values(variable: Variable) -> tuple[Fraction, ...]:
    """Return small numbers of a variable's domain, the smallest first; others where no small one lies inside."""
    domain = interval(variable)
    inside = [value for value in SMALL if domain.holds(value)][:MOST_VALUES]
    if len(inside) >= 2 or domain.whole:
        return tuple(inside)
    low = domain.low if domain.low > -1e6 else domain.high - 3
    high = domain.high if domain.high < 1e6 else low + 3
    spread = [Fraction(low + (high - low) * part / 8).limit_denominator(64) for part in (4, 2, 6, 1, 7)]
    return tuple(dict.fromkeys([*inside, *[value for value in spread if domain.holds(value)]]))[:MOST_VALUES]


def combinations(variables: Sequence[Variable], most: int) -> Iterator[tuple[Fraction, ...]]:
    """Small numbers for some variables, the smallest first."""
    choices = [small_values(variable) for variable in variables]
    if not all(choices):
        return
    ranks = itertools.islice(itertools.product(*[range(len(choice)) for choice in choices]), 4_000)
    for rank in sorted(ranks, key=lambda rank: (max(rank, default=0), sum(rank)))[:most]:
        yield tuple([choice[at] for choice, at in zip(choices, rank, strict=True)])


def zeros_of(polys: Sequence[Terms], variables: Sequence[Variable], groups: Sequence[Sequence[int]] = ()) -> Iterator[RealPoint]:
    """Some points of the domain at which all of these polynomials are zero, those with rational coordinates first.

    ``groups`` are the places of the entries of each array: a system is solved for one of them, with numbers for all else.
    """
    polys = [terms for terms in polys if terms]
    later = list[RealPoint]()
    if not polys:
        found = _anywhere(variables)
    elif len(polys) == 1:
        found = _on_lines(polys[0], variables)
    else:
        found = _in_groups(polys, variables, groups) if groups else _of_system(polys, variables)
    for point in found:
        if point.rational is not None:
            yield point
        else:
            later.append(point)
    yield from later


def _number(value: Fraction) -> Root:
    return Root((-value.numerator, value.denominator), 0, value, value)


def _anywhere(variables: Sequence[Variable]) -> Iterator[RealPoint]:
    for values in combinations(variables, MOST_LINES):
        yield RealPoint(tuple(map(_number, values)))


def _on_lines(terms: Terms, variables: Sequence[Variable]) -> Iterator[RealPoint]:
    """The last variable first: an equation of a surface is mostly solved for it."""
    places = [place for place in reversed(range(len(variables))) if place in used(terms)]
    for place in places:
        others = [other for other in range(len(variables)) if other != place]
        for values in combinations([variables[other] for other in others], MOST_LINES // max(len(places), 1)):
            numbers = dict(zip(others, values, strict=True))
            yield from _on_line(with_numbers(terms, numbers), numbers, place, variables)


def far_zeros_of(terms: Terms, variables: Sequence[Variable]) -> Iterator[RealPoint]:
    """Some zeros of a polynomial in the domain whose coordinates are large, of both signs: all variables but one are numbers."""
    places = [place for place in reversed(range(len(variables))) if place in used(terms)]
    for place in places[:MOST_TURNS]:
        others = [other for other in range(len(variables)) if other != place]
        for value in FAR:
            numbers = {other: value * (other + 2) / 2 for other in others}
            if all(interval(variables[other]).holds(number) for other, number in numbers.items()):
                yield from _on_line(with_numbers(terms, numbers), numbers, place, variables)


def _on_line(terms: Terms, numbers: dict[int, Fraction], place: int, variables: Sequence[Variable]) -> Iterator[RealPoint]:
    if not terms:
        roots: Sequence[Root] = tuple(map(_number, small_values(variables[place])))
    elif not used(terms):
        return
    else:
        try:
            roots = [root for root in real_roots(tuple(coefficients(terms, place))) if _is_in_domain(root, variables[place])]
        except UnsolvedError:
            return
    for root in roots:
        yield RealPoint(tuple([root if at == place else _number(numbers[at]) for at in range(len(variables))]))


def _is_in_domain(root: Root, variable: Variable) -> bool:
    if variable.domain == "natural" and (root.rational is None or root.rational.denominator != 1):
        return False
    try:
        return is_inside(root, variable) == 1
    except UnsolvedError:
        return False


def _of_system(polys: Sequence[Terms], variables: Sequence[Variable]) -> Iterator[RealPoint]:
    """All zeros of a system, or those that it has with numbers for one variable, or for two, where there is no end of them."""
    if len(variables) > MOST_UNKNOWN:
        return
    points, is_endless = _solved(polys, variables)
    yield from points
    if not is_endless:
        return
    for count in (1, 2):
        for places in itertools.combinations(range(len(variables)), count):
            if count == len(variables):
                return
            for values in combinations([variables[place] for place in places], MOST_SYSTEMS):
                fixed = [_fixed(place, value, len(variables)) for place, value in zip(places, values, strict=True)]
                yield from _solved([*polys, *fixed], variables)[0]


def _in_groups(polys: Sequence[Terms], variables: Sequence[Variable], groups: Sequence[Sequence[int]]) -> Iterator[RealPoint]:
    """The zeros for each array in turn, small ones first, with small numbers without a pattern for all else."""
    choices = [small_values(variable) for variable in variables]
    for turn in range(MOST_TURNS):
        for group in sorted(groups, key=len):
            if len(group) > MOST_IN_GROUP:
                continue
            numbers = {place: choice[(3 * place + (turn + 1) * place * place + turn + 1) % len(choice)]
                       for place, choice in enumerate(choices) if place not in group and choice}
            left = [with_numbers(terms, numbers) for terms in polys]
            alone = [{tuple([exponents[place] for place in group]): value for exponents, value in terms.items()} for terms in left if terms]
            if len(numbers) + len(group) < len(variables) or not alone:
                continue
            for point in _solved(alone, [variables[place] for place in group])[0]:
                roots = dict(zip(group, point.roots, strict=True))
                yield RealPoint(tuple([roots[place] if place in roots else _number(numbers[place]) for place in range(len(variables))]))


def _fixed(place: int, value: Fraction, count: int) -> Terms:
    """The polynomial x − value for the variable at a place."""
    terms = {tuple([int(at == place) for at in range(count)]): Fraction(1)}
    return {**terms, (0,) * count: -value} if value else terms


def _solved(polys: Sequence[Terms], variables: Sequence[Variable]) -> tuple[Sequence[RealPoint], bool]:
    """Some zeros, and whether there may be more."""
    try:
        found = solve(polys, variables)
    except EndlessError as error:
        return error.points, True
    except UnsolvedError:
        return (), True
    return [point for point in found if all(map(_is_in_domain, point.roots, variables))], False
