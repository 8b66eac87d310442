"""Constants compared with decimals: whether a number is certainly as near to another as is asked, in balls of as many bits as it takes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import fmpq

from grader.engine.ladder.evidence import exact_truth, exact_values
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.laid import Written
from grader.engine.problem.posed import Posed
from grader.engine.program.program import BudgetError, is_number
from grader.engine.values.balls import Ball, exact_ball
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.engine.values.written import rounded
from grader.expr import Expr, Shapes
from grader.record import replace

MOST_BITS = 1 << 15
"""What balls of so many bits do not tell apart is a tie."""


class Real:
    """A real number, as a ball of any number of bits, and exactly where rational arithmetic gives it."""

    def __init__(self, ball: Callable[[int], Ball], rational: Callable[[], fmpq | None]) -> None:
        self._ball, self._rational = ball, rational

    def is_near(self, value: Fraction, most: Fraction) -> bool | None:
        """Return whether this is at most so far from a number; ``None`` for a tie, and where it has no value."""
        return _at_most(lambda bits: abs(self._ball(bits) - exact_ball(value)), lambda _bits: exact_ball(most))

    def is_within(self, other: Real, most: Fraction, is_relative: bool) -> bool | None:
        """Return whether this is at most so far from another one, relative to that one's size if that is meant.

        ``None`` where it has no value, and for a tie of numbers of which one is not found to be rational.
        """
        told = _at_most(lambda bits: abs(self._ball(bits) - other._ball(bits)),
                        lambda bits: exact_ball(most) * abs(other._ball(bits)) if is_relative else exact_ball(most))
        mine, theirs = (self._rational(), other._rational()) if told is None else (None, None)
        if mine is None or theirs is None:
            return told
        bound = fmpq(most.numerator, most.denominator)
        return bool(abs(mine - theirs) <= (bound * abs(theirs) if is_relative else bound))

    def text(self, digits: int) -> str:
        """The number to so many digits, or a short whole number exactly."""
        bits = REFUTE_BITS + 4 * digits
        with precision(bits):
            return rounded(self._ball(bits), digits)


def _at_most(distance: Callable[[int], Ball], most: Callable[[int], Ball]) -> bool | None:
    bits = REFUTE_BITS
    while bits <= MOST_BITS:
        with precision(bits):
            far, bound = distance(bits), most(bits)
            if not far.is_finite():
                return None
            if far <= bound:
                return True
            if far > bound:
                return False
        bits *= 2
    return None


def truth_is_a_number(posed: Posed) -> bool:
    """Return whether what is asked is a value on which no variable has an influence, as at a point: then its entries are real numbers."""
    instances = posed.instances() if posed.task.asked == "value" and not posed.symbolic else []
    return bool(instances) and bool(instances[0].samples(1)) and not instances[0].functions and is_number(instances[0].program)


def entry_of_truth(posed: Posed, number: int) -> Real:
    """Return an entry of a truth that is a number, or an array of numbers."""
    instance = posed.instances()[0]
    sample = instance.samples(1)[0]

    def rational() -> fmpq | None:
        found = exact_truth(instance, sample)
        return None if found is None else found[number]

    return Real(lambda bits: instance.truth_of(sample, bits)[number], rational)


def entry_of_answer(answer: Compiled, position: int) -> Real | None:
    """Return an entry of an answer that is a number; ``None`` for one that depends on a variable, and so is near to no number."""
    if not is_number(replace(answer.program, outputs=(answer.outputs[position],))):
        return None
    sample = answer.instance.samples(1)[0]

    def rational() -> fmpq | None:
        found = exact_values(answer, sample)
        return None if found is None else found[position]

    return Real(lambda bits: answer.values(sample, bits)[position], rational)


def number_of(posed: Posed, tree: Expr) -> Real | None:
    """Return the number that a scalar tree without variables is; ``None`` for one that is too large."""
    try:
        compiled = Written(tree, Shapes(tree, posed.declared)).at(posed, posed.instances()[0])[0]
    except BudgetError:
        return None
    return entry_of_answer(compiled, 0)
