"""The one place that writes a run's folder: whole files by rename, names of our own making, nothing outside it."""

from __future__ import annotations

import os
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from grader.decisions import NAME as DECISIONS
from grader.files import DRAFT, write_whole
from grader.model import StoreError, loads, printable
from grader.store import NAME as STORE

if sys.platform != "win32":
    import fcntl

MARKER = "run.json"
"""A folder that holds it is a run of ours and may be written to."""

FORMAT = 2
"""Of the folder; 1 had a journal and results.json."""

JOURNAL = "journal.jsonl"
"""What runs of format 1 left when they were interrupted."""

OWN = 0o600
"""Permissions of a file that nobody but its owner may read."""

PATIENCE = 20
"""Tenths of a second for which a folder that another run holds is waited for."""


def unusable(path: Path, error: OSError) -> StoreError:
    """What is said of a file or folder that the system does not let us use."""
    return StoreError(f"{printable(str(path))} cannot be used: {error.strerror or error}; nothing is lost, mend that and run the "
                      "same command again")


@contextmanager
def alone(folder: Path, patience: int = PATIENCE) -> Iterator[None]:
    """Make the folder and hold it; raises :class:`StoreError` where that cannot be, or where another run holds it for longer than
    ``patience`` tenths of a second.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = _held(folder, patience)
    except OSError as error:
        raise unusable(folder, error) from None
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _held(folder: Path, patience: int) -> int | None:
    """A handle of the folder that one process has; the system takes it back whatever becomes of the process.

    Windows, and file systems without locks, do not tell that somebody else has one.
    """
    if sys.platform == "win32":
        return None
    handle = os.open(folder, os.O_RDONLY)
    for _ in range(patience):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # The workers of a run that was killed just now have not ended yet.
            time.sleep(0.1)
        except OSError:
            os.close(handle)
            return None
        else:
            return handle
    os.close(handle)
    raise StoreError(f"another run is writing to {printable(str(folder))}; wait for its end, or choose another folder with --out")


@contextmanager
def there(folder: Path, patience: int = PATIENCE) -> Iterator[None]:
    """Hold the folder of a run that is there; raises :class:`StoreError` as :func:`alone`, and where there is none of ours."""
    refuse_old(folder)
    if not folder.is_dir():
        raise StoreError(f"{printable(str(folder))}: there is no such folder")
    with alone(folder, patience):
        yield


def prepare(folder: Path) -> None:
    """Make the folder of a run; raises :class:`StoreError` where it cannot be used or holds something else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        refuse_old(folder)
        present = {path.name for path in folder.iterdir()} - {DECISIONS}
        if present and STORE not in present and not _format(folder):
            raise StoreError(f"{printable(str(folder))} is not empty and is no run of the grader; choose another folder with --out")
    except OSError as error:
        raise unusable(folder, error) from None
    sweep(folder)


def sweep(folder: Path, *more: str) -> None:
    """Remove the drafts that a command which was killed left in a run's folder, and in others within it; whoever asks holds the folder.

    Raises :class:`StoreError` where that cannot be done.
    """
    try:
        for path in [path for within in ("", "feedback", *more) for path in (folder / within).glob(f"*{DRAFT}")]:
            # That of the decisions is somebody's who decides just now, or the next one removes it.
            if not path.name.startswith(f"{DECISIONS}."):
                path.unlink()
    except OSError as error:
        raise unusable(folder, error) from None


def refuse_old(folder: Path) -> None:
    """Raise :class:`StoreError` for the folder of a run that an earlier version wrote."""
    if not (folder / STORE).exists() and ((folder / JOURNAL).exists() or _format(folder) == 1):
        raise StoreError(f"{printable(str(folder))} was written by an earlier version of the grader, with which this one cannot go on; "
                         "choose another folder with --out")


def _format(folder: Path) -> int:
    """The format of a run's folder, 0 where ``run.json`` is not ours: other programs may use that name."""
    try:
        record = loads((folder / MARKER).read_text("utf-8", "replace"))
    except (FileNotFoundError, StoreError):
        return 0
    is_ours = isinstance(record, dict) and {"format", "grader", "bank", "salt"} <= set(record)
    number = record["format"] if is_ours and isinstance(record, dict) else 0
    return number if isinstance(number, int) else 0


def write(folder: Path, name: str, data: bytes | Iterable[bytes], lasts: bool = True,
          is_private: bool = False) -> None:
    """Write a file whole; leave it alone where the bytes, if they are not given in pieces, are there already.

    The name is relative and ours; folders in it are made where needed.  ``lasts`` as of :func:`grader.files.write_whole`.
    A private file is for its owner alone.
    """
    path = folder / name
    try:
        if isinstance(data, bytes) and path.is_file() and not path.is_symlink() and path.read_bytes() == data:
            if is_private:
                path.chmod(OWN)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data, OWN if is_private else 0o666, lasts=lasts)
    except OSError as error:
        raise unusable(path, error) from None


def append(folder: Path, name: str, data: bytes, head: bytes) -> None:
    """Add whole lines to a file, which begins with ``head``; they are on the disk when this returns.

    Two processes may do so at once.  A line that a power failure cut off stays alone.
    """
    path = folder / name
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags, 0o666), "r+b", buffering=0) as file:
            if sys.platform != "win32":
                # The system takes it back with the file.
                with suppress(OSError):
                    fcntl.flock(file, fcntl.LOCK_EX)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - 1, 0))
            start = head if not size else b"" if file.read(1) == b"\n" else b"\n"
            file.write(start + data)
            os.fsync(file.fileno())
    except OSError as error:
        raise unusable(path, error) from None


def put_aside(folder: Path) -> None:
    """Give the store that is there, if one is, the name of the day: what belongs to it goes with it."""
    day = time.strftime("%Y-%m-%d")
    taken = {path.name for path in folder.glob("store.*.sqlite")}
    name = next(name for name in (f"store.{day}{count}.sqlite" for count in ("", *(f"-{number}" for number in range(2, 1_000))))
                if name not in taken)
    try:
        for end in ("-wal", "-shm", "-journal", ""):
            if (folder / f"{STORE}{end}").exists():
                (folder / f"{STORE}{end}").rename(folder / f"{name}{end}")
    except OSError as error:
        raise unusable(folder, error) from None


def remove(folder: Path, name: str) -> None:
    """Remove a file of ours that says nothing any more."""
    try:
        (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise unusable(folder / name, error) from None


def clear(folder: Path, keep: set[str]) -> None:
    """Remove sheets of an earlier run that belong to nobody now."""
    try:
        for path in sorted(folder.glob("feedback/*")):
            if f"feedback/{path.name}" not in keep and path.suffix in (".html", ".txt") and not path.is_dir():
                path.unlink()
    except OSError as error:
        raise unusable(folder / "feedback", error) from None


def sheet_names(people: Sequence[tuple[str, str]]) -> dict[str, str]:
    """A file name without suffix for each person (id and what the student is called): a slug, and the beginning of the id.

    So a name depends on nobody else, and a run that is killed gives nobody another's sheet; only where two ids begin alike are they longer.
    """
    counts = Counter(person[:8] for person, _ in people)
    return {person: f"{_slug(student)}-{person[:8 if counts[person[:8]] == 1 else 12]}".lstrip("-") for person, student in people}


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
