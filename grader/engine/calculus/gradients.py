"""Gradients backwards and Jacobians forwards, as people write them.

Witnesses for display only: the bank proves each against the derivative by definition.  A scalar function's gradient is found backwards
from the value to the variable (reverse accumulation), a vector function's Jacobian forwards.  Sources: the lecture, sections 5.3–5.6;
J. R. Magnus and H. Neudecker, "Matrix Differential Calculus" (1988).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.engine.calculus.arrays import ONE, TWO, ZERO, Calculus, chosen, joined, may_be_singular, weighed
from grader.engine.calculus.scalars import NoRuleError
from grader.engine.calculus.tidy import IDENTITY
from grader.engine.program.builder import rational
from grader.expr import Add, ArraySymbol, Call, Cases, Div, Expr, Mul, Neg, Pow, Transpose, build, shapes


def gradient(calculus: Calculus, tree: Expr) -> Expr:
    """Return the derivative of a scalar tree in the lecture's layout: a row for a vector, the shape of a matrix; raises NoRuleError."""
    if type(tree) is Cases:
        return tree.with_args([arg if at % 2 else gradient(calculus, arg) for at, arg in enumerate(tree.args)])
    way = _Backwards(calculus)
    way.pass_on(tree, ONE)
    total = build.add(way.weights)
    shape = calculus.declared.arrays[calculus.name]
    is_vector = shape is not None and shape[1] == shapes.ONE
    return calculus.tidied(Transpose(total) if is_vector else total)


def jacobian(calculus: Calculus, tree: Expr) -> Expr:
    """Return the derivative of a column by a vector; raises NoRuleError."""
    if not calculus.depends(tree):
        return ZERO
    if type(tree) is ArraySymbol:
        return IDENTITY
    if type(tree) is Neg:
        return build.neg(jacobian(calculus, tree.args[0]))
    if type(tree) is Add:
        parts = [jacobian(calculus, arg) for arg in tree.args]
        return build.add([part for part in parts if not build.is_number(part, 0)])
    if type(tree) is Mul:
        return build.add(_of_factors(calculus, tree))
    if type(tree) is Div and not calculus.depends(tree.args[1]):
        return build.div(jacobian(calculus, tree.args[0]), tree.args[1])
    if type(tree) is Call and tree.data in ("max", "min") and len(tree.args) > 1:
        return build.add([Mul((Call("diag", (weight,)), jacobian(calculus, arg))) for arg, weight in chosen(calculus, tree)])
    if type(tree) is Call and len(tree.args) == 1:
        return Mul((Call("diag", (calculus.outer(tree),)), jacobian(calculus, tree.args[0])))
    raise NoRuleError(type(tree).__name__)


def _of_factors(calculus: Calculus, tree: Expr) -> list[Expr]:
    """Return the Jacobians of a product, one for each factor that varies."""
    found: list[Expr] = []
    for place, factor in enumerate(tree.args):
        if not calculus.depends(factor):
            continue
        others = [*tree.args[:place], *tree.args[place + 1:]]
        if calculus.shape(factor) is None:
            found.append(Mul((*others, gradient(calculus, factor))))
        elif place == len(tree.args) - 1:
            found.append(Mul((*tree.args[:place], jacobian(calculus, factor))))
        elif all(calculus.shape(other) is None for other in tree.args[place + 1:]):
            found.append(Mul((*others, jacobian(calculus, factor))))
        else:
            raise NoRuleError("a factor in the middle of a product")
    return found


class _Backwards:
    """One pass from a value back to the variable; ``weights`` are those that arrive there."""

    def __init__(self, calculus: Calculus) -> None:
        self.calculus = calculus
        self.depends = calculus.depends
        self.shape = calculus.shape
        self.outer = calculus.outer
        self.weights: list[Expr] = []

    def pass_on(self, tree: Expr, weight: Expr) -> None:
        """Pass the weight of a part of the value on to its own parts."""
        if not self.depends(tree):
            return
        if type(tree) is ArraySymbol:
            self.weights.append(weight)
            return
        rule = _BACKWARD.get(type(tree))
        if rule is None:
            raise NoRuleError(type(tree).__name__)
        rule(self, tree, weight)


def _back_product(of: _Backwards, node: Expr, weight: Expr) -> None:
    """Each chain of matrix factors by itself: of L F R with the weight G, F has the weight Lᵀ G Rᵀ."""
    factors = node.args
    shape_of = [of.shape(factor) for factor in factors]
    total = of.shape(node)
    for place, factor in enumerate(factors):
        if not of.depends(factor):
            continue
        if shape_of[place] is None:
            rest = [other for at, other in enumerate(factors) if at != place]
            of.pass_on(factor, Mul((weight, *rest)) if total is None else Call("tr", (Mul((Transpose(weight), *rest)),)))
            continue
        start, end = next(span for span in _chains(of, factors, shape_of) if span[0] <= place < span[1])
        others = [other for at, other in enumerate(factors) if not start <= at < end]
        left = [Transpose(other) for other in reversed(factors[start:place]) if of.shape(other) is not None]
        right = [Transpose(other) for other in reversed(factors[place + 1:end]) if of.shape(other) is not None]
        scalars = [other for at, other in enumerate(factors[start:end], start) if at != place and shape_of[at] is None]
        chain = Mul(factors[start:end]) if end - start > 1 else factors[start]
        if of.shape(chain) is None:
            scale = [weight, *others] if total is None else [Call("tr", (Mul((Transpose(weight), *others)),))]
            of.pass_on(factor, joined([*scale, *scalars, *left, *right]))
        else:
            of.pass_on(factor, joined([*others, *scalars, *left, weight, *right]))


def _chains(of: _Backwards, factors: Sequence[Expr], shape_of: Sequence[shapes.Shape]) -> list[tuple[int, int]]:
    """Return the runs of factors that end where the running product is a scalar."""
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


def _back_power(of: _Backwards, node: Expr, weight: Expr) -> None:
    base, exponent = node.args
    count = rational(exponent)
    if of.shape(base) is None:
        if type(base) is Call and base.data == "norm" and count == 2:
            of.pass_on(base.args[0], Mul((weight, TWO, base.args[0])))
        elif of.depends(exponent):
            raise NoRuleError("a power with a variable exponent")
        else:
            of.pass_on(base, Mul((weight, of.outer(node))))
        return
    if count is None or count.denominator != 1 or not -8 <= count <= 8 or count == 0:
        raise NoRuleError("a power of a matrix")
    if count == -1:
        of.pass_on(base, Neg(Mul((Transpose(node), weight, Transpose(node)))))
        return
    one = base if count > 0 else Pow(base, Neg(ONE))
    turned = Transpose(one)
    for place in range(abs(int(count))):
        of.pass_on(one, joined([*[turned] * place, weight, *[turned] * (abs(int(count)) - 1 - place)]))


def _back_call(of: _Backwards, node: Expr, weight: Expr) -> None:
    name, inner = node.data, node.args[0]
    if name == "tr":
        of.pass_on(inner, Mul((weight, IDENTITY)))
    elif name == "det":
        singular = may_be_singular(of.calculus, inner)
        turned = (Transpose(Call("adj", (inner,))),) if singular else (node, Transpose(Pow(inner, Neg(ONE))))
        of.pass_on(inner, Mul((weight, *turned)))
    elif name == "norm" and of.shape(inner) is not None:
        of.pass_on(inner, Div(Mul((weight, inner)), node))
    elif name == "norm1" and of.shape(inner) is not None:
        of.pass_on(inner, Mul((weight, Call("sign", (inner,)))))
    elif name in ("max", "min") and len(node.args) > 1:
        for arg, taken in chosen(of.calculus, node):
            of.pass_on(arg, weighed(of.calculus, taken, weight))
    elif name == "hadamard" and all(of.shape(arg) is not None for arg in node.args):
        for place, arg in enumerate(node.args):
            of.pass_on(arg, Call("hadamard", (node.args[1 - place], weight)))
    elif name in _NO_ELEMENTARY or len(node.args) > 1:
        raise NoRuleError(name)
    else:
        factor = of.outer(node)
        of.pass_on(inner, Mul((weight, factor)) if of.shape(inner) is None else Call("hadamard", (factor, weight)))


_NO_ELEMENTARY = ("adj", "diag", "vec", "vecr", "kron", "hadamard", "outer", "abs", "norminf", "max", "min")


def _back_quotient(of: _Backwards, node: Expr, weight: Expr) -> None:
    over, under = node.args
    of.pass_on(over, Div(weight, under))
    if of.depends(under):
        if of.shape(over) is not None:
            raise NoRuleError("a denominator under an array")
        of.pass_on(under, Neg(Div(Mul((weight, over)), Pow(under, TWO))))


def _back_sum(of: _Backwards, node: Expr, weight: Expr) -> None:
    for arg in node.args:
        of.pass_on(arg, weight)


_BACKWARD: dict[type[Expr], Callable[[_Backwards, Expr, Expr], None]] = {
    Mul: _back_product, Pow: _back_power, Call: _back_call, Div: _back_quotient,
    Neg: lambda of, node, weight: of.pass_on(node.args[0], Neg(weight)),
    Transpose: lambda of, node, weight: of.pass_on(node.args[0], Transpose(weight) if of.shape(node.args[0]) is not None else weight),
    Add: _back_sum,
}
