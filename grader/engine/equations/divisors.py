"""What an equation divides by, where it is no polynomial: whether it is zero at single points of the solutions alone."""

from __future__ import annotations

from typing import Any

from grader.engine.branches.divisors import divisors, is_zero_at_places
from grader.engine.equations.normal import Forms
from grader.engine.equations.sides import Sides
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.ideals import vanishes
from grader.engine.problem.at_sizes import Instance
from grader.engine.program.program import Program, below
from grader.expr import Symbol


def loses_points_alone(instance: Instance, forms: Forms, compared: tuple[Sides, Sides], lost: Any) -> bool:
    """Return whether it is seen that an answer, where a divisor of it is zero, has no value along no part of the truth's solutions.

    With one variable as the height, each divisor depends on the others alone and is zero along no part of them, and where it is zero
    the truth does not hold at all heights: of y = x + sin(x) where sin(x) is divided by, and not of y = x where x + |x| is, nor of
    x y = 0 where sin(x) is.
    """
    truth, answer = compared
    if len(truth.differences) != 1 or any(shape for _, shape, _ in instance.arrays):
        return False
    return any(
        _is_polynomial_in(truth.program, truth.differences[0], height)
        and all(is_zero_at_places(answer.program, each) and not _depends(answer.program, each, height) for each in divisors(answer.program))
        and all(_holds_on_no_line(forms, factor, height, lost) for factor, _ in forms.truth[0].factors.values())
        for height in instance.names if _depends(truth.program, truth.differences[0], height))


def _is_polynomial_in(program: Program, output: int, height: str) -> bool:
    """Whether a variable is only added, multiplied and taken to whole powers."""
    first = len(program.leaves)
    for slot in below(program, [output]):
        name, _, b, k = program.steps[slot - first] if slot >= first else ("add", 0, None, None)
        is_plain = name in ("add", "neg", "mul") or (name == "ipow" and k is not None and k >= 0) or (
            name == "div" and b is not None and not _depends(program, b, height))
        if not is_plain and _depends(program, slot, height):
            return False
    return True


def _holds_on_no_line(forms: Forms, factor: Any, height: str, lost: Any) -> bool:
    """Whether the coefficients of a factor, by powers of a variable, are certainly not all zero where a divisor is."""
    field, coefficients = forms.field, dict[int, dict[tuple[int, ...], Any]]()
    place = [str(generator) for generator in field.context.gens()].index(str(field.variables[height].over))
    for powers, times in factor.to_dict().items():
        coefficients.setdefault(int(powers[place]), {})[(*powers[:place], 0, *powers[place + 1:])] = times
    polys = [field.context.from_dict(terms) for terms in coefficients.values()]
    known = [*field.relations] if isinstance(field, ElementaryField) else []
    apart = [*field.exponentials()] if isinstance(field, ElementaryField) else []
    return vanishes(field.one, [*polys, lost, *known], apart) is True


def _depends(program: Program, slot: int, name: str) -> bool:
    return any(each < len(program.leaves) and program.leaves[each] == Symbol(name) for each in below(program, [slot]))
