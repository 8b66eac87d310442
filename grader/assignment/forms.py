"""The forms of single values, such as a share or a duration: each with its JSON Schema, its words, and its exact value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from grader.assignment.faults import Faults
from grader.record import record
from grader.yamlnodes import Node, Refused, Scalar

Schema = Mapping[str, Any]
"""What an editor is told of a value, in the words of JSON Schema."""

MOST_POINTS = 1000
LONGEST_TITLE = 200
LONGEST_NAME = 1000
"""Characters of a file's name or a column's header."""

_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,6}|/0*[1-9][0-9]{0,5})?"
_SHARE = r"[0-9]{1,3}(?:\.[0-9]{1,6})? ?%"
_UNITS = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400, "week": 604800}
_DURATION = rf"([0-9]{{1,5}}) ?({'|'.join(_UNITS)})s?"
_LONGEST = timedelta(days=366)


@record
class Form:
    """What a value may be.

    ``value`` makes it from the text, ``None`` if it does not have this form; ``remedy`` says how to write it.  Numbers are texts
    here, while editors read them as numbers: the ``schema`` allows both.
    """

    value: Callable[[str], Any]
    what: str
    remedy: str
    schema: Schema

    def read(self, node: Node | None, name: str, faults: Faults) -> Any:
        """The value of a node, ``None`` if there is none or it is wrong, which is then said."""
        if node is None:
            return None
        text = node.text.strip() if isinstance(node, Scalar) else ""
        found = self.value(text) if text else None
        if found is not None:
            return found
        if isinstance(node, Scalar):
            faults.say("assignment/value", node, f"{name!r} must be {self.what}" if text else f"{name!r} has no value",
                       self.remedy if text else f"{self.remedy}, or delete this line")
        elif not isinstance(node, Refused):
            faults.say("assignment/form", node, f"{name!r} must be {self.what}, no list and no mapping", self.remedy)
        return None


def text(most: int) -> Form:
    """A text of at most so many characters."""
    return Form(lambda found: found if len(found) <= most else None, f"a text of at most {most} characters", "shorten it",
                {"type": ["string", "number"], "minLength": 1, "maxLength": most})


def choice(*names: str) -> Form:
    """One of some words."""
    listed = ", ".join(names[:-1]) + f" or {names[-1]}"
    return Form(lambda found: found if found in names else None, listed, f"write {listed}", {"enum": list(names)})


FLAG = Form({"true": True, "false": False}.get, "true or false", "write true or false", {"type": "boolean"})


def _points(found: str) -> Fraction | None:
    number = Fraction(found) if re.fullmatch(_NUMBER, found) else None
    return number if number is not None and 0 < number <= MOST_POINTS else None


def _share(found: str) -> Fraction | None:
    """A share in per cent, at most 100."""
    share = Fraction(found.rstrip("%").strip()) / 100 if re.fullmatch(_SHARE, found) else None
    return share if share is not None and share <= 1 else None


def _credit(found: str) -> Fraction | None:
    if found in ("full", "none"):
        return Fraction(found == "full")
    share = _share(found) if "%" in found else Fraction(found) if re.fullmatch(_NUMBER, found) else None
    return share if share is not None and share <= 1 else None


def _price(found: str) -> tuple[Fraction, bool] | None:
    """A share above 0 or a number of points, and which of the two."""
    is_share = "%" in found
    price = _share(found) if is_share else _points(found)
    return (price, is_share) if price else None


def _duration(found: str) -> timedelta | None:
    parts = re.fullmatch(_DURATION, found)
    if found == "0":
        return timedelta(0)
    length = timedelta(seconds=int(parts[1]) * _UNITS[parts[2]]) if parts else None
    return length if length is not None and length <= _LONGEST else None


TITLE = text(LONGEST_TITLE)
NAME = text(LONGEST_NAME)
POINTS = Form(_points, f"a number of points above 0 and at most {MOST_POINTS}", "write 2, 1.5 or 1/2",
              {"anyOf": [{"type": "number", "exclusiveMinimum": 0, "maximum": MOST_POINTS}, {"type": "string", "pattern": f"^{_NUMBER}$"}]})
SHARE = Form(_share, "a share of at most 100 %", "write 50 %", {"type": "string", "pattern": f"^{_SHARE}$"})
PRICE = Form(_price, "a share such as 10 % or a number of points such as 1/2", "write 10 % or 1/2",
             {"anyOf": [{"type": "number", "exclusiveMinimum": 0, "maximum": MOST_POINTS},
                        {"type": "string", "pattern": f"^({_SHARE}|{_NUMBER})$"}]})
CREDIT = Form(_credit, "full, none, or a share between 0 and 1", "write full, none, 50% or 1/2",
              {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1},
                         {"type": "string", "pattern": f"^(full|none|{_SHARE}|{_NUMBER})$"}]})
DURATION = Form(_duration, "a duration such as 15 min, at most a year", "write 15 min, 2 h or 1 day",
                {"anyOf": [{"const": 0}, {"type": "string", "pattern": f"^(0|{_DURATION})$"}]})
