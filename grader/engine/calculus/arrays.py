"""Derivatives of trees with vectors and matrices, as people write them: gradients, Jacobians, differentials.

Witnesses for display only: the bank proves each against the derivative by definition.  A scalar function's gradient is found backwards
from the value to the variable (reverse accumulation), a vector function's Jacobian forwards, and everything else is shown as its
differential.  Sources: the lecture, sections 5.3–5.5; J. R. Magnus and H. Neudecker, "Matrix Differential Calculus" (1988).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.engine.calculus.scalars import outer
from grader.engine.calculus.tidy import IDENTITY, tidied
from grader.engine.program.program import rational
from grader.expr import (
    Add,
    Apply,
    ArraySymbol,
    Call,
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
    names,
    shapes,
)

ONE, TWO = Number(1), Number(2)


class NoRuleError(Exception):
    """Internal: there is no rule here for a part of the function."""


Broken = Callable[["Calculus", Expr], Expr | None]


class Calculus:
    """The rules by one variable: ``name`` is a declared vector or matrix, or a scalar; ``symmetric`` matrices are their transposes.

    ``broken`` may answer for a part of the function in place of the rule that holds: so a misconception differentiates.
    """

    def __init__(self, declared: Declared, name: str, symmetric: frozenset[str] = frozenset(), broken: Broken | None = None) -> None:
        self.declared = declared
        self.name = name
        self.symmetric = symmetric
        self.broken = broken
        self._names: dict[int, tuple[Expr, frozenset[str]]] = {}
        self._gathered: list[Expr] = []

    # -- what a tree is ---------------------------------------------------------------------------------------------

    def shape(self, tree: Expr) -> shapes.Shape:
        """The shape of a tree, as far as it is known."""
        return None if tree.is_plain else Shapes(tree, self.declared).of(tree)

    def depends(self, tree: Expr) -> bool:
        """Whether the variable occurs in a tree."""
        known = self._names.get(id(tree))
        if known is None:
            # The tree is kept with its names, so that its identity is not used twice.
            known = self._names[id(tree)] = tree, names(tree)
        return self.name in known[1]

    # -- differentials, forwards ------------------------------------------------------------------------------------

    def differential(self, tree: Expr) -> Expr:
        """The differential, linear in ``dX``; raises NoRuleError."""
        if not self.depends(tree):
            return Number(0)
        changed = self.broken(self, tree) if self.broken is not None else None
        return changed if changed is not None else self.by_rules(tree)

    def by_rules(self, tree: Expr) -> Expr:
        """The differential of a tree that depends on the variable by the rule that holds; ``broken`` is asked about its parts only."""
        rule = _FORWARD.get(type(tree))
        if rule is None:
            raise NoRuleError(type(tree).__name__)
        return rule(self, tree)

    def outer(self, node: Expr) -> Expr:
        """The derivative of a power or an elementary function by its argument; raises NoRuleError."""
        return _outer(self, node)

    def tidied(self, tree: Expr) -> Expr:
        """The same function in a shorter tree."""
        return tidied(tree, self.shape, self.symmetric)

    def slope(self) -> Expr:
        """The differential of the variable itself; of a scalar variable it is one."""
        return Differential(f"d{self.name}") if self.name in self.declared.arrays else ONE

    # -- gradients, backwards ---------------------------------------------------------------------------------------

    def gradient(self, tree: Expr) -> Expr:
        """The derivative of a scalar tree in the lecture's layout: a row for a vector, the shape of a matrix."""
        self._gathered = []
        self.backwards(tree, ONE)
        total = build.add(self._gathered)
        shape = self.declared.arrays[self.name]
        is_vector = shape is not None and shape[1] == shapes.ONE
        return self.tidied(Transpose(total) if is_vector else total)

    def backwards(self, tree: Expr, weight: Expr) -> None:
        """Pass the weight of a part of the value on to its own parts."""
        if not self.depends(tree):
            return
        if type(tree) is ArraySymbol:
            self._gathered.append(weight)
            return
        rule = _BACKWARD.get(type(tree))
        if rule is None:
            raise NoRuleError(type(tree).__name__)
        rule(self, tree, weight)

    # -- Jacobians, forwards ----------------------------------------------------------------------------------------

    def jacobian(self, tree: Expr) -> Expr:
        """The derivative of a column by a vector."""
        if not self.depends(tree):
            return Number(0)
        if type(tree) is ArraySymbol:
            return IDENTITY
        if type(tree) is Neg:
            return build.neg(self.jacobian(tree.args[0]))
        if type(tree) is Add:
            return build.add([part for part in map(self.jacobian, tree.args) if not build.is_number(part, 0)])
        if type(tree) is Mul:
            return build.add(list(self._of_factors(tree)))
        if type(tree) is Div and not self.depends(tree.args[1]):
            return build.div(self.jacobian(tree.args[0]), tree.args[1])
        if type(tree) is Call and len(tree.args) == 1:
            inner = tree.args[0]
            return Mul((Call("diag", (_outer(self, tree),)), self.jacobian(inner)))
        raise NoRuleError(type(tree).__name__)

    def _of_factors(self, tree: Expr) -> list[Expr]:
        found: list[Expr] = []
        for place, factor in enumerate(tree.args):
            if not self.depends(factor):
                continue
            others = [*tree.args[:place], *tree.args[place + 1:]]
            if self.shape(factor) is None:
                row = Calculus(self.declared, self.name, self.symmetric).gradient(factor)
                found.append(Mul((*others, row)))
            elif place == len(tree.args) - 1:
                found.append(Mul((*tree.args[:place], self.jacobian(factor))))
            elif all(self.shape(other) is None for other in tree.args[place + 1:]):
                found.append(Mul((*others, self.jacobian(factor))))
            else:
                raise NoRuleError("a factor in the middle of a product")
        return found


# -- forward rules --------------------------------------------------------------------------------------------------


def _sum(of: Calculus, node: Expr) -> Expr:
    return build.add([of.differential(arg) for arg in node.args if of.depends(arg)])


def _product(of: Calculus, node: Expr) -> Expr:
    terms = [Mul((*node.args[:place], of.differential(factor), *node.args[place + 1:]))
             for place, factor in enumerate(node.args) if of.depends(factor)]
    return build.add(terms)


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
    return build.add([_joined([*[base] * place, change, *[base] * (int(count) - 1 - place)]) for place in range(int(count))])


def _scalar_power(of: Calculus, node: Expr) -> Expr:
    """u^v: v u^(v-1) du where only u varies, u^v log u dv where only v does, the sum of both else."""
    base, exponent = node.args
    terms = [Mul((_outer(of, node), of.differential(base)))] if of.depends(base) else []
    if of.depends(exponent):
        growth = [] if base == Constant("e") else [Call("log", (base,))]
        terms.append(Mul((node, *growth, of.differential(exponent))))
    return build.add(terms)


def _apply(of: Calculus, node: Expr) -> Expr:
    """The chain rule of an abstract function, over all its arguments."""
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
        if _may_be_singular(of, inner):
            return Call("tr", (Mul((Call("adj", (inner,)), of.differential(inner))),))
        return Mul((node, Call("tr", (Mul((Pow(inner, Neg(ONE)), of.differential(inner))),))))
    if name in ("norm", "abs") and of.shape(inner) is not None:
        return Div(_inner_product(of, inner, of.differential(inner)), node)
    if name in ("kron", "hadamard", "outer"):
        return build.add([Call(name, [of.differential(arg) if at == place else arg for at, arg in enumerate(node.args)])
                          for place, factor in enumerate(node.args) if of.depends(factor)])
    if len(node.args) > 1 and any(of.depends(arg) for arg in node.args[1:]):
        raise NoRuleError(name)
    factor, change = _outer(of, node), of.differential(inner)
    return Mul((factor, change)) if of.shape(inner) is None else Call("hadamard", (factor, change))


_ELEMENTWISE: dict[str, Callable[[Expr], Expr]] = {
    "exp": lambda u: Call("exp", (u,)), "sin": lambda u: Call("cos", (u,)), "cos": lambda u: Neg(Call("sin", (u,))),
    "sinh": lambda u: Call("cosh", (u,)), "cosh": lambda u: Call("sinh", (u,)),
    "tanh": lambda u: Add((ONE, Neg(Pow(Call("tanh", (u,)), TWO)))),
}
"""Derivatives that can be written for every element of a vector at once."""


def _outer(of: Calculus, node: Expr) -> Expr:
    if type(node) is Pow or of.shape(node.args[0]) is None:
        return outer(node)
    if node.data not in _ELEMENTWISE:
        raise NoRuleError(node.data)
    return _ELEMENTWISE[node.data](node.args[0])


def _may_be_singular(of: Calculus, tree: Expr) -> bool:
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
}


# -- backward rules -------------------------------------------------------------------------------------------------


def _back_product(of: Calculus, node: Expr, weight: Expr) -> None:
    """Each chain of matrix factors by itself: of L F R with the weight G, F has the weight Lᵀ G Rᵀ."""
    factors = node.args
    shape_of = [of.shape(factor) for factor in factors]
    total = of.shape(node)
    for place, factor in enumerate(factors):
        if not of.depends(factor):
            continue
        if shape_of[place] is None:
            rest = [other for at, other in enumerate(factors) if at != place]
            of.backwards(factor, Mul((weight, *rest)) if total is None else Call("tr", (Mul((Transpose(weight), *rest)),)))
            continue
        start, end = next(span for span in _chains(of, factors, shape_of) if span[0] <= place < span[1])
        others = [other for at, other in enumerate(factors) if not start <= at < end]
        left = [Transpose(other) for other in reversed(factors[start:place]) if of.shape(other) is not None]
        right = [Transpose(other) for other in reversed(factors[place + 1:end]) if of.shape(other) is not None]
        scalars = [other for at, other in enumerate(factors[start:end], start) if at != place and shape_of[at] is None]
        chain = Mul(factors[start:end]) if end - start > 1 else factors[start]
        if of.shape(chain) is None:
            scale = [weight, *others] if total is None else [Call("tr", (Mul((Transpose(weight), *others)),))]
            of.backwards(factor, _joined([*scale, *scalars, *left, *right]))
        else:
            of.backwards(factor, _joined([*others, *scalars, *left, weight, *right]))


def _joined(factors: Sequence[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Mul(factors)


def _chains(of: Calculus, factors: Sequence[Expr], shape_of: Sequence[shapes.Shape]) -> list[tuple[int, int]]:
    """The runs of factors that end where the running product is a scalar."""
    found: list[tuple[int, int]] = []
    start, current = None, None
    for place, shape in enumerate(shape_of):
        if shape is None:
            continue
        start, current = (place, shape) if start is None or current is None else (start, (current[0], shape[1]))
        if current == (shapes.ONE, shapes.ONE):
            found.append((start, place + 1))
            start = None
    if start is not None:
        found.append((start, len(factors)))
    return found


def _back_power(of: Calculus, node: Expr, weight: Expr) -> None:
    base, exponent = node.args
    count = rational(exponent)
    if of.shape(base) is None:
        if type(base) is Call and base.data == "norm" and count == 2:
            of.backwards(base.args[0], Mul((weight, TWO, base.args[0])))
        elif of.depends(exponent):
            raise NoRuleError("a power with a variable exponent")
        else:
            of.backwards(base, Mul((weight, _outer(of, node))))
        return
    if count is None or count.denominator != 1 or not -8 <= count <= 8 or count == 0:
        raise NoRuleError("a power of a matrix")
    if count == -1:
        of.backwards(base, Neg(Mul((Transpose(node), weight, Transpose(node)))))
        return
    one = base if count > 0 else Pow(base, Neg(ONE))
    turned = Transpose(one)
    for place in range(abs(int(count))):
        of.backwards(one, _joined([*[turned] * place, weight, *[turned] * (abs(int(count)) - 1 - place)]))


def _back_call(of: Calculus, node: Expr, weight: Expr) -> None:
    name, inner = node.data, node.args[0]
    if name == "tr":
        of.backwards(inner, Mul((weight, IDENTITY)))
    elif name == "det":
        singular = _may_be_singular(of, inner)
        turned = (Transpose(Call("adj", (inner,))),) if singular else (node, Transpose(Pow(inner, Neg(ONE))))
        of.backwards(inner, Mul((weight, *turned)))
    elif name == "norm" and of.shape(inner) is not None:
        of.backwards(inner, Div(Mul((weight, inner)), node))
    elif name in _NO_ELEMENTARY or len(node.args) > 1:
        raise NoRuleError(name)
    else:
        factor = _outer(of, node)
        of.backwards(inner, Mul((weight, factor)) if of.shape(inner) is None else Call("hadamard", (factor, weight)))


_NO_ELEMENTARY = ("adj", "diag", "vec", "vecr", "kron", "hadamard", "outer", "abs")


def _back_quotient(of: Calculus, node: Expr, weight: Expr) -> None:
    over, under = node.args
    of.backwards(over, Div(weight, under))
    if of.depends(under):
        if of.shape(over) is not None:
            raise NoRuleError("a denominator under an array")
        of.backwards(under, Neg(Div(Mul((weight, over)), Pow(under, TWO))))


def _back_sum(of: Calculus, node: Expr, weight: Expr) -> None:
    for arg in node.args:
        of.backwards(arg, weight)


_BACKWARD: dict[type[Expr], Callable[[Calculus, Expr, Expr], None]] = {
    Mul: _back_product, Pow: _back_power, Call: _back_call, Div: _back_quotient,
    Neg: lambda of, node, weight: of.backwards(node.args[0], Neg(weight)),
    Transpose: lambda of, node, weight: of.backwards(node.args[0], Transpose(weight) if of.shape(node.args[0]) is not None else weight),
    Add: _back_sum,
}
