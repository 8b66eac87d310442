"""What may be chosen, as a problem sheet, the student's page and a sheet show it; nothing here tells what is right."""

from __future__ import annotations

from grader.model import Choices, Problem, Task, printable
from grader.record import record
from grader.report.author_texts import Text, choice_of

Named = tuple[tuple[str, Text], ...]
"""Labels with their texts, which are empty where the label says all."""


@record
class ChoicesView:
    """``how`` says what to write; ``pick`` and ``needs_reason`` are those of the problem."""

    how: str
    pick: str
    needs_reason: bool
    options: Named
    items: Named

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it as lines of text: the items, then the choices, each behind its label."""
        return tuple(f"{label}) {text.plain}" if text.plain else f"- {label}" for label, text in (*self.items, *self.options))


def choices_view(problem: Problem) -> ChoicesView | None:
    """Return what may be chosen in a problem; ``None`` where nothing is."""
    found = problem.scheme.choices
    if not found.options:
        return None
    return ChoicesView(_how(found), found.pick, found.reason, _named(found.options, problem.task), _named(found.items, problem.task))


def _how(choices: Choices) -> str:
    first = choices.options[0][0]
    how = {"one": "Choose one", "several": "Choose all that are right",
           "match": f"Give each item one of the choices, as in {choices.items[0][0] if choices.items else ''}: {first}"}[choices.pick]
    return f"{how}, and say why" if choices.reason else how


def _named(named: tuple[tuple[str, str], ...], task: Task) -> Named:
    return tuple((_line(label), choice_of(text, task) if text != label else Text()) for label, text in named)


def _line(text: str) -> str:
    return printable(" ".join(text.split()))
