"""Counts and sizes in words, for every command."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from grader.model import UsageError, printable


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun, or noun and verb: ``1 student``, ``2 students``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def quoted(path: Path) -> str:
    """A path or a name as a shell reads it back, inside a command that is printed."""
    import shlex

    return shlex.quote(printable(str(path)))


_SIZE = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,3}))? *(B|k|kB|KB|M|MB|G|GB|KiB|MiB|GiB)?")
_UNITS = {"B": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9}


def size(text: str) -> int:
    """The bytes of a size such as ``50MB``, ``1.5 GB`` or ``2 MiB``; raises :class:`UsageError` for anything else.

    >>> size("50MB"), size("2 MiB"), size("1500")
    (50000000, 2097152, 1500)
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{printable(repr(text))} is no size such as 50MB")
    unit = found[3] or "B"
    one = 2**(10 * " KMG".index(unit[0])) if unit.endswith("iB") else _UNITS[unit[0]]
    return int(Fraction(f"{found[1]}.{found[2] or 0}") * one)
