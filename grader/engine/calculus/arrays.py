"""Differentials of trees with vectors and matrices, as people write them.

Witnesses only: the bank proves each against the derivative by definition.  Sources: the lecture, sections 5.3–5.5;
J. R. Magnus and H. Neudecker, "Matrix Differential Calculus" (1988).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.engine.calculus.scalars import NoRuleError, outer
from grader.engine.calculus.tidy import tidied
from grader.engine.program.builder import rational
from grader.expr import (
    Add,
    Apply,
    ArraySymbol,
    Call,
    Cases,
    Constant,
    Declared,
    Differential,
    Div,
    Entry,
    Expr,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Shapes,
    Sum,
    Symbol,
    Transpose,
    build,
    shapes,
)

ZERO, ONE, TWO = Number(0), Number(1), Number(2)
_NO_NAMES: frozenset[str] = frozenset()


class Notes:
    """What is known of one problem's trees, whatever they are differentiated by: names, shapes, and the rules by each variable."""

    def __init__(self, declared: Declared) -> None:
        self.declared = declared
        self._calculi: dict[str, Calculus] = {}
        self._names: dict[Expr, frozenset[str]] = {}
        self._shapes: dict[Expr, shapes.Shape] = {}

    def calculus(self, name: str) -> Calculus:
        """Return the rules by a variable."""
        if name not in self._calculi:
            self._calculi[name] = Calculus(self.declared, name, notes=self)
        return self._calculi[name]

    def names(self, tree: Expr) -> frozenset[str]:
        """Return the names of the variables in a tree."""
        found = self._names.get(tree)
        if found is None:
            if tree.args:
                found = _NO_NAMES.union(*map(self.names, tree.args))
            else:
                found = frozenset((tree.data,)) if type(tree) in (Symbol, ArraySymbol) else _NO_NAMES
            self._names[tree] = found
        return found

    def shape(self, tree: Expr) -> shapes.Shape:
        """Return the shape of a tree, as far as it is known."""
        if tree.is_plain:
            return None
        if tree not in self._shapes:
            self._shapes[tree] = Shapes(tree, self.declared).of(tree)
        return self._shapes[tree]


class Calculus:
    """The rules by one variable: ``name`` is a declared vector or matrix, or a scalar; ``symmetric`` matrices are their transposes.

    Equal trees are differentiated once.
    """

    def __init__(self, declared: Declared, name: str, symmetric: frozenset[str] = frozenset(), notes: Notes | None = None) -> None:
        self.declared = declared
        self.name = name
        self.symmetric = symmetric
        self.notes = notes if notes is not None else Notes(declared)
        self.shape = self.notes.shape
        self._differentials: dict[Expr, Expr] = {}
        self._terms: dict[tuple[Expr, int], Expr] = {}

    def depends(self, tree: Expr) -> bool:
        """Return whether the variable occurs in a tree."""
        return self.name in self.notes.names(tree)

    def by(self, name: str) -> Calculus:
        """Return the rules by another variable."""
        return self.notes.calculus(name)

    # -- differentials, forwards ------------------------------------------------------------------------------------

    def differential(self, tree: Expr) -> Expr:
        """Return the differential, linear in ``dX``; raises NoRuleError."""
        if self.name not in self.notes.names(tree):
            return ZERO
        found = self._differentials.get(tree)
        if found is None:
            found = self._differentials[tree] = self.by_rule(tree)
        return found

    def by_rules(self, tree: Expr) -> Expr:
        """Return the differential by the rule that holds for the outermost node, whatever is broken there; raises NoRuleError."""
        return self.differential(tree)

    def by_rule(self, tree: Expr) -> Expr:
        """Return the differential from those of the arguments; raises NoRuleError."""
        rule = _FORWARD.get(type(tree))
        if rule is None:
            raise NoRuleError(type(tree).__name__)
        return rule(self, tree)

    def term(self, product: Expr, place: int) -> Expr:
        """Return the product with one of its factors differentiated."""
        found = self._terms.get((product, place))
        if found is None:
            found = self._terms[product, place] = self.with_slope(product, place)
        return found

    def with_slope(self, product: Expr, place: int) -> Expr:
        """As :meth:`term`, made anew."""
        args = product.args
        return Mul((*args[:place], self.differential(args[place]), *args[place + 1:]))

    def outer(self, node: Expr) -> Expr:
        """Return the derivative of a power or an elementary function by its argument; raises NoRuleError."""
        if type(node) is Pow or self.shape(node.args[0]) is None:
            return outer(node)
        if node.data not in _ELEMENTWISE:
            raise NoRuleError(node.data)
        return _ELEMENTWISE[node.data](node.args[0])

    def tidied(self, tree: Expr) -> Expr:
        """Return the same function in a shorter tree."""
        return tidied(tree, self.shape, self.symmetric)

    def slope(self) -> Expr:
        """Return the differential of the variable itself; of a scalar variable it is one."""
        return Differential(f"d{self.name}") if self.name in self.declared.arrays else ONE

# -- forward rules --------------------------------------------------------------------------------------------------


def _sum(of: Calculus, node: Expr) -> Expr:
    return build.add([of.differential(arg) for arg in node.args if of.depends(arg)])


def _product(of: Calculus, node: Expr) -> Expr:
    return build.add([of.term(node, place) for place, factor in enumerate(node.args) if of.depends(factor)])


def _quotient(of: Calculus, node: Expr) -> Expr:
    over, under = node.args
    first = Div(of.differential(over), under)
    if not of.depends(under):
        return first
    second = Div(Mul((of.differential(under), over)), Pow(under, TWO))
    return build.add([first, Neg(second)]) if of.depends(over) else Neg(second)


def _power(of: Calculus, node: Expr) -> Expr:
    base, exponent = node.args
    if of.shape(base) is None:
        return _scalar_power(of, node)
    count = rational(exponent)
    if count is None or count.denominator != 1 or not -8 <= count <= 8 or count == 0:
        raise NoRuleError("a power of a matrix")
    if count == -1:
        return Neg(Mul((node, of.differential(base), node)))
    if count < 0:
        return of.differential(Pow(Pow(base, Neg(ONE)), Number(-count)))
    change = of.differential(base)
    return build.add([joined([*[base] * place, change, *[base] * (int(count) - 1 - place)]) for place in range(int(count))])


def _scalar_power(of: Calculus, node: Expr) -> Expr:
    """u^v: v u^(v-1) du where only u varies, u^v log u dv where only v does, the sum of both else."""
    base, exponent = node.args
    terms = [Mul((of.outer(node), of.differential(base)))] if of.depends(base) else []
    if of.depends(exponent):
        growth = [] if base == Constant("e") else [Call("log", (base,))]
        terms.append(Mul((node, *growth, of.differential(exponent))))
    return build.add(terms)


def _apply(of: Calculus, node: Expr) -> Expr:
    """Apply the chain rule of an abstract function, over all its arguments."""
    name, orders = node.data
    terms = []
    for place, arg in enumerate(node.args):
        if of.depends(arg):
            partial = Apply(name, [order + (at == place) for at, order in enumerate(orders)], node.args)
            terms.append(Mul((partial, of.differential(arg))))
    return build.add(terms)


def _call(of: Calculus, node: Expr) -> Expr:
    name, inner = node.data, node.args[0]
    if name in ("tr", "diag", "vec", "vecr"):
        return Call(name, (of.differential(inner),))
    if name == "det" or (name == "abs" and _is_square(of.shape(inner))):
        if may_be_singular(of, inner):
            return Call("tr", (Mul((Call("adj", (inner,)), of.differential(inner))),))
        return Mul((node, Call("tr", (Mul((Pow(inner, Neg(ONE)), of.differential(inner))),))))
    if name in ("max", "min") and len(node.args) > 1:
        return build.add([weighed(of, weight, of.differential(arg)) for arg, weight in chosen(of, node)])
    if name in ("norminf", "max", "min"):
        raise NoRuleError(name)
    if name == "norm1" and of.shape(inner) is not None:
        return _inner_product(of, Call("sign", (inner,)), of.differential(inner))
    if name in ("norm", "abs") and of.shape(inner) is not None:
        return Div(_inner_product(of, inner, of.differential(inner)), node)
    if name in ("kron", "hadamard", "outer"):
        return build.add([Call(name, [of.differential(arg) if at == place else arg for at, arg in enumerate(node.args)])
                          for place, factor in enumerate(node.args) if of.depends(factor)])
    if len(node.args) > 1 and any(of.depends(arg) for arg in node.args[1:]):
        raise NoRuleError(name)
    factor, change = of.outer(node), of.differential(inner)
    return Mul((factor, change)) if of.shape(inner) is None else Call("hadamard", (factor, change))


_ELEMENTWISE: dict[str, Callable[[Expr], Expr]] = {
    "exp": lambda u: Call("exp", (u,)), "sin": lambda u: Call("cos", (u,)), "cos": lambda u: Neg(Call("sin", (u,))),
    "sinh": lambda u: Call("cosh", (u,)), "cosh": lambda u: Call("sinh", (u,)),
    "tanh": lambda u: Add((ONE, Neg(Pow(Call("tanh", (u,)), TWO)))), "relu": lambda u: Call("heaviside", (u,)),
}
"""Derivatives that can be written for every element of a vector at once."""


def chosen(of: Calculus, node: Expr) -> list[tuple[Expr, Expr]]:
    """Of a largest or smallest value each argument that varies, with one where it is that value and zero elsewhere."""
    found = []
    for place, arg in enumerate(node.args):
        if of.depends(arg):
            if of.shape(arg) is None and of.shape(node) is not None:
                raise NoRuleError("a number beside a vector")
            others = [*node.args[:place], *node.args[place + 1:]]
            pairs = [(arg, other) if node.data == "max" else (other, arg) for other in others]
            steps = [Call("heaviside", (_difference(of, *pair),)) for pair in pairs]
            weight: Expr = steps[0]
            for step in steps[1:]:
                weight = weighed(of, weight, step)
            found.append((arg, weight))
    return found


def _difference(of: Calculus, a: Expr, b: Expr) -> Expr:
    if of.shape(a) != of.shape(b) and Number not in (type(a), type(b)):
        raise NoRuleError("a number beside a vector")
    return a if build.is_number(b, 0) else Neg(b) if build.is_number(a, 0) else Add((a, Neg(b)))


def weighed(of: Calculus, weight: Expr, tree: Expr) -> Expr:
    """Return the product of two numbers, or of two arrays entry by entry."""
    return Mul((weight, tree)) if of.shape(weight) is None else Call("hadamard", (weight, tree))


def joined(factors: Sequence[Expr]) -> Expr:
    """Return a product, or its only factor."""
    return factors[0] if len(factors) == 1 else Mul(factors)


def may_be_singular(of: Calculus, tree: Expr) -> bool:
    """Whether a square matrix is a product through another size, which may be the smaller one: the determinant of such a one is zero."""
    factors = [shape for factor in tree.args if (shape := of.shape(factor)) is not None] if type(tree) is Mul else []
    return any(rows != columns for rows, columns in factors)


def _is_square(shape: shapes.Shape) -> bool:
    return shape is not None and shapes.ONE not in shape


def _inner_product(of: Calculus, left: Expr, right: Expr) -> Expr:
    """uᵀv of vectors, tr(UᵀV) of matrices."""
    shape = of.shape(left)
    product = Mul((Transpose(left), right))
    if shape is not None and shape[0] == shapes.ONE:
        return Mul((left, Transpose(right)))
    return Call("tr", (product,)) if _is_square(shape) else product


_FORWARD: dict[type[Expr], Callable[[Calculus, Expr], Expr]] = {
    Symbol: lambda of, node: of.slope(), ArraySymbol: lambda of, node: of.slope(), Add: _sum, Mul: _product, Div: _quotient, Pow: _power,
    Call: _call,
    Neg: lambda of, node: Neg(of.differential(node.args[0])),
    Transpose: lambda of, node: Transpose(of.differential(node.args[0])),
    Apply: _apply,
    Matrix: lambda of, node: node.with_args([of.differential(arg) for arg in node.args]),
    Entry: lambda of, node: Entry(of.differential(node.args[0]), node.args[1:]),
    Sum: lambda of, node: Sum(node.data, of.differential(node.args[0])),
    Cases: lambda of, node: node.with_args([arg if at % 2 else of.differential(arg) for at, arg in enumerate(node.args)]),
}
