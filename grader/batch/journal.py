"""What has been decided so far, one line a mark, so that an interrupted run goes on where it stopped.

The first line names the bank, the grader and the salt; a journal of another bank or version is not continued.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path

from grader.batch.workers import Job
from grader.model import Mark, StoreError, dumps, loads, mark_from_json, mark_to_json

NAME = "journal.jsonl"


def read_journal(path: Path, bank: str, version: str) -> tuple[str, dict[Job, Mark]]:
    """The salt and the marks of an interrupted run; ``("", {})`` if there is none that fits.

    A last line that was cut off is passed over; its answer is decided again.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return "", {}
    salt = _salt(lines[0], bank, version) if lines else ""
    marks: dict[Job, Mark] = {}
    for line in lines[1:] if salt else ():
        try:
            mark = mark_from_json(loads(line))
        except StoreError:
            # Everything before the damaged line is good; what follows is decided again.
            break
        marks[mark.problem, mark.answer] = mark
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
    """An open journal: appended to batch by batch, removed when the run is complete."""

    def __init__(self, path: Path, bank: str, version: str, salt: str, done: dict[Job, Mark]) -> None:
        self._path = path
        self._file: TextIOWrapper = path.open("w", encoding="utf-8", newline="\n")
        self._file.write(dumps({"bank": bank, "grader": version, "salt": salt}) + "\n")
        self.add(done.values())

    def add(self, marks: Iterable[Mark]) -> None:
        """Append marks and hand them to the operating system."""
        self._file.write("".join(dumps(mark_to_json(mark)) + "\n" for mark in marks))
        self._file.flush()

    def close(self, complete: bool) -> None:
        """Close it; a complete run needs it no more."""
        self._file.close()
        if complete:
            self._path.unlink()
