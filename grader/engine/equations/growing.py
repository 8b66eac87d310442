"""Equations with one function on both sides, of two variables or of two formulas, that grows, or falls, everywhere: these are equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from grader.engine.branches.branching import ranges
from grader.engine.calculus import NoRuleError, derivative
from grader.engine.equations.signs import INCREASING, Signs, exponent_of, is_call, is_not_negative, is_positive, is_total
from grader.engine.program.builder import compile_trees, rational
from grader.engine.program.program import BudgetError
from grader.engine.values.functions import SMOOTH
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, build, names, postorder, substitute
from grader.model import Variable


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
    sides = [Add(tuple(each)) if len(each) > 1 else each[0] for each in functions]
    are_growing = all(_is_strict(side, name, signs) for side, name in zip(sides, (mine, theirs), strict=True))
    return (Symbol(mine), Symbol(theirs)) if are_growing else None


def of_one_function_of_formulas(pair: tuple[Expr, Expr], signs: Signs) -> tuple[Expr, Expr] | None:
    """u + u^3 = v + v^3 says u = v, whatever u and v are."""
    left, right = pair
    if left.is_array or right.is_array or left.leaves > MOST_LEAVES or right.leaves > MOST_LEAVES:
        return None
    for one, other in reversed(list(_unlike(left, right))):
        outer = _with_a_name(left, one)
        if names(outer) == {_INSIDE} and outer == _with_a_name(right, other):
            is_above = is_positive(one, signs) and is_positive(other, signs)
            known = Signs(signs.positive | {_INSIDE}, signs.not_negative | {_INSIDE}) if is_above else signs
            if _is_strict(outer, _INSIDE, known):
                return one, other
    return None


MOST_LEAVES = 60
"""Leaves of a side in which one function is looked for."""

_INSIDE = "~inside"


def _unlike(left: Expr, right: Expr) -> Iterator[tuple[Expr, Expr]]:
    """The parts that differ first, below nodes that are alike, from the outside in."""
    while left != right and type(left) is type(right) and left.data == right.data and len(left.args) == len(right.args):
        left, right = next(args for args in zip(left.args, right.args, strict=True) if args[0] != args[1])
        yield left, right


def _with_a_name(side: Expr, inside: Expr) -> Expr:
    """A side as a function of a formula in it."""
    return Symbol(_INSIDE) if side == inside else side.with_args([_with_a_name(arg, inside) for arg in side.args]) if side.args else side


def _is_strict(side: Expr, name: str, signs: Signs) -> bool:
    """Whether a side has a value everywhere, and grows or falls strictly with its only variable: by its form, or by its derivative."""
    if _direction(side, signs) in (1, -1):
        return True
    is_smooth = all(type(node) is not Call or node.data in _CONTINUOUS for node in postorder(side))
    if not is_smooth or not side.is_plain or side.leaves > MOST_LEAVES or not is_total(side, signs):
        return False
    try:
        program = compile_trees([derivative(side, name)])
    except (NoRuleError, BudgetError):
        return False
    slope = ranges(program, {name: Variable(name, "positive" if name in signs.positive else "real")})[program.outputs[0]]
    return slope.nonzero and not slope.poles


_CONTINUOUS = SMOOTH | {"abs"}


def _direction(side: Expr, signs: Signs) -> int | None:
    """1 or −1 for what has a value everywhere and grows or falls strictly with its only variable, 0 for numbers, ``None`` for the rest."""
    kind, args = type(side), side.args
    if side.is_array:
        return None
    if kind in (Number, Constant):
        return 0
    if kind is Symbol:
        return 1
    if kind is Mul and len(args) == 2 and any(is_call(one, "abs") and one.args[0] == other for one, other in (args, args[::-1])):
        return _direction(args[is_call(args[0], "abs")], signs)
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
