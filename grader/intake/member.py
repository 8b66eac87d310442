"""What a folder or an archive holds: members that can be read up to a limit, and faults that say why not."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from grader.model import Attention, UsageError, printable
from grader.record import record

FILE_LIMIT = 64 * 1024
"""Bytes of one answer file."""

STUDENT_LIMIT = 20_000
"""Students of a class."""

ENTRY_LIMIT = 400_000
"""Entries of a folder or an archive."""

OWN_LIMIT = 200
"""Entries of one student."""

SHOWN_LIMIT = 200
"""Characters of a foreign name that are repeated in a message."""


@record
class Fault:
    """Why a file, or a line of it, is not used; ``line`` counts from 1, 0 means the file as a whole."""

    code: str
    message: str
    line: int = 0
    problem: str = ""


NESTED = Fault("intake/nested-folder", "it is more than two folders deep in the student's folder, and was not read")
EMPTY = Fault("intake/no-answers", "this folder is empty")
LINK = Fault("intake/link", "this is a link, and links are not followed")
SPECIAL = Fault("intake/special-file", "this is neither a file nor a folder, and was not opened")
CROWDED = Fault("intake/too-many", f"more than {OWN_LIMIT} files and folders of one student, so none of them was read; look at them, "
                "and ask for one file")


class Refused(Exception):
    """A file that is not used at all.  It never leaves this room."""

    def __init__(self, code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.fault = Fault(code, message, line)


@record
class Member:
    """A file inside, or a folder of which no file is a member: its path, and ``fault`` where it must not even be tried.

    ``at`` is the place in an archive's directory.
    """

    path: tuple[str, ...]
    fault: Fault | None = None
    is_folder: bool = False
    at: int = 0

    @property
    def file(self) -> str:
        """The path as it is shown."""
        return "/".join(self.path)


class Reader(Protocol):
    """A folder or an archive that is open."""

    def read(self, member: Member, limit: int) -> bytes:
        """At most ``limit`` bytes, all that there are; raises :class:`Refused`."""

    def size(self, member: Member) -> int:
        """How many bytes there are, 0 if nobody knows."""


@record
class Source:
    """A folder or an archive: its members by their paths, and how it is opened, any number of times."""

    form: str
    members: tuple[Member, ...]
    opened: Callable[[], AbstractContextManager[Reader]]


def shown(name: str) -> str:
    """A foreign name, safe to print and of bounded length."""
    return printable(name if len(name) <= SHOWN_LIMIT else name[:SHOWN_LIMIT] + "…")


def attention(file: str, fault: Fault, student: str = "") -> Attention:
    """The row for a person; ``file`` and ``student`` may be of any origin."""
    return Attention(shown(file), fault.code, fault.message, shown(student), shown(fault.problem), fault.line)


def too_big(limit: int) -> Refused:
    """What is said of a file beyond its limit."""
    size = f"{limit >> 20} MiB" if limit >> 20 else f"{limit >> 10} KiB"
    return Refused("intake/too-big", f"it is larger than {size}, the most that is read")


def open_regular(path: Path) -> int:
    """A descriptor for the file that the user named, where a link may stand; raises :class:`UsageError`."""
    try:
        # Checked before it is opened: opening a pipe would wait for a writer.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise UsageError(f"{shown(str(path))}: this is neither a file nor a folder")
        return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise UsageError(f"{shown(str(path))}: {error.strerror}") from None
