"""The rung *refute*: find disjoint balls, or a point where the truth has a value and the answer has none; choose what is shown."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain, islice

from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.decimals import rounding
from grader.engine.ladder.evidence import shown_point
from grader.engine.ladder.finding import EntryAt, Finding, Refutation
from grader.engine.problem.at_sizes import Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.laid import Laid
from grader.engine.problem.posed import Posed
from grader.engine.program.budget import Budget, SpentError
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.model import Outcome, Undefined


def refute(comparison: Comparison) -> Finding | None:
    """Return a refutation: disjoint balls at the first points, or no value at two random points where the truth has one."""
    answer, chosen, instance, silent = comparison.answer, comparison.chosen, comparison.instance, False
    with precision(REFUTE_BITS):
        for sample in comparison.samples:
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


def refuted_at_once(answer: Compiled) -> list[int]:
    """Return the positions of the entries whose balls at a first point are disjoint from the truth's, so that the ladder would refute them.

    It is the first of the ladder's points that refutes any: at others an entry may have no value.
    """
    instance = answer.instance
    with precision(REFUTE_BITS):
        for sample in instance.samples(3):
            pairs = zip(answer.values(sample, REFUTE_BITS), instance.truth_of(sample, REFUTE_BITS), strict=True)
            wrong = [place for place, (value, truth) in enumerate(pairs) if value.is_finite() and not truth.overlaps(value)]
            if wrong:
                return wrong
    return []


def undefined(answer: Compiled, sample: Sample) -> Undefined:
    """The friendliest point where the answer certainly has no value, else the given one."""
    answer, shown = answer.within(Budget()), sample
    with precision(REFUTE_BITS), suppress(SpentError):
        shown = next((other for other in answer.instance.friendly() if answer.is_undefined(other)), sample)
    return Undefined(shown_point(answer.instance, shown))


def without_value(posed: Posed, laid: Laid) -> Undefined | None:
    """A point where an answer certainly has no value and the truth has one, the friendliest first; ``None`` where none is found."""
    for instance in posed.instances(laid.what):
        answer = laid.at(posed, instance).within(Budget())
        with precision(REFUTE_BITS), suppress(SpentError):
            points = chain(instance.friendly(), instance.samples(8))
            found = next((point for point in points if answer.is_undefined(point)), None)
            if found is not None:
                return Undefined(shown_point(instance, found))
    return None


def refuted(answer: Compiled, chosen: tuple[int, ...], place: EntryAt, sample: Sample, bits: int) -> Finding:
    """The finding for an entry that differs at a sample."""
    found, rounded = Refutation(answer, place, sample, bits), rounding(answer, chosen)
    if rounded is None:
        return Finding(Outcome.INCORRECT, refutation=found)
    return Finding(Outcome.INCORRECT, refutation=found, rounded_to=rounded.digits, is_multiplied=rounded.is_multiplied)


