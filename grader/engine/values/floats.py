"""Floating-point numbers, many at once: the search computes with them.  They propose points and never decide.

NumPy is imported when the first search starts; most answers never need it.  Where it is not installed, lists do, more slowly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from grader.engine.values import lists
from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.numbers import CHOOSING, Numbers, Table
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.engine.values.quadrature import integral
from grader.expr import Constant, Expr, Number


@lru_cache(maxsize=1)
def arrays() -> Any:
    """Return NumPy, imported when it is first asked for; else as much of it as the search uses, over lists."""
    try:
        import numpy
    except ModuleNotFoundError:
        return lists
    return numpy


def longest() -> int:
    """Return how many points of a domain are worth their time."""
    return lists.LONGEST if arrays() is lists else 1 << 20


@lru_cache(maxsize=1)
def floats() -> Numbers:
    """Return the columns of floats as a kind of number."""
    return Numbers(lists.table() if arrays() is lists else _of_numpy(), _leaf, float)


@lru_cache(maxsize=1)
def few_floats() -> Numbers:
    """Return columns of a few floats as a kind of number: lists, for which NumPy is not imported."""
    return Numbers(lists.table(), lambda leaf: _number(leaf, float), float)


def _of_numpy() -> Table:
    """Return the step functions over NumPy's arrays."""
    np = arrays()

    def root(x: Any, k: int) -> Any:
        return np.copysign(np.abs(x) ** (1 / k), x) if k % 2 else x ** (1 / k)

    def of_numpy(name: str) -> Callable[[Any], Any]:
        over, mark, under = name.partition("1/")
        function = getattr(np, under or over)
        return (lambda x: 1 / function(x)) if mark else function

    def power(x: Any, y: Any) -> Any:
        # NumPy's nan to the power 0 is 1; what is made of nothing is nothing.
        return np.where(np.isnan(x) | np.isnan(y), np.nan, np.power(x, y))

    def choose(at_zero: int) -> Callable[..., Any]:
        def step(c: Any, a: Any, b: Any) -> Any:
            border = a if at_zero > 0 else b if at_zero else np.nan
            return np.where(c > 0, a, np.where(c < 0, b, np.where(c == 0, border, np.nan)))

        return step

    return {"add": np.add, "mul": np.multiply, "div": np.divide, "neg": np.negative, "root": root, "pow": power,
            "ipow": lambda x, k: power(x, float(k)), **{name: of_numpy(row.numpy or name) for name, row in FUNCTIONS.items()},
            **{name: choose(at_zero) for name, at_zero in CHOOSING.items()}}


def _leaf(leaf: Expr) -> Any:
    return _number(leaf, arrays().float64)


def _number(leaf: Expr, number: Callable[[Any], Any]) -> Any:
    if type(leaf) is Number:
        try:
            return number(leaf.data[0])
        except OverflowError:
            return number("inf")
    if type(leaf) is Constant:
        return math.pi if leaf.data == "pi" else math.e
    with precision(REFUTE_BITS):
        return number(float(integral(leaf)))
