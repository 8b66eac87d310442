"""Who handed it in: names and ids are data, cleaned once and never part of a path."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from grader.headers import compared
from grader.intake.member import Refused
from grader.model import FAMILY_OF_NOBODY, Identity
from grader.record import replace

LENGTH = 200
"""Characters of an id."""

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Control, format and surrogate characters, line and paragraph separators."""

_JOINED = re.compile(r"(?<=[^\x00-\x7f\u200c\u200d])[\u200c\u200d](?=[^\x00-\x7f\u200c\u200d])")
"""Joiners inside of words of other scripts: Persian and Indian names are spelt with them."""


def student_id(text: str) -> str:
    """The id without outer white space, in Unicode's form C, so that two ways to store ``é`` are one student.

    Raises :class:`Refused` (``intake/student-id``) if it is empty, too long, or has characters that nobody sees.
    """
    student = unicodedata.normalize("NFC", text.strip())
    if not student:
        raise Refused("intake/student-id", "there is no student's name")
    if len(student) > LENGTH:
        raise Refused("intake/student-id", f"the student's name is longer than {LENGTH} characters")
    for char in _JOINED.sub("", student):
        if unicodedata.category(char) in _UNSEEN:
            raise Refused("intake/student-id", f"the student's name holds the invisible character U+{ord(char):04X}")
    return student


def clean_name(text: str) -> str:
    """A name that an LMS says, for people to read: in Unicode's form C, with single blanks, without characters that nobody sees."""
    text = unicodedata.normalize("NFC", text)
    joiners = {found.start() for found in _JOINED.finditer(text)}
    seen = "".join(" " if char.isspace() else char for at, char in enumerate(text)
                   if char.isspace() or at in joiners or unicodedata.category(char) not in _UNSEEN)
    return " ".join(seen.split())[:LENGTH]


def cleaned_ids(said: Mapping[str, str]) -> dict[str, str]:
    """What a row says of somebody, by the kind of id, each as an id; beside another id a name is only for people to read.

    Raises :class:`Refused` as :func:`student_id` does.
    """
    return {kind: clean_name(text) if kind == "name" and len(said) > 1 else student_id(text) for kind, text in said.items()}


def bare_identity(name: str, kind: str = "") -> Identity:
    """Whoever a plain folder or table names by ``name``; ``kind`` is what the teacher says that such names are, if anything.

    The id stays the same, whatever the kind: a run that learns the kind later knows its students again.  Capitals make no other address.
    """
    is_address = re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", name) is not None
    who = Identity(FAMILY_OF_NOBODY, "name", compared("email", name) if is_address else name, name=name)
    if not kind and is_address:
        kind = "email"
    return replace(who, **{kind: name}) if kind else who
