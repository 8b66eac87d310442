"""Folders and files that no LMS made: one folder a student, or one file a student.

A student is whom the own folder names, else the line ``student:`` of the file, else the file's name.  That line is a claim: where several
files make the same one, each stands under its own name instead, so that nobody can take another's place.
"""

from __future__ import annotations

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
    for member in listing.members:
        found = _file(listing, member)
        if isinstance(found, Fault):
            yield member, found
        elif found is not None:
            named[found.student].append(found)
    for file, fault in _separate(named):
        yield file.member, fault
    for student, files in named.items():
        who = bare_identity(student, listing.students)
        for file in files:
            inside = listing.inside(file.member)
            yield file.member, Place(who, inside[1:] or inside, is_claim=len(inside) == 1)


def _file(listing: Listing, member: Member) -> _File | Fault | None:
    """The file and its student, why it is nobody's, or nothing for the assignment that the folder is graded by."""
    inside = listing.inside(member)
    in_folder = len(inside) > 1 or member.is_folder
    if member.fault is not None and not in_folder and member.fault.code in _NOT_HANDED_IN:
        return member.fault
    if member.fault == EMPTY and len(inside) == 1:
        return EMPTY
    if inside == (ASSIGNMENT,):
        return None if listing.is_trusted else _IN_ZIP
    if not in_folder and not is_answer_file(inside[0]) and not is_document(inside[0]):
        return member.fault or no_text(inside[0])
    claim = "" if in_folder else _claimed(listing, member)
    try:
        own = student_id(inside[0] if in_folder else PurePath(inside[0]).stem)
    except Refused as refused:
        return _File(member, shown(member.file), claim) if claim else refused.fault
    return _File(member, own, claim or own)


def _claimed(listing: Listing, member: Member) -> str:
    """The student whom the file itself names, nobody if it cannot be read: then it is said where its answers are read."""
    if member.fault is not None or not is_answer_file(member.path[-1]):
        return ""
    try:
        data = listing.reader.read(member, FILE_LIMIT)
        if data.isascii() and b"student" not in data.lower():
            return ""
        content = read_notation(decode(data)[0], member.file)
        return student_id(content.student.text) if content.student and content.student.text.strip() else ""
    except Refused:
        return ""


def _separate(named: dict[str, list[_File]]) -> Iterator[tuple[_File, Fault]]:
    """Move every file whose claim others make too to its own name, which may disturb another claim in its turn."""
    disturbed = list(named)
    while disturbed:
        student = disturbed.pop()
        files = named[student]
        moved = [file for file in files if file.own != student] if len(files) > 1 else []
        if not moved:
            continue
        named[student] = [file for file in files if file.own == student]
        for file in moved:
            message = (f"{len(files)} files name the student '{shown(student)}'; this one stands under its own name, "
                       f"'{shown(file.own)}'")
            yield file, Fault("intake/duplicate-student", message)
            named[file.own].append(replace(file, student=file.own))
            disturbed.append(file.own)


LAYOUT = Layout("plain", "plain", "the folder", lambda top: False, place)
