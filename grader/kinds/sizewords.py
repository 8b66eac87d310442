"""Dimensions in words: ``a column vector of length E``, ``1 row, n columns``, ``D-dimensional row vector``, and ``(E,)`` of NumPy."""

from __future__ import annotations

import re
import unicodedata

from grader.lazily import lazily

_FILL = r"(?i:(?:an?|the|it|is|has|with|real|matrix|of|ein|eine|einen|die|der|mit)\b\s*)*"
_LENGTH = r"(?i:length|size|dimensions?|dim|länge|größe)"
_ENTRIES = r"(?i:entries|entry|elements?|components?|coordinates|numbers|einträgen?|elementen|komponenten?|koordinaten)"
_ROW, _COLUMN = r"(?i:rows?|zeilen?)", r"(?i:columns?|cols?|spalten?)"
_VECTOR = r"(?P<kind>(?i:(?:row|column|col)(?:[\s-]*vector)?|(?:zeilen|spalten)?vektor|vector))"


def _size(name: str) -> str:
    return rf"\$?(?P<{name}>[A-Za-z]|[A-Z]{{2,3}}|[0-9]{{1,9}}|(?i:one|two|three|einer?|zwei|drei))\$?"


_PHRASES = (
    rf"{_FILL}{_size('rows')}\s*{_ROW}[\s,;&]*(?i:and|by|und|x|×)?\s*{_size('columns')}\s*{_COLUMN}(?i:\s+matrix)?",
    rf"{_FILL}{_size('columns')}\s*{_COLUMN}[\s,;&]*(?i:and|by|und|x|×)?\s*{_size('rows')}\s*{_ROW}(?i:\s+matrix)?",
    rf"{_FILL}{_VECTOR}[\s,]*(?i:(?:of|with|in|having|der|mit)\s+)(?i:the\s+)?(?:{_LENGTH}\s+)?(?:(?:R|ℝ|\\mathbb\{{R\}}|\\R)\^?)?\{{?{_size('length')}\}}?"
    rf"(?:\s*{_ENTRIES})?",
    rf"{_FILL}{_size('length')}(?:[\s-]*(?i:dimensional|dim|elements?|entry))?[\s-]+{_VECTOR}",
    rf"\(\s*{_size('length')}\s*,\s*\)",
    rf"\[\s*{_size('rows')}\s+{_size('columns')}\s*\]",
)
_NUMBERS = {"one": "1", "two": "2", "three": "3", "eine": "1", "einer": "1", "zwei": "2", "drei": "3"}
_DRESSED = lazily("[\U0001d400-\U0001d7ffℎℓ]")


def undressed(text: str) -> str:
    """The text with the letters of mathematical alphabets as plain ones, each in its place."""
    return _DRESSED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def in_words(text: str) -> tuple[str, str] | None:
    """Rows and columns of a dimension in words; a vector is a column unless it is called a row."""
    for phrase in _PHRASES:
        # Compiled when they are first used: most answers are no dimensions.
        found = re.fullmatch(phrase, text.strip())
        if found is not None:
            known = {name: _NUMBERS.get(size.lower(), size) for name, size in found.groupdict().items() if size}
            length = known.get("length")
            if length is None:
                return known["rows"], known["columns"]
            return ("1", length) if known.get("kind", "").lower().startswith(("row", "zeile")) else (length, "1")
    return None
