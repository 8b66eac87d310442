"""The rung *prove*: reduce the difference to zero in a normal form, over rational functions or with atoms."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from grader.engine.field import rational
from grader.engine.field.atoms import Facts, RestartError
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.learning import made_in_field
from grader.engine.ladder import piecewise
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import EntryAt, Finding
from grader.engine.ladder.refute import refuted, undefined
from grader.engine.problem.at_sizes import Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.values.precision import AGREE_BITS, REFUTE_BITS, precision
from grader.expr import Constant
from grader.model import Diagnostic, Outcome, Proof

WORK_AT_SIZES = 60_000
"""Matrices have many entries: what is not proved quickly at given sizes agrees there at random points, which says as much."""

NOWHERE = Diagnostic(
    "value/nowhere-equal", "this differs from the right answer at every point, by a term that is too small or too large to be shown",
    "look for a term such as exp(-10^8)")

Stored = tuple[rational.Field, list[rational.Quotient]]


def prove_rational(comparison: Comparison) -> Finding | None:
    """Compare both sides as quotients of polynomials in normal form."""
    answer, samples = comparison.answer, comparison.samples
    try:
        found = _as_rational(answer, comparison.chosen)
    except rational.ZeroDenominatorError:
        return Finding(Outcome.INCORRECT, undefined(answer, samples[0]))
    if isinstance(found, EntryAt):
        return refuted(answer, comparison.chosen, found, samples[0], AGREE_BITS)
    return Finding(Outcome.CORRECT, Proof("rational normal form")) if found else None


def prove_with_atoms(comparison: Comparison) -> Finding | None:
    """Compare both sides in normal form over a field with atoms: atoms cannot tell every zero denominator, but a value rules it out."""
    answer, samples = comparison.answer, comparison.samples
    if comparison.has_cases and not piecewise.may_be_joined(comparison):
        return None
    try:
        is_proved = _with_atoms(answer, comparison.chosen) and _has_value(answer, samples)
    except rational.ZeroDenominatorError:
        return Finding(Outcome.INCORRECT, undefined(answer, samples[0]))
    return Finding(Outcome.CORRECT, Proof("normal form with atoms")) if is_proved else None


def prove_unequal(comparison: Comparison) -> Finding | None:
    """Refute an answer that differs everywhere by too little to be shown: by its normal form, the difference has no zero."""
    answer, is_open = comparison.answer, comparison.agreement is None and not comparison.has_cases
    if is_open and _is_nowhere_equal(answer, comparison.chosen) and _has_value(answer, comparison.samples):
        return Finding(Outcome.INCORRECT, said=NOWHERE)
    return None


def _rational_truth(instance: Instance) -> Stored | None:
    """The field of quotients of polynomials in the variables, and the truth in it."""
    field = rational.Field(instance.names)
    try:
        return field, _truth_in(field, instance)
    except (rational.NoProofError, rational.ZeroDenominatorError):
        return None


def _as_rational(answer: Compiled, chosen: tuple[int, ...]) -> bool | EntryAt:
    """Whether every entry is the truth in normal form, or the place where one is not; ``False`` where that cannot be told.

    Raises ZeroDenominatorError for an answer that divides by zero.
    """
    instance = answer.instance
    stored = instance.once(_rational_truth)
    if stored is None:
        return False
    field, truth = stored
    try:
        values = _values_in(field, answer)
        different = [EntryAt(number, position) for position, number in enumerate(chosen)
                     if not field.equal(values[position], truth[number])]
    except rational.NoProofError:
        return False
    # In normal form π and e are variables: a difference proves nothing where they occur.
    if different and any(type(leaf) is Constant for leaf in (*answer.program.leaves, *instance.program.leaves)):
        return False
    return different[0] if different else True


def _has_value(answer: Compiled, samples: list[Sample]) -> bool:
    """Whether the answer has a value at one of the points."""
    with precision(REFUTE_BITS):
        return any(all(value.is_finite() for value in answer.values(sample, REFUTE_BITS)) for sample in samples)


def _with_atoms(answer: Compiled, chosen: tuple[int, ...]) -> bool | None:
    """Whether every entry is the truth in normal form over a field with atoms; ``None`` for what is too large for one.

    The field that holds the truth is shared by the answers while it has room.  An answer that needs more, or teaches something, is
    proved in a field of its own, so that no answer's proof depends on another answer.
    """
    instance = answer.instance
    shared = instance.once(_SharedField)
    stored = shared.field_with_truth()
    if stored is None:
        return None
    field, truth = stored
    facts, is_new = field.facts, shared.is_new

    def are_equal(field: ElementaryField, truth: list[rational.Quotient]) -> bool:
        return all(field.equal(value, truth[number]) for value, number in zip(_values_in(field, answer), chosen, strict=True))

    try:
        return are_equal(field, truth)
    except RestartError as learnt:
        facts = learnt.facts
    except rational.NoProofError:
        # A field with atoms of other answers may be full where a new one is not.
        if is_new:
            return None
    with suppress(rational.NoProofError):
        return made_in_field(instance.names, facts, lambda new: are_equal(new, _truth_in(new, instance)), _work(instance))
    return None


def _is_nowhere_equal(answer: Compiled, chosen: tuple[int, ...]) -> bool:
    """Whether an entry differs from the truth wherever both have a value and no variable is zero, however little."""
    instance = answer.instance
    stored = instance.once(_SharedField).field_with_truth()
    if stored is None:
        return False

    def differ(field: ElementaryField) -> bool:
        truth, values = _truth_in(field, instance), _values_in(field, answer)
        differences = [field.add(value, field.neg(truth[number])) for value, number in zip(values, chosen, strict=True)]
        return any(_differs(field, difference.over) for difference in differences)

    with suppress(rational.NoProofError, rational.ZeroDenominatorError):
        return made_in_field(instance.names, stored[0].facts, differ, _work(instance)) or False
    return False


def _differs(field: ElementaryField, poly: Any) -> bool:
    """Whether a polynomial is not zero wherever no variable is: beside a monomial in variables and exponentials it is definite."""
    if poly == 0:
        return False
    monomial = poly.term_content()
    return all(field.is_known_apart(name) for name in field.used(monomial)) and field.is_definite(divmod(poly, monomial)[0])


def _work(instance: Instance) -> int:
    return WORK_AT_SIZES if instance.sizes else rational.MAX_WORK


class _SharedField:
    """The field with atoms that holds the truth of an instance, shared by its answers, and made anew when it has filled up."""

    def __init__(self, instance: Instance) -> None:
        self._atoms_of_truth = 0
        self._instance = instance
        self._stored: tuple[ElementaryField, list[rational.Quotient]] | None = None
        self._is_possible = True

    @property
    def is_new(self) -> bool:
        """Whether no answer has left an atom in the field."""
        return self._stored is not None and self._stored[0].count == self._atoms_of_truth

    def field_with_truth(self) -> tuple[ElementaryField, list[rational.Quotient]] | None:
        """Return the field and the truth in it; ``None`` if no field can hold the truth."""
        if not self._is_possible:
            return None
        if self._stored is not None and (self._stored[0].is_fresh or self.is_new):
            return self._stored
        instance, made = self._instance, None
        facts = Facts(instance.positive) if self._stored is None else self._stored[0].facts
        with suppress(rational.NoProofError):
            made = made_in_field(instance.names, facts, lambda field: (field, _truth_in(field, instance)), _work(instance))
        if made is None:
            # What the field cannot hold once it cannot hold the next time.
            self._is_possible = False
            return None
        self._stored, self._atoms_of_truth = made, made[0].count
        return made


def _truth_in(field: rational.Field, instance: Instance) -> list[rational.Quotient]:
    entries = _entries_in(field, instance)
    field.must_know(instance.program)
    return instance.truth_over(field.numbers, entries)


def _values_in(field: rational.Field, answer: Compiled) -> list[rational.Quotient]:
    entries = _entries_in(field, answer.instance)
    field.must_know(answer.program)
    slots = field.run(answer.program, entries)
    return [slots[output] for output in answer.outputs]


def _entries_in(field: rational.Field, instance: Instance) -> dict[str, rational.Quotient]:
    """The entries in the instance's field, made once."""
    if not field.entries:
        if instance.assumed is not None:
            field.must_know(instance.assumed)
        field.entries = instance.entries_over(field.numbers, field.variables)
    return field.entries
