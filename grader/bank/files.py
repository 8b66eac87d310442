"""Finding and reading the files of a bank: regular files only, under caps, with the digest of all of them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from grader.files import read_regular, write_whole
from grader.model import Diagnostic, UsageError, Where
from grader.record import record

COURSE = "course.yaml"
"""The name of the file that holds the defaults of a course: at the top of a bank's folder, or the nearest one above what is named."""

LEVELS_ABOVE = 4
"""So many folders above a bank's folder the course's file may lie."""

MAX_BYTES = 1 << 20
MAX_PLACES = 20_000
"""Files and folders below a bank's folder."""


@record
class BankFile:
    """One file: ``name`` is its path within the bank, with slashes."""

    name: str
    data: bytes


@record
class Source:
    """A file or folder of problems.

    ``prefix`` goes before a file's name when it is shown; ``mode`` holds the permissions that all files grant; ``found`` says
    what could not be read; ``course`` is the path of the course's file, where it lies outside of what was named.
    """

    prefix: str
    files: tuple[BankFile, ...]
    digest: str
    lock: Path
    mode: int
    found: tuple[Diagnostic, ...]
    course: str = ""


def open_source(path: Path, with_course: bool = True) -> Source:
    """Read all files of a bank; raises :class:`UsageError` only if the path does not exist.

    Without ``with_course`` the file of the course is left out, wherever it lies.
    """
    if not path.exists():
        raise UsageError(f"there is no bank at {path}")
    found: list[Diagnostic] = []
    if path.is_dir():
        prefix, lock, listed = f"{Path(os.path.abspath(path)).name}/", path / ".bank-lock.json", _below(path, found)
    else:
        prefix, lock, listed = str(path)[:-len(path.name)], path.with_name(f".{path.name}.lock.json"), [(path.name, path.resolve())]
    above = _course_above(path) if with_course and listed and COURSE not in [name for name, _ in listed] else []
    listed = [(name, place) for name, place in listed if with_course or name != COURSE] + above
    files, mode = [], 0o666
    for name, place in listed:
        read = read_regular(place, MAX_BYTES)
        if isinstance(read, str):
            found.append(_fault("bank/file", name, read, "a bank file is a plain file of at most 1 MiB"))
        else:
            files.append(BankFile(name, read[0]))
            mode &= read[1]
    if not listed:
        found.append(_fault("bank/no-files", "", "this folder holds no problem files", "their names end in .yaml or .yml"))
    course = os.path.normpath(os.path.join(path if path.is_dir() else path.parent, above[0][0])) if above else ""
    return Source(prefix, tuple(files), _digest(files), lock, mode, tuple(found), course)


def carried(path: Path) -> tuple[tuple[str, bytes], ...]:
    """Return the files of a bank, by their names in a folder that is the same bank elsewhere: the course's file lies in it.

    Raises :class:`UsageError` if the path does not exist.
    """
    return tuple((COURSE if is_course(file.name) else file.name, file.data) for file in open_source(path).files)


def _course_above(path: Path) -> list[tuple[str, Path]]:
    """The nearest file of a course beside or above a file, or above a folder."""
    folder = Path(os.path.abspath(path))
    steps = range(1, LEVELS_ABOVE + 1) if path.is_dir() else range(LEVELS_ABOVE + 1)
    folders = [folder if path.is_dir() else folder.parent, *(folder if path.is_dir() else folder.parent).parents]
    found = [("../" * step + COURSE, folders[step] / COURSE) for step in steps if step < len(folders)]
    return [(name, place) for name, place in found if place.is_file() and not place.is_symlink()][:1]


def is_course(name: str) -> bool:
    """Whether a file of a bank, by its name within it, is that of the course."""
    return name.removeprefix("../" * name.count("../")) == COURSE


def _below(folder: Path, found: list[Diagnostic]) -> list[tuple[str, Path]]:
    """The YAML files below a folder, sorted by path; hidden ones and links are passed over.

    A folder below with a ``course.yaml`` of its own is a bank of its own, which counts where it is named.
    """
    listed: list[tuple[tuple[str, ...], Path]] = []
    places = 0

    def refuse(error: OSError) -> None:
        name = Path(str(error.filename)).relative_to(folder).as_posix()
        found.append(_fault("bank/file", name, f"this folder cannot be read: {error.strerror}", "look at its permissions"))

    for top, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".") and not os.path.isfile(os.path.join(top, name, COURSE))]
        places += len(folders) + len(names)
        if places > MAX_PLACES:
            found.append(_fault("bank/too-many-files", "", f"more than {MAX_PLACES} files lie below this folder",
                                "name the bank's own folder"))
            return []
        inner = Path(top).relative_to(folder).parts
        for name in names:
            is_yaml = not name.startswith(".") and os.path.splitext(name)[1].lower() in (".yaml", ".yml")
            if is_yaml and not os.path.islink(os.path.join(top, name)):
                listed.append(((*inner, name), Path(top, name)))
    return [("/".join(parts), path) for parts, path in sorted(listed)]


def write_memo(path: Path, data: bytes, mode: int) -> bool:
    """Write a memo with these permissions; whether that was possible (a bank may lie in a read-only folder)."""
    try:
        write_whole(path, data, mode, lasts=False)
    except OSError:
        return False
    return True


def _digest(files: list[BankFile]) -> str:
    """SHA-256 over the names and the contents, each under its own hash so that no two banks run together."""
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(os.fsencode(file.name)).digest() + hashlib.sha256(file.data).digest())
    return total.hexdigest()


def _fault(code: str, name: str, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(code, message, remedy, where=Where(name, 1, 1))
