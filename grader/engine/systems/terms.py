"""Polynomials with rational coefficients as tables from exponents to coefficients: whatever field they come from, they are the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from grader.engine.errors import EngineError

Exponents = tuple[int, ...]
Terms = dict[Exponents, Fraction]
"""Exponents, one for each variable, to coefficients that are not zero; the zero polynomial has none."""


class UnsolvedError(EngineError):
    """Internal: the zeros of a system are not found within the limits, or it is no system of polynomials."""


def over_rationals(poly: Any, places: Sequence[int]) -> Terms | None:
    """Return a polynomial of flint's in the generators at these places; ``None`` where it has others, such as π or a parameter."""
    found: Terms = {}
    for exponents, value in poly.to_dict().items():
        kept = tuple([int(exponents[place]) for place in places])
        if sum(kept) != sum(map(int, exponents)):
            return None
        found[kept] = Fraction(int(value.p), int(value.q))
    return found


def whole(terms: Terms) -> dict[Exponents, int]:
    """Return the multiple of a polynomial whose coefficients are whole numbers without a common divisor."""
    if not terms:
        return {}
    scale = math.lcm(*[value.denominator for value in terms.values()])
    over = {exponents: int(value * scale) for exponents, value in terms.items()}
    common = math.gcd(*over.values())
    return {exponents: value // common for exponents, value in over.items()}


def with_numbers(terms: Terms, numbers: Mapping[int, Fraction]) -> Terms:
    """Return a polynomial with numbers for some of the variables, by their places; these stay, with exponents of zero."""
    found: Terms = {}
    for exponents, value in terms.items():
        for place, number in numbers.items():
            value *= number ** exponents[place]
        if value:
            left = tuple([0 if place in numbers else power for place, power in enumerate(exponents)])
            found[left] = found.get(left, Fraction(0)) + value
    return {exponents: value for exponents, value in found.items() if value}


def derivative(terms: Terms, place: int) -> Terms:
    """Return the partial derivative by the variable at a place."""
    return {(*exponents[:place], exponents[place] - 1, *exponents[place + 1:]): value * exponents[place]
            for exponents, value in terms.items() if exponents[place]}


def used(terms: Terms) -> list[int]:
    """Return the places of the variables that occur."""
    return [place for place in range(len(next(iter(terms), ()))) if any(exponents[place] for exponents in terms)]


def coefficients(terms: Terms, place: int) -> list[int]:
    """Return the whole coefficients of a polynomial in the variable at a place alone, from the constant on."""
    over = {exponents[place]: value for exponents, value in whole(terms).items()}
    return [over.get(power, 0) for power in range(max(over, default=0) + 1)]
