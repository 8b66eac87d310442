"""Integrals of programs by rigorous quadrature over complex balls.

``acb.integral`` bisects the interval, and integrates by Gauss and Legendre where the integrand is analytic on an ellipse around a piece
(Johansson, "Numerical integration in arbitrary-precision ball arithmetic", 2018).  It may ask for the integrand at complex balls, so each
step says where it is not analytic; on the real line a step has no value where it has none in the house.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb, arb

from grader.engine.values.numbers import CHOOSING
from grader.engine.values.precision import REFUTE_BITS
from grader.expr import Constant, Expr, Number

Complex = Any
"""A complex ball; python-flint has no types."""

Steps = Any
"""A program; this room lies below the one that makes them."""

Inner = Callable[[Expr], Any | None]
"""The ball of a leaf that is an integral itself; ``None`` for any other leaf."""

MOST_EVALUATIONS = 20_000
"""So often is an integrand looked at, ten times as often beyond ``REFUTE_BITS``; what needs more has no value here."""

NOTHING = acb("nan")


def integrated(integrand: Steps, low: Steps, high: Steps, bits: int, inner: Inner) -> Any:
    """Return the ball of an integral at this precision, which is the working one; not finite where it cannot be computed."""
    start, end = [_run(bound, acb(0), False, inner) for bound in (low, high)]
    if not (start.is_finite() and end.is_finite()):
        return arb("nan")
    found = acb.integral(lambda z, analytic: _run(integrand, z, analytic, inner), start, end,
                         eval_limit=MOST_EVALUATIONS * (10 if bits > REFUTE_BITS else 1))
    return found.real if found.imag.contains(0) else arb("nan")


def _run(program: Steps, z: Complex, analytic: bool, inner: Inner) -> Complex:
    """The value of a program at a ball of its variable, not finite where it has none, or is not analytic although it must be."""
    table = _TABLES[analytic]
    slots = [_leaf(leaf, z, inner) for leaf in program.leaves]
    for name, a, b, k in program.steps:
        function = table[name]
        if b is not None:
            slots.append(function(slots[a], slots[b]) if type(b) is int else function(slots[a], *[slots[other] for other in b]))
        else:
            slots.append(function(slots[a]) if k is None else function(slots[a], k))
    needs = [slots[slot] for slot in (*program.needs, program.outputs[0])]
    return needs[-1] if all(value.is_finite() for value in needs) else NOTHING


def _leaf(leaf: Expr, z: Complex, inner: Inner) -> Complex:
    if type(leaf) is Number:
        value = leaf.data[0]
        return acb(value) if type(value) is int else acb(value.numerator) / value.denominator
    if type(leaf) is Constant:
        return acb(arb.pi() if leaf.data == "pi" else arb.const_e())
    value = inner(leaf)
    return z if value is None else acb(value)


def _is_real(z: Complex) -> bool:
    return bool(z.imag == 0)


def _within(function: Callable[[Complex], Complex], analytic: bool, outside: Callable[[Any], bool],
            on_cut: Callable[[Complex], bool]) -> Callable[[Complex], Complex]:
    """A function that has no value where a real argument lies outside its domain, nor where its cut is met and it must be analytic."""
    def step(z: Complex) -> Complex:
        if (_is_real(z) and outside(z.real)) or (analytic and on_cut(z)):
            return NOTHING
        return function(z)

    return step


def _beyond_one(z: Complex) -> bool:
    return bool(z.imag.contains(0) and not abs(z.real) < 1)


def _beyond_i(z: Complex) -> bool:
    return bool(z.real.contains(0) and not abs(z.imag) < 1)


def _left_of(bound: int) -> Callable[[Complex], bool]:
    return lambda z: bool(z.imag.contains(0) and not z.real > bound)


def _root(analytic: bool) -> Callable[[Complex, int], Complex]:
    def root(z: Complex, k: int) -> Complex:
        if z.contains(0):
            radius = arb(0, z.abs_upper().root(k))
            return NOTHING if analytic else acb(radius, radius)
        if k % 2 == 0:
            return NOTHING if _is_real(z) and z.real < 0 else z.pow(acb(1) / k, analytic=analytic)
        # The real root of a negative number, not the principal one.
        return z.real_sgn(analytic=analytic) * z.real_abs(analytic=analytic).pow(acb(1) / k, analytic=analytic)

    return root


def _power(analytic: bool) -> Callable[[Complex, Complex], Complex]:
    return lambda z, y: NOTHING if _is_real(z) and z.real < 0 else z.pow(y, analytic=analytic)


def _choose(analytic: bool) -> Callable[..., Complex]:
    def choose(c: Complex, a: Complex, b: Complex) -> Complex:
        if c.real > 0 or c.real < 0:
            return a if c.real > 0 else b
        return NOTHING if analytic else a.union(b)

    return choose


def _table(analytic: bool) -> dict[Any, Callable[..., Complex]]:
    plain = ("exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch")
    cut: dict[str, tuple[Callable[[Any], bool], Callable[[Complex], bool]]] = {
        "asin": (lambda x: bool(abs(x) > 1), _beyond_one), "acos": (lambda x: bool(abs(x) > 1), _beyond_one),
        "atanh": (lambda x: bool(abs(x) >= 1), _beyond_one), "acosh": (lambda x: bool(x < 1), _left_of(1)),
        "atan": (lambda x: False, _beyond_i), "asinh": (lambda x: False, _beyond_i),
        "log": (lambda x: bool(x <= 0), _left_of(0)), "sqrt": (lambda x: bool(x < 0), _left_of(0)),
    }
    return {
        "add": lambda a, b: a + b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b, "neg": lambda a: -a, "ipow": lambda a, k: a**k,
        "abs": lambda a: a.real_abs(analytic=analytic), "sign": lambda a: a.real_sgn(analytic=analytic),
        "root": _root(analytic), "pow": _power(analytic), **dict.fromkeys(CHOOSING, _choose(analytic)),
        **{name: _named(name) for name in plain},
        **{name: _within(_named(name), analytic, *where) for name, where in cut.items()},
    }


def _named(name: str) -> Callable[[Complex], Complex]:
    return lambda z: getattr(z, name)()


_TABLES = {analytic: _table(analytic) for analytic in (False, True)}
