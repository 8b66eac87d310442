"""Integrate as students do who have the rules wrong: a term, a factor, a power at a time; never a truth."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from grader.engine import rational
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Pow, Symbol, build, names

Power = Callable[[Expr, Fraction], Expr]
"""What becomes of x^n."""


def raised(x: Expr, n: Fraction) -> Expr:
    """x^n → x^(n+1)/(n+1), which is right."""
    return build.div(_power(x, n + 1), build.number(n + 1))


def not_raised(x: Expr, n: Fraction) -> Expr:
    """x^n → x^n/(n+1)."""
    return build.div(_power(x, n), build.number(n + 1))


def not_divided(x: Expr, n: Fraction) -> Expr:
    """x^n → x^(n+1)."""
    return _power(x, n + 1)


def integrated(tree: Expr, x: Symbol, power: Power, factors_alone: bool = False) -> Expr | None:
    """Return the tree integrated term by term, or ``None`` where no rule is known.

    ``factors_alone`` integrates a product factor by factor, and what stands inside a function is not looked at.
    """
    if x.name not in names(tree):
        return build.mul([tree, x])
    kind, args = type(tree), tree.args
    if tree == x:
        return power(x, Fraction(1))
    if kind is Pow and args[0] == x and (n := rational(args[1])) is not None and n != -1:
        return power(x, n)
    if kind in (Add, Neg, Mul, Div):
        return _combined(tree, x, power, factors_alone)
    inner = args[1] if kind is Pow and args[0] == Constant("e") else args[0] if kind is Call and len(args) == 1 else None
    if inner is None or (inner != x and not factors_alone):
        return None
    if kind is Pow or tree.data == "exp":
        return tree
    if tree.data == "sin":
        return Neg(Call("cos", args))
    return Call("sin", args) if tree.data == "cos" else None


def _combined(tree: Expr, x: Symbol, power: Power, factors_alone: bool) -> Expr | None:
    """A sum, a product, a quotient, or minus something."""
    constant = [arg for arg in tree.args if x.name not in names(arg)]
    if type(tree) is Div and not constant:
        return None
    if type(tree) is Mul and len(constant) + 1 < len(tree.args) and not factors_alone:
        return None
    if type(tree) is Div and tree.args[0] in constant:
        return None
    parts = [arg if arg in constant and type(tree) is not Add else integrated(arg, x, power, factors_alone) for arg in tree.args]
    found = [part for part in parts if part is not None]
    return tree.with_args(found) if len(found) == len(parts) else None


def _power(x: Expr, n: Fraction) -> Expr:
    return x if n == 1 else Pow(x, build.number(n))
