"""Decimal commas in a set of points: which commas may be ones, and whether the text tells them from those that part numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.expr import Span
from grader.lazily import lazily
from grader.model import Diagnostic

_TOUCHING = lazily(r"(?<![\w.,])(?<!_\{)[0-9]+(?:,[0-9]+)+(?![0-9]|[.,][0-9])")
_TIGHT = lazily(r"[0-9],[0-9]*[1-9]")
_SEPARATORS = lazily(r"[;\n]|,(?![0-9])")

CHOICE = "comma"
"""The choice whether commas between digits part numbers or are decimal commas."""


def with_points(plain: str) -> str:
    """Return a text of the same length in which commas that may be decimal ones are points.

    They touch two digits, as in ``0,5`` and ``0,5,1,5``; ``0,0`` is no decimal, and ``1,2,3`` does not say which of its commas are.
    """
    return _TOUCHING.sub(_in_pairs, plain) if "," in plain else plain


def _in_pairs(found: re.Match[str]) -> str:
    numbers = found[0].split(",")
    if len(numbers) % 2 or not all(digits.strip("0") or len(digits) == 3 for digits in numbers[1::2]):
        return found[0]
    return ",".join(f"{whole}.{digits}" for whole, digits in zip(numbers[::2], numbers[1::2], strict=True))


def are_told_apart(decimal: str) -> bool:
    """Whether something else parts the numbers of a text whose decimal commas are points: ``;``, a line break, a comma and a blank."""
    return _SEPARATORS.search(decimal) is not None


def doubt(plain: str, spans: Sequence[Span]) -> Diagnostic | None:
    """Return what is asked about the first comma in some places that may be a decimal one, though nobody can tell."""
    commas = (found.start() + 1 for span in spans for found in (_TIGHT.search(plain, *span),) if found is not None)
    return next(map(asked_about, commas), None)


def asked_about(place: int) -> Diagnostic:
    """Return what is asked about a comma."""
    return Diagnostic("set/comma", "this comma may part two numbers or be a decimal one", "write decimals with a point: 0.5",
                      (place, place + 1))
