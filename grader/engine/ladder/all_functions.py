"""What is right for functions in general must have a value for all of them: a value of a function at a known place may be any number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import UNDECIDED, Finding
from grader.engine.problem.at_sizes import Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.program.builder import is_total
from grader.engine.program.program import Program, Step, arguments
from grader.engine.values.abstract import random_family
from grader.engine.values.balls import Ball
from grader.engine.values.numbers import CHOOSING
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.model import Outcome

POINTS, CHOICES = 4, 6
"""So many points and choices of functions are tried for two of each."""

_Values = list[Ball]
"""A slot's values at two points for one choice of functions, then at two for another."""


def for_all_functions(comparison: Comparison, finding: Finding) -> Finding:
    """The finding, or undecided for a right answer that has no value for some choice of its abstract functions.

    A quotient, a root or a logarithm of a number that depends on the choice of the functions alone, as in ``0/f(0)`` or ``log f(3/2)``,
    is such a one, since that number is zero or negative for some choice; unless f is made of the same number itself.
    """
    instance = comparison.instance
    if finding.outcome is not Outcome.CORRECT or not instance.functions or all(map(_is_total, comparison.answer.program.steps)):
        return finding
    with precision(REFUTE_BITS):
        samples = _samples(instance)
        own = _chosen_alone(Compiled(instance, instance.program), samples)
        free = _chosen_alone(comparison.answer, samples)
        return UNDECIDED if not all(any(_is_same(mine, known) for known in own) for mine in free) else finding


def _samples(instance: Instance) -> list[Sample]:
    """Two points for each of two choices of functions; none where the truth has a value at too few."""
    points, pairs = [sample.point for sample in instance.samples(POINTS)], list[list[Sample]]()
    for number in range(CHOICES if points else 0):
        family = random_family(instance.functions, instance.salt, f"{instance.purpose}|choice {number}")
        found = [sample for point in points if (sample := instance.sample(point, family)) is not None]
        if len(found) > 1:
            pairs.append(found[:2])
        if len(pairs) == 2:
            return [*pairs[0], *pairs[1]]
    return []


def _chosen_alone(compiled: Compiled, samples: Sequence[Sample]) -> list[_Values]:
    """Return the numbers under a quotient, root or logarithm that differ with the functions and not with the point."""
    slots = [compiled.slots(sample, REFUTE_BITS) for sample in samples]
    found = [[values[slot] for values in slots] for slot in dict.fromkeys(_under(compiled.program))] if samples else []
    return [[a, b, c, d] for a, b, c, d in found if a.overlaps(b) and c.overlaps(d) and not a.overlaps(c)]


def _under(program: Program) -> Iterator[int]:
    for step in program.steps:
        if not _is_total(step):
            yield from (step[2],) if step[0] == "div" else arguments(step)


def _is_same(mine: _Values, known: _Values) -> bool:
    return all(a.overlaps(b) for a, b in zip(mine, known, strict=True))


def _is_total(step: Step) -> bool:
    """Whether a step has a value wherever its operands have, those that are not taken included."""
    return step[0] in CHOOSING or is_total(step[0], step[3])
