"""The third-party parts of a page, pinned by their hashes: from a folder, else kept from last time, else fetched by npm and pip."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from grader.files import read_regular, write_whole
from grader.model import StoreError, UsageError, printable
from grader.record import record

ABI = "2026_0"
"""The binary interface of the runtime, which the wheels' names must bear."""

PYTHON = "3.14"
MOST_BYTES = 1 << 25
PATIENCE = 600
"""Seconds that a client may take to fetch one part."""


@record
class Part:
    """One archive: its file's name and SHA-256, in hexadecimal, as its registry publishes it, and the client that fetches it."""

    name: str
    version: str
    file: str
    sha256: str
    client: str


_WHEEL = f"cp314-cp314-pyemscripten_{ABI}_wasm32.whl"
PYODIDE = Part("pyodide", "314.0.7", "pyodide-314.0.7.tgz",
               "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0", "npm")
FLINT = Part("python-flint", "0.9.0", f"python_flint-0.9.0-{_WHEEL}",
             "b31f5c00e0e36040ab58d00b3025156e20869b990d776e4bf90f870b1ee11ad3", "pip")
MSGSPEC = Part("msgspec", "0.23.0", f"msgspec-0.23.0-{_WHEEL}",
               "1836f50ad87e7c56600b648a1b75c3bbcce62835cb1f489435fc5fee8d068831", "pip")
PARTS = (PYODIDE, FLINT, MSGSPEC)


@record
class Found:
    """The contents of all parts by their names, and in a few words where they came from."""

    data: dict[str, bytes]
    origin: str

    @property
    def line(self) -> str:
        """What a person is told of them."""
        return f"parts      {', '.join(f'{part.name} {part.version}' for part in PARTS)} ({self.origin})"


def cache() -> Path:
    """The user's folder for what may be fetched or made again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return Path(base) / "grader"


def find_parts(given: Path | None = None) -> Found:
    """Return the parts from the folder ``given``, else from the cache, where what is missing is fetched to.

    Raises :class:`UsageError` where a client is missing, and :class:`StoreError` where a part is not there, cannot be fetched, or is
    another file than the pinned one.
    """
    if given is not None:
        return Found({part.name: _read(part, given) for part in PARTS}, "from --parts")
    kept, fetched = cache() / "parts", []
    for part in PARTS:
        if not (kept / part.file).is_file():
            _fetch(part, kept)
            fetched.append(part.name)
    return Found({part.name: _read(part, kept) for part in PARTS}, f"fetched: {', '.join(fetched)}" if fetched else "kept from last time")


def names() -> str:
    """Return the files that ``--parts`` needs, as a person reads them."""
    return f"{', '.join(part.file for part in PARTS[:-1])} and {PARTS[-1].file}"


def _read(part: Part, folder: Path) -> bytes:
    read = read_regular(folder / part.file, MOST_BYTES)
    if isinstance(read, str):
        raise StoreError(f"{printable(str(folder / part.file))}: {read}; the folder of parts needs {names()}")
    digest = hashlib.sha256(read[0]).hexdigest()
    if digest != part.sha256:
        raise StoreError(f"{printable(str(folder / part.file))} is not the file that this version was made for (its SHA-256 is {digest}, "
                         f"not {part.sha256}); nothing was written; delete it and try again")
    return read[0]


def _fetch(part: Part, kept: Path) -> None:
    """Fetch a part into a folder of its own, and keep it if it is the pinned file."""
    try:
        with tempfile.TemporaryDirectory(prefix="grader-parts-") as name:
            folder = Path(name)
            _run(part, _command(part, folder), folder)
            data = _read(part, folder)
        kept.mkdir(parents=True, exist_ok=True)
        write_whole(kept / part.file, data)
    except OSError as error:
        raise StoreError(f"{part.file} cannot be kept in {printable(str(kept))}: {error.strerror}; or give --parts DIR") from error


def _command(part: Part, folder: Path) -> list[str]:
    """Return the client's command that writes the part's file into a folder, running nothing that the part brings."""
    if part.client == "npm":
        npm = shutil.which("npm")
        if npm is None:
            raise UsageError(f"npm was not found; install Node 18 or later, or give --parts DIR with {names()}")
        return [npm, "pack", "--ignore-scripts", "--json", f"{part.name}@{part.version}", "--pack-destination", str(folder)]
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{part.name}=={part.version} --hash=sha256:{part.sha256}\n", "utf-8")
    return [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:",
            "--python-version", PYTHON, "--implementation", "cp", "--platform", f"pyemscripten_{ABI}_wasm32", "--require-hashes",
            "-r", str(wanted), "-d", str(folder)]


def _run(part: Part, command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8",
                              errors="replace", timeout=PATIENCE, check=False)
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        reason = (lines[-1] if lines else f"{part.client} ended with {done.returncode}") if done.returncode else ""
    except subprocess.TimeoutExpired:
        reason = f"{part.client} took more than {PATIENCE} seconds"
    if reason:
        raise StoreError(f"{part.name} {part.version} could not be fetched: {printable(reason)[:300]}; or give --parts DIR with {names()}")
