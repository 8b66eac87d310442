"""Gradescope's "Download Submissions": folders ``submission_ID`` and ``submission_metadata.yml``, which says who handed each in and when.

The keys of that file are Ruby's symbols, so that they begin with a colon.  It is read from YAML's events; what is not needed of it, such as
the results of tests, is passed over, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from grader.intake.layouts.layout import Layout, Listing, Place, Placed, Top, nobody
from grader.intake.member import Fault, Refused
from grader.intake.student import clean_name
from grader.intake.yamlform import Event, events
from grader.model import Identity
from grader.moments import moment
from grader.record import record

METADATA = "submission_metadata.yml"

_LIMIT = 64 << 20
_FOLDER = re.compile(r"submission_(?P<id>[0-9]+)")
_FILE = re.compile(r"(?:submission_)?(?P<id>[0-9]+)\.[A-Za-z0-9]+")

_ENDS = ("MappingEnd", "SequenceEnd")
_STARTS = ("MappingStart", "SequenceStart")
_MISSING = Fault("intake/no-id", f"{METADATA} says nothing of this submission, so nobody knows who handed it in")


@record
class Entry:
    """What the metadata say of one submission."""

    submitters: tuple[dict[str, str], ...] = ()
    created: str = ""


def read_metadata(text: str) -> dict[str, Entry]:
    """The submitters and the time of each submission, by its id; raises :class:`Refused` for what is no such file."""
    found: dict[str, Entry] = {}
    stream = (event for event in events(text) if event.kind not in ("StreamStart", "DocumentStart"))
    if next(stream).kind != "MappingStart":
        raise Refused("intake/yaml", f"{METADATA} does not hold one entry for each submission")
    for key in _keys(stream):
        name = _FOLDER.fullmatch(key)
        value = next(stream)
        if name is None or value.kind != "MappingStart":
            _skip(value, stream)
        else:
            found[name["id"]] = _entry(stream)
    return found


def _keys(stream: Iterator[Event]) -> Iterator[str]:
    """The keys of a mapping that has begun; whoever asks for the next one has read the value."""
    for event in stream:
        if event.kind == "MappingEnd":
            return
        yield event.value if event.kind == "Scalar" else ""
        if event.kind != "Scalar":
            raise Refused("intake/yaml", f"line {event.line} of {METADATA}: a key must be a word")


def _entry(stream: Iterator[Event]) -> Entry:
    submitters: tuple[dict[str, str], ...] = ()
    created = ""
    for key in _keys(stream):
        value = next(stream)
        if key == ":submitters" and value.kind == "SequenceStart":
            submitters = tuple(_submitters(stream))
        elif key == ":created_at" and value.kind == "Scalar":
            created = value.value
        else:
            _skip(value, stream)
    return Entry(submitters, created)


def _submitters(stream: Iterator[Event]) -> Iterator[dict[str, str]]:
    for event in stream:
        if event.kind == "SequenceEnd":
            return
        if event.kind != "MappingStart":
            raise Refused("intake/yaml", f"line {event.line} of {METADATA}: a submitter must have a name, an id or an address")
        said: dict[str, str] = {}
        for key in _keys(stream):
            value = next(stream)
            if value.kind == "Scalar":
                said[key] = clean_name(value.value)
            else:
                _skip(value, stream)
        yield said


def _skip(event: Event, stream: Iterator[Event]) -> None:
    """Read on to the end of the value that begins with this event."""
    depth = int(event.kind in _STARTS)
    while depth:
        kind = next(stream).kind
        depth += (kind in _STARTS) - (kind in _ENDS)


def who_of(submitters: tuple[dict[str, str], ...]) -> Identity | None:
    """Who handed in: one student, or several as a group; ``None`` if the metadata name nobody.

    A submission gets another id with each attempt, so that a student is known by the address or the number.
    """
    people = tuple(sorted((who for who in map(_student, submitters) if who is not None), key=lambda who: (who.kind, who.key)))
    if len(people) < 2:
        return people[0] if people else None
    key = "+".join(f"{who.kind}:{who.key}" for who in people)
    return Identity("gradescope", "submission", key, group=" & ".join(who.student for who in people), members=people)


def _student(said: dict[str, str]) -> Identity | None:
    name, number, email = said.get(":name", ""), said.get(":sid", ""), said.get(":email", "")
    for kind, key in (("email", email.casefold()), ("number", number), ("name", name)):
        if key:
            return Identity("gradescope", kind, key, name=name, email=email, number=number)
    return None


def place(listing: Listing) -> Placed:
    """Whose each submission is, by the metadata; raises :class:`Refused` if these cannot be read."""
    entries = _metadata(listing)
    for member in listing.members:
        inside = listing.inside(member)
        found = _id(inside[0], len(inside) > 1 or member.is_folder)
        if found is None:
            if inside != (METADATA,):
                yield member, nobody("Gradescope")
            continue
        entry = entries.get(found, Entry())
        who = who_of(entry.submitters)
        if who is None:
            yield member, _MISSING
        else:
            submitted: datetime | None = moment(_seconds(entry.created), listing.timezone)
            yield member, Place(who, inside[1:] or inside, found.zfill(20), submitted)


def _seconds(created: str) -> str:
    """Ruby writes ``2024-02-03 04:05:06.000000000 Z``."""
    return re.sub(r"\.[0-9]+", "", created)


def _metadata(listing: Listing) -> dict[str, Entry]:
    for member in listing.members:
        if listing.inside(member) == (METADATA,):
            data = listing.reader.read(member, _LIMIT)
            try:
                return read_metadata(data.decode("utf-8-sig"))
            except UnicodeDecodeError:
                raise Refused("intake/encoding", f"{METADATA} is not in UTF-8") from None
            except StopIteration:
                raise Refused("intake/yaml", f"{METADATA} ends too early") from None
    raise Refused("intake/no-id", f"{METADATA} is missing, so nobody knows who handed in what; download it with the submissions")


def _id(name: str, is_folder: bool) -> str | None:
    found = (_FOLDER if is_folder else _FILE).fullmatch(name)
    return found["id"] if found else None


def _fits(top: Top) -> bool:
    # A bare number before an ending is a student's number in many a plain folder.
    return top.name.startswith("submission_") and _id(top.name, top.is_folder) is not None


LAYOUT = Layout("gradescope", "gradescope", "Gradescope", _fits, place, lambda name: name == METADATA)
