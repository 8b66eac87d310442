"""Records as bytes and back, exactly and with every type checked: how the bank's lock and a run's store keep them.

A record is the JSON list of its fields, a tree the list of its nodes (``expr/stored.py``), a fraction its text.  Unlike the JSON of
``jsonform``, which others read and which has names, these bytes are a memo of one version of the grader.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, TypeVar, overload

import msgspec

from grader.expr import Expr, tree_from_list, tree_to_list
from grader.model.errors import StoreError
from grader.model.jsonform import dumps, loads

T = TypeVar("T")

_FRACTION = re.compile(r"-?[0-9]{1,1000}(/0*[1-9][0-9]{0,999})?")


def encode(value: object) -> bytes:
    """Return a record, or a tuple of such, as a line of ASCII without its end; equal values with equal trees give equal bytes."""
    return dumps(msgspec.to_builtins(value, enc_hook=_plain), dense=True).encode("ascii")


@overload
def decode(kind: type[T], data: bytes) -> T: ...
@overload
def decode(kind: Any, data: bytes) -> Any: ...
def decode(kind: Any, data: bytes) -> Any:
    """Return the value of this type, a record or a type such as ``tuple[Mark, ...]``, that was encoded as these bytes.

    Raises :class:`StoreError` if they are damaged or hold anything else.
    """
    try:
        return msgspec.convert(loads(data.decode("ascii")), kind, dec_hook=_made)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"these bytes hold no such record: {error}") from None


def _plain(value: object) -> object:
    if isinstance(value, Expr):
        return tree_to_list(value)
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not stored")


def _made(kind: type, data: object) -> object:
    if kind is Fraction and isinstance(data, str) and _FRACTION.fullmatch(data):
        return Fraction(data)
    if kind is Expr:
        return tree_from_list(data)
    raise ValueError(f"this is no {kind.__name__}")
