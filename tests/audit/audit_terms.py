"""The audit's own formulas: read from Python's syntax, evaluated by NumPy at given sizes, and printed in the grader's notation.

Nothing of the grader is imported.  ``*`` is the product of matrices, ``.T`` the transpose; ``e(i, N)`` is a unit vector of length N,
``d(i, j)`` Kronecker's delta, ``S(m, M, body)`` a sum from 1 to M, ``ind(j > 4)`` one where a condition holds, ``cases(value, condition,
…, rest)`` what it says.  A value has the axes (points, every index, rows, columns); an index that does not occur has length one there.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.complex128]


class UndefinedHereError(Exception):
    """The formula has no value at these sizes: an index lies outside, or the shapes do not fit."""


@dataclass(frozen=True, slots=True)
class Term:
    """A node: what it is, its parts, and a name or number."""

    op: str
    args: tuple[Term, ...] = ()
    data: str = ""

    def __iter__(self) -> Iterator[Term]:
        """All nodes below and the node itself."""
        for arg in self.args:
            yield from arg
        yield self


_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}
_RELATION = {ast.Eq: "=", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


@lru_cache(maxsize=20_000)
def term(text: str) -> Term:
    """The formula of a text in Python's syntax."""
    return _term(ast.parse(text, mode="eval").body, text)


def _term(node: ast.expr, text: str) -> Term:
    match node:
        case ast.Constant():
            return Term("number", data=ast.get_source_segment(text, node) or "")
        case ast.Name():
            return Term("name", data=node.id)
        case ast.UnaryOp(op=ast.USub()):
            return Term("neg", (_term(node.operand, text),))
        case ast.BinOp():
            return Term(_BINARY[type(node.op)], (_term(node.left, text), _term(node.right, text)))
        case ast.Attribute(attr="T"):
            return Term("T", (_term(node.value, text),))
        case ast.Subscript():
            places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return Term("entry", tuple(_term(part, text) for part in (node.value, *places)))
        case ast.Compare():
            return Term("relation", (_term(node.left, text), _term(node.comparators[0], text)), _RELATION[type(node.ops[0])])
        case ast.Call(func=ast.Name()):
            return Term("call", tuple(_term(arg, text) for arg in node.args), node.func.id)
    raise ValueError(ast.dump(node))


def call(name: str, *args: Term) -> Term:
    return Term("call", args, name)


def number(value: int) -> Term:
    return Term("neg", (number(-value),)) if value < 0 else Term("number", data=str(value))


def name(text: str) -> Term:
    return Term("name", data=text)


def times(*args: Term) -> Term:
    found = args[0]
    for arg in args[1:]:
        found = Term("*", (found, arg))
    return found


def plus(left: Term, right: Term) -> Term:
    return Term("+", (left, right))


def transposed(inner: Term) -> Term:
    return Term("T", (inner,))


def places(root: Term, way: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Term]]:
    """All nodes with the way to each."""
    yield way, root
    for at, arg in enumerate(root.args):
        yield from places(arg, (*way, at))


def replaced(root: Term, way: tuple[int, ...], new: Term) -> Term:
    """The formula with one node replaced."""
    if not way:
        return new
    args = list(root.args)
    args[way[0]] = replaced(args[way[0]], way[1:], new)
    return Term(root.op, tuple(args), root.data)


LARGEST_INDEX = 40


def largest_index(root: Term) -> int:
    """The largest whole number in a formula that may be an index or compared with one; larger ones are factors."""
    numbers = [int(node.data) for node in root if node.op == "number" and node.data.isdigit()]
    return max((number for number in numbers if number <= LARGEST_INDEX), default=0)


# -- values -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """Sizes, the sizes of the indices in their order, and the values of all names: (points, rows, columns)."""

    sizes: Mapping[str, int]
    indices: Mapping[str, int]
    values: Mapping[str, Array]
    axis: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "axis", {index: 1 + at for at, index in enumerate(self.indices)})


def value(root: Term, world: World) -> Array:
    """Raises :class:`UndefinedHereError`."""
    with np.errstate(all="ignore"):
        return _value(root, world)


def _value(node: Term, at: World) -> Array:
    if node.op == "call" and node.data in _SPECIAL:
        return _SPECIAL[node.data](node, at)
    if node.op in _LEAVES:
        return _LEAVES[node.op](node, at)
    args = [_value(arg, at) for arg in node.args]
    return _CALLS[node.data](*args) if node.op == "call" else _STEPS[node.op](*args)


def _lead(at: World) -> tuple[int, ...]:
    return (1,) * (1 + len(at.indices))


def _constant(rows: object, at: World) -> Array:
    array = np.atleast_2d(np.array(rows, dtype=complex))
    return array.reshape(*_lead(at), *array.shape)


def _number(node: Term, at: World) -> Array:
    return _constant(float(node.data), at)


def _running(index: str, at: World) -> Array:
    shape = [*_lead(at), 1, 1]
    shape[at.axis[index]] = at.indices[index]
    return np.arange(1, at.indices[index] + 1, dtype=complex).reshape(shape)


def _name(node: Term, at: World) -> Array:
    if node.data in at.values:
        array = at.values[node.data]
        return array.reshape(len(array), *_lead(at)[1:], *array.shape[-2:])
    if node.data == "pi":
        return _constant(np.pi, at)
    return _running(node.data, at) if node.data in at.indices else _constant(at.sizes[node.data], at)


def _size(node: Term, at: World) -> int:
    return round(_value(node, at).real.item())


def _place(node: Term, count: int, at: World) -> Array:
    """A column with a one at the place."""
    if node.op == "name" and node.data in at.indices and at.indices[node.data] != count:
        raise UndefinedHereError
    where = _value(node, at)
    if where.real.max() > count or where.real.min() < 1:
        raise UndefinedHereError
    return (where == np.arange(1, count + 1).reshape(count, 1)).astype(complex)


def _entry(node: Term, at: World) -> Array:
    base = _value(node.args[0], at)
    if len(node.args) == 2:
        if base.shape[-1] != 1:
            base = base.swapaxes(-1, -2)
        return np.matmul(_place(node.args[1], base.shape[-2], at).swapaxes(-1, -2), base)
    row, column = (_place(part, count, at) for part, count in zip(node.args[1:], base.shape[-2:], strict=True))
    return np.matmul(np.matmul(row.swapaxes(-1, -2), base), column)


def _relation(node: Term, at: World) -> Array:
    left, right = (_value(arg, at).real for arg in node.args)
    sign = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}[node.data]
    return np.asarray(sign(left, right))


_LEAVES = {"number": _number, "name": _name, "entry": _entry, "relation": _relation}


def _shape(array: Array) -> tuple[int, int]:
    return array.shape[-2], array.shape[-1]


def _added(left: Array, right: Array) -> Array:
    if _shape(left) != _shape(right):
        raise UndefinedHereError
    return left + right


def multiplied(left: Array, right: Array) -> Array:
    if (1, 1) in (_shape(left), _shape(right)):
        return left * right
    if left.shape[-1] != right.shape[-2]:
        raise UndefinedHereError
    return np.matmul(left, right)


def _divided(left: Array, right: Array) -> Array:
    if _shape(right) != (1, 1):
        raise UndefinedHereError
    return left / right


def _power(base: Array, exponent: Array) -> Array:
    if _shape(base) == (1, 1):
        whole = exponent.real.flat[0]
        return base ** (int(whole) if exponent.size == 1 and whole == int(whole) and exponent.imag.flat[0] == 0 else exponent)
    if base.shape[-1] != base.shape[-2]:
        raise UndefinedHereError
    return np.linalg.matrix_power(base, round(exponent.real.item()))


_STEPS = {
    "+": _added, "-": lambda left, right: _added(left, -right), "*": multiplied, "/": _divided, "^": _power, "neg": operator.neg,
    "T": lambda inner: inner.swapaxes(-1, -2), "bound": lambda inner: inner,
}


def _square(array: Array) -> Array:
    if array.shape[-1] != array.shape[-2]:
        raise UndefinedHereError
    return array


def _diagonal(array: Array) -> Array:
    if array.shape[-1] == 1:
        return array * np.eye(array.shape[-2])
    return np.diagonal(_square(array), axis1=-2, axis2=-1)[..., None]


def _stacked(array: Array) -> Array:
    return array.reshape(*array.shape[:-2], -1, 1)


def _kron(left: Array, right: Array) -> Array:
    found = left[..., :, None, :, None] * right[..., None, :, None, :]
    return found.reshape(*found.shape[:-4], left.shape[-2] * right.shape[-2], left.shape[-1] * right.shape[-1])


def _elementwise(left: Array, right: Array) -> Array:
    if _shape(left) != _shape(right):
        raise UndefinedHereError
    return left * right


def _norm(array: Array) -> Array:
    return np.sqrt((array * array).sum(axis=(-1, -2), keepdims=True))


def _abs(array: Array) -> Array:
    """Analytic away from zero, for complex steps."""
    return array * np.where(array.real < 0, -1, 1)


_CALLS = {
    "tr": lambda a: np.trace(_square(a), axis1=-2, axis2=-1)[..., None, None], "det": lambda a: np.linalg.det(_square(a))[..., None, None],
    "inv": lambda a: np.linalg.inv(_square(a)), "diag": _diagonal, "vec": lambda a: _stacked(a.swapaxes(-1, -2)), "kron": _kron,
    "had": _elementwise, "norm": _norm, "abs": _abs, "spectral": lambda a: np.linalg.norm(a, 2, axis=(-2, -1))[..., None, None],
    "summed": lambda a: np.abs(a).sum(axis=(-1, -2), keepdims=True), "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "sin": np.sin,
    "cos": np.cos, "tanh": np.tanh,
}


def _unit(node: Term, at: World) -> Array:
    return _place(node.args[0], _size(node.args[1], at), at)


def _delta(node: Term, at: World) -> Array:
    left, right = (_value(arg, at) for arg in node.args)
    return (left == right).astype(complex)


def _sum(node: Term, at: World) -> Array:
    index, bound, body = node.args
    axis, count, upper = at.axis[index.data], at.indices[index.data], _size(bound, at)
    if upper > count:
        raise UndefinedHereError
    found = _value(body, at)
    if found.shape[axis] == 1:
        return found * upper
    return np.take(found, range(upper), axis=axis).sum(axis=axis, keepdims=True)


def _cases(node: Term, at: World) -> Array:
    found = _value(node.args[-1], at)
    for result, condition in zip(node.args[-3::-2], node.args[-2::-2], strict=True):
        found = np.where(_value(condition, at), _value(result, at), found)
    return found


def _commutation(node: Term, at: World) -> Array:
    rows, columns = (_size(arg, at) for arg in node.args)
    order = np.arange(rows * columns).reshape(columns, rows).T.reshape(-1)
    return _constant(np.eye(rows * columns)[order], at)


_SPECIAL = {
    "e": _unit, "d": _delta, "S": _sum, "cases": _cases, "comm": _commutation, "ind": lambda node, at: _value(node.args[0], at).astype(complex),
    "eye": lambda node, at: _constant(np.eye(_size(node.args[0], at)), at),
    "ones": lambda node, at: _constant(np.ones((_size(node.args[0], at), 1)), at),
}
