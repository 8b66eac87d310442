"""What an answer is by the oracle: the truth, the truth in another layout by name, something else, ill-formed, or without a value."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import mpmath
import numpy as np
from made import made, varied
from matrix_numbers import Array, high_precision
from matrix_oracle import (
    TooOpenError,
    Truth,
    World,
    assignments,
    is_zero,
    random_world,
    settled,
    truth,
    with_definitions,
)

from grader.expr import Differential, Expr, postorder
from grader.model import Problem

CLOSE, FAR = 1e-7, 1e-5
POINTS = 2
DRAWN = 16
LARGEST = 1e6

RIGHT, LAYOUT, WRONG, ILL_FORMED, UNDEFINED, UNCLEAR = "right", "other layout", "wrong", "ill-formed", "undefined", "unclear"


@dataclass(frozen=True, slots=True)
class Judged:
    """The status of an answer, and the names of the layouts in which it is right (the lecture's is empty)."""

    status: str
    layouts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Oracle:
    """Worlds at two choices of sizes (one where nothing has a name for its size), with the truth there."""

    problem: Problem
    places: tuple[tuple[World, Truth], ...]

    def judge(self, tree: Expr) -> Judged:
        """The status of an answer's tree."""
        layouts: frozenset[str] | None = None
        statuses = set()
        try:
            for world, known in self.places:
                found = self._at(tree, world, known)
                statuses.add(found.status)
                layouts = found.layouts if layouts is None else layouts & found.layouts
        except TooOpenError:
            return Judged(UNCLEAR)
        for status in (UNCLEAR, ILL_FORMED, WRONG, UNDEFINED):
            if status in statuses:
                return Judged(status)
        assert layouts is not None
        return Judged(RIGHT if "" in layouts else LAYOUT if layouts else WRONG, layouts)

    def _at(self, tree: Expr, world: World, known: Truth) -> Judged:
        """In one world; where the sizes of an answer are open to several readings, they must agree."""
        problem = self.problem
        if any(type(node) is Differential for node in postorder(tree)):
            # A differential is a value: it has the layout of f, and no other.
            known, problem = contracted(problem, world, known), varied(problem, asked="differential")
        found = {_compared(problem, world, known, tree, value) for _, value in settled(tree, world, lambda value: _fits(value, world, known, tree))}
        if not found:
            return Judged(ILL_FORMED)
        return found.pop() if len(found) == 1 else Judged(UNCLEAR)

    def differ_by_a_hair(self, one: Expr, other: Expr, digits: int = 80) -> bool:
        """Whether two trees of one shape differ at the first point of the first world, at so many digits."""
        world = self.places[0][0]
        with mpmath.workdps(digits):
            high = world.high(high_precision())
            a, b = [next(settled(tree, high, lambda value: True))[1] for tree in (one, other)]
            gap = np.max(np.abs(a - b))
            largest = max(mpmath.mpf(1), np.max(np.abs(a)))
            return bool(mpmath.isfinite(gap) and gap > largest * mpmath.mpf(10) ** (20 - digits))


@lru_cache(maxsize=1024)
def oracle(problem: Problem, seed: int) -> Oracle:
    """The oracle of a problem, made once for a seed."""
    places = []
    for sizes in assignments(problem, Random(seed)):
        world = random_world(problem, sizes, seed, DRAWN)
        kept = _finite(problem, world)
        if len(kept) < POINTS:
            continue
        world = world.take(kept[:POINTS])
        places.append((with_definitions(problem, world), truth(problem, world)))
        if len(places) == 2:
            break
    if not places:
        raise ValueError(f"{problem.id}: the oracle finds no point")
    return Oracle(problem, tuple(places))


def _finite(problem: Problem, world: World) -> list[int]:
    """Points where the truth has a moderate value."""
    with np.errstate(all="ignore"):
        flat = np.abs(truth(problem, world).array.reshape(DRAWN, -1))
    return [number for number in range(DRAWN) if np.isfinite(flat[number]).all() and flat[number].max() < LARGEST]


def contracted(problem: Problem, world: World, known: Truth) -> Truth:
    """The differential: the truth along the direction of the differentials' values."""
    count = len(known.inputs)
    direction = world.values[f"d{problem.task.wrt[0]}"].reshape(len(known.array), *known.inputs)
    wide = direction.reshape(len(direction), *[1] * len(known.outputs), *known.inputs)
    array = (known.array * wide).sum(axis=tuple(range(known.array.ndim - count, known.array.ndim)))
    return Truth(array, known.outputs, (), known.names[:len(known.outputs)], False)


# -- layouts ----------------------------------------------------------------------------------------------------

_Order = tuple[int, ...]


def arrangements(problem: Problem, known: Truth, remaining: list[int]) -> Iterator[tuple[str, _Order, _Order]]:
    """Names of layouts with the axes down the rows and along the columns: the contract's list, from its text."""
    outputs = tuple(axis for axis in remaining if axis < len(known.outputs))
    inputs = tuple(axis for axis in remaining if axis >= len(known.outputs))
    first_derivative = problem.task.asked == "derivative" and bool(known.inputs or problem.task.wrt_is_list or problem.task.wrt)
    if len(remaining) == 1:
        row, column = ((), (remaining[0],)), ((remaining[0],), ())
        lecture, other = (row, column) if inputs or known.is_row else (column, row)
        yield "", *lecture
        if first_derivative and known.array.ndim > 1:
            yield "denominator", *other
        elif problem.task.asked == "value":
            yield "column" if known.is_row else "row", *other
    elif len(remaining) == 2:
        yield from _two(outputs, inputs, first_derivative)
    else:
        yield from _stacked(outputs, inputs)


def _two(outputs: _Order, inputs: _Order, first_derivative: bool) -> Iterator[tuple[str, _Order, _Order]]:
    a, b = outputs + inputs
    yield "", (a,), (b,)
    if first_derivative and len(outputs) == 1:
        yield "denominator", (b,), (a,)
    elif first_derivative and len(inputs) == 2:
        yield "numerator", (b,), (a,)
        yield "vec-row", (), (a, b)
        yield "vec-column", (), (b, a)
        yield "vec-row-transposed", (a, b), ()
        yield "vec-column-transposed", (b, a), ()


def _stacked(outputs: _Order, inputs: _Order) -> Iterator[tuple[str, _Order, _Order]]:
    for down in {outputs, outputs[::-1]} if len(outputs) == 2 else {outputs}:
        for along in {inputs, inputs[::-1]} if len(inputs) == 2 else {inputs}:
            turned = [side != kept for side, kept in ((down, outputs), (along, inputs)) if len(kept) == 2]
            if any(turned) and not all(turned):
                continue
            name = "vec-column" if turned and all(turned) else "vec-row"
            yield name, down, along
            yield f"{name}-transposed", along, down


def _free(value: Array, world: World) -> list[str]:
    return [name for place, name in enumerate(world.indices) if value.shape[1 + place] > 1]


def _remaining(known: Truth, free: list[str]) -> list[int]:
    count = len(known.outputs) + len(known.inputs)
    return [axis for axis in range(count) if not (axis < len(known.names) and known.names[axis] in free)]


def _fits(value: Array, world: World, known: Truth, tree: Expr) -> bool:
    """Whether the shape of an answer can be the truth's in some layout."""
    free = _free(value, world)
    if any(name not in known.names for name in free):
        return False
    sizes = known.outputs + known.inputs
    if value.shape[-2:] == (1, 1):
        return bool(free) or not sizes or is_zero(tree) or (not known.inputs and bool(known.names) and bool(sizes))
    return any(True for _ in _laid_out(value, world, known))


def _laid_out(value: Array, world: World, known: Truth) -> Iterator[tuple[_Order, _Order]]:
    """The (rows, columns) whose sizes are the answer's, in any layout at all."""
    remaining, sizes = _remaining(known, _free(value, world)), known.outputs + known.inputs
    for asked in (made("any", asked="derivative", wrt=("x",)),):
        for _, down, along in arrangements(asked, known, remaining):
            if value.shape[-2:] == (math.prod(sizes[axis] for axis in down), math.prod(sizes[axis] for axis in along)):
                yield down, along


def _compared(problem: Problem, world: World, known: Truth, tree: Expr, value: Array) -> Judged:
    free = _free(value, world)
    remaining, sizes = _remaining(known, free), known.outputs + known.inputs
    named = [axis for axis in range(len(sizes)) if axis not in remaining]
    order = list(world.indices)
    places = [1 + order.index(known.names[axis]) for axis in named]
    others = [axis for axis in range(1, value.ndim - 2) if axis not in places]
    turned = np.transpose(value, [0, *places, *others, value.ndim - 2, value.ndim - 1])
    turned = turned.reshape(len(value), *[sizes[axis] for axis in named], *value.shape[-2:])
    if value.shape[-2:] == (1, 1):
        wide = turned.reshape(len(value), *[size if axis in named else 1 for axis, size in enumerate(sizes)])
        return Judged(*_told({"": _distance(wide, known.array)}))
    found = {}
    for name, down, along in arrangements(problem, known, remaining):
        if value.shape[-2:] != (math.prod(sizes[axis] for axis in down), math.prod(sizes[axis] for axis in along)):
            continue
        axes = [*named, *down, *along]
        spread = turned.reshape(len(value), *[sizes[axis] for axis in axes])
        found[name] = _distance(np.transpose(spread, [0, *[1 + axes.index(axis) for axis in range(len(sizes))]]), known.array)
    return Judged(*_told(found)) if found else Judged(ILL_FORMED)


def _distance(value: Array, known: Array) -> str:
    """Whether two arrays agree at all points, differ at one, have no value, or cannot be told apart."""
    value, known = np.broadcast_arrays(value, known)
    flat, true = value.reshape(len(value), -1), known.reshape(len(known), -1)
    defined = np.isfinite(flat).all(axis=1)
    if not defined.any():
        return UNDEFINED
    with np.errstate(all="ignore"):
        gaps = (np.abs(flat - true).max(axis=1) / (1 + np.abs(true).max(axis=1)))[defined]
    if (gaps > FAR).any():
        return WRONG
    return RIGHT if (gaps < CLOSE).all() and defined.all() else UNCLEAR


def _told(found: dict[str, str]) -> tuple[str, frozenset[str]]:
    names = frozenset(name for name, status in found.items() if status == RIGHT)
    if "" in names:
        return RIGHT, names
    for status in (UNCLEAR, UNDEFINED):
        if status in found.values():
            return status, frozenset()
    return (LAYOUT, names) if names else (WRONG, names)
