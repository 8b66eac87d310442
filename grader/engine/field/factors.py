"""Functions that go factor by factor: logarithms, roots, absolute values and signs of polynomials, over a field with atoms.

Each rule holds wherever both sides are defined: log u = log|u| where log u exists, and a root of even index of c·p tells that p ≥ 0.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any

from flint import fmpq

from grader.engine.field.atoms import AtomField
from grader.engine.field.rational import NoProofError, Quotient, ZeroDenominatorError

MAX_INDEX = 40
MAX_PRIME = 1_000
"""Primes up to here are looked for in a number; what is left of it counts as one."""

# -- signs --------------------------------------------------------------------------------------------------------


def learn_sign(field: AtomField, u: Quotient) -> None:
    """A root of even index or a logarithm of c·p exists only where c·p is not negative; restarts where that is news."""
    content, odd = Fraction(1), list[Any]()
    for poly in (u.over, u.under):
        number, factors = field.factored(poly)
        content *= number
        odd += [_base(field, factor) for factor, power in factors if power % 2]
    if len(odd) == 1 and content > 0 and not field.knows_not_negative(odd[0]):
        field.learn_not_negative(odd[0])


def _base(field: AtomField, factor: Any) -> Any:
    """Return the factor itself, of what stands for the base of a high power."""
    meaning = field.meaning(factor)
    return meaning[1] if meaning[:1] == ("base",) else factor


def is_positive(field: AtomField, u: Quotient) -> bool:
    """Return whether u is known to be positive wherever it is not zero."""
    parts = [field.factored(poly) for poly in (u.over, u.under)]
    sign = parts[0][0] * parts[1][0]
    return sign > 0 and all(power % 2 == 0 or field.knows_not_negative(factor) for _, factors in parts for factor, power in factors)


def absolute_poly(field: AtomField, poly: Any) -> Any:
    """|p|: p where its sign is known, else an atom whose square is p²."""
    content, factors = field.factored(poly)
    result = field.context.constant(fmpq(abs(content.numerator), content.denominator))
    for factor, power in factors:
        base = _base(field, factor)
        if power % 2 and not field.knows_not_negative(base):
            size = field.atom(("abs", str(base)), "abs", base)
            field.relate(size, size * size - base * base)
            result *= size * factor ** (power - 1)
        else:
            result *= factor**power
    return field.reduced(result)


def absolute(field: AtomField, u: Quotient) -> Quotient:
    """|u|."""
    return field.quotient(absolute_poly(field, u.over), absolute_poly(field, u.under)) if u.over != 0 else u


def sign(field: AtomField, u: Quotient) -> Quotient:
    """Return the sign of u; that of zero is zero, not a division by zero."""
    size = absolute(field, u)
    return size if size.over == 0 else field.div(u, size)


# -- logarithms ---------------------------------------------------------------------------------------------------


def log(field: AtomField, u: Quotient) -> Quotient:
    """log|u|, which is log u wherever that is defined."""
    u = field.quotient(u.over, u.under)
    if u.over == 0:
        raise ZeroDenominatorError
    learn_sign(field, u)
    return field.add(_log_of(field, u.over), field.neg(_log_of(field, u.under)))


def _log_of(field: AtomField, poly: Any) -> Quotient:
    content, factors = field.factored(poly)
    total = _log_of_number(field, abs(content))
    for factor, power in factors:
        total = field.add(total, field.mul(field.integer(power), _log_of_factor(field, factor)))
    return total


def _log_of_factor(field: AtomField, factor: Any) -> Quotient:
    meaning = field.meaning(factor)
    if meaning[:1] == ("exp",) and meaning[1] is not None:
        return field.quotient(meaning[1], field.context.constant(meaning[2]))
    if meaning[:1] == ("root",):
        return field.div(_log_of(field, meaning[1]), field.integer(meaning[2]))
    if meaning[:1] in (("abs",), ("base",)):
        return _log_of(field, meaning[1])
    return field.whole(field.atom(("log", str(factor)), "log", factor))


def _log_of_number(field: AtomField, value: Fraction) -> Quotient:
    total = field.integer(0)
    for number, side in ((value.numerator, 1), (value.denominator, -1)):
        for prime, power in _primes(number):
            atom = field.atom(("log", prime), "log", field.context.constant(prime))
            total = field.add(total, field.whole(atom * (side * power)))
    return total


# -- roots --------------------------------------------------------------------------------------------------------


def root(field: AtomField, u: Quotient, index: int) -> Quotient:
    """Return the real root, factor by factor; of even index, that of the absolute value, which u is where the root exists."""
    u = field.quotient(u.over, u.under)
    if index > MAX_INDEX:
        raise NoProofError
    if u.over == 0:
        return u
    if index % 2 == 0:
        learn_sign(field, u)
    return field.div(field.whole(_root_of(field, u.over, index)), field.whole(_root_of(field, u.under, index)))


def _root_of(field: AtomField, poly: Any, index: int) -> Any:
    content, factors = field.factored(poly)
    result = field.context.constant(-1 if index % 2 and content < 0 else 1)
    for number, side in ((abs(content.numerator), 1), (content.denominator, -1)):
        for prime, power in _primes(number):
            result *= _rational_power(field, prime, Fraction(side * power, index))
    for factor, power in factors:
        whole, rest = divmod(power, index)
        if whole:
            result *= (absolute_poly(field, factor) if index % 2 == 0 else factor) ** whole
        if rest:
            result *= _root_atom(field, factor, index) ** rest
    return field.reduced(result)


def _rational_power(field: AtomField, prime: int, exponent: Fraction) -> Any:
    whole = exponent.numerator // exponent.denominator
    rest = exponent - whole
    result = field.context.constant(fmpq(prime) ** whole)
    if rest:
        scale = field.denominator(("root", prime), rest.denominator)
        atom = field.atom(("root", prime), "root", field.context.constant(prime), scale)
        field.relate(atom, atom**scale - prime)
        result *= atom ** int(rest * scale)
    return result


def _root_atom(field: AtomField, factor: Any, index: int) -> Any:
    """|p|^(1/n) for even n, the real root of p for odd n."""
    if index % 2:
        atom = field.atom(("odd root", str(factor), index), "odd root", factor)
        field.relate(atom, atom**index - factor)
        return atom
    scale = field.denominator(("root", str(factor)), index)
    size = absolute_poly(field, factor)
    atom = field.atom(("root", str(factor)), "root", factor, scale)
    field.relate(atom, atom**scale - size)
    return atom ** (scale // index)


def _primes(number: int) -> list[tuple[int, int]]:
    """Prime powers by trial division; a rest without small factors counts as a prime (a square as one squared)."""
    found: list[tuple[int, int]] = []
    for prime in range(2, MAX_PRIME):
        if prime * prime > number:
            break
        power = 0
        while number % prime == 0:
            number, power = number // prime, power + 1
        if power:
            found.append((prime, power))
    if number > 1:
        side = isqrt(number)
        found.append((side, 2) if side * side == number else (number, 1))
    return found
