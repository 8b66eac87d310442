"""Answers to a problem that is asked where a relation holds: equal modulo its ideal, or different at one of its points."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from grader.engine.branches.branching import ranges
from grader.engine.branches.divisors import divisors, is_zero_at_places
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.ideals import vanishes
from grader.engine.field.learning import holds_in_field
from grader.engine.field.rational import Field, NoProofError, ZeroDenominatorError
from grader.engine.ladder.agree import agree
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import UNDECIDED, Finding
from grader.engine.ladder.refute import refute
from grader.engine.problem.on_relation import OnRelation
from grader.engine.program.program import Program, Step, pruned
from grader.engine.values.functions import FUNCTIONS, TOTAL
from grader.engine.values.precision import REFUTE_BITS
from grader.engine.values.ranges import Range
from grader.model import Outcome, Proof

WORK = 60_000
SAMPLES = 12
"""Points of the relation at which an answer must have a value."""


def on_relation(comparison: Comparison) -> Finding:
    """Refute at points of the relation, prove modulo its ideal, or let the values at its points speak where nothing branches."""
    instance = comparison.instance
    assert isinstance(instance, OnRelation), "only problems with a relation come here"
    found = refute(comparison)
    if found is not None:
        return found
    if not _has_values(comparison, instance):
        return UNDECIDED
    if _is_proved(comparison, instance):
        return Finding(Outcome.CORRECT, Proof("normal form modulo the relation"))
    agreed = agree(comparison) if not any(comparison.branching) and _is_one_piece(instance) else None
    return agreed or UNDECIDED


def _has_values(comparison: Comparison, instance: OnRelation) -> bool:
    """Whether the answer is seen to have a value along the relation: where not, points alone do not tell, since they miss small parts.

    It divides by nothing that may be zero along a part, as x + |x| is, and takes roots and logarithms of what is not negative.
    """
    program = comparison.answer.program
    found = ranges(program, {variable.name: variable for variable in instance.variables})
    if not all(found[slot].nonzero or is_zero_at_places(program, slot) for slot in divisors(program)):
        return False
    if not all(_has_value(step, found, program, instance) for step in program.steps):
        return False
    return all(ball.is_finite() for sample in instance.samples(SAMPLES) for ball in comparison.answer.values(sample, REFUTE_BITS))


def _has_value(step: Step, found: list[Range], program: Program, instance: OnRelation) -> bool:
    """Whether a step has a value along the relation wherever its arguments have one, and it divides by nothing that is zero."""
    name, a, _, k = step
    if name == "sqrt" or (name == "root" and k is not None and k % 2 == 0):
        return found[a].low >= 0 or _is_not_negative(program, a, instance)
    if name == "log":
        return found[a].positive
    return name in TOTAL or name in ("div", "ipow", "root") or type(name) is tuple or (
        name in FUNCTIONS and FUNCTIONS[name].ratio is not None)


def _is_not_negative(program: Program, slot: int, instance: OnRelation) -> bool:
    """Whether a polynomial is a sum of squares along the relation: 25 - x^2 is y^2 where x^2 + y^2 = 25."""
    field, part = Field(instance.names), pruned(program, (slot,))
    try:
        entries = instance.entries_over(field.numbers, field.variables)
        value = field.run(part, entries)[part.outputs[0]]
        on = field.run(instance.relation.program, entries)[instance.relation.program.outputs[0]].over
    except (NoProofError, ZeroDenominatorError):
        return False
    if not value.under.is_constant():
        return False
    poly = value.over / value.under.leading_coefficient()
    terms, others = poly.to_dict(), on.to_dict()
    same = [poly, *[poly - on * (times / others[term]) for term, times in terms.items() if term in others]]
    return any(all(times > 0 and not any(power % 2 for power in powers) for powers, times in each.to_dict().items()) for each in same)


def _is_one_piece(instance: OnRelation) -> bool:
    """Whether the relation is no product: on each factor of one it would have to be looked at."""
    program = instance.relation.program

    def is_prime(field: ElementaryField) -> bool:
        field.must_know(program)
        slots = field.run(program, instance.entries_over(field.numbers, field.variables))
        return len(field.factored(slots[program.outputs[0]].over)[1]) == 1

    return holds_in_field(instance.names, instance.positive, is_prime, WORK)


def _is_proved(comparison: Comparison, instance: OnRelation) -> bool:
    try:
        # What is beyond rational functions may still have a normal form with atoms.
        with suppress(NoProofError):
            return _vanish(Field(instance.names), comparison, instance)
    except ZeroDenominatorError:
        return False
    return holds_in_field(instance.names, instance.positive, lambda field: _vanish(field, comparison, instance), WORK)


def _vanish(field: Any, comparison: Comparison, instance: OnRelation) -> bool:
    """Whether every difference is zero where the relation holds and neither side divides by zero."""
    entries = instance.entries_over(field.numbers, field.variables)
    field.entries = entries
    programs = (instance.relation.program, comparison.answer.program, instance.program)
    for program in programs:
        field.must_know(program)
    relation, answer = (field.run(program, entries) for program in programs[:2])
    values = [answer[output] for output in comparison.answer.outputs]
    truth = instance.truth_over(field.numbers, entries)
    on = relation[instance.relation.program.outputs[0]].over
    for value, number in zip(values, comparison.chosen, strict=True):
        difference = field.add(value, field.neg(truth[number]))
        if vanishes(difference.over, [on], [difference.under]) is not True:
            return False
    return True
