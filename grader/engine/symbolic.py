"""Trees to SymPy and back: SymPy differentiates f as a second, independent witness when a bank is built.

SymPy objects are made node by node from a closed table; no text ever reaches SymPy.  It is imported on first use, for it costs
0.4 s, and nothing that a student waits for calls this module.  Odd roots become ``real_root``-like ``sign·|x|^(1/n)``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from grader.engine.arrays import Array
from grader.engine.identity import Finding, compare
from grader.engine.program import rational
from grader.engine.truth import Key
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, Transpose, build, fold
from grader.model import Outcome, Variable

SympyExpr = Any


class NotExpressibleError(Exception):
    """SymPy's answer (or our tree) has no counterpart on the other side."""


@lru_cache(maxsize=1)
def _sympy() -> Any:
    import sympy

    return sympy


_SAME_NAME = ("exp", "log", "sqrt", "sign", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "asec", "acsc",
              "sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh", "acoth", "asech", "acsch")


def sympy_symbol(variable: Variable) -> SympyExpr:
    """The SymPy symbol with the assumptions of the variable's domain."""
    assumptions = {"positive": {"positive": True}, "natural": {"integer": True, "positive": True}}
    return _sympy().Symbol(variable.name, **assumptions.get(variable.domain, {"real": True}))


def to_sympy(tree: Expr, variables: tuple[Variable, ...]) -> SympyExpr:
    """A scalar tree as a SymPy expression; raises :class:`NotExpressibleError` for a function SymPy lacks."""
    sympy = _sympy()
    symbols = {variable.name: sympy_symbol(variable) for variable in variables}

    def step(node: Expr, args: tuple[SympyExpr, ...]) -> SympyExpr:
        match node:
            case Number():
                return sympy.Rational(node.value.numerator, node.value.denominator)
            case Symbol():
                return symbols[node.name]
            case Constant():
                return sympy.pi if node.name == "pi" else sympy.E
            case Neg():
                return -args[0]
            case Add():
                return sympy.Add(*args)
            case Mul():
                return sympy.Mul(*args)
            case Div():
                return args[0] / args[1]
            case Pow():
                return _power(node, args)
            case Transpose():
                return args[0]
            case Call():
                return _call(node, args)
        raise NotExpressibleError(type(node).__name__)

    return fold(tree, step)


def _power(node: Pow, args: tuple[SympyExpr, ...]) -> SympyExpr:
    exponent = rational(node.args[1])
    if exponent is not None and exponent.denominator % 2 and exponent.denominator > 1:
        return _odd_root(args[0], exponent.denominator) ** exponent.numerator
    return args[0] ** args[1]


def _odd_root(x: SympyExpr, index: int) -> SympyExpr:
    sympy = _sympy()
    return x ** sympy.Rational(1, index) if x.is_nonnegative else sympy.sign(x) * sympy.Abs(x) ** sympy.Rational(1, index)


def _call(node: Call, args: tuple[SympyExpr, ...]) -> SympyExpr:
    sympy = _sympy()
    x = args[0]
    if node.name == "log" and len(args) == 2:
        return sympy.log(x) / sympy.log(args[1])
    if node.name == "root":
        index = rational(node.args[1])
        if index is not None and index.denominator == 1 and index % 2:
            return _odd_root(x, int(index))
        return x ** (1 / args[1])
    if node.name in ("abs", "norm"):
        return sympy.Abs(x)
    if node.name == "factorial":
        return sympy.factorial(x)
    if node.name == "acot":
        return sympy.pi / 2 - sympy.atan(x)
    if node.name not in _SAME_NAME:
        raise NotExpressibleError(node.name)
    return getattr(sympy, node.name)(x)


def from_sympy(expression: SympyExpr) -> Expr:
    """A SymPy expression as a tree; raises :class:`NotExpressibleError` for what our language lacks."""
    sympy = _sympy()
    if expression.is_Rational:
        return build.number(Fraction(int(expression.p), int(expression.q)))
    if expression.is_Symbol:
        return Symbol(expression.name)
    if expression is sympy.pi or expression is sympy.E:
        return Constant("pi" if expression is sympy.pi else "e")
    args = [from_sympy(arg) for arg in expression.args]
    if expression.is_Add:
        return Add(args)
    if expression.is_Mul:
        return Mul(args)
    if expression.is_Pow:
        return Pow(args[0], args[1])
    name = type(expression).__name__
    makers: dict[str, Callable[[], Expr]] = {"Abs": lambda: Call("abs", args), "exp": lambda: Call("exp", args)}
    if name in makers:
        return makers[name]()
    if name in _SAME_NAME:
        return Call(name, args)
    raise NotExpressibleError(name)


def sympy_truth(key: Key) -> Array:
    """What SymPy says the truth is, as trees; raises :class:`NotExpressibleError` where it is silent."""
    sympy = _sympy()
    entries = [to_sympy(entry, key.variables) for entry in key.f.entries]
    if key.problem.asked != "value":
        by_name = {variable.name: sympy_symbol(variable) for variable in key.variables}
        for _ in range(2 if key.problem.asked == "hessian" else 1):
            entries = [sympy.diff(entry, by_name[name]) for entry in entries for name in key.problem.wrt]
    return Array(key.shape, tuple([from_sympy(entry) for entry in entries]))


def witness(key: Key) -> Finding | None:
    """The ladder's finding about SymPy's derivative; ``None`` where SymPy cannot express it."""
    try:
        return compare(key, sympy_truth(key).entries)
    except NotExpressibleError:
        return None


def agrees(finding: Finding | None) -> bool:
    """Whether a witness spoke and said the same."""
    return finding is not None and finding.outcome is Outcome.CORRECT
