"""What an author wrote about a problem, both as text for a terminal and as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.expr import names, plain
from grader.kinds import fields_asked
from grader.model import Bank, Problem, Task, printable
from grader.record import record
from grader.texts import blocks, inline, lined, prose
from grader.words import filled, function_of, operator_of, own_pieces, own_texts

_BLANK = re.compile(r"\n[ \t]*\n")
_ENTRY = re.compile(r"\n(?=[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t])")


@record
class Text:
    """A text: ``plain`` with the formulas that it names filled in and else as it was typed, ``html`` as we set it; both may be empty."""

    plain: str = ""
    html: str = ""

    @property
    def begun(self) -> str:
        """The HTML without the end of its last paragraph, in which something of ours goes on."""
        return self.html.removesuffix("</p>") or "<p>"


def title_of(problem: Problem) -> Text:
    """Return the title, the id where there is none."""
    return _text(" ".join(problem.shown.title.split()) or problem.id, problem.task, inline)


def text_of(text: str, task: Task) -> Text:
    """Return a text of one line that belongs to a problem."""
    return _text(" ".join(text.split()), task, inline)


def statement_of(problem: Problem) -> Text:
    """Return the statement; without the author's one is made from the function, where that is not the answer."""
    return _text(problem.shown.statement or made_statement(problem), problem.task, blocks)


def made_statement(problem: Problem) -> str:
    """Return a statement for a problem without one; where the value is asked, the function is the answer and is not said."""
    task = problem.task
    what = fields_asked(task.written or task.asked).what
    if not what or task.f is None:
        return ""
    by = f" by {'({@wrt@})' if task.wrt_is_list else '{@wrt@}'}" if task.wrt else ""
    wanted = what.format(by=by.removeprefix(" by ")) if "{by}" in what else f"{what} of f{by}"
    return f"Let f = {{@f@}}{_with(problem)}. Find {wanted}{_of_operator(task)}{_at_point(task)}."


def _with(problem: Problem) -> str:
    """What the definitions are that f uses; the names of earlier parts stand for answers and are not told."""
    f = function_of(problem.task)
    used = [name for name, _ in problem.task.definitions if f is not None and name in names(f)]
    return f" with {', '.join(f'{name} = {{@{name}@}}' for name in used)}" if used and not problem.scheme.group else ""


def _of_operator(task: Task) -> str:
    """What is asked of an operator besides: the direction, the order."""
    node = operator_of(task)
    if node is not None and node.name == "dir":
        return f" in the direction {plain(node.args[1])}"
    return f" of order {node.data[2]}" if node is not None and node.name == "taylor" else ""


def _at_point(task: Task) -> str:
    return f" at {', '.join(f'{name} = {plain(value)}' for name, value in task.at)}" if task.at else ""


def hints_of(problem: Problem) -> tuple[Text, ...]:
    """Return the hints."""
    return tuple(_text(hint, problem.task, blocks) for hint in problem.shown.hints)


def solution_of(problem: Problem) -> Text:
    """Return the worked solution, whose lines stay lines."""
    return _text(problem.shown.solution, problem.task, lined)


def typeset_texts(bank: Bank) -> dict[str, dict[str, str]]:
    """Return by the id of a problem the author's texts that may be said about an answer: each as text, and as HTML."""
    found = {problem.id: _own(problem) for problem in bank.problems}
    return {name: texts for name, texts in found.items() if texts}


def _own(problem: Problem) -> dict[str, str]:
    return {printable(plain): inline(text, problem.task) for plain, text in own_texts(problem).items()}


def said_of(message: str, problem: Problem) -> str:
    """Return a sentence of ours as HTML; the author's own words in it are set as the author's texts are."""
    own = _own(problem)
    return "".join(own[text] if is_own else prose(text) for text, is_own in own_pieces(printable(message), own))


def _text(text: str, task: Task, typeset: Callable[[str, Task], str]) -> Text:
    return Text("\n".join(map(printable, filled(text, task).split("\n"))), typeset(text, task)) if text else Text()


def paragraphs(text: str) -> list[list[str]]:
    """Return the paragraphs of a text, each as its lines: the entries of lists, else one."""
    found = [[" ".join(line.split()) for line in _ENTRY.split(paragraph)] for paragraph in _BLANK.split(text)]
    return [[line for line in lines if line] for lines in found if any(lines)]
