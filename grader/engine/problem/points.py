"""Draw points: random rationals of the domain from the secret salt, friendly ones for counterexamples, and the sweep of the search.

A point is a dict from variable to its rational value.  Random points have random odd denominators of 60 bits; at dyadic points
``sin(2^60 pi x)`` would be zero.  They come from HMAC-SHA256(salt, problem id) and are the same for all answers of a run.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from flint import fmpq

from grader.engine.problem.domain import Interval, interval
from grader.engine.values.draws import Stream
from grader.model import Variable

Point = dict[str, Fraction]

_WIDTHS = (3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 12.0, 0.5, 40.0, 6.0, 150.0, 0.05)
"""Range of ``real`` for the first, second, … point: spread over [-3, 3] first, then wider and narrower."""

_WHOLE = ((1, 12), (1, 12), (13, 200), (1, 64), (1_000, 1_000_000), (200, 20_000))
"""Natural numbers at the first, second, … point: a polynomial that is zero at the small ones is not at the others."""

_FRIENDLY = [Fraction(*pair) for pair in ((1, 1), (2, 1), (-1, 1), (3, 1), (-2, 1), (1, 2), (0, 1), (5, 1), (-3, 1), (-1, 2), (4, 1),
                                          (1, 3), (10, 1), (-5, 1), (-10, 1), (100, 1))]
_FRIENDLY_WHOLE = [Fraction(number) for number in (1, 2, 3, 5, 20, 50, 4, 10, 100)]


def random_points(variables: tuple[Variable, ...], salt: str, problem: str) -> Iterator[Point]:
    """Endless points of the domain, spread over moderate ranges first."""
    stream = Stream(salt, f"points|{problem}")
    has_whole = any(interval(variable).whole for variable in variables)
    for count in itertools.count():
        width, least, most = _WIDTHS[count % len(_WIDTHS)], *_WHOLE[count % len(_WHOLE)]
        if has_whole and most > 100:
            # Beside a large exponent only a small base leaves anything else to be seen.
            width = min(width, 0.9)
        yield {variable.name: _random_value(interval(variable), stream, width, (least, most)) for variable in variables}


def _random_value(domain: Interval, stream: Stream, width: float, whole: tuple[int, int]) -> Fraction:
    low, high = domain.low, domain.high
    if domain.whole:
        return Fraction(whole[0] + stream.bits(64) % (whole[1] - whole[0] + 1))
    if math.isinf(low) and math.isinf(high):
        size, (over, under) = Fraction(width), stream.over_and_under()
        return Fraction(size.numerator * (2 * over - under), size.denominator * under)
    if math.isinf(high):
        return Fraction(low) + Fraction(width) * stream.unit()
    if math.isinf(low):
        return Fraction(high) - Fraction(width) * stream.unit()
    return Fraction(low) + (Fraction(high) - Fraction(low)) * stream.unit()


def friendly_points(variables: tuple[Variable, ...], most: int = 60) -> list[Point]:
    """Points of small integers and simple fractions, the nicest first: all ones, then one coordinate at a time, …

    For the entries of matrices: all ones, then small integers without a pattern, at which a matrix is hardly ever singular.
    """
    choices = [_friendly_values(interval(variable)) for variable in variables]
    if len(variables) > MOST_IN_TURN:
        return _mixed(variables, choices, most)
    return [{variable.name: choice[index] for variable, choice, index in zip(variables, choices, rank, strict=True)}
            for rank in _ranks([min(len(choice), 16 if len(variables) == 1 else 6) for choice in choices], most)]


MOST_IN_TURN = 6
_SMALL = 5


def _mixed(variables: tuple[Variable, ...], choices: list[list[Fraction]], most: int) -> list[Point]:
    stream = Stream("friendly", "points")
    first = {variable.name: choice[0] for variable, choice in zip(variables, choices, strict=True)}
    others = [{variable.name: choice[stream.bits(16) % min(len(choice), _SMALL if index > most // 4 else 2)]
               for variable, choice in zip(variables, choices, strict=True)} for index in range(most - 1)]
    return [first, *others]


def _ranks(lengths: list[int], most: int) -> list[tuple[int, ...]]:
    """The first index tuples by their largest index, then by their sum."""
    found: list[tuple[int, ...]] = []
    for level in range(max(lengths, default=1)):
        box = itertools.product(*[range(min(length, level + 1)) for length in lengths])
        shell = [rank for rank in itertools.islice(box, 20_000) if max(rank, default=0) == level]
        found += sorted(shell, key=lambda rank: (sum(rank), rank))
        if len(found) >= most:
            break
    return found[:most]


def _friendly_values(domain: Interval) -> list[Fraction]:
    inside = [value for value in _FRIENDLY if domain.holds(value)]
    if domain.whole:
        return _FRIENDLY_WHOLE
    if (math.isinf(domain.low) and math.isinf(domain.high)) or len(inside) > 5:
        return inside
    low = domain.low if not math.isinf(domain.low) else domain.high - 3
    high = domain.high if not math.isinf(domain.high) else domain.low + 3
    found = list(inside)
    for denominator in range(1, 65):
        first = math.ceil(low * denominator)
        for numerator in range(first, min(first + 40, math.floor(high * denominator) + 1)):
            value = Fraction(numerator, denominator)
            if domain.holds(value) and value not in found:
                found.append(value)
                if len(found) >= 8:
                    return found
    return found or [Fraction((domain.low + domain.high) / 2)]


def sweep(variables: tuple[Variable, ...], salt: str, problem: str, count: int = 384) -> tuple[dict[str, list[float]], int]:
    """Points for the search, one list of floats a variable: random ones first (their number is returned), then edges, tiny and large
    values of every sign.  A float is a rational too: what is found at one is shown exactly.
    """
    stream = Stream(salt, f"sweep|{problem}")
    points: dict[str, list[float]] = {}
    longest, has_whole = max(len(_special(interval(variable))) for variable in variables), False
    for variable in variables:
        domain = interval(variable)
        units = stream.units(count + longest)
        special = _special(domain)
        points[variable.name] = [_probe(domain, unit, _SWEPT[index % 4]) for index, unit in enumerate(units[:count])]
        if domain.whole and not has_whole:
            # All residues of small periods, each beside numbers of several sizes.
            points[variable.name][::2] = [float(1 + index % RUN) for index in range(len(points[variable.name][::2]))]
            has_whole = True
        # Each special value once or more, in an order of its own for each variable.
        order = sorted(range(longest), key=units[count:].__getitem__)
        points[variable.name] += [special[place % len(special)] for place in order]
    return points, count


_SWEPT = (3.0, 3.0, 0.9, 10.0)
RUN = 32
"""So many natural numbers in a row hold all residues of every period up to it."""


def consecutive(variables: tuple[Variable, ...], salt: str, problem: str) -> Iterator[Point]:
    """For every natural variable points with so many consecutive values, the first between 200 and 20,000; the others are random."""
    stream = Stream(salt, f"consecutive|{problem}")
    for moving in (variable for variable in variables if interval(variable).whole):
        point = {variable.name: _random_value(interval(variable), stream, 0.9, (1, 12)) for variable in variables}
        first = 200 + stream.bits(64) % 19_800
        for number in range(RUN):
            yield {**point, moving.name: Fraction(first + number)}


def _probe(domain: Interval, unit: float, width: float) -> float:
    """A value of the domain for a random number between 0 and 1."""
    low, high = domain.low, domain.high
    if domain.whole:
        # Half of them up to 12, the others of every size up to a million.
        return float(1 + int(unit * 24)) if unit < 0.5 else float(int(2 ** (40 * unit - 20)))
    if math.isinf(low) and math.isinf(high):
        return width * (2 * unit - 1)
    if math.isinf(high):
        high = low + width
    elif math.isinf(low):
        low = high - width
    # Rounding may reach an end; a hair inside both of them it is in the domain for certain.
    return min(max(low + (high - low) * unit, math.nextafter(low, math.inf)), math.nextafter(high, -math.inf))


@lru_cache(maxsize=4096)
def _special(domain: Interval) -> list[float]:
    """Values near the edges, tiny, large and of every sign that the domain has."""
    sizes = [2.0**-20, 2.0**-10, 0.0625, *map(float, range(1, 31)), 50.0, 100.0, *[10.0**power for power in (3, 4, 5, 6, 7, 8, 9, 12)]]
    values = [sign * (size + shift) for size in sizes for sign in (1, -1) for shift in (0, 0.375)]
    for edge in (domain.low, domain.high):
        if not math.isinf(edge):
            values += [edge + sign * size for size in sizes[:4] for sign in (1, -1)]
    return [value for value in values if domain.holds(Fraction(value))] or [_probe(domain, 0.5, 1.0)]


def exact(point: Point) -> dict[str, fmpq]:
    """The point as flint's rationals."""
    return {name: fmpq(value.numerator, value.denominator) for name, value in point.items()}
