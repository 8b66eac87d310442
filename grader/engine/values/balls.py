"""Rigorous numbers: enclosures by python-flint's ``arb``, at the precision that the caller has set.

Two tables run over them.  ``FAST`` computes and lets what has no value become non-finite; what is made of a non-finite number is
non-finite, so that a value tells that every part of it has one.  ``STRICT`` runs only after that has happened and tells *certainly
undefined* (:class:`Undefined`: the whole enclosure lies outside the domain) from *unknown* (:class:`Unknown`: the enclosure touches the
edge).  Odd roots of negative numbers are real.
Source: F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE TC 66 (2017).
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from grader.engine.errors import EngineError
from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.numbers import CHOOSING, Table
from grader.engine.values.quadrature import integral
from grader.expr import Constant, Expr, Number

Ball = Any
"""``flint.arb`` (the package carries no types)."""


class OutsideDomainError(EngineError):
    """The value certainly does not exist at this point."""


class EdgeOfDomainError(EngineError):
    """Whether the value exists cannot be told at this precision."""


def exact_ball(value: Fraction) -> Ball:
    """Return a rational number at the working precision."""
    return arb(fmpq(value.numerator, value.denominator))


def constant(leaf: Expr) -> Ball:
    """Return the ball of a number, of pi or e, or of an integral, at the working precision."""
    if type(leaf) is Number:
        value = leaf.data[0]
        return arb(value) if type(value) is int else arb(fmpq(value.numerator, value.denominator))
    if type(leaf) is Constant:
        return arb.pi() if leaf.data == "pi" else arb.const_e()
    return integral(leaf)


def rounded_constant(leaf: Expr) -> Ball:
    """As :func:`constant`, but a written decimal is the ball of half a unit in its last place."""
    ball = constant(leaf)
    if type(leaf) is Number and leaf.data[1] is not None:
        return ball + arb(0, arb(fmpq(1, 2 * 10 ** leaf.data[1])))
    return ball


NOTHING = arb("nan")


def _div(x: Ball, y: Ball) -> Ball:
    return x / y if y.is_finite() else NOTHING


def _root(x: Ball, index: int) -> Ball:
    if index % 2 and not x >= 0:
        if x <= 0:
            return -((-x).root(index))
        if not x.is_finite():
            return NOTHING
        # The ball straddles 0: the root of its ends encloses it, odd roots being monotone.
        return arb(0, abs(x).upper().root(index).upper())
    return x.root(index)


def _ipow(x: Ball, exponent: int) -> Ball:
    if exponent == 2:
        return x * x
    if exponent <= 0 and not x.is_finite():
        return NOTHING
    power = x**exponent
    return power if exponent <= 0 or power.is_finite() or not x.is_finite() else _by_squares(x, exponent)


def _by_squares(x: Ball, exponent: int) -> Ball:
    """A power of a ball that holds zero, which the library takes by a logarithm."""
    power = arb(1)
    while exponent:
        power = power * x if exponent & 1 else power
        x, exponent = x * x, exponent >> 1
    return power


def _pow(x: Ball, y: Ball) -> Ball:
    return x**y if x.is_finite() and y.is_finite() else NOTHING


def _choose(at_zero: int) -> Callable[[Ball, Ball, Ball], Ball]:
    """Of the branch that is not taken nothing is needed."""
    def choose(c: Ball, a: Ball, b: Ball) -> Ball:
        side = 0 if not c.is_finite() else 1 if c > 0 else -1 if c < 0 else at_zero if c == 0 else 0
        return a if side > 0 else b if side < 0 else NOTHING

    return choose


def _of_arb(name: str) -> Callable[[Ball], Ball]:
    """Return a function of Arb, which has values for what is bounded even where the argument has none: ``sgn(nan)`` is [−1, 1]."""
    function: Callable[[Ball], Ball] = getattr(arb, "sgn" if name == "sign" else name)
    if not any(function(x).is_finite() for x in (NOTHING, arb("inf"), arb("-inf"))):
        return function
    return lambda x: function(x) if x.is_finite() else NOTHING


FAST: Table = {
    "add": operator.add, "mul": operator.mul, "div": _div, "neg": operator.neg, "ipow": _ipow, "root": _root, "pow": _pow,
    "abs": operator.abs, **{name: _of_arb(name) for name in FUNCTIONS if name != "abs"},
    **{name: _choose(at_zero) for name, at_zero in CHOOSING.items()},
}


def _guarded(function: Callable[..., Ball], outside: Callable[..., bool]) -> Callable[..., Ball]:
    def strict(*args: Any) -> Ball:
        if outside(*args):
            raise OutsideDomainError
        value = function(*args)
        if not value.is_finite():
            raise EdgeOfDomainError
        return value

    return strict


def _pow_outside(x: Ball, y: Ball) -> bool:
    if x == 0:
        return bool(y <= 0)
    if not x < 0:
        return False
    return not y.contains_integer()


_OUTSIDE: dict[str, Callable[..., bool]] = {
    "div": lambda x, y: y == 0,
    "ipow": lambda x, k: k < 0 and x == 0,
    "root": lambda x, k: k % 2 == 0 and x < 0,
    "pow": _pow_outside,
    **{name: row.outside for name, row in FUNCTIONS.items() if row.outside is not None},
}

STRICT: Table = {name: _guarded(function, _OUTSIDE.get(name, lambda *args: False)) for name, function in FAST.items()}


def _patient(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def step(*args: Any) -> Any:
        needed = args[:1] if name in CHOOSING else args
        for arg in needed:
            if isinstance(arg, OutsideDomainError | EdgeOfDomainError):
                return arg
        try:
            return function(*args)
        except (OutsideDomainError, EdgeOfDomainError) as raised:
            return raised

    return step


PATIENT: Table = {name: _patient(name, FAST[name] if name in CHOOSING else function) for name, function in STRICT.items()}
"""As ``STRICT``, but what would be raised is the value, so that a branch that is not taken does not matter."""


def magnitude(ball: Ball) -> int:
    """Return the size |log₂|v|| of a certainly nonzero ball, rounded up; 0 where the ball contains 0."""
    if ball.contains(0) or not ball.is_finite():
        return 0
    mantissa, exponent = ball.mid().man_exp()
    return abs(int(exponent) + int(abs(mantissa)).bit_length()) + 1
