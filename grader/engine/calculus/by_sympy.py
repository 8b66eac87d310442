"""Programs to SymPy and SymPy's derivatives back to trees: a second, independent witness when a bank is built.

SymPy objects are made step by step from a closed table; no text ever reaches SymPy.  It is imported on first use, for it costs
0.4 s, and nothing that a student waits for calls this module.  Matrices are heard entry by entry at small sizes: SymPy's own matrix
expressions are silent or wrong where it matters (``tests/engine/test_sympy_matrices.py`` keeps a record).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from grader.engine.errors import EngineError
from grader.engine.values.functions import COMPOSED, FUNCTIONS
from grader.engine.values.numbers import CHOOSING, Numbers
from grader.expr import Add, Apply, Call, Cases, Condition, Constant, Expr, Mul, Number, Pow, Symbol, build
from grader.model import Variable

SympyExpr = Any


class NotExpressibleError(EngineError):
    """SymPy's answer (or our tree) has no counterpart on the other side."""


@lru_cache(maxsize=1)
def _sympy() -> Any:
    import sympy

    return sympy


_NAMES = {row.sympy or row.name: row.name for row in FUNCTIONS.values()} | {row.sympy: row.name for row in COMPOSED.values() if row.sympy}
"""SymPy's names of functions, and ours."""


def sympy_symbol(variable: Variable) -> SympyExpr:
    """Return the SymPy symbol with the assumptions of the variable's domain."""
    assumptions = {"positive": {"positive": True}, "natural": {"integer": True, "positive": True}}
    return _sympy().Symbol(variable.name, **assumptions.get(variable.domain, {"real": True}))


def sympy_dummy() -> SympyExpr:
    """Return a real symbol that no tree holds."""
    return _sympy().Dummy(real=True)


@lru_cache(maxsize=1)
def sympy_numbers() -> Numbers:
    """SymPy expressions as a kind of number."""
    sympy = _sympy()
    functions = {name: getattr(sympy, row.sympy or name) for name, row in FUNCTIONS.items()}
    table = _WithFunctions({
        "add": lambda a, b: a + b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b, "neg": lambda a: -a, "ipow": lambda a, k: a**k,
        "pow": lambda a, b: a**b, "root": _root, **functions,
        **{name: _choose(at_zero) for name, at_zero in CHOOSING.items()}})
    return Numbers(table, _leaf, sympy.Integer)


def _choose(at_zero: int) -> Callable[[SympyExpr, SympyExpr, SympyExpr], SympyExpr]:
    sympy = _sympy()
    return lambda c, a, b: sympy.Piecewise((a, c >= 0 if at_zero > 0 else c > 0), (b, True))


class _WithFunctions(dict[Any, Callable[..., Any]]):
    """A table in which every abstract function is one of SymPy's undefined functions."""

    def __missing__(self, step: Any) -> Callable[..., Any]:
        name, orders = step
        if any(orders):
            raise NotExpressibleError(name)
        made: Callable[..., Any] = _sympy().Function(name, real=True)
        self[step] = made
        return made


def _leaf(leaf: Expr) -> SympyExpr:
    sympy = _sympy()
    if type(leaf) is Number:
        return sympy.Rational(leaf.value.numerator, leaf.value.denominator)
    if type(leaf) is not Constant:
        raise NotExpressibleError("a number that is no formula")
    return sympy.pi if leaf.data == "pi" else sympy.E


def _root(x: SympyExpr, index: int) -> SympyExpr:
    """Odd roots are real."""
    sympy = _sympy()
    if index % 2 == 0 or x.is_nonnegative:
        return x ** sympy.Rational(1, index)
    return sympy.sign(x) * sympy.Abs(x) ** sympy.Rational(1, index)


def from_sympy(expression: SympyExpr) -> Expr:
    """Return a SymPy expression as a tree; raises :class:`NotExpressibleError` for what our language lacks."""
    sympy = _sympy()
    if expression.is_Rational:
        return build.number(Fraction(int(expression.p), int(expression.q)))
    if expression.is_Symbol:
        return Symbol(expression.name)
    if expression is sympy.pi or expression is sympy.E:
        return Constant("pi" if expression is sympy.pi else "e")
    if isinstance(expression, sympy.Derivative | sympy.Subs):
        return _derivative(expression)
    if isinstance(expression, sympy.Piecewise):
        return Cases([part for value, condition in expression.args for part in (from_sympy(value), _condition(condition))])
    args = [from_sympy(arg) for arg in expression.args]
    if expression.is_Add:
        return Add(args)
    if expression.is_Mul:
        return Mul(args)
    if expression.is_Pow:
        return Pow(args[0], args[1])
    if isinstance(expression, sympy.core.function.AppliedUndef):
        return Apply(expression.func.__name__, [0] * len(args), args)
    name = type(expression).__name__
    if name in _NAMES:
        return Call(_NAMES[name], args)
    raise NotExpressibleError(name)


_SIGNS = {"StrictGreaterThan": ">", "GreaterThan": ">=", "StrictLessThan": "<", "LessThan": "<="}


def _condition(condition: SympyExpr) -> Expr:
    """Return a condition of a case."""
    sympy = _sympy()
    if condition == sympy.true:
        return Condition("otherwise")
    if isinstance(condition, sympy.And | sympy.Or):
        return Condition("and" if isinstance(condition, sympy.And) else "or", [_condition(arg) for arg in condition.args])
    sign = _SIGNS.get(type(condition).__name__)
    if sign is None:
        raise NotExpressibleError(str(type(condition)))
    return Condition(sign, [from_sympy(arg) for arg in condition.args])


def _derivative(expression: SympyExpr) -> Expr:
    """``Derivative(f(x), x)``, and ``Subs`` of one at an inner function's value."""
    sympy = _sympy()
    values: dict[SympyExpr, SympyExpr] = {}
    if isinstance(expression, sympy.Subs):
        values = dict(zip(expression.variables, expression.point, strict=True))
        expression = expression.expr
    if not isinstance(expression, sympy.Derivative) or not isinstance(expression.expr, sympy.core.function.AppliedUndef):
        raise NotExpressibleError(str(type(expression)))
    inner = expression.expr
    orders = [sum(int(count) for variable, count in expression.variable_count if variable == arg) for arg in inner.args]
    if sum(orders) != sum(int(count) for _, count in expression.variable_count):
        raise NotExpressibleError("derivative by an inner variable")
    return Apply(inner.func.__name__, orders, [from_sympy(values.get(arg, arg)) for arg in inner.args])
