"""Words, arrows and bullets in front of a statement, and words that link two: "so", "the answer is", "with respect to x:"."""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.syntax.layout.blanks import ARROW_IN_FRONT, arrow_instead, blank, is_prose
from grader.syntax.layout.enumerations import COUNTED, counts
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import around as lists

_ANY = re.IGNORECASE
_NAME = r"\$?\\?[A-Za-z]+(?:_?\{?\w{1,3}\}?)?['′]*(?: ?\([^()\n]{1,20}\))?\$?"
_VARIABLE = r"\$?\\?[A-Za-z]+(?:_?\{?\w{1,3}\}?)?\$?"
_BY = rf"(?: (?:with respect to|w\.?r\.?t\.?|nach|in|by) (?P<by>{_VARIABLE}))"
_VERB = rf"(?:{lists.VERBS})(?![a-z])"
_THEN = r"(?:then|thus|hence|also|therefore|given by)"
_OF = (rf"(?: (?:of|von|f[uü]r|de|di|van) "
       rf"(?:[^\n,;]{{1,80}}?(?= (?:is|ist|equals|lautet|est|es|è)(?![a-z]))|(?:the )?(?:function )?{_NAME}))")
_LABEL = lazily(rf"(?:(?:{lists.QUALITIES}) )*(?:{lists.NOUNS})s?(?: (?:matrix|vector|function))?{_OF}?{_BY}?(?: ?[,:]? {_THEN})?"
                    rf"(?: {_VERB}(?: {_THEN})? ?:?| ?:=?| ?=(?!=)|(?= *\n))", _ANY)
_ALONE = lazily(rf"(?:(?:{lists.QUALITIES}) )*(?:{lists.ALONE})(?:\.| ?[-–—](?= ))?(?![A-Za-z:=])(?= )", _ANY)
_BY_NAME = lazily(rf"(?:derivative |ableitung |and )?(?:with respect to|w\.?r\.?t\.?|nach) (?P<by>{_VARIABLE})"
                      r"(?: (?:is|ist|we get)(?![a-z])| ?:| ?=)", _ANY)
_LINK = lazily(rf"(?:{'|'.join(lists.LINKS)})(?![a-zäöüß])[,:]?", _ANY)
_MARK = lazily(rf"(?:[{lists.MARKS}]\ufe0f?)+(?=\s)")
_OTHER_ARROW = lazily(r"[≡>](?=[ ])")
_BULLET = lazily(rf"[{lists.BULLETS}{lists.DASHES}](?= )")
_START = lazily(rf"\n|(?<!\\)[,;]|\\\\|(?<=[^\s.])\.(?=\s+[^\W\d_])|{lists.AND_ALONE}")
_LINKS_INSIDE = lazily(rf"(?<=[\w)}}\]'′!|⊤]) +(?:{'|'.join(lists.LINKS)})(?![a-zäöüß])[,:]?", _ANY)
_LINKS_BEHIND_COMMAS = lazily(rf"(?<=[\w)}}\]]),\s*(?:{'|'.join(lists.LINKS)})(?![a-zäöüß])[,:]?", _ANY)


def without_fronts(text: str, words: Lexicon) -> str:
    """Words, enumerations and bullets at the start of a statement; a link in the middle of a line begins a new one."""
    text, at = _links_inside(text, words, _LINKS_BEHIND_COMMAS), 0
    while at < len(text):
        match = lazily(r"[\s,;]*").match(text, at)
        start = match.end() if match else at
        end = _leading(text, start, words)
        while end > start:
            text = text[:start] + (arrow_instead(text, start, end) or _instead(text[start:end], words)) + text[end:]
            if "=" in text[start:end]:
                break
            spaces = lazily(r"\s*").match(text, end)
            start = spaces.end() if spaces else end
            end = _leading(text, start, words)
        following = _START.search(text, max(start, end))
        if following is None:
            break
        at = following.end()
    return _links_inside(text, words, _LINKS_INSIDE)


def _leading(text: str, start: int, words: Lexicon) -> int:
    """Where a word, a bullet or an enumeration that starts here ends; the start if there is none."""
    for pattern in (_LABEL, _BY_NAME, _LINK, _ALONE):
        found = pattern.match(text, start)
        if found and found.end() > start and (is_prose(words, found[0]) or (pattern is _LINK and "." in found[0])):
            return found.end()
    at_line = not text[:start].strip() or "\n" in text[len(text[:start].rstrip()):start]
    mark = _MARK.match(text, start) if at_line else None
    if mark:
        return mark.end()
    found = COUNTED.match(text, start) if at_line else None
    if found and counts(text, found, words):
        return found.end()
    found = (ARROW_IN_FRONT.match(text, start) or _OTHER_ARROW.match(text, start)) if at_line else None
    if found:
        return found.end()
    found = _BULLET.match(text, start) if at_line else None
    if found and (found[0] in lists.BULLETS or lazily(r" +[^=\n]*(?:['′]|/\s*[d∂]|_|frac|\bd)[^=\n]*=").match(text, found.end())):
        return found.end()
    return start


def _instead(text: str, words: Lexicon) -> str:
    """What stands in the place of words in front: blanks, or ``∂f/∂x =`` if they name the variable of a derivative."""
    found = _LABEL.match(text) or _BY_NAME.match(text)
    if found and found["by"] and words.is_formula(re.sub(r"[\\${}_]", "", found["by"])):
        label = "∂f/∂" + found["by"].strip("$")
        if len(label) + 1 <= len(text):
            return label + " " * (len(text) - len(label) - 1) + "="
    return blank(text)


def _links_inside(text: str, words: Lexicon, links: re.Pattern[str]) -> str:
    """``u' = 2 so f' = 8u^3`` and ``f' = x + x, so f' = 2x``: the link ends a statement."""
    def ended(found: re.Match[str]) -> str:
        if not is_prose(words, found[0]) and "." not in found[0]:
            return found[0]
        return "\n" + (arrow_instead(text, found.start() + 1, found.end()) or blank(found[0])[1:])

    return links.sub(ended, text)
