"""Columns of floats without NumPy, for a machine that has none: as much of NumPy as the search uses, over lists.

A function of a column has a value for every float, as NumPy's has: what is undefined is not-a-number, what is too large infinite.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from math import inf, nan
from typing import Any

from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.numbers import CHOOSING, Table

float64 = float

LONGEST = 1 << 14
"""Points of the longest column that is worth its time: a tenth of a second for a short function, where NumPy looks at 2^20."""


class Column:
    """One value at each point: a float, or whether something holds."""

    __slots__ = ("values",)
    ndim = 1

    def __init__(self, values: Iterable[Any]) -> None:
        self.values = list(values)

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    def __getitem__(self, places: int | slice | Sequence[int] | Column) -> Any:
        """Return the value at a place, or the column of those at several places or where another column says so."""
        if isinstance(places, int):
            return self.values[places]
        if isinstance(places, slice):
            return Column(self.values[places])
        if isinstance(places, Column):
            return Column([value for value, is_taken in zip(self.values, places.values, strict=True) if is_taken])
        return Column([self.values[place] for place in places])

    def __add__(self, other: Any) -> Any:
        return _pairs(operator.add)(self, other)

    def __sub__(self, other: Any) -> Any:
        return _pairs(operator.sub)(self, other)

    def __rsub__(self, other: Any) -> Any:
        return _pairs(operator.sub)(other, self)

    def __mul__(self, other: Any) -> Any:
        return _pairs(operator.mul)(self, other)

    def __truediv__(self, other: Any) -> Any:
        return _pairs(_over)(self, other)

    def __gt__(self, other: Any) -> Any:
        return _pairs(operator.gt)(self, other)

    def __lt__(self, other: Any) -> Any:
        return _pairs(operator.lt)(self, other)

    def __le__(self, other: Any) -> Any:
        return _pairs(operator.le)(self, other)

    def __and__(self, other: Any) -> Any:
        return _pairs(operator.and_)(self, other)

    def __neg__(self) -> Any:
        return Column(map(operator.neg, self.values))

    def __abs__(self) -> Any:
        return Column(map(abs, self.values))

    def __invert__(self) -> Any:
        return Column(map(operator.not_, self.values))

    __radd__, __rmul__ = __add__, __mul__

    def tolist(self) -> list[Any]:
        """Return the values."""
        return self.values


def _each(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function of floats as one of columns, or of floats."""
    return lambda x: Column(map(function, x.values)) if type(x) is Column else function(x)


def _pairs(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return a function of two floats as one of columns, one of which may be a float for all points."""
    def apply(x: Any, y: Any) -> Any:
        if type(x) is Column:
            return Column(map(function, x.values, y.values) if type(y) is Column else [function(value, y) for value in x.values])
        return Column([function(x, value) for value in y.values]) if type(y) is Column else function(x, y)

    return apply


def _over(x: float, y: float) -> float:
    if y == 0:
        return nan if x == 0 or x != x else math.copysign(inf, x) * math.copysign(1, y)
    return x / y


def _power(x: float, y: float) -> float:
    try:
        return nan if x != x or y != y else math.pow(x, y)
    except (OverflowError, ValueError):
        if x < 0 and y % 1:
            return nan
        return inf if y % 2 != 1 else math.copysign(inf, x)


def _root(x: float, k: int) -> float:
    if k % 2:
        return math.copysign(_power(abs(x), 1 / k), x)
    return _sqrt(x) if k == 2 else _power(x, 1 / k)


def _sqrt(x: float) -> float:
    return math.sqrt(x) if x >= 0 else nan


def _sign(x: float) -> float:
    return x if x != x else float((x > 0) - (x < 0))


def _total(function: Callable[[float], float]) -> Callable[[float], float]:
    """Return a function of Python's with values where that raises: infinite where it is too large, else not-a-number."""
    def total(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return -inf if function is math.sinh and x < 0 else inf
        except ValueError:
            return nan

    return total


_AT_POLES: dict[str, Callable[[float], float]] = {
    "log": lambda x: math.log(x) if x > 0 else nan if x else -inf,
    "atanh": lambda x: math.atanh(x) if abs(x) < 1 else math.copysign(inf, x) if abs(x) == 1 else nan,
    "sqrt": _sqrt, "abs": abs, "sign": _sign,
}


def table() -> Table:
    """Return the step functions over columns."""
    def elementary(name: str, numpy: str) -> Callable[[Any], Any]:
        _, mark, under = numpy.partition("1/")
        function = _total(getattr(math, under)) if mark else _AT_POLES.get(name) or _total(getattr(math, name))
        return _each((lambda x: _over(1.0, function(x))) if mark else function)

    def by_integer(function: Callable[[float, Any], float]) -> Callable[[Any, int], Any]:
        return lambda x, k: _each(lambda value: function(value, k))(x)

    def choose(at_zero: int) -> Callable[..., Any]:
        def step(c: Any, a: Any, b: Any) -> Any:
            border = a if at_zero > 0 else b if at_zero else nan
            return where(c > 0, a, where(c < 0, b, where(isnan(c), nan, border)))

        return step

    return {"add": operator.add, "mul": operator.mul, "div": _pairs(_over), "neg": operator.neg,
            "root": by_integer(_root), "pow": _pairs(_power), "ipow": by_integer(_power),
            **{name: elementary(name, row.numpy) for name, row in FUNCTIONS.items()},
            **{name: choose(at_zero) for name, at_zero in CHOOSING.items()}}


def array(values: Sequence[float]) -> Column:
    """Return a list of floats as a column."""
    return Column(values)


def errstate(**_: str) -> AbstractContextManager[None]:
    """Do nothing: here nothing warns."""
    return nullcontext()


def concatenate(columns: Sequence[Column]) -> Column:
    """Return columns one after the other as one."""
    return Column([value for column in columns for value in column.values])


def where(condition: Any, a: Any, b: Any) -> Any:
    """Return, point by point, ``a`` where a condition holds and ``b`` where it does not."""
    if type(condition) is not Column:
        return a if condition else b
    count = len(condition)
    some, others = (x.values if type(x) is Column else [x] * count for x in (a, b))
    return Column([x if holds else y for holds, x, y in zip(condition.values, some, others, strict=True)])


def clip(x: Any, low: Any, high: Any) -> Any:
    """Return the values moved into a range; not-a-number stays what it is."""
    least = where(x < low, low, x)
    return where(least > high, high, least)


class Places(list[int]):
    """Places in a column; some of them are taken by their own places."""

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, list):
            return Places([list.__getitem__(self, each) for each in at])
        found = list.__getitem__(self, at)
        return Places(found) if isinstance(at, slice) else found

    def tolist(self) -> list[int]:
        """Return them as a list."""
        return list(self)


def argsort(x: Column, kind: str = "") -> Places:
    """Return the places of the values in their order, not-a-number last; equal ones stay in theirs."""
    values = x.values
    return Places(sorted(range(len(values)), key=lambda place: (values[place] != values[place], values[place])))


def argpartition(x: Column, most: int) -> Places:
    """Return the places of the values, those of the ``most`` smallest first."""
    return argsort(x)


def flatnonzero(x: Column) -> Places:
    """Return the places where something holds."""
    return Places(place for place, holds in enumerate(x.values) if holds)


def zeros_like(x: Column) -> Column:
    """Return as many zeros as a column has values."""
    return Column([0.0] * len(x))


def arange(low: float, high: float, stride: float) -> Column:
    """Return the numbers from one up to another."""
    return Column([low + number * stride for number in range(math.ceil((high - low) / stride))])


isnan, isfinite = _each(math.isnan), _each(math.isfinite)
sign, rint, arcsinh = _each(_sign), _each(lambda x: float(round(x)) if math.isfinite(x) else x), _each(math.asinh)
