"""Points, times and numbers of things as a page says them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from grader.model import Mark
from grader.words import as_sentence

MOST_PLACES = 3
"""Decimal places of points; what needs more stays a fraction."""


def points(value: Fraction | None) -> str:
    """An exact number of points: ``2``, ``18.5``, ``0.125``, ``7 1/3``; ``open`` while nothing is decided.

    >>> points(Fraction(37, 2)), points(Fraction(22, 3)), points(Fraction(1, 16))
    ('18.5', '7 1/3', '1/16')
    """
    if value is None:
        return "open"
    if 10**MOST_PLACES % value.denominator == 0:
        return f"{Decimal(value.numerator) / value.denominator:f}"
    whole, rest = divmod(value, 1)
    return f"{whole} {rest}" if whole else str(rest)


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun: ``1 answer``, ``2 answers``, ``1,200 answers``."""
    return f"{count:,} {one if count == 1 else many}"


def moment(when: datetime) -> str:
    """A time to the minute with its zone: ``2026-11-24 00:12 (Europe/Berlin)``."""
    zone = when.tzinfo.key if isinstance(when.tzinfo, ZoneInfo) else when.strftime("%Z")
    return f"{when:%Y-%m-%d %H:%M}" + (f" ({zone})" if zone else "")


def duration(span: timedelta) -> str:
    """A positive span in its two largest units: ``1 day 2 h``, ``13 min``, ``5 s``."""
    seconds = int(span.total_seconds())
    days = seconds // 86_400
    parts = (days, "day" if days == 1 else "days"), (seconds // 3_600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")
    first = next((at for at, (count, _) in enumerate(parts) if count), 3)
    return " ".join(f"{count} {unit}" for count, unit in parts[first:first + 2] if count) or "less than 1 s"


def credit(mark: Mark) -> str:
    """Where a part of the points comes from, with the arithmetic: ``4 of 6 entries are right: 2/3 × 3 = 2.``

    Nothing where it says no more than the points and the outcome.
    """
    found = mark.credit
    if found is None or not (found.share or found.done) or (found.kind == "follow" and mark.score == mark.out_of):
        return ""
    words = {**{kind: f"{found.done} of {found.of} {kind} are right" for kind in ("entries", "terms")},
             "lines": f"{found.done} of {found.of} lines count",
             "choices": f"{found.done} of {found.of} choices (right ones less wrong ones)",
             "misconception": f"credit for {found.name}", "layout": f"credit for the {found.name} layout",
             "follow": f"follows from your answer to {found.name}", "form": "credit for the right value"}
    return as_sentence(f"{words[found.kind]}: {found.share} × {points(mark.out_of)} = {points(mark.score)}")
