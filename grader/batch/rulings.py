"""What people have decided, found for the marks of a class: who decided it, and whether that may be out of date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.batch.asked import SAME_PROBLEM, asked_of_person
from grader.batch.found import Given
from grader.decisions import NAME, index, read_decisions
from grader.marking import scored
from grader.model import Bank, Decision, Diagnostic, Flag, Mark, Ruling, UsageError, decode, encode, printable
from grader.record import record, replace
from grader.store import Person, Store

UNREAD = "intake/unread-file"
"""The code of a mark that waits because of a file that nobody could read."""


@record
class Stale:
    """A decision on a student's answer to a problem, which has changed since; the problem is empty for files that nobody could read."""

    decision: Decision
    problem: str


class Rulings:
    """The decisions of a run, for the people in it.

    Raises :class:`UsageError` where two of them contradict each other once it is known who is meant.
    """

    def __init__(self, entries: Sequence[Decision], people: Sequence[Person], bank: Bank) -> None:
        self.entries = tuple(entries)
        self._bank = bank
        self._index = index(self.entries, {each.person: (each.who, *each.aliases, *each.who.members) for each in people})
        refuse(self._index.faults)
        self._answered = {entry.problem for entry in self.entries if entry.answers}
        self._has_students = any(entry.student is not None for entry in self.entries)
        problems = [each for problem in bank.problems for each in (problem, *problem.variants)] if self.entries else []
        self._asked = {problem.key: asked_of_person(problem) for problem in problems}
        self.strays = dict(self._index.strays)

    def of_answer(self, mark: Mark) -> Mark:
        """Return the mark with the score that was decided for all who wrote this answer."""
        entry = self._index.on("", mark.key, mark.answer) if mark.key in self._answered else None
        return mark if entry is None else self._ruled(mark, entry, mark)

    def of_student(self, person: str, given: Given) -> Given:
        """Return the mark with the score that was decided for this student."""
        if not self._has_students:
            return given
        mark, problem = given.mark, self._bank.get(given.mark.key)
        entry = self._index.on(person, mark.key, given.seen)
        if (entry is None or entry.student is None) and is_unread(mark):
            entry = self._index.blank(person, given.seen)
        if entry is None or entry.student is None or problem is None:
            return given
        return replace(given, mark=self._ruled(mark, entry, scored(problem, mark.answer, mark.decided, mark.earlier)))

    def stale(self, person: str, given: Sequence[Given], unread: Sequence[str]) -> tuple[Stale, ...]:
        """Return the decisions on this student that were made for other texts than those of the attempt that counts.

        ``unread`` are the names of the files that nobody could read.
        """
        if not self._has_students:
            return ()
        found = [Stale(entry, each.mark.key) for each in given for entry in self._index.stale(person, each.mark.key, each.seen)]
        waits = any(is_unread(each.mark) and each.mark.score is None for each in given)
        seen = "\n".join(unread)
        return (*found, *[Stale(entry, "") for entry in (self._index.stale(person, "", seen) if waits else ())])

    def unused(self, used: Iterable[Decision]) -> tuple[tuple[Decision, str], ...]:
        """Return the decisions that are about nobody and nothing in this run, each with the reason; ``used`` are the others."""
        known = set(used)
        return tuple((entry, self._why_unused(entry)) for entry in self.entries if entry not in known)

    def _why_unused(self, entry: Decision) -> str:
        if entry in self.strays:
            return self.strays[entry]
        if entry.problem and self._bank.get(entry.problem) is None:
            return f"this run has no problem '{printable(entry.problem)}'"
        return "nobody wrote this" if entry.answers else "nothing of this student waits any more" if entry.unanswered else \
            "another decision on this student holds"

    def _ruled(self, mark: Mark, entry: Decision, found: Mark) -> Mark:
        """The mark by this decision; ``found`` has the score that the machine gives."""
        is_other = found.score is not None and found.score != entry.share * mark.out_of
        return ruled(mark, Ruling(entry, self._flags(mark, entry, is_other)))

    def _flags(self, mark: Mark, entry: Decision, is_other: bool) -> tuple[Flag, ...]:
        """What has changed since: the problem, its points, or what the machine makes of the answer.

        Whoever overruled the machine knew what it had found: only where that can have changed is it said.
        """
        asked, flags = self._asked[mark.key], list[Flag]()
        is_other_problem = bool(entry.asked) and entry.asked[:SAME_PROBLEM] != asked[:SAME_PROBLEM]
        if is_other_problem or (entry.score is not None and entry.out_of != mark.out_of):
            flags.append("check")
        if is_other and entry.asked != asked:
            flags.append("differs")
        return tuple(flags)


def is_unread(mark: Mark) -> bool:
    """Whether a mark waits because of a file that nobody could read."""
    return any(message.code == UNREAD for message in mark.verdict.messages)


def decided_by(decision: Decision) -> str:
    """Return who decided it and when: ``hopper decided it on 2026-11-24``."""
    return f"{printable(decision.by) or 'somebody'} decided it{f' on {decision.at:%Y-%m-%d}' if decision.at is not None else ''}"


def ruled(mark: Mark, ruling: Ruling) -> Mark:
    """Return the mark with the score that a person decided."""
    return replace(mark, score=ruling.decision.share * mark.out_of, credit=None, ruling=ruling)


def entries_of(out: Path) -> tuple[Decision, ...]:
    """Return the decisions in a run's folder; raises :class:`UsageError` with all errors of the file and their places."""
    decisions = read_decisions(out / NAME)
    refuse(decisions.errors)
    return decisions.entries


def kept_decisions(store: Store) -> tuple[Decision, ...]:
    """Return the decisions by which the sheets of a run were made."""
    text = store.value("decisions")
    found: tuple[Decision, ...] = decode(tuple[Decision, ...], text.encode("ascii")) if text else ()
    return found


def said_by(entries: Sequence[Decision]) -> str:
    """Return what decisions say, wherever in their file each stands, as :func:`kept_decisions` reads it; empty for none."""
    return encode(tuple(replace(entry, where=None) for entry in entries)).decode("ascii") if entries else ""


def first_line(title: str) -> str:
    """Return the comment with which a new file of decisions begins."""
    return f'Decisions on "{title}". Edit by hand, or with: grader review'


def refuse(faults: Sequence[Diagnostic]) -> None:
    """Raise :class:`UsageError` that lists these errors, if there are any."""
    if faults:
        said = "\n  ".join(_line(fault) for fault in faults)
        raise UsageError(f"{len(faults)} {'error' if len(faults) == 1 else 'errors'} in the decisions. Nothing was written.\n  {said}")


def _line(fault: Diagnostic) -> str:
    place = f"{fault.where.file}:{fault.where.line}:{fault.where.column}: " if fault.where is not None else ""
    return printable(f"{place}{fault.message}{f' ({fault.remedy})' if fault.remedy else ''}")
