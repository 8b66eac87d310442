"""A student's own file to its answers, as ``grader check`` reads it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath
from typing import Any

from grader.intake import read_own
from grader.model import printable

MOST_NAME = 200
"""Characters of a file's name that are looked at: its end says its form."""

_YAML = (".yaml", ".yml")

_LOST = "\ufffd"
"""Stands in a text for bytes that are not in UTF-8."""


def answers_in(name: str, text: str, problems: Collection[str]) -> dict[str, Any]:
    """The answers of a file with the lines where they begin, who wrote them, and what could not be used, by line (0: the whole file).

    ``text`` is the file as the browser has read it.
    """
    if PurePath(name[-MOST_NAME:]).suffix.casefold() in _YAML:
        return _found([], [[0, "a YAML file is not read here; grader check reads it"]])
    own = read_own(text.encode("utf-8", "replace"), name[-MOST_NAME:], problems)
    said: list[tuple[int, str]] = [(remark.where.line if remark.where else 0, remark.message) for remark in own.remarks]
    said += [(fault.line, fault.message) for fault in own.faults]
    if _LOST in text:
        said.insert(0, (0, "the file is not in UTF-8; save it as UTF-8, and load it again"))
    return _found([[each.problem, each.text, each.where.line] for each in own.responses],
                  [[line, printable(message)] for line, message in said], printable(own.student))


def _found(answers: list[list[Any]], attention: list[list[Any]], student: str = "") -> dict[str, Any]:
    return {"student": student, "answers": answers, "attention": attention}
