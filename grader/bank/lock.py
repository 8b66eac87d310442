"""The lock file: the checked entries, a line each, so that a bank that has not changed needs neither PyYAML nor pydantic.

The first line says for which files the lock holds, the second what was found in them and which entry each further line holds.  Only the
entries that are asked for are made again.  The lock is a memo and never believed: it counts only if its format, the grader's version and
the digest of the bank's files agree, if every line has its hash, and if every value has its type.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from grader.bank.entry import Checked, Entry
from grader.bank.files import Source, write_memo
from grader.files import read_regular
from grader.model import Diagnostic, StoreError, decode, dumps, encode, loads
from grader.version import VERSION

FORMAT = 5
MAX_BYTES = 1 << 26

_INDEX = tuple[tuple[Diagnostic, ...], tuple[tuple[str, str, str], ...]]
"""What was found, and for each entry its id, the id of its group, and the hash of its line."""


def read_lock(source: Source, wanted: Callable[[str], bool] | None = None) -> Checked | None:
    """Return what was found when the files of this source were last checked; ``None`` if they or the lock have changed.

    ``wanted`` says by the id of a problem (of the group, for a part) whether its entry is needed; of the others only the ids are told.
    """
    read = read_regular(source.lock, MAX_BYTES)
    if isinstance(read, str):
        return None
    head, _, rest = read[0].partition(b"\n")
    index, _, body = rest.partition(b"\n")
    try:
        if loads(head.decode("ascii")) != [FORMAT, VERSION, source.digest, _hash(index)]:
            return None
        found, known = decode(_INDEX, index)
        lines = body.splitlines()
        chosen = [wanted is None or wanted(group or name) for name, group, _ in known]
        entries = tuple(_entry(line, digest) for line, (_, _, digest), is_chosen in zip(lines, known, chosen, strict=True) if is_chosen)
    except (StoreError, ValueError):
        return None
    return Checked(entries, found, tuple(name for (name, _, _), is_chosen in zip(known, chosen, strict=True) if not is_chosen))


def write_lock(source: Source, checked: Checked) -> bool:
    """Write the lock, and return whether that was possible.

    Whoever may read all of the bank's files may read the lock, and nobody else: it holds the answers.
    """
    lines = [encode(entry) for entry in checked.entries]
    known = [(entry.id.text, entry.group, _hash(line)) for entry, line in zip(checked.entries, lines, strict=True)]
    index = encode((checked.found, known))
    head = dumps([FORMAT, VERSION, source.digest, _hash(index)]).encode("ascii")
    return write_memo(source.lock, b"".join(line + b"\n" for line in (head, index, *lines)), source.mode)


def _entry(line: bytes, digest: str) -> Entry:
    if _hash(line) != digest:
        raise StoreError("this line has changed")
    return decode(Entry, line)


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
