"""TeX between dollars to MathML: math-core behind one door, and only elements and attributes of a fixed list come out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from grader.record import record

MOST_CHARACTERS = 2_000
MOST_LEVELS = 50

_REFUSED = re.compile(r"\\(def|gdef|edef|xdef|let|newcommand|renewcommand|providecommand|DeclareMathOperator|color|textcolor|colorbox|"
                      r"fcolorbox|eqref|label|tag)(?![A-Za-z])")
"""Commands that are no mathematics of a statement: definitions, colours, numbers of equations."""

_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z]+)(?P<given>(?: [a-z]+="[^"<>]*")*)(?P<empty>/?)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_LENGTH = r"-?[0-9.]+(?:em|ex|px|%)?|0"
_ATTRIBUTES = {
    "display": "block", "mathvariant": "normal", "accent": "true", "accentunder": "true", "stretchy": "true|false",
    "symmetric": "true|false", "largeop": "true|false", "movablelimits": "true|false", "fence": "true|false", "separator": "true|false",
    "displaystyle": "true|false",
    "form": "prefix|infix|postfix", "scriptlevel": "[0-9]", "linethickness": _LENGTH, "lspace": _LENGTH, "rspace": _LENGTH,
    "width": _LENGTH, "height": _LENGTH, "depth": _LENGTH, "voffset": _LENGTH, "minsize": _LENGTH, "maxsize": _LENGTH,
}
"""The attributes that pass, each with what it may hold."""

_ELEMENTS = frozenset((
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover",
    "munderover", "mtable", "mtr", "mtd", "mpadded", "mphantom", "mstyle"))
_SIDES = re.compile("text-align: ?(left|right)")
"""How a cell is aligned; pages do not take styles of elements, so a class says it."""

_SAID = re.compile(r"(?P<place>[0-9]+): (?P<message>.*)", re.DOTALL)


@record
class Misread:
    """TeX that is refused: why, and at which character."""

    message: str
    place: int = 0


def typeset(tex: str, display: bool = False) -> str | Misread | None:
    """Return a ``<math>`` element, or why there is none; ``None`` where math-core is not installed."""
    refused = _refused(tex)
    return refused if refused is not None else _converted(tex, display)


def _refused(tex: str) -> Misread | None:
    """What is refused before anybody reads it."""
    if len(tex) > MOST_CHARACTERS:
        return Misread(f"a formula has at most {MOST_CHARACTERS:,} characters", MOST_CHARACTERS)
    found = _REFUSED.search(tex)
    if found is not None:
        return Misread(f"{found[0]} is not allowed here", found.start())
    level = 0
    for place, sign in enumerate(tex):
        level += (sign == "{") - (sign == "}")
        if level > MOST_LEVELS:
            return Misread(f"braces stand in each other more than {MOST_LEVELS} deep", place)
    return None


@lru_cache(maxsize=4_000)
def _converted(tex: str, display: bool) -> str | Misread | None:
    converter = _converter()
    if converter is None:
        return None
    try:
        made: str = converter.convert_with_local_state(tex, displaystyle=display)
    except Exception as error:
        # The only class that it documents cannot be imported where it is missing; whatever is raised, this formula is not set.
        found = _SAID.fullmatch(str(error))
        return Misread(found["message"].rstrip("."), int(found["place"])) if found else Misread("this formula cannot be set")
    allowed = _allowed(made)
    return allowed if allowed is not None else Misread("this formula uses what a page does not take")


@lru_cache(maxsize=1)
def _converter() -> Any:
    try:
        from math_core import LatexToMathML
    except ImportError:
        return None
    return LatexToMathML(fancy_error=False)


def _allowed(markup: str) -> str | None:
    """Markup with nothing but what is on the lists, else ``None``; whatever is no tag is text, in which no bracket stands."""
    pieces, end = [], 0
    for found in _TAG.finditer(markup):
        between, tag = markup[end:found.start()], _tag(found)
        if tag is None or "<" in between or ">" in between:
            return None
        pieces += [between.replace("&ApplyFunction;", "\u2061"), tag]
        end = found.end()
    return "".join(pieces) if end == len(markup) else None


def _tag(found: re.Match[str]) -> str | None:
    name, kept = found["name"], []
    if name not in _ELEMENTS:
        return None
    for key, value in _ATTRIBUTE.findall(found["given"]):
        side = _SIDES.search(value) if key == "style" and name == "mtd" else None
        if side is not None:
            kept.append(f' class="{side[1]}"')
        elif key in _ATTRIBUTES and re.fullmatch(_ATTRIBUTES[key], value):
            kept.append(f' {key}="{value}"')
        elif key != "style" or name not in ("mtd", "mtable"):
            return None
    return f"<{found['end']}{name}{''.join(kept)}{found['empty']}>"
