"""The one place that writes a run's folder: whole files by rename, names of our own making, nothing outside it."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

from grader.model import StoreError

MARKER = "run.json"
"""A folder that holds it is a run of ours and may be written to."""


def prepare(folder: Path, journal: str) -> None:
    """Make the folder of a run; raises :class:`StoreError` where it cannot be used or holds something else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        present = {path.name for path in folder.iterdir()}
        if present and not present & {MARKER, journal}:
            raise StoreError(f"{folder} is not empty and is no run of the grader; choose another folder with --out")
        (folder / "feedback").mkdir(exist_ok=True)
        probe = folder / "feedback" / ".probe.tmp"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from error


def write(folder: Path, name: str, data: bytes) -> None:
    """Write a file whole: a temporary file in the same folder, then a rename; left alone where the bytes are there."""
    path = folder / name
    try:
        if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
            return
        temporary = path.with_name(path.name + ".tmp")
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}; nothing is lost, make room and run the "
                         "same command again") from error


def write_file(folder: Path, name: str, data: bytes) -> None:
    """Write an exported file below a folder that is made where needed; the name is relative and ours."""
    try:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from error
    write(folder, name, data)


def clear(folder: Path, keep: set[str]) -> None:
    """Remove sheets of an earlier run that belong to nobody now, and temporary files of a dead one."""
    for path in sorted((folder / "feedback").iterdir()):
        if f"feedback/{path.name}" not in keep and path.suffix in (".html", ".txt", ".tmp") and not path.is_dir():
            path.unlink()


def sheet_names(students: list[str]) -> dict[str, str]:
    """A file name without suffix for each student: a counter and a slug; never built into a path from the name itself."""
    width = max(len(str(len(students))), 3)
    return {student: f"{number:0{width}d}-{_slug(student)}".rstrip("-") for number, student in enumerate(students, 1)}


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
