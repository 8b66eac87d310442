"""Equations with one function on both sides, of two variables or of two formulas, that grows, or falls, everywhere: these are equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction

from grader.engine.branches.branching import ranges
from grader.engine.calculus import NoRuleError, derivative
from grader.engine.equations.signs import INCREASING, Signs, exponent_of, is_call, is_not_negative, is_positive, is_total
from grader.engine.program.builder import compile_trees, rational
from grader.engine.program.program import BudgetError
from grader.engine.values.functions import SMOOTH
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, build, names, postorder, substitute
from grader.model import Variable

Term = tuple[Fraction, Expr]
"""A term of a sum: its rational factor, and the rest."""


def of_one_function(pair: tuple[Expr, Expr], signs: Signs) -> tuple[Expr, Expr] | None:
    """x e^x = y e^y says x = y for positive numbers, since one increasing function is on both sides."""
    terms = [(times, term) for times, term in (*terms_of(pair[0], Fraction(1)), *terms_of(pair[1], Fraction(-1)))
             if not build.is_number(term, 0)]
    variables = _two_variables(terms)
    if variables is None or any(type(side) is Symbol for side in pair):
        return None
    mine, theirs = variables
    of_mine = [(times, term) for times, term in terms if mine in names(term)]
    of_theirs = [(-times, term) for times, term in terms if theirs in names(term)]
    renamed = [(times, substitute(term, {mine: Symbol(theirs)})) for times, term in of_mine]
    is_one_function = Counter(renamed) == Counter(of_theirs)
    if is_one_function and _is_strict(_sum(of_mine), mine, signs) and _is_strict(_sum(renamed), theirs, signs):
        return Symbol(mine), Symbol(theirs)
    return None


def _two_variables(terms: list[Term]) -> tuple[str, str] | None:
    """Return the variables of terms that have one each, two in all; else None."""
    used = {names(term) for _, term in terms}
    if len(used) != 2 or any(len(each) != 1 for each in used):
        return None
    first, second = sorted(name for each in used for name in each)
    return first, second


def _sum(terms: list[Term]) -> Expr:
    parts = tuple([scaled(term, times) for times, term in terms])
    return Add(parts) if len(parts) > 1 else parts[0]


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
    kind = type(side)
    if side.is_array:
        return None
    if kind in (Number, Constant):
        return 0
    if kind is Symbol:
        return 1
    if _is_square_with_sign(side):
        return _direction(side.args[is_call(side.args[0], "abs")], signs)
    found = [_direction(arg, signs) for arg in side.args]
    ways = [way for way in found if way is not None]
    rule = _DIRECTIONS.get(kind)
    return rule(side, ways, signs) if rule is not None and len(ways) == len(found) else None


def _is_square_with_sign(side: Expr) -> bool:
    """Whether a side is u|u|, which goes where u goes."""
    pairs = (side.args, side.args[::-1]) if type(side) is Mul and len(side.args) == 2 else ()
    return any(is_call(one, "abs") and one.args[0] == other for one, other in pairs)


def _of_negative(_side: Expr, ways: list[int], _signs: Signs) -> int | None:
    return -ways[0]


def _of_sum(_side: Expr, ways: list[int], _signs: Signs) -> int | None:
    """Return the one direction that the terms have, beside numbers."""
    moving = {way for way in ways if way}
    return next(iter(moving), 0) if len(moving) < 2 else None


def _of_product(side: Expr, ways: list[int], signs: Signs) -> int | None:
    """Return the direction of the one factor that moves, or of several that go one way and are not negative."""
    sign, moving = 1, [(way, arg) for way, arg in zip(ways, side.args, strict=True) if way]
    for number in [arg for way, arg in zip(ways, side.args, strict=True) if not way]:
        value = rational(number)
        if value == 0 or (value is None and not is_positive(number, signs)):
            return None
        sign = -sign if value is not None and value < 0 else sign
    way = moving[0][0] if moving else 0
    is_one = len(moving) < 2 or all(each == way and (is_not_negative if way > 0 else is_positive)(arg, signs) for each, arg in moving)
    return sign * way if is_one else None


def _of_quotient(side: Expr, ways: list[int], signs: Signs) -> int | None:
    """Return the direction of a quotient by a number, or of two positive sides that do not move the same way."""
    (over, under), (way, way_under) = side.args, ways
    are_apart = way_under == 0 or (way != way_under and is_positive(over, signs))
    return (way or -way_under) if are_apart and is_positive(under, signs) else None


def _of_power(side: Expr, ways: list[int], signs: Signs) -> int | None:
    """Return the direction of a power of e, or of one with a number as its exponent."""
    base, (way, way_of_exponent) = side.args[0], ways
    if exponent_of(side) is not None:
        return way_of_exponent
    exponent = rational(side.args[1])
    if exponent is None:
        return None
    if exponent > 0 and (exponent.denominator * exponent.numerator) % 2:
        return way
    if exponent > 0:
        return way if is_not_negative(base, signs) else None
    return -way if exponent < 0 and is_positive(base, signs) else None


def _of_call(side: Expr, ways: list[int], signs: Signs) -> int | None:
    """Return the direction of the argument of a function that grows where the argument is."""
    if len(side.args) != 1:
        return None
    name, arg = side.data, side.args[0]
    grows = (name == "exp" or name in INCREASING or (name == "log" and is_positive(arg, signs))
             or (name in ("sqrt", "abs", "cosh") and is_not_negative(arg, signs)))
    return ways[0] if grows else None


_DIRECTIONS: dict[type[Expr], Callable[[Expr, list[int], Signs], int | None]] = {
    Neg: _of_negative, Add: _of_sum, Mul: _of_product, Div: _of_quotient, Pow: _of_power, Call: _of_call,
}


def terms_of(side: Expr, times: Fraction) -> Iterator[Term]:
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
