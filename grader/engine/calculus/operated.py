"""Operators by the rules of calculus: their values as trees, to be shown; each is proved by definition before it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import factorial, prod

from grader.engine.calculus.arrays import Calculus, Notes
from grader.engine.calculus.gradients import gradient, jacobian
from grader.engine.calculus.scalars import NoRuleError, derivative
from grader.engine.calculus.settled import settled
from grader.engine.calculus.tidy import IDENTITY
from grader.engine.operators import OPERATORS, Partials
from grader.expr import (
    HOLDS_OPERATOR,
    Add,
    ArraySymbol,
    Call,
    Declared,
    Div,
    Expr,
    Filled,
    Integral,
    Matrix,
    Mul,
    Neg,
    Number,
    Operator,
    Shapes,
    Symbol,
    Transpose,
    axes_of,
    build,
    fold,
    postorder,
    shapes,
    substitute,
)

MOST_LEAVES = 4_000
"""What is longer is not shown."""

LARGEST_SHOWN = 3
"""Determinants of matrices up to this order are written out."""

Derive = Callable[[Expr, str], Expr]
"""How a tree is differentiated by a number."""


def unfolded(tree: Expr, declared: Declared) -> Expr | None:
    """Return the tree with the value of each operator in its place; ``None`` where no rule gives one."""
    if not tree.holds & HOLDS_OPERATOR:
        return tree
    derive = by_rules(Notes(declared))

    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        whole = node.with_args(args)
        if type(whole) is Integral:
            raise NoRuleError("no rule integrates")
        if isinstance(whole, Operator):
            return value_of(whole, declared, derive)
        return _written_out(whole) if type(node) is Call and node.data == "det" and node.holds & HOLDS_OPERATOR else whole

    try:
        return fold(tree, step)
    except (NoRuleError, shapes.ShapeError):
        return None


def by_rules(notes: Notes) -> Derive:
    """Return the partial derivative by the rules of calculus; what it returns raises NoRuleError where a rule is missing."""
    def derive(tree: Expr, name: str) -> Expr:
        if tree.holds & HOLDS_OPERATOR:
            raise NoRuleError("an operator")
        if tree.is_plain or not any(type(node) is ArraySymbol or type(node) is Matrix for node in postorder(tree)):
            return derivative(tree, name)
        calculus = notes.calculus(name)
        return calculus.tidied(calculus.differential(tree))

    return derive


def value_of(node: Operator, declared: Declared, derive: Derive) -> Expr:
    """Return the value of an operator whose arguments hold none, with derivatives made by ``derive``; raise NoRuleError."""
    if node.name == "at":
        return settled(substitute(node.args[0], _put_in(node, declared)))
    if any(name in declared.arrays for name in node.names):
        return _by_an_array(node, declared)
    shape = Shapes(node, declared).of(node)
    return in_shape(OPERATORS[node.name].formula(OverTrees(node, declared, derive)), shape)


def in_shape(entries: Sequence[Expr], shape: shapes.Shape) -> Expr:
    """Return entries as the number or the matrix that they are, row by row."""
    if shape is None:
        return entries[0]
    rows, columns = [size[0] if size else 1 for size in shape]
    if not (type(rows) is int and type(columns) is int and rows * columns == len(entries)):
        raise NoRuleError("an array of open size")
    return Matrix(rows, columns, entries)


def functions_of(tree: Expr, declared: Declared) -> tuple[Expr, ...]:
    """Return the functions that stand in a row or column; raise NoRuleError for another array."""
    shape = Shapes(tree, declared).of(tree)
    if shape is None:
        return (tree,)
    if type(tree) is Matrix and shapes.ONE in shape and not any(entry.is_array for entry in tree.args):
        return tree.args
    raise NoRuleError("an array that is not written out")


class OverTrees(Partials):
    """The functions of an operator's node over trees; those ``like`` others have the same derivatives, which are made once."""

    def __init__(self, node: Operator, declared: Declared, derive: Derive, like: OverTrees | None = None) -> None:
        self.functions = functions_of(node.args[0], declared)
        self.outputs, self.inputs, self.order = len(self.functions), len(node.names), node.order
        self.names = node.names
        values = node.args[1:]
        self.others = functions_of(values[0], declared) if node.name == "dir" else values
        self.derive = derive
        self._known: dict[tuple[int, tuple[int, ...]], Expr] = {} if like is None else like._known
        self._at_centre: dict[tuple[int, tuple[int, ...]], Expr] = {} if like is None else like._at_centre

    def d(self, function: int, *by: int) -> Expr:
        if not by:
            return self.functions[function]
        name = function, by
        if name not in self._known:
            tree = self.derive(self.d(function, *by[:-1]), self.names[by[-1]])
            if tree.leaves > MOST_LEAVES:
                raise NoRuleError("a derivative that is too long")
            self._known[name] = tree
        return self._known[name]

    def at(self, function: int) -> Expr:
        return settled(substitute(self.functions[function], dict(zip(self.names, self.others, strict=True))))

    def term(self, function: int, degree: int) -> Expr:
        """The derivatives at the centre over factorials, times powers of the distances."""
        return self.sum(self.product(self.coefficient(function, orders), self.powers(orders)) for orders in orders_of(self.inputs, degree))

    def coefficient(self, function: int, orders: Sequence[int]) -> Expr:
        """Return the derivative of these orders at the centre over its factorials."""
        by = tuple(place for place, order in enumerate(orders) for _ in range(order))
        name = function, by
        if name not in self._at_centre:
            self._at_centre[name] = settled(substitute(self.d(function, *by), dict(zip(self.names, self.others, strict=True))))
        under = prod(map(self.under, orders))
        return settled(build.div(self._at_centre[name], Number(under)))

    def under(self, order: int) -> int:
        """Return what a derivative of this order is divided by."""
        return factorial(order)

    def powers(self, orders: Sequence[int]) -> Expr:
        """Return the powers of the distances from the centre."""
        return build.mul([build.power(self.distance(place), Number(order)) for place, order in enumerate(orders) if order])

    def distance(self, place: int) -> Expr:
        """Return how far a variable is from the centre."""
        return build.add([Symbol(self.names[place]), build.neg(self.others[place])])

    def sum(self, terms: Iterable[Expr]) -> Expr:
        return build.add(list(terms))

    def product(self, left: Expr, right: Expr) -> Expr:
        return build.mul([left, right])

    def minus(self, value: Expr) -> Expr:
        return build.neg(value)


def orders_of(count: int, degree: int) -> Iterator[tuple[int, ...]]:
    """Yield the orders by so many variables that add up to a degree, the first variable's falling.

    >>> list(orders_of(2, 2))
    [(2, 0), (1, 1), (0, 2)]
    """
    if count == 1:
        yield (degree,)
        return
    for first in range(degree, -1, -1):
        yield from ((first, *rest) for rest in orders_of(count - 1, degree - first))


def _put_in(node: Operator, declared: Declared) -> Mapping[str, Expr]:
    """The values by their names; a row for a column is turned."""
    found = {}
    for name, value in zip(node.names, node.args[1:], strict=True):
        wanted, have = declared.arrays.get(name), Shapes(value, declared).of(value)
        found[name] = value if wanted == have or axes_of(have) == () else Transpose(value)
    return found


def _by_an_array(node: Operator, declared: Declared) -> Expr:
    """The value by a vector or matrix as people write it: of gradients, Jacobians and Hessians."""
    if node.name in _BY_A_VECTOR:
        return _BY_A_VECTOR[node.name](node, declared)
    name, f = node.names[0], node.args[0]
    symmetric = frozenset(array for array, kind in declared.kinds.items() if kind in ("sym", "spd", "diag"))
    of = Calculus(declared, name, symmetric)
    shape = Shapes(f, declared).of(f)
    if node.name == "hess":
        return of.tidied(jacobian(of, of.tidied(Transpose(gradient(of, f)))))
    if shape is None:
        return gradient(of, f)
    if shapes.ONE not in shape:
        raise NoRuleError("a matrix by an array")
    return of.tidied(jacobian(of, f if shape[1] == shapes.ONE else of.tidied(Transpose(f))))


def _inner(name: str, node: Operator, declared: Declared) -> Expr:
    """Another operator of the same function and variable; an identity in it has the size of the variable."""
    shape = declared.arrays[node.names[0]]
    made = _by_an_array(Operator(name, node.names, (node.args[0],), 1), declared)

    def step(tree: Expr, args: tuple[Expr, ...]) -> Expr:
        if tree == IDENTITY and shape is not None:
            return Filled("I", (shape[0],))
        return tree.with_args(args) if args else tree

    return fold(made, step)


def _divergence(node: Operator, declared: Declared) -> Expr:
    return Call("tr", (_inner("jac", node, declared),))


def _laplacian(node: Operator, declared: Declared) -> Expr:
    return Call("tr", (_inner("hess", node, declared),))


def _directional(node: Operator, declared: Declared) -> Expr:
    direction = node.args[1]
    shape = Shapes(direction, declared).of(direction)
    column = Transpose(direction) if shape is not None and shape[0] == shapes.ONE else direction
    return Mul((_inner("jac", node, declared), column))


def _taylor(node: Operator, declared: Declared) -> Expr:
    """Up to the second order: f(a) + ∇f(a) (x − a) + (x − a)ᵀ H(a) (x − a)/2."""
    name, f, centre = node.names[0], node.args[0], node.args[1]
    if node.order > 2 or Shapes(f, declared).of(f) is not None:
        raise NoRuleError("taylor")
    step, at = Add((ArraySymbol(name), Neg(centre))), {name: centre}
    terms = [substitute(f, at)]
    if node.order:
        terms.append(Mul((substitute(_inner("grad", node, declared), at), step)))
    if node.order == 2:
        terms.append(Div(Mul((Transpose(step), substitute(_inner("hess", node, declared), at), step)), Number(2)))
    return build.add(terms)


_BY_A_VECTOR: dict[str, Callable[[Operator, Declared], Expr]] = {
    "div": _divergence, "lap": _laplacian, "dir": _directional, "taylor": _taylor,
}


def _written_out(tree: Expr) -> Expr:
    """A small determinant of a matrix that is written out, by minors of the first row."""
    matrix = tree.args[0]
    if type(matrix) is not Matrix or matrix.data[0] != matrix.data[1] or matrix.data[0] > LARGEST_SHOWN:
        return tree
    if any(entry.is_array for entry in matrix.args):
        return tree
    return _minors(matrix.args, matrix.data[0])


def _minors(entries: Sequence[Expr], order: int) -> Expr:
    if order == 1:
        return entries[0]
    terms = []
    for column in range(order):
        rest = [entry for place, entry in enumerate(entries) if place >= order and place % order != column]
        term = build.mul([entries[column], _minors(rest, order - 1)])
        terms.append(build.neg(term) if column % 2 else term)
    return build.add(terms)
