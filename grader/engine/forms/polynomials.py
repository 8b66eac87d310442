"""Polynomials over the rationals as they are written: whether one is a product, and what two have in common.

The trees are never simplified: what is asked is the form in which an answer stands, not its value.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import gcd
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from grader.engine.program.program import BudgetError
from grader.expr import Add, Div, Expr, Mul, Neg, Number, Pow, Symbol, fold, names

MOST_TERMS, HIGHEST = 400, 64
"""Terms of a polynomial, and the degree of one that is factored: what is larger may take seconds."""


def splits(tree: Expr) -> bool | None:
    """Return whether a polynomial has two factors that are no numbers, or one of them twice; ``None`` for what is no polynomial.

    Raises BudgetError for one that is too large.
    """
    poly = _polynomial(tree, tuple(sorted(names(tree))))
    if poly is None:
        return None
    if poly == 0:
        return False
    _content, factors = poly.factor()
    return sum(int(power) for _factor, power in factors) > 1


def have_common_factor(over: Expr, under: Expr) -> bool | None:
    """Return whether the polynomials over and under a line have a common factor, a whole number above 1 among them.

    ``None`` where one of them is no polynomial; raises BudgetError for one that is too large.
    """
    variables = tuple(sorted(names(over) | names(under)))
    first, second = _polynomial(over, variables), _polynomial(under, variables)
    if first is None or second is None:
        return None
    if first == 0 or second == 0:
        return first == 0 and under != Number(1)
    if first.gcd(second).total_degree() > 0:
        return True
    return gcd(_whole(first), _whole(second)) > 1


def _whole(poly: Any) -> int:
    """The greatest whole number that divides all coefficients, 1 where one of them is no whole number."""
    found = [Fraction(int(value.p), int(value.q)) for value in poly.coeffs()]
    return reduce(gcd, (value.numerator for value in found)) if all(value.denominator == 1 for value in found) else 1


def _polynomial(tree: Expr, variables: tuple[str, ...]) -> Any:
    """The polynomial of a tree, ``None`` where it is none: numbers, variables, sums, products, whole powers, and numbers below a line."""
    context = fmpq_mpoly_ctx.get([f"v{index}" for index in range(len(variables))] or ["v0"], Ordering.lex)
    known = dict(zip(variables, context.gens(), strict=False))

    def step(node: Expr, args: tuple[Any, ...]) -> Any:
        if any(arg is None for arg in args):
            return None
        made = _made(node, args, known, context)
        if made is not None and len(made) > MOST_TERMS:
            raise BudgetError
        return made

    found = fold(tree, step)
    if found is not None and int(found.total_degree()) > HIGHEST:
        raise BudgetError
    return found


def _made(node: Expr, args: tuple[Any, ...], known: dict[str, Any], context: Any) -> Any:
    if type(node) is Number:
        return context.constant(fmpq(node.value.numerator, node.value.denominator))
    if type(node) is Symbol:
        return known[str(node.data)]
    if type(node) is Neg:
        return -args[0]
    if type(node) is Add:
        return sum(args[1:], args[0])
    if type(node) is Mul:
        return reduce(_product, args)
    if type(node) is Div:
        return args[0] / args[1].leading_coefficient() if args[1] != 0 and args[1].is_constant() else None
    if type(node) is Pow:
        return _power(args[0], node.args[1])
    return None


def _product(first: Any, second: Any) -> Any:
    if len(first) * len(second) > MOST_TERMS**2 // 4:
        raise BudgetError
    return first * second


def _power(base: Any, exponent: Expr) -> Any:
    if type(exponent) is not Number or exponent.value.denominator != 1:
        return None
    if exponent.value > HIGHEST or len(base) ** int(exponent.value) > MOST_TERMS**2:
        raise BudgetError
    return base ** int(exponent.value)
