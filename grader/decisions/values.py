"""The single values of an entry: each from the text that a person wrote, with what it must look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any

from grader.model import ANSWER_DIGITS, ASKED_DIGITS
from grader.record import record
from grader.yamlnodes import Faults, Node, Refused, Scalar

MOST_POINTS = 1000
LONGEST_NAME = 1_000
LONGEST_COMMENT = 10_000
"""Characters of an id or a word, and of what is said to the students."""

_NUMBER = r"-?[0-9]{1,12}(?:\.[0-9]{1,12}|/0*[1-9][0-9]{0,11})?"
_SCORE = re.compile(rf"({_NUMBER}) +of +({_NUMBER})")


@record
class Form:
    """What a value may be: ``value`` makes it from the text, ``None`` if it has not this form; ``remedy`` says how to write it."""

    value: Callable[[str], Any]
    what: str
    remedy: str

    def read(self, node: Node | None, name: str, faults: Faults) -> Any:
        """The value of a node; ``None`` if there is none or it is wrong, which is then said."""
        if node is None or isinstance(node, Refused):
            return None
        found = self.value(node.text.strip()) if isinstance(node, Scalar) and node.text.strip() else None
        if found is None:
            code, said = ("decision/value", "") if isinstance(node, Scalar) else ("decision/form", ", no list and no mapping")
            faults.say(code, node, f"{name!r} must be {self.what}{said}", self.remedy)
        return found


def _text(most: int, what: str) -> Form:
    said = f"{what} of at most {most:,} characters"
    return Form(lambda text: text if len(text) <= most else None, said, "write it, or delete this field")


def _score(text: str) -> tuple[Fraction, Fraction] | None:
    found = _SCORE.fullmatch(text)
    if found is None:
        return None
    score, out_of = Fraction(found[1]), Fraction(found[2])
    return (score, out_of) if 0 <= score <= out_of and 0 < out_of <= MOST_POINTS else None


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.utcoffset() is not None else None


def _digits(count: int, remedy: str) -> Form:
    said = f"the {count} hexadecimal digits that the grader wrote"
    return Form(lambda text: text if re.fullmatch(rf"[0-9a-f]{{{count}}}", text) else None, said, remedy)


NAME = _text(LONGEST_NAME, "a text")
COMMENT = _text(LONGEST_COMMENT, "a text")
SCORE = Form(_score, f"points out of the problem's, from none to all, at most {MOST_POINTS}", "write '1 of 3' or '1/2 of 2'")
TIME = Form(_time, "a time with its offset", "write 2026-11-24T10:32+01:00, or delete this field")
BLANK = Form(lambda text: text if text == "blank" else None, "the word blank", "write 'unanswered: blank', or give 'problem' and 'score'")
ASKED = _digits(ASKED_DIGITS, "delete this field")
ANSWER = _digits(ANSWER_DIGITS, "delete this field; texts that are decided are 'answers'")
