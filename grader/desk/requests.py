"""JSON text to a request, or to the fault that is answered instead; nothing that arrives here is trusted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from grader.lazily import lazily
from grader.model import StoreError, loads, printable
from grader.record import record

VERSION = 1

MOST_TEXT = 1 << 20
"""Characters of a request: a file of 64 KiB fits however it is escaped."""

MOST_ID = 100
"""Characters of a request's id and of a problem's, as far as they are looked at."""

MOST_EARLIER = 100

MOST_WHOLE = (1 << 53) - 1
"""The largest whole number that JavaScript keeps."""

MOST_OPENED = 100
"""Brackets outside of texts: those of a request are three.  A reader of JSON in a browser dies of a text that is nested too deeply."""

LEVELS = (1, 2, 3)

_TEXT = lazily(r'"(?:[^"\\]|\\.)*"', re.DOTALL)

Id = int | str | None


@record
class Request:
    """What is asked; ``do`` says which of the other fields are meant."""

    id: Id
    do: str
    problem: str = ""
    answer: str = ""
    earlier: Mapping[str, str] = field(default_factory=dict)
    level: int = 1
    name: str = ""
    text: str = ""


@record
class Fault:
    """Why a request is not answered."""

    id: Id
    code: str
    text: str


_Check = Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_level(value: object) -> bool:
    return type(value) is int and value in LEVELS


def _are_texts(value: object) -> bool:
    return isinstance(value, dict) and len(value) <= MOST_EARLIER and all(isinstance(text, str) for text in value.values())


_ANSWER: dict[str, _Check] = {"problem": _is_text, "answer": _is_text}
_NEEDED: dict[str, dict[str, _Check]] = {
    "boot": {}, "read": _ANSWER, "check": _ANSWER, "hint": {**_ANSWER, "level": _is_level}, "file": {"name": _is_text, "text": _is_text},
}
_OPTIONAL: dict[str, dict[str, _Check]] = {"check": {"earlier": _are_texts}, "hint": {"earlier": _are_texts}}
_WHAT = {"problem": "a text", "answer": "a text", "name": "a text", "text": "a text", "level": "1, 2 or 3",
         "earlier": f"an object of at most {MOST_EARLIER} texts"}


def parsed(text: str) -> Request | Fault:
    """Return the request that a text is."""
    if len(text) > MOST_TEXT:
        return Fault(None, "desk/request", f"a request has at most {MOST_TEXT} characters")
    outside = _TEXT.sub("", text)
    if outside.count("[") + outside.count("{") > MOST_OPENED:
        return Fault(None, "desk/request", "a request is not nested")
    try:
        return request_of(loads(text))
    except StoreError:
        return Fault(None, "desk/request", "this is no JSON")


def request_of(value: object) -> Request | Fault:
    """Return the request that a value of JSON is."""
    if not isinstance(value, dict):
        return Fault(None, "desk/request", "a request is an object")
    known = _id(value.get("id"))
    if known is None:
        return Fault(None, "desk/request", "a request has an id, a whole number or a short text")
    if "v" not in value:
        return Fault(known, "desk/request", "v is missing")
    if type(value["v"]) is not int or value["v"] != VERSION:
        return Fault(known, "desk/version", f"this desk understands version {VERSION} only")
    do = value.get("do")
    if not isinstance(do, str) or do not in _NEEDED:
        return Fault(known, "desk/request", f"do is one of {', '.join(_NEEDED)}")
    rest: dict[str, Any] = {name: each for name, each in value.items() if name not in ("v", "id", "do")}
    said = _wrong_field(rest, _NEEDED[do], _OPTIONAL.get(do, {}))
    return Fault(known, "desk/request", f"{do}: {said}") if said else Request(known, do, **rest)


def _wrong_field(rest: Mapping[str, Any], needed: Mapping[str, _Check], optional: Mapping[str, _Check]) -> str:
    """What is wrong with the fields of a request, or nothing."""
    for name, fits in (*needed.items(), *optional.items()):
        if name in needed and name not in rest:
            return f"{name} is missing"
        if name in rest and not fits(rest[name]):
            return f"{name} is {_WHAT[name]}"
    unknown = next((name for name in rest if name not in needed and name not in optional), None)
    return f"there is no field '{printable(unknown[:MOST_ID])}'" if unknown is not None else ""


def _id(value: object) -> Id:
    if isinstance(value, str):
        return value if len(value) <= MOST_ID else None
    return value if type(value) is int and abs(value) <= MOST_WHOLE else None
