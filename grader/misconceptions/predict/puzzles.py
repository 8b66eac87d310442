"""Right forms that are puzzles: nobody makes the mistake that a change of one would be."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from grader.engine.recognise import rational
from grader.expr import Add, Div, Expr, Filled, Mul, Neg, Number, Transpose, postorder


def is_zero(tree: Expr) -> bool:
    """Return whether a tree is a written zero of any shape."""
    while type(tree) in (Neg, Transpose):
        tree = tree.args[0]
    return tree == Number(0) or (type(tree) is Filled and tree.data[0] == "zeros")


def is_padded(tree: Expr) -> bool:
    """Return whether a form is a puzzle, so that nobody makes the mistake that a change of it would be.

    Something is multiplied by a written zero, two terms of a sum differ by a number only, or a number could be cancelled.
    """
    for node in postorder(tree):
        if type(node) is Mul and Number(0) in node.args:
            return True
        terms = [part for term in node.args for part in (term.args if type(term) is Add else (term,))] if type(node) is Add else []
        if len({_split(term)[1] for term in terms}) < len(terms):
            return True
        if type(node) is Div and type(node.args[1]) is Number and rational(node.args[0]) is None:
            over = node.args[0].args if type(node.args[0]) is Add else node.args[:1]
            if node.args[1].value != 0 and all((_split(term)[0] / node.args[1].value).denominator == 1 for term in over):
                return True
    return False


def _split(term: Expr) -> tuple[Fraction, Expr]:
    """Return a term as a number times an expression; a constant is a number times one."""
    inner = term.args[0] if type(term) is Neg else term
    c = rational(inner)
    if c is not None:
        return c, Number(1)
    if type(inner) is Mul:
        numbers = [rational(arg) for arg in inner.args]
        rest = [arg for arg, value in zip(inner.args, numbers, strict=True) if value is None]
        return prod([value for value in numbers if value is not None], start=Fraction(1)), rest[0] if len(rest) == 1 else Mul(rest)
    return Fraction(1), inner
