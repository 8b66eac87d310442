"""A point at which two systems part, as evidence: its coordinates, and the sides there of the equation that does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from grader.engine.equations.deciding import Sameness
from grader.engine.equations.normal import normal_forms
from grader.engine.equations.points import Parting, Spot
from grader.engine.equations.sides import PosedEquations, Sides, System
from grader.engine.ladder.evidence import arrays_shown
from grader.engine.problem.at_sizes import Instance
from grader.engine.program.program import below
from grader.engine.systems.roots import Root
from grader.engine.values.abstract import friendly_families
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.engine.values.written import rounded
from grader.expr import Number, Symbol, plain
from grader.model import Apart

LONGEST = 24
"""Characters of an exact value; a longer one is rounded."""
MOST_NAMED = 12
"""Characters of a coordinate that is written with roots."""


def evidence(posed: PosedEquations, answer: System, found: Sameness) -> Apart | None:
    """Return the evidence of a refutation; ``None`` where it needs no point."""
    parting: Parting | None = found.apart
    if parting is None:
        return None
    instance: Instance = found.instance
    if parting.entry is None:
        is_beyond = parting.holds == "answer"
        return Apart(_point(instance, parting.spot), "yours" if is_beyond else "right", "", "",
                     key_varies=is_beyond or _has_many_solutions(instance, posed))
    holds = "yours" if parting.holds == "answer" else "right"
    other = posed.truth.at(instance) if holds == "yours" else answer.at(instance)
    left, right, is_exact = _sides(instance, other, parting.spot, parting.entry)
    number = other.numbers[parting.entry] + 1 if len(set(other.numbers)) > 1 else 0
    varies = _may_be_told(instance, posed.truth.at(instance), parting.entry) if holds == "yours" else _has_many_solutions(instance, posed)
    return Apart(_point(instance, parting.spot), holds, left, right, number, is_exact, varies)


def _sides(instance: Instance, sides: Sides, spot: Spot, entry: int) -> tuple[str, str, bool]:
    """Both sides of an entry at a point, and whether they are exact."""
    if spot.is_rational:
        values = sides.exact(spot.exact(instance))
        if values is not None:
            left, right = (str(value) for value in values[3 * entry:3 * entry + 2])
            if max(len(left), len(right)) <= LONGEST and left != right:
                return left, right, True
    with precision(REFUTE_BITS):
        balls = sides.balls(spot.balls(instance))[3 * entry:3 * entry + 3]
        left, right = (rounded(ball) for ball in balls[:2])
        if left == right:
            left = f"{right} {'+' if balls[2] > 0 else '-'} {rounded(abs(balls[2]))}"
        return left, right, all(ball.is_exact() for ball in balls[:2])


def _may_be_told(instance: Instance, truth: Sides, entry: int) -> bool:
    """Whether the values of both sides of the truth give nothing away: neither is a constant, unless it is zero."""
    forms = normal_forms(instance, truth, truth)
    return forms is not None and forms.is_rational and all(_varies(truth, entry, side) for side in (0, 1))


def _varies(truth: Sides, entry: int, side: int) -> bool:
    """Whether a side depends on a variable, or is a written zero."""
    program, output = truth.program, truth.program.outputs[3 * entry + side]
    used = below(program, [output])
    return any(slot in used and (type(leaf) is Symbol or (slot == output and type(leaf) is Number and leaf.data[0] == 0))
               for slot, leaf in enumerate(program.leaves))


def _has_many_solutions(instance: Instance, posed: PosedEquations) -> bool:
    """Whether one solution more or less tells nothing of the others: there are fewer equations than variables."""
    return len(posed.truth.at(instance).differences) < len(instance.variables)


def _point(instance: Instance, spot: Spot) -> tuple[tuple[str, str], ...]:
    """The sizes and the values of all declared names; matrices row by row."""
    texts, family = _entries(instance, spot), friendly_families(instance.functions)[0]
    return (*((name, str(size)) for name, size in instance.sizes.items()), *family.shown, *arrays_shown(instance, texts))


def _entries(instance: Instance, spot: Spot) -> dict[str, str]:
    if spot.is_rational:
        return {name: str(value) for name, value in spot.exact(instance).items()}
    with precision(REFUTE_BITS):
        found = {name: rounded(ball) for name, ball in spot.balls(instance).items()}
    return {**found, **_written(spot.coordinates)}


def _written(coordinates: Mapping[str, Any]) -> dict[str, str]:
    """Coordinates that are written exactly: rational ones, and short ones with roots."""
    found = {name: str(value) for name, value in coordinates.items() if isinstance(value, Fraction)}
    for name, value in coordinates.items():
        tree = value.tree() if isinstance(value, Root) else None
        if tree is not None and len(plain(tree)) <= MOST_NAMED:
            found[name] = plain(tree)
    return found
