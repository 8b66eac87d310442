"""The lock file: the checked entries as JSON, so that a bank that has not changed needs neither PyYAML nor pydantic.

It is a memo and never believed: it counts only if its format, the grader's version, the digest of the bank's files and the hash of
its own content agree, and if every value has its type.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from grader.bank.entry import Checked
from grader.bank.files import Source, write_memo
from grader.files import read_regular
from grader.model import StoreError, dumps, loads
from grader.version import VERSION

FORMAT = 3
MAX_BYTES = 1 << 26


def read_lock(source: Source) -> Checked | None:
    """What was found when the files of this source were last checked; ``None`` if they or the lock have changed."""
    read = read_regular(source.lock, MAX_BYTES)
    if isinstance(read, str):
        return None
    try:
        match loads(read[0].decode("ascii")):
            case {"head": head, "checked": checked} if head == _head(source, checked):
                found: Checked = _thaw(Checked)(checked)
                return found
    except (StoreError, ValueError):
        return None
    return None


def write_lock(source: Source, checked: Checked) -> bool:
    """Write the lock; whether that was possible.

    Whoever may read all of the bank's files may read the lock, and nobody else: it holds the answers.
    """
    content = _freeze(checked)
    return write_memo(source.lock, dumps({"head": _head(source, content), "checked": content}), source.mode)


def _head(source: Source, content: Any) -> list[Any]:
    return [FORMAT, VERSION, source.digest, hashlib.sha256(dumps(content).encode("ascii")).hexdigest()]


def _freeze(value: Any) -> Any:
    """A record as the list of its fields."""
    if is_dataclass(value):
        return [_freeze(getattr(value, field.name)) for field in fields(value)]
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
    if is_dataclass(kind):
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
    values = [_thaw(hints[field.name]) for field in fields(kind)]
    return lambda data: kind(*[one(item) for one, item in zip(values, _checked(data, type(data) is list), strict=True)])


def _checked(data: Any, fits: bool) -> Any:
    if not fits:
        raise ValueError("damaged lock")
    return data
