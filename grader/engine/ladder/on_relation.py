"""Answers to a problem that is asked where a relation holds: equal modulo its ideal, or different at one of its points."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from grader.engine.field.elementary import ElementaryField
from grader.engine.field.ideals import vanishes
from grader.engine.field.learning import holds_in_field
from grader.engine.field.rational import Field, NoProofError, ZeroDenominatorError
from grader.engine.ladder.agree import agree
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import UNDECIDED, Finding
from grader.engine.ladder.refute import refute
from grader.engine.problem.on_relation import OnRelation
from grader.model import Outcome, Proof

WORK = 60_000


def on_relation(comparison: Comparison) -> Finding:
    """Refute at points of the relation, prove modulo its ideal, or let the values at its points speak where nothing branches."""
    instance = comparison.instance
    assert isinstance(instance, OnRelation), "only problems with a relation come here"
    found = refute(comparison)
    if found is not None:
        return found
    if _is_proved(comparison, instance):
        return Finding(Outcome.CORRECT, Proof("normal form modulo the relation"))
    agreed = agree(comparison) if not any(comparison.branching) and _is_one_piece(instance) else None
    return agreed or UNDECIDED


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
