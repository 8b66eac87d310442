"""The rung *prove*: the difference reduces to zero in a normal form, over rational functions or with atoms."""

from __future__ import annotations

from typing import Any

from grader.engine.field import rational as proof
from grader.engine.field.atoms import Facts, RestartError
from grader.engine.field.elementary import ElementaryField
from grader.engine.ladder.evidence import EntryAt
from grader.engine.ladder.refute import REFUTE_BITS
from grader.engine.problem.at_sizes import Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.points import hull
from grader.engine.values.balls import precision
from grader.expr import Constant

MAX_RESTARTS = 6
WORK_AT_SIZES = 60_000
"""Matrices have many entries: what is not proved quickly at given sizes agrees there at random points, which says as much."""

Stored = tuple[proof.Field, list[proof.Quotient]]


def as_rational(answer: Compiled, chosen: tuple[int, ...]) -> bool | EntryAt:
    """Whether every entry is the truth in normal form, or the place where one is not; ``False`` where that cannot be told.

    Raises ZeroDenominatorError for an answer that divides by zero.
    """
    instance = answer.instance
    if "normal form" not in instance.memory:
        field = proof.Field(tuple(variable.name for variable in instance.variables))
        try:
            instance.memory["normal form"] = field, _truth_in(field, instance)
        except (proof.NoProofError, proof.ZeroDenominatorError):
            instance.memory["normal form"] = None
    stored: Stored | None = instance.memory["normal form"]
    if stored is None:
        return False
    field, truth = stored
    try:
        values = _values_in(field, answer)
        different = [EntryAt(number, position) for position, number in enumerate(chosen)
                     if not field.equal(values[position], truth[number])]
    except proof.NoProofError:
        return False
    # In normal form π and e are variables: a difference proves nothing where they occur.
    if different and any(type(leaf) is Constant for leaf in (*answer.program.leaves, *instance.program.leaves)):
        return False
    return different[0] if different else True


def has_value(answer: Compiled, samples: list[Sample]) -> bool:
    """Whether the answer has a value at one of the points: atoms cannot tell every zero denominator, but a value rules it out."""
    with precision(REFUTE_BITS):
        return any(all(value.is_finite() for value in answer.values(sample, REFUTE_BITS)) for sample in samples)


def with_atoms(answer: Compiled, chosen: tuple[int, ...]) -> bool | None:
    """Whether every entry is the truth in normal form over a field with atoms; ``None`` for what is too large for one.

    The field that holds the truth is shared by the answers while it has room.  An answer that needs more, or teaches something, is
    proved in a field of its own, so that no answer's proof depends on another answer.
    """
    instance = answer.instance
    stored = _shared_field(instance)
    if stored is None:
        return None
    field, truth = stored
    facts, is_new = field.facts, field.count == instance.memory["atoms of the truth"]
    for attempt in range(MAX_RESTARTS):
        try:
            if attempt:
                field = _field(instance, facts)
                truth = _truth_in(field, instance)
            values = _values_in(field, answer)
            return all(field.equal(value, truth[number]) for value, number in zip(values, chosen, strict=True))
        except RestartError as learnt:
            facts = learnt.facts
        except proof.NoProofError:
            # A field with atoms of other answers may be full where a new one is not.
            if attempt or is_new:
                return None
    return None


def is_nowhere_equal(answer: Compiled, chosen: tuple[int, ...]) -> bool:
    """Whether an entry differs from the truth wherever both have a value and no variable is zero, however little."""
    instance = answer.instance
    stored = _shared_field(instance)
    if stored is None:
        return False
    facts = stored[0].facts
    for _ in range(MAX_RESTARTS):
        try:
            field = _field(instance, facts)
            truth = _truth_in(field, instance)
            values = _values_in(field, answer)
            differences = [field.add(value, field.neg(truth[number])) for value, number in zip(values, chosen, strict=True)]
            return any(_differs(field, difference.over) for difference in differences)
        except RestartError as learnt:
            facts = learnt.facts
        except (proof.NoProofError, proof.ZeroDenominatorError):
            break
    return False


def _differs(field: ElementaryField, poly: Any) -> bool:
    """Whether a polynomial is not zero wherever no variable is: beside a monomial in variables and exponentials it is definite."""
    if poly == 0:
        return False
    monomial = poly.term_content()
    return all(field.is_known_apart(name) for name in field.used(monomial)) and field.is_definite(divmod(poly, monomial)[0])


def _field(instance: Instance, facts: Facts) -> ElementaryField:
    names = tuple(variable.name for variable in instance.variables)
    return ElementaryField(names, facts, WORK_AT_SIZES) if instance.sizes else ElementaryField(names, facts)


def _shared_field(instance: Instance) -> tuple[ElementaryField, list[proof.Quotient]] | None:
    """The field of the truth alone, made anew when it has filled up."""
    if instance.memory.get("no field"):
        return None
    stored: tuple[ElementaryField, list[proof.Quotient]] | None = instance.memory.get("field")
    if stored is not None and stored[0].is_fresh:
        return stored
    positive = frozenset(variable.name for variable in instance.variables if hull(variable)[0] >= 0)
    facts = Facts(positive) if stored is None else stored[0].facts
    for _ in range(MAX_RESTARTS):
        try:
            field = _field(instance, facts)
            made = instance.memory["field"] = field, _truth_in(field, instance)
            instance.memory["atoms of the truth"] = field.count
            return made
        except RestartError as learnt:
            facts = learnt.facts
        except proof.NoProofError:
            break
    # What the field cannot hold once it cannot hold the next time.
    instance.memory["no field"] = True
    return None


def _truth_in(field: proof.Field, instance: Instance) -> list[proof.Quotient]:
    entries = _entries_in(field, instance)
    field.must_know(instance.program)
    return instance.truth_over(field.numbers, entries)


def _values_in(field: proof.Field, answer: Compiled) -> list[proof.Quotient]:
    entries = _entries_in(field, answer.instance)
    field.must_know(answer.program)
    slots = field.run(answer.program, entries)
    return [slots[output] for output in answer.outputs]


def _entries_in(field: proof.Field, instance: Instance) -> dict[str, proof.Quotient]:
    """The entries in the instance's field, made once."""
    if not field.entries:
        if instance.assumed is not None:
            field.must_know(instance.assumed)
        field.entries = instance.entries_over(field.numbers, field.variables)
    return field.entries
