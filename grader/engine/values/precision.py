"""The working precision of balls: one setting of the library, made in one place.

Every operation of ``flint.arb`` rounds to the precision that is set when it runs.  Functions that take balls and no ``bits`` work at the
precision of their caller; whoever chooses one says ``with precision(bits)``.
"""

from __future__ import annotations

from flint import ctx

REFUTE_BITS = 128
"""Bits at which most wrong answers are refuted."""

AGREE_BITS = 400
"""Bits at which an agreement is looked for, at least."""


class precision:  # noqa: N801 (used as a statement)
    """``with precision(bits)``: set the working precision, and set the old one back."""

    __slots__ = ("bits", "old")
    old: int

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        self.old = ctx.prec
        # To set a precision takes ten times as long as to look at it, and mostly it is set already.
        if self.old != self.bits:
            ctx.prec = self.bits

    def __exit__(self, *raised: object) -> None:
        if ctx.prec != self.old:
            ctx.prec = self.old


def working_bits() -> int:
    """Return the precision that is set."""
    return int(ctx.prec)
