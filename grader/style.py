"""The style and the font of sheets: two files in a run's folder that the sheets name; a page that goes elsewhere holds them."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache

from grader.places import place

FONTS = ("none", "embed")
"""What becomes of the font in a sheet that leaves the run's folder."""

LINK = '<link rel="stylesheet" href="sheet.css">'
"""What a sheet says where its style lies beside it."""

_FONT = "stix-two-math.woff2"
_LOCAL = 'local("STIX Two Math")'


def beside() -> dict[str, bytes]:
    """Return the files that lie beside the sheets of a run, by their names."""
    return {"sheet.css": style(shared_font()).encode(), _FONT: _font_bytes()}


def shared_font(folder: str = "") -> str:
    """Return the source, as CSS names it, of the font in a ``folder`` such as ``feedback/`` of the page's own."""
    return f'{_LOCAL},url("{folder}{_FONT}") format("woff2")'


def style(font: str) -> str:
    """Return the style of all pages, with a source for the font of formulas."""
    return f"@font-face{{font-family:M;src:{font}}}\n{(place('templates') / 'style.css').read_text('utf-8')}"


@lru_cache(maxsize=len(FONTS))
def inside(font: str) -> str:
    """Return what takes the place of :data:`LINK` in a sheet that stands alone: with the font for ``embed``, else with the reader's own."""
    data = f',url("data:font/woff2;base64,{b64encode(_font_bytes()).decode("ascii")}") format("woff2")' if font == "embed" else ""
    return f"<style>\n{style(_LOCAL + data)}</style>"


def sent(page: bytes, font: str) -> bytes:
    """Return a sheet of a run's folder as it leaves it, with all that it shows.

    Nothing that a student wrote is taken for the link: its quotation marks would be escaped, and it stands further down.
    """
    return page.replace(LINK.encode(), inside(font).encode(), 1)


def _font_bytes() -> bytes:
    return (place("templates") / "stix-two-math-subset.woff2").read_bytes()
