"""The terms of an answer to a Taylor polynomial, one by one: each coefficient about the centre beside the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from grader.engine import BudgetError
from grader.expr import Add, Div, Expr, Mul, Neg, Number, Operator, Pow, Symbol, names, shapes
from grader.kinds.decider import Decider, value_of
from grader.model import Outcome, Verdict

MOST_TERMS = 60
"""An answer with more possible terms is not looked at term by term."""

Decide = Callable[[Decider, Expr], Verdict]


def term_outcomes(decider: Decider, full: Expr, decide: Decide) -> tuple[Outcome, ...]:
    """Return the outcome of each coefficient of an answer that is a polynomial in the variables of a Taylor polynomial.

    Terms that are in neither of the two do not count, and one too many does.  Nothing is returned for any other problem or answer.
    """
    node = decider.posed.f
    if not isinstance(node, Operator) or node.name != "taylor" or full.is_array:
        return ()
    degree = degree_in(full, frozenset(node.names))
    if degree is None:
        return ()
    most = max(degree, node.order)
    orders = [order for order in product(range(most + 1), repeat=len(node.names)) if sum(order) <= most]
    if len(orders) > MOST_TERMS:
        return ()
    try:
        return tuple(_outcomes(decider, node, full, sorted(orders, key=lambda order: (sum(order), order)), decide))
    except (BudgetError, shapes.ShapeError):
        return ()


def _outcomes(decider: Decider, node: Operator, full: Expr, orders: list[tuple[int, ...]], decide: Decide) -> Iterator[Outcome]:
    for order in orders:
        right = _slope(node, node.args[0], order) if sum(order) <= node.order else Number(0)
        mine = _slope(node, full, order)
        is_there = decide(value_of(decider.posed.task, right, decider.posed.salt), Number(0)).outcome is not Outcome.CORRECT
        found = decide(value_of(decider.posed.task, right, decider.posed.salt), mine).outcome
        if is_there or found is not Outcome.CORRECT:
            yield found


def _slope(node: Operator, tree: Expr, order: tuple[int, ...]) -> Expr:
    """The derivative of these orders at the centre."""
    for name, count in zip(node.names, order, strict=True):
        for _ in range(count):
            tree = Operator("D", (name,), (tree,))
    return Operator("at", node.names, (tree, *node.args[1:]))


def degree_in(tree: Expr, variables: frozenset[str]) -> int | None:
    """Return a bound for the degree of a polynomial in some variables; ``None`` for what is not written as one."""
    if not names(tree) & variables:
        return 0
    kind, args = type(tree), tree.args
    if kind is Symbol:
        return 1
    if kind is Pow:
        count, base = args[1], degree_in(args[0], variables)
        is_whole = type(count) is Number and isinstance(count.data[0], int)
        return base * int(count.data[0]) if base is not None and is_whole else None
    if kind is Div:
        return None if names(args[1]) & variables else degree_in(args[0], variables)
    if kind not in (Add, Mul, Neg):
        return None
    found = [degree_in(arg, variables) for arg in args]
    known = [degree for degree in found if degree is not None]
    return None if len(known) < len(found) else sum(known) if kind is Mul else max(known)
