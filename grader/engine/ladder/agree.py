"""The rung *agree*: balls overlap and are narrow at six random points, with so many bits that no term is absorbed."""

from __future__ import annotations

from collections.abc import Iterator

from flint import arb

from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import POINTS, EntryAt, Finding
from grader.engine.ladder.refute import refuted
from grader.engine.problem.at_sizes import BALLS, Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.posed import Posed
from grader.engine.program.builder import compile_trees
from grader.engine.program.program import Program, bind, load, run
from grader.engine.values.balls import Ball, constant, magnitude
from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.precision import AGREE_BITS, precision
from grader.expr import Number
from grader.model import Agreement, Outcome

MOST_BITS = 1 << 15
CHEAP_BITS = 1 << 13
MOST_HOPELESS = 1_600_000
"""Bits times steps that may be spent on points at which the precision is beyond the limit; one point counts a quarter at most."""
NEARER = 16
"""A point that says nothing is followed by one whose numbers are so many times smaller."""
DIGITS = 90
"""2^-300 relative to 1 + |T| is about 90 decimal digits."""


def agree(comparison: Comparison) -> Finding | None:
    """Look for narrow overlapping balls at six random points: an agreement, a refutation, or neither.

    An agreement is the last word only if every piece of the domain has been compared; else it waits for a further rung.
    """
    finding = _at_random_points(comparison.posed, comparison.answer, comparison.chosen)
    if finding is None or finding.outcome is not Outcome.CORRECT or comparison.is_covered:
        return finding
    comparison.agreement = finding
    return None


def _at_random_points(posed: Posed, answer: Compiled, chosen: tuple[int, ...]) -> Finding | None:
    """Compare at random points until enough of them agree; ``None`` if too few say anything.

    The contract asks for the precision that absorbs nothing at one point; but a tiny slip may be multiplied by zero there (``(n-1)ε`` at
    n = 1), so that it is used at all of them while it is cheap, and at two where it is not.  A point at which that precision is beyond the
    limit, or at which the balls stay wide, says nothing and is drawn again: the exponential of a quadratic form is such at some points.
    """
    good, bits, instance, draws = 0, AGREE_BITS, answer.instance, _Draws(posed, answer)
    wanted = 1 if instance.is_constant else POINTS
    for sample in draws.points(1 if instance.is_constant else 4 * POINTS):
        if good < 2:
            needed = draws.bits_at(sample)
            if needed > MOST_BITS:
                continue
            bits = max(bits, needed)
        step = bits if good < 2 or bits <= CHEAP_BITS else AGREE_BITS
        found = agrees_at(answer, chosen, sample, step)
        if found is False and step < MOST_BITS:
            step = _rounded_up(2 * step)
            found = agrees_at(answer, chosen, sample, step)
        if isinstance(found, EntryAt):
            return refuted(answer, chosen, found, sample, step)
        good += found is True
        if good == wanted:
            break
    if good < wanted:
        return None
    for sample in instance.consecutive():
        # At six natural numbers a period may hide: (1+(-1)^n) is zero at every second.
        found = agrees_at(answer, chosen, sample, AGREE_BITS)
        if isinstance(found, EntryAt):
            return refuted(answer, chosen, found, sample, AGREE_BITS)
    return Finding(Outcome.CORRECT, Agreement(DIGITS, good))


def agrees_at(answer: Compiled, chosen: tuple[int, ...], sample: Sample, bits: int) -> bool | EntryAt | None:
    """Whether the balls overlap and are narrow at ``bits``; the place where they are disjoint; ``None`` without a finite value."""
    narrow = 300 if bits == AGREE_BITS else bits // 2
    with precision(bits):
        truth, values = answer.instance.truth_of(sample, bits), answer.values(sample, bits)
        tight = True
        for position, number in enumerate(chosen):
            t, s = truth[number], values[position]
            if not s.is_finite() or not t.is_finite():
                return None
            if not t.overlaps(s):
                return EntryAt(number, position)
            tight = tight and bool((t - s).rad() <= (1 + abs(t)) * arb(2) ** -narrow)
        return tight


# -- the precision that absorbs nothing ---------------------------------------------------------------------------


def agreement_bits(posed: Posed, answer: Compiled) -> int:
    """The precision for an answer at the first point that is within the limit; above ``MOST_BITS`` where there is none."""
    draws = _Draws(posed, answer)
    return next((needed for sample in draws.points(4 * POINTS) if (needed := draws.bits_at(sample)) <= MOST_BITS), MOST_BITS + 1)


class _Draws:
    """Points for an answer, drawn again where the precision that absorbs nothing is beyond the limit.

    After such a point a nearer one is tried before each other one, and the first look must promise more; bits times steps are counted.
    """

    def __init__(self, posed: Posed, answer: Compiled) -> None:
        self.posed = posed
        self.answer = answer
        self._limit = MOST_BITS
        self._left = MOST_HOPELESS

    def points(self, most: int) -> Iterator[Sample]:
        """Random points, until too much is spent."""
        for sample in self.answer.instance.samples_in_turn(most):
            nearer = self._nearer(sample) if self._limit < MOST_BITS else None
            yield from (sample,) if nearer is None else (nearer, sample)
            if self._left < 0:
                return

    def _nearer(self, sample: Sample) -> Sample | None:
        """The point with the numbers that have no bounds nearer to zero."""
        instance = self.answer.instance
        free = {variable.name for variable in instance.variables if variable.domain == "real" and variable.low is variable.high is None}
        if not free:
            return None
        return instance.sample({name: value / NEARER if name in free else value for name, value in sample.point.items()}, sample.family)

    def bits_at(self, sample: Sample) -> int:
        """The precision that absorbs nothing at a point."""
        needed, spent = _exact_bits(self.posed, self.answer, sample, self._limit)
        if needed > MOST_BITS:
            self._limit = MOST_BITS // 4
            self._left -= min(spent, MOST_HOPELESS // 4)
        return needed


def exact_bits(posed: Posed, answer: Compiled, sample: Sample) -> int:
    """p = 64 + n·L at a sample, rounded up to one of a few steps: n leaves and functions of both, L ≥ 8 the largest |log₂|v|| of a node.

    A node that is tiny beside what it is made of shows its size only at a precision that sees it (``cos(cos(u)-1)-1`` is about u⁸), so
    that L is measured again at p bits until p bits are enough.
    """
    return _exact_bits(posed, answer, sample, MOST_BITS)[0]


def _exact_bits(posed: Posed, answer: Compiled, sample: Sample, limit: int) -> tuple[int, int]:
    """As :func:`exact_bits`, with the bits times steps that were spent; a first look above ``limit`` is beyond it."""
    known, count = _truth(posed, answer.instance)
    count += answer.program.leaf_count + _functions(answer.program)
    bits, spent = AGREE_BITS, 0
    while True:
        spent += bits * (len(known.steps) + len(answer.program.steps))
        with precision(bits):
            largest = max(_of_truth(known, answer.instance, sample, bits), largest_node(answer.program, answer.slots(sample, bits)))
        needed = 64 + count * largest
        if needed <= bits:
            return bits, spent
        if needed > (limit if bits == AGREE_BITS else MOST_BITS):
            return MOST_BITS + needed, spent
        bits = _rounded_up(needed)


def _rounded_up(bits: int) -> int:
    """A precision of a few steps, so that the truth at it is computed once for many answers."""
    step = AGREE_BITS
    while step < bits:
        step += max(step // 2, 200)
    return step


def _truth(posed: Posed, instance: Instance) -> tuple[Program, int]:
    """The truth as a program, of the displayed derivative where it is a plain tree, else of f; its leaves and functions."""
    shown = posed.once(_displayed_program)
    program = shown or instance.program
    leaves = program.leaf_count if posed.f.is_plain and posed.display() is not None else 3 * posed.f.leaves
    return program, leaves + _functions(program)


def _displayed_program(posed: Posed) -> Program | None:
    tree = posed.display() if posed.f.is_plain else None
    return compile_trees([tree]) if tree is not None and tree.is_plain else None


def _functions(program: Program) -> int:
    """Steps beyond arithmetic: two that nearly cancel, as in sin(tan u) − tan(sin u), leave a high power of u."""
    return sum([step[0] not in _ARITHMETIC for step in program.steps])


def _of_truth(program: Program, instance: Instance, sample: Sample, bits: int) -> int:
    """The largest size of a node of the truth at a sample, remembered with the sample."""
    found = sample.largest.get(bits)
    if found is None:
        table = sample.family.over(BALLS).table
        slots = run(bind(program, table), load(program, constant, instance.balls_of(sample)))
        found = sample.largest[bits] = largest_node(program, slots + instance.truth_of(sample, bits))
    return found


_ARITHMETIC = frozenset(("add", "mul", "div", "neg", "ipow"))
_EXPONENTIAL = frozenset(name for name, row in FUNCTIONS.items() if row.grows)


def largest_node(program: Program, slots: list[Ball]) -> int:
    """The largest |log₂|v|| over all certainly nonzero nodes, at least 8; arguments of exp and its kin count three times their size.

    Sizes up to 8 do not matter to the rule of agreement, and a look at the float tells them apart cheaply.
    """
    largest = 8
    for ball in slots:
        if not 0.004 < abs(float(ball)) < 256:
            largest = max(largest, magnitude(ball))
    for leaf in program.leaves:
        if type(leaf) is Number:
            value = leaf.data[0]
            largest = max(largest, value.numerator.bit_length(), value.denominator.bit_length())
    for name, a, _, _ in program.steps:
        if name in _EXPONENTIAL and slots[a].is_finite():
            largest = max(largest, int(3 * min(abs(float(slots[a])), 1e6)) + 1)
    return largest
