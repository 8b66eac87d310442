"""Where an equation holds because its difference changes sign: two numbers between which one variable lies, the others small numbers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from grader.engine.equations.lines import combinations
from grader.engine.equations.sides import Sides
from grader.engine.problem.at_sizes import BALLS, Instance
from grader.engine.problem.sign_changes import grid, zeros_seen
from grader.engine.values.balls import Ball, exact_ball
from grader.model import Variable

Coordinates = dict[str, Fraction | tuple[Fraction, Fraction]]

MOST_LINES = 16
MOST_FOUND = 12
WIDTH, GRID = 4, 13
BITS = 45
"""Lines that are looked at; zeros; how far a line goes, and its places; bits to which a zero is known."""


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
            for found in _zeros(instance, sides, moving, dict(zip([other.name for other in others], values, strict=True))):
                yield found
                count += 1
                if count == MOST_FOUND:
                    return


def _zeros(instance: Instance, sides: Sides, moving: Variable, others: dict[str, Fraction]) -> Iterator[Coordinates]:
    """The zeros of the difference along one variable that a grid shows."""
    known = {name: exact_ball(value) for name, value in others.items()}

    def difference(ball: Ball) -> Ball:
        return sides.balls(instance.entries_over(BALLS, {**known, moving.name: ball}))[2]

    for zero in zeros_seen(difference, grid(moving, WIDTH, GRID), BITS):
        yield {**others, moving.name: zero.middle if zero.is_exact else zero.ends}
