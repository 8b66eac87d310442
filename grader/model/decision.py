"""What a person has decided about an answer, and what a mark bears of it."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime
from fractions import Fraction
from typing import Literal

from grader.model.diagnostic import Where
from grader.model.identity import Identity
from grader.record import record

ANSWER_DIGITS = 8
ASKED_DIGITS = 12
"""Hexadecimal digits by which a decision names the text that was seen, and the version of the problem."""

Flag = Literal["check", "differs"]
"""``check``: the problem or its points have changed since.  ``differs``: the machine gives other points by now."""


@record
class Decision:
    """One entry of ``decisions.yaml``: ``score`` of ``out_of`` points for answers to a ``problem``, or that a student left nothing.

    It holds for all who wrote one of the ``answers``, or for one ``student``, of whom only the ids are given that the entry has; for one
    of the two.  ``unanswered`` says that somebody looked at the files that nobody could read: they hold no further answer.  Then there are
    no problem and no score.  ``asked`` and ``answer`` are digests of what was seen: the version of the problem and, for a student's
    decision, the text.
    """

    problem: str = ""
    answers: tuple[str, ...] = ()
    student: Identity | None = None
    score: Fraction | None = None
    out_of: Fraction = Fraction(0)
    unanswered: Literal["", "blank"] = ""
    comment: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    asked: str = ""
    answer: str = ""
    where: Where | None = None

    @property
    def share(self) -> Fraction:
        """The part of a problem's points that is given, between 0 and 1."""
        return self.score / self.out_of if self.score is not None and self.out_of else Fraction(0)


@record
class Ruling:
    """The decision that made a mark's score, and what a person should know about it."""

    decision: Decision
    flags: tuple[Flag, ...] = ()


def same_text(text: str) -> str:
    """Return the text by which answers are compared with those of a decision: white space around them and line ends do not count.

    >>> same_text(" 2x\\r\\n+ 1 ")
    '2x\\n+ 1'
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def text_digest(text: str) -> str:
    """Return the digits by which a student's decision names the text that was seen.

    >>> text_digest("2x") == text_digest(" 2x ")
    True
    """
    return hashlib.sha256(same_text(text).encode("utf-8", "surrogatepass")).hexdigest()[:ANSWER_DIGITS]
