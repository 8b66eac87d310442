"""What was found out about an answer: outcome, evidence as data, and diagnoses."""

from __future__ import annotations

from enum import StrEnum

from grader.expr import Span
from grader.model.diagnostic import Diagnostic
from grader.record import record, tagged_record


class Outcome(StrEnum):
    """``unreadable`` and ``undecided`` are pending: a person looks, and no points are taken."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    BLANK = "blank"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"


Point = tuple[tuple[str, str], ...]
"""A point as shown: pairs of a name and its value written exactly."""


Sizes = tuple[tuple[str, int], ...]
"""Names of sizes with the numbers that were put in."""


@tagged_record
class Same:
    """The answer is the reference tree itself, up to the order of sums and products."""


@tagged_record
class Proof:
    """Deterministic: the difference reduces to zero by the named method.

    With symbolic ``sizes`` the proof was made at these; ``all_sizes`` says that it holds for all.
    """

    method: str
    sizes: tuple[Sizes, ...] = ()
    all_sizes: bool = False


@tagged_record
class Agreement:
    """Balls overlap and are narrow: so many digits at so many random points, at each of the ``sizes``; a number has no points."""

    digits: int
    points: int
    sizes: tuple[Sizes, ...] = ()


@tagged_record
class Counterexample:
    """A point where the two certainly differ, with both values, exact or rounded as ``exact`` says.

    Where only one of the two is exact, ``exact_side`` says which: ``student`` or ``key``.

    ``entry`` is the (row, column) from 1 of the entry that differs, one index for each axis of a tensor, ``None`` for a scalar.
    ``key_varies`` is false where the truth is a constant, so that showing ``key`` would give the answer away; ``key`` is ``None``
    once it is hidden.  With ``of`` nothing of the answer is compared, but something else at a point that it names: ``∂f/∂x``.
    """

    point: Point
    student: str
    key: str | None
    entry: tuple[int, ...] | None = None
    exact: bool = True
    key_varies: bool = True
    of: str = ""
    exact_side: str = ""


@tagged_record
class Undefined:
    """A point of the domain where the answer certainly has no value although the truth has one."""

    point: Point


@tagged_record
class Picked:
    """Of the choices: those made that are right, those made that are not, and the right ones that were not made, by their labels.

    In a matching each is an item with its choice (``p1: saddle``).  ``because`` says why, where that is derived.  Once the key is hidden
    all of it is empty.
    """

    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    because: str = ""


@tagged_record
class Apart:
    """A point at which one of two equations, or systems, certainly holds and the other does not.

    ``holds`` is ``yours`` for the answer, ``right`` for the truth.  ``left`` and ``right`` are the sides there of the equation that does
    not hold, both empty for an answer that has no value there; ``number`` counts it from 1 in its system and is 0 for an equation alone.
    ``exact`` as in a counterexample.  ``key_varies`` is false where what is shown would give the answer away: a constant side of the
    truth, or one of its few solutions.
    """

    point: Point
    holds: str
    left: str
    right: str
    number: int = 0
    exact: bool = True
    key_varies: bool = True


@tagged_record
class Form:
    """The value is right, and a requirement about how it is written is not met: its name, and the part of the text that it is about."""

    requirement: str
    span: Span | None = None


Evidence = Same | Proof | Agreement | Counterexample | Undefined | Form | Picked | Apart


@record
class Line:
    """One line of a derivation: where it stands, how it was read, and whether it is what is asked.

    ``follows`` tells that a wrong line is equal to the wrong line before it: the error is carried forward.  ``name`` is set where the
    line says what a name of the student's is (``g' = 4f^3``).
    """

    span: Span
    read_as: str
    outcome: Outcome
    evidence: Evidence | None = None
    follows: bool = False
    name: str = ""


@record
class Verdict:
    """The outcome of one answer.

    ``entries`` holds one outcome per entry of a row or matrix, row by row; ``lines`` those of a derivation.  ``misformed`` counts the
    entries that are incorrect only because of the form in which they are written.
    """

    outcome: Outcome
    layout: str | None = None
    evidence: Evidence | None = None
    messages: tuple[Diagnostic, ...] = ()
    entries: tuple[Outcome, ...] = ()
    lines: tuple[Line, ...] = ()
    misformed: int = 0


@record
class Diagnosis:
    """The misconception that explains a wrong answer: its slug, a sentence for the student, the part it is about.

    ``detail`` gives a value away (a factor, a coefficient): it is for the teacher, and for students once the key is shown.  ``alone``
    says that nothing else is wrong; only such a misconception earns credit.
    """

    rule: str
    message: str
    span: Span | None = None
    detail: str = ""
    alone: bool = True
