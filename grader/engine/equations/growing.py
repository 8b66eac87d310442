"""Equations with one function of two variables on both sides that grows, or falls, all over the domain: the variables are equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from grader.engine.equations.signs import INCREASING, Signs, exponent_of, is_not_negative, is_positive
from grader.engine.program.builder import rational
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, build, names, substitute


def of_one_function(pair: tuple[Expr, Expr], signs: Signs) -> tuple[Expr, Expr] | None:
    """x e^x = y e^y says x = y for positive numbers, since one increasing function is on both sides."""
    terms = [each for each in (*terms_of(pair[0], Fraction(1)), *terms_of(pair[1], Fraction(-1))) if not build.is_number(each[1], 0)]
    used = {names(term) for _, term in terms}
    if len(used) != 2 or any(len(each) != 1 for each in used) or any(type(side) is Symbol for side in pair):
        return None
    mine, theirs = sorted([name for each in used for name in each])
    of_mine = [(times, term) for times, term in terms if mine in names(term)]
    renamed = Counter((times, substitute(term, {mine: Symbol(theirs)})) for times, term in of_mine)
    if renamed != Counter((-times, term) for times, term in terms if theirs in names(term)):
        return None
    functions = [[scaled(term, times) for times, term in each] for each in (of_mine, [(times, term) for times, term in renamed.elements()])]
    are_growing = all(_direction(Add(tuple(each)) if len(each) > 1 else each[0], signs) in (1, -1) for each in functions)
    return (Symbol(mine), Symbol(theirs)) if are_growing else None


def _direction(side: Expr, signs: Signs) -> int | None:
    """1 or −1 for what has a value everywhere and grows or falls strictly with its only variable, 0 for numbers, ``None`` for the rest."""
    kind, args = type(side), side.args
    if side.is_array:
        return None
    if kind in (Number, Constant):
        return 0
    if kind is Symbol:
        return 1
    ways = [_direction(arg, signs) for arg in args]
    if None in ways:
        return None
    way = next((each for each in ways if each), 0)
    is_one_way = all(each in (0, way) for each in ways)
    inside = exponent_of(side)
    if kind is Neg:
        return -way
    if kind is Add:
        return way if is_one_way else None
    if kind is Mul:
        return _of_product([(each or 0, arg) for each, arg in zip(ways, args, strict=True)], signs)
    if kind is Div:
        are_apart = ways[1] == 0 or (ways[0] != ways[1] and is_positive(args[0], signs))
        return (ways[0] or -(ways[1] or 0)) if are_apart and is_positive(args[1], signs) else None
    if inside is not None:
        return _direction(inside, signs)
    exponent = rational(args[1]) if kind is Pow else None
    if exponent is not None:
        return _of_power(args[0], way, exponent, signs)
    is_monotone = kind is Call and len(args) == 1 and (
        side.data in INCREASING or (side.data == "log" and is_positive(args[0], signs))
        or (side.data in ("sqrt", "abs", "cosh") and is_not_negative(args[0], signs)))
    return way if is_monotone else None


def _of_product(factors: list[tuple[int, Expr]], signs: Signs) -> int | None:
    """The direction of a product of factors with directions: of one beside numbers, or of several that are not negative."""
    sign, moving = 1, [(way, arg) for way, arg in factors if way]
    for number in [arg for way, arg in factors if not way]:
        value = rational(number)
        if value == 0 or (value is None and not is_positive(number, signs)):
            return None
        sign = -sign if value is not None and value < 0 else sign
    way = moving[0][0] if moving else 0
    is_one = len(moving) < 2 or all(each == way and (is_not_negative if way > 0 else is_positive)(arg, signs) for each, arg in moving)
    return sign * way if is_one else None


def _of_power(base: Expr, way: int, exponent: Fraction, signs: Signs) -> int | None:
    """The direction of a power whose base has one."""
    if exponent > 0 and (exponent.denominator * exponent.numerator) % 2:
        return way
    if exponent > 0:
        return way if is_not_negative(base, signs) else None
    return -way if exponent < 0 and is_positive(base, signs) else None


def terms_of(side: Expr, times: Fraction) -> Iterator[tuple[Fraction, Expr]]:
    """The terms of a side, each with its rational factor."""
    kind, args = type(side), side.args
    if kind is Add:
        for arg in args:
            yield from terms_of(arg, times)
    elif kind is Neg:
        yield from terms_of(args[0], -times)
    elif kind is Mul and (factor := rational(args[0])):
        yield from terms_of(args[1] if len(args) == 2 else Mul(args[1:]), times * factor)
    elif kind is Div and (factor := rational(args[1])):
        yield from terms_of(args[0], times / factor)
    else:
        yield times, side


def scaled(term: Expr, times: Fraction) -> Expr:
    size = term if abs(times) == 1 else Mul((Number(abs(times)), term))
    return size if times > 0 else Neg(size)
