"""The zip for Moodle's "Upload multiple feedback files": a folder a participant, the same bytes for the same sheets."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from io import BytesIO

from grader.exports.moodle_reader import read_feedback
from grader.exports.run import Run, read_sheet
from grader.model import GraderError, Result

_STAMP = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN = re.compile(r'[_/\\:*?"<>|&`\'\s]+')


def feedback_zip(run: Run, entries: Sequence[tuple[int, str, Result]]) -> tuple[bytes, tuple[str, ...]]:
    """The zip for (participant's number, full name, result), and the students who have no sheet in HTML.

    Raises ``StoreError`` if a sheet that the run names is not there.
    """
    named = {number: (folder(name, number), result.file) for number, name, result in entries if result.file}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, file in sorted((f"{path}/feedback.html", file) for path, file in named.values()):
            archive.writestr(_member(path), read_sheet(run, file), zipfile.ZIP_DEFLATED, 6)
    data = buffer.getvalue()
    taken, ignored = read_feedback(data, {number for number, _, _ in entries})
    if ignored or set(taken) != set(named):
        raise GraderError("Moodle would not take every member of the feedback zip: nothing was written")
    return data, tuple(result.student for _, _, result in entries if not result.file)


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
