"""Dates that a teacher writes, with their zone: a time that the clock jumps over is an error, a due that exists twice is the later one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from grader.assignment.faults import Faults
from grader.yamlnodes import Node, Placed, Refused, Scalar, nearest

_WRITTEN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_YEARS = range(1990, 2200)
_FAR = 3 * 3600
"""Seconds around a time in which a clock jumps at most once."""

SCHEMA = {"type": "string", "pattern": f"^{_WRITTEN}$"}
"""A time as an editor knows it."""


def zone_of(node: Node | None, faults: Faults) -> ZoneInfo | None:
    """The time zone of a name such as ``Europe/Berlin``, ``None`` if there is none or nobody knows it, which is then said."""
    if not isinstance(node, Scalar) or not node.text.strip():
        return None
    name = node.text.strip()
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        # A name that nobody knows is a KeyError, one such as ../x a ValueError, and that of a folder an OSError.
        known = available_timezones()
        if known:
            words = f"there is no time zone {name[:60]!r}", nearest(name, known, "write the name of a place, such as Europe/Berlin")
        else:
            words = "this computer has no list of time zones", "install it with: pip install tzdata"
        faults.say("assignment/timezone", node, *words)
        return None


def time_of(node: Node | None, name: str, faults: Faults) -> datetime | None:
    """The time of a node, ``None`` if there is none or it is wrong, which is then said."""
    if isinstance(node, Scalar):
        return due_time(node.text.strip(), node, name, faults)
    if node is not None and not isinstance(node, Refused):
        faults.say("assignment/form", node, f"{name!r} is a time, no list and no mapping", "write 2026-11-23T23:59")
    return None


def due_time(text: str, at: Placed, name: str, faults: Faults) -> datetime | None:
    """The time of a text, ``None`` if it is wrong, which is then said of the place ``at``."""
    try:
        written = datetime.fromisoformat(text) if re.fullmatch(_WRITTEN, text) else None
    except ValueError:
        written = None
    if written is None or written.year not in _YEARS:
        is_day = re.fullmatch(_DAY, text)
        faults.say("assignment/time", at, f"{name!r} needs the time of the day" if is_day else f"{name!r} is no time that exists",
                   f"write {text}T23:59" if is_day else "write it as 2026-11-23T23:59")
        return None
    if written.tzinfo is not None or (faults.zone is None and not faults.knows_zone):
        return written if written.tzinfo is not None else None
    if faults.zone is None:
        faults.say("assignment/no-timezone", at, f"{text} has no offset, and no time zone is given",
                   "add a line such as 'timezone: Europe/Berlin'")
        return None
    return _in_zone(written, faults.zone, at, faults)


def _in_zone(written: datetime, zone: ZoneInfo, at: Placed, faults: Faults) -> datetime | None:
    # Of two times that a clock shows, the later one is due: nobody is late by a reading.
    aware = written.replace(tzinfo=zone, fold=1)
    if aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == written:
        return aware
    before, after = _jump(written, zone)
    faults.say("assignment/no-such-time", at, f"{written:%Y-%m-%dT%H:%M} does not exist in {zone.key}: the clock goes from {before:%H:%M} "
               f"to {after:%H:%M}", f"write {written.replace(hour=after.hour, minute=after.minute):%Y-%m-%dT%H:%M}")
    return None


def _jump(missing: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The times on the clock before and after the jump over a time that does not exist."""
    middle = int(missing.replace(tzinfo=zone).timestamp())
    low, high = middle - _FAR, middle + _FAR
    start, end = (datetime.fromtimestamp(second, zone).utcoffset() or timedelta(0) for second in (low, high))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if datetime.fromtimestamp(middle, zone).utcoffset() == start else (low, middle)
    jump = datetime.fromtimestamp(high, UTC)
    return jump + start, jump + end


def shown(moment: datetime, zone: str) -> str:
    """A time as a person writes it: ``2026-11-23 23:59 (Europe/Berlin)``, with its offset where no zone is given."""
    local = moment.astimezone(ZoneInfo(zone)) if zone else moment
    return f"{local:%Y-%m-%d %H:%M} ({zone or local.tzname()})"
