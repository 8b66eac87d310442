"""What an equation divides by, where it is no polynomial: whether it is zero at single points of the solutions alone."""

from __future__ import annotations

from fractions import Fraction

from grader.engine.branches.divisors import divisors, is_zero_at_places
from grader.engine.equations.sides import Sides
from grader.engine.problem.at_sizes import Instance
from grader.engine.program.builder import rational
from grader.engine.program.program import Program, below
from grader.expr import Symbol


def loses_points_alone(instance: Instance, truth: Sides, answer: Sides) -> bool:
    """Return whether it is seen that an answer, by what it divides by, has no value at single solutions of the truth alone.

    The truth is the graph of a function of one variable then, and each divisor is zero at single values of that one: of y = x + sin(x)
    where sin(x) is divided by, and not of y = x where x + |x| is, nor of x y = 0.
    """
    names = [variable.name for variable in instance.variables]
    if len(names) != 2 or len(truth.differences) != 1 or any(shape for _, shape, _ in instance.arrays):
        return False
    return any(_slope(truth.program, truth.differences[0], height) and all(
        _has_single_zeros(answer.program, divisor, name) for divisor in divisors(answer.program))
        for height, name in (names, names[::-1]))


def _slope(program: Program, slot: int, height: str) -> Fraction | None:
    """The number that a variable is multiplied by in a sum; ``None`` where it stands elsewhere, too."""
    first = len(program.leaves)
    if not _depends(program, slot, height):
        return Fraction(0)
    if slot < first:
        return Fraction(1)
    name, a, b, _ = program.steps[slot - first]
    if name not in ("add", "mul", "div", "neg"):
        return None
    if name == "neg":
        inner = _slope(program, a, height)
        return None if inner is None else -inner
    parts = [_slope(program, each, height) for each in (a, b) if each is not None]
    if name == "add" and None not in parts:
        return sum((part for part in parts if part is not None), Fraction(0))
    for moving, number in ((a, b), (b, a)):
        value = rational(program.leaves[number]) if number is not None and number < first else None
        inner = _slope(program, moving, height) if moving is not None and value else None
        if inner is not None and value and (name == "mul" or (name == "div" and number == b)):
            return inner * value if name == "mul" else inner / value
    return None


def _depends(program: Program, slot: int, name: str) -> bool:
    return any(each < len(program.leaves) and program.leaves[each] == Symbol(name) for each in below(program, [slot]))


def _has_single_zeros(program: Program, slot: int, name: str) -> bool:
    """Whether a slot depends on one variable alone, and is zero at single numbers or everywhere."""
    first, used = len(program.leaves), below(program, [slot])
    if any(each < first and type(program.leaves[each]) is Symbol and program.leaves[each] != Symbol(name) for each in used):
        return False
    return is_zero_at_places(program, slot)
