"""Decimals beside a value: those behind ``2π ≈ 6.28`` are an aside, and ``f'(1) ≈ 6.28`` says what ``f'(1) = 6.28`` does."""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.expr import Span
from grader.lazily import lazily
from grader.nesting import CLOSING
from grader.syntax.layout.blanks import blank
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
_BEGINS = lazily(r"\n|[,;]|\\\\|(?<![A-Za-z])(?:and|or|und|oder)(?![A-Za-z])")
"""What stands in front of a statement."""
LONGEST = 100
"""No label is longer."""

Test = Callable[[str], bool]


def without_approximations(text: str, is_label: Test, is_formula: Test) -> str:
    """The text, of the same length, without decimals beside a value; behind a label, or behind nothing, the sign is one of equality.

    Words that are formulas, such as the product ``ca`` of declared names, stay.
    """
    return _APPROXIMATION.sub(lambda found: _instead(found, is_label, is_formula), text)


def aside_in(text: str, is_label: Test, is_formula: Test) -> Span | None:
    """Where the first decimals beside a value stand."""
    asides = (found for found in _APPROXIMATION.finditer(text) if _is_said(found, is_formula) and _is_aside(found, is_label))
    return next((found.span() for found in asides), None)


def _instead(found: re.Match[str], is_label: Test, is_formula: Test) -> str:
    if not _is_said(found, is_formula):
        return found[0]
    opening, closing = found["open"] or "", found["close"] or ""
    if _is_aside(found, is_label):
        inside = blank(found["about"] + found["value"])
        return blank(found[0]) if opening and closing else opening + inside + closing
    sign = "=" if _before(found) else " "
    return opening + sign + blank(found["about"])[1:] + found["value"] + closing


def _is_said(found: re.Match[str], is_formula: Test) -> bool:
    """Whether the sign or words say how exact the number is; a command of LaTeX does, and among these ``~`` is a blank."""
    if "~" in found["about"] and ("\\" in found.string or "$" in found.string):
        return False
    return not any(is_formula(word) for word in lazily(r"(?<![\\A-Za-z])[A-Za-z]+").findall(found["about"]))


def _is_aside(found: re.Match[str], is_label: Test) -> bool:
    """Whether a value stands in front of the sign: more than the name of what is asked."""
    before = _before(found)
    return bool(before) and (bool(found["open"] and found["close"]) or not is_label(before))


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
