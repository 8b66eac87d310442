"""What may be chosen, as a problem sheet, the student's page and a sheet show it; nothing here tells what is right."""

from __future__ import annotations

from grader.model import Choices, Problem, Task, printable
from grader.record import record
from grader.report.author_texts import Text, text_of


@record
class ChoiceView:
    """A choice, or an item that gets one: its label, and its text, which is empty where the label says all."""

    label: str
    text: Text

    @property
    def line(self) -> str:
        """Both as a line of text."""
        return f"{self.label}) {self.text.plain}" if self.text.plain else f"- {self.label}"


@record
class ChoicesView:
    """``how`` says what to write; ``pick`` and ``needs_reason`` are those of the problem."""

    how: str
    pick: str
    needs_reason: bool
    options: tuple[ChoiceView, ...]
    items: tuple[ChoiceView, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it as lines of text: the items, then the choices."""
        return tuple(each.line for each in (*self.items, *self.options))


def choices_view(problem: Problem) -> ChoicesView | None:
    """Return what may be chosen in a problem; ``None`` where nothing is."""
    found = problem.scheme.choices
    if not found.options:
        return None
    task = problem.task
    return ChoicesView(_how(found), found.pick, found.reason, _views(found.options, task), _views(found.items, task))


def _how(choices: Choices) -> str:
    first = choices.options[0][0]
    how = {"one": "Choose one", "several": "Choose all that are right",
           "match": f"Give each item one of the choices, as in {choices.items[0][0] if choices.items else ''}: {first}"}[choices.pick]
    return f"{how}, and say why" if choices.reason else how


def _views(named: tuple[tuple[str, str], ...], task: Task) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(printable(label), text_of(text, task) if text != label else Text()) for label, text in named)
