"""Where a function of one variable jumps: it has no derivative there, whatever its derivative is on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from flint import arb

from grader.engine.branches.analytic import UnresolvedError
from grader.engine.branches.analytic_zeros import Border, border_of
from grader.engine.branches.pieces import analytic_borders
from grader.engine.ladder.border_points import JUMPING, Choice, is_continuous, points_on
from grader.engine.ladder.borders import BESIDE, BITS, EXACT, balls_of, pairs_at
from grader.engine.ladder.comparison import Comparison
from grader.engine.problem.at_sizes import BALLS
from grader.engine.problem.laid import Laid
from grader.engine.problem.points import Point
from grader.engine.problem.posed import Posed
from grader.engine.program.budget import Budget
from grader.engine.values.balls import Ball
from grader.engine.values.precision import precision
from grader.expr import Number

LEAST = 60
"""A step of at least 2^-60 within 2^-399 is a jump, of a function whose derivative is bounded there."""
STEEP = 100
"""Beside a border a derivative of at most 2^100 explains no such step."""


def jump(posed: Posed, laid: Laid, by: str) -> Border | None:
    """Return the first place at which an answer jumps though the truth, which is its derivative on both sides, has a value there.

    Raises :class:`UnresolvedError` where the places at which it may jump are not known.
    """
    [instance] = posed.instances(laid.what)
    answer = laid.at(posed, instance).within(Budget())
    comparison, program = Comparison(posed, answer, (0,)), answer.program
    steps = [slot for slot in comparison.branching[1]
             if program.steps[slot - len(program.leaves)][0] in JUMPING and not is_continuous(program, slot)]
    if not steps:
        return None
    return next((place for point, place in _places(comparison, steps, by) if _jumps(comparison, point, by, place.ball(BITS))), None)


def _places(comparison: Comparison, steps: list[int], by: str) -> Iterator[tuple[Point, Border]]:
    """The borders of an answer's choices in one variable, each with values of the others."""
    instance, program = comparison.instance, comparison.answer.program
    base = instance.samples(1)[0].point
    try:
        for place in analytic_borders(instance, (instance.program, program), comparison.branching).get(by, [])[1:-1]:
            if place is not None:
                yield base, place
    except UnresolvedError:
        for slot in steps:
            points = points_on(Choice(True, program, slot, ()), instance)
            if points is None:
                raise
            for point in points:
                yield point, border_of(Number(Fraction(point[by])))


def _jumps(comparison: Comparison, point: Point, by: str, place: Ball) -> bool:
    """Whether the answer has two limits at a place at which the truth has a value, and stays small beside it."""
    answer, family = comparison.answer, comparison.instance.samples(1)[0].family
    with precision(BITS):
        known, near = balls_of(point), arb(2) ** -BESIDE
        [(there, _)] = pairs_at(answer, (0,), family.over(EXACT), {**known, by: place})
        sides = [pairs_at(answer, (0,), family.over(BALLS), {**known, by: place + step})[0] for step in (near, -near)]
        if not there.is_finite() or not all(t.is_finite() and s.is_finite() and abs(t) < arb(2) ** STEEP for t, s in sides):
            return False
        return bool(abs(sides[0][1] - sides[1][1]) > arb(2) ** -LEAST)
