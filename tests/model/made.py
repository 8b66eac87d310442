"""Problems made in tests: fields by their names, whichever of the three records they belong to."""

from __future__ import annotations

from typing import Any

from grader.model import Problem, Scheme, Shown, Task
from grader.record import field_names, replace


def made(name: str, **given: Any) -> Problem:
    """A problem with these fields."""
    return varied(Problem(Task(name)), **given)


def varied(problem: Problem, **given: Any) -> Problem:
    """The same problem with other fields."""
    parts = [replace(part, **{name: given.pop(name) for name in field_names(part) if name in given})
             for part in (problem.task, problem.scheme, problem.shown)]
    assert not given, f"no record has {sorted(given)}"
    task, scheme, shown = parts
    assert isinstance(task, Task)
    assert isinstance(scheme, Scheme)
    assert isinstance(shown, Shown)
    return Problem(task, scheme, shown)
