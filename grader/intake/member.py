"""What a folder or an archive holds: members that can be read up to a limit, and faults that say why not."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection
from pathlib import Path

from grader.model import Attention, Intake, UsageError, printable
from grader.record import record

FILE_LIMIT = 64 * 1024
"""Bytes that one student may hand in."""

ENTRY_LIMIT = 20_000
"""Entries of a folder or an archive, and rows of a table."""

SHOWN_LIMIT = 200
"""Characters of a foreign name that are repeated in a message."""


@record
class Fault:
    """Why a file, or a line of it, is not used; ``line`` counts from 1, 0 means the file as a whole."""

    code: str
    message: str
    line: int = 0
    problem: str = ""


class Refused(Exception):
    """A file that is not used at all.  It never leaves this room."""

    def __init__(self, code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.fault = Fault(code, message, line)


@record
class Member:
    """A file inside: its path, and how its bytes are read; ``fault`` is set where it must not even be tried.

    ``read`` gives at most ``FILE_LIMIT`` bytes, or raises :class:`Refused`.  ``around`` counts the folders at the
    front of the path that hold the whole class.
    """

    path: tuple[str, ...]
    read: Callable[[], bytes]
    fault: Fault | None = None
    around: int = 0


@record
class Form:
    """An entry of the shelf: ``recognises`` looks at a path that exists, ``read`` takes the ids of known problems."""

    name: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path, Collection[str]], Intake]


def shown(name: str) -> str:
    """A foreign name, safe to print and of bounded length."""
    return printable(name if len(name) <= SHOWN_LIMIT else name[:SHOWN_LIMIT] + "…")


def attention(file: str, fault: Fault, student: str = "") -> Attention:
    """The row for a person; ``file`` and ``student`` may be of any origin."""
    return Attention(shown(file), fault.code, fault.message, shown(student), shown(fault.problem), fault.line)


def too_big(limit: int) -> Refused:
    """What is said of a file beyond its limit."""
    return Refused("intake/too-big", f"it is larger than {limit // 1024} KiB, the most that is read")


def no_data() -> bytes:
    """The ``read`` of a member that has a fault."""
    return b""


def open_regular(path: Path) -> int:
    """A descriptor for the file that the user named, where a link may stand; raises :class:`UsageError`."""
    try:
        # Checked before it is opened: opening a pipe would wait for a writer.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise UsageError(f"{shown(str(path))}: this is neither a file nor a folder")
        return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise UsageError(f"{shown(str(path))}: {error.strerror}") from None
