"""One run as the exports see it: its lines in the order of the class, and its sheets one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from fractions import Fraction
from pathlib import Path

from grader.model import Identity, Provenance, Result, Sheet, StoreError, printable
from grader.record import record

SHEET_BYTES = 8 << 20
"""A sheet is 60 kB and 3 kB an answer."""


@record
class Run:
    """A graded class: ``problems`` and ``out_of`` are the assignment's, ``results`` one line a student or group.

    ``sheets`` gives the sheets in the order of the results, one at a time.  ``left_out`` are the students who are not done.  ``missing``
    is what the assignment says of students who handed in nothing (``leave`` or ``zero``); ``has_late_policy`` says that it takes points
    for lateness.  ``templates`` are the digests (SHA-256) of the LMS's files that served an export before.  ``digests`` name by person what
    the sheet is now, ``sent`` by the name of an export what it was when that handed it over.  ``dropped`` are the places of what the last
    download holds and is nobody's, so that somebody handed it in who has no result.  ``absent`` are the students of the roster of whom
    nothing came; ``strangers`` counts those who handed in and are not in it, ``alike`` its groups of whom nothing came that may be one
    with a group of whom something came, and ``nameless`` the students whose work may be that of a group of which nobody names the others.
    """

    folder: Path
    title: str
    problems: tuple[str, ...]
    out_of: Fraction
    provenance: Provenance
    results: tuple[Result, ...]
    sheets: Callable[[], Iterator[Sheet]]
    left_out: tuple[str, ...] = ()
    missing: str = "leave"
    has_late_policy: bool = False
    templates: frozenset[str] = frozenset()
    digests: Mapping[str, bytes] = field(default_factory=dict)
    sent: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    absent: tuple[Identity, ...] = ()
    strangers: int = 0
    alike: int = 0
    nameless: int = 0

    def not_zero(self, strangers: int, nameless: int) -> str:
        """Return why those of whom nothing came do not get the 0 that the assignment asks for, with so many people whom nobody knows, and
        so many who may stand for a group; nothing where they get it.
        """
        if self.dropped:
            what = f"{counted(len(self.dropped), 'thing')} in the download ({printable(self.dropped[0])}{', …' * (len(self.dropped) > 1)})"
            return f"{what} {'is' if len(self.dropped) == 1 else 'are'} nobody's, see attention.csv"
        if strangers:
            return f"{counted(strangers, 'person has', 'people have')} no row"
        if self.alike:
            return f"{counted(self.alike, 'group')} of the roster may be spelt in two ways, see attention.csv"
        if nameless:
            return f"{counted(nameless, 'student')} may stand for a group whose members nobody names (groups: of the assignment does)"
        return f"{counted(len(self.left_out), 'student is', 'students are')} not done" if self.left_out else ""

    def is_news(self, export: str, person: str) -> bool:
        """Whether somebody's sheet is another one than the export of that name handed over, or was never handed over."""
        before = self.sent.get(export, {}).get(person)
        return before is None or before != self.digests.get(person)


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with the word for what is counted."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def read_sheet(run: Run, file: str) -> bytes:
    """Return the HTML of one sheet; raises :class:`StoreError` if it is missing, too large, or no plain file of the run."""
    path = run.folder / file
    if path.is_symlink() or path.parent.is_symlink():
        raise StoreError(f"{path}: a link is not followed")
    return read_plain(path, SHEET_BYTES)


def read_plain(path: Path, limit: int) -> bytes:
    """Return the bytes of a file; raises :class:`StoreError` if it is none or larger than the limit."""
    if not path.is_file():
        raise StoreError(f"{path}: there is no such file")
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise StoreError(f"{path}: it cannot be read: {error.strerror}") from None
    if len(data) > limit:
        raise StoreError(f"{path}: it is larger than {limit >> 20} MiB")
    return data
