"""Folders and files that no LMS made: one folder a student, or one file a student.

A student is whom the own folder names, else the line ``student:`` of the file, else the file's name.  That line is a claim: where several
files make the same one, each counts under its own name instead, so that nobody can take another's place.

OpenOLAT's archive of a task is read so too: a folder ``Last_First_login`` with ``2_submissions``, beside which lie ``1_task`` and
``3_corrections`` of teachers; source: ``GTACourseNode.java`` of OpenOLAT.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath

from grader.intake.decode import decode
from grader.intake.junk import is_answer_file, is_document, no_text
from grader.intake.layouts.layout import Layout, Listing, Place, Placed
from grader.intake.member import EMPTY, FILE_LIMIT, Fault, Member, Refused, shown
from grader.intake.notation import read_notation
from grader.intake.student import bare_identity, student_id
from grader.record import record, replace

ASSIGNMENT = "assignment.yaml"

_IN_ZIP = Fault("intake/ignored", "an assignment file in an archive is not read, since a student may have put it there; use --assignment")
_OF_TEACHERS = Fault("intake/ignored", "OpenOLAT has here what teachers gave out or gave back, so it was not opened")
_SUBMITTED = re.compile(r"[0-9]+_submissions")
_GIVEN = re.compile(r"[0-9]+_(?:task|corrections(?:_[0-9]+)?|assessment)")
_NOT_HANDED_IN = ("intake/link", "intake/special-file", "intake/zip-name")
"""What speaks against a file so that it is no student's for having a name."""


@record
class _File:
    """A file, the student whom its own name names, and the one that it is of."""

    member: Member
    own: str
    student: str


def place(listing: Listing) -> Placed:
    """Whose each file is."""
    named: dict[str, list[_File]] = defaultdict(list)
    submitted = {inside[0] for inside in map(listing.inside, listing.members) if _SUBMITTED.fullmatch("".join(inside[1:2]))}
    for member in listing.members:
        inside = listing.inside(member)
        if inside[0] in submitted and _GIVEN.fullmatch("".join(inside[1:2])):
            yield member, _OF_TEACHERS
            continue
        found, fault = _file(listing, member)
        if fault is not None:
            yield member, fault
        if found is not None:
            named[_key(found.student)].append(found)
    for file, fault in _separate(named):
        yield file.member, fault
    for files in named.values():
        for file in files:
            who = bare_identity(files[0].student, listing.students)
            inside = listing.inside(file.member)
            yield file.member, Place(who, inside[1:] or inside, is_claim=len(inside) == 1)


def _file(listing: Listing, member: Member) -> tuple[_File | None, Fault | None]:
    """The file and its student, and why it is nobody's or its claim is none; nothing for the assignment that the folder is graded by."""
    inside = listing.inside(member)
    in_folder = len(inside) > 1 or member.is_folder
    if member.fault is not None and not in_folder and member.fault.code in _NOT_HANDED_IN:
        return None, member.fault
    if member.fault == EMPTY and len(inside) == 1:
        return None, EMPTY
    if inside == (ASSIGNMENT,):
        return None, None if listing.is_trusted else _IN_ZIP
    if not in_folder and not is_answer_file(inside[0]) and not is_document(inside[0]):
        return None, member.fault or no_text(inside[0])
    claim, fault = ("", None) if in_folder else _claimed(listing, member)
    try:
        own = student_id(inside[0] if in_folder else PurePath(inside[0]).stem)
    except Refused as refused:
        return (_File(member, shown(member.file), claim), None) if claim else (None, refused.fault)
    if claim and listing.enrolled.agrees(claim, bare_identity(claim, listing.students), bare_identity(own, listing.students)):
        # The line says by name whom the file's name says by login.
        claim = own
    return _File(member, own, claim or own), fault


def _claimed(listing: Listing, member: Member) -> tuple[str, Fault | None]:
    """The student whom the file itself names, and why that name is none; a file that cannot be read names nobody."""
    if member.fault is not None or not is_answer_file(member.path[-1]):
        return "", None
    try:
        data = listing.reader.read(member, FILE_LIMIT)
        names_nobody = data.isascii() and b"student" not in data.lower() and b"name" not in data.lower()
        said = None if names_nobody else read_notation(decode(data)[0], member.file).student
    except Refused:
        # This is said once more, where its answers should be read.
        return "", None
    if said is None or not said.text.strip():
        return "", None
    try:
        return student_id(said.text), None
    except Refused as refused:
        return "", replace(refused.fault, line=said.line)


def _separate(named: dict[str, list[_File]]) -> Iterator[tuple[_File, Fault]]:
    """Move every file whose claim others make too to its own name, which may disturb another claim in its turn."""
    disturbed = list(named)
    while disturbed:
        key = disturbed.pop()
        files = named[key]
        moved = [file for file in files if _key(file.own) != key] if len(files) > 1 else []
        if not moved:
            continue
        named[key] = [file for file in files if _key(file.own) == key]
        for file in moved:
            message = (f"{len(files)} files name the student '{shown(file.student)}'; this one counts under its own name, "
                       f"'{shown(file.own)}'")
            yield file, Fault("intake/duplicate-student", message)
            named[_key(file.own)].append(replace(file, student=file.own))
            disturbed.append(_key(file.own))


def _key(student: str) -> str:
    """What tells people apart: two ways to write one address are one claim."""
    return bare_identity(student).key


LAYOUT = Layout("plain", "plain", "the folder", lambda top: False, place)
