"""What authors write in words, typeset: a small subset of Markdown, TeX between dollars, and ``{@f@}`` by our own printer.

``markdown`` reads a text into pieces, ``as_html`` and ``as_latex`` write them for pages and for print, ``tex`` sets what stands between
dollars, ``typed`` the formulas that are typed as words, and ``formulas`` writes trees as TeX.  Terminals show texts as they were typed
(:func:`grader.words.filled`).  No tag, attribute or address of an author's comes out, and nothing is raised for any text.
"""

from grader.texts.as_html import blocks, inline, lined
from grader.texts.as_latex import escaped, latex_blocks, latex_inline
from grader.texts.formulas import tex_of
from grader.texts.slips import loose_marks, loose_tex, tex_slips
from grader.texts.typed import prose

__all__ = [
    "blocks", "escaped", "inline", "latex_blocks", "latex_inline", "lined", "loose_marks", "loose_tex", "prose", "tex_of", "tex_slips",
]
