"""TeX of an author's that cannot be set, or stands outside of dollars, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.record import record
from grader.texts.markdown import blocks
from grader.texts.tex import Misread, typeset
from grader.words import INSERTED

_DELIMITER = re.compile(r"(?<!\\)\\[(\[]")
_COMMAND = re.compile(r"\\[A-Za-z]{2,}")
_WIDE = re.compile(r"\$(?=[^$]*\$)(?= |[^$]* \$)(?:[^$]*[\\^_=][^$]*| *[A-Za-z] *)\$")
"""Dollars with a blank inside, which bound no formula, around what looks like one."""

_SET = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", re.DOTALL)


@record
class TexSlip:
    """TeX that is refused, or is not set since it stands outside of dollars: why, and the character of the text at which it is."""

    message: str
    place: int


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
    delimiter = _DELIMITER.search(_SET.sub(lambda found: " " * len(found[0]), text))
    if delimiter is not None and {"(": "\\)", "[": "\\]"}[delimiter[0][1]] in text:
        yield TexSlip(f"{delimiter[0]} begins no formula here", delimiter.start())
        return
    for piece in blocks(text):
        for pattern in (_COMMAND, _WIDE) if piece.kind == "text" else ():
            found = pattern.search(piece.text)
            if found is not None:
                yield TexSlip(f"{found[0][:40]} is shown as it is typed", max(0, text.find(found[0])))
                return
