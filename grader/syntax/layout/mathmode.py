"""Line ends between TeX's signs around a formula: there they are blanks, as in TeX, unless the next line is a statement of its own."""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.syntax.spellings import AROUND_LINES
from grader.syntax.spellings.signs import ARROW

_BETWEEN = lazily(
    r"(?<!\\)(?P<sign>\$\$?)(?P<dollars>[^$]*)(?P=sign)|(?<!\\)\\\[(?P<display>.*?)(?<!\\)\\\]"
    r"|(?<!\\)\\\((?P<inline>.*?)(?<!\\)\\\)"
    rf"|\\begin\s*\{{(?P<name>(?:{'|'.join(AROUND_LINES)})\*?)\}}(?P<lines>.*?)\\end\s*\{{(?P=name)\}}",
    re.DOTALL)
_GROUPS = ("dollars", "display", "inline", "lines")

_STATES = lazily(rf"(?<![<>!])=|≡|{ARROW}|\\(?:equiv|q?quad)(?![A-Za-z])")
"""What makes a line a statement, and not the rest of the formula that was begun in the line before."""

_CONTROL_BLANK = lazily(r"(?<!\\)\\(?=\n)")


def join_lines(text: str) -> str:
    r"""The text with blanks in the place of line ends within one formula.

    >>> join_lines("$x + \\frac12\n \\sin x$")
    '$x + \\frac12  \\sin x$'
    >>> join_lines("$$\nf = x^2\nf' = 2x\n$$")
    "$$ f = x^2\nf' = 2x $$"
    """
    if "\n" not in text or not ("$" in text or "\\" in text):
        return text
    return _BETWEEN.sub(_joined, _CONTROL_BLANK.sub(" ", text))


def _joined(found: re.Match[str]) -> str:
    group = next(name for name in _GROUPS if found[name] is not None)
    start, end = (place - found.start() for place in found.span(group))
    joined, *others = found[group].split("\n")
    for line in others:
        joined += ("\n" if joined.strip() and _STATES.search(line) else " ") + line
    return found[0][:start] + joined + found[0][end:]
