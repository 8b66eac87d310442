"""Ideals of polynomials over Q: whether a polynomial is zero wherever some others are.

Groebner bases by Buchberger's algorithm, and radical membership by the trick of J. L. Rabinowitsch, "Zum Hilbertschen Nullstellensatz",
Mathematische Annalen 102 (1930): f vanishes where all of I do exactly if 1 is in the ideal of I and 1 - u f.  What is found holds over
the complex numbers, so over the real ones too.  The work is bounded: the library's function stops at its limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import lcm
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx, fmpz_mpoly_vec

LIMITS = (20, 200, 512)
"""Polynomials of a basis, terms of one, bits of a coefficient."""
MOST_POLYNOMIALS = 14
MOST_TERMS = 60
MOST_DEGREE = 12

Terms = dict[tuple[int, ...], Any]


def vanishes(poly: Any, on: Sequence[Any], apart: Sequence[Any] = ()) -> bool | None:
    """Return whether a polynomial is zero at every common zero of others at which none of ``apart`` is zero.

    All are ``fmpq_mpoly`` of one context.  ``True`` is a proof; ``False`` says that there is a complex zero where it is not; ``None``
    that it is beyond the limits.
    """
    if len(poly) == 0:
        return True
    product = poly
    for factor in apart:
        product *= factor
        if len(product) > MOST_TERMS:
            return None
    return _is_unit_ideal([*on], product)


def have_common_zero(polys: Sequence[Any]) -> bool | None:
    """Return whether polynomials have a complex zero in common; ``None`` beyond the limits."""
    found = _is_unit_ideal([*polys], None)
    return None if found is None else not found


def _is_unit_ideal(polys: list[Any], inverted: Any) -> bool | None:
    """Whether 1 is in the ideal of some polynomials and of 1 − u·``inverted``."""
    every = [poly for poly in polys if poly != 0] + ([] if inverted is None else [inverted])
    if len(every) > MOST_POLYNOMIALS or any(len(poly) > MOST_TERMS or poly.total_degree() > MOST_DEGREE for poly in every):
        return None
    used = sorted({place for poly in every for place, degree in enumerate(poly.degrees()) if degree})
    context = fmpz_mpoly_ctx.get([f"x{place}" for place in used] + ["u"], Ordering.degrevlex)
    found = [context.from_dict(_whole(poly, used, 0)) for poly in polys if poly != 0]
    if inverted is not None:
        # 1 − u·g, cleared of denominators: any constant does.
        found.append(1 - context.from_dict(_whole(inverted, used, 1)))
    if any(poly.is_constant() and len(poly) for poly in found):
        return True
    if not found:
        return False
    basis, is_whole = fmpz_mpoly_vec(found, context).buchberger_naive(limits=LIMITS)
    if any(poly.is_constant() and len(poly) for poly in _items(basis)):
        return True
    return False if is_whole else None


def _items(basis: Any) -> Iterable[Any]:
    return (basis[at] for at in range(len(basis)))


def _whole(poly: Any, used: list[int], times: int) -> Terms:
    """The terms of a multiple with whole coefficients, in the generators that are used and one more, whose exponent is ``times``."""
    terms = poly.to_dict()
    scale = lcm(*[int(value.q) for value in terms.values()]) if terms else 1
    return {(*[exponents[place] for place in used], times): int((value * scale).p) for exponents, value in terms.items()}
