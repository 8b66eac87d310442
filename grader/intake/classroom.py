"""The files of a class, one a student: what is passed over, what is no text, and who is named twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import PurePath

from grader.intake.member import Fault, Member, Refused, attention, shown
from grader.intake.single import TEXT, YAML, read_file
from grader.model import Attention, Intake, Submission

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


def is_junk(name: str) -> bool:
    """Whether a file or folder is one that systems leave behind: hidden files, ``__MACOSX``, ``Thumbs.db``."""
    return name.startswith(".") or name.casefold() in _JUNK


def is_answer_file(name: str) -> bool:
    """Whether the ending is one of a form that is read."""
    return PurePath(name).suffix.casefold() in TEXT + YAML


def read_class(form: str, members: Iterable[Member], problems: Collection[str]) -> Intake:
    """All submissions, by student; where a student has several files the first by name counts, and all are listed."""
    named: dict[str, list[tuple[str, Submission]]] = defaultdict(list)
    rows: set[Attention] = set()
    for member in sorted(members, key=lambda each: each.path):
        submission, found = _read_member(member, problems)
        rows.update(found)
        if submission is not None:
            named[submission.student].append(("/".join(member.path), submission))
    for student, files in named.items():
        if len(files) > 1:
            rows.update(_twice(student, [file for file, _ in files]))
    submissions = tuple(named[student][0][1] for student in sorted(named))
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


def _twice(student: str, files: list[str]) -> list[Attention]:
    message = f"{len(files)} files name this student; the first by name, '{shown(files[0])}', counts"
    return [attention(file, Fault("intake/duplicate-student", message), student) for file in files]
