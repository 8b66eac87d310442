"""Every truth of the bank against central finite differences in floats: an oracle that knows no rule of calculus."""

from __future__ import annotations

import itertools
import random

import numpy
import pytest

from grader import load_bank
from grader.engine import Instance
from grader.engine.program.program import bind, load, run
from grader.engine.values.abstract import Family
from grader.engine.values.floats import floats
from grader.engine.values.numbers import Numbers
from grader.expr import Expr, Number
from grader.kinds import decider_of, kind_of
from grader.model import Problem
from grader.places import place

BANK, FAULTS = load_bank(place("problem_bank"))
DERIVATIVES = [problem for problem in BANK.problems if kind_of(problem.task).trees and problem.task.asked in ("derivative", "hessian")]
STEPS = (1e-4, 5e-5)


def leaf(node: Expr) -> float:
    if isinstance(node, Number):
        return float(node.value)
    return 3.141592653589793 if node.data == "pi" else 2.718281828459045


def values(instance: Instance, entries: dict[str, float], family: Family) -> list[float]:
    numbers = family.over(NUMBERS)
    slots = run(bind(instance.program, numbers.table), load(instance.program, leaf, entries))
    return [float(slots[output]) for output in instance.program.outputs]


def moved(entries: dict[str, float], *steps: tuple[str, float]) -> dict[str, float]:
    changed = dict(entries)
    for name, step in steps:
        changed[name] += step
    return changed


def slopes(instance: Instance, entries: dict[str, float], family: Family, step: float) -> list[float]:
    """Outputs first, then the entries of the variable; of second order for a Hessian."""
    wrt = instance.asked.wrt
    if instance.asked.what == "hessian":
        def f(*steps: tuple[str, float]) -> float:
            return values(instance, moved(entries, *steps), family)[0]

        return [(f((a, step), (b, step)) - f((a, step), (b, -step)) - f((a, -step), (b, step)) + f((a, -step), (b, -step))) / (4 * step * step)
                for a, b in itertools.product(wrt, wrt)]
    columns = []
    for name in wrt:
        above, below = (values(instance, moved(entries, (name, sign * step)), family) for sign in (1, -1))
        columns.append([(a - b) / (2 * step) for a, b in zip(above, below, strict=True)])
    return [column[row] for row in range(len(instance.program.outputs)) for column in columns]


NUMBERS = Numbers(floats().table, leaf, float)


def sample(instance: Instance, problem: Problem, seed: int) -> tuple[dict[str, float], Family]:
    """A float point where the truth is moderate: difference quotients of steep functions lose all digits."""
    rng = random.Random(f"{problem.id} {seed}")
    found = []
    for drawn in instance.samples(8)[seed::2]:
        entries = {name: float(value) for name, value in drawn.point.items()}
        if problem.task.functions:
            # Polynomials of degree seven are steep away from zero.
            entries = {name: rng.uniform(-0.5, 0.5) for name in entries}
        entries = instance.entries_over(NUMBERS, entries)
        with numpy.errstate(all="ignore"):
            truth = instance.truth_over(drawn.family.over(NUMBERS), entries)
        found.append((max(map(abs, truth)), entries, drawn.family))
    _, entries, family = min(found, key=lambda item: item[0])
    return entries, family


@pytest.mark.parametrize("problem", DERIVATIVES, ids=[problem.id for problem in DERIVATIVES])
def test_a_truth_is_the_limit_of_difference_quotients(problem: Problem) -> None:
    for instance, seed in itertools.product(decider_of(problem, "finite differences").posed.instances(), range(2)):
        entries, family = sample(instance, problem, seed)
        truth = [float(value) for value in instance.truth_over(family.over(NUMBERS), entries)]
        tolerance = 1e-4 if problem.task.asked == "derivative" else 1e-3
        for step in STEPS:
            quotients = slopes(instance, entries, family, step if problem.task.asked == "derivative" else 10 * step)
            assert len(quotients) == len(truth)
            for quotient, value in zip(quotients, truth, strict=True):
                assert abs(quotient - value) <= tolerance * (1 + max(map(abs, truth))), (entries, step)


def test_the_bank_has_no_fault() -> None:
    assert [fault for fault in FAULTS if fault.severity == "error"] == []
    assert len(DERIVATIVES) >= 25
