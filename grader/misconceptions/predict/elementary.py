"""Elementary functions as students treat them: which calls have an argument to differentiate, and the integrals that everybody knows."""

from __future__ import annotations

from collections.abc import Callable

from grader.engine.calculus import derivative
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, names

NOT_ELEMENTARY = frozenset(("det", "tr", "diag", "vec", "vecr", "kron", "hadamard", "outer", "norm", "adj", "commutation",
                            "norm1", "norminf", "max", "min"))
"""Calls that have no outer derivative by their argument."""


def antiderivative(f: Expr, name: str, chain: bool) -> Expr | None:
    """Return an integral of f by the basic rules, term by term; ``chain`` divides by the inner derivative, as is right if that is constant.

    ``None`` where the rules have nothing to say.
    """
    if name not in names(f):
        return Mul((f, Symbol(name)))
    if type(f) in (Add, Neg):
        terms = [antiderivative(term, name, chain) for term in f.args]
        found = [term for term in terms if term is not None]
        return f.with_args(found) if len(found) == len(terms) else None
    if type(f) is Mul:
        varying = [arg for arg in f.args if name in names(arg)]
        inner = antiderivative(varying[0], name, chain) if len(varying) == 1 else None
        return None if inner is None else Mul((*[arg for arg in f.args if name not in names(arg)], inner))
    if type(f) is Div and name not in names(f.args[1]):
        inner = antiderivative(f.args[0], name, chain)
        return None if inner is None else Div(inner, f.args[1])
    return _of_one_function(f, name, chain)


def _of_one_function(f: Expr, name: str, chain: bool) -> Expr | None:
    found = _outer_integral(f, name)
    if found is None:
        return None
    outer, inner = found
    slope = derivative(inner, name)
    return outer if not chain or slope == Number(1) else Div(outer, slope)


def _outer_integral(f: Expr, name: str) -> tuple[Expr, Expr] | None:
    """Return the integral by the argument of f, and that argument."""
    one = Number(1)
    if type(f) is Symbol:
        return Div(Pow(f, Number(2)), Number(2)), f
    if type(f) is Pow and name not in names(f.args[1]):
        raised = Add((f.args[1], one))
        return Div(Pow(f.args[0], raised), raised), f.args[0]
    if type(f) is Pow and f.args[0] == Constant("e"):
        return f, f.args[1]
    if type(f) is Pow and name not in names(f.args[0]):
        return Div(f, Call("log", (f.args[0],))), f.args[1]
    if type(f) is Div and name not in names(f.args[0]):
        return Mul((f.args[0], Call("log", (f.args[1],)))), f.args[1]
    if type(f) is Call and f.data in _INTEGRALS and len(f.args) == 1:
        return _INTEGRALS[f.data](f.args[0]), f.args[0]
    return None


_INTEGRALS: dict[str, Callable[[Expr], Expr]] = {
    "sin": lambda u: Neg(Call("cos", (u,))), "cos": lambda u: Call("sin", (u,)), "exp": lambda u: Call("exp", (u,)),
    "sinh": lambda u: Call("cosh", (u,)), "cosh": lambda u: Call("sinh", (u,)),
    "log": lambda u: Add((Mul((u, Call("log", (u,)))), Neg(u))),
    "sqrt": lambda u: Mul((Div(Number(2), Number(3)), Mul((u, Call("sqrt", (u,)))))),
}
