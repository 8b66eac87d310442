"""Decimals beside a value: those behind ``2π ≈ 6.28`` are an aside, and ``f'(1) ≈ 6.28`` says what ``f'(1) = 6.28`` does."""

from __future__ import annotations

import re

from grader.expr import Span
from grader.lazily import lazily
from grader.syntax.layout.blanks import PROSE, blank
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import FUNCTIONS, GREEK
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
_STATEMENT = lazily(r"\n|[,;](?!\d)|\\\\|(?<![A-Za-z])(?:and|or|und|oder)(?![A-Za-z])")
_LEFT_SIDE = lazily(
    r"(?P<name>\\?[^\W\d_]+)(?:\d+|_\{?\w+\}?)?(?:['′]|\^\{?\\prime\}?)*\s*(?:\([^()=]*\))?"
    r"|.*[∂∇].*|.*\bd\w*\s*/\s*d.*|.*\\(?:partial|nabla|mathrm\{d\}).*")
_DECIMALS_IN_FRONT = lazily(r"(?:.*=)?\s*+[-+−–]?\s*+\d*+[.,]\d++")


def without_approximations(text: str, words: Lexicon) -> str:
    """The text, of the same length, without decimals beside a value; behind a name, or behind nothing, the sign is one of equality."""
    return _APPROXIMATION.sub(lambda found: _instead(found, words), text)


def aside_in(text: str, words: Lexicon) -> Span | None:
    """Where the first decimals beside a value stand."""
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
    """Whether nothing is told: the word is a product of declared names, as in ``ca - 2``, or of ``1.99 ≈ 2`` either may be the answer."""
    return any(words.is_formula(word) for word in PROSE.findall(re.sub(r"\\[A-Za-z]+", "", found["about"]))) or (
        _DECIMALS_IN_FRONT.fullmatch(_before(found)) is not None)


def _is_aside(found: re.Match[str], words: Lexicon) -> bool:
    """Whether a value stands in front of the sign: more than the name of what is asked."""
    before = _before(found)
    left = _LEFT_SIDE.fullmatch(before)
    is_name = left is not None and not (left["name"] and _is_value(left["name"], words))
    return bool(before) and (bool(found["open"] and found["close"]) or not is_name)


def _is_value(name: str, words: Lexicon) -> bool:
    """Whether letters are a constant, a function, a command that is no letter, or a product of declared names."""
    is_command, bare = name[0] == "\\", name.removeprefix("\\")
    return bare in FUNCTIONS or bare in ("pi", "π", "e") or (is_command and bare not in GREEK) or (
        len(bare) > 1 and bare not in words.names and bare not in GREEK and words.is_formula(bare))


def _before(found: re.Match[str]) -> str:
    """What stands in front, back to where its statement begins."""
    return _STATEMENT.split(found.string[:found.start()])[-1].strip(" \t$")
