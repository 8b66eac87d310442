"""nbgrader's folder ``submitted``: ``LOGIN/ASSIGNMENT/FILE``, with the time in ``timestamp.txt``."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from grader.intake.decode import decode
from grader.intake.layouts.layout import Layout, Listing, Place, Placed, Top, nobody
from grader.intake.member import FILE_LIMIT, Fault, Member, Refused
from grader.intake.student import clean_name
from grader.model import Identity, UsageError, printable
from grader.moments import moment

_STAMP = "timestamp.txt"


def place(listing: Listing) -> Placed:
    """Whose each file is; raises :class:`UsageError` if the folder holds several assignments."""
    assignments = {listing.inside(member)[1] for member in listing.members if len(listing.inside(member)) > 1}
    if len(assignments) > 1:
        some = ", ".join(printable(name) for name in sorted(assignments)[:3])
        raise UsageError(f"this folder of nbgrader holds {len(assignments)} assignments ({some}); name a folder that holds one")
    stamps = {listing.inside(member)[0]: member for member in listing.members if listing.inside(member)[2:] == (_STAMP,)}
    times = {login: _time(listing, member) for login, member in stamps.items()}
    for member in listing.members:
        inside = listing.inside(member)
        if len(inside) < 2 and not member.is_folder:
            yield member, nobody("nbgrader")
        elif inside[2:] != (_STAMP,):
            login = clean_name(inside[0])
            time = times.get(inside[0])
            yield member, Place(Identity("nbgrader", "login", login, login=login), inside[2:] or inside,
                                submitted=time if isinstance(time, datetime) else None)
        elif isinstance(fault := times[inside[0]], Fault):
            yield member, fault


def _time(listing: Listing, member: Member) -> datetime | Fault:
    """The time in the file, which is in UTC if it names no zone, or why there is none."""
    try:
        text, _ = decode(listing.reader.read(member, FILE_LIMIT))
    except Refused as refused:
        return refused.fault
    unknown = Fault("intake/unknown-time", f"'{printable(text.strip()[:40])}' is no time that can be read")
    return moment(text.strip(), ZoneInfo("UTC")) or unknown


def _fits(top: Top) -> bool:
    below = [path for path in top.inside if not path[0].startswith(".")]
    return bool(below) and all(len(path) > 1 for path in below) and any(path[1:] == (_STAMP,) for path in below)


LAYOUT = Layout("nbgrader", "nbgrader", "nbgrader", _fits, place)
