"""Decimals beside a value: those behind ``2π ≈ 6.28`` are an aside, and ``f'(1) ≈ 6.28`` says what ``f'(1) = 6.28`` does."""

from __future__ import annotations

import re

from grader.expr import Span
from grader.lazily import lazily
from grader.nesting import CLOSING
from grader.syntax.layout.blanks import PROSE, blank
from grader.syntax.layout.members import is_left_side, own_name
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings.signs import ROUNDING

_WORDS = (r"(?<![A-Za-z])(?:approximately|approx|about|roughly|circa|ca|ungefähr|ungefaehr|etwa|rund)(?![A-Za-z])\.?"
          r"(?:\s+(?:equal to|gleich))?")
SIGN = rf"(?:{ROUNDING}|(?<=\s)~(?=\s))"
"""What stands between a value and its decimals."""
_ABOUT = rf"(?>(?:(?:{SIGN}|(?:=\s*+)?{_WORDS}(?=\s*+(?:{ROUNDING}|[-+−]?[\d.])))\s*+)++)"
_SIGNED = r"[-+−–]?\s*+"
_DIGITS = r"(?>\d{1,3}(?:,\d{3})++(?!\d)(?:\.\d++)?|\d++(?:[.,]\d++)?|\.\d++)"
_DOTS = r"(?:\s*+(?:\.\.\.|…|\\[lc]?dots(?![A-Za-z])))?"
_POWER = (r"(?:\s*+(?:\*|·|×|\\cdot|\\times)\s*+10\s*+(?:\^|\*\*)\s*+(?:\{\s*+[-−]?\d++\s*+\}|\(\s*+[-−]?\d++\s*+\)|[-−]?\d++)"
          r"|[eE][-+−]?\d++)?")
_NUMBER = rf"(?>{_SIGNED}{_DIGITS}{_DOTS}{_POWER})"
_NUMBERS = rf"(?>{_NUMBER}|[\[(]\s*+{_NUMBER}(?:\s*+[,;]\s*+{_NUMBER})*+\s*+[\])])"
_APPROXIMATION = lazily(
    rf"(?P<open>\(\s*+)?(?P<about>{_ABOUT})(?P<value>{_NUMBERS}(?:\s*+{_ABOUT}{_NUMBERS})*+)(?P<close>\s*\))?"
    r"(?=\s*(?:\Z|[\n,;)\]}$&✓]|\\[\\)\]]|\.(?!\d)|(?:and|or|und|oder)(?![A-Za-z])))", re.IGNORECASE)
_MAYBE = lazily(rf"{ROUNDING}|~|ca|approx|about|roughly|ungef|etwa|rund", re.IGNORECASE)
"""Without one of these no decimals stand beside a value: most texts have none, and the pattern for them takes 8 ms to compile."""
_BEGINS = lazily(r"\n|[,;]|\\\\|(?<![A-Za-z])(?:and|or|und|oder)(?![A-Za-z])")
"""What stands in front of a statement."""
_DECIMALS_IN_FRONT = lazily(r"(?:.*=)?\s*+[-+−–]?\s*+\d*+[.,]\d++")
LONGEST = 100
"""No label is longer."""


def without_approximations(text: str, words: Lexicon) -> str:
    """The text, of the same length, without decimals beside a value; behind a label, or behind nothing, the sign is one of equality."""
    return _APPROXIMATION.sub(lambda found: _instead(found, words), text) if _MAYBE.search(text) else text


def aside_in(text: str, words: Lexicon) -> Span | None:
    """Where the first decimals beside a value stand."""
    if not _MAYBE.search(text):
        return None
    return next((found.span() for found in _APPROXIMATION.finditer(text) if not _is_open(found, words) and _is_aside(found, words)), None)


def _instead(found: re.Match[str], words: Lexicon) -> str:
    if _is_open(found, words):
        return found[0]
    opening, closing = found["open"] or "", found["close"] or ""
    if _is_aside(found, words):
        inside = blank(found["about"] + found["value"])
        return blank(found[0]) if opening and closing else opening + inside + closing
    sign = "=" if _before(found) else " "
    return opening + sign + blank(found["about"])[1:] + found["value"] + closing


def _is_open(found: re.Match[str], words: Lexicon) -> bool:
    """Whether nothing is told: ``ca`` may be a product of declared names, ``~`` a blank of LaTeX, and of ``1.99 ≈ 2`` either the answer."""
    if "~" in found["about"] and ("\\" in found.string or "$" in found.string):
        return True
    said = PROSE.findall(re.sub(r"\\[A-Za-z]+", "", found["about"]))
    return any(words.is_formula(word) for word in said) or _DECIMALS_IN_FRONT.fullmatch(_before(found)) is not None


def _is_aside(found: re.Match[str], words: Lexicon) -> bool:
    """Whether a value stands in front of the sign, and not the name of what is asked."""
    before = _before(found)
    is_label = is_left_side(before, words) or bool(own_name(before, words)[0])
    is_value = before == "e" and "e" not in words.names
    return bool(before) and (bool(found["open"] and found["close"]) or is_value or not is_label)


def _before(found: re.Match[str]) -> str:
    """What stands in front, back to where its statement or the bracket around it begins, as far as a label is long."""
    front, depth = found.string[max(0, found.start() - LONGEST):found.start()], 0
    begins = {cut.end() for cut in _BEGINS.finditer(front)}
    for at in range(len(front), 0, -1):
        sign = front[at - 1]
        depth += (sign in CLOSING.values()) - (sign in CLOSING)
        if depth < 0 or (depth == 0 and at in begins):
            return front[at:].strip(" \t$")
    return front.strip(" \t$")
