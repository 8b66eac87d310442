"""Files that a command writes: what is said where that fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.model import StoreError, printable


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise :class:`StoreError` where a file, or what a folder holds, cannot be written."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{printable(str(path))} cannot be written: {error.strerror}") from None


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet."""
    from grader.files import write_whole

    if path.exists() or path.is_symlink():
        raise StoreError(f"{printable(str(path))} is there already; name a new file")
    with writing(path):
        write_whole(path, text.encode("utf-8"))
