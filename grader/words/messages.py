"""What is said about a text: a message with its way out, as two sentences or as one line."""

from __future__ import annotations

from grader.expr import Span
from grader.model import Diagnostic, Severity, printable
from grader.record import record


@record
class Said:
    """A message and its way out as sentences, safe to print, and the place in the text that it is about where that is an error."""

    text: str
    remedy: str
    span: Span | None = None


def said(diagnostic: Diagnostic) -> Said:
    """Return a diagnostic as sentences.

    >>> said(Diagnostic("syntax/unclosed-bracket", "this bracket is never closed", "add ')'", (1, 2)))
    Said(text='This bracket is never closed.', remedy="Add ')'.", span=(1, 2))
    """
    span = diagnostic.span if diagnostic.severity is Severity.ERROR else None
    return Said(as_sentence(printable(diagnostic.message)), as_sentence(printable(diagnostic.remedy)), span)


def one_line(diagnostic: Diagnostic) -> str:
    """Return a diagnostic as one line: the message, a semicolon, the way out."""
    return f"{printable(diagnostic.message)}{'; ' + printable(diagnostic.remedy) if diagnostic.remedy else ''}"


def as_sentence(text: str) -> str:
    """Return a message as a sentence: with a capital, unless it begins with a formula or a name, and with a full stop or a colon."""
    if not text:
        return ""
    begins = text.split(" ", 1)[0].rstrip(",.:;")
    capital = text[:1].upper() + text[1:] if begins.isalpha() and len(begins) > 1 and begins.islower() else text
    return capital if capital[-1:] in ".!?:" else f"{capital}."
