"""The rung *search*: where a step changes its branch with a sign, NumPy looks for a point where the two differ; balls decide about it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.engine import floats
from grader.engine.balls import precision
from grader.engine.evidence import Place
from grader.engine.functions import Family, random_family
from grader.engine.instance import Instance, Sample
from grader.engine.points import Interval, interval, sweep
from grader.engine.program import BRANCHING, Program
from grader.engine.refute import Finding, refuted, undefined
from grader.engine.run import Answer
from grader.expr import Number, Symbol
from grader.model import Outcome

BITS = 400
MOST_BRANCHES = 6
MOST_VARIABLES = 4
"""So many branch arguments are followed to their sign changes, along so many variables each."""


def search(answer: Answer, chosen: tuple[int, ...]) -> Finding | None:
    """Sweep the domain in floats, then both sides of every sign change of a branch's argument."""
    instance = answer.instance
    if not instance.variables or not (_needs_search(instance, instance.program) or _needs_search(instance, answer.program)):
        return None
    swept = _sweep(instance)
    finding = _look(answer, chosen, swept)
    if finding is not None:
        return finding
    if instance.sizes:
        # The entries of matrices are many, and the sweep has seen all of them change their signs.
        return None
    near = [points for program in (instance.program, answer.program) for points in _sign_changes(instance, program, swept)]
    if not near:
        return None
    joined = {name: floats.joined([points[name] for points in near]) for name in near[0]}
    return _look(answer, chosen, _swept(instance, joined, len(joined[instance.variables[0].name]), swept.family))


@dataclass(frozen=True, slots=True)
class _Swept:
    """Points of the domain as float arrays, how many of them are random, the entries of all arrays and the truth's entries there."""

    points: dict[str, Any]
    random_count: int
    family: Family
    entries: dict[str, Any]
    truth: list[Any]


def has_branches(program: Program) -> bool:
    """Whether a step could change its branch or its domain somewhere."""
    return any(name in BRANCHING for name, _, _, _ in program.steps)


def _needs_search(instance: Instance, program: Program) -> bool:
    """Whether a step changes its branch or its domain somewhere in the problem's domain.

    The logarithm or root of what is never zero does not, nor a power whose exponent is always whole.
    """
    positive = {name for name, domain in _domains(instance) if domain.low >= 0}
    whole = {name for name, domain in _domains(instance) if domain.whole}
    whole_slots, sure = _whole_slots(program, whole), _never_zero(program, positive)
    return any(name in BRANCHING and not (name == "pow" and b in whole_slots)
               and not (a in sure and name not in ("asin", "acos", "acosh", "atanh")) for name, a, b, _ in program.steps)


def _domains(instance: Instance) -> list[tuple[str, Interval]]:
    return [(variable.name, interval(variable)) for variable in instance.variables]


def _whole_slots(program: Program, whole: set[str]) -> set[int]:
    """Slots whose value is a whole number at every point: natural variables, integers, and their sums and products."""
    found = {slot for slot, leaf in enumerate(program.leaves)
             if (isinstance(leaf, Symbol) and leaf.name in whole) or (isinstance(leaf, Number) and leaf.value.denominator == 1)}
    for slot, (name, a, b, _) in enumerate(program.steps, len(program.leaves)):
        if name in ("add", "mul", "neg") and a in found and (b is None or b in found):
            found.add(slot)
    return found


def _never_zero(program: Program, positive: set[str]) -> set[int]:
    """Slots that are positive, but for points that no path needs to cross: exponentials, positive numbers and variables, sums of squares
    of two variables and more, and sums, products and powers of such.

    The root of a single square is no such thing: sqrt(x^2) changes its branch at zero.
    """
    found = {slot for slot, leaf in enumerate(program.leaves)
             if (isinstance(leaf, Symbol) and leaf.name in positive) or (not isinstance(leaf, Symbol) and leaf != Number(0))}
    count = len(program.leaves)
    not_negative, squared = set(found), dict[int, frozenset[int]]()
    for slot, (name, a, b, k) in enumerate(program.steps, count):
        if (name == "ipow" and k is not None and k % 2 == 0) or (name == "mul" and a == b):
            not_negative.add(slot)
            squared[slot] = frozenset((a,)) if a < count and isinstance(program.leaves[a], Symbol) else frozenset()
        elif name in ("add", "mul", "div") and a in not_negative and b in not_negative:
            not_negative.add(slot)
            if name == "add":
                squared[slot] = squared.get(a, frozenset()) | squared.get(b, frozenset())
        both = b is not None and a in found and b in found
        either = name == "add" and slot in not_negative and (a in found or b in found)
        if name in ("exp", "cosh") or (name in ("mul", "div") and both) or either or (name in ("ipow", "root", "sqrt") and a in found) \
                or len(squared.get(slot, ())) > 1:
            found.add(slot)
            not_negative.add(slot)
    return found


def _look(answer: Answer, chosen: tuple[int, ...], swept: _Swept) -> Finding | None:
    instance = answer.instance
    without_value: list[Sample] = []
    for position, values in enumerate(floats.values(answer.program, answer.outputs, swept.entries, swept.family)):
        number = chosen[position]
        for index in floats.differing(swept.truth[number], values):
            sample = instance.sample({name: Fraction(float(column[index])) for name, column in swept.points.items()}, swept.family)
            if sample is None:
                continue
            with precision(BITS):
                value = answer.values(sample, BITS)[position]
                if value.is_finite():
                    if not instance.truth_of(sample, BITS)[number].overlaps(value):
                        return refuted(answer, chosen, Place(number, position), sample, BITS)
                elif index < swept.random_count and answer.is_undefined(sample):
                    without_value.append(sample)
        if len({id(sample) for sample in without_value}) > 1:
            return Finding(Outcome.INCORRECT, undefined(answer, without_value[0]))
    return None


def _sweep(instance: Instance) -> _Swept:
    """The points of the search and the truth there, made once."""
    if "sweep" not in instance.memory:
        points, random_count = sweep(instance.variables, instance.salt, instance.purpose)
        family = random_family(instance.functions, instance.salt, f"{instance.purpose}|sweep")
        instance.memory["sweep"] = _swept(instance, floats.arrays(points), random_count, family)
    stored: _Swept = instance.memory["sweep"]
    return stored


def _swept(instance: Instance, points: dict[str, Any], random_count: int, family: Family) -> _Swept:
    return _Swept(points, random_count, family, *floats.truth(instance, points, family))


def _sign_changes(instance: Instance, program: Program, swept: _Swept) -> list[dict[str, Any]]:
    """Points next to the sign changes of the arguments of branching steps, inside the domain."""
    sure = _never_zero(program, set())
    arguments = dict.fromkeys(a for name, a, _, _ in program.steps if name in BRANCHING and a not in sure)
    found = []
    for slot in list(arguments)[:MOST_BRANCHES]:
        for name, domain in _domains(instance)[:MOST_VARIABLES]:
            if not domain.whole:
                moved = floats.crossings(instance, program, slot, swept.points, name, swept.family)
                found.append(floats.inside(moved, name, domain.low, domain.high))
    return found
