"""The eigenvalues of a symmetric matrix in balls, with the signs that are certain."""

from __future__ import annotations

from collections.abc import Sequence

from flint import acb_mat, arb

from grader.engine.values.balls import Ball


def eigenvalues(entries: Sequence[Ball], order: int) -> list[tuple[Ball, int]]:
    """Return the eigenvalues with their signs, the smallest first; 0 is the sign of one that may be 0, or of which nothing is known.

    ``entries`` are those of a symmetric matrix of this order, row by row, so that all eigenvalues are real: the real part of a ball that
    holds one holds it too.
    """
    matrix = acb_mat(order, order, list(entries))
    # Without "nonstop" it would raise where it finds nothing.
    found: list[Ball] = [value.real for value in matrix.eig(multiple=True, nonstop=True)]
    return sorted(((value, _sign(value)) for value in found), key=lambda pair: float(pair[0].mid()) if pair[0].is_finite() else 0.0)


def _sign(value: Ball) -> int:
    return 1 if value > 0 else -1 if value < 0 else 0


def rounded_eigenvalue(value: Ball) -> Ball:
    """Return the whole number that certainly lies within a hair of an eigenvalue, for people; else the eigenvalue itself."""
    near = arb(round(float(value.mid()))) if value.is_finite() and abs(value) < 1_000_000 else value
    return near if abs(value - near) < arb(2) ** -60 else value
