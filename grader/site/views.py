"""What the page's template shows: records with nothing left to compute, and nothing of the key."""

from __future__ import annotations

from grader.model import Bank, Problem
from grader.record import record
from grader.report import ChoicesView, asked

POLICY = ("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; "
          "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'")
"""The content security policy: the grader runs, and nothing leaves the origin."""


@record
class ProblemView:
    """One problem, as it is asked: ``keys`` are names for the row of keys, ``group`` is the problem that it is a part of, ``choices`` what
    may be chosen.

    ``title_html`` and ``statement_html`` are HTML of our own making.
    """

    number: int
    id: str
    title: str
    title_html: str
    statement_html: str
    points: str
    names: str
    keys: tuple[str, ...]
    group: str
    choices: ChoicesView | None


@record
class PageView:
    """The page: ``id`` names what a browser keeps of it, ``bank`` is a digest of what the page holds.

    ``elsewhere`` are numbers and names of problems with variants, which are on the students' own sheets alone.
    """

    id: str
    title: str
    mode: str
    bank: str
    grader: str
    policy: str
    problems: tuple[ProblemView, ...]
    elsewhere: tuple[tuple[int, str], ...] = ()


def problem_views(bank: Bank) -> tuple[ProblemView, ...]:
    """Return the problems as the page asks them."""
    return tuple(_view(problem, number) for number, problem in enumerate(bank.problems, 1) if not problem.variants)


def elsewhere(bank: Bank) -> tuple[tuple[int, str], ...]:
    """Return the numbers and names of the problems of which the page cannot know the student's variant."""
    return tuple((number, problem.id) for number, problem in enumerate(bank.problems, 1) if problem.variants)


def _view(problem: Problem, number: int) -> ProblemView:
    shown = asked(problem, number)
    return ProblemView(number, problem.id, shown.title.plain, shown.title.html, shown.statement.html, shown.points, shown.names,
                       () if shown.choices else _keys(problem), problem.scheme.group, shown.choices)


def _keys(problem: Problem) -> tuple[str, ...]:
    """Names that are longer than a key of a phone's keyboard."""
    task = problem.task
    names = (*(variable.name for variable in task.variables), *(name for name, _ in task.functions), *(name for name, _ in task.columns),
             *(name for name, _ in task.definitions))
    return tuple(name for name in names if len(name) > 1)
