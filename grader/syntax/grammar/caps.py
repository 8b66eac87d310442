"""The cap on constant exponents, found in floating point with a bound on its error: nothing large is ever computed."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

from grader.expr import Expr, Number, Symbol, fold, postorder

MAX_DEPTH = 100
MAX_FACTORIAL = 300
MAX_EXPONENT = 10_000
MAX_MATRIX_POWER = 1_000
MAX_ELEMENTWISE_POWER = 9

_Near = tuple[float, float]
"""A value and how far it may be off; the second is infinite where nothing is known."""

_UNKNOWN: _Near = (0.0, math.inf)
_WITHOUT_VALUE: _Near = (0.0, 0.0)
"""What has no value, as log(−5) has none: the engine tells that, not the reader."""
_MONOTONE = frozenset(("Div", "Pow", "root", "log", "sqrt", "exp", "abs"))
"""Functions whose values between the ends of their arguments lie between those at the ends, however far off the arguments may be."""
_MOST_FACTORIAL = 170
_ROUNDING = 2.0**-48
_WHOLE = 2.0**53
"""Below it whole numbers are exact."""


def fits(exponent: Expr, most: int = MAX_EXPONENT) -> bool:
    """Whether an exponent holds a variable or is at most so large in size."""
    if type(exponent) is Number:
        return bool(exponent.data[0] <= most)
    if not exponent.is_plain or any(type(node) is Symbol for node in postorder(exponent)):
        return True
    value, error = fold(exponent, _near)
    return abs(value) <= most and error <= 1


def _near(node: Expr, parts: tuple[_Near, ...]) -> _Near:
    name = type(node).__name__
    values = [value for value, _ in parts]
    try:
        if name == "Number":
            value = float(node.data[0])
            return value, 0.0 if node.data[1] is None and value < _WHOLE else value * _ROUNDING
        if name in ("Add", "Mul", "Neg"):
            value = sum(values) if name == "Add" else math.prod(values) if name == "Mul" else -values[0]
            if abs(value) < _WHOLE and all(part.is_integer() and error == 0 for part, error in parts):
                return value, 0.0
            if name == "Mul":
                return value, math.prod(abs(part) + error for part, error in parts) - abs(value) * (1 - _ROUNDING)
            return value, sum(error + abs(part) * _ROUNDING for part, error in parts)
        name = node.data if name in ("Call", "Constant") else name
        if any(error > (max(abs(value), 1) if name in _MONOTONE else 1) * 1e-6 or 0 < abs(value) <= error for value, error in parts):
            # An argument may be zero or is far off.
            return _UNKNOWN
        return _at_corners(_FUNCTIONS[name], parts)
    except (ValueError, ZeroDivisionError):
        return _WITHOUT_VALUE
    except (ArithmeticError, KeyError, TypeError):
        return _UNKNOWN


def _at_corners(function: Callable[..., float], parts: tuple[_Near, ...]) -> _Near:
    """The value, and how far it is from those at the ends of the arguments."""
    value = function(*[part[0] for part in parts])
    ends = [function(*corner) for corner in product(*[(part[0] - part[1], part[0] + part[1]) for part in parts])]
    return value, max(abs(end - value) for end in ends) + abs(value) * _ROUNDING


def _factorial(number: float) -> float:
    if number > _MOST_FACTORIAL:
        raise OverflowError
    return float(math.factorial(int(number)))


def _root(value: float, index: float) -> float:
    return math.copysign(math.pow(abs(value), 1 / index), value)


_FUNCTIONS: dict[str, Callable[..., float]] = {
    "pi": lambda: math.pi, "e": lambda: math.e, "Neg": lambda value: -value, "Div": lambda over, under: over / under, "Pow": math.pow,
    "factorial": _factorial, "root": _root, "log": math.log, "sqrt": math.sqrt, "exp": math.exp, "abs": abs,
    "sign": lambda value: math.copysign(1.0, value),
    **{name: getattr(math, name) for name in (
        "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh")},
    "sec": lambda value: 1 / math.cos(value), "csc": lambda value: 1 / math.sin(value), "cot": lambda value: 1 / math.tan(value),
    "sech": lambda value: 1 / math.cosh(value), "csch": lambda value: 1 / math.sinh(value), "coth": lambda value: 1 / math.tanh(value),
    "asec": lambda value: math.acos(1 / value), "acsc": lambda value: math.asin(1 / value), "acot": lambda value: math.atan(1 / value),
    "asech": lambda value: math.acosh(1 / value), "acsch": lambda value: math.asinh(1 / value),
    "acoth": lambda value: math.atanh(1 / value),
    "sigmoid": lambda value: 1 / (1 + math.exp(-value)),
}
