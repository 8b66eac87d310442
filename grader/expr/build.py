"""Constructors for our own code: numbers of either sign, sums and products that drop nothing but exact zeros and ones.

Trees that a student wrote are never rebuilt through these; they serve derivatives and displays, where ``0*x + 1*y``
would only be noise.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from grader.expr.nodes import Add, Div, Expr, Matrix, Mul, Neg, Number, Pow, Transpose


def number(value: Fraction | int) -> Expr:
    """The tree of a rational: ``2``, ``-2``, ``1/2`` or ``-1/2``."""
    value = Fraction(value)
    size: Expr = Number(abs(value.numerator))
    if value.denominator != 1:
        size = Div(size, Number(value.denominator))
    return Neg(size) if value < 0 else size


def is_number(expr: Expr, value: int) -> bool:
    """Whether the tree is the integer literal of that value (not an expression equal to it)."""
    return type(expr) is Number and expr.data[0] == value


def is_zero(expr: Expr) -> bool:
    """Whether the tree is a literal zero, perhaps with a sign, a transpose, or in brackets: it stands for a zero of any shape."""
    while type(expr) in (Neg, Transpose) or (type(expr) is Matrix and len(expr.args) == 1):
        expr = expr.args[0]
    return is_number(expr, 0)


def is_literal(expr: Expr) -> bool:
    """Whether the tree is a literal number, perhaps with a sign, or a quotient of such."""
    return type(expr) is Number or (type(expr) in (Neg, Div) and all(map(is_literal, expr.args)))


def add(terms: Iterable[Expr]) -> Expr:
    """The sum without its literal zeros; nested sums are spliced in."""
    flat: list[Expr] = []
    for term in terms:
        if type(term) is Add:
            flat.extend(term.args)
        elif not is_number(term, 0):
            flat.append(term)
    return Number(0) if not flat else flat[0] if len(flat) == 1 else Add(flat)


def neg(expr: Expr) -> Expr:
    """Minus the tree; two minuses cancel, minus zero is zero."""
    if type(expr) is Neg:
        return expr.args[0]
    return expr if is_number(expr, 0) else Neg(expr)


def mul(factors: Iterable[Expr]) -> Expr:
    """The product with its sign in front; literal ones go, a literal zero makes it zero, literal integers join."""
    flat: list[Expr] = []
    coefficient = Fraction(1)
    todo = list(factors)[::-1]
    while todo:
        factor = todo.pop()
        if type(factor) is Neg:
            coefficient = -coefficient
            todo.append(factor.args[0])
        elif type(factor) is Mul:
            todo.extend(reversed(factor.args))
        elif type(factor) is Number and factor.places is None:
            coefficient *= factor.value
        else:
            flat.append(factor)
    if coefficient == 0:
        return Number(0)
    if abs(coefficient) != 1 or not flat:
        flat.insert(0, Number(abs(coefficient)))
    product: Expr = flat[0] if len(flat) == 1 else Mul(flat)
    return Neg(product) if coefficient < 0 else product


def div(numerator: Expr, denominator: Expr) -> Expr:
    """The quotient with its sign in front; over a literal one it is the numerator, zero stays zero."""
    if is_number(denominator, 1) or is_number(numerator, 0):
        return numerator
    if type(numerator) is Neg:
        return neg(div(numerator.args[0], denominator))
    if type(denominator) is Neg:
        return neg(div(numerator, denominator.args[0]))
    return Div(numerator, denominator)


def power(base: Expr, exponent: Expr) -> Expr:
    """The power; to the literal one it is the base, to the literal zero it is one."""
    if is_number(exponent, 1):
        return base
    return Number(1) if is_number(exponent, 0) else Pow(base, exponent)
