"""Letters and numbers that count answers, and dashes before lines: ``a) …``, ``(1) …``, ``- …``; some may be factors, or minus signs."""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.syntax.layout.blanks import arrow_instead, blank
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings.around import BULLETS, DASHES

COUNTED = lazily(r"(?:\((?P<round>[a-hivx]|i{1,3}|\d)\)|(?P<half>[a-hivx]|i{1,3}|\d{1,2})\)|(?P<point>[a-h]|\d{1,2})\.)(?=\s)")
_NUMBERED = lazily(r"(?m)^[ \t]*(?P<mark>\(?(?P<count>\d{1,2})[.)])(?=[ \t])")
_COUNTING = lazily(r"\s*\((?P<mark>[a-h])\)\s+(?=\S)")
_NUMBER_IN_FRONT = lazily(r"\s*\(\d\)\s+(?=[^\n]*=)")
_DASH = lazily(rf"(?m)^[ \t]*[{DASHES}](?=[ \t])")
_DASHED = lazily(rf"\s*[{DASHES}][ \t]+\S[^\n]*(?:\n\s*[{DASHES}][ \t]+\S[^\n]*)+\s*")
_BULLET = lazily(rf"(?m)^[ \t]*[{BULLETS}](?=[ \t])")
_BULLETED = lazily(rf"\s*[{BULLETS}][ \t]+\S[^\n]*(?:\n\s*[{BULLETS}][ \t]+\S[^\n]*)+\s*")
DASH_BEFORE_DOLLARS = lazily(rf"(?m)^\s*[{DASHES}](?=[ \t]+\$[^$\n]+\$[ \t.;]*$)")
"""A dash before a line that is one formula in dollars: a bullet, since a minus would be in the formula."""
_FURTHER = {"a": "[b-h]", "i": "i{2,3}", "1": "[2-9]"}
"""What counts on behind ``(a)``, ``(i)`` or ``(1)``."""
_JOINING = ("+", "*", "/", "^", "=", "·", "×", "⊗", "⊙", ")", "]", "\\cdot", "\\times", "\\otimes", "\\odot")
"""What follows a factor and begins no answer."""
_MULTIPLYING = ("*", "/", "^", "·", "×", "\\cdot", "\\times")


def with_commas(text: str) -> str:
    """``(a) f_x = 2x (b) f_y = 2y``: what is counted in one line stands behind commas."""
    first = re.match(r"\s*\(?([ai1])\)\s", text)
    if first is None:
        return text
    return re.sub(rf"(?<=\s)\(?(?:{_FURTHER[first[1]]})\)(?=\s)", lambda found: "," + blank(found[0])[1:], text)


def uncounted(text: str) -> str:
    """``1. …`` and ``2. …`` in front of lines, or ``(1)`` and ``(2)``: numbers that count them from 1 on."""
    marks = list(_NUMBERED.finditer(text))
    if len(marks) < 2 or [int(mark["count"]) for mark in marks] != list(range(1, len(marks) + 1)):
        return text
    for mark in marks:
        start, end = mark.span("mark")
        text = text[:start] + (arrow_instead(text, start, end) or blank(mark["mark"])) + text[end:]
    return text


def without_dashes(text: str, instead: str = " ") -> str:
    r"""The text with a sign in the place of the dash before each line, where all of several lines begin with a dash and a blank.

    >>> without_dashes("- 2x\n- 3", "⇒"), without_dashes("2x\n- 3")
    ('⇒ 2x\n⇒ 3', '2x\n- 3')
    """
    return _DASH.sub(lambda found: instead.rjust(len(found[0])), text) if _DASHED.fullmatch(text) else text


def without_bullets(text: str) -> str:
    r"""The text with blanks in the place of the bullet before each line, where all of several lines begin with one.

    >>> without_bullets("* 1\n* -1"), without_bullets("1\n* -1")
    ('  1\n  -1', '1\n* -1')
    """
    return _BULLET.sub(lambda found: blank(found[0]), text) if _BULLETED.fullmatch(text) else text


def counting(text: str, words: Lexicon) -> str:
    """What stands in front as in ``(a) …`` where a is declared, so that it may count answers or be a factor; else nothing.

    >>> from grader.syntax.lexicon import lexicon
    >>> from grader.syntax.scope import Scope
    >>> counting("(a) 2x", lexicon(Scope(("a", "x"))))
    '(a) '
    >>> counting("(a)x", lexicon(Scope(("a", "x"))))
    ''
    """
    found = _COUNTING.match(text)
    return found[0] if found and found["mark"] in words.entries and not text[found.end():].startswith(_JOINING) else ""


def number_in_front(text: str) -> str:
    """What stands in front as in ``(4) (1+x^2) = y``, where a number may count equations or be a factor; nothing where others are counted.

    >>> number_in_front("(4) (1+x^2) = y")
    '(4) '
    >>> number_in_front("(1) x = y, (2) y = z")
    ''
    """
    found = _NUMBER_IN_FRONT.match(text)
    return found[0] if found and not lazily(r"[\n,;]\s*\(\d\)").search(text, found.end()) else ""


def as_number(text: str, mark: str) -> str:
    """Return a text of the same length in which the number in front, as in ``(4) x = y`` or ``(4) = y``, is no count: ``(4)*x = y``.

    >>> as_number("(4) x = y", "(4) ")
    '(4)*x = y'
    """
    rest = text[len(mark):]
    if rest.startswith(("=", "+", "-", "−")):
        return mark.replace("(", " ").replace(")", " ") + rest
    return mark[:-1] + "*" + rest


def counts(text: str, found: re.Match[str], words: Lexicon) -> bool:
    """Whether ``a)`` or ``2.`` in front counts answers: a letter that is declared, or a number that may be a factor, does not."""
    mark = found["round"] or found["half"] or found["point"]
    if found["half"]:
        return text[:found.start()].count("(") == 0 and (mark.isdigit() or mark not in words.names)
    if mark.isdigit():
        following = text[found.end():].lstrip()
        if found["round"] and following.startswith(_MULTIPLYING) and not following.startswith("**"):
            return False
        return mark == "1" or "=" in text[found.end():].split("\n")[0] or (found["point"] is not None and following[:1].isdigit())
    return mark not in words.entries
