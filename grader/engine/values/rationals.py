"""Rational numbers: exact values, where nothing but rational arithmetic is asked for."""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq

from grader.engine.errors import EngineError
from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.numbers import CHOOSING, Numbers, Table
from grader.expr import Expr, Number

MOST_BITS = 4_000
"""Bits of a product in exact arithmetic."""


class NotRationalError(EngineError):
    """Internal: the value at this point is not found by rational arithmetic."""


def _no(*args: object) -> fmpq:
    raise NotRationalError


def _ipow(x: fmpq, k: int) -> fmpq:
    if abs(k) * x.height_bits() > MOST_BITS:
        raise NotRationalError
    return x**k


def _mul(a: fmpq, b: fmpq) -> fmpq:
    if a.height_bits() + b.height_bits() > MOST_BITS:
        raise NotRationalError
    return a * b


def _choose(at_zero: int) -> Callable[[fmpq, fmpq, fmpq], fmpq]:
    def choose(c: fmpq, a: fmpq, b: fmpq) -> fmpq:
        side = 1 if c > 0 else -1 if c < 0 else at_zero
        if not side:
            raise NotRationalError
        return a if side > 0 else b

    return choose


EXACT: Table = {
    **dict.fromkeys(("root", "pow", *FUNCTIONS), _no),
    "add": lambda a, b: a + b, "mul": _mul, "div": lambda a, b: a / b, "neg": lambda a: -a, "abs": abs, "ipow": _ipow,
    "sign": lambda a: fmpq((a > 0) - (a < 0)),
    **{name: _choose(at_zero) for name, at_zero in CHOOSING.items()},
}
"""Rational arithmetic only; anything else gives up."""


def _leaf(leaf: Expr) -> fmpq:
    if type(leaf) is not Number:
        raise NotRationalError
    value = leaf.data[0]
    return fmpq(value) if type(value) is int else fmpq(value.numerator, value.denominator)


RATIONALS = Numbers(EXACT, _leaf, fmpq)

def _log(x: fmpq) -> fmpq:
    if x == 0:
        raise ZeroDivisionError
    raise NotRationalError


ARITHMETIC = Numbers({**dict.fromkeys(EXACT, _no), "log": _log,
                      **{name: EXACT[name] for name in ("add", "mul", "div", "neg", "ipow")}}, _leaf, fmpq)
"""Rational numbers without steps that look at a sign: what divides by zero, or takes its logarithm, does so as one rational function."""
