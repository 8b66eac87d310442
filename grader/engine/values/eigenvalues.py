"""The eigenvalues of a symmetric matrix in balls, with the signs that are certain."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from flint import acb_mat, arb, arb_mat, fmpq

from grader.engine.values.balls import Ball


def eigenvalues(entries: Sequence[Ball], order: int) -> list[tuple[Ball, int]]:
    """Return the eigenvalues with their signs, the smallest first; 0 is the sign of one that may be 0, or of which nothing is known.

    ``entries`` are those of a symmetric matrix of this order, row by row, so that all eigenvalues are real: the real part of a ball that
    holds one holds it too.
    """
    matrix = arb_mat(order, order, list(entries))
    found = _enclosed(matrix)
    if not all(value.is_finite() for value in found):
        # Of some matrices with an eigenvalue that occurs twice nothing is found, of diagonal ones above all; in another basis it is.
        turn = _turn(order)
        found = _enclosed(turn * matrix * turn.transpose())
    return sorted(((value, _sign(value)) for value in found), key=lambda pair: float(pair[0].mid()) if pair[0].is_finite() else 0.0)


def _enclosed(matrix: arb_mat) -> list[Ball]:
    # Without "nonstop" it would raise where it finds nothing.
    return [value.real for value in acb_mat(matrix).eig(multiple=True, nonstop=True)]


def _turn(order: int) -> arb_mat:
    """An orthogonal matrix of rational numbers that mixes all coordinates."""
    turn = _identity(order)
    for number, (i, j) in enumerate(combinations(range(order), 2), 2):
        rotation, length = _identity(order), number * number + 1
        rotation[i, i] = rotation[j, j] = arb(fmpq(number * number - 1, length))
        rotation[j, i] = arb(fmpq(2 * number, length))
        rotation[i, j] = -rotation[j, i]
        turn = turn * rotation
    return turn


def _identity(order: int) -> arb_mat:
    return arb_mat([[int(row == column) for column in range(order)] for row in range(order)])


def _sign(value: Ball) -> int:
    return 1 if value > 0 else -1 if value < 0 else 0


def rounded_eigenvalue(value: Ball) -> Ball:
    """Return the whole number that certainly lies within a hair of an eigenvalue, for people; else the eigenvalue itself."""
    near = arb(round(float(value.mid()))) if value.is_finite() and abs(value) < 1_000_000 else value
    return near if abs(value - near) < arb(2) ** -60 else value
