"""Blackboard Learn's "Assignment File Download": flat files ``TITLE_LOGIN_attempt_STAMP[_FILE]``, one attempt a stamp.

TITLE and LOGIN may both have underscores.  The file without FILE is the manifest: ``Name: … (login)`` tells the login, its ``Filename:``
lines tell which files belong to the attempt, and under ``Submission Field:`` is what was typed in, as HTML.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime

from grader.intake.decode import decode
from grader.intake.layouts.layout import Layout, Listing, Place, Placed, Top, nobody
from grader.intake.member import FILE_LIMIT, Fault, Member, Refused, shown
from grader.intake.student import clean_name
from grader.model import Identity
from grader.moments import in_zone
from grader.record import record, replace

_FILE = re.compile(r"(?P<owner>.+?)_attempt_(?P<stamp>[0-9]{4}(?:-[0-9]{2}){5})(?:_(?P<file>.+)|(?P<manifest>\.txt))", re.S)
_WHO = re.compile(r"^Name:[ \t]*(?P<name>.*?)[ \t]*\((?P<login>[^()\s]+)\)[ \t]*$", re.M)
_FILENAME = re.compile(r"^[ \t]*Filename:[ \t]*(?P<file>.+?)[ \t]*$", re.M)
_FIELD = re.compile(r"^Submission Field:[ \t]*\n(?P<text>.*?)(?=^Comments:|\Z)", re.M | re.S)
_COMMENTS = re.compile(r"^Comments:[ \t]*\n(?P<text>.*?)(?=^Files:|\Z)", re.M | re.S)
_NOTHING_SAID = ("There is no student submission text data for this assignment.", "There are no student comments for this assignment.")

_NO_LOGIN = Fault("intake/no-id", "no manifest of the download tells where the assignment's name ends and the login begins")
_CLAIMED = Fault("intake/no-id", "several attempts name this file as theirs")


Attempt = tuple[str, str]
"""The title with the login, and the stamp."""


@record
class Name:
    """What a file's name says: ``owner`` is title and login, ``file`` is empty for the manifest."""

    owner: str
    stamp: str
    file: str


@record
class Manifest:
    """What a manifest says."""

    name: str
    login: str
    files: frozenset[str]


def parsed(name: str) -> Name | None:
    """The parts of a file's name, ``None`` if it is none of Blackboard's.

    >>> parsed("HW_3_ada_l_attempt_2016-01-30-15-00-00_a.txt")
    Name(owner='HW_3_ada_l', stamp='2016-01-30-15-00-00', file='a.txt')
    """
    found = _FILE.fullmatch(name)
    return Name(found["owner"], found["stamp"], found["file"] or "") if found else None


def read_manifest(text: str) -> Manifest | None:
    """What a manifest says, ``None`` if it is none that can be read."""
    head = text.partition("Submission Field:")[0]
    who = _WHO.search(head)
    listed = text.rpartition("\nFiles:")[2] if "\nFiles:" in text else ""
    files = frozenset(found["file"] for found in _FILENAME.finditer(listed))
    return Manifest(clean_name(who["name"]), who["login"], files) if who else None


def typed_in(text: str) -> tuple[str, str]:
    """The HTML that was typed in as the submission, and as a comment on it; empty where there is none."""
    found = [pattern.search(text) for pattern in (_FIELD, _COMMENTS)]
    said = ["" if each is None or each["text"].strip() in _NOTHING_SAID else each["text"].strip() for each in found]
    return said[0], said[1]


def place(listing: Listing) -> Placed:
    """Whose each file is: by the attempt whose manifest lists it, else by its own name."""
    names = {member: parsed(member.path[-1]) if len(listing.inside(member)) == 1 else None for member in listing.members}
    manifests = {(name.owner, name.stamp): manifest for member, name in names.items()
                 if name is not None and not name.file and (manifest := _manifest(listing, member, name)) is not None}
    listed: dict[str, list[Attempt]] = defaultdict(list)
    for attempt, manifest in manifests.items():
        for file in manifest.files:
            listed[file].append(attempt)
    owners = {member.path[-1]: _attempts_of(name, listed[member.path[-1]], manifests) for member, name in names.items()}
    titles = {owner.removesuffix(manifest.login) for (owner, _), manifest in manifests.items()}
    for member, name in names.items():
        file = member.path[-1]
        if len(owners[file]) != 1:
            yield member, _CLAIMED if owners[file] else nobody("Blackboard")
            continue
        attempt = owners[file][0]
        who = _who(attempt, manifests, titles)
        rest = name.file if name is not None and name.file else file
        place = None if who is None else Place(who, (rest,), attempt[1], _time(attempt[1], listing))
        if place is not None and name is not None and not name.file:
            place = replace(place, reads="manifest", fault=_missing(attempt, manifests, owners))
        yield member, place or _NO_LOGIN


def _attempts_of(name: Name | None, listed: list[Attempt], manifests: dict[Attempt, Manifest]) -> list[Attempt]:
    """The attempts that a file is of: by its own name if that attempt has a manifest, else by the manifests that list it."""
    own = [(name.owner, name.stamp)] if name is not None else []
    return own if own and own[0] in manifests else listed or own


def _missing(attempt: Attempt, manifests: dict[Attempt, Manifest], owners: dict[str, list[Attempt]]) -> Fault | None:
    """What is said of an attempt of which a file is not there, or also another attempt's."""
    files = manifests[attempt].files if attempt in manifests else ()
    missing = [file for file in sorted(files) if owners.get(file) != [attempt]]
    if not missing:
        return None
    message = f"the manifest lists '{shown(missing[0])}', which the download does not hold as this attempt's alone"
    return Fault("intake/missing-file", message)


def _manifest(listing: Listing, member: Member, name: Name) -> Manifest | None:
    try:
        text, _ = decode(listing.reader.read(member, FILE_LIMIT))
    except Refused:
        return None
    manifest = read_manifest(text)
    return manifest if manifest is not None and name.owner.endswith("_" + manifest.login) else None


def _who(attempt: Attempt, manifests: dict[Attempt, Manifest], titles: set[str]) -> Identity | None:
    """The student: by the attempt's own manifest, else after the only title that the other manifests tell."""
    owner, manifest = attempt[0], manifests.get(attempt)
    if manifest is not None:
        return Identity("blackboard", "login", manifest.login, name=manifest.name, login=manifest.login)
    title = next(iter(titles)) if len(titles) == 1 else ""
    login = owner.removeprefix(title) if title and owner.startswith(title) else ""
    known = next((each.name for (other, _), each in manifests.items() if other == owner), "")
    return Identity("blackboard", "login", login, name=known, login=login) if login else None


def _time(stamp: str, listing: Listing) -> datetime | None:
    try:
        local = datetime.strptime(stamp, "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        return None
    return in_zone(local, listing.timezone) if listing.timezone else None


def _fits(top: Top) -> bool:
    return not top.is_folder and parsed(top.name) is not None


LAYOUT = Layout("blackboard", "blackboard", "Blackboard", _fits, place)
