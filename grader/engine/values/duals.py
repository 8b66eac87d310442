"""Dual numbers a + Σ b_d ε_d, ε_d ε_e = 0, over any numbers: the derivatives of f itself, by definition.

Nothing about differentiation rules of matrices or products is built in but ε² = 0 and the derivatives of the elementary functions;
nested duals give second derivatives.  Source: W. K. Clifford, "Preliminary sketch of biquaternions" (1871); A. Griewank
and A. Walther, "Evaluating Derivatives" (2nd ed. 2008), ch. 3 (forward mode).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.numbers import CHOOSING, Numbers, Operations, Table


class Dual:
    """``value`` + Σ ``slopes[d]``·ε_d over the directions d; ``None`` is exactly zero in all, so that constants cost nothing."""

    __slots__ = ("value", "slopes")

    def __init__(self, value: Any, slopes: Slopes | None = None) -> None:
        self.value = value
        self.slopes = slopes


Slopes = dict[str, Any]
"""Direction → slope; a direction that is missing has slope zero."""


class _DualTable(dict[Any, Callable[..., Any]]):
    """The step functions over duals; the one of an abstract function is made when it is asked for."""

    def __init__(self, functions: Mapping[Any, Callable[..., Any]], base: Table) -> None:
        super().__init__(functions)
        self._base = base

    def __missing__(self, step: Any) -> Callable[..., Any]:
        (name, orders), base = step, self._base
        slopes_of = [(name, tuple(order + (place == other) for other, order in enumerate(orders))) for place in range(len(orders))]

        def apply(*args: Dual) -> Dual:
            values = [arg.value for arg in args]
            slopes: Slopes | None = None
            for arg, slope in zip(args, slopes_of, strict=True):
                if arg.slopes is not None:
                    slopes = _plus(base, slopes, _times(base, base[slope](*values), arg.slopes))
            return Dual(base[step](*values), slopes)

        self[step] = apply
        return apply


def _plus(base: Table, a: Slopes | None, b: Slopes | None) -> Slopes | None:
    if a is None or b is None:
        return b if a is None else a
    add, found = base["add"], dict(a)
    for direction, slope in b.items():
        found[direction] = add(found[direction], slope) if direction in found else slope
    return found


def _times(base: Table, a: Any, slopes: Slopes | None) -> Slopes | None:
    if slopes is None:
        return None
    mul = base["mul"]
    return {direction: mul(a, slope) for direction, slope in slopes.items()}


def _choosing(base: Table, integer: Callable[[int], Any], name: str) -> Callable[[Dual, Dual, Dual], Dual]:
    """Return the step that chooses by the sign of its first argument; at the border itself there is no derivative."""
    choose = base[name]

    def dual(c: Dual, x: Dual, y: Dual) -> Dual:
        slopes: Slopes | None = None
        if x.slopes is not None or y.slopes is not None:
            pick, nothing = base["choose?"], integer(0)
            xs, ys = x.slopes or {}, y.slopes or {}
            slopes = {direction: pick(c.value, xs.get(direction, nothing), ys.get(direction, nothing)) for direction in {**xs, **ys}}
        return Dual(choose(c.value, x.value, y.value), slopes)

    return dual


def dual_table(numbers: Numbers) -> Table:
    """Return the step functions over duals of a kind of number."""
    base, integer = numbers.table, numbers.integer
    return _DualTable({
        **_arithmetic(base),
        **_powers(base, integer),
        **_elementary(base, Operations(numbers)),
        **{name: _choosing(base, integer, name) for name in CHOOSING if name in base},
    }, base)


def _arithmetic(base: Table) -> dict[str, Callable[..., Dual]]:
    add, mul, div, neg = base["add"], base["mul"], base["div"], base["neg"]
    plus, times = partial(_plus, base), partial(_times, base)

    def each(change: Callable[[Any], Any], slopes: Slopes | None) -> Slopes | None:
        return None if slopes is None else {direction: change(slope) for direction, slope in slopes.items()}

    def dual_div(x: Dual, y: Dual) -> Dual:
        value = div(x.value, y.value)
        change = plus(x.slopes, None if y.slopes is None else times(neg(value), y.slopes))
        return Dual(value, each(lambda slope: div(slope, y.value), change))

    return {
        "add": lambda x, y: Dual(add(x.value, y.value), plus(x.slopes, y.slopes)),
        "neg": lambda x: Dual(neg(x.value), each(neg, x.slopes)),
        "mul": lambda x, y: Dual(mul(x.value, y.value), plus(times(y.value, x.slopes), times(x.value, y.slopes))),
        "div": dual_div,
    }


def _powers(base: Table, integer: Callable[[int], Any]) -> dict[str, Callable[..., Dual]]:
    add, mul, div, ipow = base["add"], base["mul"], base["div"], base["ipow"]
    plus, times = partial(_plus, base), partial(_times, base)

    def dual_ipow(x: Dual, k: int) -> Dual:
        if x.slopes is None or k == 0:
            return Dual(ipow(x.value, k))
        return Dual(ipow(x.value, k), times(mul(integer(k), ipow(x.value, k - 1)), x.slopes))

    def dual_root(x: Dual, k: int) -> Dual:
        value = base["root"](x.value, k)
        return Dual(value, None if x.slopes is None else times(div(value, mul(integer(k), x.value)), x.slopes))

    def dual_pow(x: Dual, y: Dual) -> Dual:
        value = base["pow"](x.value, y.value)
        slopes: Slopes | None = None
        if x.slopes is not None:
            less = base["pow"](x.value, add(y.value, integer(-1)))
            slopes = times(mul(y.value, less), x.slopes)
        if y.slopes is not None:
            slopes = plus(slopes, times(mul(value, base["log"](x.value)), y.slopes))
        return Dual(value, slopes)

    return {"ipow": dual_ipow, "root": dual_root, "pow": dual_pow}


def _elementary(base: Table, of: Operations) -> dict[str, Callable[[Dual], Dual]]:
    def unary(name: str) -> Callable[[Dual], Dual]:
        function, slope = base[name], FUNCTIONS[name].slope

        def dual(x: Dual) -> Dual:
            value = function(x.value)
            return Dual(value, None if x.slopes is None else _times(base, slope(of, x.value, value), x.slopes))

        return dual

    return {name: unary(name) for name in FUNCTIONS if name in base}


def duals_over(numbers: Numbers) -> Numbers:
    """Dual numbers over a kind of number; over duals they are nested."""
    if numbers.duals is None:
        numbers.duals = Numbers(dual_table(numbers), lambda leaf: Dual(numbers.leaf(leaf)),
                                lambda k: Dual(numbers.integer(k)))
    return numbers.duals
