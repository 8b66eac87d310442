"""Where a side of an equation has a value, and which sign it has, as far as its form tells."""

from __future__ import annotations

from grader.engine.program.builder import rational
from grader.engine.values.functions import TOTAL
from grader.expr import Add, Call, Cases, Condition, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, build, postorder
from grader.record import record

_E = Constant("e")
_OTHERWISE = Condition("otherwise")
_CHOOSING = frozenset(("max", "min", "relu"))

INCREASING = frozenset(("sinh", "asinh", "atan", "tanh"))
"""Functions that have a value everywhere, each value once, and 0 at 0."""


@record
class Signs:
    """The variables that are positive, and those that are nowhere negative."""

    positive: frozenset[str]
    not_negative: frozenset[str]


def is_not_negative(side: Expr, signs: Signs) -> bool:
    """Whether a side has a value everywhere, which is nowhere negative: the square of sqrt(y) forgets where that has none."""
    kind, args = type(side), side.args
    if side.is_array:
        return False
    if build.is_number(side, 0) or is_positive(side, signs) or (kind is Symbol and side.data in signs.not_negative):
        return True
    if kind in (Add, Mul):
        return all(is_not_negative(arg, signs) for arg in args)
    if kind is Div:
        return is_not_negative(args[0], signs) and is_positive(args[1], signs)
    if kind is Pow and (exponent := rational(args[1])):
        is_even = exponent.denominator == 1 and exponent.numerator % 2 == 0 and is_total(args[0], signs)
        return exponent > 0 and (is_even or is_not_negative(args[0], signs))
    if kind is Call and side.data in ("sqrt", *INCREASING) and len(args) == 1:
        return is_not_negative(args[0], signs)
    return is_call(side, "abs") and is_total(args[0], signs)


def is_positive(side: Expr, signs: Signs) -> bool:
    """Whether a side has a value everywhere, which is positive there; written numbers are not negative."""
    kind, args = type(side), side.args
    if side.is_array:
        return False
    if kind in (Number, Constant):
        return not build.is_number(side, 0)
    if kind is Symbol:
        return side.data in signs.positive
    if kind is Add:
        return any(is_positive(arg, signs) for arg in args) and all(is_not_negative(arg, signs) for arg in args)
    if kind is Pow and rational(args[1]) is not None:
        return is_positive(args[0], signs)
    inside = exponent_of(side)
    if inside is not None:
        return is_total(inside, signs)
    return (kind in (Mul, Div) and all(is_positive(arg, signs) for arg in args)) or (
        is_call(side, "sqrt") and is_positive(args[0], signs)) or (is_call(side, "cosh") and is_total(args[0], signs))


def is_total(side: Expr, signs: Signs) -> bool:
    """Whether a side has a value everywhere: it is made by steps that have one, and divided by what is positive alone."""
    kind, args = type(side), side.args
    if side.is_array:
        return False
    if kind in (Number, Constant, Symbol):
        return True
    if kind in (Add, Neg, Mul):
        return all(is_total(arg, signs) for arg in args)
    if kind is Call and (len(args) == 1 or side.data in _CHOOSING):
        return (side.data in TOTAL or side.data in _CHOOSING) and all(is_total(arg, signs) for arg in args)
    if kind is Cases:
        compared = [arg for condition in args[1::2] for node in postorder(condition) if type(node) is Condition for arg in node.args]
        return args[-1] == _OTHERWISE and all(is_total(arg, signs) for arg in (*args[::2], *compared) if type(arg) is not Condition)
    if kind is Div:
        return is_total(args[0], signs) and is_positive(args[1], signs)
    exponent = rational(args[1]) if kind is Pow else None
    return exponent is not None and exponent.denominator == 1 and exponent >= 0 and is_total(args[0], signs)


def is_call(side: Expr, name: str) -> bool:
    return type(side) is Call and side.data == name and len(side.args) == 1 and not side.is_array


def exponent_of(side: Expr) -> Expr | None:
    if is_call(side, "exp"):
        return side.args[0]
    return side.args[1] if type(side) is Pow and side.args[0] == _E and not side.is_array else None
