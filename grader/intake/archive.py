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
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import BinaryIO

from grader.intake.classroom import EMPTY, is_answer_file, is_junk, read_class
from grader.intake.member import (
    ENTRY_LIMIT,
    FILE_LIMIT,
    Fault,
    Form,
    Member,
    Refused,
    no_data,
    open_regular,
    shown,
    too_big,
)
from grader.model import Intake, UsageError
from grader.record import replace

ANSWER_LIMIT = 2_000
"""Answer files in one archive."""

TOTAL_LIMIT = 64 * 1024 * 1024
"""Bytes of all answer files together."""

DIRECTORY_LIMIT = 16 * 1024 * 1024
"""Bytes of the archive's own directory."""

RATIO_LIMIT = 100
"""How many times smaller than its text a member may be packed."""

_OVERLAP = Fault("intake/zip-overlap", "its bytes are also another member's, which no honest archive has")
_TWIN = Fault("intake/zip-name", "several members have this name, so none of them was opened")
_BOMB = Fault("intake/zip-bomb", f"it unpacks to more than {RATIO_LIMIT} times its size, so it was not read")
_UNSAFE = re.compile(r"^/|^[A-Za-z]:|[\\\0]")

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, struct.error)
"""What :mod:`zipfile` raises over bytes that are no archive or were tampered with."""


def read_archive(path: Path, problems: Collection[str]) -> Intake:
    """The submissions of a zip; raises :class:`UsageError` if it is damaged as a whole or beyond the limits."""
    with os.fdopen(open_regular(path), "rb") as stream:
        try:
            _check_directory(stream)
            members = _members(zipfile.ZipFile(stream), stream)
        except Refused as refused:
            raise UsageError(f"{shown(str(path))}: {refused}") from None
        except _DAMAGE:
            raise UsageError(f"{shown(str(path))}: this is no zip archive, or it is damaged") from None
        return read_class("zip", members, problems)


def _recognises(path: Path) -> bool:
    return path.suffix.casefold() == ".zip"


FORM = Form("zip", _recognises, read_archive)


def _check_directory(stream: BinaryIO) -> None:
    """Refuse an archive whose directory is too large to be read, before anything reads it."""
    size = stream.seek(0, os.SEEK_END)
    start = max(0, size - (1 << 16) - 64)
    stream.seek(start)
    tail = stream.read()
    end = len(tail) - 22
    if end < 0 or tail[end:end + 4] != b"PK\5\6" or tail[-2:] != b"\0\0":
        end = tail.rfind(b"PK\5\6")
    if end < 0 or end + 22 > len(tail):
        raise Refused("intake/damaged", "this is no zip archive, or it is damaged")
    if tail[max(end - 20, 0):][:4] == b"PK\6\7":
        raise Refused("intake/damaged", "archives in the zip64 format are not read; unpack it and name the folder")
    length = int.from_bytes(tail[end + 12:end + 16], "little")
    if length > min(DIRECTORY_LIMIT, start + end):
        raise Refused("intake/damaged", "the archive's directory is too large or damaged")
    stream.seek(start + end - length)
    # Each entry begins with this mark, so there cannot be more entries than marks.
    if stream.read(length).count(b"PK\1\2") > ENTRY_LIMIT:
        raise Refused("intake/too-many", f"the archive holds more than {ENTRY_LIMIT} entries, the most that are read")


def _members(archive: zipfile.ZipFile, stream: BinaryIO) -> list[Member]:
    infos = archive.infolist()
    names = [_name(info) for info in infos]
    counts, parents = Counter(names), {name.rstrip("/").rpartition("/")[0] for name in names}
    shared = _overlapping(infos, stream, archive.start_dir)
    members, total = [], 0
    for at, (info, name) in enumerate(zip(infos, names, strict=True)):
        fault = _OVERLAP if at in shared else _TWIN if counts[name] > 1 else _fault(info, name)
        if fault is not None:
            members.append(Member((name,), no_data, fault))
        elif not name.endswith("/"):
            members.append(Member(tuple(name.split("/")), partial(_read, archive, info)))
            total += info.file_size * is_answer_file(name)
        elif name.rstrip("/") not in parents:
            members.append(Member((name,), no_data, EMPTY))
    # zipfile gives no more bytes of a member than its entry states, so the stated sizes bound what will be read.
    if total > TOTAL_LIMIT:
        raise Refused("intake/too-big", f"the answer files are larger than {TOTAL_LIMIT >> 20} MiB together")
    return _unwrapped(members)


def _unwrapped(members: list[Member]) -> list[Member]:
    """A folder around everything is no student's if several answer files, or folders with one, stand in it."""
    inside = [member.path for member in members if member.fault is None and not any(map(is_junk, member.path))]
    answers = [path for path in inside if is_answer_file(path[-1])]
    if len(answers) > ANSWER_LIMIT:
        raise Refused("intake/too-many", f"the archive holds more than {ANSWER_LIMIT} answer files, the most that are read")
    one_folder = len({path[0] for path in inside}) == 1 and all(len(path) > 1 for path in inside)
    if one_folder and (len(answers) > 1 or any(len(path) > 2 for path in answers)):
        return [replace(member, around=1) for member in members]
    return members


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; macOS writes UTF-8 without saying so, and what reads as UTF-8 is hardly ever anything else."""
    if info.flag_bits & 0x800 or info.orig_filename.isascii():
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def _fault(info: zipfile.ZipInfo, name: str) -> Fault | None:
    """What speaks against a member, by its entry in the directory alone."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    steps = name.removesuffix("/").split("/")
    if _UNSAFE.search(name) or any(step in ("", ".", "..") for step in steps):
        return Fault("intake/zip-name", "its name is no plain path inside the archive, so it was not opened")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Fault("intake/link", "this is a link or a device, and was not opened")
    if name.endswith("/") or not is_answer_file(name):
        return None
    if info.flag_bits & 0x41:
        return Fault("intake/encrypted", "it is encrypted, so it was not opened")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Fault("intake/damaged", "it is packed by a method that is not read; unpack the archive and name the folder")
    if info.file_size > FILE_LIMIT:
        return too_big(FILE_LIMIT).fault
    if info.file_size > RATIO_LIMIT * max(info.compress_size, 1):
        return _BOMB
    return None


def _overlapping(infos: list[zipfile.ZipInfo], stream: BinaryIO, directory: int) -> set[int]:
    """The members whose bytes, by their own headers, are also another member's or the directory's."""
    shared: set[int] = set()
    reached, last = 0, -1
    for at in sorted(range(len(infos)), key=lambda at: (infos[at].header_offset, at)):
        start = infos[at].header_offset
        stream.seek(max(start, 0) + 26)
        names, extra = struct.unpack("<HH", stream.read(4).ljust(4, b"\0"))
        end = start + 30 + names + extra + infos[at].compress_size
        if start < reached:
            shared |= {at, last}
        if start < 0 or end > directory:
            shared.add(at)
        if end > reached:
            reached, last = end, at
    return shared


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, counted as they come; raises :class:`Refused`."""
    try:
        with archive.open(info) as member:
            data = member.read(FILE_LIMIT + 1)
    except _DAMAGE:
        raise Refused("intake/damaged", "it is damaged: it cannot be unpacked, or its checksum is wrong") from None
    if len(data) > FILE_LIMIT:
        raise too_big(FILE_LIMIT)
    if len(data) > RATIO_LIMIT * max(info.compress_size, 1):
        raise Refused(_BOMB.code, _BOMB.message)
    return data
