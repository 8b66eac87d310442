"""The same class in a zip: members are read one by one in memory, and nothing is ever extracted.

The end record and the directory are looked at before :mod:`zipfile` sees them, because it would believe a directory
of any size, and (before Python 3.11.8) members that share their bytes (CVE-2024-0450).
"""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from grader.intake.member import EMPTY, ENTRY_LIMIT, Fault, Member, Reader, Refused, Source, open_regular, shown, too_big
from grader.model import UsageError

DIRECTORY_LIMIT = 64 * 1024 * 1024
"""Bytes of the archive's own directory."""

RATIO_LIMIT = 100
"""How many times smaller than its text a member may be packed."""

_END, _END_64, _LOCATOR_64 = 22, 56, 20
"""Bytes of the records at an archive's end; the two of zip64 stand before the old one."""

_OVERLAP = Fault("intake/zip-overlap", "its bytes are also another member's, which no honest archive has")
_TWIN = Fault("intake/zip-name", "several members have this name, so none of them was opened")
_NAME = Fault("intake/zip-name", "its name is no plain path inside the archive, so it was not opened")
_LINK = Fault("intake/link", "this is a link or a device, and was not opened")
_UNSAFE = re.compile(r"^/|^[A-Za-z]:|[\\\0]")

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, OverflowError, struct.error)
"""What :mod:`zipfile` raises over bytes that are no archive or were tampered with."""


def archive_source(path: Path) -> Source:
    """The files of a zip; raises :class:`UsageError` if it is damaged as a whole or beyond the limits."""
    with _archive(path, None) as (archive, stream, stamp):
        members = sorted(_members(archive, stream), key=lambda member: member.path)
    return Source("zip", tuple(members), partial(_reader, path, stamp))


@contextmanager
def _archive(path: Path, stamp: tuple[int, int] | None) -> Iterator[tuple[zipfile.ZipFile, BinaryIO, tuple[int, int]]]:
    """The open archive, which must be the one with the stamp if that is given."""
    with os.fdopen(open_regular(path), "rb") as stream:
        status = os.fstat(stream.fileno())
        now = (status.st_size, status.st_mtime_ns)
        if stamp not in (None, now):
            raise UsageError(f"{shown(str(path))}: the archive changed while it was read")
        try:
            _check_directory(stream)
            archive = zipfile.ZipFile(stream)
        except Refused as refused:
            raise UsageError(f"{shown(str(path))}: {refused}") from None
        except _DAMAGE:
            raise UsageError(f"{shown(str(path))}: this is no zip archive, or it is damaged") from None
        yield archive, stream, now


@contextmanager
def _reader(path: Path, stamp: tuple[int, int]) -> Iterator[Reader]:
    with _archive(path, stamp) as (archive, _, _):
        yield _Members(archive)


class _Members:
    """A reader of the members of an open archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._infos = archive.infolist()

    def read(self, member: Member, limit: int) -> bytes:
        info = self._infos[member.at]
        _check(info, limit)
        try:
            with self._archive.open(info) as stream:
                data = stream.read(limit + 1)
        except _DAMAGE:
            raise Refused("intake/damaged", "it is damaged: it cannot be unpacked, or its checksum is wrong") from None
        if len(data) > limit:
            raise too_big(limit)
        if len(data) > RATIO_LIMIT * max(info.compress_size, 1):
            raise _bomb()
        return data

    def size(self, member: Member) -> int:
        return 0 if member.is_folder else self._infos[member.at].file_size


def _check_directory(stream: BinaryIO) -> None:
    """Refuse an archive whose directory is too large to be read, before anything reads it."""
    size = stream.seek(0, os.SEEK_END)
    start = max(0, size - (1 << 16) - _END - _END_64 - _LOCATOR_64)
    stream.seek(start)
    tail = stream.read()
    end = len(tail) - _END
    if end < 0 or tail[end:end + 4] != b"PK\5\6" or tail[-2:] != b"\0\0":
        end = tail.rfind(b"PK\5\6")
    if end < 0 or end + _END > len(tail):
        raise Refused("intake/damaged", "this is no zip archive, or it is damaged")
    length = int.from_bytes(tail[end + 12:end + 16], "little")
    # zipfile looks for the records of zip64 at the same places, and believes them.
    large = end - _LOCATOR_64 - _END_64
    if large >= 0 and tail[end - _LOCATOR_64:][:4] == b"PK\6\7" and tail[large:large + 4] == b"PK\6\6":
        length, end = int.from_bytes(tail[large + 40:large + 48], "little"), large
    if length > min(DIRECTORY_LIMIT, start + end):
        raise Refused("intake/damaged", "the archive's directory is too large or damaged")
    stream.seek(start + end - length)
    # Each entry begins with this mark, so there cannot be more entries than marks.
    if stream.read(length).count(b"PK\1\2") > ENTRY_LIMIT:
        raise Refused("intake/too-many", f"the archive holds more than {ENTRY_LIMIT} entries, the most that are read")


def _members(archive: zipfile.ZipFile, stream: BinaryIO) -> Iterator[Member]:
    infos = archive.infolist()
    names = [_name(info) for info in infos]
    counts, parents = Counter(names), {name.rstrip("/").rpartition("/")[0] for name in names}
    shared = _overlapping(infos, stream, archive.start_dir)
    for at, (info, name) in enumerate(zip(infos, names, strict=True)):
        steps, is_folder = tuple(name.removesuffix("/").split("/")), name.endswith("/")
        if _UNSAFE.search(name) or any(step in ("", ".", "..") for step in steps):
            yield Member((name,), _NAME)
            continue
        fault = _OVERLAP if at in shared else _TWIN if counts[name] > 1 else _odd_kind(info)
        if not is_folder or fault is not None:
            yield Member(steps, fault, is_folder, at)
        elif name.removesuffix("/") not in parents:
            yield Member(steps, EMPTY, True, at)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; macOS writes UTF-8 without saying so, and what reads as UTF-8 is hardly ever anything else."""
    if info.flag_bits & 0x800 or info.orig_filename.isascii():
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def _odd_kind(info: zipfile.ZipInfo) -> Fault | None:
    return None if stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG, stat.S_IFDIR) else _LINK


def _check(info: zipfile.ZipInfo, limit: int) -> None:
    """Refuse what speaks against reading a member, by its entry in the directory alone."""
    if info.flag_bits & 0x41:
        raise Refused("intake/encrypted", "it is encrypted, so it was not opened")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("intake/damaged", "it is packed by a method that is not read; unpack the archive and name the folder")
    if info.file_size > limit:
        raise too_big(limit)
    if info.file_size > RATIO_LIMIT * max(info.compress_size, 1):
        raise _bomb()


def _bomb() -> Refused:
    return Refused("intake/zip-bomb", f"it unpacks to more than {RATIO_LIMIT} times its size, so it was not read")


def _overlapping(infos: list[zipfile.ZipInfo], stream: BinaryIO, directory: int) -> set[int]:
    """The members whose bytes, by their own headers, are also another member's or the directory's."""
    shared: set[int] = set()
    reached, last = 0, -1
    for at in sorted(range(len(infos)), key=lambda at: (infos[at].header_offset, at)):
        start = infos[at].header_offset
        if not 0 <= start <= directory:
            shared.add(at)
            continue
        stream.seek(start + 26)
        names, extra = struct.unpack("<HH", stream.read(4).ljust(4, b"\0"))
        end = start + 30 + names + extra + infos[at].compress_size
        if start < reached:
            shared |= {at, last}
        if end > directory:
            shared.add(at)
        if end > reached:
            reached, last = end, at
    return shared
