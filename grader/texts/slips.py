"""TeX of an author's that cannot be set, each with its place in the text."""

from __future__ import annotations

from collections.abc import Iterator

from grader.record import record
from grader.texts.markdown import blocks
from grader.texts.tex import Misread, typeset
from grader.words import INSERTED


@record
class TexSlip:
    """A formula between dollars that is refused: why, and the character of the text at which it is."""

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
