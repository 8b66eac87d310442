"""A folder with one file per student, or with one folder per student, on a disk that nobody trusts.

Everything below the folder is opened relative to the folder's descriptor where the system can do that, without
following links, and only if it is an ordinary file with one name.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from grader.intake.classroom import EMPTY, NESTED, is_junk, read_class
from grader.intake.member import ENTRY_LIMIT, FILE_LIMIT, Fault, Form, Member, Refused, no_data, shown, too_big
from grader.model import Intake, UsageError
from grader.record import record

_BY_DESCRIPTOR = {os.open, os.stat} <= os.supports_dir_fd and os.scandir in os.supports_fd
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_FILE = os.O_RDONLY | getattr(os, "O_BINARY", 0) | _NO_LINK

_LINK = Fault("intake/link", "this is a link, and links are not followed")
_SPECIAL = Fault("intake/special-file", "this is neither a file nor a folder, and was not opened")


@record
class _Folder:
    """An open folder: its descriptor, or ``None`` on a system where paths must do."""

    path: str
    descriptor: int | None


def _place(folder: _Folder | None, name: str) -> str:
    return name if folder is None or folder.descriptor is not None else os.path.join(folder.path, name)


def read_folder(path: Path, problems: Collection[str]) -> Intake:
    """The submissions of a folder; raises :class:`UsageError` if it cannot be listed or holds too many entries."""
    try:
        with _opened(str(path), None, _FOLDER) as top:
            return read_class("folder", _members(top), problems)
    except OSError as error:
        raise UsageError(f"{shown(str(path))}: {error.strerror}") from None


FORM = Form("folder", os.path.isdir, read_folder)


@contextmanager
def _opened(path: str, parent: _Folder | None, flags: int) -> Iterator[_Folder]:
    if not _BY_DESCRIPTOR:
        yield _Folder(_place(parent, path), None)
        return
    descriptor = os.open(path, flags, dir_fd=parent.descriptor if parent else None)
    try:
        yield _Folder(path, descriptor)
    finally:
        os.close(descriptor)


def _members(top: _Folder) -> list[Member]:
    """All entries of the folder and of the folders in it, as members; nothing is read yet."""
    members: list[Member] = []
    for name, fault in _listed(top, 0):
        if fault is not NESTED:
            members.append(_member(top, (name,), fault))
            continue
        try:
            with _opened(name, top, _FOLDER | _NO_LINK) as folder:
                inside = [_member(top, (name, each), wrong) for each, wrong in _listed(folder, len(members))]
        except OSError as error:
            inside = [_member(top, (name,), _os_fault(error))]
        members.extend(inside or [_member(top, (name,), EMPTY)])
    return members


def _member(top: _Folder, path: tuple[str, ...], fault: Fault | None) -> Member:
    return Member(path, partial(_read, top, path) if fault is None else no_data, fault)


def _listed(folder: _Folder, before: int) -> list[tuple[str, Fault | None]]:
    """Names and what speaks against each, by code point; ``before`` entries were counted elsewhere."""
    found: list[tuple[str, Fault | None]] = []
    with os.scandir(folder.path if folder.descriptor is None else folder.descriptor) as entries:
        for entry in entries:
            if before + len(found) >= ENTRY_LIMIT:
                raise UsageError(f"the folder holds more than {ENTRY_LIMIT} entries, the most that are read")
            found.append((entry.name, None if is_junk(entry.name) else _fault(entry)))
    return sorted(found, key=lambda pair: pair[0])


def _fault(entry: os.DirEntry[str]) -> Fault | None:
    try:
        if entry.is_symlink():
            return _LINK
        if entry.is_dir(follow_symlinks=False):
            return NESTED
        return None if entry.is_file(follow_symlinks=False) else _SPECIAL
    except OSError as error:
        return _os_fault(error)


def _os_fault(error: OSError) -> Fault:
    return Fault("intake/os-error", f"the system cannot read it: {error.strerror or 'unknown reason'}")


def _read(top: _Folder, path: tuple[str, ...]) -> bytes:
    """The bytes of an ordinary file; raises :class:`Refused` for anything else."""
    try:
        if len(path) == 1:
            return _read_in(top, path[0])
        with _opened(path[0], top, _FOLDER | _NO_LINK) as folder:
            return _read_in(folder, path[1])
    except OSError as error:
        fault = _os_fault(error)
        raise Refused(fault.code, fault.message) from None


def _read_in(folder: _Folder, name: str) -> bytes:
    place, parent = _place(folder, name), folder.descriptor
    # Looked at before it is opened, because opening is already an act on a device, and again after, because it may be
    # another file by then.
    _check(os.stat(place, dir_fd=parent, follow_symlinks=False))
    descriptor = os.open(place, _FILE, dir_fd=parent)
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        before = _check(os.fstat(descriptor))
        data = b""
        while len(data) <= FILE_LIMIT and (piece := stream.read(FILE_LIMIT + 1 - len(data))):
            data += piece
        after = _check(os.fstat(descriptor))
    if len(data) > FILE_LIMIT:
        raise too_big(FILE_LIMIT)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise Refused("intake/changed", "the file changed while it was read")
    return data


def _check(status: os.stat_result) -> os.stat_result:
    if stat.S_ISLNK(status.st_mode):
        raise Refused(_LINK.code, _LINK.message)
    if not stat.S_ISREG(status.st_mode):
        raise Refused(_SPECIAL.code, _SPECIAL.message)
    if status.st_nlink > 1:
        raise Refused(_LINK.code, "this file has a second name elsewhere (a hard link) and was not opened")
    if status.st_size > FILE_LIMIT:
        raise too_big(FILE_LIMIT)
    return status
