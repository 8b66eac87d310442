"""The prepared tables of wrong answers of a bank, beside its lock: made by ``misconceptions``, kept here as texts.

As the lock they are a memo: they count only for this format, this version of the grader, the digest of the bank's files and the hash of
their own content.  What is in a text is judged by whoever reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from grader.bank.files import Source, open_source, read_regular, write_beside
from grader.model import dumps
from grader.version import VERSION

FORMAT = 1
MAX_BYTES = 1 << 26

Texts = Mapping[str, str]
"""By what is asked, the text of a table."""


def read_tables(source: Source, wanted: Callable[[str], bool] | None = None) -> dict[str, tuple[tuple[str, str], ...]]:
    """By the ids of problems the texts of their tables; empty if the bank, the grader or the file have changed."""
    read = read_regular(_path(source), MAX_BYTES)
    head, _, body = read[0].partition(b"\n") if not isinstance(read, str) else (b"", b"", b"")
    if head != _head(source, body):
        return {}
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in body.decode("ascii").splitlines():
        name, what, text = line.split(" ", 2)
        if wanted is None or wanted(name):
            found[name] = (*found.get(name, ()), (what, text))
    return found


def write_tables(path: Path, tables: Mapping[str, Texts]) -> bool:
    """Keep the tables of the bank in a file or folder, by the ids of its problems; whether that was possible.

    A text is one line of ASCII.  Raises :class:`UsageError` if the path does not exist.
    """
    source = open_source(path)
    body = "".join(f"{name} {what} {text}\n" for name, texts in tables.items() for what, text in texts.items())
    return write_beside(_path(source), f"{_head(source, body.encode('ascii')).decode('ascii')}\n{body}", source.mode)


def _path(source: Source) -> Path:
    return source.lock.with_name(f"{source.lock.name.removesuffix('lock.json')}tables.txt")


def _head(source: Source, body: bytes) -> bytes:
    return dumps([FORMAT, VERSION, source.digest, hashlib.sha256(body).hexdigest()]).encode("ascii")
