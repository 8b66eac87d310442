"""The rung *refute*: disjoint balls, or no value where the truth has one; and what is shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from flint import arb

from grader.engine.ladder.evidence import EntryAt, counterexample, shown_point
from grader.engine.problem.at_sizes import Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.program.program import Program
from grader.engine.values.balls import precision
from grader.expr import Number, Symbol
from grader.model import Diagnostic, Evidence, Outcome, Undefined

REFUTE_BITS = 128
POINTS = 6
MOST_ROUNDINGS = 6
"""So many lengths of decimals are tried, the longest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the ladder found: outcome, evidence, and the number of the entry that was refuted.

    ``rounded_to`` is set where the answer is the truth up to the rounding of its decimals: to so many significant digits; ``is_multiplied``
    tells that sums with rounded decimals are multiplied, so that a person has to say whether these are coefficients.  ``said`` tells
    why nothing is decided, or what is proved without a point to show.
    """

    outcome: Outcome
    evidence: Evidence | None = None
    entry: int | None = None
    rounded_to: int | None = None
    is_multiplied: bool = False
    said: Diagnostic | None = None


def refute(answer: Compiled, chosen: tuple[int, ...], samples: list[Sample]) -> Finding | None:
    """Disjoint balls at the first points, or no value at two random points where the truth has one."""
    instance, silent = answer.instance, False
    with precision(REFUTE_BITS):
        for sample in samples:
            place = differing(answer, chosen, sample, REFUTE_BITS)
            if place is not None:
                return refuted(answer, chosen, place, sample, REFUTE_BITS)
            silent = silent or not all(value.is_finite() for value in answer.values(sample, REFUTE_BITS))
        if silent:
            found = list(islice((sample for sample in instance.samples(8) if answer.is_undefined(sample)), 2))
            if len(found) > 1 or (found and instance.is_constant):
                return Finding(Outcome.INCORRECT, undefined(answer, found[0]))
    return None


def differing(answer: Compiled, chosen: tuple[int, ...], sample: Sample, bits: int) -> EntryAt | None:
    """The first entry whose balls are disjoint at a sample, at the working precision ``bits``."""
    values, truth = answer.values(sample, bits), answer.instance.truth_of(sample, bits)
    for position, number in enumerate(chosen):
        if not truth[number].overlaps(values[position]) and values[position].is_finite():
            return EntryAt(number, position)
    return None


def undefined(answer: Compiled, sample: Sample) -> Undefined:
    """The friendliest point where the answer certainly has no value, else the given one."""
    with precision(REFUTE_BITS):
        shown = next((other for other in answer.instance.friendly() if answer.is_undefined(other)), sample)
    return Undefined(shown_point(answer.instance, shown))


def refuted(answer: Compiled, chosen: tuple[int, ...], place: EntryAt, sample: Sample, bits: int) -> Finding:
    """The finding for an entry that differs at a sample, with the nicest counterexample."""
    shown = counterexample(answer, place, sample, bits)
    # An exact 0.5 beside a rounded 0.3333 must not be taken for a rounded number as well: long decimals are tried first.
    digits = sorted({_significant_digits(leaf) for leaf in answer.decimals})
    if digits and _meet_when_rounded(answer, chosen):
        for least in digits[:-MOST_ROUNDINGS - 1:-1]:
            through, direct = _products(answer.program, least)
            if not direct and _equal_when_rounded(answer, chosen, least):
                return Finding(Outcome.INCORRECT, shown, place.number, rounded_to=least, is_multiplied=through)
    return Finding(Outcome.INCORRECT, shown, place.number)


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
