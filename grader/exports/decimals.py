"""Fractions as the decimals that grade books read: a point, no thousands separators, no exponent."""

from __future__ import annotations

from fractions import Fraction

PLACES = 4


def decimal(value: Fraction) -> str:
    """The value to four places, halves away from zero, without trailing zeros.

    >>> decimal(Fraction(35, 2)), decimal(Fraction(2, 3)), decimal(Fraction(3))
    ('17.5', '0.6667', '3')
    """
    scaled = (2 * abs(value.numerator) * 10**PLACES + value.denominator) // (2 * value.denominator)
    whole, part = divmod(scaled, 10**PLACES)
    digits = f"{whole}.{part:0{PLACES}d}".rstrip("0").rstrip(".")
    return f"-{digits}" if value < 0 and scaled else digits
