"""The rung *search*: look for a point where the two sides differ although they agree at the first points.

If a step changes its branch with a sign, NumPy looks all over the domain, and balls decide about what it finds.  If no step does but
variables are whole numbers, balls look at those whole numbers at which floats do not agree.
"""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import Any

from grader.engine.ladder import columns
from grader.engine.ladder.agree import agrees_at
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import EntryAt, Finding
from grader.engine.ladder.refute import refuted, undefined
from grader.engine.problem.at_sizes import Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.domain import interval
from grader.engine.problem.points import sweep
from grader.engine.program.budget import COLUMN_BITS, COLUMN_STEPS
from grader.engine.program.program import Program, alone
from grader.engine.values.abstract import Family, random_family
from grader.engine.values.floats import few_floats
from grader.engine.values.lists import Column
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.model import Outcome
from grader.record import record

BITS = 400
SWEEP_BITS = 128
MOST_BRANCHES = 6
MOST_VARIABLES = 4
"""So many branch arguments are followed to their sign changes, along so many variables each."""
MOST_KNOWN = 64
"""Sign changes of an argument along a variable that are remembered for a problem."""


def search(comparison: Comparison) -> Finding | None:
    """Sweep the domain, if something branches in it, or the whole numbers, if a variable is one."""
    if not comparison.is_covered:
        return sweep_domain(comparison)
    return sweep_whole_numbers(comparison) if comparison.instance.has_whole else None


def sweep_domain(comparison: Comparison) -> Finding | None:
    """Compare both sides in floats at points all over the domain."""
    return _look(comparison.answer, comparison.chosen, _swept_by(comparison))


def sweep_whole_numbers(comparison: Comparison) -> Finding | None:
    """Compare both sides, which have no branch points, at many choices of whole numbers.

    For each choice both sides are analytic in the other variables, so that one random point tells whether they differ.  Floats say which
    choices balls look at.
    """
    answer, chosen, without_value = comparison.answer, comparison.chosen, list[Sample]()
    choices = comparison.instance.once(_choices)
    if not choices.samples:
        return None
    answer.pay(1, COLUMN_BITS * len(choices.samples))
    for place in columns.unlike(answer, chosen, choices.known, choices.truth, choices.family):
        for sample, is_random in choices.samples[place]:
            found = agrees_at(answer, chosen, sample, SWEEP_BITS)
            if isinstance(found, EntryAt):
                return refuted(answer, chosen, found, sample, BITS)
            # An answer may have no value at points that were chosen for what happens there, such as (y - 1)/(y - 1) at one.
            if found is not None or not is_random or not answer.is_undefined(sample):
                break
            without_value.append(sample)
            if len(without_value) > 1:
                return Finding(Outcome.INCORRECT, undefined(answer, without_value[0]))
    return None


@record
class _Choices:
    """For each choice of whole numbers one or two samples, each with whether its point is a random one.

    At the first ones, as columns, the values of all entries, and the truth.
    """

    samples: list[list[tuple[Sample, bool]]]
    family: Family
    known: dict[str, Any]
    truth: list[Any]


def _choices(instance: Instance) -> _Choices:
    """Two points of the sweep for each choice of whole numbers, as far as it has them and the truth is defined there."""
    points, random_count = sweep(instance.variables, instance.salt, instance.purpose)
    family = random_family(instance.functions, instance.salt, f"{instance.purpose}|sweep")
    whole = [points[variable.name] for variable in instance.variables if interval(variable).whole]
    found = dict[tuple[float, ...], list[tuple[Sample, bool]]]()
    for index, choice in enumerate(zip(*whole, strict=True)):
        samples = found.setdefault(choice, [])
        if len(samples) < 2 and (index < random_count or not samples):
            sample = instance.sample({name: Fraction(column[index]) for name, column in points.items()}, family, SWEEP_BITS)
            samples += [] if sample is None else [(sample, index < random_count)]
    kept = [samples for samples in found.values() if samples]
    numbers = family.over(few_floats())
    first = {name: Column(float(samples[0][0].point[name]) for samples in kept) for name in points}
    known = instance.entries_over(numbers, first)
    return _Choices(kept, family, known, instance.truth_over(numbers, known) if kept else [])


def search_beside_branches(comparison: Comparison) -> Finding | None:
    """Look on both sides of every sign change of a branching step's argument; for the entries of matrices there are too many."""
    answer, chosen, instance = comparison.answer, comparison.chosen, comparison.instance
    if comparison.is_covered or instance.sizes:
        return None
    swept = _swept_by(comparison)
    programs = (instance.program, answer.program)
    near = [points for program, found in zip(programs, comparison.branching, strict=True)
            for points in _sign_changes(instance, program, found, swept)]
    if not near:
        return None
    joined = {name: columns.joined([points[name] for points in near]) for name in near[0]}
    return _look(answer, chosen, _swept(instance, joined, len(joined[instance.variables[0].name]), swept.family))


@record
class _Swept:
    """Points of the domain as float arrays, how many of them are random, the entries of all arrays and the truth's entries there.

    ``crossings`` are those that were searched from these points, by the argument's program and the variable.
    """

    points: dict[str, Any]
    random_count: int
    family: Family
    entries: dict[str, Any]
    truth: list[Any]
    crossings: dict[tuple[Program, str], dict[str, Any]] = field(default_factory=dict)


def _look(answer: Compiled, chosen: tuple[int, ...], swept: _Swept) -> Finding | None:
    instance = answer.instance
    without_value, seen = list[Sample](), dict[int, Sample | None]()
    for position, values in enumerate(columns.values(answer.program, answer.outputs, swept.entries, swept.family)):
        number = chosen[position]
        for index in columns.differing(swept.truth[number], values):
            if index not in seen:
                answer.pay(1, REFUTE_BITS)
                point = {name: Fraction(float(column[index])) for name, column in swept.points.items()}
                seen[index] = instance.sample(point, swept.family)
            sample = seen[index]
            if sample is None:
                continue
            with precision(BITS):
                value = answer.values(sample, BITS)[position]
                if value.is_finite():
                    if not instance.truth_of(sample, BITS)[number].overlaps(value):
                        return refuted(answer, chosen, EntryAt(number, position), sample, BITS)
                elif index < swept.random_count and answer.is_undefined(sample):
                    without_value.append(sample)
        if len({id(sample) for sample in without_value}) > 1:
            return Finding(Outcome.INCORRECT, undefined(answer, without_value[0]))
    return None


def _swept_by(comparison: Comparison) -> _Swept:
    """The points of the search and the truth there, after both sides have been paid for."""
    points, _ = comparison.instance.once(_points)
    answer, bits = comparison.answer, COLUMN_BITS * len(next(iter(points.values())))
    answer.pay(1, bits)
    answer.spend(COLUMN_STEPS * (len(points) + len(answer.outputs)), bits)
    return comparison.instance.once(_sweep)


def _points(instance: Instance) -> tuple[dict[str, Any], int]:
    """The points of the search, and how many of them are random."""
    points, random_count = sweep(instance.variables, instance.salt, instance.purpose)
    return columns.of_points(points), random_count


def _sweep(instance: Instance) -> _Swept:
    points, random_count = instance.once(_points)
    family = random_family(instance.functions, instance.salt, f"{instance.purpose}|sweep")
    return _swept(instance, points, random_count, family)


def _swept(instance: Instance, points: dict[str, Any], random_count: int, family: Family) -> _Swept:
    return _Swept(points, random_count, family, *columns.truth(instance, points, family))


def _sign_changes(instance: Instance, program: Program, slots: tuple[int, ...], swept: _Swept) -> list[dict[str, Any]]:
    """Points next to the sign changes of the arguments of branching steps, inside the domain; and at crossings in several variables."""
    arguments = dict.fromkeys(program.steps[slot - len(program.leaves)][1] for slot in slots)
    domains = [(variable.name, interval(variable)) for variable in instance.variables][:MOST_VARIABLES]
    found = list[tuple[str, dict[str, Any]]]()
    for slot in list(arguments)[:MOST_BRANCHES]:
        part = alone(program, slot)
        for name, domain in domains:
            if not domain.whole:
                found.append((name, columns.inside(_crossings(instance, part, name, swept), name, domain.low, domain.high)))
    return [points for _, points in found] + columns.crossed(found)


def _crossings(instance: Instance, part: Program, name: str, swept: _Swept) -> dict[str, Any]:
    """The crossings of a program at the points of the search; right answers to a problem have the same arguments again and again."""
    known = swept.crossings
    found = known.get((part, name))
    if found is None:
        found = columns.crossings(instance, part, swept.points, name, swept.family)
        if len(known) < MOST_KNOWN:
            known[part, name] = found
    return found
