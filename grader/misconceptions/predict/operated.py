"""Operators as misconceptions see them: where they stand in f, and f with another value in the place of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import comb

from grader.engine import OPERATORS, unfolded
from grader.engine.calculus import Derive, NoRuleError, Notes, OverTrees, by_rules, in_shape
from grader.expr import Declared, Expr, Matrix, Operator, Path, Shapes, paths, postorder, replaced, shapes, substitute
from grader.misconceptions.predict.derivatives import Derivatives, MalRule
from grader.model import Task
from grader.record import record, replace

MOST_PLACES = 4
"""So many operators of a function are looked at."""

MOST_BROKEN_ORDER = 3
"""Taylor polynomials of a higher order are not looked at with each rule of differentiation broken: it takes too long."""

MOST_OF_ONE = 6
"""The highest order by one variable at which one rule is broken at every order."""

MOST_COEFFICIENTS = 20
"""A Taylor polynomial with more coefficients is made of the function itself, and of no misread one."""


@record
class Place:
    """An operator in f: the way to it, and its node with the values of all operators inside put in, where there are rules for them."""

    path: Path
    node: Operator

    @property
    def function(self) -> Expr:
        """What the operator acts on."""
        return self.node.args[0]


class Operated:
    """The operators of a function; ``over(place)`` are its partial derivatives there, by the rules of calculus."""

    def __init__(self, task: Task, f: Expr, declared: Declared) -> None:
        self.task, self.f, self.declared = task, f, declared
        self.derive: Derive = by_rules(Notes(declared))
        self.places = tuple(self._places())
        self._over: dict[Path, OverTrees] = {}

    def _places(self) -> Iterator[Place]:
        found = [(path, node) for path, node in paths(self.f) if isinstance(node, Operator)]
        for path, node in found[:MOST_PLACES]:
            plain = node.with_args([self.shown(arg) for arg in node.args])
            assert isinstance(plain, Operator), "an operator stays one"
            yield Place(path, plain)

    def shown(self, tree: Expr) -> Expr:
        """Return a tree with the values of its operators, or as it is where no rule gives them."""
        return unfolded(tree, self.declared) or tree

    def misread(self, tree: Expr) -> Expr | None:
        """Return a function that was misread with the values of its operators; ``None`` where that takes too long."""
        orders = [(node.order, len(node.names)) for node in postorder(tree) if isinstance(node, Operator) and node.name == "taylor"]
        return None if any(comb(order + count, order) > MOST_COEFFICIENTS for order, count in orders) else self.shown(tree)

    def of(self, *names: str) -> Iterator[Place]:
        """Yield the places of operators with these names by numbers, not by an array."""
        yield from (place for place in self.places
                    if place.node.name in names and not any(name in self.declared.arrays for name in place.node.names))

    def over(self, place: Place, kind: type[OverTrees] = OverTrees, order: int | None = None) -> OverTrees | None:
        """Return the partial derivatives at a place, perhaps of another order; ``None`` where no rule gives them.

        ``kind`` makes something else of the same derivatives.
        """
        node = place.node if order is None else Operator(place.node.name, place.node.names, place.node.args, order)
        try:
            found = kind(node, self.declared, self.derive, self._over.get(place.path))
        except (NoRuleError, shapes.ShapeError):
            return None
        self._over.setdefault(place.path, found)
        return found

    def _over_broken(self, place: Place, first: Expr) -> OverTrees | None:
        """Return the partial derivatives at a place that follow from wrong first ones."""
        try:
            return _given(first)(place.node, self.declared, self.derive)
        except (NoRuleError, shapes.ShapeError):
            return None

    def value(self, place: Place, of: OverTrees) -> Expr | None:
        """Return f with the value that an operator has over other partial derivatives."""
        try:
            entries = OPERATORS[place.node.name].formula(of)
            return self.with_value(place, in_shape(entries, Shapes(place.node, self.declared).of(place.node)))
        except (NoRuleError, shapes.ShapeError):
            return None

    def with_value(self, place: Place, value: Expr | None) -> Expr | None:
        """Return f with another value in the place of an operator, and all other operators put in."""
        return None if value is None else self.shown(replaced(self.f, place.path, value))

    def written_at_the_point(self) -> Expr | None:
        """Return the value at a point with the numbers put in and nothing computed; ``None`` where no point is asked."""
        place = self.places[0] if self.places and not self.places[0].path and self.places[0].node.name == "at" else None
        if place is None or any(name in self.declared.arrays for name in place.node.names):
            return None
        return substitute(place.function, dict(zip(place.node.names, place.node.args[1:], strict=True)))

    def each(self, names: Sequence[str], values: Callable[[OverTrees], Iterator[Expr]]) -> Iterator[Expr]:
        """Yield f with each of some values in the place of each operator with these names."""
        for place in self.of(*names):
            of = self.over(place)
            try:
                for value in values(of) if of is not None else ():
                    tree = self.with_value(place, value)
                    if tree is not None:
                        yield tree
            except NoRuleError:
                continue

    def broken_at_every_order(self, mal_rule: MalRule) -> Iterator[Expr]:
        """Yield f where an operator of higher order is made of derivatives by a mal-rule, each of the one before."""
        for place in self.of("taylor", "lap", "hess"):
            if place.node.order > (MOST_OF_ONE if len(place.node.names) == 1 else MOST_BROKEN_ORDER):
                continue
            try:
                made = self.value(place, OverTrees(place.node, self.declared, partial(self.derived_by, mal_rule)))
            except (NoRuleError, shapes.ShapeError):
                continue
            if made is not None:
                yield made

    def derived_by(self, mal_rule: MalRule, tree: Expr, name: str) -> Expr:
        """Return a derivative in which a mal-rule is used everywhere, in its first way; raises NoRuleError."""
        task = replace(self.task, asked="derivative", wrt=(name,), wrt_is_list=False)
        return next(Derivatives(task, tree, self.declared).by_mal_rule(mal_rule, 1), None) or self.derive(tree, name)

    def broken(self, mal_rule: MalRule, most: int) -> Iterator[Expr]:
        """Yield f where an operator is made of first derivatives by a mal-rule; further ones are right."""
        for place in self.of(*[name for name in OPERATORS if name != "at"]):
            if place.node.order > MOST_BROKEN_ORDER:
                continue
            task = replace(self.task, asked="derivative", wrt=place.node.names, wrt_is_list=True)
            for tree in Derivatives(task, place.function, self.declared).by_mal_rule(mal_rule, most):
                of = self._over_broken(place, tree)
                made = self.value(place, of) if of is not None else None
                if made is not None:
                    yield made


def _given(tree: Expr) -> type[OverTrees]:
    """Partial derivatives of which the first ones are given, row by row."""
    class Given(OverTrees):
        def d(self, function: int, *by: int) -> Expr:
            if len(by) != 1:
                return super().d(function, *by)
            count = self.outputs * self.inputs
            first = tree.args if type(tree) is Matrix and len(tree.args) == count else (tree,)
            if len(first) != count:
                raise NoRuleError("derivatives of another shape")
            return first[function * self.inputs + by[0]]

    return Given
