"""Evaluate both sides at many points at once, in floats: find where they seem to differ, and where a step may change its sign.

A column holds one coordinate, or one value, at all points.  Floats only propose; nothing is decided here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, cycle, islice, product
from math import inf, isfinite, isinf, nan
from typing import Any

from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.compiled import Compiled
from grader.engine.program.program import Bound, Program, bind, load, run
from grader.engine.values import lists
from grader.engine.values.abstract import Family
from grader.engine.values.floats import arrays, few_floats, floats, longest
from grader.engine.values.numbers import Numbers


def entries(instance: Instance, points: Mapping[str, Any], family: Family) -> dict[str, Any]:
    """The entries of all arrays at all points."""
    with arrays().errstate(all="ignore"):
        return instance.entries_over(family.over(floats()), points)


VISIBLE = 1e-9
"""A relative difference of floats that is looked into."""

MOST_NUMBERS = 8_388_608
"""Numbers that are kept at once while the truth is computed at many points: 64 MB."""


def truth(instance: Instance, points: Mapping[str, Any], family: Family) -> tuple[dict[str, Any], list[Any]]:
    """The entries of all arrays and the truth's entries at all points; not-a-number where undefined."""
    np = arrays()
    known = entries(instance, points, family)
    some = np.zeros_like(next(iter(points.values())))
    with np.errstate(all="ignore"):
        parts = [[value + some[at] for value in instance.truth_over(family.over(floats()), _part(known, at))]
                 for at in _slices(len(some), instance.steps)]
    return known, [np.concatenate(column) for column in zip(*parts, strict=True)] if len(parts) > 1 else parts[0]


def _slices(count: int, each: int) -> list[slice]:
    """So many points in parts, of which each takes so many numbers, that not too many are kept at once."""
    most = max(1, MOST_NUMBERS // max(1, each))
    return [slice(start, start + most) for start in range(0, max(1, count), most)]


def _part(known: Mapping[str, Any], at: slice) -> dict[str, Any]:
    return {name: column[at] if getattr(column, "ndim", 0) else column for name, column in known.items()}


def values(program: Program, outputs: Iterable[int], known: Mapping[str, Any], family: Family) -> list[Any]:
    """Some slots of a program at all points; not-a-number where undefined."""
    numbers = family.over(floats())
    with arrays().errstate(all="ignore"):
        return _values(program, bind(program, numbers.table), numbers, outputs, known)


def unlike(answer: Compiled, chosen: tuple[int, ...], known: Mapping[str, Any], truth: list[Any], family: Family) -> list[int]:
    """Return the places of a few points where the truth is finite, and the answer is not or is not like it; NumPy is not imported."""
    numbers = family.over(few_floats())
    slots = run(bind(answer.program, numbers.table), load(answer.program, numbers.leaf, known))
    count = len(next(iter(known.values())))
    found = {place for need in answer.program.needs for place, value in enumerate(_each(slots[need], count)) if not isfinite(value)}
    for number, output in zip(chosen, answer.outputs, strict=True):
        sides = zip(_each(truth[number], count), _each(slots[output], count), strict=True)
        found |= {place for place, (a, b) in enumerate(sides) if isfinite(a) and not abs(a - b) <= VISIBLE * (1 + abs(a) + abs(b)) < inf}
    return sorted(found)


def _each(values: Any, count: int) -> list[float]:
    """Return a column of lists, or a number that is the same at all points, as a list."""
    return values.values if type(values) is lists.Column else [values] * count


def _values(program: Program, bound: Bound, numbers: Numbers, outputs: Iterable[int], known: Mapping[str, Any]) -> list[Any]:
    np = arrays()
    some = np.zeros_like(next(iter(known.values())))
    slots = run(bound, load(program, numbers.leaf, known))
    for need in program.needs:
        some = np.where(np.isnan(slots[need]), nan, some)
    return [slots[output] + some for output in outputs]


def differing(a: Any, b: Any) -> list[int]:
    """Indices where two arrays of values differ visibly, the largest relative difference first, then where only ``b`` has no value."""
    np = arrays()
    with np.errstate(all="ignore"):
        gap = abs(a - b) / (1 + abs(a) + abs(b))
        gap = np.where(np.isfinite(gap), gap, 0.0)
    apart = np.flatnonzero(gap > VISIBLE)
    order = apart[np.argsort(-gap[apart], kind="stable")[:8]]
    missing = np.flatnonzero(np.isfinite(a) & ~np.isfinite(b))[:8]
    return [*order.tolist(), *missing.tolist()]


STARTS = 64
MOST_CROSSINGS = 24
NEWTON_STEPS = 30
"""Enough for double roots, where the method is slow: the argument of a root may be a square."""
_NEAR = (1e-6, 1e-3, 0.05)


def crossings(instance: Instance, part: Program, points: Mapping[str, Any], name: str, family: Family) -> dict[str, Any]:
    """Points on both sides of where a program's only value changes its sign along one variable, by Newton's method from several starts.

    A region where an argument has the other sign may be narrow or far away: no sweep meets ``(x-60)(x-61) < 0`` by chance.
    """
    np = arrays()
    others = {other: column[:STARTS] for other, column in points.items()}
    twice = {other: np.concatenate((column, column)) for other, column in others.items()}
    numbers, x = family.over(floats()), others[name]
    bound = bind(part, numbers.table)
    with np.errstate(all="ignore"):
        for _ in range(NEWTON_STEPS):
            step = 1e-6 * (1 + abs(x))
            known = instance.entries_over(numbers, {**twice, name: np.concatenate((x, x + step))})
            both, = _values(part, bound, numbers, part.outputs, known)
            here, there = both[:len(x)], both[len(x):]
            move = here * step / (there - here)
            reach = 10 * (1 + abs(x))
            x = x - np.where(np.isfinite(move), np.clip(move, -reach, reach), 0.0)
        converged = abs(move) <= 1e-3 * (1 + abs(x))
    found = _first_places(np.rint(1e4 * np.arcsinh(np.where(converged, x, nan))))
    found = [index for index in found if converged[index]][:MOST_CROSSINGS]
    sides = [sign * distance for distance in _NEAR for sign in (1, -1)]
    moved = {other: np.array([at for at in column[found].tolist() for _ in sides]) for other, column in others.items()}
    moved[name] = np.array([at + (1 + abs(at)) * side for at in x[found].tolist() for side in sides])
    return moved


def _first_places(column: Any) -> list[int]:
    """Return where in a column each of its values comes first, in the order of the values.

    ``numpy.unique`` would do, but imports masked arrays the first time, which takes as long as a hundred answers.
    """
    order = arrays().argsort(column, kind="stable")
    values = column[order].tolist()
    return [place for place, value, before in zip(order, values, [None, *values], strict=False) if value != before]


MOST_COORDINATES = 12
"""Coordinates of crossings along one variable that are combined with those along the others."""


def crossed(found: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Points at which several variables have coordinates of their crossings at once: where two borders meet there may be a small piece."""
    coordinates: dict[str, list[float]] = {}
    for name in dict.fromkeys(name for name, _ in found):
        places = sorted(set(chain.from_iterable(points[name].tolist() for other, points in found if other == name)))
        last, count = len(places) - 1, min(len(places), MOST_COORDINATES)
        coordinates[name] = [places[int(number * (last / (count - 1)))] for number in range(count - 1)] + places[-1:]
    names = [name for name, places in coordinates.items() if places][:3]
    if len(names) < 2:
        return []
    grid = dict(zip(names, zip(*product(*[coordinates[name] for name in names]), strict=True), strict=True))
    count = len(grid[names[0]])
    others = {name: islice(cycle(column.tolist()), count) for _, points in found for name, column in points.items() if len(column)}
    return [of_points({**others, **grid})]


def of_points(points: Mapping[str, Iterable[float]]) -> dict[str, Any]:
    """Return the coordinates of all points, one column a variable."""
    np = arrays()
    return {name: np.array(list(values)) for name, values in points.items()}


def joined(columns: list[Any]) -> Any:
    """Return columns of coordinates one after the other as one."""
    return arrays().concatenate(columns)


def inside(points: Mapping[str, Any], name: str, low: float, high: float) -> dict[str, Any]:
    """The points whose coordinate of that name lies between two ends."""
    kept = (points[name] > low) & (points[name] < high)
    return {other: column[kept] for other, column in points.items()}


DESCENTS = 40
DESCENT_STARTS = 128
WIDE, STRIDE, MOST_WIDE_STEPS, WIDE_STARTS, WIDE_DESCENTS = 1 << 17, 0.25, 40, 4_096, 6
"""Of a short function of one variable without bounds, a grid so far on each side of zero is looked at; the best points go on."""


_SIDE = "~side"
"""Beside the coordinates of points, the sign of the value where they started."""


def minima(instance: Instance, part: Program, family: Family, domains: Mapping[str, Any], most: int) -> list[dict[str, float]]:
    """Points where the size of a value is least, by Newton's method along one coordinate after the other, from many starts."""
    np = arrays()
    names = [variable.name for variable in instance.variables]
    draws = random.Random(1)
    points = of_points({name: _starts(draws, domains[name], DESCENT_STARTS) for name in names})

    def value(at: Mapping[str, Any]) -> Any:
        return values(part, part.outputs, entries(instance, at, family), family)[0]

    with np.errstate(all="ignore"):
        if len(names) == 1 and len(part.steps) <= MOST_WIDE_STEPS and isinf(domains[names[0]].high - domains[names[0]].low):
            wide = _nearest(np, value, {names[0]: _grid(np, domains[names[0]])}, WIDE_STARTS)
            wide = _nearest(np, value, _descended(np, value, wide, domains, WIDE_DESCENTS), DESCENT_STARTS)
            points[_SIDE] = np.sign(value(points))
            points = {name: np.concatenate([column, wide[name]]) for name, column in points.items()}
        points = _descended(np, value, points, domains, max(3, DESCENTS // len(names)))
        points = _nearest(np, value, points, len(points[names[0]]))
    found = dict[tuple[float, ...], dict[str, float]]()
    for column in zip(*[points[name].tolist() for name in names], strict=True):
        found.setdefault(tuple([round(number, 3) for number in column]), dict(zip(names, column, strict=True)))
        if len(found) == most:
            break
    return list(found.values())


def _descended(np: Any, value: Callable[[Mapping[str, Any]], Any], points: dict[str, Any], domains: Mapping[str, Any],
               rounds: int) -> dict[str, Any]:
    """The points moved to where a value is nearer to zero than where they started first, or beyond."""
    points = dict(points)
    side = points.setdefault(_SIDE, np.sign(value(points)))
    for _ in range(rounds):
        for name in domains:
            x = points[name]
            step = 1e-4 + 1e-8 * abs(x)
            less, here, more = [side * value({**points, name: x + shift}) for shift in (-step, 0 * step, step)]
            bend = more - 2 * here + less
            move = np.where(bend > 0, (more - less) * step / (2 * bend), np.sign(more - less) * 0.1 * (1 + abs(x)))
            moved = x - np.where(np.isfinite(move), np.clip(move, -1 - abs(x), 1 + abs(x)), 0.0)
            moved = np.clip(moved, domains[name].low, domains[name].high)
            points[name] = np.where(side * value({**points, name: moved}) <= here, moved, x + (moved - x) / 8)
    return points


def _grid(np: Any, domain: Any) -> Any:
    low = max(domain.low, -WIDE) if isinf(domain.high) else domain.high - 2 * WIDE
    stride = max(STRIDE, 2 * WIDE / longest())
    return np.arange(low, min(domain.high, low + 2 * WIDE), stride) + 0.37 * stride


def _nearest(np: Any, value: Callable[[Mapping[str, Any]], Any], points: dict[str, Any], most: int) -> dict[str, Any]:
    """The points at which a value is nearest to zero, the nearest first."""
    size = abs(value(points))
    size = np.where(np.isfinite(size), size, inf)
    if most < len(size):
        best = np.argpartition(size, most)[:most]
        points, size = {name: column[best] for name, column in points.items()}, size[best]
    order = np.argsort(size, kind="stable")
    return {name: column[order] for name, column in points.items()}


def _starts(draws: random.Random, domain: Any, count: int) -> list[float]:
    low, high = domain.low, domain.high
    if not isinf(high - low):
        return [draws.uniform(low, high) for _ in range(count)]
    spread = [draws.uniform(0, 3) * draws.choice((0.1, 1.0, 1.0, 10.0)) for _ in range(count)]
    if isinf(low) and isinf(high):
        return [draws.choice((-1, 1)) * far for far in spread]
    return [low + far if isinf(high) else high - far for far in spread]
