"""Where an assignment lies: it is named, or it lies in the folder of the submissions, or around them."""

from __future__ import annotations

from pathlib import Path

from grader.model import UsageError

NAME = "assignment.yaml"


def find_assignment(submissions: Path, given: Path | None, is_plain: bool = True) -> Path | None:
    """The file of the assignment, ``None`` if there is none; raises :class:`UsageError` where two files could be meant.

    Only a plain folder (``is_plain``) can hold it: in a zip, and in what an LMS wrote, a student may have put it there.
    """
    if given is not None:
        return given
    inside = submissions / NAME if is_plain and submissions.is_dir() else None
    parent = submissions.resolve().parent
    # As it was typed, where that is the same folder: the shorter path is what a person knows.
    around = (submissions.parent if submissions.parent.resolve() == parent else parent) / NAME
    found = [path for path in (inside, around) if path is not None and (path.is_file() or path.is_symlink())]
    if len(found) > 1:
        raise UsageError(f"there are two assignments, {found[0]} and {found[1]}: say which one with --assignment FILE")
    return found[0] if found else None
