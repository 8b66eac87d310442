"""Reasons beside a formula, such as "by the chain rule"."""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.syntax.layout.blanks import blank, is_prose
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import around as lists

_ANY = re.IGNORECASE
_AND = rf" ?(?:{'|'.join(lists.AND)}|[+/,&]) ?"
_KIND = (rf"(?:(?:the |der |die )?(?:(?:{lists.RULES})(?:{_AND}(?:the )?(?:{lists.RULES}))*[ -]?rules?|{lists.GERMAN_RULES}"
         rf"|{lists.FOREIGN_RULES}|{lists.OTHER_REASONS}))")
_REASON = lazily(rf"(?P<open>[(\[])?(?<![A-Za-z])(?:(?:{lists.BECAUSE}) )?{_KIND}(?:{_AND}{_KIND})*(?![a-zäöüß])(?P<close>[)\]])?"
                     r"(?: (?:that|we get|we have)(?![a-z]))?", _ANY)


def without_reasons(text: str, words: Lexicon) -> str:
    """``by the chain rule``, ``(product rule)``: anywhere, with a comma or a dash in front of the last one."""
    def without(found: re.Match[str]) -> str:
        if bool(found["open"]) != bool(found["close"]) or not is_prose(words, found[0]):
            return found[0]
        return blank(found[0])

    new = _REASON.sub(without, text)
    if new == text:
        return text
    # What joined the reason to the formula: 2x - chain rule; chain rule: 2x.
    cut = re.sub(r"[-–—,:](?= {3,}(?:$|\n))", " ", new)
    return re.sub(r"(?<![^\n])( {3,})[,:]", r"\1 ", cut)
