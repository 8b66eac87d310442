"""An analytic function of one variable as a program: its derivatives, its bounds over intervals, and whether it is exactly zero."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from grader.engine.branches.branching import ranges
from grader.engine.errors import EngineError
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.learning import holds_in_field
from grader.engine.program.builder import Builder, compile_trees
from grader.engine.program.program import BudgetError, Program, bind, load, run
from grader.engine.values.balls import FAST, Ball, constant
from grader.engine.values.duals import Dual, duals_over
from grader.engine.values.precision import precision
from grader.engine.values.ranges import Range
from grader.expr import Expr, Symbol
from grader.model import Variable

MOST_ORDER = 4
"""Derivatives that are looked at; a zero of higher order is not recognised."""
MOST_STEPS = 1_500
MOST_WORK = 40_000
"""Steps of a derivative; steps that all evaluations of a function may take together."""
WORK_AT_ZERO, BITS_AT_ZERO = 10_000, 256


class UnresolvedError(EngineError):
    """Internal: the branch points are not found, or too many."""


class Analytic:
    """The only output of a program in one variable, which is called ``name``; counts the steps that its evaluations take.

    Raises Unresolved for a program with abstract functions.
    """

    def __init__(self, program: Program, name: str) -> None:
        if program.functions:
            raise UnresolvedError
        self.name = name
        self._programs = [program]
        self._bound = [bind(program, FAST)]
        self._zeros: dict[tuple[Expr, int], bool] = {}
        self._left = MOST_WORK

    def program(self, order: int) -> Program:
        """Return the derivative of an order; raises Unresolved where it is too large."""
        while len(self._programs) <= order:
            made = _derivative(self._programs[-1], self.name)
            self._programs.append(made)
            self._bound.append(bind(made, FAST))
        return self._programs[order]

    def at(self, x: Ball, order: int = 0) -> Ball:
        """Return the derivative of an order at a ball, at the working precision; raises Unresolved beyond the budget."""
        program = self.program(order)
        self._left -= len(program.steps) + 1
        if self._left < 0:
            raise UnresolvedError
        return run(self._bound[order], load(program, constant, {self.name: x}))[program.outputs[0]]

    def range(self, low: Expr | None, high: Expr | None, order: int = 0) -> Range:
        """Bounds of the derivative of an order between two constants, which are left out; ``None`` is infinite."""
        program = self.program(order)
        self._left -= len(program.steps) + 1
        return ranges(program, {self.name: Variable(self.name, "real", low, high)})[program.outputs[0]]

    def vanishes(self, place: Expr, order: int) -> bool:
        """Return whether the derivative of an order is certainly zero at a constant, by normal form."""
        found = self._zeros.get((place, order))
        if found is None:
            with precision(BITS_AT_ZERO):
                possible = not certain_sign(self.at(constant_at(place, BITS_AT_ZERO), order))
            found = self._zeros[place, order] = possible and self._is_zero(place, order)
        return found

    def _is_zero(self, place: Expr, order: int) -> bool:
        constants, program = compile_trees([place]), self.program(order)

        def is_zero(field: ElementaryField) -> bool:
            field.must_know(constants)
            x = field.run(constants, {})[constants.outputs[0]]
            field.must_know(program)
            value = field.run(program, {self.name: x})[program.outputs[0]]
            return bool(field.equal(value, field.integer(0)))

        return holds_in_field((), (), is_zero, WORK_AT_ZERO)


def _derivative(program: Program, name: str) -> Program:
    builder = Builder()
    duals = duals_over(builder.numbers())
    try:
        x = Dual(builder.leaf(Symbol(name)), {name: builder.number(1)})
        output = run(bind(program, duals.table), load(program, duals.leaf, {name: x}))[program.outputs[0]]
    except BudgetError:
        raise UnresolvedError from None
    slope = (output.slopes or {}).get(name)
    made = builder.program([builder.number(0) if slope is None else slope], 1)
    if len(made.steps) > MOST_STEPS:
        raise UnresolvedError
    return made


def certain_sign(ball: Ball) -> int:
    """1 or −1 for a ball that is certainly positive or negative, else 0."""
    if not ball.is_finite():
        return 0
    return 1 if ball > 0 else -1 if ball < 0 else 0


@lru_cache(maxsize=1024)
def constant_at(tree: Expr, bits: int) -> Ball:
    """Return the ball of a constant, at a precision."""
    with precision(bits):
        program = compile_trees([tree])
        return run(bind(program, FAST), load(program, constant, {}))[program.outputs[0]]


def rational_bounds(ball: Ball) -> tuple[Fraction, Fraction]:
    """Rational numbers just around a finite ball."""
    low, high = [end.mid().man_exp() for end in (ball.lower(), ball.upper())]
    return Fraction(int(low[0])) * Fraction(2) ** int(low[1]), Fraction(int(high[0])) * Fraction(2) ** int(high[1])
