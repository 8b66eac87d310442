"""What a kind of answer is: how a response is read and how it is decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.expr import Expr
from grader.kinds.decider import Attempt
from grader.kinds.question import Look, Question
from grader.model import Problem, Verdict
from grader.record import record


@record
class Judgement:
    """An answer as it was read (plain text that reads back, empty if unreadable), the verdict about it, and the tree that was decided.

    ``tree`` is the one that ``read_as`` is printed from; ``wrong`` is set for a derivation: the first wrong line.
    """

    read_as: str
    verdict: Verdict
    tree: Expr | None = None
    attempt: Attempt | None = None
    wrong: Attempt | None = None


@record
class Fields:
    """Fields of a problem that something asked needs, and those that mean nothing there."""

    needed: tuple[str, ...]
    idle: tuple[str, ...] = ()


@record
class Kind:
    """A sort of thing that may be asked.

    ``fields`` has the values of a task's ``asked`` that lead here, each with the fields that it needs.  ``judge(problem, text, salt)``
    reads and decides one response that is not blank, ``look(question, text)`` only reads it, without the key; they raise for no text.
    ``trees`` tells whether answers are trees, which can be compared, printed and diagnosed.  ``examples`` are (truth,
    answer, outcome) for problems without variables; a test runs them.
    """

    name: str
    fields: Mapping[str, Fields]
    judge: Callable[[Problem, str, str], Judgement]
    look: Callable[[Question, str], Look]
    trees: bool = False
    examples: tuple[tuple[str, str, str], ...] = ()
