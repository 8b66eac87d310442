"""Eliminants: of a system of polynomials, for each variable a polynomial in this variable alone that vanishes wherever the system does.

They are taken from Gröbner bases in lexicographic order, one for each variable.
Source: D. Cox, J. Little, D. O'Shea, "Ideals, Varieties, and Algorithms" (4th ed. 2015), ch. 3, §1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx, fmpz_mpoly_vec

from grader.engine.systems.terms import Terms, UnsolvedError, used, whole

LIMITS = (20, 200, 512)
"""Polynomials of a basis, terms of one, bits of a coefficient."""


class FreeError(UnsolvedError):
    """Internal: over the complex numbers the system has infinitely many zeros; ``place`` is a variable that no polynomial bounds."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


def eliminants(polys: Sequence[Terms], places: Sequence[int]) -> dict[int, tuple[int, ...]] | None:
    """Return the coefficients of an eliminant for each variable at one of the places; ``None`` for a system without any zero.

    Raises FreeError where there is none for a variable, and UnsolvedError beyond the limits.
    """
    found: dict[int, tuple[int, ...]] = {}
    for place in places:
        alone = [terms for terms in polys if used(terms) == [place]]
        basis = _basis(alone or polys, [*[other for other in places if other != place], place])
        if any(poly.is_constant() for poly in basis):
            return None
        last = next((poly for poly in basis if not any(poly.degrees()[:-1])), None)
        if last is None:
            raise FreeError(place)
        over = {int(exponents[-1]): int(value) for exponents, value in last.to_dict().items()}
        found[place] = tuple([over.get(power, 0) for power in range(max(over) + 1)])
    return found


def _basis(polys: Sequence[Terms], order: Sequence[int]) -> list[Any]:
    """A Gröbner basis in lexicographic order of the variables at these places."""
    context = fmpz_mpoly_ctx.get([f"x{place}" for place in order], Ordering.lex)
    given = [context.from_dict({tuple([powers[place] for place in order]): value for powers, value in whole(terms).items()})
             for terms in polys]
    ideal: Any = fmpz_mpoly_vec(given, context)
    found, is_done = ideal.buchberger_naive(limits=LIMITS)
    if not is_done:
        raise UnsolvedError
    return [poly for poly in found if not poly.is_zero()]
