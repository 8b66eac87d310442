"""What is right for functions in general must have a value for all of them: also for those that are zero at small whole numbers."""

from __future__ import annotations

from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import UNDECIDED, Finding
from grader.engine.problem.at_sizes import Sample
from grader.engine.program.program import Step
from grader.engine.values.abstract import vanishing_family
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.model import Outcome

_TOTAL = frozenset(("add", "mul", "neg", "exp", "sin", "cos"))


def for_all_functions(comparison: Comparison, finding: Finding) -> Finding:
    """The finding, or undecided for a right answer that has no value anywhere once the abstract functions vanish at small whole numbers.

    For random functions ``0/f(0)`` is zero; for f(x) = x it has no value.
    """
    instance = comparison.instance
    if finding.outcome is not Outcome.CORRECT or not instance.functions or all(map(_is_total, comparison.answer.program.steps)):
        return finding
    family = vanishing_family(instance.functions)
    with precision(REFUTE_BITS):
        samples = [instance.sample(sample.point, family) for sample in comparison.samples]
        special = [sample for sample in samples if sample is not None]
        return UNDECIDED if special and not any(_has_values(comparison, sample) for sample in special) else finding


def _is_total(step: Step) -> bool:
    """Whether a step has a value wherever its operands have: sums, products, whole powers, abstract functions."""
    name, _, _, exponent = step
    return type(name) is tuple or name in _TOTAL or (name == "ipow" and exponent is not None and exponent >= 0)


def _has_values(comparison: Comparison, sample: Sample) -> bool:
    return all(value.is_finite() for value in comparison.answer.values(sample, REFUTE_BITS))
