"""The remainder behind a Taylor polynomial: ``+ O(x^4)``, ``+ o(x^3)``, ``+ R_3(x)`` say nothing of the polynomial of order 3."""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.syntax.layout.blanks import blank
from grader.syntax.lexicon import Lexicon, spelling
from grader.syntax.spellings import SUPERSCRIPT

_BASE = r"(?=[^)]{0,24}?[^\W\d_])\(?(?:[^()\[\]+*/^=\n]|\^?\{){1,24}?\)?"
_EXPONENT = rf"(?:(?:\^|\*\*)\s*[({{]?\s*(?P<power>\d{{1,2}})\s*[)}}]?|(?P<small>[{''.join(SUPERSCRIPT)}]{{1,2}}))"
_REMAINDER = lazily(
    r"\+\s*(?:(?:\\(?:mathcal|mathrm|text|operatorname)\s*\{?\s*)?(?P<order>[Oo𝒪𝑂𝑜ℴ])\s*\}?\s*(?:"
    rf"(?:\\left\s*)?\(\s*(?P<base>{_BASE})\s*{_EXPONENT}\s*(?:\\right\s*)?\)|\[(?P<of>[^\[\]\n]{{1,24}})\]\s*\^\s*(?P<outside>\d{{1,2}}))"
    r"|R_\{?(?P<rest>\d{1,2})\}?(?:\s*\([^()\n]{1,24}\))?)(?![\w(])(?!\s*(?:[-+*/^=−–·]|\\(?:cdot|times)))")
_IN_FRONT = r"(?:^|(?<=[\n,;$=&\\≈]))[^\n,;$=&\\≈]*+(?:&[ \t]*+)?"
"""A member of a chain: it begins behind a sign that no member holds, so that a run of blanks is looked at but once."""
_ABOUT = lazily(rf"{_IN_FRONT}(?:≈|\\approx(?![A-Za-z]))")
_FRONT = lazily(rf"{_IN_FRONT}=(?=[^=\n]*$)")


def without_remainder(text: str, words: Lexicon) -> str:
    """The text of an answer that is a Taylor polynomial, of the same length, without a remainder of its order.

    What is said to be approximated, or to be equal but for a remainder, is no step: ``e^x ≈ 1 + x``.
    """
    degree = words.scope.degree
    if not degree or words.is_formula("O") or words.is_formula("o"):
        return text
    for found in _REMAINDER.finditer(text):
        if _fits(found, degree) and not (found["rest"] and spelling(f"R_{degree}") in words.names):
            front = _FRONT.sub(lambda front: blank(front[0]), text[:found.start()])
            text = front + blank(found[0]) + text[found.end():]
    return _ABOUT.sub(lambda found: blank(found[0]), text)


def _fits(found: re.Match[str], degree: int) -> bool:
    """Whether a remainder is that behind the polynomial of this degree."""
    if found["rest"]:
        return int(found["rest"]) == degree
    power = found["power"] or found["outside"] or "".join(SUPERSCRIPT[digit] for digit in found["small"])
    is_small = found["order"] in "o𝑜ℴ"
    return power.isdigit() and int(power) == degree + (not is_small)
