"""Where everything that is wrong with one file is taken down: nothing stops at the first fault."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Protocol

from grader.model import Diagnostic, Where, has_errors


class Placed(Protocol):
    """Whatever stands at a line and a column: a node of YAML, a place."""

    @property
    def line(self) -> int:
        """From 1."""

    @property
    def column(self) -> int:
        """From 1."""


class Faults:
    """The faults of one file, in the order in which they are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Diagnostic] = []

    def say(self, code: str, at: Placed, message: str, remedy: str) -> None:
        """Take down an error at a place of the file."""
        self.found.append(Diagnostic(code, message, remedy, where=Where(self.file, at.line, at.column)))

    @property
    def is_sound(self) -> bool:
        """Whether no error has been found."""
        return not has_errors(self.found)


def nearest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """``did you mean 'gradient-ex57'?``, or what to say where nothing is near: in other letters, as a beginning, or by its letters."""
    listed, small = list(known), word.casefold()
    begun = [name for name in listed if small.startswith(name.casefold()) and len(name) >= 3]
    found = ([name for name in listed if name.casefold() == small] or difflib.get_close_matches(word, listed, 1, 0.75)
             or sorted(begun, key=len, reverse=True) or difflib.get_close_matches(word, listed, 1, 0.6))
    return f"did you mean {found[0]!r}?" if found else otherwise
