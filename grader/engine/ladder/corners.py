"""The rung *corners*: look for a difference where random points miss it, in slivers, near zero and far out.

A term of the form |u| − u differs from zero only where u is negative, perhaps in a sliver around a minimum of u.  A steep function such as
tanh(10⁹ x) differs from its limit only near zero.  So this rung minimises the arguments of steps that branch, first in floats and then to
many digits, and moves points towards zero and towards infinity.  Only an answer that would be undecided comes here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from flint import arb

from grader.engine.branches.analytic import UnresolvedError
from grader.engine.branches.branching import Slots
from grader.engine.branches.pieces import analytic_borders
from grader.engine.ladder import columns
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import Finding
from grader.engine.ladder.refute import differing, refuted
from grader.engine.problem.at_sizes import BALLS, Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.domain import interval, rational_ends
from grader.engine.problem.points import Point
from grader.engine.program.program import Program, alone, bind, evaluate, leaves_of, load, run
from grader.engine.values.balls import Ball, constant, exact_ball
from grader.engine.values.precision import precision

BITS = 2_048
"""Precision at which the two sides are compared; that of minima is half of it."""
SCALES = tuple(1 << power for power in range(1, 11))
"""A point is divided and multiplied by two to these powers."""
MOST_ARGUMENTS = 4
MOST_MINIMA = 12
"""Minima of one argument that are followed to many digits."""
MOST_MOVED = 4
"""Variables that are moved one by one; more are moved together."""
MOST_STEPS = 400
"""Steps of a program that is computed to many digits."""
MOST_WORK = 300_000
"""Steps that are computed to many digits for all arguments of an answer; then no further minimum is followed."""
NEWTON_STEPS = 12
ROUNDINGS = (8, 24, 60, 200, 500)
"""A minimum is tried with so many binary places first."""


def refuted_in_corners(comparison: Comparison) -> Finding | None:
    """Return a refutation from a corner of the domain, if there is one."""
    answer, chosen = comparison.answer, comparison.chosen
    if len(answer.program.steps) + len(answer.instance.program.steps) > MOST_STEPS:
        return None
    for sample in _corners(answer, comparison.branching):
        with precision(BITS):
            place = differing(answer, chosen, sample, BITS)
            if place is not None:
                return refuted(answer, chosen, place, sample, BITS)
    return None


def _corners(answer: Compiled, slots: Slots) -> Iterator[Sample]:
    instance = answer.instance
    bases = instance.samples(2)
    for base in bases[:1]:
        yield from _scaled(instance, base)
    yield from _beside_borders(answer, slots, bases)
    if instance.has_whole:
        return
    work = _Work()
    for program, found in zip((instance.program, answer.program), slots, strict=True):
        arguments = dict.fromkeys(_core(program, program.steps[slot - len(program.leaves)][1]) for slot in found)
        for slot in islice(arguments, MOST_ARGUMENTS):
            yield from _minima(instance, alone(program, slot), bases, work)


def _beside_borders(answer: Compiled, slots: Slots, bases: list[Sample]) -> Iterator[Sample]:
    """Points very near the places where a branching step may change, where these are known."""
    try:
        borders = analytic_borders(answer.instance.variables, (answer.instance.program, answer.program), slots) if any(slots) else {}
    except UnresolvedError:
        return
    for name, found in borders.items():
        for border in found[1:-1][:MOST_ARGUMENTS]:
            if border is None or not bases:
                continue
            for scale in SCALES:
                for value in (border.low - Fraction(1, 1 << scale), border.high + Fraction(1, 1 << scale)):
                    yield from _kept(answer.instance, bases[0], {name: value})


# -- towards zero and infinity --------------------------------------------------------------------------------------


def _scaled(instance: Instance, base: Sample) -> Iterator[Sample]:
    """The point with some coordinates moved towards zero, towards infinity, and towards the ends of the domain."""
    names = [variable.name for variable in instance.variables if variable.domain != "natural"]
    groups = [[name] for name in names] if len(names) <= MOST_MOVED else []
    groups += [names] if len(names) != 1 else []
    ends = {variable.name: rational_ends(variable) for variable in instance.variables}
    for group in groups:
        for scale in SCALES:
            for factor in (Fraction(1, 1 << scale), Fraction(-1, 1 << scale), Fraction(1 << scale)):
                yield from _kept(instance, base, {name: _moved(base.point[name], factor, *ends[name]) for name in group})


def _moved(value: Fraction, factor: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    """The value times a factor, counted from an end of the domain if it has one, with a negative factor from the upper one."""
    if high is not None and (low is None or factor < 0):
        return high - (high - value) * abs(factor)
    return value * factor if low is None else low + (value - low) * abs(factor)


def _kept(instance: Instance, base: Sample, moved: dict[str, Fraction]) -> Iterator[Sample]:
    """The sample at a moved point, if that is inside the domain and the truth has a value there."""
    point: Point = {**base.point, **moved}
    if all(_is_inside(value, *rational_ends(variable)) for variable in instance.variables for value in (point[variable.name],)):
        sample = instance.sample(point, base.family) or instance.sample(point, base.family, BITS)
        if sample is not None:
            yield sample


def _is_inside(value: Fraction, low: Fraction | None, high: Fraction | None) -> bool:
    return (low is None or low < value) and (high is None or value < high)


def _core(program: Program, slot: int) -> int:
    """The slot that is zero where this one is, with signs and powers taken off: a square has no other sign anywhere."""
    while slot >= len(program.leaves):
        name, a, b, _ = program.steps[slot - len(program.leaves)]
        if name not in ("neg", "abs", "sqrt", "root", "ipow") and not (name == "mul" and a == b):
            break
        slot = a
    return slot


# -- minima of branching arguments ----------------------------------------------------------------------------------


class _Work:
    """The steps that have been computed to many digits."""

    def __init__(self) -> None:
        self.steps = 0


def _minima(instance: Instance, part: Program, bases: list[Sample], work: _Work) -> Iterator[Sample]:
    """Samples where the size of a branching argument is least; what it does not depend on is as in each of the bases."""
    # Without abstract functions it is least at the same points whatever the base is.
    for base in bases if instance.functions else bases[:1]:
        for point in _least(instance, part, base, work):
            is_whole = len(point) == len(instance.variables)
            for other in (base,) if instance.functions or is_whole else bases:
                yield from _kept(instance, other, point)


def _least(instance: Instance, part: Program, base: Sample, work: _Work) -> Iterator[Point]:
    """Points where the size of a branching argument is least, each with few digits first."""
    for point in _rough_minima(instance, part, base) if work.steps <= MOST_WORK else ():
        if work.steps > MOST_WORK:
            return
        fine = _Fine(instance, part, base, point, work)
        found = fine.minimum()
        if found is None:
            continue
        sign = fine.sign(found)
        for places in ROUNDINGS if sign else ():
            rounded = {name: Fraction(round(value * (1 << places)), 1 << places) for name, value in found.items()}
            if fine.sign(rounded) == sign:
                yield rounded
                break


def _rough_minima(instance: Instance, part: Program, base: Sample) -> Iterator[Point]:
    """Where floats find that an argument comes nearest to zero, or beyond, the nearest first; different ones."""
    names = [variable.name for variable in instance.variables]
    intervals = {variable.name: interval(variable) for variable in instance.variables}
    for column in columns.minima(instance, part, base.family, intervals, MOST_MINIMA):
        yield {name: Fraction(float(column[name])) for name in names}


class _Fine:
    """An argument to many digits near a rough minimum."""

    def __init__(self, instance: Instance, part: Program, base: Sample, point: Point, work: _Work | None = None) -> None:
        self.instance = instance
        self.part = part
        self.point = point
        self.work = work or _Work()
        self._numbers = base.family.over(BALLS)
        self._bound = bind(part, self._numbers.table)
        self._made, self._names = instance.entries_for(part)
        leaves = {leaf.data for program in (part, self._made) for leaf in leaves_of(program)}
        self.names = [name for name in point if name in leaves]

    def value(self, point: dict[str, Any]) -> Ball:
        """The argument's value at a point of rationals or balls."""
        self.work.steps += len(self.part.steps) + len(self._made.steps)
        balls = {name: exact_ball(value) if type(value) is Fraction else value for name, value in point.items()}
        made = evaluate(self._made, BALLS.table, BALLS.leaf, balls) if self._names else ()
        known = {**balls, **dict(zip(self._names, made, strict=True))}
        return run(self._bound, load(self.part, constant, known))[self.part.outputs[0]]

    def sign(self, point: dict[str, Any]) -> int:
        """Its certain sign at a point, or 0."""
        with precision(BITS):
            value = self.value(point)
        return 0 if not value.is_finite() else 1 if value > 0 else -1 if value < 0 else 0

    def minimum(self) -> Point | None:
        """The point where the slopes along all coordinates vanish, by Newton's method with differences, one coordinate after the other."""
        with precision(BITS // 2):
            at: dict[str, Any] = {name: exact_ball(value) for name, value in self.point.items()}
            step = arb(2) ** -(BITS // 8)
            for _ in range(NEWTON_STEPS):
                largest = arb(0)
                for name in self.names:
                    move = self._newton(at, name, step)
                    if move is None:
                        return None
                    at[name] = (at[name] - move).mid()
                    largest = max(largest, abs(move).mid())
                if largest < step * step:
                    break
            return {name: _rational(value) for name, value in at.items()}

    def _newton(self, at: dict[str, Any], name: str, step: Ball) -> Ball | None:
        here = at[name]
        less, middle, more = [self.value({**at, name: here + shift * step}).mid() for shift in (-1, 0, 1)]
        bend = more - 2 * middle + less
        if not bend.is_finite() or bend.contains(0):
            return arb(0) if (more - less).contains(0) else None
        move = ((more - less) * step / (2 * bend)).mid()
        return move if abs(move) < 1 + abs(here) else None


def _rational(value: Ball) -> Fraction:
    mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
