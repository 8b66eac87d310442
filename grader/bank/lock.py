"""The lock file: the checked entries, a line each, so that a bank that has not changed needs neither PyYAML nor pydantic.

The first line says for which files the lock holds, the second what was found in them and which entry each further line holds.  Only the
entries that are asked for are made again.  The lock is a memo and never believed: it counts only if its format, the grader's version and
the digest of the bank's files agree, if every line has its hash, and if every value has its type.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from grader.bank.entry import Checked, Entry
from grader.bank.files import Source, write_memo
from grader.files import read_regular
from grader.model import Diagnostic, StoreError, dumps, loads
from grader.record import field_names
from grader.version import VERSION

FORMAT = 4
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
        found, known = _thaw(_INDEX)(loads(index.decode("ascii")))
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
    lines = [dumps(_freeze(entry)) for entry in checked.entries]
    known = [(entry.id.text, entry.group, _hash(line.encode("ascii"))) for entry, line in zip(checked.entries, lines, strict=True)]
    index = dumps([_freeze(checked.found), known])
    head = dumps([FORMAT, VERSION, source.digest, _hash(index.encode("ascii"))])
    return write_memo(source.lock, "".join(f"{line}\n" for line in (head, index, *lines)), source.mode)


def _entry(line: bytes, digest: str) -> Entry:
    _checked(line, _hash(line) == digest)
    entry: Entry = _thaw(Entry)(loads(line.decode("ascii")))
    return entry


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _freeze(value: Any) -> Any:
    """A record as the list of its fields."""
    if names := field_names(value):
        return [_freeze(getattr(value, name)) for name in names]
    if isinstance(value, tuple):
        return [_freeze(item) for item in value]
    return str(value) if isinstance(value, Fraction) else value


@cache
def _thaw(kind: Any) -> Callable[[Any], Any]:
    """A function from what ``_freeze`` made to a value of this type; it raises ``ValueError`` for anything else."""
    if get_origin(kind) is tuple:
        return _thaw_tuple(get_args(kind))
    if get_origin(kind) is UnionType:
        some = _thaw(next(each for each in get_args(kind) if each is not type(None)))
        return lambda data: None if data is None else some(data)
    if get_origin(kind) is Literal:
        return lambda data: _checked(data, isinstance(data, str) and data in get_args(kind))
    if field_names(kind):
        return _thaw_record(kind)
    if kind is Fraction or issubclass(kind, StrEnum):
        return lambda data: kind(_checked(data, isinstance(data, str)))
    return lambda data: _checked(data, type(data) is kind)


def _thaw_tuple(parts: tuple[Any, ...]) -> Callable[[Any], Any]:
    if parts[1:] == (...,):
        each = _thaw(parts[0])
        return lambda data: tuple([each(item) for item in _checked(data, type(data) is list)])
    several = [_thaw(part) for part in parts]
    return lambda data: tuple([one(item) for one, item in zip(several, _checked(data, type(data) is list), strict=True)])


def _thaw_record(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    values = [_thaw(hints[name]) for name in field_names(kind)]
    return lambda data: kind(*[one(item) for one, item in zip(values, _checked(data, type(data) is list), strict=True)])


def _checked(data: Any, fits: bool) -> Any:
    if not fits:
        raise ValueError("damaged lock")
    return data
