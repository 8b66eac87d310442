"""What a requirement is: a predicate about a tree as it was written, and the words for a part that does not obey it."""

from __future__ import annotations

from collections.abc import Callable

from grader.engine import Posed
from grader.expr import Expr, Span
from grader.model import Required
from grader.record import record


@record
class Context:
    """What a requirement may look at beside the tree: the problem as it is posed, and what the author wrote with the requirement."""

    posed: Posed
    required: Required


@record
class Broken:
    """A part of an answer that a requirement does not allow, with what is wrong with it and the way out; no span: the answer as a whole."""

    span: Span | None
    said: str
    remedy: str


Look = Callable[[Expr, Context], Broken | None]
"""What breaks a requirement, if anything does; raises BudgetError where it cannot be told."""


@record
class Requirement:
    """A form that may be asked for: the code of its message, what breaks it, and what authors read about it.

    ``of_whole`` tells that it is asked of the answer as a whole and not of each entry; ``excludes`` names a form that cannot be asked for
    beside it.
    """

    code: str
    look: Look
    about: str
    of_whole: bool = False
    excludes: str = ""

    @property
    def name(self) -> str:
        """The word by which an author asks for it."""
        return self.code.removeprefix("form/")
