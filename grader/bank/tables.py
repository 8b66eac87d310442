"""The prepared tables of wrong answers of a bank, beside its lock: made by ``misconceptions``, kept here as texts.

As the lock they are a memo: they count only for this format, this version of the grader, the digest of the bank's files and the hash of
each text.  The reader of a text judges what it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from grader.bank.files import Source, open_source, write_memo
from grader.files import read_parts
from grader.model import StoreError, Tables, dumps, loads
from grader.version import build

FORMAT = 1
MAX_BYTES = 1 << 26


def read_tables(source: Source, wanted: Callable[[str], bool] | None = None) -> dict[str, dict[str, str]]:
    """By the ids of problems the texts of their tables; empty if the bank or the grader have changed, without those that have.

    The first line says where each text begins, so that few cost little.
    """
    chosen, found = list[tuple[str, str, str]](), dict[str, dict[str, str]]()

    def places(line: bytes) -> Iterator[tuple[int, int]]:
        start = len(line)
        for name, what, length, digest in _entries(source, line):
            if wanted is None or wanted(name):
                chosen.append((name, what, digest))
                yield start, length
            start += length

    for text, (name, what, digest) in zip(read_parts(_path(source), MAX_BYTES, places), chosen, strict=False):
        if hashlib.sha256(text).hexdigest() == digest and text.isascii():
            found.setdefault(name, {})[what] = text.decode("ascii")
    return found


def write_tables(path: Path, digest: str, tables: Mapping[str, Tables]) -> bool:
    """Keep the tables of the bank in a file or folder, by the ids of its problems; whether that was possible.

    A text is ASCII.  Nothing is written if the bank is no longer the one of this digest.  Raises :class:`UsageError` if the path does
    not exist.
    """
    source = open_source(path)
    if source.digest != digest:
        return False
    known = [(name, what, text) for name, texts in tables.items() for what, text in texts.items()]
    entries = [(name, what, len(text), hashlib.sha256(text.encode("ascii")).hexdigest()) for name, what, text in known]
    head = dumps([FORMAT, build(), source.digest, entries])
    return write_memo(_path(source), f"{head}\n{''.join(text for _, _, text in known)}".encode("ascii"), source.mode)


def _entries(source: Source, line: bytes) -> Iterator[tuple[str, str, int, str]]:
    """Problem, what is asked, length and digest of each text, as far as the line is one of ours."""
    try:
        head = loads(line.decode("ascii"))
    except (StoreError, ValueError):
        return
    match head:
        case [known, version, digest, list(entries)] if (known, version, digest) == (FORMAT, build(), source.digest):
            for entry in entries:
                match entry:
                    case [str(name), str(what), int(length), str(digest)] if length > 0:
                        yield name, what, length, digest


def _path(source: Source) -> Path:
    return source.lock.with_name(f"{source.lock.name.removesuffix('lock.json')}tables.txt")
