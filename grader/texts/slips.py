"""What of an author's text is not set as it is meant: TeX, and marks of Markdown and HTML that pages show as typed; each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.record import record
from grader.texts.markdown import MOST_CHARACTERS, blocks
from grader.texts.tex import Misread, typeset
from grader.words import INSERTED

_DELIMITER = re.compile(r"(?<!\\)\\[(\[]")
_COMMAND = re.compile(r"\\[A-Za-z]{2,}")
_WIDE = re.compile(r"\$(?=[^$]*\$)(?= |[^$]* \$)(?:[^$]*[\\^_=][^$]*| *[A-Za-z] *)\$")
"""Dollars with a blank inside, which bound no formula, around what looks like one."""

_SET = re.compile(r"(?<!\\)\$\$.*?\$\$|(?<![\\0-9])\$(?![\s$])(?:[^$\\`]|\\.)*(?<!\s)\$(?![0-9])|`[^`]*`", re.DOTALL)
"""Formulas and code: as in the reader of Markdown, no blank stands inside of a formula's dollars, and no digit beside them."""


_HALF = "this is half of {@…@} and names nothing", "write it as {@f@}"
_HTML = "HTML is shown as it is typed", "write *this*, **that**, or TeX between dollars"
_AS_TYPED = (
    (re.compile(r"\{@[^\s{}@]*|[^\s{}@]*@\}"), *_HALF),
    (re.compile(r"</[A-Za-z][A-Za-z0-9]{0,9}>|<(?:br|hr) ?/?>|<img [^<>\n]*>"), *_HTML),
    (re.compile(r"!?\[[^\[\]\n]*\]\((?:https?:|mailto:|www\.|[\w/-]+\.(?:png|jpe?g|svg|gif|pdf|html?)\b)[^()\s]*\)"),
     "links and pictures are shown as they are typed", "write the address alone"),
    (re.compile(r"^ {0,3}#{1,6} +\S.*$", re.MULTILINE), "headings are shown as they are typed", "write it as **this**, or as the title"),
    (re.compile(r"^ *\|.*\n *\|[ :|-]+\|[ \t]*$", re.MULTILINE), "tables are shown as they are typed",
     r"write $\begin{array} … \end{array}$, or a list"),
    (re.compile(r"(?<!\\)\$(?=[A-Za-z(])"), "this dollar begins no formula, as no other one ends it",
     "end the formula with '$', or write \\$ for the sign"),
)
"""Outside of formulas and code: what is shown as it is typed although something else is meant, the words for it, and the way out."""


@record
class TexSlip:
    """TeX that is refused, or what is shown as it is typed: why, the character of the text at which it is, and the way out."""

    message: str
    place: int
    remedy: str = ""


def tex_slips(text: str) -> Iterator[TexSlip]:
    """Yield what cannot be set of a text; nothing where math-core is not installed."""
    end = 0
    for piece in blocks(text) if "$" in text else ():
        if piece.kind in ("tex", "tex_block"):
            # The reader of Markdown tells no places: formulas stand in a text in their order.
            begin = text.find(piece.text, end)
            # In a list, what begins the lines of a formula is taken away; then its first line is its place.
            begin = begin if begin >= 0 else max(text.find(piece.text.split("\n")[0], end), end)
            end = begin + len(piece.text)
            # A formula that is named is as long as its name here, so that places stay.
            tex = INSERTED.sub(lambda found: "x" * len(found[0]), piece.text.strip())
            read = typeset(tex, piece.kind == "tex_block")
            if isinstance(read, Misread):
                yield TexSlip(read.message, begin + len(piece.text) - len(piece.text.lstrip()) + read.place)


def loose_tex(text: str) -> Iterator[TexSlip]:
    """Yield TeX that stands outside of dollars, so that pages show it as it is typed; one of a text is enough."""
    if "\\" not in text and "$" not in text:
        return
    bare = _SET.sub(_blank, text)
    delimiter = _DELIMITER.search(bare)
    if delimiter is not None and {"(": "\\)", "[": "\\]"}[delimiter[0][1]] in text:
        yield TexSlip(f"{delimiter[0]} begins no formula here", delimiter.start())
        return
    for piece in blocks(text):
        for pattern in (_COMMAND, _WIDE) if piece.kind == "text" else ():
            found = pattern.search(piece.text)
            if found is not None:
                yield TexSlip(f"{found[0][:40]} is shown as it is typed", max(0, bare.find(found[0]), text.find(found[0])))
                return


def loose_marks(text: str) -> Iterator[TexSlip]:
    """Yield marks that are shown as they are typed, the first of each kind."""
    if len(text) > MOST_CHARACTERS:
        return
    # A name is no blank, as a formula's dollar may touch it.
    bare = _SET.sub(_blank, INSERTED.sub(lambda found: "x" * len(found[0]), text))
    # The bare text has the places, and the reader of Markdown the last word on what is shown as text.
    shown = "".join(piece.text if piece.kind == "text" else " " if piece.text else "\n" for piece in blocks(text))
    for pattern, message, remedy in _AS_TYPED:
        found = pattern.search(bare)
        if found is not None and pattern.search(shown):
            yield TexSlip(f"{message}: {text[found.start():found.end()].strip()[:40]}", found.start(), remedy)


def _blank(found: re.Match[str]) -> str:
    """As many blanks as a match has characters, so that places stay."""
    return " " * len(found[0])
