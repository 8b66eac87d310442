"""Reading plain files that nobody vouches for, and writing files whole: the one place where both are done."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from grader.faults import fault

DRAFT = ".tmp"
"""The end of the name of a file that is being written; what has it after a run is a leftover and may be removed."""

_PLAIN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def read_regular(path: Path, most: int) -> tuple[bytes, int] | str:
    """Return content and permissions of a regular file of at most ``most`` bytes, else the reason; follow no link, wait for nothing."""
    try:
        with open(os.open(path, _PLAIN), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return "this is no plain file"
            # Room for ``most`` bytes costs more than to read a file of a bank; what says that it is empty may still hold something.
            data = file.read(min(status.st_size, most) + 1)
            if len(data) > status.st_size:
                data += file.read(most + 1 - len(data))
    except OSError as error:
        return f"this file cannot be read: {error.strerror}"
    return (data, stat.S_IMODE(status.st_mode)) if len(data) <= most else "this file is too large"


def read_parts(path: Path, most: int, places: Callable[[bytes], Iterable[tuple[int, int]]]) -> list[bytes]:
    """Return those parts of a regular file of at most ``most`` bytes that its first line tells, each by its start and its length.

    The line comes with its end, else it is empty.  A part ends where the file does; there is none of a file that cannot be read.
    """
    try:
        with open(os.open(path, _PLAIN), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > most:
                return []
            line, found = file.readline(), []
            for start, length in places(line if line.endswith(b"\n") else b""):
                file.seek(start)
                found.append(file.read(max(0, min(length, status.st_size - start))))
            return found
    except OSError:
        return []


def write_whole(path: Path, data: bytes | Iterable[bytes], mode: int = 0o666, lasts: bool = True) -> None:
    """Write a file, given whole or in pieces, at one stroke: a draft of a new name beside it, then a rename.

    ``lasts`` forces the bytes to the disk first; a memo, which does no harm when it is cut off, needs that not.  Raises ``OSError``.
    """
    draft = path.with_name(f"{path.name}.{os.urandom(8).hex()}{DRAFT}")
    try:
        with open(os.open(draft, _NEW, mode), "wb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            if lasts:
                file.flush()
                os.fsync(file.fileno())
        fault("before-rename")
        os.replace(draft, path)
        fault("after-rename")
    except BaseException:
        # Whoever makes the pieces may fail in a way of its own, or be interrupted.
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
