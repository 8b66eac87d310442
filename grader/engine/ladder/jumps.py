"""Where a function of one variable jumps: it has no derivative there, whatever its derivative is on both sides."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from flint import arb

from grader.engine.branches.analytic import UnresolvedError, rational_bounds
from grader.engine.branches.analytic_zeros import Border, border_of
from grader.engine.branches.pieces import analytic_borders, polynomial_gaps
from grader.engine.ladder.borders import BESIDE, BITS, EXACT, balls_of, pairs_at
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.jumping import jumping_steps
from grader.engine.problem.at_sizes import BALLS, Instance, Sample
from grader.engine.problem.domain import rational_ends
from grader.engine.problem.laid import Laid
from grader.engine.problem.points import Point
from grader.engine.problem.posed import Posed
from grader.engine.program.budget import Budget
from grader.engine.program.program import Program
from grader.engine.values.balls import Ball, exact_ball
from grader.engine.values.precision import precision
from grader.expr import Number, Symbol
from grader.model import Variable
from grader.record import record, replace

LOOKS = ((BITS, BESIDE, 200, 150), (3 * BITS, 1_600, 1_000, 500))
"""Bits, and how a place is looked at with these: a step of at least 2^-200 within 2^-399 is a jump, of a function whose derivative there is
at most 2^150.  A second look finds smaller steps; the first one sees more where the answer vanishes to a high order."""
MOST_TRIED, RANDOM = 3, 2
"""Values of the other variables for which jumps are looked for: small numbers first, so that they can be shown, then random ones."""
SEEN = 60
"""Where a place is known between two numbers alone, a step below 2^-60 between those is none, if they are as near."""
WINDOW = 4
"""Where the places are not all known, jumps are looked for between -4 and 4, or within 8 of an end of the domain."""


@record
class Jump:
    """A place at which a function jumps, and the values of the other variables there."""

    place: Border
    others: tuple[tuple[str, Fraction], ...]


def jump(posed: Posed, laid: Laid, by: str) -> Jump | None:
    """Return the first place at which an answer jumps though the truth, which is its derivative on both sides, has a value there.

    The other variables have numbers as values, and several are looked at.  Raises :class:`UnresolvedError` where the places at which it
    may jump are not known, or the truth's value there.
    """
    [instance] = posed.instances(laid.what)
    comparison = Comparison(posed, laid.at(posed, instance).within(Budget()), (0,))
    if not any(comparison.branching):
        return None
    is_open = False
    for sample, others in _bases(comparison, by):
        try:
            found = next((place for place in _places(comparison, others, by) if _jumps(comparison, sample, by, place)), None)
            if found is not None:
                return Jump(found, tuple(others.items()))
        except UnresolvedError:
            is_open = True
    if is_open:
        raise UnresolvedError
    return None


def _bases(comparison: Comparison, by: str) -> Iterator[tuple[Sample, Point]]:
    """Points, each with its values of the other variables that the answer has; all of these are different."""
    instance, seen = comparison.instance, set[tuple[Fraction, ...]]()
    names = [leaf.data for leaf in comparison.answer.program.leaves if type(leaf) is Symbol and leaf.data != by]
    samples = itertools.chain(itertools.islice(instance.friendly(), MOST_TRIED), instance.samples(RANDOM))
    for sample in samples:
        others = {name: sample.point[name] for name in names if name in sample.point}
        if tuple(others.values()) not in seen:
            seen.add(tuple(others.values()))
            yield sample, others


def _places(comparison: Comparison, others: Point, by: str) -> Iterator[Border]:
    """The places at which the answer may jump, for values of the other variables."""
    program = _at(comparison.answer.program, others)
    [variable] = [variable for variable in comparison.instance.variables if variable.name == by]
    program, slots = jumping_steps(program, {by: variable}, bool(comparison.branching[0]))
    if not slots:
        return
    found = _inside(program, slots, variable)
    if found is None:
        found = _of_polynomials(comparison.instance, program, slots, by)
    if found is not None:
        yield from found
        return
    yield from _inside(program, slots, _near(variable)) or ()
    raise UnresolvedError


def _at(program: Program, others: Point) -> Program:
    """A program with numbers for some of its variables."""
    return replace(program, leaves=tuple([Number(others[leaf.data]) if type(leaf) is Symbol and leaf.data in others else leaf
                                          for leaf in program.leaves]))


def _inside(program: Program, slots: list[int], variable: Variable) -> list[Border] | None:
    """The branch points of some steps inside a variable's domain, the nearest to zero first; ``None`` where they are not found."""
    try:
        borders = analytic_borders([variable], [program], [tuple(slots)]).get(variable.name, [])
    except UnresolvedError:
        return None
    return sorted([place for place in borders[1:-1] if place is not None], key=lambda place: (abs(place.low), -place.low))


def _of_polynomials(instance: Instance, program: Program, slots: list[int], by: str) -> list[Border] | None:
    """The same by eliminating roots, of whose other branches there may be more."""
    try:
        gaps = polynomial_gaps(instance, (program, program), (tuple(slots), ())).get(by, [])
    except UnresolvedError:
        return None
    places = [(left.high, right.low) for left, right in itertools.pairwise(gaps)]
    return [border_of(Number(low)) if low == high else Border(low, high) for low, high in places if low is not None and high is not None]


def _near(variable: Variable) -> Variable:
    """A variable in a part of its domain."""
    low, high = rational_ends(variable)
    if low is None:
        low = Fraction(-WINDOW) if high is None else min(Fraction(-WINDOW), high - 2 * WINDOW)
    if high is None or high > low + 2 * WINDOW:
        high = low + 2 * WINDOW
    return replace(variable, domain="real", low=Number(low), high=Number(high))


def _jumps(comparison: Comparison, sample: Sample, by: str, place: Border) -> bool:
    """Whether the answer has two limits at a place at which the truth has a value, or another value there than its limit.

    Raises Unresolved where the place is not known exactly, and the truth's bounds around it do not tell, or the truth is large beside it.
    """
    if place.exact is None:
        return _jumps_between(comparison, sample, by, place)
    return any(_jumps_at(comparison, sample, by, place, look) for look in LOOKS)


def _jumps_at(comparison: Comparison, sample: Sample, by: str, place: Border, look: tuple[int, int, int, int]) -> bool:
    """The same of a place that is known exactly."""
    bits, beside, least, steep = look
    with precision(bits):
        at, near = place.ball(bits), arb(2) ** -beside
        found = _values(comparison, sample, by, at, (at - near, at + near))
        if found is None:
            return False
        _, value, left, right = found
        is_seen = abs(left[1] - right[1]) > arb(2) ** -least or (value.is_finite() and abs(value - left[1]) > arb(2) ** -least)
        if is_seen and not all(abs(t) < arb(2) ** steep for t, _ in (left, right)):
            raise UnresolvedError
        return bool(is_seen)


def _jumps_between(comparison: Comparison, sample: Sample, by: str, place: Border) -> bool:
    """The same of a place between two numbers."""
    with precision(BITS):
        at = place.ball(BITS)
        ends = [exact_ball(end) for end in rational_bounds(at)]
        found = _values(comparison, sample, by, at, (ends[0], ends[1]))
        if found is None:
            return False
        there, _, left, right = found
        step, width, seen = abs(left[1] - right[1]), ends[1] - ends[0], arb(2) ** -SEEN
        is_certain = step > 2 * abs(there) * width
        if not is_certain and not (width < seen and step < seen):
            raise UnresolvedError
        return bool(is_certain)


def _values(comparison: Comparison, sample: Sample, by: str, at: Ball,
            ends: tuple[Ball, Ball]) -> tuple[Ball, Ball, tuple[Ball, Ball], tuple[Ball, Ball]] | None:
    """The truth and the answer at a place, and both on each side of it; ``None`` where the truth or a side has no value."""
    answer, base = comparison.answer, balls_of(sample.point)
    left, right = [pairs_at(answer, (0,), sample.family.over(BALLS), {**base, by: end})[0] for end in ends]
    [(there, value)] = pairs_at(answer, (0,), sample.family.over(EXACT), {**base, by: at})
    return (there, value, left, right) if all(ball.is_finite() for ball in (there, *left, *right)) else None
