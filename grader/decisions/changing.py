"""The file of decisions while somebody changes it: held by one process, read under the lock, written whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from grader.decisions.blocks import blocks, lines_of, with_more, without
from grader.decisions.reading import Decisions, bytes_of, decisions_of
from grader.decisions.targets import Targets, about
from grader.decisions.written import block, header
from grader.files import DRAFT, write_whole
from grader.model import Decision, Diagnostic, StoreError, UsageError, printable

if sys.platform != "win32":
    import fcntl

PATIENCE = 200
"""Tenths of a second for which a file that somebody else changes is waited for."""

_BOM = "\ufeff"


class Editing:
    """A file of decisions that this process holds.

    Each change is on the disk when its call returns.  It puts another file in the place of the one that was held: for a further change
    that one is held, and read again.
    """

    def __init__(self, path: Path, first_line: str) -> None:
        self._path = path
        self._first_line = first_line
        self._handle: int | None = None
        self._is_held = False
        self._hold()

    def _hold(self) -> None:
        """Hold the file that stands there, and read it, where that is not done."""
        if self._is_held:
            return
        try:
            self._handle, self._is_held = _held(self._path), True
        except OSError as error:
            raise _unusable(self._path, error) from None
        data = bytes_of(self._path)
        read, self._root = (Decisions("", faults=(data,)), None) if isinstance(data, Diagnostic) else decisions_of(data, str(self._path))
        if isinstance(data, Diagnostic) or read.errors:
            self.close()
            raise UsageError(_said(read.errors))
        self._data, self._entries = data, read.entries

    def close(self) -> None:
        """Let the file go."""
        if self._handle is not None:
            os.close(self._handle)
        self._handle, self._is_held = None, False

    @property
    def entries(self) -> tuple[Decision, ...]:
        """What stands in the file, in its order."""
        return self._entries

    def add(self, *decisions: Decision) -> None:
        """Write entries at the end; raise :class:`UsageError`, and change nothing, where one contradicts another."""
        self._hold()
        self._change((), decisions)

    def remove(self, *decisions: Decision) -> int:
        """Take entries of this content out, of equal ones the last; return how many were there."""
        self._hold()
        places = self._places(decisions)
        self._change(places, ())
        return len(places)

    def exchange(self, old: Decision, new: Decision) -> bool:
        """Put an entry at the end for another, taken out in the same stroke; return whether that one was there, else do nothing."""
        self._hold()
        places = self._places((old,))
        if places:
            self._change(places, (new,))
        return bool(places)

    def _places(self, decisions: Sequence[Decision]) -> list[int]:
        left, found = [block(entry) for entry in self._entries], list[int]()
        for decision in decisions:
            content = block(decision)
            found += [place for place, each in enumerate(left) if each == content and place not in found][-1:]
        return found

    def _change(self, gone: Collection[int], more: Sequence[Decision]) -> None:
        """Take out the entries at some places and add others, in one stroke."""
        kept = [entry for place, entry in enumerate(self._entries) if place not in gone]
        self._agree(kept, more)
        added = [line for decision in more for line in _sound(decision)]
        text, column = self._text(), self._root.column if self._root is not None else 1
        if gone and self._root is not None:
            lines = lines_of(text)
            found = blocks(lines, self._root)
            text = without(lines, [found[place] for place in gone])
        if added:
            first = [header(self._first_line)] if not text and self._first_line else []
            text = with_more(text, [*first, *added], column)
        if gone or added:
            self._write(text, [block(entry) for entry in (*kept, *more)])

    def _agree(self, kept: Sequence[Decision], more: Sequence[Decision]) -> None:
        targets = Targets(kept)
        for decision in more:
            for rival in targets.rivals(decision):
                line = f" in line {rival.where.line}" if rival.where is not None else ""
                by = f" by {printable(rival.by)}" if rival.by else ""
                raise UsageError(f"{about(decision)} has {rival.score} of {rival.out_of} points already{by}{line} of "
                                 f"{printable(self._path.name)}; take that back first with --undo")
            targets.add(decision)

    def _text(self) -> str:
        """The text that YAML counts lines of; a mark of the encoding stays where it is."""
        return self._data.decode("utf-8").removeprefix(_BOM)

    def _write(self, text: str, expected: Sequence[list[str]]) -> None:
        """Put a text in the place of the file's, if it says what is expected."""
        data = self._data[:3 * self._data.startswith(_BOM.encode())] + text.encode("utf-8")
        read, root = decisions_of(data, str(self._path))
        if read.errors or [block(entry) for entry in read.entries] != list(expected):
            raise UsageError(f"{printable(str(self._path))} is written in a way in which no entry can be added or taken out; begin each "
                             "entry on a line of its own with '- '")
        if bytes_of(self._path) != self._data:
            # An editor knows of no lock.
            raise StoreError(f"somebody has changed {printable(str(self._path))} just now; decide again")
        try:
            mode = stat.S_IMODE(self._path.stat().st_mode) if self._path.exists() else 0o666
            for draft in self._path.parent.glob(f"{self._path.name}.*{DRAFT}"):
                # Whoever holds the file is the only one who writes it: a process that was killed left this.
                draft.unlink()
            write_whole(self._path, data, mode)
        except OSError as error:
            raise _unusable(self._path, error) from None
        self._data, self._entries, self._root = data, read.entries, root
        self.close()


def _sound(decision: Decision) -> list[str]:
    """The block of an entry; raise :class:`UsageError` for one that would not be read back."""
    lines = block(decision)
    read, _ = decisions_of("\n".join(lines).encode("utf-8"), "")
    if read.errors:
        said = "; ".join(f"{each.message}: {each.remedy}" for each in read.errors)
        raise UsageError(f"{about(decision)} cannot be decided like this: {said}")
    return lines


def _said(errors: Sequence[Diagnostic]) -> str:
    lines = [f"{printable(fault.where.file)}:{fault.where.line}:{fault.where.column}  {printable(fault.message)}; {fault.remedy}"
             for fault in errors if fault.where is not None]
    return "\n".join([*lines, f"{len(errors)} {'error' if len(errors) == 1 else 'errors'}. Nothing was written."])


def _unusable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{printable(str(path))} cannot be written: {error.strerror or error}; it is as it was: mend that and decide again")


@contextmanager
def editing(path: Path, first_line: str = "") -> Iterator[Editing]:
    """Hold a file of decisions, made if it is not there, and read it; ``first_line`` is the comment with which a new file begins.

    Raises :class:`UsageError` where the file has errors, with all of them, and :class:`StoreError` where it cannot be held or written.
    """
    file = Editing(path, first_line)
    try:
        yield file
    finally:
        file.close()


def _held(path: Path) -> int | None:
    """A handle of the file that stands there now, which one process has; the system takes it back whatever becomes of the process.

    Whoever wrote last put another file in its place: a handle of that one is then taken.  Windows, and file systems without locks, do not
    tell that somebody else has one.
    """
    if sys.platform == "win32":
        return None
    for _ in range(PATIENCE):
        handle = _opened(path)
        try:
            if _is_alone(handle):
                with suppress(FileNotFoundError):
                    if os.path.samestat(os.fstat(handle), os.lstat(path)):
                        return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        time.sleep(0.1)
    raise StoreError(f"somebody else is writing {printable(str(path))}; wait for its end and decide again")


def _opened(path: Path) -> int:
    flags = os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, os.O_RDWR | flags, 0o666)
    except PermissionError:
        # Another user's file is replaced, and need not be writable.
        return os.open(path, os.O_RDONLY | flags)


def _is_alone(handle: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
