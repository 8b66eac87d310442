"""The truth of a problem: the value or the derivative of f by definition, at any point, in any numbers.

The derivative comes from duals over the numbers at hand, so no formula that somebody typed and no symbolic differentiation is
believed.  Lecture layout: the entries of f define the rows, the variables the columns; a scalar f by a list of variables is a
1 × D row, a column of functions by one variable an E × 1 column.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flint import arb, ctx

from grader.engine.arrays import Array, array_of
from grader.engine.balls import FAST, Ball, constant, magnitude, precision
from grader.engine.calculus import derivative
from grader.engine.duals import Numbers, truth_values
from grader.engine.instance import Point, exact, friendly_points, random_points
from grader.engine.program import Program, bind, compile_trees, load, run
from grader.expr import Expr, Number, shapes, substitute
from grader.model import Diagnostic, Problem, Variable

_BALLS = Numbers(FAST, constant, arb)


@dataclass(slots=True)
class Sample:
    """A point of the domain where the truth is defined: exact coordinates and, by precision, their balls and the truth's (0: exact)."""

    point: Point
    coordinates: dict[int, dict[str, Ball]] = field(default_factory=dict)
    truth: dict[int, Any] = field(default_factory=dict)

    @property
    def balls(self) -> dict[str, Ball]:
        """The coordinates at the working precision."""
        found = self.coordinates.get(ctx.prec)
        if found is None:
            found = self.coordinates[ctx.prec] = {name: arb(value) for name, value in exact(self.point).items()}
        return found


class Key:
    """One problem under one salt: its truth, its points, and what is remembered of them between answers.

    Everything kept here is a pure function of (problem, salt); the memory only saves time.
    """

    def __init__(self, problem: Problem, salt: str) -> None:
        self.problem = problem
        self.salt = salt
        self.variables: tuple[Variable, ...] = problem.variables
        self.definitions = expanded(problem.definitions)
        self.f = function_of(problem)
        self.shape = shape_of_truth(problem, self.f)
        self.program: Program = compile_trees(self.f.entries)
        self._stream: Iterator[Point] = random_points(problem.variables, salt, problem.id)
        self._samples: list[Sample] = []
        self._drawn = 0
        self._nicest: Iterator[Point] = iter(friendly_points(problem.variables))
        self._friendly: list[Sample] = []
        self._display: Array | None = None
        self._varies: list[bool] | None = None
        self._size: tuple[int, int] | None = None
        self.memory: dict[str, Any] = {}

    # -- values -------------------------------------------------------------------------------------------------

    def truth_at(self, balls: Mapping[str, Ball]) -> list[Ball]:
        """The truth's entries, row by row, at a point given in balls and at the working precision."""
        return truth_values(self.program, _BALLS, balls, self.problem.asked, self.problem.wrt)

    def truth_of(self, sample: Sample, bits: int) -> list[Ball]:
        """The truth at a sample; the caller has set the precision to ``bits``."""
        found: list[Ball] | None = sample.truth.get(bits)
        if found is None:
            found = sample.truth[bits] = self.truth_at(sample.balls)
        return found

    # -- points -------------------------------------------------------------------------------------------------

    def samples(self, count: int) -> list[Sample]:
        """Up to ``count`` random points where the truth is defined; fewer if 40 draws do not give them."""
        while len(self._samples) < count and self._drawn < 40:
            self._drawn += 1
            sample = self.sample(next(self._stream))
            if sample is not None:
                self._samples.append(sample)
            if not self.variables:
                break
        if not self.variables and self._samples:
            # A truth without variables has one point; it is evidence as often as it is needed.
            return self._samples * count
        return self._samples[:count]

    def samples_in_turn(self, most: int) -> Iterator[Sample]:
        """As :meth:`samples`, but each is made only when it is asked for."""
        for count in range(most):
            found = self.samples(count + 1)
            if len(found) <= count:
                return
            yield found[count]

    def sample(self, point: Point) -> Sample | None:
        """The sample at a point, or ``None`` where the truth has no value there."""
        sample = Sample(point)
        with precision(128):
            return sample if all(ball.is_finite() for ball in self.truth_of(sample, 128)) else None

    def friendly(self) -> Iterator[Sample]:
        """Points of small integers where the truth is defined, the nicest first, made as they are asked for."""
        for count in itertools.count():
            while len(self._friendly) <= count:
                point = next(self._nicest, None)
                if point is None:
                    return
                sample = self.sample(point)
                if sample is not None:
                    self._friendly.append(sample)
            yield self._friendly[count]

    def varies(self, entry: int) -> bool:
        """Whether the truth's entry takes two values: a constant must not be shown to a student."""
        if self._varies is None:
            with precision(128):
                columns = list(zip(*[self.truth_of(sample, 128) for sample in self.samples(3)], strict=True))
            self._varies = [any(not column[0].overlaps(value) for value in column[1:]) for column in columns]
        return self._varies[entry]

    # -- symbols ------------------------------------------------------------------------------------------------

    def display(self) -> Array:
        """The truth as trees, by the rules of ``calculus``: for proofs, worked solutions and the order of magnitude."""
        if self._display is None:
            if self.problem.asked == "value":
                self._display = Array(self.shape, self.f.entries)
            else:
                entries = [derivative(entry, name) for entry in self.f.entries for name in self.problem.wrt]
                if self.problem.asked == "hessian":
                    entries = [derivative(entry, name) for entry in entries for name in self.problem.wrt]
                self._display = Array(self.shape, tuple(entries))
        return self._display

    def size(self) -> tuple[int, int]:
        """Leaves of the truth's trees and the largest size of a node at the first sample (see ``identity.agreement_bits``)."""
        if self._size is None:
            program = compile_trees(self.display().entries)
            sample = self.samples(1)[0]
            with precision(128):
                slots = run(bind(program, FAST), load(program, constant, sample.balls))
                largest = largest_node(program, slots)
            self._size = program.leaf_count, largest
        return self._size


def largest_node(program: Program, slots: list[Ball]) -> int:
    """The largest |log₂|v|| over all certainly nonzero nodes; arguments of exp count three times their size.

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


_EXPONENTIAL = frozenset(("exp", "sinh", "cosh", "tanh"))


def expanded(definitions: tuple[tuple[str, Expr], ...]) -> dict[str, Expr]:
    """Definitions in terms of variables alone; each may use those before it."""
    known: dict[str, Expr] = {}
    for name, tree in definitions:
        known[name] = substitute(tree, known)
    return known


def function_of(problem: Problem) -> Array:
    """f with its definitions put in, as the column of its functions (a row of functions counts as the column).

    Raises :class:`ValueError` for an f whose shapes do not fit; the bank has checked them when it was read.
    """
    if problem.f is None:
        raise ValueError(f"{problem.id} has no f")
    array = array_of(substitute(problem.f, expanded(problem.definitions)))
    if isinstance(array, Diagnostic):
        raise ValueError(array.message)
    if problem.asked != "value" and array.shape is not None and array.shape[0] == 1:
        array = array.transposed()
    if problem.asked == "hessian" and array.shape is not None:
        raise ValueError("a Hessian is asked of a scalar function only")
    return array


def shape_of_truth(problem: Problem, f: Array) -> shapes.Shape:
    """The lecture's shape: functions by variables; a scalar by one variable stays a scalar."""
    if problem.asked == "value":
        return f.shape
    if f.shape is None and not problem.wrt_is_list:
        return None
    if problem.asked == "hessian":
        return None if len(problem.wrt) == 1 else (len(problem.wrt), len(problem.wrt))
    rows, columns = len(f.entries), len(problem.wrt)
    return None if rows == columns == 1 else (rows, columns)
