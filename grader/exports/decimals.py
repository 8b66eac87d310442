"""Fractions as the decimals that grade books read: a point, no thousands separators, no exponent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

PLACES = 4

_GROUPED = re.compile(r"-?[0-9][0-9.,]*|-?[.,][0-9]+")


def decimal(value: Fraction | int, places: int = PLACES) -> str:
    """Return the value to that many places, halves away from zero, without trailing zeros.

    >>> decimal(Fraction(35, 2)), decimal(Fraction(2, 3)), decimal(Fraction(3)), decimal(Fraction(1, 8), 2)
    ('17.5', '0.6667', '3', '0.13')
    """
    if value.denominator == 1:
        return str(value.numerator)
    scaled = (2 * abs(value.numerator) * 10**places + value.denominator) // (2 * value.denominator)
    whole, part = divmod(scaled, 10**places)
    digits = f"{whole}.{part:0{places}d}".rstrip("0").rstrip(".")
    return f"-{digits}" if value < 0 and scaled else digits


def exact(value: Fraction) -> str:
    """Return all digits of the value where they end, else four places.

    >>> exact(Fraction(1, 32)), exact(Fraction(1, 3))
    ('0.03125', '0.3333')
    """
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    return decimal(value, places) if rest == 1 and places else decimal(value)


def rounded(value: Fraction, places: int) -> Fraction:
    """Return the value to that many places, halves away from zero.

    >>> rounded(Fraction(2, 3), 2), rounded(Fraction(1, 8), 2)
    (Fraction(67, 100), Fraction(13, 100))
    """
    return Fraction(decimal(value, places))


def decimals_of(text: str) -> int:
    """Return how many digits the number of a cell has behind its point, which is the last ``,`` or ``.``.

    >>> decimals_of("17,50"), decimals_of("3"), decimals_of("")
    (2, 0, 0)
    """
    text = text.strip().removesuffix("%")
    at = max(text.rfind(","), text.rfind("."))
    return len(text) - at - 1 if at >= 0 else 0


def read_number(text: str) -> Fraction | None:
    """The number of a cell as Canvas's importer reads it, ``None`` if it is none: the last ``,`` or ``.`` is the point.

    >>> read_number("1,234.5"), read_number("1,234"), read_number("EX")
    (Fraction(2469, 2), Fraction(617, 500), None)
    """
    text = text.strip().removesuffix("%")
    if len(text) > 40 or not _GROUPED.fullmatch(text):
        return None
    at = max(text.rfind(","), text.rfind("."))
    whole, part = (text, "") if at < 0 else (text[:at], text[at + 1:])
    return Fraction(f"{whole.replace(',', '').replace('.', '') or '0'}.{part or '0'}")


def sign_of(texts: Iterable[str]) -> str:
    """The decimal sign of the numbers of one file: a comma if some number needs it and none needs a point.

    A single sign before three digits may stand between thousands, and tells nothing.

    >>> sign_of(["17,5", "1.234,00"]), sign_of(["17.5"]), sign_of(["1,000", "7"]), sign_of(["24,00", "1.000"])
    (',', '.', '.', ',')
    """
    signs = {_sign(text.strip()) for text in texts}
    return "," if "," in signs and "." not in signs else "."


def _sign(text: str) -> str:
    at = max(text.rfind(","), text.rfind("."))
    if at < 0 or len(text) > 40 or not _GROUPED.fullmatch(text):
        return ""
    is_telling = len(text) - at != 4 or ("," in text and "." in text)
    return text[at] if is_telling and text.count(text[at]) == 1 else ""


def read_local(text: str, sign: str) -> Fraction | None:
    """The number of a cell where the decimal sign is known, ``None`` if it is none; the other sign stands between thousands.

    >>> read_local("1,000", "."), read_local("17,5", ","), read_local("Needs Grading", ".")
    (Fraction(1000, 1), Fraction(35, 2), None)
    """
    text = text.strip()
    if len(text) > 40 or not _GROUPED.fullmatch(text) or text.count(sign) > 1:
        return None
    whole, _, part = text.partition(sign)
    return Fraction(f"{whole.replace(',', '').replace('.', '') or '0'}.{part or '0'}") if part.isdigit() or not part else None


def local(number: str, sign: str) -> str:
    """A decimal as the file writes it."""
    return number.replace(".", sign)


def unlocal(text: str, sign: str) -> str:
    """The number of a cell as :func:`decimal` writes it, with all its places; what is none stays as it is.

    >>> unlocal("1.234,50", ","), unlocal("Exempt", ",")
    ('1234.50', 'Exempt')
    """
    return text.strip().replace("." if sign == "," else ",", "").replace(sign, ".") if read_local(text, sign) is not None else text
