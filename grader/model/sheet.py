"""What is handed back: marks, sheets and the gradebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import datetime, timedelta
from fractions import Fraction

from grader.expr import Expr
from grader.model.decision import Ruling
from grader.model.diagnostic import Where
from grader.model.identity import Identity
from grader.model.problem import Values, key_of
from grader.model.verdict import Diagnosis, Verdict
from grader.record import record

FORMAT = 2
"""Version of a line of ``results.jsonl``; 1 was ``results.json``, the whole class as one object."""


def total(points: Iterable[Fraction]) -> Fraction:
    """Return an exact sum; whole points, as most are, are added as integers, 10 times as fast.

    >>> total([Fraction(2), Fraction(1, 2), Fraction(1)])
    Fraction(7, 2)
    """
    whole, rest = 0, Fraction(0)
    for each in points:
        if each.denominator == 1:
            whole += each.numerator
        else:
            rest += each
    return rest + whole


@record
class Credit:
    """Why an answer earns a part of the points: ``done`` of ``of`` ``entries``, ``lines`` or ``choices``, or a share for a
    ``misconception``, for another ``layout``, for a right value in another ``form``, or because it ``follows`` from an earlier answer.
    ``name`` is the rule, the layout, the form or the part.
    """

    kind: str
    share: Fraction
    done: int = 0
    of: int = 0
    name: str = ""


@record
class Decided:
    """What was found out about one response: it depends on no points, and not on where the response comes from.

    ``read_as`` is the answer printed from its ``tree`` in plain text that reads back (empty if unreadable or blank).  The tree is no part
    of the JSON; there is none where the answer has none.  ``follows`` names the earlier part, or parts, from whose wrong answers this one
    is right.
    """

    verdict: Verdict
    read_as: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    tree: Expr | None = field(default=None, compare=False, repr=False)
    follows: str = ""


@record
class Mark:
    """One response, what was found out, and the points.

    ``score`` is ``None`` while the mark is pending; ``credit`` says where partial points come from.  ``earlier`` are the student's own
    wrong answers to earlier parts that were considered, as pairs of problem and text.  With a ``ruling`` the score is a person's, and
    ``decided`` is what the machine found all the same.  ``is_stated`` tells that the author says the right answer, and nothing derives it.
    ``variant`` has the values of the student's variant.
    """

    problem: str
    answer: str
    decided: Decided
    score: Fraction | None
    out_of: Fraction
    credit: Credit | None = None
    earlier: tuple[tuple[str, str], ...] = ()
    where: Where | None = None
    ruling: Ruling | None = None
    is_stated: bool = False
    variant: Values = ()

    @property
    def key(self) -> str:
        """The name of the variant that was answered: the problem's id where there are none."""
        return key_of(self.problem, self.variant)

    @property
    def verdict(self) -> Verdict:
        """The outcome with its evidence."""
        return self.decided.verdict

    @property
    def read_as(self) -> str:
        """The answer as it was read, in plain text."""
        return self.decided.read_as

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """The misconceptions that explain a wrong answer."""
        return self.decided.diagnoses


@record
class Provenance:
    """What made the marks: version of the grader and digest of the bank.  The salt stays in ``run.json``."""

    grader: str
    bank: str


@record
class Attempt:
    """One attempt as a sheet lists it: its number from 1, its time if that is known, and whether it counts."""

    number: int
    submitted: datetime | None = None
    counts: bool = False


@record
class Lateness:
    """How late a submission was, and the points that are taken for it, at least 0.

    ``late_by`` is ``None`` where the time is not known; then ``code`` says why no penalty was taken.  ``refused`` says that nothing
    counts any more at that time.
    """

    submitted: datetime | None = None
    due: datetime | None = None
    late_by: timedelta | None = None
    penalty: Fraction = Fraction(0)
    refused: bool = False
    code: str = ""

    def score_of(self, raw: Fraction) -> Fraction:
        """Return what is left of the points of the answers."""
        return Fraction(0) if self.refused else max(Fraction(0), raw - self.penalty)


ON_TIME = Lateness()
"""Where nothing is said about times."""


@record
class Sheet:
    """The marks of one student or group, in the order of the assignment.

    ``student`` is what the person is called, ``person`` the store's id of it.  ``attempts`` lists all attempts that are known;
    ``unread`` names the files that were handed in and could not be read.
    """

    student: str
    marks: tuple[Mark, ...]
    provenance: Provenance
    person: str = ""
    who: Identity | None = None
    attempts: tuple[Attempt, ...] = ()
    lateness: Lateness = ON_TIME
    unread: tuple[str, ...] = ()

    @property
    def raw(self) -> Fraction:
        """The sum of the points that are decided."""
        return total(mark.score for mark in self.marks if mark.score is not None)

    @property
    def score(self) -> Fraction:
        """What counts: ``raw`` without the penalty for lateness, at least 0."""
        return self.lateness.score_of(self.raw)

    @property
    def out_of(self) -> Fraction:
        """The points that could be had."""
        return total(mark.out_of for mark in self.marks)

    @property
    def pending(self) -> int:
        """How many marks wait for a person."""
        return sum(mark.score is None for mark in self.marks)


@record
class Result:
    """One student's line of a class: what tables, the class page and exports need of a sheet.

    ``aliases`` are further identities of the same person.  ``raw``, ``penalty`` and ``score`` are exact; ``scores`` are the points of each
    problem in the order of the run, ``None`` while one waits for a person.  ``file`` is the sheet's path below the run's folder.
    ``doubles`` are members of the group who are in another one that handed in too, or who handed in alone too, and such a student alone:
    their score waits.
    """

    person: str
    student: str
    who: Identity
    aliases: tuple[Identity, ...]
    raw: Fraction
    penalty: Fraction
    score: Fraction
    out_of: Fraction
    pending: int
    scores: tuple[Fraction | None, ...]
    file: str
    attempts: tuple[Attempt, ...] = ()
    lateness: Lateness = ON_TIME
    is_answered: bool = True
    doubles: tuple[Identity, ...] = ()


@record
class Gradebook:
    """All sheets of one run, in the order of the students."""

    assignment: str
    sheets: tuple[Sheet, ...]
