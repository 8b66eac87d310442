"""Blanks in the place of what says nothing, and whether it is words: a product of declared names is none."""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings.signs import ARROW

ARROW_IN_FRONT = lazily(rf"(?:{ARROW})(?=[ ])")
PROSE = lazily(r"[^\W\d_]+")
"""A word of any letters; prose if it is no product of declared names."""
_SIGNED = lazily(r"[ \t]*[-+−–]")


def blank(text: str) -> str:
    """As many blanks as the text is long; line breaks stay."""
    return re.sub(r"[^\n]", " ", text)


def is_prose(words: Lexicon, text: str) -> bool:
    """Whether a text holds a word, or a sign, that is no product of declared names."""
    found = PROSE.findall(text)
    return not found or any(not words.is_formula(word) for word in found)


def if_prose(words: Lexicon, found: re.Match[str]) -> str:
    """Blanks in the place of what was found, unless it is a product of declared names."""
    return blank(found[0]) if is_prose(words, found[0]) else found[0]


def arrow_instead(text: str, start: int, end: int) -> str:
    """An arrow in the place of another, and of words behind which a statement begins with a sign, lest it goes on with the one before."""
    is_signed = _SIGNED.match(text, end) is not None and bool(text[:start].strip())
    return "⇒" + blank(text[start:end])[1:] if is_signed or ARROW_IN_FRONT.match(text, start) else ""
