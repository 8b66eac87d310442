"""Compare both sides at the borders between cases, where each side has the value of one of its cases."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb

from grader.engine.branches.analytic import UnresolvedError
from grader.engine.branches.analytic_zeros import Border
from grader.engine.branches.pieces import analytic_borders
from grader.engine.ladder.border_points import Look, points_on, to_be_looked_at
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.evidence import differs_exactly
from grader.engine.ladder.finding import UNDECIDED, Finding
from grader.engine.ladder.refute import differing, refuted
from grader.engine.problem.at_sizes import BALLS, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.points import Point
from grader.engine.program.program import bind, load, run
from grader.engine.values.balls import FAST, NOTHING, Ball, constant, exact_ball
from grader.engine.values.numbers import CHOOSING, Numbers
from grader.engine.values.precision import AGREE_BITS, precision

BITS = 4_096
MOST_CROSSINGS = 200
"""Places on borders, on each side of the others, and where borders meet."""
MOST_FRIENDLY = 12
"""Points of small numbers at which a difference at a border is looked for, to be shown."""
BESIDE = 400
"""The truth is looked at 2^-400 beside a border, for its limit there."""
MOST_SIDES = 8
"""Sides of a place where borders meet that are looked at; an answer that differs from the truth on all of these is open."""
MEETING = 1_000
"""Values at a border are equal if they differ by less than 2^-1000, however large they are: 4,096 bits leave room for roots of zero."""
LIMIT = 120
"""A value at a border is the limit there if it is within 2^-120 of the truth beside it."""
TINY = 2_048
"""A condition that is below 2^-2048 at an exact border is taken for zero there: what is not zero has a border of its own beside it."""


def finding_at_borders(comparison: Comparison, finding: Finding) -> Finding:
    """Return the finding of an answer that is right elsewhere, if it is right at the borders between cases too; else a refutation there.

    At a border that is no rational number a difference is not shown, and a person looks.
    """
    looks = to_be_looked_at(comparison)
    if looks is None:
        # Too many signs for a look at each: they are seen beside their borders, as all that has no cases.
        return UNDECIDED if comparison.has_cases else finding
    if not looks:
        return finding
    answer = comparison.answer
    try:
        borders = analytic_borders(answer.instance.variables, (answer.instance.program, answer.program), comparison.branching)
    except UnresolvedError:
        return _at_points(comparison, looks) or finding
    return _at_crossings(comparison, borders) or _at_points(comparison, [look for look in looks if look.choice.is_of_several]) or finding


def _at_crossings(comparison: Comparison, borders: dict[str, list[Border | None]]) -> Finding | None:
    """Compare on every border of every variable, on each side of those of the others, and where borders of several variables meet."""
    [base] = comparison.instance.samples(1)
    every = itertools.product(*[[*found[1:-1], *itertools.starmap(_between, itertools.pairwise(found))] for found in borders.values()])
    for crossing in itertools.islice(every, MOST_CROSSINGS):
        at = {name: place for name, place in zip(borders, crossing, strict=True) if isinstance(place, Border)}
        beside = {name: place for name, place in zip(borders, crossing, strict=True) if isinstance(place, Fraction)}
        other = _at_border(comparison.answer, comparison.chosen, Sample({**base.point, **beside}, base.family), at) if at else None
        if other is not None:
            return other
    return UNDECIDED if next(every, None) is not None else None


def _between(left: Border | None, right: Border | None) -> Fraction:
    """A number between two borders, or beyond one."""
    if left is not None and right is not None:
        return left.high + (right.low - left.high) * Fraction(3, 7)
    if left is not None:
        return left.high + 1 + abs(left.high) / 3
    return Fraction(0) if right is None else right.low - 1 - abs(right.low) / 3


def _at_points(comparison: Comparison, looks: list[Look]) -> Finding | None:
    """Look at one point on each border that needs a look."""
    [base] = comparison.instance.samples(1)
    for look in looks:
        points = points_on(look.choice, comparison.instance)
        if points is None:
            return _at_friendly_points(comparison) or UNDECIDED
        for point in points:
            other = _at_point(comparison, look, Sample(point, base.family))
            if other is not None:
                return other
    return None


def _at_point(comparison: Comparison, look: Look, sample: Sample) -> Finding | None:
    """Compare at a rational point where a condition is exactly zero."""
    answer, chosen = comparison.answer, comparison.chosen
    place = differs_exactly(answer, chosen, sample)
    if place is not None:
        return refuted(answer, chosen, place, sample, AGREE_BITS)
    with precision(BITS):
        pairs = pairs_at(answer, chosen, sample.family.over(EXACT), balls_of(sample.point))
    there = [(t, s) for (t, s), output in zip(pairs, answer.outputs, strict=True)
             if s.is_finite() and (not look.choice.is_mine or output in look.outputs)]
    seen = [(t, s) for t, s in there if t.is_finite()]
    with precision(BITS):
        alike = all(_meet(t, s) for t, s in seen)
        if alike and len(seen) < len(there):
            across = {name: exact_ball(sample.point[name]) for name in look.choice.names[:1] if name in sample.point}
            alike = _goes_on(answer, chosen, sample, across, [s for _, s in pairs])
    if not alike:
        return _at_friendly_points(comparison) or UNDECIDED
    # What holds on a border alone, and there only on one side of another border, is not seen at one point.
    return UNDECIDED if seen and look.is_thin and look.has_others else None


def _at_friendly_points(comparison: Comparison) -> Finding | None:
    """The refutation at a point of small whole numbers, where balls see that a condition is exactly zero."""
    answer, chosen = comparison.answer, comparison.chosen
    for sample in itertools.islice(comparison.instance.friendly(), MOST_FRIENDLY):
        with precision(AGREE_BITS):
            place = differing(answer, chosen, sample, AGREE_BITS)
        if place is not None:
            return refuted(answer, chosen, place, sample, AGREE_BITS)
    return None


def _at_border(answer: Compiled, chosen: tuple[int, ...], base: Sample, at: dict[str, Border]) -> Finding | None:
    if all(border.low == border.high for border in at.values()):
        other = _at_numbers(answer, chosen, base, {name: border.low for name, border in at.items()})
        if other is not None:
            return other
    with precision(BITS):
        numbers = base.family.over(EXACT if all(border.exact is not None for border in at.values()) else _BOTH)
        places = {name: border.ball(BITS) for name, border in at.items()}
        pairs = pairs_at(answer, chosen, numbers, balls_of(base.point) | places)
        alike = all(not t.is_finite() or not s.is_finite() or _meet(t, s) for t, s in pairs)
        if alike and any(s.is_finite() and not t.is_finite() for t, s in pairs):
            alike = _goes_on(answer, chosen, base, places, [s for _, s in pairs])
    return None if alike else UNDECIDED


def _goes_on(answer: Compiled, chosen: tuple[int, ...], base: Sample, places: dict[str, Ball], values: list[Ball]) -> bool:
    """Whether the answer's values at a border are those of the truth beside it, wherever the truth has one limit from all sides.

    A derivative that has one limit has a value at the border too, though no formula gives it: 2|x| is that of x|x|, also at 0.
    """
    known, step = balls_of(base.point), arb(2) ** -BESIDE
    # Opposite sides go together, so that each of the borders is crossed, however many meet here.
    first = itertools.islice(itertools.product((1, -1), repeat=len(places)), MOST_SIDES // 2)
    around_it = dict.fromkeys(tuple([side * sign for sign in signs]) for signs in first for side in (1, -1))
    sides = [pairs_at(answer, chosen, base.family.over(BALLS),
                      known | {name: place + sign * step for (name, place), sign in zip(places.items(), signs, strict=True)})
             for signs in around_it]
    limits = zip(*[[t for t, _ in side] for side in sides], strict=True)
    return all(not value.is_finite() or not _has_a_limit(around) or _meet(around[0], value, LIMIT)
               for value, around in zip(values, limits, strict=True))


def _at_numbers(answer: Compiled, chosen: tuple[int, ...], base: Sample, at: Point) -> Finding | None:
    """Return the refutation where some variables have rational values: by balls, or exactly, as no ball around 1/3 tells 3x − 1 from 0."""
    instance, there = answer.instance, Sample({**base.point, **at}, base.family)
    sample = instance.sample(there.point, base.family) or instance.sample(there.point, base.family, BITS)
    place = differs_exactly(answer, chosen, there)
    if sample is not None:
        for bits in (AGREE_BITS, BITS):
            with precision(bits):
                place = place or differing(answer, chosen, sample, bits)
    if place is None:
        return None
    nicer = (Sample({**other.point, **at}, other.family) for other in itertools.islice(instance.friendly(), MOST_FRIENDLY))
    shown = next((other for other in nicer if differs_exactly(answer, chosen, other) == place), sample or there)
    return refuted(answer, chosen, place, shown, AGREE_BITS)


def pairs_at(answer: Compiled, chosen: tuple[int, ...], numbers: Numbers, values: dict[str, Ball]) -> list[tuple[Ball, Ball]]:
    """The truth's entries and the answer's for these values of the variables."""
    known = answer.instance.entries_over(numbers, values)
    truth = answer.instance.truth_over(numbers, known)
    slots = run(bind(answer.program, numbers.table), load(answer.program, constant, known))
    return [(truth[number], slots[output]) for number, output in zip(chosen, answer.outputs, strict=True)]


def balls_of(point: Point) -> dict[str, Ball]:
    """The numbers of a point at the working precision."""
    return {name: exact_ball(value) for name, value in point.items()}


def _meet(a: Ball, b: Ball, bits: int = MEETING) -> bool:
    return bool(abs(a - b) < arb(2) ** -bits)


def _has_a_limit(around: tuple[Ball, ...]) -> bool:
    """Whether the values beside a border may have one limit there."""
    return all(t.is_finite() and abs(around[0] - t) < (1 + abs(t)) * arb(2) ** -60 for t in around)


def _choosing(at_zero: int, is_exact: bool) -> Callable[[Ball, Ball, Ball], Ball]:
    """A choice whose condition may be zero: then the value at zero, or what both values have in common."""
    def choose(c: Ball, a: Ball, b: Ball) -> Ball:
        if c.is_finite() and (c > 0 or c < 0):
            return a if c > 0 else b
        if not c.is_finite() or not at_zero:
            return NOTHING
        if is_exact and abs(c) < arb(2) ** -TINY:
            return a if at_zero > 0 else b
        return a.union(b)

    return choose


def _sign(c: Ball) -> Ball:
    return arb(0) if abs(c) < arb(2) ** -TINY else FAST["sign"](c)


def _numbers(is_exact: bool) -> Numbers:
    table: dict[Any, Any] = {**FAST, **{name: _choosing(at_zero, is_exact) for name, at_zero in CHOOSING.items()}}
    if is_exact:
        table["sign"] = _sign
    return Numbers(table, constant, arb)


EXACT, _BOTH = _numbers(True), _numbers(False)
