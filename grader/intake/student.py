"""Who handed it in: a student's id is data, cleaned once and never part of a path."""

from __future__ import annotations

import unicodedata

from grader.intake.member import Refused

LENGTH = 200
"""Characters of an id."""

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Control, format and surrogate characters, line and paragraph separators."""


def student_id(text: str) -> str:
    """The id without outer white space, in Unicode's form C, so that two ways to store ``é`` are one student.

    Raises :class:`Refused` (``intake/student-id``) if it is empty, too long, or has characters that nobody sees.
    """
    student = unicodedata.normalize("NFC", text.strip())
    if not student:
        raise Refused("intake/student-id", "there is no student's name")
    if len(student) > LENGTH:
        raise Refused("intake/student-id", f"the student's name is longer than {LENGTH} characters")
    for char in student:
        if unicodedata.category(char) in _UNSEEN:
            raise Refused("intake/student-id", f"the student's name holds the invisible character U+{ord(char):04X}")
    return student
