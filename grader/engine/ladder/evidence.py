"""Find the nicest counterexample, and write values as people read them: exact where rational, else to six digits."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from flint import arb, fmpq

from grader.engine.ladder.finding import EntryAt, Refutation
from grader.engine.problem.at_sizes import Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.points import exact
from grader.engine.problem.posed import Posed
from grader.engine.program.budget import Budget, SpentError
from grader.engine.program.program import Bound, Program, arguments, bind, is_number, load, run
from grader.engine.values.balls import Ball
from grader.engine.values.numbers import CHOOSING
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.engine.values.rationals import RATIONALS, NotRationalError
from grader.engine.values.written import DIGITS, is_short_integer, rounded
from grader.model import Counterexample
from grader.record import replace

MOST_TRIED = 60
_LONGEST = 24


def exact_truth(instance: Instance, sample: Sample) -> list[fmpq] | None:
    """The truth's entries at a sample in rational arithmetic, remembered with the sample."""
    if 0 not in sample.truth and sample.moving is None:
        sample.truth[0] = _tried(lambda: instance.truth_over(sample.family.over(RATIONALS), _exact_entries(instance, sample)))
    stored: list[fmpq] | None = sample.truth.get(0)
    return stored


def _exact_entries(instance: Instance, sample: Sample) -> dict[str, fmpq]:
    """Return the entries of all arrays at a sample in rational arithmetic, remembered with the sample; raise where there is none."""
    if sample.moving is not None:
        raise NotRationalError
    if 0 not in sample.coordinates:
        sample.coordinates[0] = instance.entries_over(sample.family.over(RATIONALS), exact(sample.point))
    return sample.coordinates[0]


def exact_values(answer: Compiled, sample: Sample) -> list[fmpq] | None:
    """The answer's outputs if rational arithmetic gives them; a case that does not hold needs no value."""
    numbers, program = sample.family.over(RATIONALS), answer.program
    has_cases = any(step[0] in CHOOSING for step in program.steps)

    def values() -> list[fmpq]:
        bound, slots = bind(program, numbers.table), load(program, numbers.leaf, _exact_entries(answer.instance, sample))
        found = _of_cases(program, bound, slots) if has_cases else run(bound, slots)
        return [found[output] for output in answer.outputs]

    made = _tried(values)
    return None if made is None or None in made else made


def _of_cases(program: Program, bound: Bound, slots: list[Any]) -> list[Any]:
    """Fill the slots after the leaves, in place, with ``None`` for each that has no rational value; return all."""
    for step, (function, _, _, k) in zip(program.steps, bound, strict=True):
        values, value = [slots[slot] for slot in arguments(step)], None
        if None not in (values[:1] if step[0] in CHOOSING else values):
            with suppress(NotRationalError, ZeroDivisionError):
                value = function(*values) if k is None else function(values[0], k)
        slots.append(value)
    return slots


def differs_exactly(answer: Compiled, chosen: tuple[int, ...], sample: Sample) -> EntryAt | None:
    """The first entry that differs in rational arithmetic, if that gives both sides."""
    truths, students = exact_truth(answer.instance, sample), exact_values(answer, sample)
    if truths is None or students is None:
        return None
    return next((EntryAt(number, position) for position, number in enumerate(chosen) if truths[number] != students[position]), None)


def _tried(compute: Callable[[], list[fmpq]]) -> list[fmpq] | None:
    try:
        return compute()
    except (NotRationalError, ZeroDivisionError):
        return None


def shown_point(instance: Instance, sample: Sample) -> tuple[tuple[str, str], ...]:
    """The sizes, the abstract functions and the values of all declared names as exact text; matrices row by row."""
    entries = _tried_entries(instance, sample)
    return (*((name, str(size)) for name, size in instance.sizes.items()), *sample.family.shown, *arrays_shown(instance, entries))


def arrays_shown(instance: Instance, entries: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the declared names with their values, whose entries are given as text; matrices row by row."""
    for variable, shape, names in instance.arrays:
        values = [entries[name] for name in names]
        columns = shape[1] if len(shape) == 2 else 1
        rows = [", ".join(values[at:at + columns]) for at in range(0, len(values), columns)]
        yield variable.name, f"[{'; '.join(rows)}]" if shape else values[0]


def _tried_entries(instance: Instance, sample: Sample) -> dict[str, str]:
    try:
        return {name: str(value) for name, value in _exact_entries(instance, sample).items()}
    except (NotRationalError, ZeroDivisionError):
        with precision(REFUTE_BITS):
            return {name: rounded(ball) for name, ball in instance.balls_of(sample).items()}


def counterexample(posed: Posed, refutation: Refutation) -> Counterexample:
    """A point where an entry differs, with its row and column: the first friendly one that separates visibly, else the given sample.

    Where a number is asked and a number is answered there is no point.
    """
    answer, instance = refutation.answer, refutation.answer.instance
    found = _nicest(answer, refutation.place, refutation.sample, refutation.bits)
    if instance.asked.what == "value" and not instance.sizes and is_number(instance.program) and is_number(answer.program):
        found = replace(found, point=())
    place = posed.place(instance, refutation.place.number)
    return found if place is None else replace(found, entry=place)


def _nicest(answer: Compiled, place: EntryAt, sample: Sample, bits: int) -> Counterexample:
    try:
        # A refutation stands whatever it costs to show it nicely.
        shown = _friendly(answer.within(Budget()), place, bits)
    except SpentError:
        shown = None
    return shown or _shown(answer, place, sample, bits)


def _friendly(answer: Compiled, place: EntryAt, bits: int) -> Counterexample | None:
    friendly = answer.instance.friendly
    for other in itertools.islice(friendly(), MOST_TRIED):
        if _separates(answer, place, other, REFUTE_BITS):
            shown = _shown(answer, place, other, REFUTE_BITS)
            if shown.student != shown.key:
                return shown
    if bits > REFUTE_BITS:
        for other in itertools.islice(friendly(), 3):
            if _separates(answer, place, other, bits) or _separates_exactly(answer, place, other):
                return _shown(answer, place, other, bits)
    return None


def _separates(answer: Compiled, place: EntryAt, sample: Sample, bits: int) -> bool:
    with precision(bits):
        value = answer.values(sample, bits)[place.position]
        return bool(value.is_finite()) and not answer.instance.truth_of(sample, bits)[place.number].overlaps(value)


def _separates_exactly(answer: Compiled, place: EntryAt, sample: Sample) -> bool:
    """As above, in rational arithmetic: for differences that balls do not see."""
    truths = exact_truth(answer.instance, sample)
    students = None if truths is None else exact_values(answer, sample)
    return truths is not None and students is not None and bool(students[place.position] != truths[place.number])


def _shown(answer: Compiled, place: EntryAt, sample: Sample, bits: int) -> Counterexample:
    instance = answer.instance
    truths = exact_truth(instance, sample)
    students = None if truths is None else exact_values(answer, sample)
    point, varies = shown_point(instance, sample), instance.varies(place.number)
    if truths is not None and students is not None:
        pair = str(students[place.position]), str(truths[place.number])
        if max(map(len, pair)) <= _LONGEST:
            return Counterexample(point, *pair, None, True, varies)
        bits = max(bits, 64 + 2 * _size(students[place.position]) + 2 * _size(truths[place.number]))
    with precision(bits):
        if truths is None or students is None:
            truth, value = instance.truth_of(sample, bits)[place.number], answer.values(sample, bits)[place.position]
        else:
            truth, value = arb(truths[place.number]), arb(students[place.position])
        student, right = rounded(value), rounded(truth)
        exact = [side for side, ball in (("student", value), ("key", truth)) if is_short_integer(ball)]
        if len(exact) == 2:
            return Counterexample(point, student, right, None, True, varies)
        if student == right:
            # Beside a truth that is hidden the answer's own digits must speak: the distance to it would tell it.
            student = f"{right} {'+' if value > truth else '-'} {rounded(abs(value - truth))}" if varies else _apart(value, truth)
            exact = []
    return Counterexample(point, student, right, None, False, varies, exact_side="".join(exact))


def _apart(value: Ball, truth: Ball) -> str:
    """The answer's value to as few digits as tell it from the truth, at most 40."""
    texts = [rounded(value, digits) for digits in range(DIGITS, 41, 2) if rounded(value, digits) != rounded(truth, digits)]
    return texts[0] if texts else rounded(value)


def _size(value: fmpq) -> int:
    return int(value.p).bit_length() + int(value.q).bit_length()
