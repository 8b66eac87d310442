"""Where a point lies that somebody names: it is one of the zeros, or it certainly is none, with evidence."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any

from flint import arb, fmpq

from grader.engine.field.elementary import ElementaryField
from grader.engine.field.learning import holds_in_field
from grader.engine.field.rational import Quotient
from grader.engine.problem.at_sizes import BALLS, Instance, Sample
from grader.engine.problem.domain import constant_ball
from grader.engine.problem.points import exact
from grader.engine.systems.coordinates import Coordinates
from grader.engine.systems.points import RealPoint
from grader.engine.systems.roots import Root
from grader.engine.values.balls import PATIENT, Ball, OutsideDomainError, constant, exact_ball
from grader.engine.values.numbers import Numbers
from grader.engine.values.precision import AGREE_BITS, REFUTE_BITS, precision
from grader.engine.values.rationals import RATIONALS, NotRationalError
from grader.engine.values.written import rounded
from grader.expr import plain
from grader.model import Variable
from grader.once import Once
from grader.record import record

BITS = (REFUTE_BITS, AGREE_BITS, 4 * AGREE_BITS, 16 * AGREE_BITS)
"""Precisions at which a point is told from a zero, one after the other."""
SAMPLES = 4
FRIENDLY = 12
LONGEST = 24
"""Characters of a coordinate that is shown as it was written."""
_PATIENT = Numbers(PATIENT, constant, arb)


class Place(Enum):
    """What is known of a point."""

    ZERO = "one of the zeros"
    NOT_ZERO = "an entry is not zero there"
    APART = "none of the zeros"
    OUTSIDE = "outside of the domain"
    NO_VALUE = "an entry has no value there"
    UNDEFINED = "a coordinate has no value"
    OPEN = "not known"


@record
class Placed:
    """What was found out about a point.

    ``number`` is that of the zero which it is; ``is_proved`` tells that this is certain, and not an agreement to many digits.  ``entry``
    is the number of the entry that is not zero, ``value`` its value at ``point``, ``exact`` or rounded; ``name`` the variable whose domain
    the point leaves.  ``digits`` are those to which its decimals are the roundings of a zero, where they are.
    """

    place: Place
    number: int = -1
    is_proved: bool = True
    entry: int = -1
    point: tuple[tuple[str, str], ...] = ()
    value: str = ""
    exact: bool = True
    name: str = ""
    digits: int = 0


class Zeros(Once):
    """Points at which all entries of a truth are zero, by their coordinates ``names``; ``is_complete`` says that there are no others.

    Without ``has_entries`` nothing is known but the points.  Variables of the instance that are no coordinates are parameters.  ``of_f``
    is the instance of f itself where the entries are its derivatives.
    """

    def __init__(self, instance: Instance, names: Sequence[str], points: Sequence[RealPoint | Coordinates], is_complete: bool,
                 has_entries: bool = True, of_f: Instance | None = None) -> None:
        super().__init__()
        self.instance = instance
        self.names = tuple(names)
        self.points = tuple(points)
        self.is_complete = is_complete
        self.has_entries = has_entries
        self._of_f = of_f
        known = {variable.name: variable for variable in instance.variables}
        self._variables = [known[name] for name in names if name in known]
        self.parameters = tuple([name for name in known if name not in self.names])

    @cached_property
    def samples(self) -> list[Sample | None]:
        """Values of the parameters; where there are none, nothing once."""
        return [*self.instance.samples(SAMPLES)] if self.parameters else [None]

    def place(self, given: Coordinates) -> Placed:
        """Return what is known of a point."""
        for bits in BITS:
            with precision(bits):
                missed = next(filter(None, [self._missed(given, sample, bits) for sample in self.samples]), None)
                if missed is not None:
                    return self._nicely(given, missed, bits)
                near = self._near(given, bits)
            proved = next((number for number in near if bits == BITS[0] and self._is_proved(given, number)), None)
            if proved is not None:
                return Placed(Place.ZERO, proved)
            if not near and self.is_complete:
                return Placed(Place.APART)
            if len(near) == 1 and bits == BITS[-1] and self.samples and not self._is_exactly_apart(given, near[0]):
                return Placed(Place.ZERO, near[0], is_proved=False)
        return Placed(Place.OPEN)

    def is_zero(self, given: Coordinates) -> bool:
        """Return whether all entries are certainly zero at a point, by normal form."""
        return self._is_zero_in_field(lambda field: self.instance.truth_over(field.numbers, {
            **field.variables, **dict(zip(self.names, given.over(field, field.variables), strict=True))}))

    def vanishing(self, given: Coordinates) -> list[bool]:
        """Return which entries are zero at a point, as far as many digits tell."""
        sample = self.samples[0] if self.samples else None
        with precision(AGREE_BITS):
            known = self.instance.balls_of(sample) if sample is not None else {}
            values = {**known, **dict(zip(self.names, given.balls(sample, known, AGREE_BITS), strict=True))}
            family = sample.family if sample is not None else None
            return [bool(value.contains(0)) for value in self.instance.truth_over(BALLS if family is None else family.over(BALLS), values)]

    def values_of(self, number: int) -> list[Ball]:
        """Return the coordinates of a zero as balls, at some values of the parameters."""
        sample = self.samples[0] if self.samples else None
        with precision(REFUTE_BITS):
            return self._balls(number, sample, self.instance.balls_of(sample) if sample is not None else {}, REFUTE_BITS)

    def rounded_to(self, given: Coordinates) -> tuple[int, int] | None:
        """Return the number of the zero that a point is up to the rounding of its decimals, and to how many digits; ``None`` for no such.

        Nothing is rounded where there are parameters.
        """
        if self.parameters:
            return None
        with precision(REFUTE_BITS):
            found = [(number, given.rounded_to(self._balls(number, None, {}, REFUTE_BITS))) for number in range(len(self.points))]
        near = [(number, digits) for number, digits in found if digits is not None]
        return near[0] if len(near) == 1 else None

    def within(self, given: Coordinates, most: Fraction, is_relative: bool) -> list[int] | None:
        """Return the numbers of the zeros from whose coordinates those of a point differ by so much at most, or by such a share.

        ``None`` where that cannot be told, and where there are parameters.
        """
        if self.parameters:
            return None
        found = list[int]()
        with precision(REFUTE_BITS):
            limit, balls = exact_ball(most), given.balls(None, {}, REFUTE_BITS)
            for number in range(len(self.points)):
                zero = self._balls(number, None, {}, REFUTE_BITS)
                apart = [(abs(a - b), limit * abs(b) if is_relative else limit) for a, b in zip(balls, zero, strict=True)]
                if all(distance <= room for distance, room in apart):
                    found.append(number)
                elif not any(distance > room for distance, room in apart):
                    return None
        return found

    # -- a point that is no zero ----------------------------------------------------------------------------------

    def _missed(self, given: Coordinates, sample: Sample | None, bits: int) -> Placed | None:
        """Why a point is certainly no zero at a sample of the parameters; ``None`` where that is not certain."""
        known = self.instance.balls_of(sample) if sample is not None else {}
        balls = given.balls(sample, known, bits)
        if not all(ball.is_finite() for ball in balls):
            return Placed(Place.UNDEFINED) if given.is_undefined(known) else None
        for variable, ball in zip(self._variables, balls, strict=False):
            if is_outside(variable, ball, bits):
                return Placed(Place.OUTSIDE, name=variable.name)
        if not self.has_entries:
            return None
        values = {**known, **dict(zip(self.names, balls, strict=True))}
        family = sample.family if sample is not None else None
        entries = self.instance.truth_over(BALLS if family is None else family.over(BALLS), values)
        for number, value in enumerate(entries):
            if value.is_finite() and not value.contains(0):
                return Placed(Place.NOT_ZERO, entry=number)
        if not all(value.is_finite() for value in entries):
            found = self.instance.truth_over(_PATIENT if family is None else family.over(_PATIENT), values)
            # Where f has a value, the derivative may have one too, though its formula has none.
            whole = found if self._of_f is None else self._of_f.truth_over(_PATIENT if family is None else family.over(_PATIENT), values)
            if all(any(isinstance(value, OutsideDomainError) for value in each) for each in (found, whole)):
                return Placed(Place.NO_VALUE, point=self._shown(given, sample))
        return None

    def _nicely(self, given: Coordinates, missed: Placed, bits: int) -> Placed:
        """The evidence with its value, at friendly values of the parameters where they do."""
        if missed.place is not Place.NOT_ZERO:
            return missed
        friendly: Iterator[Sample | None] = itertools.islice(self.instance.friendly(), FRIENDLY) if self.parameters else iter(())
        for sample in itertools.chain(friendly, self.samples):
            found = self._missed(given, sample, bits)
            if found is not None and found.place is Place.NOT_ZERO:
                value, is_exact = self._value(given, sample, found.entry, bits)
                return Placed(Place.NOT_ZERO, entry=found.entry, point=self._shown(given, sample), value=value, exact=is_exact)
        return missed

    def _value(self, given: Coordinates, sample: Sample | None, entry: int, bits: int) -> tuple[str, bool]:
        parameters = exact(sample.point) if sample is not None else {}
        coordinates = given.exact_at(parameters)
        if coordinates is not None:
            # A value that is no rational number, or too long, is shown rounded.
            with suppress(NotRationalError, ZeroDivisionError):
                over = RATIONALS if sample is None else sample.family.over(RATIONALS)
                value = self.instance.truth_over(over, {**parameters, **dict(zip(self.names, coordinates, strict=True))})[entry]
                if len(str(value)) <= LONGEST:
                    return str(value), True
        known = self.instance.balls_of(sample) if sample is not None else {}
        values = {**known, **dict(zip(self.names, given.balls(sample, known, bits), strict=True))}
        numbers = BALLS if sample is None else sample.family.over(BALLS)
        return rounded(self.instance.truth_over(numbers, values)[entry]), False

    def _shown(self, given: Coordinates, sample: Sample | None) -> tuple[tuple[str, str], ...]:
        """The coordinates as they were written where that is short, and the parameters."""
        parameters = exact(sample.point) if sample is not None else {}
        found = [(name, str(parameters[name])) for name in self.parameters]
        values = given.exact_at(parameters)
        for place, (name, tree) in enumerate(zip(self.names, given.trees, strict=True)):
            text = str(values[place]) if values is not None else plain(tree)
            if len(text) > LONGEST or (values is None and self.parameters):
                known = self.instance.balls_of(sample) if sample is not None else {}
                with precision(REFUTE_BITS):
                    text = rounded(given.balls(sample, known, REFUTE_BITS)[place])
            found.append((name, text))
        return tuple(found)

    # -- a point that is one --------------------------------------------------------------------------------------

    def _near(self, given: Coordinates, bits: int) -> list[int]:
        """The numbers of the zeros that a point may be, at every sample."""
        found = list(range(len(self.points)))
        for sample in self.samples:
            known = self.instance.balls_of(sample) if sample is not None else {}
            balls = given.balls(sample, known, bits)
            found = [number for number in found if _overlap(balls, self._balls(number, sample, known, bits))]
        return found

    def _balls(self, number: int, sample: Sample | None, known: dict[str, Ball], bits: int) -> list[Ball]:
        zero = self.points[number]
        return zero.balls(bits) if isinstance(zero, RealPoint) else zero.balls(sample, known, bits)

    def _is_proved(self, given: Coordinates, number: int) -> bool:
        zero = self.points[number]
        if isinstance(zero, Coordinates):
            if zero.exact is not None and given.exact is not None:
                return zero.exact == given.exact
            return self._is_zero_in_field(lambda field: [field.add(a, field.neg(b)) for a, b in zip(
                zero.over(field, field.variables), given.over(field, field.variables), strict=True)])
        if zero.rational is not None and given.exact is not None:
            return tuple([fmpq(each.numerator, each.denominator) for each in zero.rational]) == given.exact
        with precision(REFUTE_BITS):
            if not all(_is_between(root, ball) for root, ball in zip(zero.roots, given.balls(None, {}, REFUTE_BITS), strict=True)):
                return False
        return self._is_zero_in_field(lambda field: [_of_root(field, root, value) for root, value in zip(
            zero.roots, given.over(field, field.variables), strict=True)])

    def _is_exactly_apart(self, given: Coordinates, number: int) -> bool:
        """Whether both are rational, and differ."""
        zero = self.points[number]
        if given.exact is None:
            return False
        if isinstance(zero, Coordinates):
            return zero.exact is not None and zero.exact != given.exact
        return True

    def _is_zero_in_field(self, make: Callable[[ElementaryField], list[Quotient]]) -> bool:
        def are_zero(field: ElementaryField) -> bool:
            field.must_know(self.instance.program)
            return all(field.equal(value, field.integer(0)) for value in make(field))

        return holds_in_field(self.instance.names, self.instance.positive, are_zero)


def _overlap(left: Sequence[Ball], right: Sequence[Ball]) -> bool:
    return all(not b.is_finite() or a.overlaps(b) for a, b in zip(left, right, strict=True))


def _is_between(root: Root, ball: Ball) -> bool:
    """Whether a ball lies where this root is the only one of its polynomial."""
    exact_one = root.rational
    if exact_one is not None:
        return bool(ball.contains(fmpq(exact_one.numerator, exact_one.denominator)))
    low, high = [exact_ball(end) for end in (root.low, root.high)]
    return bool(ball > low and ball < high)


def _of_root(field: ElementaryField, root: Root, value: Quotient) -> Any:
    """The polynomial of a root at a value, in a field."""
    total = field.integer(0)
    for coefficient in reversed(root.coefficients):
        total = field.add(field.mul(total, value), field.integer(coefficient))
    return total


def is_outside(variable: Variable, ball: Ball, bits: int) -> bool:
    """Return whether a number certainly lies outside of a variable's domain, or on an end that is left out."""
    if variable.domain in ("positive", "natural"):
        return bool(ball <= 0)
    low, high = [None if end is None else constant_ball(end, bits) for end in (variable.low, variable.high)]
    return bool((low is not None and ball < low) or (high is not None and ball > high))
