"""A second opinion: trees evaluated by mpmath over the reals, sharing no code with the engine's evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import mpmath
from mpmath import mpf

from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, fold

Point = Mapping[str, Fraction]


class UndefinedError(Exception):
    """The tree has no real value at this point, as far as is known."""


class UnknownError(UndefinedError):
    """With so many digits it cannot be told whether the tree has a value: beside values as large as this, nearly anything is nothing."""


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a tree, and the largest size of any node inside it: what cancellation can cost."""

    number: mpf
    largest: mpf


def evaluate(tree: Expr, point: Point, digits: int) -> Value:
    """The value at a rational point with so many decimal digits; raises :class:`UndefinedError`."""
    with mpmath.workdps(digits):
        coordinates = {name: _of_fraction(value) for name, value in point.items()}
        largest = mpf(1)

        def step(node: Expr, args: tuple[mpf, ...]) -> mpf:
            nonlocal largest
            nothing = mpf(10) ** (15 - digits) * largest
            if isinstance(node, Div) and abs(args[1]) < nothing:
                # What cannot be told from zero is no denominator.
                raise UndefinedError if args[1] == 0 else UnknownError
            if isinstance(node, Call) and node.name == "sign" and 0 < abs(args[0]) < nothing:
                # Nor has it a sign.
                raise UnknownError
            try:
                found = mpmath.mpmathify(_value(node, args, coordinates))
            except (ZeroDivisionError, ValueError, OverflowError):
                raise UndefinedError from None
            if not isinstance(found, mpf) or not mpmath.isfinite(found):
                raise UndefinedError
            largest = max(largest, abs(found))
            return found

        return Value(fold(tree, step), largest)


def differ(left: Expr, right: Expr, point: Point, digits: int) -> bool:
    """Whether two trees differ at a point beyond all rounding at so many digits."""
    a, b = evaluate(left, point, digits), evaluate(right, point, digits)
    with mpmath.workdps(digits):
        return bool(abs(a.number - b.number) > mpf(10) ** (25 - digits) * max(a.largest, b.largest) ** 2)


def gap(left: Expr, right: Expr, point: Point, digits: int) -> mpf:
    """How far two trees are apart at a point."""
    a, b = evaluate(left, point, digits), evaluate(right, point, digits)
    with mpmath.workdps(digits):
        return abs(a.number - b.number)


def slope(tree: Expr, name: str, point: Point, digits: int) -> mpf:
    """The partial derivative by a central difference; about a third of the digits are right."""
    with mpmath.workdps(digits):
        step = Fraction(1, 10 ** (digits // 3))
        ahead = evaluate(tree, {**point, name: point[name] + step}, digits)
        behind = evaluate(tree, {**point, name: point[name] - step}, digits)
        return (ahead.number - behind.number) / (2 * _of_fraction(step))


def _of_fraction(value: Fraction) -> mpf:
    return mpf(value.numerator) / value.denominator


def _value(node: Expr, args: tuple[mpf, ...], point: Mapping[str, mpf]) -> mpf:
    match node:
        case Number():
            return _of_fraction(node.value)
        case Symbol():
            return point[node.name]
        case Constant():
            return +mpmath.pi if node.name == "pi" else +mpmath.e
        case Neg():
            return -args[0]
        case Add():
            return mpmath.fsum(args)
        case Mul():
            return mpmath.fprod(args)
        case Div():
            return args[0] / args[1]
        case Pow():
            return _power(node, *args)
        case Call():
            return _call(node, args)
    raise TypeError(type(node).__name__)


def _power(node: Pow, base: mpf, exponent: mpf) -> mpf:
    literal = literal_rational(node.args[1])
    if literal is not None and literal.denominator % 2 and base < 0:
        return (-1 if literal.numerator % 2 else 1) * (-base) ** exponent
    if base == 0 and exponent <= 0 and literal is None:
        raise UndefinedError
    return base**exponent


def literal_rational(tree: Expr) -> Fraction | None:
    """The value of an exponent without names, such as ``-2/3`` or ``2/3 - 1``."""
    parts = [literal_rational(arg) for arg in tree.args]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    match tree:
        case Number():
            return tree.value
        case Neg():
            return -known[0]
        case Add():
            return sum(known, Fraction(0))
        case Div():
            return known[0] / known[1] if known[1] else None
    return None


def _root(x: mpf, index: mpf) -> mpf:
    if x < 0 and index == int(index) and int(index) % 2:
        return -((-x) ** (1 / index))
    return x ** (1 / index)


def _call(node: Call, args: tuple[mpf, ...]) -> mpf:
    if node.name == "log" and len(args) == 2:
        return mpmath.log(args[0]) / mpmath.log(args[1])
    if node.name == "root":
        return _root(*args)
    return _FUNCTIONS[node.name](args[0])


def _same(*names: str) -> dict[str, Callable[[mpf], mpf]]:
    return {name: getattr(mpmath, name) for name in names}


_FUNCTIONS: dict[str, Callable[[mpf], mpf]] = {
    **_same("exp", "log", "sqrt", "sign", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "asec", "acsc",
            "sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh", "acoth", "asech", "acsch"),
    "abs": abs, "factorial": mpmath.factorial,
    # The lecture's arccotangent is continuous, with values in (0, pi); mpmath's jumps at 0.
    "acot": lambda x: mpmath.pi / 2 - mpmath.atan(x), "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
}
