"""The page that an author looks at: each problem as students see it, and under a fold what was made of it."""

from __future__ import annotations

from collections.abc import Iterable

from grader.expr import mathml
from grader.kinds import kind_of, truth_of
from grader.model import Bank, Mark, Problem
from grader.record import record
from grader.report.author_texts import Text, hints_of, solution_of
from grader.report.handout import AskedView, asked
from grader.report.pages import laid_out
from grader.report.view import MarkView, mark_view
from grader.report.words import counted
from grader.style import inside
from grader.version import VERSION
from grader.words import function_of

MADE_BY_PREVIEW = '<meta name="generator" content="grader bank preview">'
"""Stands in the head of each such page: only such a one is written over."""

Shown = tuple[Problem, Mark | None, Mark | None]
"""A problem, and the marks of a right and of a wrong answer to it."""


@record
class PreviewView:
    """A problem for its author: as it is asked, how f was read, the truth as text and as MathML, and the sample sheets.

    ``stated`` tells that the author states the answer; ``place`` is the line of the file.
    """

    asked: AskedView
    place: str
    f: str
    f_math: str
    truth: str
    truth_math: str
    shape: str
    stated: bool
    hints: tuple[Text, ...]
    solution: Text
    samples: tuple[tuple[str, MarkView], ...]


def preview_page(bank: Bank, title: str, shown: Iterable[Shown], faults: list[str]) -> str:
    """Return the page of a bank; ``faults`` are lines about what is wrong in its files."""
    from markupsafe import Markup

    views = [_view(number, *each) for number, each in enumerate(shown, 1)]
    return laid_out("preview.html.j2", title=title, views=views, faults=faults, generator=Markup(MADE_BY_PREVIEW),
                    total=counted(len(views), "problem", "problems"), digest=bank.digest[:12], grader=VERSION,
                    style=Markup(inside("embed")))


def _view(number: int, problem: Problem, right: Mark | None, wrong: Mark | None) -> PreviewView:
    where, f, truth = problem.shown.where, function_of(problem.task), truth_of(problem)
    samples = tuple((name, mark_view(mark, problem, "hint")) for name, mark in (("right", right), ("wrong", wrong)) if mark is not None)
    return PreviewView(
        asked(problem, number), f"{where.file}:{where.line}" if where else "", problem.shown.f_text,
        mathml(f) if f is not None else "",
        truth.text, mathml(truth.tree) if truth.tree is not None else "", truth.shape, kind_of(problem.task).is_stated(problem),
        hints_of(problem), solution_of(problem), samples)
