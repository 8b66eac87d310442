"""Exponentials, circular functions and powers by the sums in their arguments, over a field with atoms.

exp and the circular functions turn sums into products and multiples into powers, so that the usual identities hold by construction.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from grader.engine.field.atoms import AtomField
from grader.engine.field.factors import absolute_poly, is_positive, log, root
from grader.engine.field.rational import NoProofError, Quotient

MAX_POWER_OF_ATOM = 1_000_000
MAX_MULTIPLE = 40
"""The largest multiple of an angle that is expanded."""


def exp(field: AtomField, u: Quotient) -> Quotient:
    """e^u: an atom for every monomial of u, and the inverse of a logarithm."""
    result = field.integer(1)
    for key, multiple, monomial in field.multiples(u):
        meaning = field.meaning(monomial) if monomial is not None else ()
        if meaning[:1] == ("log",) and multiple.denominator == 1:
            factor = field.ipow(field.whole(absolute_poly(field, meaning[1])), int(multiple))
        else:
            scale = field.denominator(("exp", key), multiple.denominator)
            count = int(multiple * scale)
            if abs(count) > MAX_POWER_OF_ATOM:
                # An atom of its own, of which nothing is known but that it is positive.
                factor = field.whole(field.atom(("exp", key, count), "exp", None, 1))
            else:
                factor = field.ipow(field.whole(field.atom(("exp", key), "exp", monomial, scale)), count)
        result = field.mul(result, factor)
    return result


def power(field: AtomField, base: Quotient, exponent: Quotient) -> Quotient:
    """b^u: exp(u log b) where b is known to be positive, else an atom for each monomial of u."""
    base = field.quotient(base.over, base.under)
    if base.over == 0:
        raise NoProofError
    if is_positive(field, base):
        return exp(field, field.mul(exponent, log(field, base)))
    result = field.integer(1)
    for key, multiple, monomial in field.multiples(exponent):
        if monomial == field.one:
            if multiple.denominator != 1:
                raise NoProofError
            factor = field.ipow(base, int(multiple))
        else:
            name = ("pow", f"({base.over})/({base.under})", key)
            scale = field.denominator(name, multiple.denominator)
            factor = field.ipow(field.whole(field.atom(name, "pow")), int(multiple * scale))
        result = field.mul(result, factor)
    return result


def hyperbola(field: AtomField, u: Quotient) -> tuple[Quotient, Quotient, Quotient]:
    """cosh u, sinh u and their ratio tanh u, from e^u = a/b: a² + b² and a² − b² over 2ab."""
    plus = exp(field, u)
    a, b = field.ipow(field.whole(plus.over), 2), field.ipow(field.whole(plus.under), 2)
    cosine, sine = field.add(a, b), field.add(a, field.neg(b))
    twice = field.mul(field.integer(2), field.mul(field.whole(plus.over), field.whole(plus.under)))
    return field.div(cosine, twice), field.div(sine, twice), field.div(sine, cosine)


def circle(field: AtomField, u: Quotient) -> tuple[Quotient, Quotient]:
    """cos u and sin u, by the sums of angles."""
    cosine, sine = field.integer(1), field.integer(0)
    for key, multiple, monomial in field.multiples(u):
        c, s = _angle(field, key, multiple, monomial)
        cosine, sine = (field.add(field.mul(cosine, c), field.neg(field.mul(sine, s))),
                        field.add(field.mul(cosine, s), field.mul(sine, c)))
    return cosine, sine


def _angle(field: AtomField, key: str, multiple: Fraction, monomial: Any) -> tuple[Quotient, Quotient]:
    if monomial == field.pi and multiple.denominator in _KNOWN_TURNS:
        return _known_angle(field, multiple % 2)
    scale = field.denominator(("circle", key), multiple.denominator)
    count = int(multiple * scale)
    if abs(count) > MAX_MULTIPLE:
        raise NoProofError
    cosine = field.atom(("cos", key), "cos")
    sine = field.atom(("sin", key), "sin")
    field.relate(sine, sine * sine - 1 + cosine * cosine)
    if (cosine, sine) not in field.circles:
        field.circles.append((cosine, sine))
    c, s = field.one, field.context.constant(0)
    for _ in range(abs(count)):
        c, s = field.reduced(c * cosine - s * sine), field.reduced(s * cosine + c * sine)
    return field.whole(c), field.whole(s if count > 0 else -s)


_KNOWN_TURNS = (1, 2, 3, 4, 6)
_SQUARES = {Fraction(0): 4, Fraction(1, 6): 3, Fraction(1, 4): 2, Fraction(1, 3): 1, Fraction(1, 2): 0}
"""Four times the square of the cosine of so many half turns."""


def _known_angle(field: AtomField, turns: Fraction) -> tuple[Quotient, Quotient]:
    """Return the cosine and sine of a multiple of π/6 or π/4, from 0 to 2π."""
    signs = [1 if turns <= 1 else -1, 1]
    turns = min(turns, 2 - turns)
    if turns > Fraction(1, 2):
        turns, signs[1] = 1 - turns, -1
    square = _SQUARES[turns]
    sine, cosine = [field.div(field.mul(field.integer(sign), root(field, field.integer(number), 2)), field.integer(2))
                    for sign, number in zip(signs, (4 - square, square), strict=True)]
    return cosine, sine
