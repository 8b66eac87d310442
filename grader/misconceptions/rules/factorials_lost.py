"""Taylor polynomial: the factorials are missing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import factorial, prod
from typing import TYPE_CHECKING

from grader.engine import rational
from grader.expr import Add, Div, Expr, Mul, Neg, Number, Pow, fold
from grader.misconceptions.rule import Example, Rule

if TYPE_CHECKING:
    from grader.misconceptions.predict.question import Question

LEAST_TERMS, HIGHEST = 3, 12
"""Powers of one base that are a Taylor polynomial if factorials are their denominators, whatever the problem is called; the highest."""

Term = tuple[Fraction, Expr | None, int]
"""A number, the base of a power, and its exponent."""


def predicts(question: Question) -> Iterator[Expr]:
    if question.task.asked != "value":
        return
    said = " ".join(question.scheme.tags).casefold()
    is_called_so = "taylor" in said or "maclaurin" in said
    for form in question.forms:
        terms = _powers(form)
        if is_called_so or _shows_factorials(terms):
            if 1 < max((power for _, _, power in terms), default=0) <= HIGHEST:
                yield Add([_term(c * factorial(power), base, power) for c, base, power in terms])
        if is_called_so and type(form) is Add:
            yield fold(form, _undivided)


def _undivided(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """In several variables the factorials are the numbers by which terms are divided."""
    if type(node) is Div and type(args[1]) is Number:
        return args[0]
    return node.with_args(args) if args else node


def _shows_factorials(terms: list[Term]) -> bool:
    powers = [power for _, _, power in terms]
    return len(set(powers)) >= LEAST_TERMS and 1 < max(powers) <= HIGHEST and all(
        factorial(power) == c.denominator for c, _, power in terms)


def _powers(form: Expr) -> list[Term]:
    """The terms of a polynomial in one base: coefficient, base and exponent; nothing for any other expression."""
    found = [_power(term) for term in form.args] if type(form) is Add else []
    bases = {base for term in found if term is not None for base in (term[1],) if base is not None}
    known = [term for term in found if term is not None]
    return known if len(known) == len(found) and len(bases) == 1 else []


def _power(term: Expr) -> Term | None:
    """A term as a number times a power; ``None`` where it is none."""
    c = rational(term)
    if c is not None:
        return c, None, 0
    if type(term) is Neg:
        inner = _power(term.args[0])
        return None if inner is None else (-inner[0], *inner[1:])
    if type(term) is Mul:
        factors = [rational(arg) for arg in term.args]
        rest = [arg for arg, factor in zip(term.args, factors, strict=True) if factor is None]
        inner = _power(rest[0]) if len(rest) == 1 else None
        known = [factor for factor in factors if factor is not None]
        return None if inner is None else (prod(known, start=inner[0]), *inner[1:])
    if type(term) is Div:
        under, inner = rational(term.args[1]), _power(term.args[0])
        return None if inner is None or not under else (inner[0] / under, *inner[1:])
    if type(term) is Pow and type(term.args[1]) is Number and term.args[1].value.denominator == 1:
        return Fraction(1), term.args[0], int(term.args[1].value)
    return Fraction(1), term, 1


def _term(c: Fraction, base: Expr | None, power: int) -> Expr:
    factor = Div(Number(Fraction(abs(c).numerator)), Number(Fraction(c.denominator))) if c.denominator > 1 else Number(abs(c))
    made = factor if base is None else Mul((factor, Pow(base, Number(power))))
    return Neg(made) if c < 0 else made


RULE = Rule(
    name="factorials-lost",
    title="factorials forgotten",
    message=(
        "The coefficients of a Taylor polynomial are the derivatives divided by factorials; here the factorials are "
        "missing (section 5.1.1)."),
    explanation="f^(k)(x_0) was used as the coefficient of (x - x_0)^k without dividing by k!.",
    section="5.1.1",
    predicts=predicts,
    of_whole=True,
    examples=(
        Example("1 + x + x^2/2 + x^3/6", "", "1 + x + x^2 + x^3", asked="value"),
    ),
)
