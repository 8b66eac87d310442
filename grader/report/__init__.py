"""Records to pages: views join marks with problems, templates lay them out; nothing is computed in a template.

A sheet is one file that needs no network and no script.  A new format is one template, ``templates/sheet.<format>.j2``.
"""

from grader.report.manual import misconceptions_page
from grader.report.pages import formats, render, render_class
from grader.report.words import points, sentence

__all__ = ["formats", "misconceptions_page", "points", "render", "render_class", "sentence"]
