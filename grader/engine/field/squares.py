"""Quadratic polynomials as sums of squares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction


def least_of_definite(terms: Mapping[tuple[int, ...], Fraction], places: Sequence[int]) -> Fraction | int:
    """Return the least value, or minus the largest, of a quadratic polynomial whose squares are definite; −1 for all others.

    It is written as a sum of squares and a rest (Lagrange), over the variables at these places and one.
    """
    count = len(places)
    if any(sum(exponents) > 2 for exponents in terms) or not places:
        return -1
    sign = 1 if max(terms.items())[1] > 0 else -1
    rows = [[Fraction(0)] * (count + 1) for _ in range(count + 1)]
    for exponents, value in terms.items():
        at = [row for row, place in enumerate(places) for _ in range(exponents[place])]
        i, j = (at + [count] * 2)[:2]
        rows[i][j] += sign * value / 2
        rows[j][i] += sign * value / 2
    for k in range(count):
        if rows[k][k] <= 0:
            return -1
        for i in range(k + 1, count + 1):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    return rows[count][count] if rows[count][count] >= 0 else -1
