"""The derivative of a tree, rule by rule: the displayed form of the truth.

It is a witness, not the judge: the engine compares it with the duals whenever it is used for more than display.  Source: the
lecture, sections 5.1.2 (5.29–5.32) and 5.2.
"""

from __future__ import annotations

from collections.abc import Callable

from grader.engine.errors import EngineError
from grader.engine.program.builder import rational
from grader.expr import (
    BY_CASES,
    Add,
    Apply,
    Call,
    Cases,
    Condition,
    Constant,
    Expr,
    Matrix,
    Number,
    Pow,
    Symbol,
    build,
    fold,
    names,
    postorder,
)

_ONE, _TWO = Number(1), Number(2)


class NoRuleError(EngineError):
    """Internal: there is no rule here for a part of the function."""


def derivative(tree: Expr, name: str) -> Expr:
    """Return the partial derivative of a scalar tree by a symbol, tidied only of literal zeros and ones.

    >>> from grader.expr import plain, Pow, Symbol
    >>> plain(derivative(Pow(Symbol("x"), Number(3)), "x"))
    '3x^2'
    """
    def step(node: Expr, slopes: tuple[Expr, ...]) -> Expr:
        if type(node) is Symbol:
            return _ONE if node.data == name else Number(0)
        if not node.args or all(build.is_number(slope, 0) for slope in slopes):
            return Number(0)
        return _RULES[type(node).__name__](node, slopes)

    return fold(tree, step)


def outer(node: Expr) -> Expr:
    """Return the derivative of a power or of an elementary function by its argument, at the argument."""
    if type(node) is Pow:
        base, exponent = node.args
        return build.mul([exponent, build.power(base, _less_one(exponent))])
    return _call(node, (_ONE, *[Number(0)] * (len(node.args) - 1)))


def _apply(node: Expr, slopes: tuple[Expr, ...]) -> Expr:
    """Apply the chain rule: the partial derivative by every argument times the argument's derivative."""
    name, orders = node.data
    terms = []
    for place, slope in enumerate(slopes):
        if not build.is_number(slope, 0):
            partial = Apply(name, [order + (at == place) for at, order in enumerate(orders)], node.args)
            terms.append(build.mul([partial, slope]))
    return build.add(terms)


def _sum(node: Expr, slopes: tuple[Expr, ...]) -> Expr:
    return build.add(slopes)


def _product(node: Expr, slopes: tuple[Expr, ...]) -> Expr:
    terms = [build.mul([slope if i == j else factor for j, factor in enumerate(node.args)])
             for i, slope in enumerate(slopes) if not build.is_number(slope, 0)]
    return build.add(terms)


def _quotient(node: Expr, slopes: tuple[Expr, ...]) -> Expr:
    f, g = node.args
    if build.is_number(slopes[1], 0):
        return build.div(slopes[0], g)
    numerator = build.add([build.mul([slopes[0], g]), build.neg(build.mul([f, slopes[1]]))])
    return build.div(numerator, build.power(g, _TWO))


def _power(node: Expr, slopes: tuple[Expr, ...]) -> Expr:
    base, exponent = node.args
    if build.is_number(slopes[1], 0):
        return build.mul([exponent, build.power(base, _less_one(exponent)), slopes[0]])
    growth = slopes[1] if base == Constant("e") else build.mul([slopes[1], Call("log", (base,))])
    if build.is_number(slopes[0], 0):
        return build.mul([node, growth])
    return build.mul([node, build.add([growth, build.div(build.mul([exponent, slopes[0]]), base)])])


def _less_one(exponent: Expr) -> Expr:
    value = rational(exponent)
    if value is not None:
        return build.number(value - 1)
    return build.add([exponent, build.neg(_ONE)])


def _call(node: Expr, slopes: tuple[Expr, ...]) -> Expr:
    x, slope = node.args[0], slopes[0]
    name = node.data
    if name == "root":
        return build.mul([build.div(node, build.mul([node.args[1], x])), slope])
    if name in ("max", "min") and len(node.args) > 1:
        return _extreme(node, slopes)
    if name == "log" and len(node.args) == 2:
        base = node.args[1]
        if names(base):
            return derivative_of_quotient_of_logs(x, base, slopes)
        return build.div(slope, build.mul([x, Call("log", (base,))]))
    if x.is_array and name in BY_CASES:
        raise NoRuleError(name)
    return _CHAIN[name](node, x, slope)


def _extreme(node: Expr, slopes: tuple[Expr, ...]) -> Expr:
    """The derivative of the largest or smallest argument, two by two."""
    best, found = node.args[0], slopes[0]
    for other, slope in zip(node.args[1:], slopes[1:], strict=True):
        larger = (best, other) if node.data == "max" else (other, best)
        found = found if found == slope else Cases((found, Condition(">", larger), slope, Condition("otherwise")))
        best = Call(node.data, (best, other))
    return found


def written_out(tree: Expr) -> Expr:
    """A tree with the norms ‖·‖₁ and ‖·‖_∞ and the largest entries of vectors that are written entry by entry as sums, max and min."""
    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if id(node) not in found or len(args) > 1 or type(args[0]) is not Matrix:
            return node.with_args(args)
        entries = [Call("abs", (entry,)) for entry in args[0].args] if node.data in ("norm1", "norminf") else args[0].args
        if len(entries) == 1:
            return entries[0]
        return Add(entries) if node.data == "norm1" else Call("max" if node.data == "norminf" else node.data, entries)

    found = {id(node) for node in postorder(tree) if type(node) is Call and node.data in ("norm1", "norminf", "max", "min")}
    return fold(tree, step) if found else tree


def derivative_of_quotient_of_logs(x: Expr, base: Expr, slopes: tuple[Expr, ...]) -> Expr:
    """log_b(x) = log x / log b, where the base depends on the variable too."""
    log_x, log_b = Call("log", (x,)), Call("log", (base,))
    numerator = build.add([build.div(build.mul([slopes[0], log_b]), x),
                           build.neg(build.div(build.mul([slopes[1], log_x]), base))])
    return build.div(numerator, build.power(log_b, _TWO))


def _outer(make: Callable[[Expr], Expr]) -> Callable[[Expr, Expr, Expr], Expr]:
    """Chain rule: the outer derivative at the argument times the inner derivative."""
    return lambda node, x, slope: build.mul([make(x), slope])


def _over(make: Callable[[Expr], Expr], sign: int = 1) -> Callable[[Expr, Expr, Expr], Expr]:
    """Return the inner derivative over the given denominator."""
    return lambda node, x, slope: build.div(slope if sign > 0 else build.neg(slope), make(x))


def _f(name: str) -> Callable[[Expr], Expr]:
    return lambda x: Call(name, (x,))


def _squared(name: str) -> Callable[[Expr], Expr]:
    return lambda x: build.power(Call(name, (x,)), _TWO)


def _plus(x: Expr, first: int, sign: int) -> Expr:
    square = build.power(x, _TWO)
    return build.add([build.number(first), square if sign > 0 else build.neg(square)])


def _root(expr: Expr) -> Expr:
    return Call("sqrt", (expr,))


def _minus(make: Callable[[Expr], Expr]) -> Callable[[Expr], Expr]:
    return lambda x: build.neg(make(x))


_CHAIN: dict[str, Callable[[Expr, Expr, Expr], Expr]] = {
    "exp": lambda node, x, slope: build.mul([node, slope]),
    "log": _over(lambda x: x),
    "sqrt": lambda node, x, slope: build.div(slope, build.mul([_TWO, node])),
    "abs": lambda node, x, slope: build.mul([build.div(x, node), slope]),
    "norm": lambda node, x, slope: build.mul([build.div(x, node), slope]),
    "sign": lambda node, x, slope: build.div(Number(0), x),
    "norm1": _outer(_f("sign")),
    "norminf": _outer(_f("sign")),
    "relu": _outer(_f("heaviside")),
    "heaviside": lambda node, x, slope: build.div(Number(0), x),
    "sigmoid": lambda node, x, slope: build.mul([node, build.add([_ONE, build.neg(node)]), slope]),
    "sin": _outer(_f("cos")),
    "cos": _outer(_minus(_f("sin"))),
    "tan": _over(_squared("cos")),
    "cot": _over(_squared("sin"), -1),
    "sec": lambda node, x, slope: build.mul([node, Call("tan", (x,)), slope]),
    "csc": lambda node, x, slope: build.neg(build.mul([node, Call("cot", (x,)), slope])),
    "asin": _over(lambda x: _root(_plus(x, 1, -1))),
    "acos": _over(lambda x: _root(_plus(x, 1, -1)), -1),
    "atan": _over(lambda x: _plus(x, 1, 1)),
    "acot": _over(lambda x: _plus(x, 1, 1), -1),
    "asec": _over(lambda x: build.mul([Call("abs", (x,)), _root(_plus(x, -1, 1))])),
    "acsc": _over(lambda x: build.mul([Call("abs", (x,)), _root(_plus(x, -1, 1))]), -1),
    "sinh": _outer(_f("cosh")),
    "cosh": _outer(_f("sinh")),
    "tanh": _over(_squared("cosh")),
    "coth": _over(_squared("sinh"), -1),
    "sech": lambda node, x, slope: build.neg(build.mul([node, Call("tanh", (x,)), slope])),
    "csch": lambda node, x, slope: build.neg(build.mul([node, Call("coth", (x,)), slope])),
    "asinh": _over(lambda x: _root(_plus(x, 1, 1))),
    "acosh": _over(lambda x: build.mul([_root(build.add([x, build.neg(_ONE)])), _root(build.add([x, _ONE]))])),
    "atanh": _over(lambda x: _plus(x, 1, -1)),
    "acoth": _over(lambda x: _plus(x, 1, -1)),
    "asech": _over(lambda x: build.mul([x, _root(_plus(x, 1, -1))]), -1),
    "acsch": _over(lambda x: build.mul([Call("abs", (x,)), _root(_plus(x, 1, 1))]), -1),
}

_RULES: dict[str, Callable[[Expr, tuple[Expr, ...]], Expr]] = {
    "Neg": lambda node, slopes: build.neg(slopes[0]),
    "Transpose": lambda node, slopes: slopes[0],
    "Add": _sum,
    "Mul": _product,
    "Div": _quotient,
    "Pow": _power,
    "Call": _call,
    "Apply": _apply,
    "Condition": lambda node, slopes: Number(0),
    "Cases": lambda node, slopes: node.with_args([slope if at % 2 == 0 else node.args[at] for at, slope in enumerate(slopes)]),
    "Matrix": lambda node, slopes: node.with_args(slopes),
}
