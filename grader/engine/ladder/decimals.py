"""Decide whether a refuted answer is the truth up to the rounding of its decimals."""

from __future__ import annotations

from flint import arb

from grader.engine.ladder.finding import POINTS
from grader.engine.problem.compiled import Compiled
from grader.engine.program.program import Program
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.expr import Number, Symbol
from grader.record import record

MOST_ROUNDINGS = 6
"""So many lengths of decimals are tried, the longest first."""


@record
class Rounding:
    """The significant ``digits`` to which decimals were rounded; ``is_multiplied`` is set if sums with such decimals are multiplied."""

    digits: int
    is_multiplied: bool


def rounding(answer: Compiled, chosen: tuple[int, ...]) -> Rounding | None:
    """Return the rounding of its decimals that makes up for an answer's difference from the truth; ``None`` if none does.

    An exact 0.5 beside a rounded 0.3333 must not be taken for a rounded number as well, so long decimals are tried first.
    """
    digits = sorted({_significant_digits(leaf) for leaf in answer.decimals})
    if digits and _meet_when_rounded(answer, chosen):
        for least in digits[:-MOST_ROUNDINGS - 1:-1]:
            through, direct = _products(answer.program, least)
            if not direct and _equal_when_rounded(answer, chosen, least):
                return Rounding(least, through)
    return None


def _significant_digits(leaf: Number) -> int:
    """Digits written from the first that is not zero."""
    return len(str(int(leaf.value * 10 ** (leaf.places or 0))))


def _products(program: Program, least: int) -> tuple[bool, bool]:
    """Whether two decimals are multiplied at all, and whether two of ``least`` digits are in a single coefficient (``0.333*0.333x``).

    What is made of the product of two roundings is no rounding of a coefficient.
    """
    varies = [type(leaf) is Symbol for leaf in program.leaves]
    total = [int(type(leaf) is Number and leaf.places is not None) for leaf in program.leaves]
    single = [int(type(leaf) is Number and leaf.places is not None and _significant_digits(leaf) >= least) for leaf in program.leaves]
    for name, a, b, k in program.steps:
        others = () if b is None else (b,) if type(b) is int else b
        varies.append(varies[a] or any(varies[other] for other in others))
        for found in (total, single):
            parts = [found[a], *[found[other] for other in others]]
            if name in ("mul", "div"):
                made = sum(parts)
            elif name == "ipow":
                made = parts[0] * abs(k or 0)
            elif name == "add" and found is single and varies[-1]:
                # Each term has its own coefficient.
                made = 0
            else:
                made = max(parts) if name in ("add", "neg") or not varies[-1] else 0
            found.append(made)
    return max(total) > 1, max(single) > 1


def _meet_when_rounded(answer: Compiled, chosen: tuple[int, ...]) -> bool:
    """Whether widening all decimals makes up for the difference at a first point: where it does not, no choice of them does."""
    with precision(REFUTE_BITS):
        sample = answer.instance.samples(1)[0]
        truth = answer.instance.truth_of(sample, REFUTE_BITS)
        values = answer.rounded_values(sample, lambda leaf: True)
        return all(value.is_finite() and truth[number].overlaps(value) for number, value in zip(chosen, values, strict=True))


def _equal_when_rounded(answer: Compiled, chosen: tuple[int, ...], least: int) -> bool:
    """Whether half a unit in the last place of each decimal of ``least`` digits makes up for the difference at all points.

    Decimals so coarse that they would excuse an error of more than a twentieth of the values, over all points, say nothing.
    """
    with precision(REFUTE_BITS):
        errors, sizes = [arb(0)] * len(chosen), [arb(0)] * len(chosen)
        for sample in answer.instance.samples(POINTS):
            truth = answer.instance.truth_of(sample, REFUTE_BITS)
            values = answer.rounded_values(sample, lambda leaf: _significant_digits(leaf) >= least)
            for place, (number, value) in enumerate(zip(chosen, values, strict=True)):
                if not value.is_finite() or not truth[number].overlaps(value):
                    return False
                errors[place] += value.rad()
                sizes[place] += abs(truth[number]).upper()
        return not any(error * 20 > size for error, size in zip(errors, sizes, strict=True))
