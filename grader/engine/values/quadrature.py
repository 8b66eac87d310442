"""Definite integrals: a leaf of a program whose ball is computed at the precision that is asked for, by rigorous quadrature."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Self

from grader.engine.values.precision import precision, working_bits
from grader.expr import Expr, make

Steps = Any
"""A program; this room lies below the one that makes them."""


class Quadrature(Expr):
    """A leaf of a program: the integral of a program of one variable from one number to another; ``data`` are the three programs."""

    __slots__ = ()

    def __new__(cls, integrand: Steps, low: Steps, high: Steps) -> Self:
        return make(cls, (), (integrand, low, high))


def integral(leaf: Expr) -> Any:
    """Return the ball of an integral at the working precision; not finite where it cannot be computed."""
    return _integral(leaf, working_bits())


@lru_cache(maxsize=1024)
def _integral(leaf: Expr, bits: int) -> Any:
    # Complex balls are of no use to a problem without integrals.
    from grader.engine.values.contours import integrated

    integrand, low, high = leaf.data
    with precision(bits):
        return integrated(integrand, low, high, bits, _inner)


def _inner(leaf: Expr) -> Any | None:
    """The ball of an integral within the integrand or a bound; ``None`` for any other leaf."""
    return integral(leaf) if type(leaf) is Quadrature else None
