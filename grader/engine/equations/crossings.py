"""Where an equation holds because its difference changes sign: two numbers between which one variable lies, the others small numbers.

A difference that is finite on a whole interval is continuous there, so that it is zero somewhere between two values of different signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from flint import arb, fmpq

from grader.engine.equations.lines import combinations
from grader.engine.equations.sides import Sides
from grader.engine.problem.at_sizes import BALLS, Instance
from grader.engine.problem.domain import interval
from grader.engine.values.balls import Ball
from grader.model import Variable

Coordinates = dict[str, Fraction | tuple[Fraction, Fraction]]

MOST_LINES = 16
MOST_FOUND = 12
GRID = 13
HALVINGS = 48
"""Lines that are looked at; zeros; points on a line; how often an interval is halved."""


def crossings(instance: Instance, sides: Sides) -> Iterator[Coordinates]:
    """Points, each with one coordinate between two close numbers, at which an equation certainly holds; the caller sets the precision."""
    variables, count = instance.variables, 0
    if any(step[0] == "sign" for step in sides.program.steps):
        # A sign jumps, and its ball is finite.
        return
    for moving in reversed(variables):
        if moving.domain == "natural":
            continue
        others = [variable for variable in variables if variable is not moving]
        for values in combinations(others, MOST_LINES):
            line = _Line(instance, sides, moving, dict(zip([other.name for other in others], values, strict=True)))
            for found in line.zeros():
                yield found
                count += 1
                if count == MOST_FOUND:
                    return


class _Line:
    """An equation along one variable."""

    def __init__(self, instance: Instance, sides: Sides, moving: Variable, others: dict[str, Fraction]) -> None:
        self.instance = instance
        self.sides = sides
        self.moving = moving
        self.others = others
        self._balls = {name: _ball(value) for name, value in others.items()}

    def at(self, ball: Ball) -> Ball:
        """The difference where the variable is in a ball."""
        values = self.instance.entries_over(BALLS, {**self._balls, self.moving.name: ball})
        return self.sides.balls(values)[2]

    def zeros(self) -> Iterator[Coordinates]:
        """The zeros that a grid shows."""
        grid = _grid(self.moving)
        seen = [(place, self.at(_ball(place))) for place in grid]
        for place, ball in seen:
            if ball == 0:
                yield {**self.others, self.moving.name: place}
        for (low, left), (high, right) in pairwise(seen):
            if (left > 0 and right < 0) or (left < 0 and right > 0):
                found = self._between(low, high, bool(right > 0))
                if found is not None:
                    yield {**self.others, self.moving.name: found}

    def _between(self, low: Fraction, high: Fraction, rises: bool) -> Fraction | tuple[Fraction, Fraction] | None:
        """A rational zero, or the ends of a short interval that certainly holds one; ``None`` where the difference may jump."""
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            value = self.at(_ball(middle))
            if value == 0:
                return middle
            if not (value > 0 or value < 0):
                break
            low, high = (low, middle) if bool(value > 0) == rises else (middle, high)
        simple = ((low + high) / 2).limit_denominator(1_000)
        if low <= simple <= high and self.at(_ball(simple)) == 0:
            return simple
        return (low, high) if self.at(_ball(low).union(_ball(high))).is_finite() else None


def _grid(variable: Variable) -> list[Fraction]:
    domain = interval(variable)
    low = Fraction(max(domain.low, min(-4.0, domain.high - 8.0)))
    high = Fraction(min(domain.high, max(4.0, domain.low + 8.0)))
    # The ends are no numbers of the domain, or lie on its border.
    return [low + (high - low) * Fraction(at, GRID) for at in range(1, GRID)]


def _ball(value: Fraction) -> Ball:
    return arb(fmpq(value.numerator, value.denominator))
