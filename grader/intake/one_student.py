"""A folder that is one student's or group's own, as Gradescope's service hands it to an autograder, and its metadata, which say whose.

Source: https://gradescope-autograders.readthedocs.io/en/latest/submission_metadata/.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from grader.intake.attempt import Class, Files, read_attempt
from grader.intake.classmates import Classmates
from grader.intake.classroom import in_order, sorted_out
from grader.intake.folder import own_source
from grader.intake.layouts.gradescope import LAYOUT, who_of
from grader.intake.layouts.layout import Place
from grader.intake.member import CROWDED, shown
from grader.intake.student import clean_name
from grader.model import Identity, StoreError, Submission, Where, loads
from grader.record import record, replace

NOBODY = Identity(LAYOUT.family, "submission", "this submission")
"""Whoever handed in where the metadata do not say it."""

_MOST_USERS = 200


@record
class Metadata:
    """Who handed in, the points that Gradescope has for the assignment (as it writes them), and why something of it is not known."""

    who: Identity = NOBODY
    total_points: str = ""
    fault: str = ""


def metadata_of(metadata: bytes) -> Metadata:
    """What ``submission_metadata.json`` says; whatever of it is not as it should be leaves its part unknown, and ``fault`` says so."""
    try:
        said = loads(metadata.decode("utf-8-sig"))
    except (UnicodeDecodeError, StoreError) as error:
        return Metadata(fault=f"the metadata cannot be read: {shown(str(error))}")
    if not isinstance(said, Mapping):
        return Metadata(fault="the metadata are no object of JSON")
    assignment, users = said.get("assignment"), said.get("users")
    points = assignment.get("total_points") if isinstance(assignment, Mapping) else None
    people = [each for each in users if isinstance(each, Mapping)][:_MOST_USERS] if isinstance(users, list) else []
    who = who_of(tuple([{f":{name}": clean_name(each[name]) for name in ("name", "email") if isinstance(each.get(name), str)}
                        for each in people]))
    return Metadata(who or NOBODY, shown(str(points)) if isinstance(points, str | int | float) else "",
                    "" if who else "the metadata name nobody who handed in")


def read_one(folder: Path, who: Identity, problems: Collection[str], others: Collection[str] = ()) -> Submission:
    """The one submission in a folder; a folder without files is one without answers.

    ``problems`` are the ids that are asked, ``others`` those that the bank has besides.  What of it a person must look at is in its
    ``attention``.  Raises :class:`~grader.model.UsageError` if the folder cannot be listed.
    """
    source = own_source(folder)
    kept, ignored = sorted_out(source.members, "")
    if not kept:
        return Submission(who, (), Where(shown(folder.name), 1), attention=in_order(ignored))
    places = tuple((member, Place(who, member.path)) for member in kept)
    known = Class(frozenset(problems), frozenset(others), LAYOUT.title, False, Classmates((who,)))
    with source.opened() as reader:
        read = read_attempt(Files(who, 1, places, any(member.fault == CROWDED for member in kept)), reader, known)
    return replace(read, attention=in_order({*read.attention, *ignored}))
