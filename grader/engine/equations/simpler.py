"""Equations with the same solutions that are easier to compare: without functions around a side.

Each rule keeps all solutions, and has none at a point at which a side has no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import lcm

from grader.engine.equations.growing import of_one_function, of_one_function_of_formulas, scaled, terms_of
from grader.engine.equations.signs import INCREASING, Signs, exponent_of, is_call, is_not_negative, is_positive
from grader.engine.program.builder import rational
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, build, postorder

Pair = tuple[Expr, Expr]
"""The left and the right side of an equation."""


MOST_RULES = 12
"""Rules that are applied, one after the other."""
ODD = (3, 5, 7, 9)
"""Powers of which both sides may be."""

_ZERO, _ONE, _TWO = Number(0), Number(1), Number(2)
_E = Constant("e")



def simpler(pair: Pair, signs: Signs) -> Pair:
    """Return an equation with the same solutions, without functions around a side.

    >>> from grader.expr import Symbol
    >>> x, y = Symbol("x"), Symbol("y")
    >>> simpler((Call("log", (x,)), Call("log", (y,))), Signs(frozenset("y"), frozenset("y")))
    (Symbol('x'), Symbol('y'))
    """
    for _ in range(MOST_RULES):
        made = next((found for each in _written(pair) for rule in _RULES for found in (rule(each, signs),) if found is not None), None)
        if made is None:
            break
        pair = made
    return pair


def _written(pair: Pair) -> Iterator[Pair]:
    """An equation, and as u = v where it says u − v = 0."""
    yield pair
    for one, other in (pair, pair[::-1]):
        if type(one) is Add and len(one.args) == 2 and type(one.args[1]) is Neg and build.is_number(other, 0):
            yield one.args[0], one.args[1].args[0]


# -- logarithms and exponentials ----------------------------------------------------------------------------------


def _without_logs(pair: Pair, signs: Signs) -> Pair | None:
    """2 log u = log v + w says u^2 = v e^w where v is positive; u is then positive by itself."""
    terms = [*terms_of(pair[0], Fraction(1)), *terms_of(pair[1], Fraction(-1))]
    logs = [(times, term.args[0]) for times, term in terms if is_call(term, "log")]
    rest = [(times, term) for times, term in terms if not is_call(term, "log") and not build.is_number(term, 0)]
    is_open = [times for times, inside in logs if not is_positive(inside, signs)]
    if not logs or len(is_open) > 1 or any(_has_log(term) for _, term in (*logs, *rest)):
        return None
    scale = 1 / is_open[0] if is_open else Fraction(lcm(*[times.denominator for times, _ in logs])) * (1 if logs[0][0] > 0 else -1)
    over = [_power(inside, times * scale) for times, inside in logs if times * scale > 0]
    under = [_power(inside, -times * scale) for times, inside in logs if times * scale < 0]
    if rest:
        summed = [scaled(term, -times * scale) for times, term in rest]
        under.append(Call("exp", (summed[0] if len(summed) == 1 else Add(summed),)))
    return _product(over), _product(under)


def _power(base: Expr, exponent: Fraction) -> Expr:
    return base if exponent == 1 else Pow(base, Number(exponent))


def _product(factors: list[Expr]) -> Expr:
    return _ONE if not factors else factors[0] if len(factors) == 1 else Mul(factors)


def _exponents(pair: Pair, signs: Signs) -> Pair | None:
    """e^u = e^v says u = v, and so does 2^u = 2^v; e^u = 1 says u = 0."""
    left, right = [_POWERS_OF_E.get(side) or exponent_of(side) for side in pair]
    if left is not None and right is not None and any(exponent_of(side) is not None for side in pair):
        return left, right
    one, other = pair
    if type(one) is Pow and type(other) is Pow and one.args[0] == other.args[0] and not (one.is_array or other.is_array):
        base = rational(one.args[0])
        if base is not None and base > 0 and base != 1:
            return one.args[1], other.args[1]
    return None


_POWERS_OF_E = {_ONE: _ZERO, _E: _ONE}


# -- roots and absolute values ------------------------------------------------------------------------------------


def _without_root(pair: Pair, signs: Signs) -> Pair | None:
    """sqrt(u) = c says u = c^2, and |u| = c says u^2 = c^2, for a c that is not negative and has a value everywhere."""
    for one, other in (pair, pair[::-1]):
        root, value = _root_alone(one, other, signs)
        if _is_root(root) and is_not_negative(value, signs):
            if root.data == "abs":
                return (root.args[0], _ZERO) if build.is_number(value, 0) else (Pow(root.args[0], Number(2)), Pow(value, Number(2)))
            return Pow(root, Number(2)) if root.data == "norm" else root.args[0], Pow(value, Number(2))
    return None


def _is_root(side: Expr) -> bool:
    # As far as a node knows, a function of an array may be one; a norm is a number.
    is_power = type(side) is Pow and rational(side.args[1]) == Fraction(1, 2) and not side.is_array
    is_norm = type(side) is Call and side.data == "norm" and len(side.args) == 1
    return is_power or is_norm or is_call(side, "sqrt") or is_call(side, "abs")


def _root_alone(one: Expr, other: Expr, signs: Signs) -> Pair:
    """A root and what it is, of ``2 sqrt(u) = c``, ``sqrt(u)/2 = c`` and ``2/sqrt(u) = c`` too; others as they are."""
    if type(one) is Neg and type(other) is Neg:
        one, other = one.args[0], other.args[0]
    if type(one) is Div and _is_root(one.args[0]) and is_positive(one.args[1], signs):
        return one.args[0], Mul((other, one.args[1]))
    if type(one) is Div and _is_root(one.args[1]) and is_positive(one.args[0], signs) and is_positive(other, signs):
        return one.args[1], Div(one.args[0], other)
    if type(one) is Mul:
        place = next((at for at, factor in enumerate(one.args) if _is_root(factor)), -1)
        rest = [factor for at, factor in enumerate(one.args) if at != place]
        if place >= 0 and all(is_positive(factor, signs) for factor in rest):
            return one.args[place], Div(other, _product(rest))
    return one, other


def roots_apart(pair: Pair, signs: Signs) -> tuple[Pair, ...]:
    """|u| = c as u^2 = c^2, beside sqrt(c) = sqrt(c): that has a value, and holds, where c is not negative.

    >>> from grader.expr import Symbol
    >>> x, y = Symbol("x"), Symbol("y")
    >>> roots_apart((y, Call("abs", (x,))), Signs(frozenset(), frozenset()))[0]
    (Pow(Symbol('x'), Number((2, None))), Pow(Symbol('y'), Number((2, None))))
    """
    for one, other in (pair, pair[::-1]):
        root, value = _root_alone(one, other, signs)
        if _is_root(root) and root != value and not value.is_array and rational(value) is None:
            inside = Pow(root, _TWO) if root.data == "norm" else Pow(root.args[0], _TWO) if root.data == "abs" else root.args[0]
            return (inside, Pow(value, _TWO)), (Call("sqrt", (value,)), Call("sqrt", (value,)))
    return (pair,)


# -- increasing functions -----------------------------------------------------------------------------------------


def _without_increasing(pair: Pair, signs: Signs) -> Pair | None:
    """sinh u = sinh v says u = v, sinh u = 0 says u = 0, and the cube root of u is v where u = v^3."""
    for one, other in (pair, pair[::-1]):
        if type(one) is Call and one.data in INCREASING and not one.is_array:
            if build.is_number(other, 0):
                return one.args[0], _ZERO
            if type(other) is Call and other.data == one.data and not other.is_array:
                return one.args[0], other.args[0]
        index = _odd_index(one)
        if index:
            return one.args[0], other.args[0] if _odd_index(other) == index else Pow(other, Number(index))
    return None


def _odd_index(side: Expr) -> int:
    """The index of a root that has a value everywhere, else 0."""
    if side.is_array or len(side.args) != 2:
        return 0
    index = rational(side.args[1]) if type(side) is Call and side.data == "root" else None
    if type(side) is Pow and (power := rational(side.args[1])) and power.numerator == 1:
        index = Fraction(power.denominator)
    return int(index) if index in ODD else 0


def _without_odd_power(pair: Pair, signs: Signs) -> Pair | None:
    """u^3 = 8 v^6 says u = 2 v^2."""
    if not any(type(side) is Pow for side in pair):
        return None
    for power in ODD:
        left, right = [_odd_root(side, power) for side in pair]
        if left is not None and right is not None:
            return left, right
    return None


def _odd_root(side: Expr, power: int) -> Expr | None:
    """The root of a side that is written as a power, or as a product or quotient of such; ``None`` for others."""
    kind, inside = type(side), exponent_of(side)
    if side.is_array:
        return None
    if inside is not None:
        return Call("exp", (Div(inside, Number(power)),))
    if kind is Pow:
        exponent = rational(side.args[1])
        return None if exponent is None or exponent.denominator != 1 or exponent % power else _power(side.args[0], exponent / power)
    if kind is Number and side.data[0].denominator == 1:
        root = round(abs(side.data[0]) ** (1 / power)) if side.data[0] < 1 << 50 else 0
        return Number(root) if root**power == side.data[0] else None
    if kind in (Neg, Mul, Div):
        roots = [_odd_root(arg, power) for arg in side.args]
        found = [root for root in roots if root is not None]
        if len(found) == len(roots):
            return Neg(found[0]) if kind is Neg else Div(found[0], found[1]) if kind is Div else Mul(found)
    return None


def _without_cosh(pair: Pair, signs: Signs) -> Pair | None:
    """cosh u = cosh v says u^2 = v^2, and cosh u = 1 says u = 0."""
    for one, other in (pair, pair[::-1]):
        if is_call(one, "cosh") and build.is_number(other, 1):
            return one.args[0], _ZERO
        if is_call(one, "cosh") and is_call(other, "cosh"):
            return Pow(one.args[0], Number(2)), Pow(other.args[0], Number(2))
    return None


# -- positive factors ---------------------------------------------------------------------------------------------


def _without_positive_factor(pair: Pair, signs: Signs) -> Pair | None:
    """u p = 0 and u/p = 0 say u = 0 for a positive p, and u p = v p and u/p = v/p say u = v."""
    for one, other in (pair, pair[::-1]):
        factor = next((arg for arg in _factors(one) if is_positive(arg, signs)), None) if build.is_number(other, 0) else None
        if factor is not None:
            return _without(one, factor), _ZERO
    left, right = pair
    common = next((arg for arg in _factors(left) if arg in _factors(right) and is_positive(arg, signs)), None)
    return None if common is None or type(left) is not type(right) else (_without(left, common), _without(right, common))


def _factors(side: Expr) -> tuple[Expr, ...]:
    """The factors of a product, and what a quotient is divided by."""
    return () if side.is_array else side.args if type(side) is Mul else side.args[1:] if type(side) is Div else ()


def _without(side: Expr, factor: Expr) -> Expr:
    """A product without one of its factors, or what is divided by it."""
    if type(side) is Div:
        return side.args[0]
    at = side.args.index(factor)
    return _product([*side.args[:at], *side.args[at + 1:]])


# -- sums of sizes ------------------------------------------------------------------------------------------------


def _each_zero(pair: Pair, signs: Signs) -> Pair | None:
    """|u| + |v| = 0 says u^2 + v^2 = 0, and so do |u| = -|v| and max(|u|, |v|) = 0."""
    for one, other in (pair, pair[::-1]):
        side = one if build.is_number(other, 0) else Add((one, other.args[0])) if type(other) is Neg else None
        sizes = None if side is None or type(side) not in (Add, Call) else _sizes(side)
        made = None if sizes is None else _sum([Pow(size, Number(2)) for size in sizes])
        if made is not None and made != one:
            return made, _ZERO
    return None


def _sizes(side: Expr) -> list[Expr] | None:
    """Numbers that are all zero exactly where a side is, which is nowhere negative; ``None`` where that is not seen."""
    kind, args = type(side), side.args
    if side.is_array:
        return None
    if kind is Add or (kind is Call and side.data == "max" and len(args) > 1):
        found = [_sizes(arg) for arg in args]
        return None if None in found else [size for sizes in found for size in sizes or ()]
    if kind is Mul and len(args) == 2 and (rational(args[0]) or 0) > 0:
        return _sizes(args[1])
    exponent = rational(args[1]) if kind is Pow else None
    is_even = exponent is not None and exponent > 0 and exponent.denominator == 1 and exponent % 2 == 0
    return _sizes(args[0]) or [args[0]] if is_even or is_call(side, "abs") or is_call(side, "sqrt") else None


def _sum(terms: list[Expr]) -> Expr:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


_Rule = Callable[[Pair, Signs], Pair | None]
_RULES: tuple[_Rule, ...] = (
    of_one_function, _exponents, _without_logs, _without_root, _without_increasing, _without_odd_power, _without_cosh, _each_zero,
    _without_positive_factor, of_one_function_of_formulas)


def _has_log(side: Expr) -> bool:
    return side.is_array or any(type(node) is Call and node.data == "log" for node in postorder(side))
