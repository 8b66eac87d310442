"""Proofs piece by piece: where no condition of a case changes its sign, each side is the formula of the case that is taken."""

from __future__ import annotations

from typing import Any

from grader.engine.field.elementary import ElementaryField
from grader.engine.field.learning import holds_in_field
from grader.engine.ladder.comparison import Comparison
from grader.engine.problem.asked import truth_values
from grader.engine.problem.at_sizes import BALLS, Instance, Sample
from grader.engine.program.program import Program, Step, bind, load, placed, pruned, run
from grader.engine.values.balls import Ball, constant
from grader.engine.values.functions import TOTAL
from grader.engine.values.numbers import CHOOSING
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.expr import Number

WORK = 40_000


def may_be_joined(comparison: Comparison) -> bool:
    """Whether one normal form may stand for all cases: every step has a value at every point, so that nothing is learnt in one case of
    another one, and nothing that is not taken lacks a value.
    """
    programs = (comparison.instance.program, comparison.answer.program)
    return all(name in TOTAL or name in CHOOSING or (name == "ipow" and (k or 0) > 0)
               for program in programs for name, _, _, k in program.steps)


def is_proved_at(comparison: Comparison, sample: Sample, positive: frozenset[str]) -> bool:
    """Whether both sides have one normal form on the piece of the domain around a sample; there the ``positive`` variables are so."""
    instance, answer = comparison.instance, comparison.answer
    truth = taken(instance.program, instance, sample, instance.program.outputs)
    mine = taken(answer.program, instance, sample, answer.outputs)
    if truth is None or mine is None:
        return False
    return holds_in_field(instance.names, positive | instance.positive, lambda field: _are_equal(field, comparison, truth, mine), WORK)


def _are_equal(field: ElementaryField, comparison: Comparison, truth: Program, mine: Program) -> bool:
    asked, instance = comparison.instance.asked, comparison.instance
    if instance.assumed is not None:
        field.must_know(instance.assumed)
    entries = instance.entries_over(field.numbers, field.variables)
    field.must_know(truth)
    right = truth_values(truth, field.numbers, entries, asked.what, asked.wrt, asked.tied)
    field.must_know(mine)
    slots = field.run(mine, entries)
    return all(field.equal(slots[output], right[number]) for output, number in zip(mine.outputs, comparison.chosen, strict=True))


def taken(program: Program, instance: Instance, sample: Sample, outputs: tuple[int, ...]) -> Program | None:
    """The program with the value that is taken at a sample in the place of every choice, and absolute values and signs without bars.

    ``None`` where the outputs need a choice whose side is not seen.
    """
    with precision(REFUTE_BITS):
        table = sample.family.over(BALLS).table
        values = run(bind(program, table), load(program, constant, instance.balls_of(sample)))
        sides = [_side(ball) for ball in values]
    count = len(program.leaves)
    leaves, steps, place = (*program.leaves, Number(1)), list[Step](), list(range(count))

    def put(name: Any, a: int, b: Any = None, k: int | None = None) -> int:
        steps.append((name, a, b, k))
        return count + len(steps)

    for name, a, b, k in program.steps:
        side = sides[a] if name in CHOOSING or name in ("abs", "sign") else 0
        if not side:
            place.append(put(*placed((name, a, b, k), place)))
        elif name in CHOOSING:
            place.append(place[b[0] if side > 0 else b[1]])
        else:
            positive = place[a] if name == "abs" else count
            place.append(positive if side > 0 else put("neg", positive))
    needs = tuple([place[slot] for slot in program.needs])
    made = pruned(Program(leaves, tuple(steps), (), program.leaf_count, needs), tuple([place[output] for output in outputs]))
    return None if any(step[0] in CHOOSING for step in made.steps) else made


def _side(ball: Ball) -> int:
    return 0 if not ball.is_finite() else 1 if ball > 0 else -1 if ball < 0 else 0
