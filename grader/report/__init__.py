"""Records to pages: views join marks with problems, templates lay them out; nothing is computed in a template.

A sheet is one file that needs no network and no script; the class page has one script of its own, which sorts and searches its list of
students.  A new format is two templates: ``templates/sheet.<format>.j2`` for the page and
``templates/mark.<format>.j2`` for one answer on it.
"""

from grader.report.author_texts import typeset_texts
from grader.report.choices import ChoicesView
from grader.report.handout import asked, problem_sheet
from grader.report.manual import misconceptions_page
from grader.report.pages import Sheets, formats, laid_out, render, render_class
from grader.report.preview import MADE_BY_PREVIEW, preview_page
from grader.report.view import mark_view

__all__ = [
    "ChoicesView", "MADE_BY_PREVIEW", "Sheets", "asked", "formats", "laid_out", "mark_view", "misconceptions_page", "preview_page",
    "problem_sheet", "render", "render_class", "typeset_texts",
]
