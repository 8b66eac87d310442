"""Forms that ask for algebra: factored, in lowest terms, with a value at a point."""

from __future__ import annotations

from grader.engine.forms import has_value_at, have_common_factor, splits
from grader.expr import Div, Expr, Mul, Neg, Number, Pow, names, paths, substitute
from grader.kinds.requirements.requirement import Broken, Context

Fraction = tuple[list[Expr], list[Expr]]
"""The factors over and under a line."""


def not_factored(tree: Expr, _context: Context) -> Broken | None:
    """Find a factor that splits further over the rational numbers, numbers aside; a factor that is no polynomial is none."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if type(node) is Mul:
            waiting.extend(reversed(node.args))
        elif type(node) is Neg or (type(node) is Div and not names(node.args[1])) or _is_positive_power(node):
            waiting.append(node.args[0])
        elif names(node) and splits(node) is not False:
            what = "this is no polynomial" if splits(node) is None else "this factor splits further"
            return Broken(node.span, what, "write a product of factors that do not split")
    return None


def _is_positive_power(node: Expr) -> bool:
    return type(node) is Pow and type(node.args[1]) is Number and node.args[1].value.denominator == 1 and node.args[1].value > 0


def not_in_lowest_terms(tree: Expr, _context: Context) -> Broken | None:
    """Find a fraction, or a product with one, whose numerator and denominator have a common factor."""
    within = set[int]()
    for _path, node in paths(tree):
        over, under = _parts(node)
        if id(node) in within or not under:
            continue
        if type(node) in (Mul, Neg, Div):
            within.update(id(each) for each in node.args if type(each) in (Mul, Neg, Div, Pow))
        if have_common_factor(_product(over), _product(under)):
            return Broken(node.span, "numerator and denominator have a common factor", "cancel it")
    return None


def _product(factors: list[Expr]) -> Expr:
    return Mul(factors) if len(factors) > 1 else factors[0] if factors else Number(1)


def _parts(node: Expr) -> Fraction:
    """The factors of a node over and under a line; a node that is no product has one factor, itself."""
    if type(node) is Neg:
        return _parts(node.args[0])
    if type(node) is Mul:
        parts = [_parts(arg) for arg in node.args]
        return [each for over, _ in parts for each in over], [each for _, under in parts for each in under]
    if type(node) is Div:
        (over, under), (first, second) = _parts(node.args[0]), _parts(node.args[1])
        return over + second, under + first
    if type(node) is Pow and type(node.args[1]) is Neg:
        exponent = node.args[1].args[0]
        return [], [node.args[0] if exponent == Number(1) else Pow(node.args[0], exponent)]
    return [node], []


def not_defined(tree: Expr, context: Context) -> Broken | None:
    """Whether the answer has no value where some variables have the values that the author says."""
    values = dict(context.required.at)
    if has_value_at(context.posed, substitute(tree, context.posed.definitions), values):
        return None
    said = ", ".join(f"{name} = {value}" for name, value in values.items())
    return Broken(None, f"it has no value at {said}, so {' and '.join(values)} {'is' if len(values) == 1 else 'are'} not cancelled",
                  "cancel first, so that no denominator is 0 there")
