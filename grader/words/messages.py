"""What is said about a text: a message with its way out, as two sentences or as one line."""

from __future__ import annotations

import re

from grader.expr import Span
from grader.model import Diagnostic, Severity, printable
from grader.record import record

_ARTICLE = re.compile(r"a (?!(?:and|are|has|was|must|may|can)\b)(?:[a-z]{3,}[ ,:]|[0-9A-Z]+ ×)")
"""The article before a noun or a shape; before a verb, an ``a`` is a name."""


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
    """Return a diagnostic as one line: the message, a semicolon, the way out; behind a question none.

    >>> one_line(Diagnostic("read/did-you-mean", "did you mean x^2?", "write it so"))
    'did you mean x^2? Write it so'
    """
    message, remedy = printable(diagnostic.message), printable(diagnostic.remedy)
    if not remedy:
        return message
    return f"{message} {remedy[:1].upper()}{remedy[1:]}" if message.endswith("?") else f"{message}; {remedy}"


def as_sentence(text: str) -> str:
    """Return a message as a sentence: with a capital, unless it begins with a formula or a name, and with a full stop or a colon.

    >>> as_sentence("a row cannot be added"), as_sentence("a is no row")
    ('A row cannot be added.', 'a is no row.')
    """
    if not text:
        return ""
    begins = text.split(" ", 1)[0].rstrip(",.:;")
    is_word = (begins.isalpha() and len(begins) > 1 and begins.islower()) or _ARTICLE.match(text)
    capital = text[:1].upper() + text[1:] if is_word else text
    return capital if capital[-1:] in ".!?:" else f"{capital}."
