"""Zips of sheets, the same bytes for the same sheets; those for Moodle's "Upload multiple feedback files" have a folder a participant."""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

from grader.exports.export import File
from grader.exports.moodle_reader import read_feedback
from grader.exports.run import Run, read_sheet
from grader.model import GraderError, Result
from grader.style import sent

NAME = "moodle-feedback"
SPLIT = 50_000_000
"""Bytes of one zip unless another size is asked for: many sites take no larger upload."""

_FRAME = 22
_HEADERS = 76
"""Bytes of a zip besides its members, and of a member besides its name twice and its data."""
_LEVEL = 6
_STAMP = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN = re.compile(r'[_/\\:*?"<>|&`\'\s]+')


def feedback_zips(run: Run, entries: Sequence[tuple[int, str, Result]], font: str = "none", split: int = SPLIT,
                  ) -> tuple[tuple[File, ...], tuple[str, ...]]:
    """The zips for (participant's number, full name, result), and the students who have no sheet in HTML.

    A zip is closed before the sheet with which it would be larger than ``split`` bytes; one sheet alone may be.  ``font`` says what becomes
    of the font (:mod:`grader.style`).  Raises ``StoreError`` if a sheet that the run names is not there.
    """
    named = {number: (folder(name, number), result.file) for number, name, result in entries if result.file}
    pages = ((f"{path}/feedback.html", sent(read_sheet(run, file), font)) for path, file in sorted(named.values()))
    made = list(archives(pages, split))
    found: set[int] = set()
    for archive, _ in made:
        taken, ignored = read_feedback(archive, {number for number, _, _ in entries})
        if ignored or found & set(taken):
            raise GraderError("Moodle would not take every member of the feedback zip: nothing was written")
        found |= set(taken)
    if found != set(named):
        raise GraderError("Moodle would not take every member of the feedback zip: nothing was written")
    return zip_files(NAME, made), tuple(result.student for _, _, result in entries if not result.file)


def zip_files(name: str, made: Sequence[tuple[bytes, int]]) -> tuple[File, ...]:
    """The zips as files, numbered where there are several."""
    names = [f"{name}-{number}.zip" for number in range(1, len(made) + 1)] if len(made) > 1 else [f"{name}.zip"]
    return tuple(File(name, archive, f"{count:,} {'sheet' if count == 1 else 'sheets'}, {len(archive) / 1e6:.1f} MB")
                 for name, (archive, count) in zip(names, made, strict=False))


def archives(pages: Iterable[tuple[str, bytes]], split: int) -> Iterator[tuple[bytes, int]]:
    """The zips, each with the number of its pages; of the pages one is in memory at a time."""
    archive, size = _Archive(), _FRAME
    for path, page in pages:
        packed = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        more = len(packed.compress(page)) + len(packed.flush()) + _HEADERS + 2 * len(path.encode())
        if archive.count and size + more > split:
            yield archive.closed()
            archive, size = _Archive(), _FRAME
        archive.add(path, page)
        size += more
    if archive.count:
        yield archive.closed()


class _Archive:
    """A zip that is being written, and how many members it has."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self._file = zipfile.ZipFile(self._buffer, "w", zipfile.ZIP_DEFLATED)
        self.count = 0

    def add(self, path: str, page: bytes) -> None:
        self._file.writestr(_member(path), page, zipfile.ZIP_DEFLATED, _LEVEL)
        self.count += 1

    def closed(self) -> tuple[bytes, int]:
        self._file.close()
        return self._buffer.getvalue(), self.count


def folder(name: str, number: int) -> str:
    """``Full Name_12345_assignfeedback_file``, with a name that has no ``_`` and is safe as a part of a path."""
    visible = "".join(" " if unicodedata.category(character)[0] == "C" else character for character in name)
    clean = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", visible)).strip(" .~")[:80].rstrip(" .~")
    return f"{clean or 'Participant'}_{number}_assignfeedback_file"


def _member(path: str) -> zipfile.ZipInfo:
    """A member that tells nothing of the machine or the hour."""
    member = zipfile.ZipInfo(path, _STAMP)
    member.create_system = 3
    member.external_attr = 0o644 << 16
    return member
