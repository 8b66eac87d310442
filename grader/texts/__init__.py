"""What authors write in words, typeset: a small subset of Markdown, TeX between dollars, and ``{@f@}`` by our own printer.

``markdown`` reads a text into tokens, ``as_html`` writes them for pages, ``tex`` sets what stands between dollars, and ``prose`` the formulas
that are typed as words.  Terminals show texts as they were typed (:func:`grader.words.filled`).  No tag, attribute or address of an author's
comes out, and nothing is raised for any text.
"""

from grader.texts.as_html import blocks, inline, lined
from grader.texts.prose import prose
from grader.texts.slips import TexSlip, tex_slips

__all__ = ["TexSlip", "blocks", "inline", "lined", "prose", "tex_slips"]
