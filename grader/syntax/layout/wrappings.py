"""Marks of editors and commands of LaTeX that wrap a formula or words: quotes, bold, ``\\boxed{…}``, ``\\text{…}``."""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.syntax.layout.blanks import PROSE, blank
from grader.syntax.lexicon import Lexicon

_WRAPPING = lazily(r"\\(?P<name>boxed|fbox|framebox|underline|text|textrm|textbf|textit|textnormal|mbox|intertext)\s*\{")
_BRACE = lazily(r"\\(?:under|over)brace\s*\{")
_BOLD_WORDS = lazily(r"(^\s*|\n\s*)(\*\*|__|\*)([^\W\d_][^*_\n()^=]{1,40})\2(?=\s)")
_QUOTED_WORDS = lazily(r"\"([^\W\d_][^\"\d=<>\n]{0,30})\"")
"""Words within a formula of AsciiMath or Typst."""
_QUOTES = (("```", "```"), ("**", "**"), ("__", "__"), ("`", "`"), ('"', '"'), ("“", "”"), ("„", "“"), ("*", "*"))


def unquote(text: str) -> str:
    """Marks around each whole line, or around the whole text."""
    text = _QUOTED_WORDS.sub(lambda found: f" {found[1]} " if len(found[0].strip()) < len(text.strip()) else found[0], text)
    lines = [_unquoted(line) for line in _unquoted(text).split("\n")]
    return _BOLD_WORDS.sub(lambda found: f"{found[1]}{blank(found[2])}{found[3]}{blank(found[2])}", "\n".join(lines))


def _unquoted(text: str) -> str:
    inner = text.strip()
    for left, right in _QUOTES:
        quoted = _quoted(inner, right)
        is_between = len(quoted) > len(left) + len(right) and quoted.startswith(left) and quoted.endswith(right)
        if is_between and left not in quoted[len(left):-len(right)]:
            start, end = text.index(left), text.rindex(right)
            language = re.match(r"(?:python|latex|tex|math|r|text)?(?=\s)", text[start + len(left):]) if left == "```" else None
            opened = start + len(left) + (language.end() if language else 0)
            return blank(text[:opened]) + text[opened:end] + blank(text[end:])
    return text


def _quoted(text: str, right: str) -> str:
    """A text without an equal sign before its marks and without the stop behind them: ``= **2x**.``"""
    inner = text.rstrip(".,; ")
    return inner.removeprefix("=").lstrip() if inner.endswith(right) else text


def unwrap(text: str, words: Lexicon) -> str:
    """``\\boxed{…}`` goes, and ``\\text{…}`` around words; a line under a single name is an accent."""
    text = _without_braces_below(text) if "brace" in text else text
    for found in reversed(list(_WRAPPING.finditer(text))):
        end = _closing(text, found.end())
        inside = text[found.end():end]
        is_box = "box" in found["name"] or (found["name"] == "underline" and not re.fullmatch(r"\s*\\?\w+\s*", inside))
        if end and (is_box or not PROSE.fullmatch(inside.strip()) or not words.is_formula(inside.strip())):
            text = text[:found.start()] + blank(found[0]) + inside + " " + text[end + 1:]
    return text


def _without_braces_below(text: str) -> str:
    """``\\underbrace{3x^2}_{u'} v``: what is said below or above a brace goes, and what it holds stays a group."""
    for found in reversed(list(_BRACE.finditer(text))):
        end = _closing(text, found.end())
        said = lazily(r"\s*[_^]\s*\{").match(text, end + 1) if end else None
        last = _closing(text, said.end()) if said is not None else end
        if end and last:
            held = "{".rjust(len(found[0])) + text[found.end():end + 1]
            text = text[:found.start()] + held + blank(text[end + 1:last + 1]) + text[last + 1:]
    return text


def _closing(text: str, start: int) -> int:
    """Where the brace closes that was opened in front of this place; 0 if nowhere."""
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
    return 0
