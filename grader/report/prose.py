"""The formulas in an author's sentences: exponents raised and indices lowered, all else escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

_SCRIPT = re.compile(
    r"(?<=[\w)\]}|'′>])(?P<sign>[\^_])"
    r"(?:\{(?P<group>[^{}<>]{1,24})\}|(?<=\^)\((?P<round>[^(){}<>]{1,24})\)|(?P<one>-?[0-9]{1,4}|[^\W\d_]{1,3})(?![\w]))")
_TAGS = {"^": "sup", "_": "sub"}


def prose(text: str) -> Markup:
    """A sentence as markup: ``x_1^2 in R^{M x N}`` with its index and exponents in place.

    >>> print(prose("x_1^2 < R^{M x N}"))
    x<sub>1</sub><sup>2</sup> &lt; R<sup>M x N</sup>
    """
    from markupsafe import Markup, escape

    marked = str(escape(text))
    # An exponent may stand behind an index, so what was marked is looked at again.
    for _ in range(2):
        marked = _SCRIPT.sub(_script, marked)
    return Markup(marked)


def _script(found: re.Match[str]) -> str:
    tag = _TAGS[found["sign"]]
    inner = found["round"]
    if inner is not None:
        # f^(4) is a fourth derivative, x^(n-1) a power.
        inner = f"({inner})" if inner.isdecimal() else inner
    return f"<{tag}>{inner or found['group'] or found['one']}</{tag}>"
