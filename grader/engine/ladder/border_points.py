"""Borders between cases in several variables: which of them need no look, and a rational point on each of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice, product

from grader.engine.branches.branching import ranges
from grader.engine.branches.critical import Terms
from grader.engine.field.atoms import fraction
from grader.engine.field.rational import Field, NoProofError, ZeroDenominatorError
from grader.engine.ladder.comparison import Comparison
from grader.engine.problem.at_sizes import BALLS, Instance, Sample
from grader.engine.problem.domain import interval
from grader.engine.problem.points import Point
from grader.engine.program.extremes import is_continuous
from grader.engine.program.program import Program, alone, bind, load, made_of, run
from grader.engine.values.balls import Ball, constant
from grader.engine.values.numbers import CHOOSING
from grader.engine.values.precision import AGREE_BITS, precision
from grader.expr import Symbol
from grader.record import record, replace

MOST_CHOICES = 48
"""Choices of both sides together."""
MOST_OTHERS = 6
"""Other conditions, whose signs are tried in all combinations."""
BASES = 2
"""Points from which a border is looked for."""
POINTS = 12
"""Points at which arguments are compared, and their signs are seen."""

_AT_ZERO = {"choose": -1, "choose=": 1, "sign": 0}
"""The side of its border that a step takes at the border itself; a sign has a value of its own there."""
JUMPING = frozenset((*CHOOSING, "sign"))
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
    def names(self) -> list[str]:
        """The variables on which the argument depends."""
        return [leaf.data for leaf in self.part.leaves if type(leaf) is Symbol]

    @property
    def is_of_several(self) -> bool:
        """Whether the argument depends on several variables."""
        return len(self.names) > 1

    def ratio(self, other: Choice) -> int:
        """1 or −1 where the arguments are the same up to a positive or negative factor, else 0."""
        if any(not ball.is_finite() or ball.contains(0) for ball in (*self.values, *other.values)):
            return 0
        with precision(AGREE_BITS):
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
    ``has_others`` tells of other borders.
    """

    choice: Choice
    outputs: frozenset[int]
    is_thin: bool
    has_others: bool


def to_be_looked_at(comparison: Comparison) -> list[Look] | None:
    """Return the choices of both sides whose borders need a look; ``None`` where there are too many.

    None is needed where a choice is continuous, nor where all choices with the same border take the same side of it there: each side has
    then the value that it has beside the border, if a derivative is asked that has no value there, or if the truth takes that side too.
    """
    choices = _choices(comparison)
    if choices is None:
        return None
    of_value = comparison.instance.asked.what == "value"
    jumping = [choice for choice in choices
               if choice.name in JUMPING and not is_continuous(choice.program, choice.slot) and (of_value or choice.is_mine)]
    looks = [_look(choice, choices, comparison) for choice in jumping]
    return [look for look in looks if look is not None]


Group = list[tuple[Choice, int]]
"""The choices with one border, each with the sign that its condition has on one side of it."""


def _look(choice: Choice, choices: list[Choice], comparison: Comparison) -> Look | None:
    """Return what is to be seen at the border of a choice that jumps there; ``None`` where both sides are known to do the same."""
    of_value, outputs = comparison.instance.asked.what == "value", comparison.answer.outputs
    group = [(other, side) for other in choices if (side := choice.ratio(other))]
    firm = [(other, side) for other, side in group if other.name in _AT_ZERO and not is_continuous(other.program, other.slot)]
    is_there_too = any(other.is_mine != choice.is_mine and other.name in _BREAKING for other, _ in (firm if of_value else group))
    sides_taken = {side * _AT_ZERO[other.name] for other, side in firm if of_value or other.is_mine}
    is_thin = len(sides_taken) > 1 or (of_value and not choice.has_both_signs)
    if is_thin and not of_value:
        is_thin = not _has_a_side(choices, group, outputs)
    if is_there_too and not is_thin:
        return None
    has_others = any(not choice.ratio(other) for other in choices)
    return Look(choice, _dependents(choice.program, choice.slot, outputs) if choice.is_mine else frozenset(), is_thin, has_others)


def _has_a_side(choices: list[Choice], group: Group, outputs: tuple[int, ...]) -> bool:
    """Return whether an answer has at a border no value, or the one of one side, whatever the signs of all other conditions."""
    mine = {choice.slot: choice for choice in choices if choice.is_mine and choice.name in CHOOSING}
    own = {choice.slot: side for choice, side in group if choice.is_mine}
    borders = _borders([choice for slot, choice in mine.items() if slot not in own])
    if len({border for border, _ in borders.values()}) > MOST_OTHERS or not own.keys() <= mine.keys():
        return False
    program = next(choice.program for choice in choices if choice.is_mine)
    everything = tuple(range(len(program.leaves) + len(program.steps)))
    depending = {slot for each in own for slot in _dependents(program, each, everything)}
    at_border = {slot: _AT_ZERO.get(mine[slot].name, 0) for slot in own}
    on_sides = [{slot: sign * side for slot, side in own.items()} for sign in (1, -1)]
    for others in _all_signs(borders):
        for output in outputs:
            there, *beside = [_taken(program, output, others | signs) for signs in (at_border, *on_sides)]
            if there is not None and (there in depending or not (_is_nothing(program, there) or there in beside)):
                return False
    return True


def _borders(choices: list[Choice]) -> dict[int, tuple[int, int]]:
    """Return the border of each choice by its slot: the place of the first choice that has it, and the side that is positive for both."""
    return {choice.slot: next((at, side) for at, other in enumerate(choices) if (side := other.ratio(choice) or int(other is choice)))
            for choice in choices}


def _all_signs(borders: Mapping[int, tuple[int, int]]) -> Iterator[dict[int, int]]:
    """Yield the signs of the conditions by slot, for each combination of sides of their borders."""
    distinct = sorted({border for border, _ in borders.values()})
    for pattern in product((1, -1), repeat=len(distinct)):
        signs = dict(zip(distinct, pattern, strict=True))
        yield {slot: signs[border] * side for slot, (border, side) in borders.items()}


def _taken(program: Program, slot: int, signs: Mapping[int, int]) -> int | None:
    """The slot whose value a nest of choices has, for the signs of their conditions; ``None`` for 0, where one has no value at zero."""
    while slot in signs:
        if not signs[slot]:
            return None
        slot = program.steps[slot - len(program.leaves)][2][0 if signs[slot] > 0 else 1]
    return slot


def _is_nothing(program: Program, slot: int) -> bool:
    """Whether a slot is a number divided by zero, as where no case holds."""
    name, _, b, _ = program.steps[slot - len(program.leaves)] if slot >= len(program.leaves) else ("", 0, None, None)
    return name == "div" and type(b) is int and b < len(program.leaves) and bool(program.leaves[b].data == (0, None))


def _dependents(program: Program, slot: int, outputs: tuple[int, ...]) -> frozenset[int]:
    """The outputs that are made of a slot."""
    return frozenset(made_of(program, [slot]).intersection(outputs))


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


def points_on(choice: Choice, instance: Instance) -> list[Point] | None:
    """A rational point on each part of the border of a choice, all other numbers random; ``None`` where one of them has none.

    The parts are the zeros of the irreducible factors of its argument, as a polynomial.
    """
    field = Field(instance.names)
    part = choice.part
    try:
        entries = instance.entries_over(field.numbers, field.variables)
        field.must_know(part)
        found = field.run(part, entries)[part.outputs[0]]
    except (NoProofError, ZeroDenominatorError, KeyError):
        return None
    if found.over == 0:
        return None
    factors = [{tuple(map(int, exponents)): fraction(value) for exponents, value in factor.to_dict().items()}
               for factor, _ in found.over.factor()[1]]
    points = [_zero_of(terms, field, instance) for terms in factors if not (_is_even(terms) and _has_constant(terms))]
    kept = [point for point in points if point is not None]
    return kept if len(kept) == len(points) else None


def _is_even(terms: Terms) -> bool:
    """Whether a polynomial is a sum of even powers, all with one sign."""
    return all(power % 2 == 0 for exponents in terms for power in exponents) and len({value > 0 for value in terms.values()}) == 1


def _has_constant(terms: Terms) -> bool:
    return any(not any(exponents) for exponents in terms)


def _zero_of(terms: Terms, field: Field, instance: Instance) -> Point | None:
    """A point where a polynomial is zero: solved for a variable of which it has no powers, or where all of its variables are zero."""
    places = {name: at for at, name in enumerate(field.variables)}
    if any(any(exponents[len(places):]) for exponents in terms):
        return None
    domains = {variable.name: variable for variable in instance.variables}
    for name, at in places.items():
        if max(exponents[at] for exponents in terms) != 1 or domains[name].domain == "natural":
            continue
        for base in islice(instance.samples_in_turn(BASES), BASES):
            slope, rest = [sum((_term(exponents, value, base.point, places, at) for exponents, value in terms.items()
                                if exponents[at] == power), Fraction(0)) for power in (1, 0)]
            if slope and interval(domains[name]).holds(-rest / slope):
                return {**base.point, name: -rest / slope}
    used = [name for name, at in places.items() if any(exponents[at] for exponents in terms)]
    if _is_even(terms) and all(interval(domains[name]).holds(Fraction(0)) for name in used):
        return {**instance.samples(1)[0].point, **dict.fromkeys(used, Fraction(0))}
    return None


def _term(exponents: tuple[int, ...], value: Fraction, point: Point, places: Mapping[str, int], without: int) -> Fraction:
    for name, at in places.items():
        if exponents[at] and at != without:
            value *= point[name] ** exponents[at]
    return value
