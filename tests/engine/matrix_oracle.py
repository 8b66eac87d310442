"""A second opinion about arrays: trees evaluated by NumPy at concrete sizes, and the truth as a derivative by complex steps.

Shares no code with the engine.  An array has the axes (points, every declared index, rows, columns); an index that does not occur has
length one there, so that NumPy's broadcasting is the meaning of a free index.  Sizes are pairwise distinct, and where an ``I`` or a
``ones()`` leaves its size open, all sizes are tried: those under which everything fits are what it can mean.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
from matrix_numbers import FLOATS, Arithmetic, Array, Waves, lifted

from grader.engine import spare_indices
from grader.expr import (
    Add,
    Apply,
    ArraySymbol,
    Call,
    Cases,
    Condition,
    Constant,
    Differential,
    Div,
    Entry,
    Every,
    Expr,
    Filled,
    Index,
    Indicator,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Size,
    Slice,
    Sum,
    Symbol,
    Transpose,
    Unit,
    fold,
    postorder,
)
from grader.model import Problem, Variable

Opens = Mapping[int, int]
"""The size of each node that leaves it open, by identity."""

MOST_OPEN = 3
STEP = 1e-30
WIDE_STEP = 1e-3


class IllFormedError(Exception):
    """The shapes do not fit."""


class TooOpenError(Exception):
    """More sizes are left open than are tried."""


@dataclass(frozen=True, slots=True)
class World:
    """Sizes, and random values of all names at some points."""

    sizes: Mapping[str, int]
    indices: Mapping[str, int]
    values: Mapping[str, Array]
    waves: Mapping[str, Waves]
    numbers: Arithmetic = FLOATS
    spare: Mapping[str, int] = field(default_factory=dict)
    """Letters for sums over an index that is not declared."""

    def take(self, points: list[int]) -> World:
        """The world at some of its points."""
        return replace(self, values={name: array[points] if len(array) > 1 else array for name, array in self.values.items()})

    def high(self, numbers: Arithmetic) -> World:
        """The world at its first point, over mpmath's numbers."""
        return replace(self, values={name: lifted(array[:1]) for name, array in self.values.items()}, numbers=numbers)


# -- evaluation -------------------------------------------------------------------------------------------------


class Evaluator:
    """The values of the nodes of one tree; ``shapes`` are (rows, columns) by identity."""

    def __init__(self, world: World, opens: Opens) -> None:
        self.world = world
        self.opens = opens
        self.counts = {**world.indices, **world.spare}
        self.lead = (1,) * (1 + len(self.counts))
        self.axis = {name: 1 + place for place, name in enumerate(self.counts)}
        self.shapes: dict[int, tuple[int, int]] = {}

    def value(self, tree: Expr) -> Array:
        """Raises :class:`IllFormedError`."""
        with np.errstate(all="ignore"):
            return fold(tree, self._step)

    def _step(self, node: Expr, args: tuple[Array, ...]) -> Array:
        found = _RULES[type(node)](self, node, args)
        if found is not None:
            self.shapes[id(node)] = found.shape[-2:]
        return found

    def constant(self, rows: list[list[object]]) -> Array:
        """A matrix that is the same at all points."""
        array = np.array(rows, dtype=object if self.world.numbers is not FLOATS else float)
        return array.reshape(*self.lead, *array.shape)

    def running(self, name: str) -> Array:
        """1, 2, … along the axis of an index."""
        count = self.counts[name]
        shape = [*self.lead, 1, 1]
        shape[self.axis[name]] = count
        return np.arange(1, count + 1).reshape(shape)

    def size(self, dim: tuple[str | int, ...]) -> int:
        total = 1
        for factor in dim:
            total *= factor if isinstance(factor, int) else self.world.sizes[factor]
        return total


def _shape(array: Array) -> tuple[int, int]:
    rows, columns = array.shape[-2:]
    return rows, columns


def _is_scalar(array: Array) -> bool:
    return _shape(array) == (1, 1)


def is_zero(tree: Expr) -> bool:
    """A literal zero, of any shape."""
    while type(tree) in (Neg, Transpose):
        tree = tree.args[0]
    return type(tree) is Number and tree.data[0] == 0


def _is_literal(tree: Expr) -> bool:
    return type(tree) is Number or (type(tree) in (Neg, Div) and all(_is_literal(arg) for arg in tree.args))


def acts_on_elements(tree: Expr) -> bool:
    """Whether an elementary function or a quotient of a vector stands inside, of which a power is one entry by entry."""
    return any((type(node) is Call and node.data in FLOATS.functions and node.args[0].is_array) or (type(node) is Div and node.args[1].is_array)
               for node in postorder(tree))


def _is_written_out(tree: Expr) -> bool:
    """Whether a vector is written entry by entry: a number beside it goes with none of them."""
    while type(tree) in (Neg, Transpose):
        tree = tree.args[0]
    return type(tree) is Matrix or (type(tree) is Mul and any(type(factor) is Matrix for factor in tree.args))


def _add(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    kept = [(tree, arg) for tree, arg in zip(node.args, args, strict=True) if not is_zero(tree)]
    if not kept:
        return args[0]
    shape = max((_shape(arg) for _, arg in kept), key=lambda shape: shape[0] * shape[1])
    for tree, arg in kept:
        if _shape(arg) != shape and not (_is_literal(tree) and 1 in shape and any(
                _shape(array) == shape and not _is_written_out(other) for other, array in kept)):
            raise IllFormedError
    total = kept[0][1]
    for _, arg in kept[1:]:
        total = total + arg
    return total


def _product(left: Array, right: Array) -> Array:
    if _is_scalar(left) or _is_scalar(right):
        return left * right
    if left.shape[-1] != right.shape[-2]:
        raise IllFormedError
    return np.matmul(left, right)


def _mul(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    found = args[0]
    for arg in args[1:]:
        found = _product(found, arg)
    return found


def _div(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    over, under = args
    if not _is_scalar(under):
        fits = _is_scalar(over) or _shape(over) == _shape(under)
        if not (fits and 1 in _shape(under)):
            raise IllFormedError
    return over / np.where(under == 0, np.nan, under)


def whole(tree: Expr) -> int | None:
    """The value of an integer literal, perhaps with a sign."""
    if type(tree) is Neg:
        inner = whole(tree.args[0])
        return None if inner is None else -inner
    return int(tree.data[0]) if type(tree) is Number and type(tree.data[0]) is int else None


def _pow(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    base, exponent = args
    count = whole(node.args[1])
    if not _is_scalar(exponent):
        raise IllFormedError
    if _is_scalar(base) or (1 in _shape(base) and acts_on_elements(node.args[0])):
        if count is None:
            return at.world.numbers.power(base, exponent)
        power = _repeated(base, abs(count), lambda a, b: a * b, base * 0 + 1)
        return power if count >= 0 else 1 / np.where(power == 0, np.nan, power)
    if base.shape[-1] != base.shape[-2] or count is None:
        raise IllFormedError
    order = base.shape[-1]
    one = at.constant([[int(i == j) for j in range(order)] for i in range(order)])
    return _repeated(at.world.numbers.inverse(base) if count < 0 else base, abs(count), np.matmul, one)


def _repeated(base: Array, count: int, times: Callable[[Array, Array], Array], one: Array) -> Array:
    found = one
    for _ in range(count):
        found = times(found, base)
    return found


def _square(array: Array) -> int:
    if array.shape[-1] != array.shape[-2]:
        raise IllFormedError
    return int(array.shape[-1])


def _trace(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    order = _square(args[0])
    return sum(args[0][..., i:i + 1, i:i + 1] for i in range(order))


def _determinant(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    _square(args[0])
    return at.world.numbers.determinant(args[0])


def _adjugate(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    order = _square(args[0])
    if order == 1:
        return args[0] * 0 + 1
    found = np.empty_like(args[0])
    for i, j in itertools.product(range(order), repeat=2):
        minor = np.delete(np.delete(args[0], j, axis=-2), i, axis=-1)
        found[..., i, j] = (-1) ** (i + j) * at.world.numbers.determinant(minor)[..., 0, 0]
    return found


def _diagonal(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    [array] = args
    if 1 in _shape(array):
        column = array if array.shape[-1] == 1 else array.swapaxes(-1, -2)
        return column * np.eye(column.shape[-2], dtype=int)
    order = _square(array)
    return np.concatenate([array[..., i:i + 1, i:i + 1] for i in range(order)], axis=-2)


def _stacked(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    [array] = args
    if node.data == "vec":
        array = array.swapaxes(-1, -2)
    return array.reshape(*array.shape[:-2], -1, 1)


def _kron(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    a, b = args
    if _is_scalar(a) or _is_scalar(b):
        return a * b
    found = a[..., :, None, :, None] * b[..., None, :, None, :]
    return found.reshape(*found.shape[:-4], a.shape[-2] * b.shape[-2], a.shape[-1] * b.shape[-1])


def _hadamard(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    a, b = args
    if _shape(a) != _shape(b) and not (_is_scalar(a) or _is_scalar(b)):
        raise IllFormedError
    return a * b


def _outer(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    if not all(1 in _shape(arg) for arg in args):
        raise IllFormedError
    a, b = [arg if arg.shape[-1] == 1 else arg.swapaxes(-1, -2) for arg in args]
    return np.matmul(a, b.swapaxes(-1, -2))


def _norm(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    if _is_scalar(args[0]):
        return at.world.numbers.functions["abs"](args[0])
    return at.world.numbers.functions["sqrt"]((args[0] * args[0]).sum(axis=(-1, -2), keepdims=True))


def _bars(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    return _norm(at, node, args) if 1 in _shape(args[0]) else _determinant(at, node, args)


def _extreme(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    """By real parts: steps beside a real point are complex."""
    if len(args) == 1:
        if 1 not in _shape(args[0]):
            raise IllFormedError
        args = tuple(np.moveaxis(args[0].reshape(*args[0].shape[:-2], 1, 1, -1), -1, 0))
    found = args[0]
    for other in args[1:]:
        if _shape(found) != _shape(other) and not (_is_scalar(found) or _is_scalar(other)):
            raise IllFormedError
        a, b = np.broadcast_arrays(found, other)
        found = np.where((_real_part(a) > _real_part(b)) == (node.data == "max"), a, b)
    return found


def _real_part(array: Array) -> Array:
    return array if array.dtype == object else array.real


def _positive_part(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    step = np.where(_real_part(args[0]) > 0, 1, 0)
    return step * args[0] if node.data == "relu" else step + 0 * args[0]


def _sizes_of_entries(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    sizes = np.where(_real_part(args[0]) > 0, args[0], -args[0])
    if node.data == "norm1":
        return sizes.sum(axis=(-1, -2), keepdims=True)
    return _extreme(at, Call("max", node.args), (sizes,)) if 1 in _shape(sizes) else sizes


_CALLS: dict[str, Callable[[Evaluator, Expr, tuple[Array, ...]], Array]] = {
    "tr": _trace, "det": _determinant, "adj": _adjugate, "diag": _diagonal, "vec": _stacked, "vecr": _stacked, "kron": _kron,
    "hadamard": _hadamard, "outer": _outer, "norm": _norm, "abs": _bars,
    "max": _extreme, "min": _extreme, "relu": _positive_part, "heaviside": _positive_part, "norm1": _sizes_of_entries,
    "norminf": _sizes_of_entries,
}


def _call(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    rule = _CALLS.get(node.data)
    return rule(at, node, args) if rule is not None else at.world.numbers.functions[node.data](args[0])


def _matrix(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    """Scalars, or blocks; a literal zero fills its place."""
    rows, columns = node.data
    lead = np.broadcast_shapes(*[arg.shape[:-2] for arg in args])
    blocks = [args[i * columns:(i + 1) * columns] for i in range(rows)]
    heights = [max(block.shape[-2] for block in row) for row in blocks]
    widths = [max(row[j].shape[-1] for row in blocks) for j in range(columns)]
    lines = []
    for i, row in enumerate(blocks):
        parts = []
        for j, block in enumerate(row):
            if _shape(block) != (heights[i], widths[j]) and not is_zero(node.args[i * columns + j]):
                raise IllFormedError
            parts.append(np.broadcast_to(block, (*lead, heights[i], widths[j])))
        lines.append(np.concatenate(parts, axis=-1))
    return np.concatenate(lines, axis=-2)


def _filled(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    kind, dims = node.data
    sizes = [at.size(dim) for dim in dims] or [at.opens[id(node)]]
    if kind == "I":
        return at.constant([[int(i == j) for j in range(sizes[0])] for i in range(sizes[0])])
    if kind == "comm":
        rows, columns = sizes
        places = np.arange(rows * columns).reshape(columns, rows).T
        return at.constant(np.eye(rows * columns, dtype=int)[places.reshape(-1)].tolist())
    columns = sizes[1] if len(sizes) == 2 else 1
    return at.constant([[int(kind == "ones")] * columns for _ in range(sizes[0])])


def _one_hot(places: Array, count: int) -> Array:
    """A column with a single one at the place; none where the place lies outside."""
    return (places == np.arange(1, count + 1).reshape(count, 1)).astype(int)


def _unit(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    parts = []
    for index, places in zip(node.args, args, strict=True):
        count = at.counts[index.data] if type(index) is Index else at.opens[id(node)]
        parts.append(_one_hot(places, count))
    return parts[0] if len(parts) == 1 else np.matmul(parts[0], parts[1].swapaxes(-1, -2))


def _entry(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    base, *places = args
    if len(places) == 1:
        if 1 not in _shape(base) or _is_scalar(base):
            raise IllFormedError
        if base.shape[-1] != 1:
            base = base.swapaxes(-1, -2)
        places.append(np.ones((*at.lead, 1, 1), dtype=int))
    for index, size in zip(node.args[1:], _shape(base), strict=False):
        if type(index) is Index and at.counts[index.data] != size:
            raise IllFormedError
    if places[0] is not None:
        base = np.matmul(_one_hot(places[0], base.shape[-2]).swapaxes(-1, -2), base)
    return base if places[1] is None else np.matmul(base, _one_hot(places[1], base.shape[-1]))


def _relation(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    sign = node.data
    if sign == "otherwise":
        return np.ones((*at.lead, 1, 1), dtype=bool)
    if sign == "and":
        return np.logical_and.reduce(np.broadcast_arrays(*args))
    if sign == "or":
        return np.logical_or.reduce(np.broadcast_arrays(*args))
    left, right = args
    return {"=": left == right, "!=": left != right, "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]


def _cases(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    values, conditions = args[::2], args[1::2]
    shape = max((_shape(value) for value in values), key=lambda shape: shape[0] * shape[1])
    found = values[0] * 0
    for tree, value, condition in reversed(list(zip(node.args[::2], values, conditions, strict=True))):
        if _shape(value) != shape and not is_zero(tree):
            raise IllFormedError
        found = np.where(condition, value, found)
    return found


def _sum(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    axis, count = at.axis[node.data], at.counts[node.data]
    total = args[0].sum(axis=axis, keepdims=True)
    return total if args[0].shape[axis] == count else total * count


def _apply(at: Evaluator, node: Expr, args: tuple[Array, ...]) -> Array:
    name, orders = node.data
    if not all(_is_scalar(arg) for arg in args):
        raise IllFormedError
    return at.world.waves[name](at.world.numbers, orders, args)


_Rule = Callable[[Evaluator, Expr, tuple[Array, ...]], Array]

_RULES: dict[type[Expr], _Rule] = {
    Number: lambda at, node, args: at.constant([[at.world.numbers.literal(node.value)]]),  # type: ignore[attr-defined]
    Constant: lambda at, node, args: at.constant([[at.world.numbers.constants[node.data]]]),
    Size: lambda at, node, args: at.constant([[at.world.sizes[node.data]]]),
    Symbol: lambda at, node, args: at.world.values[node.data], ArraySymbol: lambda at, node, args: at.world.values[node.data],
    Differential: lambda at, node, args: at.world.values[node.data],
    Neg: lambda at, node, args: -args[0], Transpose: lambda at, node, args: args[0].swapaxes(-1, -2),
    Index: lambda at, node, args: at.running(node.data), Every: lambda at, node, args: None,
    Indicator: lambda at, node, args: args[0].astype(int), Condition: _relation,
    Add: _add, Mul: _mul, Div: _div, Pow: _pow, Call: _call, Matrix: _matrix, Filled: _filled, Unit: _unit, Entry: _entry, Slice: _entry,
    Cases: _cases, Sum: _sum, Apply: _apply,
}


def open_nodes(tree: Expr) -> list[Expr]:
    """The nodes whose sizes are told by their place."""
    found = {id(node): node for node in postorder(tree)
             if (type(node) is Filled and not node.data[1]) or (type(node) is Unit and any(type(arg) is not Index for arg in node.args))}
    return list(found.values())


def settled(tree: Expr, world: World, fits: Callable[[Array], bool]) -> Iterator[tuple[Opens, Array]]:
    """Every choice of the open sizes under which all shapes fit, with the value; size one only where no other has any meaning."""
    nodes = open_nodes(tree)
    if len(nodes) > MOST_OPEN:
        raise TooOpenError
    named = sorted(set(world.sizes.values()) | {size for node in postorder(tree) if type(node) is Matrix for size in node.data if size > 1})
    if len(nodes) == 1:
        # The I of a flattened tensor is as large as two axes together.
        named += sorted({a * b for a in world.sizes.values() for b in world.sizes.values()} - set(named))
    for candidates in (named, [1, *named]) if nodes else (named,):
        has_meaning = False
        for sizes in itertools.product(candidates, repeat=len(nodes)):
            opens = {id(node): size for node, size in zip(nodes, sizes, strict=True)}
            try:
                value = Evaluator(world, opens).value(tree)
            except IllFormedError:
                continue
            has_meaning = True
            if fits(value):
                yield opens, value
        if has_meaning:
            return


# -- worlds -----------------------------------------------------------------------------------------------------


def _draw(rng: np.random.Generator, *shape: int) -> Array:
    """Multiples of 1/64 between -3/2 and 3/2, exact in every arithmetic."""
    return rng.integers(-96, 97, shape) / 64


def _scalar(variable: Variable, rng: np.random.Generator, points: int) -> Array:
    values: dict[str, Callable[[], Array]] = {"positive": lambda: rng.integers(20, 160, points) / 64,
                                              "natural": lambda: rng.integers(1, 6, points).astype(float)}
    if variable.domain == "interval":
        low, high = _end(variable.low, -3.0), _end(variable.high, 3.0)
        return (low + (high - low) * rng.integers(1, 64, points) / 64).reshape(points, 1, 1)
    return values.get(variable.domain, lambda: _draw(rng, points))().reshape(points, 1, 1)


def _end(tree: Expr | None, far: float) -> float:
    return far if tree is None else float(Evaluator(World({}, {}, {}, {}), {}).value(tree)[0, 0, 0])


def _structured(kind: str, a: Array) -> Array:
    order = a.shape[-1]
    turned = a.swapaxes(-1, -2)
    if kind == "orth":
        skew = a - turned
        return np.matmul(np.eye(order) - skew, np.linalg.inv(np.eye(order) + skew))
    kinds: dict[str, Callable[[], Array]] = {
        "sym": lambda: a + turned, "skew": lambda: a - turned, "spd": lambda: np.matmul(a, turned) + np.eye(order) / 4,
        "diag": lambda: a * np.eye(order), "upper": lambda: np.triu(a), "lower": lambda: np.tril(a)}
    return kinds.get(kind, lambda: a)()


def random_world(problem: Problem, sizes: Mapping[str, int], seed: int, points: int) -> World:
    """Random values of all declared names, of the differentials, and of the definitions."""
    rng = np.random.default_rng(seed)
    indices = {name: size if isinstance(size, int) else sizes[size] for name, size in problem.task.indices}
    spare = {name: size if isinstance(size, int) else sizes[size] for name, size in spare_indices(problem.task).items()
             if isinstance(size, int) or size in sizes}
    lead = (1,) * (len(indices) + len(spare))
    values: dict[str, Array] = {}
    for variable in problem.task.variables:
        shape = tuple(size if isinstance(size, int) else sizes[size] for size in variable.shape)
        if not shape:
            array = _scalar(variable, rng, points)
        else:
            array = _structured(variable.kind, _draw(rng, points, *(shape if len(shape) == 2 else (*shape, 1))))
            differential = _draw(rng, *array.shape)
            values[f"d{variable.name}"] = differential.reshape(points, *lead, *_shape(array))
        values[variable.name] = array.reshape(points, *lead, *_shape(array))
    terms = {name: _waves(rng, arity) for name, arity in problem.task.functions}
    return World(dict(sizes), indices, values, terms, spare=spare)


def _waves(rng: np.random.Generator, arity: int) -> Waves:
    return Waves(tuple((float(_draw(rng, 1)[0]) + 2, tuple((_draw(rng, arity) + k / 2 + 0.3).tolist()), float(_draw(rng, 1)[0])) for k in range(4)))


def with_definitions(problem: Problem, world: World) -> World:
    """The world with the definitions' values among its values."""
    for name, tree in problem.task.definitions:
        _, value = next(settled(tree, world, lambda value: True))
        world = replace(world, values={**world.values, name: value})
    return world


def assignments(problem: Problem, rng: Random) -> Iterator[dict[str, int]]:
    """Pairwise distinct sizes of at least three, in random orders."""
    declared = [size for variable in problem.task.variables for size in variable.shape] + [size for _, size in problem.task.indices]
    names = list(dict.fromkeys(size for size in declared if isinstance(size, str)))
    orders = list(itertools.permutations(range(3, 4 + len(names)), len(names)))
    rng.shuffle(orders)
    yield from (dict(zip(names, order, strict=True)) for order in orders)


# -- the truth --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Truth:
    """Values at all points: axes of the points, then of the outputs, then of the inputs; ``names`` name the first of them."""

    array: Array
    outputs: tuple[int, ...]
    inputs: tuple[int, ...]
    names: tuple[str, ...]
    is_row: bool


def value_of_f(problem: Problem, world: World) -> Array:
    """f at the world's points, definitions computed there."""
    assert problem.task.f is not None
    return next(settled(problem.task.f, with_definitions(problem, world), lambda value: True))[1]


def _flat(problem: Problem, world: World, value: Array) -> tuple[Array, tuple[int, ...], tuple[str, ...]]:
    """f with its named axes first and axes of length one left out; the sizes and the names of the axes."""
    names = tuple(name for name in problem.task.axes if problem.task.asked == "value" and (value.shape[-2:] == (1, 1) or _occurs(world, value, name)))
    order = list(world.indices)
    places = [1 + order.index(name) for name in names]
    others = [axis for axis in range(1, value.ndim - 2) if axis not in places]
    assert all(value.shape[axis] == 1 for axis in others), "an index of f is free but names no axis"
    turned = np.transpose(value, [0, *places, *others, value.ndim - 2, value.ndim - 1])
    sizes = tuple(world.indices[name] for name in names) + tuple(size for size in value.shape[-2:] if size > 1)
    wide = np.broadcast_to(turned.reshape(len(value), *turned.shape[1:1 + len(names)], *sizes[len(names):]), (len(value), *sizes))
    return wide, sizes, names


def _occurs(world: World, value: Array, name: str) -> bool:
    return bool(value.shape[1 + list(world.indices).index(name)] > 1)


def _directions(problem: Problem, world: World) -> tuple[list[tuple[str, tuple[int, ...]]], tuple[int, ...]]:
    """The entries of the variable, and its axes."""
    entries: list[tuple[str, tuple[int, ...]]] = []
    for name in problem.task.wrt:
        entries += [(name, place) for place in itertools.product(*[range(size) for size in _shape(world.values[name])])]
    if problem.task.wrt_is_list:
        return entries, (len(entries),) if len(entries) > 1 else ()
    variable = next(variable for variable in problem.task.variables if variable.name == problem.task.wrt[0])
    return entries, tuple(_shape(world.values[variable.name])[:len(variable.shape)])


def _moved(world: World, moves: list[list[tuple[str, tuple[int, ...], complex]]]) -> World:
    """The world with its points repeated, each time after some moves of entries."""
    count = len(moves)
    points = max(len(array) for array in world.values.values())
    values = {}
    for name, array in world.values.items():
        wide = np.broadcast_to(array, (points, *array.shape[1:]))
        values[name] = np.tile(wide, (count, *[1] * (array.ndim - 1))).astype(complex)
    for number, move in enumerate(moves):
        for name, place, step in move:
            values[name][number * points:(number + 1) * points, ..., place[0], place[1]] += step
    return replace(world, values=values)


def truth(problem: Problem, world: World) -> Truth:
    """What is asked, by complex steps through f itself: exact to all digits of a float."""
    value = value_of_f(problem, world)
    points = len(next(iter(world.values.values())))
    value = np.broadcast_to(value, (points, *value.shape[1:]))
    flat, outputs, names = _flat(problem, world, value)
    if problem.task.asked == "value":
        return Truth(flat, outputs, (), names, value.shape[-2] == 1 and value.shape[-1] > 1)
    entries, inputs = _directions(problem, world)
    if problem.task.asked == "hessian":
        return Truth(_second(problem, world, entries, points), (), inputs * 2, problem.task.axes, False)
    found = _slopes(problem, world, [[(*entry, 1j * STEP)] for entry in entries], points)
    return Truth(np.moveaxis(found, 0, -1).reshape(points, *outputs, *inputs), outputs, inputs, problem.task.axes, False)


def _slopes(problem: Problem, world: World, moves: list[list[tuple[str, tuple[int, ...], complex]]], points: int) -> Array:
    value = value_of_f(problem, _moved(world, moves))
    value = np.broadcast_to(value, (points * len(moves), *value.shape[1:]))
    flat = np.imag(_flat(problem, world, value)[0]) / STEP
    return flat.reshape(len(moves), points, *flat.shape[1:])


def _second(problem: Problem, world: World, entries: list[tuple[str, tuple[int, ...]]], points: int) -> Array:
    """Second derivatives: central differences of fourth order of the complex steps."""
    pairs = list(itertools.product(entries, repeat=2))
    total: Array = 0
    for weight, distance in ((8, 1), (-8, -1), (-1, 2), (1, -2)):
        moves = [[(*a, 1j * STEP), (*b, distance * WIDE_STEP)] for a, b in pairs]
        total = total + weight * _slopes(problem, world, moves, points)
    found = total.reshape(len(entries), len(entries), points) / (12 * WIDE_STEP)
    return np.moveaxis(found, -1, 0)


def quotients(problem: Problem, world: World, step: float = 1e-4) -> Array:
    """The derivative by central differences in real floats, which knows nothing of complex steps."""
    entries, inputs = _directions(problem, world)
    sides = []
    for sign in (1, -1):
        values = [value_of_f(problem, _real(_moved(world, [[(*entry, sign * step)]]))) for entry in entries]
        sides.append([_flat(problem, world, value)[0] for value in values])
    outputs = sides[0][0].shape[1:]
    slopes = [(above - below) / (2 * step) for above, below in zip(*sides, strict=True)]
    return np.stack(slopes, axis=-1).reshape(-1, *outputs, *inputs)


def _real(world: World) -> World:
    return replace(world, values={name: np.real(array) for name, array in world.values.items()})
