"""The font of the formulas: one file in a run's folder that the sheets name; a page that goes elsewhere holds it or does without."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache

from grader.places import place

FILE = "stix-two-math.woff2"
"""Its name beside the sheets."""

FONTS = ("none", "embed")
"""What becomes of it in a sheet that leaves the run's folder."""

_SOURCE = "stix-two-math-subset.woff2"
_LOCAL = 'local("STIX Two Math")'


def font_bytes() -> bytes:
    """Return the file itself."""
    return (place("templates") / _SOURCE).read_bytes()


def beside(folder: str = "") -> str:
    """Return the source, as CSS names it, of the font in a ``folder`` such as ``feedback/`` of the page's own."""
    return f'{_LOCAL},url("{folder}{FILE}") format("woff2")'


@lru_cache(maxsize=1)
def embedded() -> str:
    """Return the source that holds the font itself."""
    return f'{_LOCAL},url("data:font/woff2;base64,{b64encode(font_bytes()).decode("ascii")}") format("woff2")'


def sent(page: bytes, font: str) -> bytes:
    """Return a sheet of a run's folder as it leaves it: with the font for ``embed``, else with the reader's own.

    Nothing that a student wrote is taken for the source: its quotation marks would be escaped.
    """
    return page.replace(beside().encode(), (embedded() if font == "embed" else _LOCAL).encode(), 1)
