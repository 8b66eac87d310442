"""A problem that is asked where a relation holds: its points lie on it, all coordinates but one random, the last one a root in balls.

A root lies where the relation changes its sign; it is halved in until its ball is as narrow as the precision asks for.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, fmpq

from grader.engine.problem.at_sizes import BALLS, MOST_DRAWN, Instance, Sample
from grader.engine.problem.domain import interval
from grader.engine.problem.points import Point, friendly_points, random_points
from grader.engine.program.program import Program, bind, load, run
from grader.engine.values.abstract import Family, friendly_families, random_family
from grader.engine.values.balls import Ball, constant
from grader.engine.values.precision import REFUTE_BITS, precision, working_bits
from grader.model import Variable

GRID = 24
"""Places on a line at which the relation is computed."""
HALVINGS = 52
"""Bits to which a root is known before its middle stands for it among floats."""
MOST_FRIENDLY = 12
"""Points of small numbers whose lines are looked at for roots."""


class Moving:
    """The coordinate that is a root of the relation: between two numbers where it changes its sign, or a rational number itself."""

    __slots__ = ("name", "_relation", "_others", "_low", "_high", "_rises", "_known")

    def __init__(self, name: str, relation: Relation, others: Mapping[str, Fraction], low: Fraction, high: Fraction, rises: bool) -> None:
        self.name = name
        self._relation = relation
        self._others = others
        self._low, self._high = _rational(low), _rational(high)
        self._rises = rises
        self._known: dict[int, Ball] = {}

    @property
    def is_exact(self) -> bool:
        """Whether it is a rational number."""
        return bool(self._low == self._high)

    @property
    def middle(self) -> Fraction:
        """A rational number near the root."""
        middle = (self._low + self._high) / 2
        return Fraction(int(middle.p), int(middle.q))

    def ball(self) -> Ball:
        """A ball that holds the root, about as narrow as the working precision."""
        bits = working_bits()
        found = self._known.get(bits)
        if found is None:
            with precision(bits + 64):
                self.halve(bits + 16)
                found = arb(self._low).union(arb(self._high))
            self._known[bits] = found
        return found

    def hull(self) -> Ball:
        """A ball around the interval in which the root is known to lie."""
        return arb(self._low).union(arb(self._high))

    def halve(self, bits: int) -> None:
        """Halve the interval until it is shorter than 2^-bits; an end that is the root is all that is left."""
        aim = fmpq(1, 1 << bits)
        line = self._relation.along(self.name, self._others)
        while self._high - self._low > aim:
            middle = (self._low + self._high) / 2
            value = line(arb(middle))
            if value == 0:
                self._low = self._high = middle
            elif value > 0 or value < 0:
                self._low, self._high = (self._low, middle) if bool(value > 0) == self._rises else (middle, self._high)
            else:
                return

    def simplest(self) -> None:
        """Take a simple rational number near the root, where it is the root."""
        simple = _rational(self.middle.limit_denominator(1_000))
        if self._low <= simple <= self._high and self._relation.along(self.name, self._others)(arb(simple)) == 0:
            self._low = self._high = simple


class Relation:
    """A relation as a program of one number that is zero where it holds."""

    def __init__(self, instance: Instance, program: Program) -> None:
        self._instance = instance
        self.program = program
        self._bound = bind(program, BALLS.table)

    def along(self, name: str, others: Mapping[str, Fraction]) -> Any:
        """The relation as a function of the ball of one variable."""
        known = {other: _ball(value) for other, value in others.items()}

        def value(ball: Ball) -> Ball:
            entries = self._instance.entries_over(BALLS, {**known, name: ball})
            return run(self._bound, load(self.program, constant, entries))[self.program.outputs[0]]

        return value

    def roots(self, variable: Variable, others: Mapping[str, Fraction]) -> Iterator[Moving]:
        """The roots on a line that a grid shows, where the relation certainly changes its sign without a jump."""
        line = self.along(variable.name, others)
        seen = [(place, line(_ball(place))) for place in _grid(variable)]
        for place, value in seen:
            if value == 0:
                yield Moving(variable.name, self, others, place, place, True)
        if any(step[0] == "sign" for step in self.program.steps):
            # A sign jumps, and its ball is finite.
            return
        for (low, left), (high, right) in pairwise(seen):
            if (left > 0 and right < 0) or (left < 0 and right > 0):
                found = Moving(variable.name, self, others, low, high, bool(right > 0))
                found.halve(HALVINGS)
                found.simplest()
                if found.is_exact or line(found.hull()).is_finite():
                    yield found


class OnRelation(Instance):
    """An instance whose points lie on a relation; ``relation`` is its program, over the entries of the instance."""

    is_on_relation = True

    def __init__(self, *given: Any, relation: Program) -> None:
        super().__init__(*given)
        self.relation = Relation(self, relation)
        self._on = self._drawn_on_it()
        self._nice = self._nice_ones()
        self._nice_samples: list[Sample] = []

    def balls_of(self, sample: Sample) -> dict[str, Ball]:
        """The entries at a sample, at the working precision."""
        bits = working_bits()
        found = sample.coordinates.get(bits)
        if found is None:
            values = {name: _ball(value) for name, value in sample.point.items()}
            if sample.moving is not None:
                values[sample.moving.name] = sample.moving.ball()
            found = sample.coordinates[bits] = self.entries_over(BALLS, values)
        return found

    def samples(self, count: int) -> list[Sample]:
        """Up to ``count`` random points of the relation where the truth is defined."""
        while len(self._samples) < count:
            found = next(self._on, None)
            if found is None:
                break
            self._samples.append(found)
        return self._samples[:count]

    def sample(self, point: Point, family: Family | None = None, bits: int = REFUTE_BITS) -> Sample | None:
        """None: a point that is given does not lie on the relation."""
        return None

    def consecutive(self) -> list[Sample]:
        """None: natural numbers in a row do not lie on a relation."""
        return []

    def friendly(self) -> Iterator[Sample]:
        """Points of the relation with small integers for all coordinates but one; first those with a rational one there."""
        for count in itertools.count():
            while len(self._nice_samples) <= count:
                found = next(self._nice, None)
                if found is None:
                    return
                self._nice_samples.append(found)
            yield self._nice_samples[count]

    def _drawn_on_it(self) -> Iterator[Sample]:
        movable = [variable for variable in self.variables if variable.domain != "natural"]
        points = random_points(self.variables, self.salt, self.purpose)
        for count, point in enumerate(itertools.islice(points, MOST_DRAWN // 4)):
            family = random_family(self.functions, self.salt, f"{self.purpose}|{count}")
            for shift in range(len(movable)):
                found = list(self._through(point, movable[(count + shift) % len(movable)], family))
                if found:
                    # In turn: a relation may have several pieces, and all of them count.
                    yield found[count // len(movable) % len(found)]
                    break

    def _nice_ones(self) -> Iterator[Sample]:
        family, later = friendly_families(self.functions)[0], list[Sample]()
        for point in friendly_points(self.variables, MOST_FRIENDLY):
            for variable in self.variables:
                if variable.domain == "natural":
                    continue
                for sample in self._through(point, variable, family):
                    if sample.moving is None:
                        yield sample
                    else:
                        later.append(sample)
        yield from later

    def _through(self, point: Point, variable: Variable, family: Family) -> Iterator[Sample]:
        """The samples on the relation that differ from a point in one coordinate."""
        others = {name: value for name, value in point.items() if name != variable.name}
        with precision(REFUTE_BITS):
            for moving in self.relation.roots(variable, others):
                sample = Sample({**others, variable.name: moving.middle}, family, moving=None if moving.is_exact else moving)
                if all(ball.is_finite() for ball in self.truth_of(sample, REFUTE_BITS)):
                    yield sample


def _grid(variable: Variable) -> list[Fraction]:
    domain = interval(variable)
    low = Fraction(max(domain.low, min(-6.0, domain.high - 12.0)))
    high = Fraction(min(domain.high, max(6.0, domain.low + 12.0)))
    return [low + (high - low) * Fraction(at, GRID) for at in range(1, GRID)]


def _ball(value: Fraction) -> Ball:
    return arb(_rational(value))


def _rational(value: Fraction) -> Any:
    return fmpq(value.numerator, value.denominator)
