"""The audit's oracle: whether an answer is right, by NumPy at seven choices of sizes; no room of the grader is imported.

The truth is the derivative of f by complex steps.  An answer is right if there is one layout in which it is the truth at all choices at
which it has a value; an output and an input must be flattened the same way to be a layout.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from audit_terms import Array, Term, UndefinedHereError, World, largest_index, term, value

STEP = 1e-30
POINTS = 2
CLOSE, FAR = 1e-8, 1e-6
SIZES = ((2, 3, 4), (3, 2, 5), (3, 3, 3), (4, 4, 2), (3, 5, 4), (5, 8, 3), (8, 6, 7))
"""The seven choices for the sizes of a problem, in the order in which it names them."""
MOST_ENTRIES = 60_000

RIGHT, WRONG, UNCLEAR = "right", "wrong", "unclear"


@dataclass(frozen=True)
class Variable:
    name: str
    dims: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Case:
    """A problem of the audit: f in the audit's own syntax, right answers, and what the grader is told beside them."""

    id: str
    declared: str
    f: str
    wrt: str = ""
    asked: str = "derivative"
    indices: str = ""
    axes: tuple[str, str] = ("", "")
    right: tuple[str, ...] = ()
    decimals: str = ""

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """From ``x:N X:M,N W:N,N:spd t lambda::positive``."""
        found = []
        for word in self.declared.split():
            called, dims, kind = [*word.split(":"), "", ""][:3]
            found.append(Variable(called, tuple(dims.split(",")) if dims else (), kind))
        return tuple(found)

    @cached_property
    def index_sizes(self) -> dict[str, str]:
        return dict(word.split(":") for word in self.indices.split())

    @cached_property
    def size_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(dim for variable in self.variables for dim in variable.dims))

    @cached_property
    def formula(self) -> Term:
        return term(self.f)

    def choices(self, largest: int) -> Iterator[dict[str, int]]:
        """The seven, and others at which a literal number does not exceed the sizes."""
        shifts = [(0, 1, 2), (1, 0, 1), (2, 2, 2)] if largest > 2 else []
        rows = [*SIZES, *[tuple(largest + shift for shift in row) for row in shifts]]
        seen = set()
        for row in rows:
            sizes = dict(zip(self.size_names, row, strict=False))
            if tuple(sizes.values()) not in seen:
                seen.add(tuple(sizes.values()))
                yield sizes


@dataclass(frozen=True)
class Truth:
    """The truth at some sizes: (points, outputs, inputs), and the names of these axes where answers may use indices."""

    world: World
    array: Array
    outputs: tuple[int, ...]
    inputs: tuple[int, ...]
    is_row: bool


def _drawn(variable: Variable, sizes: dict[str, int], rng: np.random.Generator, count: int) -> Array:
    dims = tuple(sizes[dim] for dim in variable.dims)
    rows, columns = (*dims, 1, 1)[:2] if len(dims) < 2 else dims
    found = rng.uniform(-1.5, 1.5, (count, rows, columns))
    turned = found.swapaxes(-1, -2)
    match variable.kind:
        case "positive":
            found = np.abs(found) + 0.3
        case "sym":
            found = found + turned
        case "skew":
            found = found - turned
        case "spd":
            found = found @ turned + 0.3 * np.eye(rows)
        case "orth":
            found = np.linalg.qr(found)[0]
        case "diag":
            found = found * np.eye(rows)
        case "lower":
            found = np.tril(found)
        case "upper":
            found = np.triu(found)
        case "inv":
            found = found + 2 * np.eye(rows)
    return found.astype(complex)


def _world(case: Case, sizes: dict[str, int], scale: float) -> World:
    rng = np.random.default_rng([len(case.id), *case.id.encode(), *sizes.values()])
    values = {variable.name: scale * _drawn(variable, sizes, rng, POINTS) for variable in case.variables}
    if case.wrt:
        own = next(variable for variable in case.variables if variable.name == case.wrt)
        if own.dims:
            values[f"d{case.wrt}"] = _drawn(Variable("", own.dims), sizes, rng, POINTS)
    return World(sizes, {index: sizes[dim] for index, dim in case.index_sizes.items()}, values)


@lru_cache(maxsize=4_000)
def truth(case: Case, sizes: tuple[int, ...], scale: float = 1.0) -> Truth:
    """The truth by complex steps along every entry at once; raises :class:`UndefinedHereError` where a literal index lies outside."""
    world = _world(case, dict(zip(case.size_names, sizes, strict=True)), scale)
    if case.asked == "value":
        found = _free_last(value(case.formula, world), case, world)
        shape = found.shape[1:]
        return Truth(world, found.reshape(POINTS, *[size for size in shape if size > 1]), tuple(size for size in shape if size > 1), (),
                     len(shape) >= 2 and shape[-2] == 1 < shape[-1])
    at = world.values[case.wrt]
    rows, columns = at.shape[-2:]
    steps = np.eye(rows * columns).reshape(rows * columns, rows, columns)
    slopes = []
    for point in range(POINTS):
        moved = {called: array[point:point + 1] for called, array in world.values.items()}
        moved[case.wrt] = at[point] + 1j * STEP * steps
        found = value(case.formula, World(world.sizes, world.indices, moved)).imag / STEP
        found = np.broadcast_to(found, (rows * columns, *found.shape[1:]))
        slopes.append(np.moveaxis(found.reshape(rows * columns, *found.shape[-2:]), 0, -1))
    array = np.stack(slopes)
    outputs = tuple(size for size in array.shape[1:3] if size > 1)
    inputs = tuple(size for size in (rows, columns) if size > 1)
    return Truth(world, array.reshape(POINTS, *outputs, *inputs), outputs, inputs, False)


def _free_last(array: Array, case: Case, world: World) -> Array:
    """A value with free indices: their axes in the order of ``axes`` in front of rows and columns."""
    named = [world.axis[index] for index in case.axes[0].split()]
    rest = [axis for axis in range(1, array.ndim - 2) if axis not in named]
    turned = np.transpose(array, [0, *named, *rest, array.ndim - 2, array.ndim - 1])
    if array.shape[-2:] != (1, 1):
        return turned.reshape(len(array), *array.shape[-2:])
    return turned.reshape(len(array), *[array.shape[axis] for axis in named])


def layouts(case: Case, outputs: tuple[int, ...], inputs: tuple[int, ...], is_row: bool) -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """Names, axes down the rows, axes along the columns; the axes are places in the truth."""
    derivative = case.asked == "derivative"
    both = outputs + inputs
    if len(both) == 1:
        lecture, other = ((), both), (both, ())
        if not inputs and not is_row:
            lecture, other = other, lecture
        yield "", *lecture
        yield "other", *other
    elif len(both) == 2:
        a, b = both
        yield "", (a,), (b,)
        if derivative and len(outputs) == 1:
            yield "denominator", (b,), (a,)
        elif derivative and len(inputs) == 2:
            yield "numerator", (b,), (a,)
            for order in ((a, b), (b, a)):
                yield f"vec {order}", (), order
                yield f"vec {order} transposed", order, ()
    elif both and inputs:
        for down, along in ((outputs, inputs), (outputs[::-1], inputs[::-1])):
            yield f"vec {down} {along}", down, along
            yield f"vec {down} {along} transposed", along, down


def _turned(answer: Array, case: Case, known: Truth) -> Iterator[tuple[str, Array]]:
    """The answer as an array like the truth's, by every layout that its shape can be."""
    world = known.world
    count = len(known.outputs) + len(known.inputs)
    said = [*case.axes[0].split(), *case.axes[1].split()]
    free = [index for index in world.indices if answer.shape[world.axis[index]] > 1]
    if any(index not in said for index in free):
        return
    named = [axis for axis, index in enumerate(said) if index in free]
    rest = [axis for axis in range(count) if axis not in named]
    sizes = known.outputs + known.inputs
    order = [world.axis[said[axis]] for axis in named]
    others = [axis for axis in range(1, answer.ndim - 2) if axis not in order]
    flat = np.transpose(answer, [0, *order, *others, answer.ndim - 2, answer.ndim - 1])
    flat = flat.reshape(len(flat), *[sizes[axis] for axis in named], *flat.shape[-2:])
    outputs = tuple(axis for axis in rest if axis < len(known.outputs))
    inputs = tuple(axis for axis in rest if axis >= len(known.outputs))
    if answer.shape[-2:] == (1, 1) and (free or not count or not answer.any()):
        wide = flat.reshape(len(flat), *[sizes[axis] if axis in named else 1 for axis in range(count)])
        yield "", np.broadcast_to(wide, (len(wide), *sizes))
        return
    for called, down, along in layouts(case, outputs, inputs, known.is_row):
        if flat.shape[-2:] == (math.prod(sizes[axis] for axis in down), math.prod(sizes[axis] for axis in along)):
            axes = [*named, *down, *along]
            spread = flat.reshape(len(flat), *[sizes[axis] for axis in axes])
            yield called, np.transpose(spread, [0, *[1 + axes.index(axis) for axis in range(count)]])


def _along(case: Case, known: Truth) -> Truth:
    """The truth along the direction dX: an answer with a differential is compared with it."""
    direction = known.world.values[f"d{case.wrt}"].reshape(POINTS, *[1] * len(known.outputs), *known.inputs)
    array = (known.array * direction).sum(axis=tuple(range(1 + len(known.outputs), known.array.ndim)))
    return Truth(known.world, array, known.outputs, (), False)


@dataclass(frozen=True, slots=True)
class Judged:
    label: str
    layouts: frozenset[str] = frozenset()


def judged(case: Case, answer: Term, scale: float = 1.0) -> Judged:
    """What an answer is, at points of a scale."""
    found: frozenset[str] | None = None
    has_differential = any(node.op == "name" and node.data == f"d{case.wrt}" for node in answer)
    # The literals of a sliver are no indices.
    largest = max(largest_index(case.formula), largest_index(answer) if scale == 1 else 0)
    for sizes in case.choices(largest):
        try:
            known = truth(case, tuple(sizes.values()), scale)
            if has_differential:
                known = _along(case, known)
            given = value(answer, known.world)
        except (UndefinedHereError, np.linalg.LinAlgError):
            continue
        here = set()
        for called, array in _turned(given, case, known):
            gap = np.abs(array - known.array).max() / (scale + np.abs(known.array).max())
            if not np.isfinite(gap) or CLOSE < gap < FAR:
                return Judged(UNCLEAR)
            if gap <= CLOSE:
                here.add(called)
        found = frozenset(here) if found is None else found & here
        if not found:
            return Judged(WRONG)
    return Judged(RIGHT, found) if found else Judged(UNCLEAR)
