"""Taylor polynomials go wrong: another order, no centre, no factorials, a centre that is not put in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from math import factorial, prod

from grader.engine.calculus import NoRuleError, OverTrees
from grader.expr import HIGHEST_ORDER, Expr, Number, Operator, Symbol, build, replaced, shapes
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Example, Rule


class _WithoutCentre(OverTrees):
    """Powers of the variables instead of the distances from the centre."""

    def distance(self, place: int) -> Expr:
        return Symbol(self.names[place])


class WithoutFactorials(OverTrees):
    """Derivatives at the centre that are divided by nothing."""

    def under(self, order: int) -> int:
        return 1


class OrdersForFactorials(OverTrees):
    """Derivatives at the centre that are divided by their orders."""

    def under(self, order: int) -> int:
        return max(order, 1)


class EveryOrderByItself(OverTrees):
    """Derivatives at the centre in every order of the variables, divided by nothing."""

    def coefficient(self, function: int, orders: Sequence[int]) -> Expr:
        count = factorial(sum(orders))
        return build.mul([Number(count), super().coefficient(function, orders)])


class WithoutPoint(OverTrees):
    """Derivatives as functions, where their values at the centre belong."""

    def coefficient(self, function: int, orders: Sequence[int]) -> Expr:
        by = tuple(place for place, order in enumerate(orders) for _ in range(order))
        return build.div(self.d(function, *by), Number(prod(map(self.under, orders))))


class WithoutPointInDerivatives(WithoutPoint):
    """The value at the centre, and derivatives as functions."""

    def coefficient(self, function: int, orders: Sequence[int]) -> Expr:
        return super().coefficient(function, orders) if any(orders) else OverTrees.coefficient(self, function, orders)


def of_taylor(question: Question, kind: type[OverTrees]) -> Iterator[Expr]:
    """Yield f where a Taylor polynomial is made in another way."""
    for place in question.operated.of("taylor"):
        of = question.operated.over(place, kind)
        tree = question.operated.value(place, of) if of is not None else None
        if tree is not None:
            yield tree


def of_taylor_without_point(question: Question) -> Iterator[Expr]:
    """Yield f where derivatives stand as functions in a Taylor polynomial.

    Where f is no more than a polynomial of that order, so is what comes out, and other mistakes give it as well.
    """
    known = question.operated
    if not any(_is_its_own(known.over(place), place.node.order) for place in known.of("taylor")):
        for kind in (WithoutPoint, WithoutPointInDerivatives):
            yield from of_taylor(question, kind)


def _is_its_own(of: OverTrees | None, order: int) -> bool:
    """Whether all derivatives of the next order are zero."""
    try:
        return of is not None and all(of.d(0, *by) == Number(0) for by in combinations_with_replacement(range(of.inputs), order + 1))
    except (NoRuleError, shapes.ShapeError):
        return False


def _centre_forgotten(question: Question) -> Iterator[Expr]:
    yield from of_taylor(question, _WithoutCentre)


def _order_other(question: Question) -> Iterator[Expr]:
    """The polynomials of lower orders, and of the next two: the next term may be zero."""
    known = question.operated
    for place in known.of("taylor"):
        node = place.node
        for order in (*range(node.order - 1, 0, -1), node.order + 1, node.order + 2):
            if order <= HIGHEST_ORDER:
                of = known.over(place, order=order)
                tree = known.value(place, of) if of is not None else None
                yield tree if tree is not None else replaced(known.f, place.path, Operator("taylor", node.names, node.args, order))


RULES = (
    Rule(
        name="order-other", looks_like="T_n = T_k",
        title="another order",
        message="This is the Taylor polynomial of another order: terms are missing, or there are too many (section 5.1.1).",
        explanation="The polynomial ends too early, or one or two orders too late.",
        section="5.1.1",
        predicts=_order_other,
        of_whole=True,
        of_multiples=False,
        examples=(Example("taylor(log(x), x, 1, 3)", "", "(x-1) - (x-1)^2/2", "x: positive", asked="value"),),
    ),
    Rule(
        name="centre-forgotten", looks_like="(x - a)^n = x^n",
        title="the centre is forgotten",
        message="The powers in a Taylor polynomial are those of the distance from its centre, not of the variable itself (section 5.1.1).",
        explanation="xᵏ stands where (x − a)ᵏ belongs.",
        section="5.1.1",
        predicts=_centre_forgotten,
        of_whole=True,
        of_multiples=False,
        examples=(Example("taylor(log(x), x, 1, 2)", "", "x - x^2/2", "x: positive", asked="value"),),
    ),
)
