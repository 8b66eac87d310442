"""Trees at a point made short: sums and products of numbers are computed, zeros and ones go, functions at zero and one are known."""

from __future__ import annotations

from collections.abc import Callable
from itertools import compress

from grader.engine.program.builder import rational
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, build, fold

ZERO, ONE = Number(0), Number(1)

_AT: dict[tuple[str, Expr], Expr] = {
    **{(name, ZERO): ZERO for name in ("sin", "tan", "asin", "atan", "sinh", "tanh", "sqrt", "abs")},
    **{(name, ZERO): ONE for name in ("exp", "cos", "cosh")}, ("log", ONE): ZERO, ("sqrt", ONE): ONE, ("abs", ONE): ONE,
    ("exp", ONE): Constant("e"),
    **{(name, Constant("pi")): ZERO for name in ("sin", "tan")}, ("cos", Constant("pi")): Neg(ONE),
    ("sin", Div(Constant("pi"), Number(2))): ONE, ("cos", Div(Constant("pi"), Number(2))): ZERO,
}
"""What elementary functions are at numbers that authors like."""


def settled(tree: Expr) -> Expr:
    """Return the same value in a shorter tree."""
    return fold(tree, _step)


def _step(node: Expr, args: tuple[Expr, ...]) -> Expr:
    rule = _RULES.get(type(node))
    if rule is None or not all(arg.is_plain for arg in args):
        return node.with_args(args)
    made = rule(node, args)
    value = rational(made) if made.args else None
    return made if value is None else build.number(value)


def _call(node: Expr, args: tuple[Expr, ...]) -> Expr:
    known = _AT.get((node.data, args[0])) if len(args) == 1 else None
    return known if known is not None else node.with_args(args)


def _sum(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """The numbers in front are put together."""
    added = build.add(args)
    terms = added.args if type(added) is Add else (added,)
    is_number = [rational(term) is not None for term in terms]
    total = rational(Add([*compress(terms, is_number)])) if sum(is_number) > 1 else None
    if total is None:
        return added
    return build.add([*[term for term, known in zip(terms, is_number, strict=True) if not known], build.number(total)])


def _product(node: Expr, args: tuple[Expr, ...]) -> Expr:
    is_number = [rational(arg) is not None for arg in args]
    value = rational(Mul([*compress(args, is_number)])) if sum(is_number) > 1 else None
    if value is None:
        return build.mul(args)
    return build.mul([build.number(value), *[arg for arg, known in zip(args, is_number, strict=True) if not known]])


def _quotient(node: Expr, args: tuple[Expr, ...]) -> Expr:
    return node.with_args(args) if build.is_number(args[1], 0) else build.div(*args)


def _power(node: Expr, args: tuple[Expr, ...]) -> Expr:
    if args[0] in (ZERO, ONE) and type(args[1]) is Number and args[1] != ZERO:
        return args[0]
    return build.power(*args)


_RULES: dict[type[Expr], Callable[[Expr, tuple[Expr, ...]], Expr]] = {
    Add: _sum, Mul: _product, Div: _quotient, Pow: _power, Call: _call, Neg: lambda node, args: build.neg(args[0]),
}
