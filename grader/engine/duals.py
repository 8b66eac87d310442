"""Dual numbers a + bε, ε² = 0, over any numbers: the derivative of f itself, by definition.

Nothing about differentiation rules of matrices or products is built in but ε² = 0 and the derivatives of the elementary functions;
nested duals give second derivatives.  Source: W. K. Clifford, "Preliminary sketch of biquaternions" (1871); A. Griewank
and A. Walther, "Evaluating Derivatives" (2nd ed. 2008), ch. 3 (forward mode).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.engine.program import UNARY, Program, Table, evaluate
from grader.expr import Expr


@dataclass(frozen=True, slots=True)
class Numbers:
    """One kind of number: the step functions over it, what a leaf is, and an integer as such a number."""

    table: Table
    leaf: Callable[[Expr], Any]
    integer: Callable[[int], Any]


class Dual:
    """``value`` + ``slope``·ε; a slope of ``None`` is exactly zero, so that constants cost nothing."""

    __slots__ = ("value", "slope")

    def __init__(self, value: Any, slope: Any = None) -> None:
        self.value = value
        self.slope = slope


def dual_table(base: Table, integer: Callable[[int], Any]) -> Table:
    """The table of step functions over duals of the base's numbers; ``integer`` makes a base number."""
    add, mul, div, neg, ipow = base["add"], base["mul"], base["div"], base["neg"], base["ipow"]

    def plus(a: Any, b: Any) -> Any:
        return b if a is None else a if b is None else add(a, b)

    def times(a: Any, slope: Any) -> Any:
        return None if slope is None else mul(a, slope)

    def dual_mul(x: Dual, y: Dual) -> Dual:
        return Dual(mul(x.value, y.value), plus(times(y.value, x.slope), times(x.value, y.slope)))

    def dual_div(x: Dual, y: Dual) -> Dual:
        value = div(x.value, y.value)
        change = plus(x.slope, None if y.slope is None else neg(mul(value, y.slope)))
        return Dual(value, None if change is None else div(change, y.value))

    def dual_ipow(x: Dual, k: int) -> Dual:
        if x.slope is None or k == 0:
            return Dual(ipow(x.value, k))
        return Dual(ipow(x.value, k), mul(mul(integer(k), ipow(x.value, k - 1)), x.slope))

    def dual_root(x: Dual, k: int) -> Dual:
        value = base["root"](x.value, k)
        if x.slope is None:
            return Dual(value)
        return Dual(value, div(mul(value, x.slope), mul(integer(k), x.value)))

    def dual_pow(x: Dual, y: Dual) -> Dual:
        value = base["pow"](x.value, y.value)
        slope = None
        if x.slope is not None:
            less = base["pow"](x.value, add(y.value, integer(-1)))
            slope = mul(mul(y.value, less), x.slope)
        if y.slope is not None:
            slope = plus(slope, mul(mul(value, base["log"](x.value)), y.slope))
        return Dual(value, slope)

    rules = _derivatives(base, integer)

    def unary(name: str) -> Callable[[Dual], Dual]:
        function, derivative = base[name], rules[name]

        def dual(x: Dual) -> Dual:
            value = function(x.value)
            return Dual(value, None if x.slope is None else mul(derivative(x.value, value), x.slope))

        return dual

    return {
        "add": lambda x, y: Dual(add(x.value, y.value), plus(x.slope, y.slope)),
        "neg": lambda x: Dual(neg(x.value), None if x.slope is None else neg(x.slope)),
        "mul": dual_mul, "div": dual_div, "ipow": dual_ipow, "root": dual_root, "pow": dual_pow,
        **{name: unary(name) for name in UNARY if name in base},
    }


def duals_over(numbers: Numbers) -> Numbers:
    """Dual numbers over a kind of number; over duals they are nested."""
    return Numbers(dual_table(numbers.table, numbers.integer), lambda leaf: Dual(numbers.leaf(leaf)), lambda k: Dual(numbers.integer(k)))


def truth_values(program: Program, numbers: Numbers, values: Mapping[str, Any], asked: str, wrt: tuple[str, ...]) -> list[Any]:
    """What a problem asks of f at one point, row by row: its ``value``, its first ``derivative`` s, or its ``hessian``.

    Zero times f is added to every derivative: where f has no value, neither has its derivative, whatever the slope says.
    """
    if asked == "value":
        return evaluate(program, numbers.table, numbers.leaf, values)
    one = duals_over(numbers)
    if asked == "derivative":
        columns = [_along(program, one, values, name, numbers.integer(1)) for name in wrt]
        return [_slope(column[row], numbers) for row in range(len(program.outputs)) for column in columns]
    two = duals_over(one)
    entries: list[Any] = []
    for first in wrt:
        inner = {name: Dual(value, numbers.integer(1) if name == first else None) for name, value in values.items()}
        for second in wrt:
            [output] = _along(program, two, inner, second, one.integer(1))
            slope = Dual(numbers.integer(0)) if output.slope is None else output.slope
            entries.append(_slope(Dual(output.value.value, slope.slope), numbers))
    return entries


def _along(program: Program, duals: Numbers, values: Mapping[str, Any], name: str, one: Any) -> list[Dual]:
    """The outputs as duals, with a slope of one along the named variable."""
    points = {other: Dual(value, one if other == name else None) for other, value in values.items()}
    return evaluate(program, duals.table, duals.leaf, points)


def _slope(dual: Dual, numbers: Numbers) -> Any:
    nothing = numbers.table["mul"](numbers.integer(0), dual.value)
    return nothing if dual.slope is None else numbers.table["add"](dual.slope, nothing)


def _derivatives(base: Table, integer: Callable[[int], Any]) -> dict[str, Callable[[Any, Any], Any]]:
    """The derivatives of the elementary functions at ``x``, given the function's value ``v`` there."""
    add, mul, div, neg, ipow = base["add"], base["mul"], base["div"], base["neg"], base["ipow"]

    def one_plus(x: Any) -> Any:
        return add(integer(1), x)

    def root_of(x: Any) -> Any:
        return base["sqrt"](x)

    return {
        "exp": lambda x, v: v,
        "log": lambda x, v: div(integer(1), x),
        "sqrt": lambda x, v: div(integer(1), mul(integer(2), v)),
        "abs": lambda x, v: div(v, x),
        "sign": lambda x, v: div(integer(0), x),
        "sin": lambda x, v: base["cos"](x),
        "cos": lambda x, v: neg(base["sin"](x)),
        "tan": lambda x, v: one_plus(ipow(v, 2)),
        "cot": lambda x, v: neg(one_plus(ipow(v, 2))),
        "sec": lambda x, v: mul(v, base["tan"](x)),
        "csc": lambda x, v: neg(mul(v, base["cot"](x))),
        "asin": lambda x, v: div(integer(1), root_of(one_plus(neg(ipow(x, 2))))),
        "acos": lambda x, v: neg(div(integer(1), root_of(one_plus(neg(ipow(x, 2)))))),
        "atan": lambda x, v: div(integer(1), one_plus(ipow(x, 2))),
        "sinh": lambda x, v: base["cosh"](x),
        "cosh": lambda x, v: base["sinh"](x),
        "tanh": lambda x, v: one_plus(neg(ipow(v, 2))),
        "coth": lambda x, v: one_plus(neg(ipow(v, 2))),
        "sech": lambda x, v: neg(mul(v, base["tanh"](x))),
        "csch": lambda x, v: neg(mul(v, base["coth"](x))),
        "asinh": lambda x, v: div(integer(1), root_of(one_plus(ipow(x, 2)))),
        "acosh": lambda x, v: div(integer(1), mul(root_of(add(x, integer(-1))), root_of(one_plus(x)))),
        "atanh": lambda x, v: div(integer(1), one_plus(neg(ipow(x, 2)))),
    }
