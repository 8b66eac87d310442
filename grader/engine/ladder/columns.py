"""Both sides of a comparison at many points at once, in floats: where they seem to differ, and where a step may change its sign.

A column holds one coordinate, or one value, at all points.  Nothing here decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from grader.engine.problem.at_sizes import Instance
from grader.engine.program.program import Bound, Program, bind, load, run
from grader.engine.values.abstract import Family
from grader.engine.values.floats import floats, numpy
from grader.engine.values.numbers import Numbers


def entries(instance: Instance, points: Mapping[str, Any], family: Family) -> dict[str, Any]:
    """The entries of all arrays at all points."""
    with numpy().errstate(all="ignore"):
        return instance.entries_over(family.over(floats()), points)


def truth(instance: Instance, points: Mapping[str, Any], family: Family) -> tuple[dict[str, Any], list[Any]]:
    """The entries of all arrays and the truth's entries at all points; not-a-number where undefined."""
    np = numpy()
    known = entries(instance, points, family)
    some = np.zeros_like(next(iter(points.values())))
    with np.errstate(all="ignore"):
        return known, [value + some for value in instance.truth_over(family.over(floats()), known)]


def values(program: Program, outputs: Iterable[int], known: Mapping[str, Any], family: Family) -> list[Any]:
    """Some slots of a program at all points; not-a-number where undefined."""
    numbers = family.over(floats())
    with numpy().errstate(all="ignore"):
        return _values(program, bind(program, numbers.table), numbers, outputs, known)


def _values(program: Program, bound: Bound, numbers: Numbers, outputs: Iterable[int], known: Mapping[str, Any]) -> list[Any]:
    np = numpy()
    some = np.zeros_like(next(iter(known.values())))
    slots = run(bound, load(program, numbers.leaf, known))
    for need in program.needs:
        some = np.where(np.isnan(slots[need]), np.nan, some)
    return [slots[output] + some for output in outputs]


def differing(a: Any, b: Any) -> list[int]:
    """Indices where two arrays of values differ visibly, the largest relative difference first, then where only ``b`` has no value."""
    np = numpy()
    with np.errstate(all="ignore"):
        gap = np.abs(a - b) / (1 + np.abs(a) + np.abs(b))
        gap = np.where(np.isfinite(gap), gap, 0.0)
    order = np.argsort(-gap, kind="stable")[:8]
    missing = np.flatnonzero(np.isfinite(a) & ~np.isfinite(b))[:8]
    return [int(index) for index in order if gap[index] > 1e-9] + [int(index) for index in missing]


STARTS = 64
MOST_CROSSINGS = 24
NEWTON_STEPS = 30
"""Enough for double roots, where the method is slow: the argument of a root may be a square."""
_NEAR = (1e-6, 1e-3, 0.05)


def crossings(instance: Instance, part: Program, points: Mapping[str, Any], name: str, family: Family) -> dict[str, Any]:
    """Points on both sides of where a program's only value changes its sign along one variable, by Newton's method from several starts.

    A region where an argument has the other sign may be narrow or far away: no sweep meets ``(x-60)(x-61) < 0`` by chance.
    """
    np = numpy()
    others = {other: column[:STARTS] for other, column in points.items()}
    twice = {other: np.concatenate((column, column)) for other, column in others.items()}
    numbers, x = family.over(floats()), others[name]
    bound = bind(part, numbers.table)
    with np.errstate(all="ignore"):
        for _ in range(NEWTON_STEPS):
            step = 1e-6 * (1 + np.abs(x))
            known = instance.entries_over(numbers, {**twice, name: np.concatenate((x, x + step))})
            here, there = np.split(_values(part, bound, numbers, part.outputs, known)[0], 2)
            move = here * step / (there - here)
            reach = 10 * (1 + np.abs(x))
            x = x - np.where(np.isfinite(move), np.clip(move, -reach, reach), 0.0)
        converged = np.abs(move) <= 1e-3 * (1 + np.abs(x))
    found = _first_places(np.round(np.arcsinh(np.where(converged, x, np.nan)), 4))
    found = [index for index in found if converged[index]][:MOST_CROSSINGS]
    sides = [sign * distance for distance in _NEAR for sign in (1, -1)]
    moved = {other: np.repeat(column[found], len(sides)) for other, column in others.items()}
    moved[name] = np.concatenate([x[index] + (1 + abs(x[index])) * np.array(sides) for index in found]) if found else x[:0]
    return moved


def _first_places(column: Any) -> Any:
    """Return where in a column each of its values comes first, in the order of the values.

    ``numpy.unique`` would do, but imports masked arrays the first time, which takes as long as a hundred answers.
    """
    np = numpy()
    order = np.argsort(column, kind="stable")
    is_first = np.ones(len(column), dtype=bool)
    is_first[1:] = column[order][1:] != column[order][:-1]
    return order[is_first]


MOST_COORDINATES = 12
"""Coordinates of crossings along one variable that are combined with those along the others."""


def crossed(found: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Points at which several variables have coordinates of their crossings at once: where two borders meet there may be a small piece."""
    np = numpy()
    coordinates: dict[str, Any] = {}
    for name in dict.fromkeys(name for name, _ in found):
        places = np.concatenate([points[name] for other, points in found if other == name])
        places = places[_first_places(places)]
        coordinates[name] = places[np.linspace(0, len(places) - 1, min(len(places), MOST_COORDINATES)).astype(int)]
    names = [name for name, places in coordinates.items() if len(places)][:3]
    if len(names) < 2:
        return []
    grid = [axis.ravel() for axis in np.meshgrid(*[coordinates[name] for name in names], indexing="ij")]
    others = {name: np.resize(column, len(grid[0])) for _, points in found for name, column in points.items() if len(column)}
    return [{**others, **dict(zip(names, grid, strict=True))}]


def arrays(points: Mapping[str, list[float]]) -> dict[str, Any]:
    """The coordinates of all points, one array a variable."""
    np = numpy()
    return {name: np.array(values) for name, values in points.items()}


def joined(columns: list[Any]) -> Any:
    """Arrays of coordinates one behind the other."""
    return numpy().concatenate(columns)


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
    np = numpy()
    names = [variable.name for variable in instance.variables]
    random = np.random.default_rng(1)
    points = {name: _starts(np, random, domains[name], DESCENT_STARTS) for name in names}

    def value(at: Mapping[str, Any]) -> Any:
        return values(part, part.outputs, entries(instance, at, family), family)[0]

    with np.errstate(all="ignore"):
        if len(names) == 1 and len(part.steps) <= MOST_WIDE_STEPS and np.isinf(domains[names[0]].high - domains[names[0]].low):
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
            step = 1e-4 + 1e-8 * np.abs(x)
            less, here, more = [side * value({**points, name: x + shift}) for shift in (-step, 0 * step, step)]
            bend = more - 2 * here + less
            move = np.where(bend > 0, (more - less) * step / (2 * bend), np.sign(more - less) * 0.1 * (1 + np.abs(x)))
            moved = x - np.where(np.isfinite(move), np.clip(move, -1 - np.abs(x), 1 + np.abs(x)), 0.0)
            moved = np.clip(moved, domains[name].low, domains[name].high)
            points[name] = np.where(side * value({**points, name: moved}) <= here, moved, x + (moved - x) / 8)
    return points


def _grid(np: Any, domain: Any) -> Any:
    low = max(domain.low, -WIDE) if np.isinf(domain.high) else domain.high - 2 * WIDE
    return np.arange(low, min(domain.high, low + 2 * WIDE), STRIDE) + 0.37 * STRIDE


def _nearest(np: Any, value: Callable[[Mapping[str, Any]], Any], points: dict[str, Any], most: int) -> dict[str, Any]:
    """The points at which a value is nearest to zero, the nearest first."""
    size = np.abs(value(points))
    size = np.where(np.isfinite(size), size, np.inf)
    if most < len(size):
        best = np.argpartition(size, most)[:most]
        points, size = {name: column[best] for name, column in points.items()}, size[best]
    order = np.argsort(size, kind="stable")
    return {name: column[order] for name, column in points.items()}


def _starts(np: Any, random: Any, domain: Any, count: int) -> Any:
    low, high = domain.low, domain.high
    if not np.isinf(high - low):
        return random.uniform(low, high, count)
    spread = random.uniform(0, 3, count) * random.choice([0.1, 1.0, 1.0, 10.0], count)
    if np.isinf(low) and np.isinf(high):
        return spread * random.choice([-1.0, 1.0], count)
    return low + spread if np.isinf(high) else high - spread
