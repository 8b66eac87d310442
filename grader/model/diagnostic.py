"""Something said about a text, with its place: code, message, way out, span, file, line and column."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from grader.expr import Span
from grader.record import record


class Severity(StrEnum):
    """How bad it is: an *error* stops the text from being used, a *warning* and a *remark* do not."""

    ERROR = "error"
    WARNING = "warning"
    REMARK = "remark"


@record
class Where:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int = 1


@record
class Diagnostic:
    """One thing to say about one text.

    ``code`` is ``room/slug`` and stands in ``docs/messages.md``; ``remedy`` is the way out, one sentence or empty;
    ``span`` counts characters of the text that was read, ``where`` names the file that held it.
    """

    code: str
    message: str
    remedy: str = ""
    span: Span | None = None
    where: Where | None = None
    severity: Severity = Severity.ERROR


def has_errors(said: Iterable[Diagnostic]) -> bool:
    """Return whether anything of what is said is an error."""
    return any(each.severity is Severity.ERROR for each in said)


def locate(text: str, offset: int) -> tuple[int, int]:
    """Line and column (from 1) of a character position in a text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def caret(text: str, span: Span) -> str:
    """The line of the text that holds the span, and under it carets: two lines, safe to print."""
    start, end = span
    line, column = locate(text, start)
    shown = text.split("\n")[line - 1]
    head, body = shown[: column - 1], shown[column - 1: column - 1 + max(end - start, 1)]
    return f"{printable(shown)}\n{' ' * width(printable(head))}{'^' * max(width(printable(body)), 1)}"


def printable(text: str) -> str:
    """Return the text with control, format and surrogate characters and line separators as ``\\uXXXX``: safe on a terminal.

    >>> print(printable("2x\\x1b[31m"))
    2x\\u001b[31m
    """
    if text.isprintable():
        return text
    return "".join(c if not _is_hidden(unicodedata.category(c)) else f"\\u{ord(c):04x}" for c in text)


def _is_hidden(category: str) -> bool:
    return category[0] == "C" or category in ("Zl", "Zp")
