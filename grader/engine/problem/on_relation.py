"""A problem that is asked where a relation holds: its points lie on it, all coordinates but one random, the last one a root in balls.

A root lies where the relation changes its sign; it is halved in until its ball is as narrow as the precision asks for.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from grader.engine.problem.at_sizes import BALLS, MOST_DRAWN, Instance, Sample
from grader.engine.problem.points import Point, friendly_points, random_points
from grader.engine.problem.sign_changes import Zero, grid, zeros_seen
from grader.engine.program.program import Program, bind, load, run
from grader.engine.values.abstract import Family, friendly_families, random_family
from grader.engine.values.balls import Ball, constant, exact_ball
from grader.engine.values.precision import REFUTE_BITS, precision, working_bits
from grader.model import Variable

WIDTH, GRID = 6, 24
"""How far a line goes from 0, and into how many parts it is cut."""
ROOT_BITS = 52
"""Bits to which a root is known before its middle stands for it among floats."""
MOST_FRIENDLY = 12
"""Points of small numbers whose lines are looked at for roots."""


class Moving:
    """The coordinate that is a root of the relation, remembered by precision."""

    __slots__ = ("name", "root", "_known")

    def __init__(self, name: str, root: Zero) -> None:
        self.name = name
        self.root = root
        self._known: dict[int, Ball] = {}

    def ball(self) -> Ball:
        """A ball that holds the root, about as narrow as the working precision."""
        bits = working_bits()
        found = self._known.get(bits)
        if found is None:
            with precision(bits + 64):
                self.root.halve(bits + 16)
                found = self.root.hull()
            self._known[bits] = found
        return found


class Relation:
    """A relation as a program of one number that is zero where it holds."""

    def __init__(self, instance: Instance, program: Program) -> None:
        self._instance = instance
        self.program = program
        self._bound = bind(program, BALLS.table)

    def roots(self, variable: Variable, others: Mapping[str, Fraction]) -> Iterator[Zero]:
        """The roots on a line that a grid shows, where the relation certainly changes its sign without a jump."""
        known = {other: exact_ball(value) for other, value in others.items()}

        def line(ball: Ball) -> Ball:
            entries = self._instance.entries_over(BALLS, {**known, variable.name: ball})
            return run(self._bound, load(self.program, constant, entries))[self.program.outputs[0]]

        # A sign jumps, and its ball is finite.
        jumps = any(step[0] == "sign" for step in self.program.steps)
        yield from zeros_seen(line, grid(variable, WIDTH, GRID), ROOT_BITS, jumps)


class OnRelation(Instance):
    """An instance whose points lie on a relation; ``relation`` is its program, over the entries of the instance."""

    is_on_relation = True

    def __init__(self, *given: Any, relation: Program) -> None:
        super().__init__(*given)
        self.relation = Relation(self, relation)
        self._on = self._drawn_on_it()
        self._nice = self._nice_ones()
        self._nice_samples: list[Sample] = []

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
            for root in self.relation.roots(variable, others):
                moving = None if root.is_exact else Moving(variable.name, root)
                sample = Sample({**others, variable.name: root.middle}, family, moving=moving)
                if all(ball.is_finite() for ball in self.truth_of(sample, REFUTE_BITS)):
                    yield sample
