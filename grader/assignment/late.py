"""What lateness costs: a function of two times and the points, in exact fractions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil

from grader.model import Assignment, Extension, Lateness

_PERIODS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


def lateness(assignment: Assignment, extensions: Iterable[Extension], submitted: datetime | None, raw: Fraction, out_of: Fraction,
             is_late: bool | None = None) -> Lateness:
    """How late somebody is, and the penalty.

    ``extensions`` are those of this student, or of the members of this group: the latest dates hold.  ``submitted`` is ``None`` where no
    time is known; ``is_late`` is then what the layout's flag says, ``None`` where it has none.  Without a time no penalty is taken; the
    code says so where there could have been one.  Periods count from the time due in hours that pass, whatever the clock shows.
    """
    due, until = _dates(assignment, extensions)
    late = assignment.late
    if due is None and until is None:
        return Lateness(submitted)
    if submitted is None:
        could_cost = late.each > 0 or until is not None
        return Lateness(None, due, code="late/unknown-time" if could_cost and is_late is not False else "")
    if until is not None and _since(until, submitted) > timedelta(0):
        return Lateness(submitted, due, _since(due or until, submitted), raw, refused=True)
    late_by = max(_since(due, submitted), timedelta(0)) if due is not None else timedelta(0)
    if late_by <= late.grace:
        return Lateness(submitted, due, late_by)
    periods = 1 if late.per == "once" else ceil(late_by / _PERIODS[late.per])
    base = out_of if late.of == "maximum" else raw
    penalty = periods * (late.each * base if late.is_share else late.each)
    return Lateness(submitted, due, late_by, penalty if late.most is None else min(penalty, late.most * base))


def _dates(assignment: Assignment, extensions: Iterable[Extension]) -> tuple[datetime | None, datetime | None]:
    """When answers are due, and until when they count: nobody's own time due is after the time until which they count."""
    own = list(extensions)
    due = max((each.due for each in own), key=_instant, default=assignment.due)
    untils = [each.until or assignment.late.until for each in own] or [assignment.late.until]
    if None in untils:
        return due, None
    until = max((each for each in (*untils, due if own else None) if each is not None), key=_instant)
    return due, until


def _instant(moment: datetime) -> datetime:
    # Two times of one zone are compared and subtracted by what the clock shows, which is wrong where it goes back.
    return moment.astimezone(UTC)


def _since(earlier: datetime, later: datetime) -> timedelta:
    return _instant(later) - _instant(earlier)
