"""What a kind of answer is: how a response is read and how it is decided."""

from __future__ import annotations

from collections.abc import Callable

from grader.engine import Posed
from grader.expr import Expr
from grader.model import Problem, Verdict
from grader.record import record


@record
class Judgement:
    """An answer as it was read (plain text that reads back, empty if unreadable), the verdict about it, and its tree, if it has one.

    ``wrong`` is set for a derivation: the first wrong line as a tree, and the posed problem that it failed.
    """

    read_as: str
    verdict: Verdict
    tree: Expr | None = None
    wrong: tuple[Posed, Expr] | None = None


@record
class Kind:
    """A sort of thing that may be asked.

    ``judge(problem, text, salt)`` reads and decides one response that is not blank; it raises for no text.
    ``examples`` are (truth, answer, outcome) for problems without variables; a test runs them.
    """

    name: str
    judge: Callable[[Problem, str, str], Judgement]
    examples: tuple[tuple[str, str, str], ...] = ()
