"""What has been decided so far, one line a mark, so that an interrupted run goes on where it stopped.

The first line names the bank, the grader and the salt; a journal of another bank or version is not continued.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grader.batch.folder import unusable, write
from grader.batch.workers import Job, job_of
from grader.model import Mark, StoreError, dumps, loads, mark_from_json, mark_to_json

NAME = "journal.jsonl"


def read_journal(path: Path, bank: str, version: str) -> tuple[str, dict[Job, Mark]]:
    """The salt and the marks of an interrupted run; ``("", {})`` if there is none that fits.

    A line that was cut off or damaged is passed over with all behind it; their answers are decided again.  Raises
    :class:`StoreError` where the file is there and cannot be read.
    """
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return "", {}
    except OSError as error:
        raise unusable(path, error) from None
    salt = _salt(lines[0], bank, version) if lines else ""
    marks: dict[Job, Mark] = {}
    for line in lines[1:] if salt else ():
        try:
            mark = mark_from_json(loads(line))
        except StoreError:
            # Everything before the damaged line is good; what follows is decided again.
            break
        marks[job_of(mark)] = mark
    return salt, marks


def _salt(line: str, bank: str, version: str) -> str:
    """The salt in a journal's first line, empty if the journal does not fit."""
    try:
        head = loads(line)
    except StoreError:
        return ""
    fits = isinstance(head, dict) and head.get("bank") == bank and head.get("grader") == version
    return str(head.get("salt", "")) if isinstance(head, dict) and fits else ""


class Journal:
    """An open journal: appended to batch by batch, removed when the run is complete.

    Whoever cannot write it raises :class:`StoreError`.
    """

    def __init__(self, path: Path, bank: str, version: str, salt: str, done: dict[Job, Mark]) -> None:
        head = dumps({"bank": bank, "grader": version, "salt": salt}) + "\n"
        # Whole and by rename: what an earlier run has decided is never in danger.
        write(path.parent, path.name, (head + _lines(done.values())).encode("ascii"))
        self._path = path
        try:
            self._file = path.open("ab", buffering=0)
        except OSError as error:
            raise unusable(path, error) from None

    def add(self, marks: Iterable[Mark]) -> None:
        """Append marks and hand them to the operating system."""
        data = _lines(marks).encode("ascii")
        try:
            while data:
                data = data[self._file.write(data):]
        except OSError as error:
            raise unusable(self._path, error) from None

    def close(self, complete: bool) -> None:
        """Close it; a complete run needs it no more."""
        self._file.close()
        if complete:
            self._path.unlink(missing_ok=True)


def _lines(marks: Iterable[Mark]) -> str:
    return "".join(dumps(mark_to_json(mark)) + "\n" for mark in marks)
