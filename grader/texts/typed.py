"""Formulas that are typed as words: letters, signs, exponents and indices as one reads them, all else escaped."""

from __future__ import annotations

import re
from functools import lru_cache

from grader.expr import GREEK, escape

_SCRIPT = re.compile(
    r"(?<=[\w)\]}|'′>‖∂])(?P<sign>[\^_])"
    r"(?:\{(?P<group>[^{}<>]{1,24})\}|(?<=\^)\((?P<round>[^(){}<>]{1,24})\)|(?P<one>(?:[-−]?[0-9]{1,4}|[^\W\d_]{1,3})(?!\w)|(?<=[∂d]\^)[0-9]|⊤))")
_TAGS = {"^": "sup", "_": "sub"}

_LETTERS = re.compile(
    rf"(?<!Kronecker )(?<![^\W\d_])(?P<before>[d∂]?)(?P<name>{'|'.join(sorted(GREEK, key=len, reverse=True))})"
    r"(?![^\W\d_])(?!\([a-z], ?[a-z]\))")
"""Names of letters, with the d of a differential; ``delta(i,k)`` stays, as it says what to type."""

_SIZE = r"(?:[A-Z]|[nm]|[0-9]{1,4})"
_TIMES = re.compile(rf"(?:(?<![\w^]){_SIZE}|(?<=\))|\brows?) x (?=\(?{_SIZE}(?!\w)|columns?\b)")
"""An x between two sizes: ``M x (M x N)``, ``rows x columns``."""

_SIGNS = (
    (re.compile("-&gt;"), "→"), (re.compile("&lt;="), "≤"), (re.compile("&gt;="), "≥"), (re.compile("!="), "≠"), (re.compile(r"\|\|"), "‖"),
    (re.compile(r"(?<=\s)-(?=\s)|(?<![^\s(\[{,=/^])-(?=[\w(\[∂‖])"), "−"),
)
"""Signs as they are typed, in escaped text, and as they are set."""

_PRIME = re.compile("((?<![^\\W\\d_])[A-Za-z]|\\))((?:&#x27;){1,3})(?!\\w)")
"""The sign of a derivative, in escaped text: behind one letter or a bracket, so that no apostrophe is one."""


@lru_cache(maxsize=4_000)
def prose(text: str) -> str:
    """Return a sentence as markup: ``x_1^2 in R^{M x N}`` with its index and exponents in place, everything else escaped.

    >>> prose("x_1^2 < R^{M x N}, y - Phi theta")
    'x<sub>1</sub><sup>2</sup> &lt; R<sup>M × N</sup>, y − Φ θ'
    """
    return _set(escape(text))


def _set(marked: str) -> str:
    """Escaped text with its letters, signs and scripts in place."""
    marked = _LETTERS.sub(lambda found: found["before"] + GREEK[found["name"]], marked)
    marked = _TIMES.sub(lambda found: f"{found[0][:-3]} × ", marked)
    for typed, sign in _SIGNS:
        marked = typed.sub(sign, marked)
    marked = _PRIME.sub(lambda found: found[1] + "′" * (len(found[2]) // 6), marked)
    # An exponent may stand behind an index, so what was marked is looked at again.
    for _ in range(2):
        marked = _SCRIPT.sub(_script, marked)
    return marked


def _script(found: re.Match[str]) -> str:
    tag = _TAGS[found["sign"]]
    inner = found["round"]
    if inner is not None:
        # f^(4) is a fourth derivative, x^(n-1) a power.
        inner = f"({inner})" if inner.isdecimal() else inner
    return f"<{tag}>{inner or found['group'] or found['one']}</{tag}>"
