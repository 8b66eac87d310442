"""Conditions beside equations, ``x^2 + y^2 = 1, y > 0``, as equations that hold wherever they have a value: there the condition holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from grader.engine import Posed, rational
from grader.expr import Add, Call, Condition, Div, Expr, Mul, Neg, Number, Pow, build
from grader.kinds.doubts import restates
from grader.syntax.equations import Limited


def limits_of(posed: Posed, conditions: Sequence[Limited]) -> tuple[Expr, ...] | None:
    """Return the conditions that leave out something of the domain; ``None`` where one of them is not understood."""
    found = list[Expr]()
    for each in conditions:
        leaves_out_points = any(item.sign == "≠" for item in each.said)
        is_idle = bool(each.said) and all(restates(posed, item) for item in each.said)
        if is_idle and not (leaves_out_points and each.tree is not None):
            continue
        if each.tree is None or not list(_equations(each.tree)):
            return None
        found.append(each.tree)
    return tuple(found)


def equations_for(limits: Sequence[Expr]) -> list[Expr]:
    """Return equations that have a value where all conditions hold, and hold there."""
    return [equation for each in limits for equation in _equations(each)]


def _equations(tree: Expr) -> Iterator[Expr]:
    """The equations of a condition; none where it is no comparison of numbers, or one of several is to hold."""
    comparisons = list(tree.args) if tree.data == "and" else [tree]
    if any(each.data not in _MADE or any(side.is_array for side in each.args) for each in comparisons):
        return
    while comparisons:
        first, *comparisons = comparisons
        between = _between(first, comparisons[0]) if comparisons else None
        comparisons = comparisons[1:] if between is not None else comparisons
        yield _MADE[first.data](between or _within(first) or _above(first))


def _above(comparison: Expr) -> Expr:
    """What is above zero, or not below, where a comparison holds."""
    left, right = comparison.args if comparison.data in (">", ">=", "!=") else comparison.args[::-1]
    return left if build.is_number(right, 0) else Add((left, Neg(right)))


def _between(first: Expr, second: Expr) -> Expr | None:
    """The product that is above zero where both a < u and u < b hold; ``None`` for others."""
    if first.data != second.data or first.data not in ("<", "<=") or first.args[1] != second.args[0]:
        return None
    low, high = rational(first.args[0]), rational(second.args[1])
    return Mul((_above(first), _above(second))) if low is not None and high is not None and low < high else None


def _within(comparison: Expr) -> Expr | None:
    """The difference of squares that is above zero where |u| < c or |u| > c holds for a number c that is not negative; else None."""
    large, small = comparison.args if comparison.data in (">", ">=") else comparison.args[::-1]
    inside = [side.args[0] if type(side) is Call and side.data == "abs" else side for side in (large, small)]
    bounds = [bound for side in (large, small) if (bound := rational(side)) is not None]
    if comparison.data == "!=" or inside == [large, small] or len(bounds) != 1 or bounds[0] < 0:
        return None
    return Add((Pow(inside[0], Number(2)), Neg(Pow(inside[1], Number(2)))))


def _with_value(name: str) -> Callable[[Expr], Expr]:
    return lambda above: Condition("=", (Call(name, (above,)), Call(name, (above,))))


_STRICT, _LOOSE = _with_value("log"), _with_value("sqrt")
_MADE: dict[str, Callable[[Expr], Expr]] = {
    "<": _STRICT, ">": _STRICT, "<=": _LOOSE, ">=": _LOOSE, "!=": lambda apart: Condition("=", (Div(apart, apart), Number(1))),
}
