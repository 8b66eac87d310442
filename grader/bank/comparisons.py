"""What ``sizes`` of a problem says: comparisons of sizes and whole numbers, joined by ``and``."""

from __future__ import annotations

import re

_SIDE = re.compile("[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)?|[0-9]{1,6}")


def comparisons(text: str) -> tuple[tuple[str | int, str, str | int], ...] | None:
    """The comparisons of ``N <= M and 2 <= M``, with whole numbers as numbers; ``None`` for any other text."""
    found = list[tuple[str | int, str, str | int]]()
    for part in re.split(r"\band\b|,|&", text.replace("≤", "<=").replace("≥", ">=")):
        sides = re.split("(<=|>=|<|>|=)", part)
        names = [side.strip() for side in sides[::2]]
        if len(sides) < 3 or not all(map(_SIDE.fullmatch, names)):
            return None
        values = [int(name) if name.isdigit() else name for name in names]
        found += zip(values, sides[1::2], values[1:], strict=False)
    return tuple(found)
