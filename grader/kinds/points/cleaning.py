"""The text of a set of points in plain signs: LaTeX, words and marks of editors become one sign and blanks, so that every place stays."""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.lazily import lazily

OPEN, CLOSE = "\ue000", "\ue001"
"""The braces of a set, which are not those of LaTeX's arguments."""

_ANY = re.IGNORECASE
_PARTLY = lazily(r"\$\$?|(?<!\\)\\[()\[\]]|`+|\\(?:displaystyle|limits|quad|qquad|left|right|[bB]igg?[lr]?)(?![A-Za-z])"
                 r"|\\[,;:!> ]|[~\u200b\ufeff]|\\(?:begin|end)\s*\{(?:align|aligned|equation|gather|gathered|split|cases|math)\*?\}")
_MATRIX = lazily(r"\\begin\s*\{[pbBvV]?(?:small)?matrix\}|\\begin\s*\{array\}\s*\{[lcr| ]*\}")
_END_OF_MATRIX = lazily(r"\\end\s*\{(?:[pbBvV]?(?:small)?matrix|array)\}")
_TEXT = lazily(r"\\(?:text|textrm|textit|mathrm|mbox|operatorname)\s*\{([^{}]*)\}")
_BETWEEN = lazily(r"\\(?:land|wedge|lor|vee|cup)(?![A-Za-z])|[∧∨∪]|\\\\|&&|\|\|"
                  r"|(?<![A-Za-z\\_])(?:and|or|as well as|und|oder|sowie)(?![A-Za-z_])", _ANY)
_EITHER = lazily(r"\\pm(?![A-Za-z])|\+/[-−]|(?:(?<=[,;(=\[{:∈])|^)\s*\+[-−](?=[\w(\\√.])")
_OTHER = lazily(r"\\mp(?![A-Za-z])|-/\+")
_IN = lazily(r"\\in(?![A-Za-z])")
_AT_START = lazily(
    r"\s*(?:we (?:get|find|have)|so|thus|hence|therefore|then)?[ ,:]*(?:the )?(?:(?:set of|all) )?(?:the )?(?:real )?"
    r"(?:(?:critical|stationary|singular) points?|extrem(?:a|al points?)|points?|zeros?|roots?|solutions?(?: set)?|set|answers?)"
    r"(?: of f)?(?: (?:is|are|lie|lies)(?: at)?)?\s*[:=]?(?=\s|[({\[\\\ue000±-]|\d)", _ANY)
_COUNTED = lazily(r"(?m)^(\s*)(?:\(?\d{1,2}[.)]|\(?[a-h]\)|[•▪*])(?=\s+[(\[{\\\ue000A-Za-z±])")
_BULLETS = lazily(r"(?:\s*[-–] [^\n]*(?:\n|$)){2,}")
_BULLET = lazily(r"(?m)^(\s*)[-–](?= )")

NONE = lazily(
    r"(?:there (?:are|is) )?(?:none|no(?: such| real)*(?: (?:critical|stationary|singular))?(?: (?:points?|zeros?|solutions?|roots?))"
    r"(?: at all)?(?: exists?)?|(?:the )?empty(?: set)?|nothing|[∅Ø⌀]|\\(?:emptyset|varnothing)|\ue000\s*\ue001|\(\s*\)|\[\s*\])", _ANY)


def cleaned(text: str) -> str:
    """Return a text of the same length in which a set is written in plain signs: brackets, commas, ``±``, ``∈``, ``=``."""
    if text.isascii() and not any(sign in text for sign in "\\$`{&|+*~") and not any(character.isalpha() for character in text):
        return text
    text = _replaced(_TEXT, text, lambda found: " " * (found.start(1) - found.start()) + found[1] + " " * (found.end() - found.end(1)))
    text = _replaced(_MATRIX, text, lambda found: _padded("(", found))
    text = _replaced(_END_OF_MATRIX, text, lambda found: " " * (len(found[0]) - 1) + ")")
    text = _replaced(_PARTLY, text, lambda found: " " * len(found[0]))
    for command, sign in (("\\{", OPEN), ("\\}", CLOSE), ("\\lbrace", OPEN), ("\\rbrace", CLOSE)):
        text = text.replace(command, sign.rjust(len(command)))
    text = _replaced(_BETWEEN, text, lambda found: _padded(";", found)).replace("&", ",")
    for pattern, sign in ((_EITHER, "±"), (_OTHER, "∓"), (_IN, "∈")):
        text = _replaced(pattern, text, lambda found, sign=sign: _padded(sign, found))  # type: ignore[misc]
    if _BULLETS.fullmatch(text.strip()):
        text = _BULLET.sub(r"\1 ", text)
    text = _replaced(_COUNTED, text, lambda found: found[1] + " " * (len(found[0]) - len(found[1])))
    found = _AT_START.match(text)
    if found is not None:
        text = " " * found.end() + text[found.end():]
    return _with_braces(text)


def _replaced(pattern: re.Pattern[str], text: str, make: Callable[[re.Match[str]], str]) -> str:
    return pattern.sub(make, text)


def _padded(sign: str, found: re.Match[str]) -> str:
    blanks = len(found[0]) - len(found[0].lstrip())
    return " " * blanks + sign + " " * (len(found[0]) - blanks - 1)


def _with_braces(text: str) -> str:
    """The text with the braces of sets marked: those that stand where a value begins, and their partners."""
    if "{" not in text:
        return text
    signs, waiting, before = list(text), list[int](), ";"
    for at, sign in enumerate(text):
        if sign == "{":
            waiting.append(at if before in ";,=∈:([{\n±" + OPEN else -1)
        elif sign == "}" and waiting and (start := waiting.pop()) >= 0:
            signs[start], signs[at] = OPEN, CLOSE
        if not sign.isspace() or sign == "\n":
            before = sign
    return "".join(signs)
