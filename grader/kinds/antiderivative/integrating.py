"""Integrate by the rules of powers and of elementary functions, term by term, right or as students do who have a rule wrong."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from grader.engine import rational
from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Operator, Pow, Symbol, build, names
from grader.record import record

Power = Callable[[Expr, Fraction], Expr]
"""What becomes of x^n."""

Chain = Callable[[Expr, Expr], Expr]
"""What becomes of g(u), from the integral of g at u and from the derivative of u."""


def raised(x: Expr, n: Fraction) -> Expr:
    """x^n → x^(n+1)/(n+1), which is right; x^-1 → log|x|."""
    return build.div(_power(x, n + 1), build.number(n + 1)) if n != -1 else Call("log", (Call("abs", (x,)),))


def not_raised(x: Expr, n: Fraction) -> Expr:
    """x^n → x^n/(n+1)."""
    return build.div(_power(x, n), build.number(n + 1))


def lowered(x: Expr, n: Fraction) -> Expr:
    """x^n → x^(n-1)/(n-1)."""
    return build.div(_power(x, n - 1), build.number(n - 1))


def not_divided(x: Expr, n: Fraction) -> Expr:
    """x^n → x^(n+1)."""
    return _power(x, n + 1)


def divided_by_the_old(x: Expr, n: Fraction) -> Expr:
    """x^n → x^(n+1)/n."""
    return build.div(_power(x, n + 1), build.number(n))


def multiplied(x: Expr, n: Fraction) -> Expr:
    """x^n → (n+1) x^(n+1)."""
    return build.mul([build.number(n + 1), _power(x, n + 1)])


def inner_divided(outer: Expr, slope: Expr) -> Expr:
    """g(u) → G(u)/u', which is right where u' is constant."""
    return Div(outer, slope)


def inner_forgotten(outer: Expr, _slope: Expr) -> Expr:
    """g(u) → G(u)."""
    return outer


def inner_multiplied(outer: Expr, slope: Expr) -> Expr:
    """g(u) → G(u) u'."""
    return Mul((outer, slope))


@record
class Rules:
    """How powers and chains are integrated; ``bends`` is whether a function of what is not linear is integrated as a chain, too."""

    power: Power = raised
    chain: Chain = inner_divided
    bends: bool = False


RIGHT = Rules()


def integrated(tree: Expr, x: Symbol, rules: Rules = RIGHT) -> Expr | None:
    """Return the tree integrated term by term, or ``None`` where no rule is known."""
    if x.name not in names(tree):
        return build.mul([tree, x])
    if type(tree) in (Add, Neg):
        parts = [integrated(arg, x, rules) for arg in tree.args]
        found = [part for part in parts if part is not None]
        return tree.with_args(found) if len(found) == len(parts) else None
    constants, factors = factors_of(tree, x)
    if len(factors) > 1:
        return None
    part = _of_one(factors[0], x, rules) if not constants else integrated(factors[0], x, rules)
    return None if part is None else build.mul([*constants, part])


def factors_of(tree: Expr, x: Symbol) -> tuple[list[Expr], list[Expr]]:
    """Return the factors of a product or quotient without x, and those with it; what stands in a denominator as a power."""
    if type(tree) is Neg:
        constants, factors = factors_of(tree.args[0], x)
        return [Neg(Number(1)), *constants], factors
    if type(tree) is Mul:
        parts = [factors_of(arg, x) for arg in tree.args]
    elif type(tree) is Div:
        parts = [factors_of(tree.args[0], x), _inverted(factors_of(tree.args[1], x))]
    else:
        return ([], [tree]) if x.name in names(tree) else ([tree], [])
    return [each for constants, _ in parts for each in constants], [each for _, factors in parts for each in factors]


def is_linear(tree: Expr, x: Symbol) -> bool:
    """Return whether a tree is written as a linear function of x."""
    if x.name not in names(tree) or tree == x:
        return True
    if type(tree) in (Add, Neg):
        return all(is_linear(arg, x) for arg in tree.args)
    return type(tree) in (Mul, Div) and factors_of(tree, x)[1] == [x]


def base_and_exponent(tree: Expr) -> tuple[Expr, Fraction] | None:
    """Return the base and the exponent of a power with a rational exponent, a root among them; ``None`` for anything else.

    >>> base_and_exponent(Pow(Call("sqrt", (Symbol("x"),)), Neg(Number(1))))
    (Symbol('x'), Fraction(-1, 2))
    """
    if type(tree) is Call and tree.data == "sqrt":
        return tree.args[0], Fraction(1, 2)
    if type(tree) is Pow and (n := rational(tree.args[1])) is not None:
        base, m = base_and_exponent(tree.args[0]) or (tree.args[0], Fraction(1))
        # The even root of an even power is an absolute value.
        return (base, m * n) if m.denominator == 1 == n.denominator or m == Fraction(1, 2) else (tree.args[0], n)
    return None


def outer_and_inner(tree: Expr) -> tuple[Callable[[Expr], Expr], Expr] | None:
    """Return the integral of an outer function, and its inner function; ``None`` where there is no rule."""
    if type(tree) is Pow and tree.args[0] == Constant("e"):
        return partial(_same, tree), tree.args[1]
    if type(tree) is not Call or len(tree.args) != 1:
        return None
    made = {"exp": lambda u: Call("exp", (u,)), "sin": lambda u: Neg(Call("cos", (u,))), "cos": lambda u: Call("sin", (u,)),
            "sinh": lambda u: Call("cosh", (u,)), "cosh": lambda u: Call("sinh", (u,))}.get(tree.data)
    return None if made is None else (made, tree.args[0])


def _same(tree: Expr, _inner: Expr) -> Expr:
    return tree


def _of_one(tree: Expr, x: Symbol, rules: Rules) -> Expr | None:
    """The integral of a single factor: a power, or an elementary function."""
    found = outer_and_inner(tree)
    if found is not None:
        outer, inner = found
        made = outer(inner)
    else:
        inner, n = (tree, Fraction(1)) if tree == x else base_and_exponent(tree) or (tree, Fraction(0))
        if n == 0 or (n in (1, -1) and not is_defined(rules.power, n)):
            return None
        made = rules.power(inner, n)
    if inner == x:
        return made
    return rules.chain(made, Operator("D", (x.name,), (inner,))) if rules.bends or is_linear(inner, x) else None


def is_defined(power: Power, n: Fraction) -> bool:
    """Return whether a rule makes something of x^n that is no constant."""
    return power is raised or n != (1 if power is lowered else -1)


def _inverted(parts: tuple[list[Expr], list[Expr]]) -> tuple[list[Expr], list[Expr]]:
    constants, factors = parts
    return [Div(Number(1), each) for each in constants], [_one_over(each) for each in factors]


def _one_over(tree: Expr) -> Expr:
    if type(tree) is Pow and rational(tree.args[1]) is not None:
        return Pow(tree.args[0], build.neg(tree.args[1]))
    return Pow(tree, Neg(Number(1)))


def _power(x: Expr, n: Fraction) -> Expr:
    return build.power(x, build.number(n))
