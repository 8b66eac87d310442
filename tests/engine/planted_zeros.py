"""Polynomial systems whose zeros are known, in plain fractions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from random import Random

Poly = dict[tuple[int, ...], Fraction]


def poly(*terms: tuple[int, ...]) -> Poly:
    """A polynomial from (coefficient, exponents…)."""
    return {exponents: Fraction(value) for value, *powers in terms for exponents in [tuple(powers)]}


def added(a: Poly, b: Poly) -> Poly:
    found = {key: a.get(key, Fraction(0)) + b.get(key, Fraction(0)) for key in {*a, *b}}
    return {key: value for key, value in found.items() if value}


def times(a: Poly, b: Poly) -> Poly:
    found: Poly = {}
    for (p, u), (q, v) in product(a.items(), b.items()):
        key = tuple(i + j for i, j in zip(p, q, strict=True))
        found[key] = found.get(key, Fraction(0)) + u * v
    return {key: value for key, value in found.items() if value}


def value(terms: Poly, point: Iterable[Fraction]) -> Fraction:
    numbers = tuple(point)
    return sum((c * math.prod(x**k for x, k in zip(numbers, powers, strict=True)) for powers, c in terms.items()), Fraction(0))


X, Y, ONE = poly((1, 1, 0)), poly((1, 0, 1)), poly((1, 0, 0))


def times_all(factors: list[Poly]) -> Poly:
    made = ONE
    for factor in factors:
        made = times(made, factor)
    return made


def planted(rng: Random) -> tuple[list[Poly], set[tuple[Fraction, ...]]]:
    """A system whose zeros are known: x one of some numbers and y a polynomial of x, then turned, mixed and multiplied."""
    numbers = {Fraction(rng.randint(-4, 4), rng.choice((1, 1, 1, 2, 3))) for _ in range(rng.randint(1, 3))}
    first = times_all([poly((1, 1, 0), (-number, 0, 0)) for number in numbers])  # type: ignore[arg-type]
    slope, height = Fraction(rng.randint(-3, 3)), Fraction(rng.randint(-3, 3))
    curve = {key: number for key, number in ((((2 if rng.random() < 0.4 else 1), 0), slope), ((0, 0), height)) if number}
    second = added(Y, {key: -number for key, number in curve.items()})
    zeros = {(number, value(curve, (number, Fraction(0)))) for number in numbers}
    if rng.random() < 0.5:
        first = added(first, times(second, poly((rng.randint(1, 3), rng.randint(0, 1), rng.randint(0, 1)))))
    if rng.random() < 0.5:
        second = added(second, times(first, poly((rng.randint(1, 2), 0, 0))))
    if rng.random() < 0.3:
        first = times(first, poly((1, 2, 0), (1, 0, 2), (rng.randint(1, 3), 0, 0)))
    if rng.random() < 0.3:
        first = times(first, first)
    return [first, second], zeros
