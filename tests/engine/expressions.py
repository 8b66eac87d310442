"""Seeded random expressions over every function that the engine promises, defined on most of the declared domain by construction."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol
from grader.model import Variable

VARIABLES = (
    Variable("x"), Variable("y"), Variable("a", "interval", Number(0), Div(Constant("pi"), Number(2))),
    Variable("p", "positive"), Variable("n", "natural"),
    Variable("u", "interval", Div(Number(3), Number(20)), Div(Number(17), Number(20))),
)

TOTAL = ("exp", "sin", "cos", "atan", "acot", "sinh", "cosh", "tanh", "sech", "asinh", "abs", "cbrt")
"""Functions with a value everywhere."""
POLES = ("tan", "cot", "sec", "csc", "coth", "csch", "acsch", "sign")
"""Functions with a value almost everywhere."""
ON_POSITIVE = ("log", "sqrt", "log2")
ON_UNIT = ("asin", "acos", "atanh")
"""Functions of arguments between -1 and 1."""
ABOVE_ONE = ("acosh", "acoth", "asec", "acsc")


def random_point(rng: Random) -> dict[str, Fraction]:
    """A point of the domain of :data:`VARIABLES` with coordinates of 40 bits."""
    def between(low: float, high: float) -> Fraction:
        return Fraction(round(rng.uniform(low, high) * 2**40), 2**40)

    return {"x": between(-3, 3), "y": between(-3, 3), "a": between(0.01, 1.56), "p": between(0.01, 3),
            "n": Fraction(rng.randint(1, 12)), "u": between(0.16, 0.84)}


def expression(rng: Random, depth: int = 3) -> Expr:
    """Any expression."""
    if depth <= 0 or rng.random() < 0.08:
        return leaf(rng)
    draw = rng.random()
    if draw < 0.22:
        return Add([_signed(rng, expression(rng, depth - 1)) for _ in range(rng.choice((2, 2, 3)))])
    if draw < 0.46:
        return Mul([_unsigned(expression(rng, depth - 1)) for _ in range(rng.choice((2, 2, 3)))])
    if draw < 0.56:
        return Div(_unsigned(expression(rng, depth - 1)), rng.choice((positive, expression))(rng, depth - 1))
    if draw < 0.70:
        return _power(rng, depth)
    return _call(rng, depth)


def leaf(rng: Random) -> Expr:
    """A variable, mostly; else a small number or a constant."""
    draw = rng.random()
    if draw < 0.66:
        return Symbol(rng.choice(("x", "x", "x", "y", "y", "p", "p", "a", "u", "n")))
    if draw < 0.92:
        return Number(rng.randint(1, 9))
    return rng.choice((Constant("pi"), Constant("e"), Div(Number(rng.randint(1, 5)), Number(rng.randint(2, 7))),
                       Number(Fraction(rng.randint(1, 99), 10), 1)))


def positive(rng: Random, depth: int) -> Expr:
    """An expression that is positive on the whole domain."""
    if depth <= 0:
        return rng.choice((Symbol("p"), Symbol("u"), Number(rng.randint(1, 9)), Constant("pi"), Symbol("n")))
    draw = rng.random()
    if draw < 0.3:
        return rng.choice((Symbol("p"), Symbol("p"), Symbol("u"), Number(rng.randint(1, 9))))
    if draw < 0.5:
        return Add([Pow(_real(rng, depth - 1), Number(2)), Number(rng.randint(1, 4))])
    if draw < 0.65:
        return Add([positive(rng, depth - 1), positive(rng, depth - 1)])
    if draw < 0.8:
        return Mul([positive(rng, depth - 1), positive(rng, depth - 1)])
    return Call(rng.choice(("exp", "cosh")), [small(rng, depth - 1)])


def is_positive(tree: Expr) -> bool:
    """Whether the tree is positive on the whole domain, seen from its form alone."""
    match tree:
        case Number():
            return tree.value > 0
        case Symbol():
            return tree.name in ("p", "u", "n")
        case Constant():
            return True
        case Add() | Mul() | Div():
            if isinstance(tree, Add):
                squares = [arg for arg in tree.args if isinstance(arg, Pow) and arg.args[1] == Number(2)]
                return len(squares) < len(tree.args) and all(arg in squares or is_positive(arg) for arg in tree.args)
            return all(map(is_positive, tree.args))
        case Pow():
            return is_positive(tree.args[0])
        case Call():
            return tree.name in ("exp", "cosh", "sech") or (tree.name in ("sqrt", "root") and is_positive(tree.args[0]))
    return False


def between_ones(rng: Random, depth: int) -> Expr:
    """An expression with values in (-1, 1)."""
    inner = small(rng, depth - 1)
    return rng.choice((Symbol("u"), Symbol("u"), Call("tanh", [inner]), Div(Call("sin", [inner]), Number(2)),
                       Div(inner, Add([Pow(inner, Number(2)), Number(1)])), Add([Mul([Number(2), Symbol("u")]), Neg(Number(1))])))


def above_one(rng: Random, depth: int) -> Expr:
    """An expression with values above 1."""
    return rng.choice((Add([Number(1), positive(rng, depth - 1)]), Add([Number(2), Symbol("p")]), Div(Number(1), Symbol("u"))))


def small(rng: Random, depth: int) -> Expr:
    """An argument for functions that grow fast: low degree, no function that grows fast itself."""
    draw = rng.random()
    simple: Expr = Symbol(rng.choice(("x", "y", "p", "a", "u")))
    if draw < 0.35:
        return simple
    if draw < 0.6:
        return Mul([Number(rng.randint(2, 4)), simple])
    if draw < 0.75:
        return Add([simple, _signed(rng, leaf(rng))])
    if draw < 0.85:
        return Div(simple, Number(rng.randint(2, 5)))
    if draw < 0.93 or depth <= 0:
        return Pow(simple, Number(2))
    return Call(rng.choice(("sin", "cos", "atan", "tanh")), [expression(rng, depth - 1)])


def _real(rng: Random, depth: int) -> Expr:
    return expression(rng, depth) if depth > 0 else Symbol(rng.choice(("x", "y", "a")))


def _signed(rng: Random, tree: Expr) -> Expr:
    return Neg(tree) if rng.random() < 0.35 and not isinstance(tree, Neg) else tree


def _unsigned(tree: Expr) -> Expr:
    return tree.args[0] if isinstance(tree, Neg) else tree


def _power(rng: Random, depth: int) -> Expr:
    draw = rng.random()
    if draw < 0.5:
        return Pow(_unsigned(expression(rng, depth - 1)), Number(rng.choice((2, 2, 2, 3, 3, 4, 5))))
    if draw < 0.62:
        return Pow(_unsigned(expression(rng, depth - 1)), Neg(Number(rng.randint(1, 3))))
    if draw < 0.72:
        return Pow(expression(rng, depth - 1), Div(Number(rng.choice((1, 2, 4))), Number(rng.choice((3, 5)))))
    if draw < 0.82:
        return Pow(positive(rng, depth - 1), Div(Number(rng.choice((1, 3, 5))), Number(rng.choice((2, 4)))))
    if draw < 0.92:
        return Pow(positive(rng, depth - 2), small(rng, 0))
    return Pow(Symbol(rng.choice(("x", "y"))), rng.choice((Symbol("n"), Add([Symbol("n"), Number(1)]))))


def _call(rng: Random, depth: int) -> Expr:
    draw = rng.random()
    if draw < 0.55:
        name = rng.choice(TOTAL)
        if name == "cbrt":
            return Call("root", [expression(rng, depth - 1), Number(rng.choice((3, 5)))])
        grows = name in ("exp", "sinh", "cosh", "tanh", "sech")
        return Call(name, [small(rng, depth - 1) if grows else expression(rng, depth - 1)])
    if draw < 0.7:
        return Call(rng.choice(POLES), [small(rng, depth - 1)])
    if draw < 0.85:
        name = rng.choice(ON_POSITIVE)
        # Now and then the argument may be negative somewhere: the truth then has a smaller domain.
        inner = positive(rng, depth - 1) if rng.random() < 0.85 else expression(rng, depth - 1)
        return Call("log", [inner, Number(rng.choice((2, 10)))]) if name == "log2" else Call(name, [inner])
    if draw < 0.94:
        return Call(rng.choice(ON_UNIT), [between_ones(rng, depth - 1)])
    if draw < 0.97:
        return Call(rng.choice(ABOVE_ONE), [above_one(rng, depth - 1)])
    return Call("asech", [Symbol("u")])
