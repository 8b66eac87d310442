"""What was handed back to an LMS: which of its files served already, and which of our files tell scores that are no longer true."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b, sha256
from pathlib import Path

from grader.batch import folder
from grader.files import read_regular
from grader.model import Result
from grader.store import NAME, Store, open_store

FOLDER = "export"
"""Where exports are written unless another folder is named."""

_TEMPLATE, _FILE, _SHEET = "template", "file", "sheet:"
_DIGEST = 16
_LARGEST = 1 << 30


class Pieces:
    """The pieces of a file on their way to the disk, so that its digest is known when all are written."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._hash = blake2b(digest_size=_DIGEST)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._hash.update(piece)
            yield piece

    @property
    def digest(self) -> bytes:
        """The digest of what was written."""
        return self._hash.digest()


def exported(out: Path, template: bytes | None, files: Mapping[str, bytes | Pieces], results: Sequence[Result],
             sheets: Mapping[str, Mapping[str, bytes]] | None = None) -> None:
    """Note which template served, the files that were written into the run's own folder of exports, and the digests of the ``sheets`` that
    were handed over, by the name of the export and by person.

    A run in which nothing may be written notes nothing.  Raises :class:`~grader.model.StoreError` where the store cannot be used.
    """
    if not os.access(out / NAME, os.W_OK):
        return
    scores = _of_scores(results)
    with folder.alone(out), open_store(out) as store, store.transaction():
        if template is not None:
            store.note_sent(_TEMPLATE, {sha256(template).hexdigest(): b""})
        store.note_sent(_FILE, {name: (_of(data) if isinstance(data, bytes) else data.digest) + scores for name, data in files.items()})
        for export, digests in (sheets or {}).items():
            store.note_sent(_SHEET + export, digests)


def templates_of(store: Store) -> frozenset[str]:
    """Return the digests of the LMS's files that served an export."""
    return frozenset(store.sent(_TEMPLATE))


def sheets_of(store: Store, exports: Iterable[str]) -> dict[str, dict[str, bytes]]:
    """Return by the name of an export the digests of the sheets that it handed over last, by person."""
    return {name: store.sent(_SHEET + name) for name in exports}


def withdraw(store: Store, out: Path, results: Sequence[Result]) -> tuple[list[str], list[str]]:
    """Remove the exports that tell other scores than the run has now; return their names, and those of files that a person has changed.

    A file that somebody changed stays.
    """
    scores, gone, changed = _of_scores(results), list[str](), list[str]()
    for name, digest in store.sent(_FILE).items():
        if digest[_DIGEST:] == scores:
            continue
        path = out / FOLDER / name
        found = read_regular(path, _LARGEST)
        if not isinstance(found, str) and _of(found[0]) != digest[:_DIGEST]:
            changed.append(name)
            continue
        if not isinstance(found, str):
            _remove(path)
            gone.append(name)
        store.forget_sent(_FILE, name)
    return gone, changed


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise folder.unusable(path, error) from None


def _of_scores(results: Sequence[Result]) -> bytes:
    """A digest of all that an export tells of a class."""
    said = "\n".join(f"{each.person} {each.raw} {each.penalty} {each.score} {each.pending}" for each in results)
    return _of(said.encode())


def _of(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()
