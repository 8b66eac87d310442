"""Problems made in tests: fields by their names, whichever of the three records they belong to."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from grader.model import Problem, Scheme, Shown, Task
from grader.record import replace


def made(name: str, **given: Any) -> Problem:
    """A problem with these fields."""
    return varied(Problem(Task(name)), **given)


def varied(problem: Problem, **given: Any) -> Problem:
    """The same problem with other fields."""
    parts = [replace(part, **{each.name: given.pop(each.name) for each in fields(part) if each.name in given})
             for part in (problem.task, problem.scheme, problem.shown)]
    assert not given, f"no record has {sorted(given)}"
    task, scheme, shown = parts
    assert isinstance(task, Task)
    assert isinstance(scheme, Scheme)
    assert isinstance(shown, Shown)
    return Problem(task, scheme, shown)
