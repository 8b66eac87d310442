"""Borders between cases in several variables: which of them need no look, and a rational point on each of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice

from flint import fmpq

from grader.engine.branches.branching import ranges
from grader.engine.ladder.comparison import Comparison
from grader.engine.problem.at_sizes import BALLS, Instance, Sample
from grader.engine.problem.domain import interval
from grader.engine.problem.points import Point, exact
from grader.engine.program.program import Program, alone, bind, load, run
from grader.engine.values.balls import Ball, constant
from grader.engine.values.numbers import CHOOSING
from grader.engine.values.precision import AGREE_BITS, precision
from grader.engine.values.rationals import RATIONALS, NotRationalError
from grader.expr import Symbol
from grader.record import record, replace

MOST_CHOICES = 48
"""Choices of both sides together."""
BASES = 2
"""Points from which a border is looked for."""
POINTS = 12
"""Points at which arguments are compared, and their signs are seen."""

_AT_ZERO = {"choose": -1, "choose=": 1}
_BREAKING = frozenset(("abs", "sign", *CHOOSING))
"""Steps at whose zero a derivative has no value."""


@record
class Choice:
    """A step that branches by the sign of its argument: of the truth or of the answer, with the argument's values at some points."""

    is_mine: bool
    program: Program
    slot: int
    values: tuple[Ball, ...]

    @property
    def name(self) -> str:
        """The name of the step."""
        return str(self.program.steps[self.slot - len(self.program.leaves)][0])

    @property
    def argument(self) -> int:
        """The slot whose sign decides."""
        return int(self.program.steps[self.slot - len(self.program.leaves)][1])

    @property
    def part(self) -> Program:
        """The argument as a program of its own."""
        return alone(self.program, self.argument)

    @property
    def is_of_several(self) -> bool:
        """Whether the argument depends on several variables."""
        return sum(type(leaf) is Symbol for leaf in self.part.leaves) > 1

    def ratio(self, other: Choice) -> int:
        """1 or −1 where the arguments are the same up to a positive or negative factor, else 0."""
        if any(not ball.is_finite() or ball.contains(0) for ball in (*self.values, *other.values)):
            return 0
        first, *others = [mine / theirs for mine, theirs in zip(self.values, other.values, strict=True)]
        return 0 if not all(first.overlaps(second) for second in others) else 1 if first > 0 else -1

    @property
    def has_both_signs(self) -> bool:
        """Whether the argument is seen on both sides of zero."""
        return any(ball > 0 for ball in self.values) and any(ball < 0 for ball in self.values)


@record
class Look:
    """A choice whose border needs a look.

    ``outputs`` are the slots of the answer's entries that depend on it.  It is ``thin`` if a case may hold on the border alone, and
    ``has_others`` tells of choices of the answer with other borders.
    """

    choice: Choice
    outputs: frozenset[int]
    is_thin: bool
    has_others: bool


def to_be_looked_at(comparison: Comparison) -> list[Look] | None:
    """The choices of both sides whose borders need a look; ``None`` where there are too many.

    None is needed where a choice is continuous, nor where all choices with the same border take the same side of it there: each side has
    then the value that it has beside the border, if a derivative is asked that has no value there, or if the truth takes that side too.
    """
    choices = _choices(comparison)
    if choices is None:
        return None
    of_value = comparison.instance.asked.what == "value"
    found = list[Look]()
    for choice in choices:
        if choice.name not in CHOOSING or is_continuous(choice.program, choice.slot) or not (of_value or choice.is_mine):
            continue
        group = [(other, side) for other in choices if (side := choice.ratio(other))]
        firm = [(other, side) for other, side in group if other.name in _AT_ZERO and not is_continuous(other.program, other.slot)]
        sides = {side * _AT_ZERO[other.name] for other, side in firm if of_value or other.is_mine}
        is_there_too = any(other.is_mine != choice.is_mine and (other.name in _BREAKING) for other, _ in (firm if of_value else group))
        is_thin = len(sides) > 1 or (of_value and not choice.has_both_signs)
        if is_thin or not is_there_too:
            has_others = any(other.is_mine and other.name in CHOOSING and not choice.ratio(other) for other in choices)
            outputs = _dependents(choice.program, choice.slot, comparison.answer.outputs) if choice.is_mine else frozenset[int]()
            found.append(Look(choice, outputs, is_thin, has_others))
    return found


def _dependents(program: Program, slot: int, outputs: tuple[int, ...]) -> frozenset[int]:
    """The outputs that are made of a slot."""
    made = {slot}
    for at, (_, a, b, _) in enumerate(program.steps, len(program.leaves)):
        if a in made or (b is not None and not made.isdisjoint((b,) if type(b) is int else b)):
            made.add(at)
    return frozenset(made.intersection(outputs))


def _choices(comparison: Comparison) -> list[Choice] | None:
    answer, instance = comparison.answer, comparison.instance
    samples = instance.samples(POINTS)
    programs = ((False, instance.program), (True, answer.program))
    slots = [(is_mine, program, slot) for (is_mine, program), where in zip(programs, comparison.branching, strict=True)
             for slot in (*where, *_rare(instance, program, where)) if program.steps[slot - len(program.leaves)][0] in _BREAKING]
    if len(slots) > MOST_CHOICES or len(samples) < 2:
        return None
    with precision(AGREE_BITS):
        values = {is_mine: [_values(program, instance, sample) for sample in samples] for is_mine, program in programs}
    return [Choice(is_mine, program, slot, tuple([at[program.steps[slot - len(program.leaves)][1]] for at in values[is_mine]]))
            for is_mine, program, slot in slots]


def _rare(instance: Instance, program: Program, where: Iterable[int]) -> Iterator[int]:
    """Choices whose argument may be zero, though only at places that a path goes round, as x² + y² > 0 does not hold at the origin."""
    count, known = len(program.leaves), set(where)
    slots = [slot for slot, step in enumerate(program.steps, count) if step[0] in CHOOSING and slot not in known]
    found = ranges(replace(program, positive=()), {variable.name: variable for variable in instance.variables}) if slots else []
    for slot in slots:
        argument = program.steps[slot - count][1]
        if not found[argument].nonzero and any(type(leaf) is Symbol for leaf in alone(program, argument).leaves):
            yield slot


def _values(program: Program, instance: Instance, sample: Sample) -> list[Ball]:
    return run(bind(program, sample.family.over(BALLS).table), load(program, constant, instance.balls_of(sample)))


def is_continuous(program: Program, slot: int) -> bool:
    """Whether a choice is one of two values by their difference, as in max and min."""
    count = len(program.leaves)
    name, c, others, _ = program.steps[slot - count]
    if name not in CHOOSING:
        return False
    zeros = {at for at, leaf in enumerate(program.leaves) if leaf.data == (0, None)}
    a, b = others
    return _is_difference(program, c, a, b, zeros) or _is_difference(program, c, b, a, zeros)


def _is_difference(program: Program, c: int, a: int, b: int, zeros: Iterable[int]) -> bool:
    """Whether one slot is the difference of two others."""
    count = len(program.leaves)
    if c == a and b in zeros:
        return True
    name, left, right, _ = program.steps[c - count] if c >= count else ("", 0, None, None)
    if name == "neg":
        return a in zeros and left == b
    if name != "add":
        return False
    other = program.steps[right - count] if type(right) is int and right >= count else ("", 0, None, None)
    return left == a and other[0] == "neg" and other[1] == b


def point_on(choice: Choice, instance: Instance) -> Point | None:
    """A rational point where the argument of a choice is exactly zero, all other numbers random; ``None`` where none is found."""
    part = choice.part
    for base in islice(instance.samples_in_turn(BASES), BASES):
        for variable in instance.variables:
            if variable.domain == "natural":
                continue
            at = dict(base.point)
            try:
                values = []
                for shift in (0, 1):
                    values.append(_exactly(part, instance, {**at, variable.name: at[variable.name] + shift}, base))
                slope = values[1] - values[0]
                if slope == 0:
                    continue
                zero = at[variable.name] - Fraction(int((values[0] / slope).p), int((values[0] / slope).q))
                point = {**at, variable.name: zero}
                if interval(variable).holds(zero) and _exactly(part, instance, point, base) == 0:
                    return point
            except (NotRationalError, ZeroDivisionError):
                continue
    return _origin_of(part, instance)


def _origin_of(part: Program, instance: Instance) -> Point | None:
    """The point where all numbers of an argument are zero, if it is zero there."""
    names = {leaf.data for leaf in part.leaves if type(leaf) is Symbol}
    [base] = instance.samples(1)
    point = {**base.point, **dict.fromkeys(names & base.point.keys(), Fraction(0))}
    inside = all(interval(variable).holds(Fraction(0)) for variable in instance.variables if variable.name in names)
    try:
        return point if inside and _exactly(part, instance, point, base) == 0 else None
    except (NotRationalError, ZeroDivisionError):
        return None


def _exactly(part: Program, instance: Instance, point: Point, base: Sample) -> fmpq:
    numbers = base.family.over(RATIONALS)
    entries = instance.entries_over(numbers, exact(point))
    slots = run(bind(part, numbers.table), load(part, numbers.leaf, entries))
    found: fmpq = slots[part.outputs[0]]
    return found
