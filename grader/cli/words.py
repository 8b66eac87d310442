"""A mark in words for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from grader.model import Mark, Outcome, UsageError, caret, printable
from grader.words import headline, one_line, said, sentence


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun, or noun and verb: ``1 student``, ``2 students``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


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


def lines_of_mark(mark: Mark, hints: Iterable[str] = ()) -> list[str]:
    """One line for the outcome, then what helps, with the hints that were asked for; never the key."""
    headed = headline(mark)
    head = f"  {headed.sign} {mark.problem:<28} {headed.text}"
    lines = [f"{head:<48} read as  {printable(mark.read_as)}" if mark.read_as else head]
    found = sentence(mark.verdict.evidence).text
    if found and mark.verdict.outcome is not Outcome.CORRECT:
        lines.append(f"      {found}")
    for message in mark.verdict.messages:
        lines.append(f"      {one_line(message)}")
        span = said(message).span
        if span is not None and mark.answer:
            lines += [f"        {line}" for line in caret(mark.answer, span).split("\n")]
    lines += [f"      {hint}" for hint in hints]
    return lines
