"""What a class has in common, counted: outcomes of each problem, points lost, equal wrong answers, answers that wait."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction

from grader.expr import Expr
from grader.model.diagnostic import Diagnostic
from grader.model.problem import Values
from grader.model.verdict import Diagnosis, Evidence
from grader.record import record


@record
class VariantCounts:
    """How one variant of a problem went: its ``students``, how many are ``right``, and of those that do not wait the points."""

    variant: Values
    students: int
    right: int
    earned: Fraction
    had: Fraction


@record
class ProblemCounts:
    """How a problem went: ``outcomes`` counts students in the order of ``Outcome``, ``answered`` those who wrote something.

    ``waiting`` counts students whose mark waits for a person; of the others, ``earned`` of the ``had`` points were earned.  Of these,
    ``decided`` were decided by a person; their outcome is what the machine found.  ``variants`` are those that students have.
    """

    problem: str
    outcomes: tuple[int, ...]
    answered: int
    waiting: int
    earned: Fraction
    had: Fraction
    decided: int = 0
    variants: tuple[VariantCounts, ...] = ()


@record
class Loss:
    """Points that wrong answers to a problem lost over one misconception; ``rule`` is its slug, empty for those without a reason."""

    problem: str
    rule: str
    answers: int
    lost: Fraction
    persons: tuple[str, ...]


@record
class WrongGroup:
    """Wrong answers to one problem, or one variant of it, that are the same function: how one was read, who wrote it, how it was spelled.

    ``persons`` are the store's ids, sorted; ``spellings`` the texts, the most frequent first.
    """

    problem: str
    read_as: str
    persons: tuple[str, ...]
    spellings: tuple[str, ...]
    evidence: Evidence | None = None
    messages: tuple[Diagnostic, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    tree: Expr | None = field(default=None, compare=False, repr=False)
    variant: Values = ()

    @property
    def count(self) -> int:
        """How many students wrote it."""
        return len(self.persons)


@record
class WaitingGroup:
    """Answers to one problem, or one variant of it, that wait for a person and are written alike.

    ``name`` is ``problem#`` and hexadecimal digits.

    ``persons`` and ``spellings`` as in :class:`WrongGroup`; ``message`` says why they wait.
    """

    name: str
    problem: str
    persons: tuple[str, ...]
    spellings: tuple[str, ...]
    message: str
    variant: Values = ()


@record
class Counts:
    """All that is counted of a class: problems in the order of the bank, groups by problem and the largest first.

    ``rarer`` counts the wrong answers that are in no group, since so many others of their problems are more frequent.
    """

    problems: tuple[ProblemCounts, ...] = ()
    losses: tuple[Loss, ...] = ()
    wrong: tuple[WrongGroup, ...] = ()
    waiting: tuple[WaitingGroup, ...] = ()
    rarer: int = 0
