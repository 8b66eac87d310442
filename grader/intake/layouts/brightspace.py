"""Brightspace's download: a folder ``ID-ID - WHO - DATE`` for each submission, beside an ``index.html``.

WHO is a name, a login and a name, or a student number and a surname, by institution; only a roster tells the first two apart.  DATE is in
the language and zone of the teacher, with a time without a colon.  The first number is the user's, and the second one may be another in
each attempt; only where several people have the same first number, both are needed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

from grader.intake.layouts.layout import Layout, Listing, Place, Placed, Top, nobody
from grader.intake.member import Fault
from grader.intake.student import clean_name
from grader.model import Identity
from grader.moments import moment
from grader.record import record

_FOLDER = re.compile(r"(?P<one>[0-9]+)-(?P<two>[0-9]+) - (?P<who>.+) - (?P<date>.+)", re.S)
_ANY_ZONE = ZoneInfo("UTC")
"""Times are compared in it where nobody says in which zone they are."""

_NUMBER = re.compile(r"(?P<number>[0-9]+) (?P<name>.+)", re.S)


@record
class Name:
    """What a folder's name says."""

    one: str
    two: str
    who: str
    date: str


def parsed(name: str) -> Name | None:
    """The parts of a folder's name, ``None`` if it is none of Brightspace's.

    >>> parsed("27236-46025 - Ada - Lovelace - 05 March 2026 612 PM")
    Name(one='27236', two='46025', who='Ada - Lovelace', date='05 March 2026 612 PM')
    """
    found = _FOLDER.fullmatch(name)
    return Name(found["one"], found["two"], clean_name(found["who"]), clean_name(found["date"])) if found else None


def place(listing: Listing) -> Placed:
    """Whose each folder is; each is an attempt, by its date.  Those of one minute are one attempt, and so are all where a date of somebody
    cannot be read: nobody knows which of them is the last, and a person chooses between answers that differ.
    """
    names = {member: _name_of(listing.inside(member), member.is_folder) for member in listing.members}
    called: dict[str, set[str]] = defaultdict(set)
    for name in names.values():
        if name is not None:
            called[name.one].add(name.who)
    people = {name: _who(name, len(called[name.one]) > 1) for name in names.values() if name is not None}
    order = {name: moment(name.date, listing.timezone or _ANY_ZONE) for name in people}
    met = Counter((people[name].key, time) for name, time in order.items())
    attempts = Counter(who.key for who in people.values())
    mixed = {key for key, time in met if time is None and attempts[key] > 1}
    said = set()
    for member, name in names.items():
        if name is None:
            if not _is_own(listing.inside(member)[0]):
                yield member, nobody("Brightspace")
            continue
        inside, is_mixed, time = listing.inside(member), people[name].key in mixed, order[name]
        attempt = "" if is_mixed or time is None else f"{time:%Y-%m-%d %H:%M}"
        yield member, Place(people[name], inside[1:], attempt, None if is_mixed or listing.timezone is None else time)
        is_shared = met[people[name].key, time] > 1
        if inside[0] not in said and (is_shared or (time is None and (is_mixed or listing.timezone))):
            said.add(inside[0])
            yield member, _unknown_time(name, is_mixed or is_shared, time is not None)


def _unknown_time(name: Name, is_mixed: bool, is_read: bool) -> Fault:
    why = "is the time of several attempts" if is_read else "cannot be read"
    then = ("which attempt is the last: the answers of all stand side by side, and wait where they are worth different points"
            if is_mixed else "whether this was late")
    return Fault("intake/unknown-time", f"'{name.date}' {why}, so that nobody knows {then}")


def _name_of(inside: tuple[str, ...], is_folder: bool) -> Name | None:
    return parsed(inside[0]) if len(inside) > 1 or is_folder else None


def _who(name: Name, is_shared: bool) -> Identity:
    key = f"{name.one}-{name.two}" if is_shared else f"{name.one} {name.who}"
    found = _NUMBER.fullmatch(name.who)
    if found:
        return Identity("brightspace", "d2l", key, name=found["name"], number=found["number"])
    return Identity("brightspace", "d2l", key, name=name.who)


def _is_own(name: str) -> bool:
    return name.casefold() == "index.html"


def _fits(top: Top) -> bool:
    return top.is_folder and parsed(top.name) is not None


LAYOUT = Layout("brightspace", "brightspace", "Brightspace", _fits, place, _is_own)
