"""Random numbers from a secret: the same for all answers of a run, and unknown to those who give them."""

from __future__ import annotations

import hmac
import struct
from fractions import Fraction

BITS = 60
"""Bits of a random denominator, which is odd: at dyadic points ``sin(2^60 pi x)`` would be zero."""


class Stream:
    """Random bits from a secret: HMAC-SHA256 in counter mode."""

    __slots__ = ("_key", "_message", "_count")

    def __init__(self, salt: str, purpose: str) -> None:
        self._key = salt.encode()
        self._message = purpose.encode()
        self._count = 0

    def bits(self, count: int) -> int:
        """Return the next ``count`` ≤ 256 bits as an integer."""
        return int.from_bytes(self._block(), "big") >> (256 - count)

    def _block(self) -> bytes:
        self._count += 1
        return hmac.digest(self._key, self._message + b"|%d" % self._count, "sha256")

    def unit(self) -> Fraction:
        """Return a rational strictly between 0 and 1 with a random odd denominator."""
        return Fraction(*self.over_and_under())

    def over_and_under(self) -> tuple[int, int]:
        """Numerator and odd denominator of a rational strictly between 0 and 1."""
        word = self.bits(256)
        under = (1 << BITS) + 2 * (word & ((1 << (BITS - 1)) - 1)) + 1
        return 1 + (word >> BITS) % (under - 1), under

    def units(self, count: int) -> list[float]:
        """Return the next ``count`` floats strictly between 0 and 1, four from a block; quicker than :meth:`unit`, for the search."""
        blocks = b"".join([self._block() for _ in range((count + 3) // 4)])
        return [((word >> 12) + 0.5) * 2.0**-52 for word in struct.unpack(f">{len(blocks) // 8}Q", blocks)[:count]]
