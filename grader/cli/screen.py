"""A person at a terminal, or a pipe of keys: how texts that nobody trusts are shown, and what is typed."""

from __future__ import annotations

import getpass
import io
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from fractions import Fraction

import click

from grader.model import UsageError, printable, width

INDENT = " " * 5

WIDTH = 74
"""Columns of an answer that has its number of students in the same line."""

MOST_LINES, MOST_COLUMNS = 8, 160
"""Of one text; the rest is counted, and shown where the whole is asked for."""

MOST_COMMENT, MOST_NAME = 2_000, 100

_POINTS = re.compile(r"(?:([0-9]{1,6}) +)?([0-9]{1,6})(?:/([0-9]{1,6}))?|([0-9]{1,6})?[.,]([0-9]{1,6})")
_RIGHT_TO_LEFT = {"R", "AL", "AN"}


class Keys:
    """Reads lines; signals act while it waits, in the blocks that ``heard`` makes, and nowhere else."""

    def __init__(self, heard: Callable[[], AbstractContextManager[None]]) -> None:
        self.heard = heard
        if isinstance(sys.stdin, io.TextIOWrapper):
            # Bytes that are no UTF-8 are seen, and are no error of ours.
            sys.stdin.reconfigure(errors="surrogateescape")

    def ask(self, prompt: str) -> str | None:
        """Return a line without white space around it, ``None`` where there are no more."""
        while True:
            click.echo(prompt, nl=False)
            with self.heard():
                line = sys.stdin.readline()
            if not line:
                click.echo()
                return None
            text = line.strip()
            if not sys.stdin.isatty():
                click.echo(printable(text))
            if printable(text) == text and len(text) <= MOST_COMMENT:
                return text
            click.echo(f"{INDENT}at most {MOST_COMMENT:,} characters that can be shown, please")


def text_lines(text: str, whole: bool = False) -> list[str]:
    """Return the lines of a text, safe on a terminal, cut unless the ``whole`` is asked for.

    >>> text_lines("x\\x1b[31m\\n" + "y" * 200)[1][-25:]
    'y … 40 more: s shows them'
    """
    lines = [printable(line) for line in text.expandtabs(4).split("\n")]
    if whole:
        return lines
    shown = [line if len(line) <= MOST_COLUMNS else f"{line[:MOST_COLUMNS]} … {len(line) - MOST_COLUMNS:,} more: s shows them"
             for line in lines[:MOST_LINES]]
    more = len(lines) - MOST_LINES
    return [*shown, f"… {more:,} more lines: s shows them"] if more > 0 else shown


def counted_lines(text: str, count: int) -> list[str]:
    """Return the lines of a text with the number of those who wrote it at the end of the first, or in a line of its own.

    A terminal may turn the order of a line with letters that are written from right to left: nothing of ours stands in it.
    """
    first, *more = text_lines(text)
    if width(first) > WIDTH or any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in first):
        return [first, *more, f"{'':<{WIDTH}} {count:>5,}"]
    return [f"{first}{' ' * (WIDTH - width(first))} {count:>5,}", *more]


def say(lines: Iterable[str]) -> None:
    """Print lines below a head."""
    for line in lines:
        click.echo(f"{INDENT}{line}".rstrip())


def points(text: str, out_of: Fraction) -> Fraction:
    """Return the points that are meant by ``1``, ``1/3``, ``1 1/2``, ``1.5``, ``full`` or ``f``; raise :class:`UsageError` for all else.

    >>> points("1.5", Fraction(3)), points("1 1/2", Fraction(3)), points("f", Fraction(3))
    (Fraction(3, 2), Fraction(3, 2), Fraction(3, 1))
    """
    if text in ("f", "full"):
        return out_of
    found = _POINTS.fullmatch(text)
    if found is None or (found[1] and not found[3]):
        raise UsageError(f"{printable(text[:40])!r} is no number of points such as 1, 1/2, 1.5 or full")
    whole, over, under, before, after = found.groups()
    if under is not None and not int(under):
        raise UsageError("nothing can be divided by 0")
    value = Fraction(f"{before or 0}.{after}") if after else int(whole or 0) + Fraction(int(over), int(under or 1))
    if value > out_of:
        raise UsageError(f"{value} is more than the {counted_points(out_of)} of this problem")
    return value


def counted_points(out_of: Fraction) -> str:
    """Return a number with its noun: ``1 point``, ``3/2 points``."""
    return f"{out_of} point{'' if out_of == 1 else 's'}"


def signature(by: str | None) -> str:
    """Return who decides: the name that was given, else the login name, which may be none."""
    if by is None:
        try:
            return printable(getpass.getuser())
        except (OSError, KeyError):
            return ""
    if printable(by) != by or len(by) > MOST_NAME:
        raise UsageError(f"--by {printable(by[:MOST_NAME])!r} is no name: at most {MOST_NAME} characters that can be shown")
    return by.strip()
