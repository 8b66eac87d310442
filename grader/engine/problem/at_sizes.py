"""A problem at given sizes: f as a program over scalar entries, points of its domain, and the truth at these by definition.

Everything kept here is a pure function of (problem, sizes, salt); to keep it only saves time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from flint import arb

from grader.engine.problem.asked import Asked, truth_values
from grader.engine.problem.domain import hull
from grader.engine.problem.points import Point, consecutive, exact, friendly_points, random_points
from grader.engine.program.blocks import entry_names
from grader.engine.program.program import Program, evaluate, leaves_of, pruned
from grader.engine.program.structure import determinant_name, entries_program, parameters
from grader.engine.values.abstract import Family, friendly_families, random_family
from grader.engine.values.balls import FAST, Ball, constant, exact_ball
from grader.engine.values.numbers import CHOOSING, Numbers
from grader.engine.values.precision import REFUTE_BITS, precision, working_bits
from grader.engine.values.rationals import ARITHMETIC, NotRationalError
from grader.model import Variable
from grader.once import Once
from grader.record import record

BALLS = Numbers(FAST, constant, arb)

Shape = tuple[int, ...]

MOST_DRAWN = 720
"""So many points are drawn for those where the truth has a value: √x √y √z arcsin x has one at every 24th."""
VAIN = 3
"""After so many first points at which f divides by an exact zero there is no other."""


@record
class Sample:
    """A point of the domain where the truth is defined.

    By precision: the balls of all entries there, the truth's (both exact for 0), and the size of the truth's largest node.  ``moving`` is
    the coordinate that is no rational number, of a point on a relation (:mod:`grader.engine.problem.on_relation`).
    """

    point: Point
    family: Family
    coordinates: dict[int, dict[str, Ball]] = field(default_factory=dict)
    truth: dict[int, Any] = field(default_factory=dict)
    largest: dict[int, int] = field(default_factory=dict)
    moving: Any = None


class Instance(Once):
    """A problem at given sizes; ``is_on_relation`` of one whose points are those of a relation alone.

    ``arrays`` are the declared names with their shapes as numbers (a scalar has none), ``names`` those of the numbers in them; ``program``
    computes the entries of f, and ``asked`` says what of them is the truth, whose entries come in the order outputs, then inputs.
    ``inverted`` are the matrices whose inverses are kept, with their determinants.  ``steps`` are those of the truth at one point.
    """

    is_on_relation = False

    def __init__(self, name: str, salt: str, sizes: Mapping[str, int], arrays: tuple[tuple[Variable, Shape], ...],
                 functions: tuple[tuple[str, int], ...], program: Program, asked: Asked, inverted: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.name = name
        self.salt = salt
        self.sizes = dict(sizes)
        self.functions = functions
        self.program = program
        self.asked = asked
        self.arrays = tuple((variable, shape, entry_names(variable.name, shape)) for variable, shape in arrays)
        self.variables = tuple(item for variable, shape, names in self.arrays for item in parameters(variable, shape, names))
        self.names = tuple(variable.name for variable in self.variables)
        self.has_whole = any(variable.domain == "natural" for variable in self.variables)
        self.entries = tuple(entry for _, _, names in self.arrays for entry in names)
        self.inverted = inverted
        self._assumed = entries_program(self.arrays, inverted)
        self.steps = len(program.steps) * asked.numbers + (len(self._assumed[0].steps) if self._assumed is not None else 0)
        purpose = name + "".join(f"|{size}={number}" for size, number in self.sizes.items())
        self.purpose = purpose
        self._stream: Iterator[Point] = random_points(self.variables, salt, purpose)
        self._samples: list[Sample] = []
        self._drawn = 0
        self._zeros = 0
        self._friendly: list[Sample] = []
        self._nicest: Iterator[tuple[Point, Family]] = self._friendly_points()
        self._consecutive: list[Sample] | None = None
        self._varies: list[bool] | None = None

    @property
    def is_constant(self) -> bool:
        """Whether there is a single point."""
        return not self.variables and not self.functions

    @property
    def assumed(self) -> Program | None:
        """The program from the parameters to the entries of the matrices that have a property, and to inverses, if there are any."""
        return self._assumed[0] if self._assumed is not None else None

    # -- values ---------------------------------------------------------------------------------------------------

    def entries_over(self, numbers: Numbers, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of all entries from those of the parameters, over any numbers."""
        if self._assumed is None:
            return dict(values)
        program, names = self._assumed
        made = evaluate(program, numbers.table, numbers.leaf, values)
        return {**values, **dict(zip(names, made, strict=True))}

    def entries_for(self, program: Program) -> tuple[Program, tuple[str, ...]]:
        """The program from the parameters to the entries that another program takes, and their names; not those that are parameters."""
        made, names = self._assumed if self._assumed is not None else (_NOTHING, ())
        taken = {leaf.data for leaf in leaves_of(program)}
        wanted = {name: slot for slot, name in zip(made.outputs, names, strict=True) if name in taken}
        return pruned(made, tuple(wanted.values())), tuple(wanted)

    def balls_of(self, sample: Sample) -> dict[str, Ball]:
        """The entries at a sample, at the working precision."""
        bits = working_bits()
        found = sample.coordinates.get(bits)
        if found is None:
            values = {name: exact_ball(value) for name, value in sample.point.items()}
            if sample.moving is not None:
                values[sample.moving.name] = sample.moving.ball()
            found = sample.coordinates[bits] = self.entries_over(BALLS, values)
        return found

    def truth_over(self, numbers: Numbers, values: Mapping[str, Any]) -> list[Any]:
        """The truth's entries from the values of all entries, over any numbers."""
        return truth_values(self.program, numbers, values, self.asked.what, self.asked.wrt, self.asked.tied)

    def truth_of(self, sample: Sample, bits: int) -> list[Ball]:
        """The truth at a sample; the caller has set the precision to ``bits``."""
        found: list[Ball] | None = sample.truth.get(bits)
        if found is None:
            found = sample.truth[bits] = self.truth_over(sample.family.over(BALLS), self.balls_of(sample))
        return found

    # -- points ---------------------------------------------------------------------------------------------------

    def samples(self, count: int) -> list[Sample]:
        """Up to ``count`` random points where the truth is defined; fewer if ``MOST_DRAWN`` draws do not give them."""
        while len(self._samples) < count and self._drawn < MOST_DRAWN:
            self._drawn += 1
            family = random_family(self.functions, self.salt, f"{self.purpose}|{self._drawn}")
            point = next(self._stream)
            sample = self.sample(point, family)
            if sample is not None:
                self._samples.append(sample)
            elif self._drawn <= VAIN and self._divides_by_zero(point):
                self._zeros += 1
                if self._zeros == VAIN:
                    self._drawn = MOST_DRAWN
            if self.is_constant:
                break
        if self.is_constant and self._samples:
            # A truth without variables has one point; it is evidence as often as it is needed.
            return self._samples * count
        return self._samples[:count]

    def _divides_by_zero(self, point: Point) -> bool:
        """Whether f divides by, or takes the logarithm of, a rational function that is zero at a random point.

        The determinant of XᵀX is zero everywhere for a wide X.
        """
        if self.functions or self.has_whole or any(step[0] in CHOOSING for step in self.program.steps):
            return False
        try:
            evaluate(self.program, ARITHMETIC.table, ARITHMETIC.leaf, self.entries_over(ARITHMETIC, exact(point)))
        except NotRationalError:
            return False
        except ZeroDivisionError:
            return True
        return False

    def samples_in_turn(self, most: int) -> Iterator[Sample]:
        """As :meth:`samples`, but each is made only when it is asked for."""
        for count in range(most):
            found = self.samples(count + 1)
            if len(found) <= count:
                return
            yield found[count]

    def sample(self, point: Point, family: Family | None = None, bits: int = REFUTE_BITS) -> Sample | None:
        """The sample at a point, or ``None`` where the truth has no value there, or a matrix has no inverse that must have one.

        Very near a branch point a value is seen only at more ``bits``: of √(x² + 2x + 1) 10^-25 beside −1 the first 128 show none.
        """
        sample = Sample(point, family if family is not None else _NO_FUNCTIONS)
        with precision(bits):
            if any(self.balls_of(sample)[determinant_name(name)].contains(0) for name in self.inverted):
                return None
            return sample if all(ball.is_finite() for ball in self.truth_of(sample, bits)) else None

    @property
    def is_zero(self) -> bool:
        """Whether nothing but zeros is seen of the truth at the first point, as of (N − 3)x at N = 3."""
        with precision(REFUTE_BITS):
            return all(ball.contains(0) for sample in self.samples(1) for ball in self.truth_of(sample, REFUTE_BITS))

    def has_value(self, program: Program) -> bool:
        """Whether another program over the entries has a value at one of the first points."""
        with precision(REFUTE_BITS):
            for sample in self.samples(2):
                numbers = sample.family.over(BALLS)
                values = evaluate(program, numbers.table, numbers.leaf, self.balls_of(sample))
                if all(value.is_finite() for value in values):
                    return True
        return False

    @cached_property
    def positive(self) -> frozenset[str]:
        """The names of the numbers that are nowhere negative."""
        return frozenset(variable.name for variable in self.variables if hull(variable)[0] >= 0)

    def consecutive(self) -> list[Sample]:
        """Points with natural numbers in a row, where the truth is defined; none without natural variables."""
        if self._consecutive is None:
            points = consecutive(self.variables, self.salt, self.purpose)
            family = random_family(self.functions, self.salt, f"{self.purpose}|consecutive")
            self._consecutive = [sample for point in points if (sample := self.sample(point, family)) is not None]
        return self._consecutive

    def _friendly_points(self) -> Iterator[tuple[Point, Family]]:
        families = friendly_families(self.functions)
        yield from itertools.product(friendly_points(self.variables), families)

    def friendly(self) -> Iterator[Sample]:
        """Points of small integers where the truth is defined, the nicest first, made as they are asked for."""
        for count in itertools.count():
            while len(self._friendly) <= count:
                found = next(self._nicest, None)
                if found is None:
                    return
                sample = self.sample(*found)
                if sample is not None:
                    self._friendly.append(sample)
            yield self._friendly[count]

    def varies(self, entry: int) -> bool:
        """Whether the truth's entry takes two values: a constant must not be shown to a student.

        A piece of a function may be constant, and several points lie on it: of what branches more are looked at.
        """
        if self._varies is None:
            branches = any(step[0] in CHOOSING or step[0] in ("abs", "sign") for step in self.program.steps)
            with precision(REFUTE_BITS):
                columns = list(zip(*[self.truth_of(sample, REFUTE_BITS) for sample in self.samples(24 if branches else 3)], strict=True))
            self._varies = [any(not column[0].overlaps(value) for value in column[1:]) for column in columns]
        return self._varies[entry]


_NO_FUNCTIONS = Family({})
_NOTHING = Program((), (), (), 0)
