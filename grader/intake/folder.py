"""A folder with one file per student, or with one folder per student, on a disk that nobody trusts.

Everything below the folder is opened relative to the folder's descriptor where the system can do that, without
following links, and only if it is an ordinary file with one name.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from grader.intake.junk import is_junk
from grader.intake.member import (
    CROWDED,
    EMPTY,
    ENTRY_LIMIT,
    LINK,
    NESTED,
    OWN_LIMIT,
    SPECIAL,
    Fault,
    Member,
    Reader,
    Refused,
    Source,
    shown,
    too_big,
)
from grader.model import UsageError
from grader.record import record

_BY_DESCRIPTOR = {os.open, os.stat} <= os.supports_dir_fd and os.scandir in os.supports_fd
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_FILE = os.O_RDONLY | getattr(os, "O_BINARY", 0) | _NO_LINK

AROUND = 2
"""Folders that may be around a class, each alone in the one before."""

_DEPTH = 4
"""Folders inside a student's that are looked into: a layout's own two, and two of the student."""


@record
class _Folder:
    """An open folder: its descriptor, or ``None`` on a system where paths must do."""

    path: str
    descriptor: int | None


class _Crowded(Exception):
    """A student's folder holds more entries than are read."""


class _Count:
    """How many entries were seen: of all, and of the student whose folder is looked into."""

    def __init__(self) -> None:
        self.all = 0
        self.own: int | None = None

    def one_more(self) -> None:
        self.all += 1
        if self.all > ENTRY_LIMIT:
            raise UsageError(f"the folder holds more than {ENTRY_LIMIT} entries, the most that are read")
        if self.own is not None:
            self.own += 1
            if self.own > OWN_LIMIT:
                raise _Crowded


def folder_source(path: Path) -> Source:
    """The files of a folder; raises :class:`UsageError` if it cannot be listed or holds too many entries."""
    try:
        with _opened(str(path), None, _FOLDER) as top:
            members = _class(top, (), _Count())
    except OSError as error:
        raise UsageError(f"{shown(str(path))}: {error.strerror}") from None
    return Source("folder", tuple(sorted(members, key=lambda member: member.path)), partial(_reader, path))


def own_source(path: Path) -> Source:
    """The files of a folder that is one student's own; raises :class:`UsageError` if it cannot be listed."""
    count = _Count()
    count.own = 0
    try:
        with _opened(str(path), None, _FOLDER) as top:
            members = _own(top, (), count, _DEPTH)
    except OSError as error:
        raise UsageError(f"{shown(str(path))}: {error.strerror}") from None
    except _Crowded:
        members = [Member((path.name,), CROWDED, is_folder=True)]
    return Source("folder", tuple(sorted(members, key=lambda member: member.path)), partial(_reader, path))


class _Files:
    """A reader of the files below an open folder."""

    def __init__(self, top: _Folder) -> None:
        self._top = top

    def read(self, member: Member, limit: int) -> bytes:
        try:
            with _within(self._top, member.path[:-1]) as folder:
                return _read_in(folder, member.path[-1], limit)
        except OSError as error:
            fault = _os_fault(error)
            raise Refused(fault.code, fault.message) from None

    def size(self, member: Member) -> int:
        try:
            with _within(self._top, member.path[:-1]) as folder:
                status = os.stat(_place(folder, member.path[-1]), dir_fd=folder.descriptor, follow_symlinks=False)
        except OSError:
            return 0
        return status.st_size if stat.S_ISREG(status.st_mode) else 0


@contextmanager
def _reader(path: Path) -> Iterator[Reader]:
    with ExitStack() as stack:
        try:
            top = stack.enter_context(_opened(str(path), None, _FOLDER))
        except OSError as error:
            raise UsageError(f"{shown(str(path))}: {error.strerror}") from None
        yield _Files(top)


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


@contextmanager
def _within(top: _Folder, steps: tuple[str, ...]) -> Iterator[_Folder]:
    """The folder at the end of the steps, each opened from the one before."""
    if not steps:
        yield top
        return
    with _opened(steps[0], top, _FOLDER | _NO_LINK) as folder, _within(folder, steps[1:]) as last:
        yield last


def _place(folder: _Folder | None, name: str) -> str:
    return name if folder is None or folder.descriptor is not None else os.path.join(folder.path, name)


def _class(folder: _Folder, path: tuple[str, ...], count: _Count) -> list[Member]:
    """The members of the folder of a class, each folder in it being a student's, or of one alone in it that is the class's."""
    listed = _listed(folder, count)
    own = [name for name, is_folder, _ in listed if is_folder]
    is_around = len(own) == 1 and len(path) < AROUND and all(is_junk(name) for name, is_folder, _ in listed if not is_folder)
    members: list[Member] = []
    for name, is_folder, fault in listed:
        here = (*path, name)
        if not is_folder:
            members.append(Member(here, fault))
            continue
        try:
            with _opened(name, folder, _FOLDER | _NO_LINK) as inner:
                count.own = None if is_around else 0
                inside = _class(inner, here, count) if is_around else _own(inner, here, count, _DEPTH)
        except OSError as error:
            inside = [Member(here, _os_fault(error), is_folder=True)]
        except _Crowded:
            inside = [Member(here, CROWDED, is_folder=True)]
        count.own = None
        members.extend(inside or [Member(here, EMPTY, is_folder=True)])
    return members


def _own(folder: _Folder, path: tuple[str, ...], count: _Count, depth: int) -> list[Member]:
    """The members of a student's folder and of the folders in it; nothing is read yet."""
    members: list[Member] = []
    for name, is_folder, fault in _listed(folder, count):
        here = (*path, name)
        if not is_folder:
            members.append(Member(here, fault))
        elif not depth:
            members.append(Member(here, NESTED, is_folder=True))
        else:
            try:
                with _opened(name, folder, _FOLDER | _NO_LINK) as inner:
                    inside = _own(inner, here, count, depth - 1)
            except OSError as error:
                inside = [Member(here, _os_fault(error), is_folder=True)]
            members.extend(inside or [Member(here, EMPTY, is_folder=True)])
    return members


def _listed(folder: _Folder, count: _Count) -> list[tuple[str, bool, Fault | None]]:
    """Names by code point, whether each is a folder to look into, and what speaks against it."""
    found: list[tuple[str, bool, Fault | None]] = []
    with os.scandir(folder.path if folder.descriptor is None else folder.descriptor) as entries:
        for entry in entries:
            count.one_more()
            found.append((entry.name, False, None) if is_junk(entry.name) else (entry.name, *_kind(entry)))
    return sorted(found, key=lambda each: each[0])


def _kind(entry: os.DirEntry[str]) -> tuple[bool, Fault | None]:
    try:
        if entry.is_symlink():
            return False, LINK
        if entry.is_dir(follow_symlinks=False):
            return True, None
        return False, None if entry.is_file(follow_symlinks=False) else SPECIAL
    except OSError as error:
        return False, _os_fault(error)


def _os_fault(error: OSError) -> Fault:
    return Fault("intake/os-error", f"the system cannot read it: {error.strerror or 'unknown reason'}")


def _read_in(folder: _Folder, name: str, limit: int) -> bytes:
    """The bytes of an ordinary file; raises :class:`Refused` for anything else."""
    place, parent = _place(folder, name), folder.descriptor
    # Looked at before it is opened, because opening is already an act on a device, and again after, because it may be
    # another file by then.
    _check(os.stat(place, dir_fd=parent, follow_symlinks=False), limit)
    descriptor = os.open(place, _FILE, dir_fd=parent)
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        before = _check(os.fstat(descriptor), limit)
        data = b""
        while len(data) <= limit and (piece := stream.read(limit + 1 - len(data))):
            data += piece
        after = _check(os.fstat(descriptor), limit)
    if len(data) > limit:
        raise too_big(limit)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise Refused("intake/changed", "the file changed while it was read")
    return data


def _check(status: os.stat_result, limit: int) -> os.stat_result:
    if stat.S_ISLNK(status.st_mode):
        raise Refused(LINK.code, LINK.message)
    if not stat.S_ISREG(status.st_mode):
        raise Refused(SPECIAL.code, SPECIAL.message)
    if status.st_nlink > 1:
        raise Refused(LINK.code, "this file has a second name elsewhere (a hard link) and was not opened")
    if status.st_size > limit:
        raise too_big(limit)
    return status
