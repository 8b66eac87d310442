"""One run as the exports see it, read from its folder."""

from __future__ import annotations

import re
from pathlib import Path

from grader.model import Gradebook, StoreError, gradebook_from_json, loads, printable
from grader.record import record

RESULTS_BYTES = 256 << 20
"""More than a class of 1,200 with 30 answers each needs (about 25 MiB), and too little to fill the memory."""

SHEET_BYTES = 8 << 20
"""A sheet is 60 kB and 3 kB an answer."""

_SHEET = re.compile(r"feedback/[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}\.html")


@record
class Run:
    """A gradebook, the ids of its problems in order, and the sheets as HTML.

    ``files`` pairs a student with the sheet's path below ``folder``.
    """

    gradebook: Gradebook
    problems: tuple[str, ...]
    folder: Path
    files: tuple[tuple[str, str], ...] = ()


def read_run(folder: Path) -> Run:
    """The run in that folder: ``results.json``, and of ``run.json`` nothing but where the sheets are.

    Raises :class:`StoreError` if one of them is missing, damaged, or of another format.
    """
    gradebook = _gradebook(folder / "results.json")
    return Run(gradebook, problems_of(gradebook), folder, _files(folder / "run.json"))


def problems_of(gradebook: Gradebook) -> tuple[str, ...]:
    """The ids of the problems in the order of the sheets."""
    return tuple(dict.fromkeys(mark.problem for sheet in gradebook.sheets for mark in sheet.marks))


def read_sheet(run: Run, file: str) -> bytes:
    """The HTML of one sheet; raises :class:`StoreError` if it is missing, too large, or no plain file of the run."""
    path = run.folder / file
    if path.is_symlink() or path.parent.is_symlink():
        raise StoreError(f"{path}: a link is not followed")
    return _read(path, SHEET_BYTES)


def _gradebook(path: Path) -> Gradebook:
    data = _json(path)
    try:
        return gradebook_from_json(data)
    except StoreError as error:
        raise StoreError(f"{path}: {error}") from None


def _files(path: Path) -> tuple[tuple[str, str], ...]:
    data = _json(path)
    files = data.get("files") if isinstance(data, dict) else None
    if not isinstance(files, dict):
        raise StoreError(f"{path}: 'files' is missing or is no object")
    for file in files.values():
        if not isinstance(file, str) or not _SHEET.fullmatch(file):
            raise StoreError(f"{path}: {printable(repr(file))} is no sheet of this run")
    return tuple(files.items())


def _json(path: Path) -> object:
    data = _read(path, RESULTS_BYTES)
    try:
        return loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise StoreError(f"{path}: this is no UTF-8 text") from None
    except StoreError as error:
        raise StoreError(f"{path}: {error}") from None


def _read(path: Path, limit: int) -> bytes:
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
