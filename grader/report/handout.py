"""The problem sheet that students are handed: a page to print, the same as text, and the file of answers to fill in; never the key."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from fractions import Fraction

from grader.kinds import fields_asked
from grader.model import Bank, Problem, Task, Variable, printable
from grader.record import record
from grader.report.pages import laid_out
from grader.report.words import counted, points
from grader.style import inside
from grader.version import VERSION

WIDTH = 96
"""Columns of the text sheet and of the comments in the file of answers."""


@record
class AskedView:
    """A problem as it is asked: its number from 1, its id, and plain texts; ``names`` are what an answer may use."""

    number: int
    id: str
    title: str
    section: str
    statement: str
    names: str
    points: str


@record
class Handout:
    """What students are handed, each as the text of a file: a page that stands alone, a text sheet, the file of answers."""

    page: str
    text: str
    answers: str


def problem_sheet(bank: Bank, title: str, page: str) -> Handout:
    """Return the problem sheet of a bank as an assignment asks it; ``page`` is one of :data:`grader.model.PAGE_MODES`."""
    from markupsafe import Markup

    total = sum((problem.points for problem in bank.problems), Fraction(0))
    shown = {
        "title": _line(title), "problems": tuple(asked(problem, number) for number, problem in enumerate(bank.problems, 1)),
        "total": f"{counted(len(bank.problems), 'problem', 'problems')} · {_points(total)}", "is_graded": page == "graded",
        "digest": bank.digest[:12], "grader": VERSION, "style": Markup(inside("embed")), "lines": lines,
    }
    return Handout(laid_out("handout.html.j2", **shown), laid_out("handout.txt.j2", **shown), laid_out("handout.answers.j2", **shown))


def asked(problem: Problem, number: int) -> AskedView:
    """Return a problem as it is asked; without the author's statement one is made from the function, where that is not the answer."""
    shown = problem.shown
    return AskedView(number, problem.id, _line(shown.title) or problem.id, _line(shown.section), _line(shown.statement) or _made(problem),
                     names(problem.task, problem.scheme.without), _points(problem.points))


def names(task: Task, without: tuple[str, ...] = ()) -> str:
    """Return the names that an answer may use, with their sizes: ``Phi (N × D), theta (D), indices i, j``; empty if there are none."""
    said = [*map(_name, task.variables), *(f"{name} (function)" for name, _ in task.functions), *(name for name, _ in task.columns),
            *(name for name, _ in task.definitions if name not in without)]
    indices = [name for name, _ in task.indices]
    return ", ".join([*said, f"{'indices' if len(indices) > 1 else 'index'} {', '.join(indices)}"] if indices else said)


def _name(variable: Variable) -> str:
    return f"{variable.name} ({' × '.join(map(str, variable.shape))})" if variable.shape else variable.name


def _made(problem: Problem) -> str:
    """A statement for a problem without one; where the value is asked, the function is the answer and is not said."""
    task, f, what = problem.task, _line(problem.shown.f_text), fields_asked(problem.task.written or problem.task.asked).what
    if not what or not f:
        return ""
    by = f"({', '.join(task.wrt)})" if task.wrt_is_list else ", ".join(task.wrt)
    return f"Let f = {f}. Find {what.format(by=by) if '{by}' in what else f'{what} of f by {by}'}."


def lines(text: str, prefix: str) -> str:
    """Return a text, wrapped, with a prefix before each of its lines."""
    return "\n".join(_wrapped(text, prefix))


def _wrapped(text: str, prefix: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent=prefix, subsequent_indent=prefix, break_long_words=False, break_on_hyphens=False)


def _line(text: str) -> str:
    """A text of the author's in one line, safe on a terminal."""
    return printable(" ".join(text.split()))


def _points(value: Fraction) -> str:
    return f"{points(value)} point{'' if value == 1 else 's'}"
