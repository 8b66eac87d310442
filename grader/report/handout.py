"""The problem sheet that students are handed: a page to print, the same as text, and the file of answers to fill in; never the key."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from grader.model import Bank, Problem, Task, Variable, printable
from grader.record import record
from grader.report.author_texts import Text, made_statement, paragraphs, statement_of, title_of
from grader.report.choices import ChoicesView, choices_view
from grader.report.pages import laid_out
from grader.report.words import counted, points
from grader.style import inside
from grader.texts import escaped, latex_blocks, latex_inline
from grader.version import VERSION
from grader.words import demands

WIDTH = 96
"""Columns of the text sheet and of the comments in the file of answers."""


@record
class AskedView:
    """A problem as it is asked: its number from 1, its id, the author's texts, and plain ones; ``names`` are what an answer may use,
    ``demands`` what is asked of it beside its value, ``choices`` what may be chosen, ``None`` where nothing is.
    """

    number: int
    id: str
    title: Text
    section: str
    statement: Text
    names: str
    demands: str
    points: str
    choices: ChoicesView | None = None


@record
class Handout:
    """What students are handed, each as the text of a file: a page that stands alone, a text sheet, the file of answers, and LaTeX."""

    page: str
    text: str
    answers: str
    tex: str = ""


def problem_sheet(bank: Bank, title: str, page: str) -> Handout:
    """Return the problem sheet of a bank as an assignment asks it; ``page`` is one of :data:`grader.model.PAGE_MODES`."""
    from markupsafe import Markup

    total = sum((problem.points for problem in bank.problems), Fraction(0))
    shown = {
        "title": _line(title), "problems": tuple(asked(problem, number) for number, problem in enumerate(bank.problems, 1)),
        "total": f"{counted(len(bank.problems), 'problem', 'problems')} · {_points(total)}", "is_graded": page == "graded",
        "digest": bank.digest[:12], "grader": VERSION, "style": Markup(inside("embed")), "lines": lines,
    }
    printed = {**shown, "title": escaped(_line(title)), "total": escaped(str(shown["total"])), "problems": tuple(
        _printed(problem, number) for number, problem in enumerate(bank.problems, 1))}
    return Handout(laid_out("handout.html.j2", **shown), laid_out("handout.txt.j2", **shown), laid_out("handout.answers.j2", **shown),
                   laid_out("handout.tex.j2", **printed))


def _printed(problem: Problem, number: int) -> dict[str, Any]:
    """A problem as it is asked, its texts as LaTeX."""
    view, shown, task = asked(problem, number), problem.shown, problem.task
    return {"number": str(number), "id": escaped(problem.id), "title": latex_inline(shown.title or problem.id, task),
            "statement": latex_blocks(shown.statement or made_statement(problem), task), "points": escaped(view.points),
            "names": escaped(view.names), "demands": escaped(view.demands), "section": escaped(view.section),
            "how": escaped(view.choices.how) if view.choices else "",
            "choices": [(escaped(label), latex_inline(text, task) if text != label else "")
                        for label, text in (*problem.scheme.choices.items, *problem.scheme.choices.options)]}


def asked(problem: Problem, number: int) -> AskedView:
    """Return a problem as it is asked; without the author's statement one is made from the function, where that is not the answer."""
    offered = choices_view(problem)
    return AskedView(number, problem.key, title_of(problem), _line(problem.shown.section), statement_of(problem),
                     "" if offered else names(problem.task, problem.scheme.without), demands(problem.scheme), _points(problem.points),
                     offered)


def names(task: Task, without: tuple[str, ...] = ()) -> str:
    """Return the names that an answer may use, with their sizes: ``Phi (N × D), theta (D), indices i, j``; empty if there are none."""
    said = [*map(_name, task.variables), *(f"{name} (function)" for name, _ in task.functions), *(name for name, _ in task.columns),
            *(name for name, _ in task.definitions if name not in without)]
    indices = [name for name, _ in task.indices]
    return ", ".join([*said, f"{'indices' if len(indices) > 1 else 'index'} {', '.join(indices)}"] if indices else said)


def _name(variable: Variable) -> str:
    return f"{variable.name} ({' × '.join(map(str, variable.shape))})" if variable.shape else variable.name


def lines(text: str, prefix: str) -> str:
    """Return a text, wrapped, with a prefix before each of its lines; paragraphs and the entries of lists begin lines of their own."""
    return "\n".join(_wrapped(text, prefix))


def _wrapped(text: str, prefix: str) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs(text)):
        if number:
            yield prefix.rstrip()
        for line in paragraph:
            yield from _line_wrapped(line, prefix)


def _line_wrapped(text: str, prefix: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent=prefix, subsequent_indent=prefix, break_long_words=False, break_on_hyphens=False)


def _line(text: str) -> str:
    """A text of the author's in one line, safe on a terminal."""
    return printable(" ".join(text.split()))


def _points(value: Fraction) -> str:
    return f"{points(value)} point{'' if value == 1 else 's'}"
