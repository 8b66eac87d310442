"""The files of a class, one a student: what is passed over, what is no text, and who is named twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath

from grader.intake.member import Fault, Member, Refused, attention, shown
from grader.intake.single import TEXT, YAML, read_file
from grader.intake.student import student_id
from grader.model import Attention, Intake, Submission, plain_identity
from grader.record import record, replace

NESTED = Fault("intake/nested-folder", "what stands in a folder inside a student's folder is not read")
EMPTY = Fault("intake/no-answers", "this folder is empty")
_IGNORED = Fault("intake/ignored", "systems leave such files behind; it was not opened")
_JUNK = {"__macosx", "thumbs.db", "desktop.ini"}

_KINDS = {
    ".pdf": "a PDF", ".doc": "a Word document", ".docx": "a Word document", ".odt": "a text processor's document",
    ".rtf": "a text processor's document", ".pages": "a Pages document", ".heic": "a picture", ".jpg": "a picture",
    ".jpeg": "a picture", ".png": "a picture", ".gif": "a picture", ".zip": "an archive inside", ".rar": "an archive inside",
    ".7z": "an archive inside", ".gz": "an archive inside", ".tar": "an archive inside", ".tgz": "an archive inside",
    ".xz": "an archive inside", ".bz2": "an archive inside", ".csv": "a table inside", ".xlsx": "a spreadsheet",
}


@record
class _File:
    """A file that was read: its path, the student whom its own name names, and what it holds."""

    path: str
    own: str
    submission: Submission


def is_junk(name: str) -> bool:
    """Whether a file or folder is one that systems leave behind: hidden files, ``__MACOSX``, ``Thumbs.db``."""
    return name.startswith(".") or name.casefold() in _JUNK


def is_answer_file(name: str) -> bool:
    """Whether the ending is one of a form that is read."""
    return PurePath(name).suffix.casefold() in TEXT + YAML


def read_class(form: str, members: Iterable[Member], problems: Collection[str]) -> Intake:
    """All submissions, by student.

    A name that several files give as their student's is nobody's to claim: each of them stands under its own name, that
    of the student's folder or of the file.  Where even these are the same, the first by name counts.  All are listed.
    """
    named: dict[str, list[_File]] = defaultdict(list)
    rows: set[Attention] = set()
    for member in sorted(members, key=lambda each: each.path):
        submission, found = _read_member(member, problems)
        rows.update(found)
        if submission is not None:
            named[submission.student].append(_File("/".join(member.path), _own_name(member), submission))
    rows.update(_separate(named))
    for student, files in named.items():
        if len(files) > 1:
            files.sort(key=lambda file: file.path)
            rows.update(_twice(student, [file.path for file in files]))
    submissions = tuple(named[student][0].submission for student in sorted(named) if named[student])
    return Intake(form, submissions, in_order(rows))


def in_order(rows: Iterable[Attention]) -> tuple[Attention, ...]:
    """Rows by file, line and code, so that the list is the same on every run."""
    return tuple(sorted(rows, key=lambda row: (row.file, row.line, row.code, row.problem, row.message)))


def _read_member(member: Member, problems: Collection[str]) -> tuple[Submission | None, list[Attention]]:
    file, name, folder = "/".join(member.path), member.path[-1], "/".join(member.path[member.around:-1])
    junk = next((depth for depth, part in enumerate(member.path, 1) if is_junk(part)), 0)
    if member.fault is not None:
        return None, [attention(file, member.fault, folder)]
    if junk:
        return None, [attention("/".join(member.path[:junk]), _IGNORED)]
    if "/" in folder:
        return None, [attention(file, NESTED, folder)]
    if not is_answer_file(name):
        return None, [attention(file, Fault("intake/not-text", _no_text(name)), folder)]
    try:
        data = member.read()
    except Refused as refused:
        return None, [attention(file, refused.fault, folder or PurePath(name).stem)]
    return read_file(data, file, PurePath(name).stem, folder, problems)


def _no_text(name: str) -> str:
    suffix = PurePath(name).suffix
    kind = _KINDS.get(suffix.casefold()) or (f"a file of the kind '{suffix}'" if suffix else "a file without an ending")
    return f"{kind} is not read; answers stand in {', '.join(TEXT + YAML)}"


def _own_name(member: Member) -> str:
    """The student by the name of the own folder, else of the file."""
    inside = member.path[member.around:]
    try:
        return student_id(inside[0] if len(inside) > 1 else PurePath(inside[-1]).stem)
    except Refused:
        return shown("/".join(member.path))


def _separate(named: dict[str, list[_File]]) -> Iterator[Attention]:
    """Move every file whose claim others make too to its own name, which may disturb another claim in its turn."""
    disturbed = list(named)
    while disturbed:
        student = disturbed.pop()
        files = named[student]
        moved = [file for file in files if file.own != student] if len(files) > 1 else []
        named[student] = [file for file in files if file.own == student or len(files) == 1]
        for file in moved:
            yield _claimed(file, len(files))
            named[file.own].append(replace(file, submission=replace(file.submission, who=plain_identity(file.own))))
            disturbed.append(file.own)


def _claimed(file: _File, count: int) -> Attention:
    student = shown(file.submission.student)
    message = f"{count} files name the student '{student}'; this one stands under its own name, '{shown(file.own)}'"
    return attention(file.path, Fault("intake/duplicate-student", message), student)


def _twice(student: str, files: list[str]) -> list[Attention]:
    message = f"{len(files)} files are this student's; the first by name, '{shown(files[0])}', counts"
    return [attention(file, Fault("intake/duplicate-student", message), student) for file in files]
