"""Two arithmetics for the oracle of arrays: NumPy's floats, real or complex, and mpmath's numbers in arrays of objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from typing import Any

import mpmath
import numpy as np

Array = Any
"""A NumPy array; its last two axes are rows and columns."""

WORST_CONDITION = 1e10


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What numbers can do: literals, constants, elementary functions, determinants and inverses of the last two axes."""

    literal: Callable[[Fraction], Any]
    constants: Mapping[str, Any]
    functions: Mapping[str, Callable[[Array], Array]]
    power: Callable[[Array, Array], Array]
    determinant: Callable[[Array], Array]
    inverse: Callable[[Array], Array]


# -- floats, real or complex ------------------------------------------------------------------------------------


def _where_positive(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """A function of positive reals that continues analytically to complex numbers beside them, and has no value elsewhere."""
    return lambda x: np.where(np.real(x) > 0, function(np.where(np.real(x) > 0, x, 1)), _nowhere(x))


def _nowhere(x: Array) -> complex | float:
    """No number, in the imaginary part too."""
    return complex(np.nan, np.nan) if np.iscomplexobj(x) else np.nan


def _sign(x: Array) -> Array:
    return np.sign(np.real(x))


def _float_power(base: Array, exponent: Array) -> Array:
    return np.where(np.real(base) > 0, np.where(np.real(base) > 0, base, 1) ** exponent, _nowhere(base))


def _float_determinant(a: Array) -> Array:
    return np.linalg.det(a)[..., None, None]


def _float_inverse(a: Array) -> Array:
    """The inverse; no number where the matrix is singular or nearly so."""
    broken = ~np.isfinite(a).all(axis=(-1, -2))
    order = a.shape[-1]
    safe = np.where(broken[..., None, None], np.eye(order), a)
    # A hair of noise lets NumPy invert singular matrices; their condition gives them away.
    singular = np.abs(np.linalg.det(safe)) == 0
    safe = np.where(singular[..., None, None], np.eye(order), safe)
    found = np.linalg.inv(safe)
    size = np.abs(safe).max(axis=(-1, -2)) * np.abs(found).max(axis=(-1, -2))
    bad = broken | singular | (size > WORST_CONDITION)
    return np.where(bad[..., None, None], _nowhere(a), found)


FLOATS = Arithmetic(
    literal=float, constants={"pi": np.pi, "e": np.e},
    functions={
        "sech": lambda x: 1 / np.cosh(x), "csch": lambda x: 1 / np.sinh(x), "coth": lambda x: 1 / np.tanh(x), "sec": lambda x: 1 / np.cos(x),
        "csc": lambda x: 1 / np.sin(x), "cot": lambda x: 1 / np.tan(x), "asinh": np.arcsinh, "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "exp": np.exp, "sin": np.sin, "cos": np.cos, "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "atan": np.arctan,
        "log": _where_positive(np.log), "sqrt": _where_positive(np.sqrt), "sign": _sign, "abs": lambda x: _sign(x) * x,
        "factorial": lambda x: np.vectorize(lambda n: float(factorial(int(n))), otypes=[float])(np.real(x)),
    },
    power=_float_power, determinant=_float_determinant, inverse=_float_inverse,
)


# -- mpmath -----------------------------------------------------------------------------------------------------


def _each(function: Callable[..., Any]) -> Callable[..., Array]:
    return lambda *args: np.frompyfunc(function, len(args), 1)(*args)


def _eliminated(a: Array, right: Array) -> tuple[Any, Array]:
    """Determinant and solution of a x = right for one matrix of mpmath numbers, by elimination with pivots."""
    a, right, order, determinant = a.copy(), right.copy(), len(a), mpmath.mpf(1)
    for column in range(order):
        pivot = max(range(column, order), key=lambda row: abs(a[row, column]))
        if abs(a[pivot, column]) < mpmath.mpf(10) ** -40:
            return mpmath.mpf(0), right * mpmath.nan
        if pivot != column:
            a[[column, pivot]], right[[column, pivot]], determinant = a[[pivot, column]], right[[pivot, column]], -determinant
        determinant *= a[column, column]
        right[column] = right[column] / a[column, column]
        a[column] = a[column] / a[column, column]
        for row in range(order):
            if row != column:
                right[row] = right[row] - a[row, column] * right[column]
                a[row] = a[row] - a[row, column] * a[column]
    return determinant, right


def _matrices(a: Array, change: Callable[[Array], Array], shape: tuple[int, int]) -> Array:
    flat = a.reshape(-1, *a.shape[-2:])
    found = np.empty((len(flat), *shape), dtype=object)
    for place, matrix in enumerate(flat):
        found[place] = change(matrix)
    return found.reshape(*a.shape[:-2], *shape)


def _identity(order: int) -> Array:
    return np.array([[mpmath.mpf(int(i == j)) for j in range(order)] for i in range(order)], dtype=object)


def _mp_determinant(a: Array) -> Array:
    return _matrices(a, lambda matrix: np.array([[_eliminated(matrix, _identity(len(matrix)))[0]]], dtype=object), (1, 1))


def _mp_inverse(a: Array) -> Array:
    return _matrices(a, lambda matrix: _eliminated(matrix, _identity(len(matrix)))[1], a.shape[-2:])


def _mp_power(base: Any, exponent: Any) -> Any:
    return mpmath.power(base, exponent) if base > 0 else mpmath.nan


def _real(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda x: function(x) if x > 0 else mpmath.nan


def high_precision() -> Arithmetic:
    """mpmath's numbers at its working precision."""
    names = ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "atan", "sign", "factorial")
    functions = {name: _each(getattr(mpmath, name)) for name in names}
    functions |= {name: _each(getattr(mpmath, name)) for name in ("sech", "csch", "coth", "sec", "csc", "cot", "asinh")}
    functions["sigmoid"] = _each(lambda x: 1 / (1 + mpmath.exp(-x)))
    functions |= {"log": _each(_real(mpmath.log)), "sqrt": _each(_real(mpmath.sqrt)), "abs": _each(abs)}
    return Arithmetic(lambda value: mpmath.mpf(value.numerator) / value.denominator, {"pi": +mpmath.pi, "e": +mpmath.e}, functions,
                      _each(_mp_power), _mp_determinant, _mp_inverse)


def lifted(values: Array) -> Array:
    """Floats as mpmath numbers, exactly."""
    return _each(mpmath.mpf)(np.asarray(values, dtype=float))


@dataclass(frozen=True, slots=True)
class Waves:
    """A smooth function of one or more arguments, Σ a sin(w·x + c), whose derivatives of all orders are exact."""

    terms: tuple[tuple[float, tuple[float, ...], float], ...]

    def __call__(self, numbers: Arithmetic, orders: tuple[int, ...], args: tuple[Array, ...]) -> Array:
        """The partial derivative of these orders; each turns the phase by a quarter and brings the frequency down."""
        total: Any = 0
        turn = numbers.constants["pi"] * (sum(orders) % 4) / 2
        for amplitude, frequencies, phase in self.terms:
            inside, scale = phase + turn, amplitude
            for arg, frequency, order in zip(args, frequencies, orders, strict=True):
                inside = inside + frequency * arg
                scale = scale * frequency**order
            total = total + scale * numbers.functions["sin"](inside)
        return total
