"""The head of a sheet: whose it is, which attempt counts, how late it was, what that costs, and what waits for a person."""

from __future__ import annotations

from datetime import datetime

from grader.model import Lateness, Sheet, printable
from grader.record import record
from grader.report.words import counted, duration, moment, points

MOST_NAMED = 12
"""So many files or members are named; the others are counted."""

Fact = tuple[str, str]
"""A label and what is to be said."""


@record
class SheetView:
    """The head and the foot of one student's sheet."""

    assignment: str
    student: str
    score: str
    out_of: str
    pending: int
    facts: tuple[Fact, ...]
    grader: str
    has_decided: bool


def sheet_view(sheet: Sheet, assignment: str) -> SheetView:
    """Return what the head and the foot of a sheet show."""
    return SheetView(printable(assignment), printable(sheet.student), points(sheet.score), points(sheet.out_of), sheet.pending,
                     _facts(sheet), sheet.provenance.grader, any(mark.ruling is not None for mark in sheet.marks))


def _facts(sheet: Sheet) -> tuple[Fact, ...]:
    said = (("Group", _group(sheet)), ("Handed in", _handed_in(sheet)), ("Other attempts", _others(sheet)), ("Late", _late(sheet.lateness)),
            ("Points", _arithmetic(sheet)), ("Not read", _unread(sheet)), ("Waiting", _waiting(sheet)))
    return tuple((label, text) for label, text in said if text)


def _group(sheet: Sheet) -> str:
    if sheet.who is None or not sheet.who.members:
        return ""
    return named([member.student for member in sheet.who.members])


def _handed_in(sheet: Sheet) -> str:
    """The attempt that counts, as far as there is something to say of it."""
    counting = next((attempt for attempt in sheet.attempts if attempt.counts), None)
    when = _when(counting.submitted if counting is not None and counting.submitted else sheet.lateness.submitted, sheet)
    if counting is None or (len(sheet.attempts) == 1 and counting.number == 1):
        return when
    return f"attempt {counting.number} of {len(sheet.attempts)}{', ' + when if when else ''}; this one counts"


def _others(sheet: Sheet) -> str:
    others = [(attempt.number, _when(attempt.submitted, sheet)) for attempt in sheet.attempts if not attempt.counts]
    return "; ".join(f"attempt {number}" + (f", {when}" if when else "") for number, when in others)


def _when(when: datetime | None, sheet: Sheet) -> str:
    """A time in the zone of the assignment, as far as that is known."""
    if when is None:
        return ""
    due = sheet.lateness.due
    return moment(when if due is None else when.astimezone(due.tzinfo))


def _late(lateness: Lateness) -> str:
    """How late it was and why points are taken, or why not."""
    due = f", after {moment(lateness.due)}" if lateness.due else ""
    by = f"by {duration(lateness.late_by)}{due}" if lateness.late_by is not None and lateness.late_by.total_seconds() > 0 else ""
    if lateness.refused:
        return f"{by or 'handed in after the last date'}: too late to count"
    if lateness.code:
        return "it is not known by how much, so no points are taken for it"
    if not by:
        return ""
    cost = f"{points(lateness.penalty)} {'point is' if lateness.penalty == 1 else 'points are'}" if lateness.penalty else "no points are"
    return f"{by}: {cost} taken for that"


def _arithmetic(sheet: Sheet) -> str:
    """Raw points, penalty and what counts, where they differ."""
    raw = f"{points(sheet.raw)} for the answers"
    if sheet.lateness.refused:
        return f"{raw}, of which none counts: {points(sheet.score)}"
    if not sheet.lateness.penalty:
        return ""
    least = ", and never less than 0" if sheet.lateness.penalty > sheet.raw else ""
    return f"{raw} − {points(sheet.lateness.penalty)} for lateness = {points(sheet.score)}{least}"


def _unread(sheet: Sheet) -> str:
    which = "this file, or a part of it" if len(sheet.unread) == 1 else "these files, or parts of them"
    # The folders above a file are the download's, and say nothing to a student.
    return f"{named([path.rpartition('/')[2] for path in sheet.unread])}: {which}, could not be read" if sheet.unread else ""


def _waiting(sheet: Sheet) -> str:
    """What a person must still look at; a problem without an answer waits only because of a file that was not read."""
    waiting = [mark for mark in sheet.marks if mark.score is None]
    empty = sum(not mark.answer for mark in waiting)
    parts = []
    if len(waiting) > empty:
        parts.append(f"{counted(len(waiting) - empty, 'answer', 'answers')} could not be read or decided by the machine")
    if empty:
        parts.append(f"{counted(empty, 'problem', 'problems')} without an answer, since it may be in what was not read")
    return f"{'; '.join(parts)}. A person will look; until then this counts neither for nor against you." if parts else ""


def named(names: list[str]) -> str:
    """A list of names that is not too long, safe to show."""
    more = len(names) - MOST_NAMED
    return ", ".join(printable(name) for name in names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
