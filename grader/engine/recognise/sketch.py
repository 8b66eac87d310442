"""Scalar trees as floats at one point: a quick look at which of many trees may have a value; balls confirm.

A float is the value up to about a billionth, or ``nan`` where that cannot be told: where terms cancel, an argument is large, a value is
tiny or none, or a function is unknown here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from grader.engine.problem.at_sizes import Instance, Sample
from grader.engine.values.functions import FUNCTIONS, BranchAt
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Path, Pow, Symbol

NAN = math.nan

CANCELS = 1e-3
"""A sum so much smaller than its largest term, or a value of a function so small, has lost too many digits."""

LARGE = 1e3
"""Arguments and values of functions are known well up to here; near a pole they are not."""

DIFFERENT = 1e-6
"""Two values so far apart, relative to their size, are different."""


class Sketch:
    """Trees at one point; the values of their nodes are remembered, so that trees may share parts."""

    __slots__ = ("_leaves", "_known")

    def __init__(self, instance: Instance, sample: Sample, definitions: Mapping[str, Expr]) -> None:
        self._leaves = {name: float(ball) for name, ball in instance.balls_of(sample).items()}
        # A node is kept with its value, so that its identity is not used twice.
        self._known: dict[int, tuple[Expr, float]] = {}
        for name, tree in definitions.items():
            self._leaves[name] = self.of(tree) if tree.is_plain else NAN

    def of(self, tree: Expr) -> float:
        """Return the value of a plain tree."""
        if not tree.args:
            return self._leaf(tree)
        found = self._known.get(id(tree))
        if found is None:
            found = self._known[id(tree)] = tree, _value(tree, [self.of(arg) for arg in tree.args])
        return found[1]

    def changed(self, tree: Expr, path: Path, new: Expr) -> float:
        """Return the value of a tree with the node at a place replaced."""
        if not path:
            return self.of(new)
        args = [self.of(arg) for arg in tree.args]
        args[path[0]] = self.changed(tree.args[path[0]], path[1:], new)
        return _value(tree, args)

    def _leaf(self, leaf: Expr) -> float:
        if type(leaf) is Symbol:
            return self._leaves.get(leaf.data, NAN)
        if type(leaf) is Number:
            try:
                return float(leaf.data[0])
            except OverflowError:
                return NAN
        return (math.pi if leaf.data == "pi" else math.e) if type(leaf) is Constant else NAN


def may_be(value: float, wanted: float) -> bool:
    """Tell whether two values may be the same; ``nan`` may be any."""
    return not abs(value - wanted) > DIFFERENT * (abs(value) + abs(wanted))


def _value(node: Expr, args: Sequence[float]) -> float:
    """Return the value of a node over those of its arguments."""
    combine = _COMBINED.get(type(node))
    try:
        return combine(node, args) if combine is not None else NAN
    except (ArithmeticError, ValueError):
        return NAN


def _sum(node: Expr, args: Sequence[float]) -> float:
    total = sum(args)
    return total if abs(total) > CANCELS * max(map(abs, args)) else NAN


def _power(node: Expr, args: Sequence[float]) -> float:
    base, exponent = args
    if not abs(exponent) < LARGE:
        return NAN
    return base**exponent if base > 0 or (base < 0 and exponent.is_integer()) else NAN


def _call(node: Expr, args: Sequence[float]) -> float:
    function = _FUNCTIONS.get(node.data) if len(args) == 1 else None
    if function is None or not abs(args[0]) < LARGE:
        return NAN
    value = function(args[0])
    return value if CANCELS < abs(value) < LARGE else NAN


def _one_over(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: 1 / function(x)


_STEEP = BranchAt.ONE, BranchAt.ONES
"""Where functions have these branch points, they are so steep that rounding shows."""

_FUNCTIONS: dict[str, Callable[[float], float]] = {
    **{name: getattr(math, name) for name, row in FUNCTIONS.items() if row.branches not in _STEEP and hasattr(math, name)},
    "abs": math.fabs,
    **{name: _one_over(getattr(math, row.numpy[2:])) for name, row in FUNCTIONS.items() if row.numpy.startswith("1/")},
}

_COMBINED: dict[type[Expr], Callable[[Expr, Sequence[float]], float]] = {
    Neg: lambda node, args: -args[0],
    Add: _sum,
    Mul: lambda node, args: math.prod(args),
    Div: lambda node, args: args[0] / args[1],
    Pow: _power,
    Call: _call,
}
