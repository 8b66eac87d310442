"""The unit of work: answers to one problem, and the pure and total function from them to their marks.

``check`` and ``grade`` mark through it, so an answer has the same budget in both; it gives the same marks in any process on any machine.
"""

from __future__ import annotations

from fractions import Fraction

from grader.faults import fate
from grader.marking.guard import guarded
from grader.marking.marker import mark
from grader.model import NO_TABLES, Bank, Decided, Diagnostic, Mark, Outcome, Verdict
from grader.record import record

MOST_TEXTS = 300
"""Answers of one unit: more than its way to another process costs, few enough to lose with it."""

Parts = tuple[tuple[str, str], ...]
"""Ids of earlier parts, each with the text of the student's answer to it."""


@record
class Work:
    """Distinct answers to one problem, and all that their marks depend on.

    ``problem`` is its id, or the key of a variant; ``bank`` is the digest of the bank, ``salt`` the run's secret, ``earlier`` what the
    student answered to earlier parts.  What is wrong with an answer is looked for only where it is to be ``explained``; ``at_home`` it is
    not handed in, and a choice is only read.
    """

    bank: str
    salt: str
    problem: str
    texts: tuple[str, ...]
    earlier: Parts = ()
    explained: bool = True
    at_home: bool = False


def decide_unit(bank: Bank, work: Work) -> tuple[Mark, ...]:
    """Return the mark of every text in order, the same on every call; raises for none.

    An answer over which the program fails is undecided and waits for a person; so are all if the bank is not the one that is meant.
    """
    problem = bank.get(work.problem)
    if problem is None or work.bank != bank.digest:
        return tuple(failed(work, text, "the grader has another bank here") for text in work.texts)
    tables = bank.tables.get(problem.id, NO_TABLES)
    parts = tuple((part, text) for name, text in work.earlier if (part := bank.get(name)) is not None)

    def marked(text: str) -> Mark:
        fate(text)
        return mark(problem, text, work.salt, earlier=parts, tables=tables, explained=work.explained, at_home=work.at_home)

    def decided(text: str) -> Mark:
        return guarded(lambda: marked(text), lambda reason: failed(work, text, reason, problem.points))

    return tuple(map(decided, work.texts))


def failed(work: Work, text: str, reason: str, out_of: Fraction = Fraction(0)) -> Mark:
    """Return the mark of an answer that could not be marked: no points are taken, and a person hears of it."""
    return Mark(work.problem, text, undecided(reason), None, out_of, earlier=work.earlier)


def undecided(reason: str) -> Decided:
    """Return what is said of an answer about which, for this reason, nothing was found out."""
    return Decided(Verdict(Outcome.UNDECIDED, messages=(Diagnostic("batch/failed", reason, "a person looks at it"),)))
