"""What was handed in: responses, submissions, and what of a download nobody could use."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from grader.model.diagnostic import Diagnostic, Where
from grader.model.identity import Identity
from grader.record import record


@record
class Response:
    """The raw text for one problem; ``variant`` are the values that the student wrote beside the problem's name, empty for none."""

    problem: str
    text: str
    where: Where
    variant: str = ""

    @property
    def named(self) -> str:
        """The problem as the student named it: ``chain``, or ``chain[a=3]``."""
        return f"{self.problem}[{self.variant}]" if self.variant else self.problem


@record
class Attention:
    """Something that a person must look at: a file that is no answer, an unknown problem, a twice-named student, an answer that waits.

    ``person`` is the store's id of the student, ``group`` the name of the answers that wait and are written alike.
    """

    file: str
    code: str
    message: str
    student: str = ""
    problem: str = ""
    line: int = 0
    person: str = ""
    group: str = ""


@record
class HandedFile:
    """A file that was handed in; ``code`` says why nothing of it was read, and is empty for a file that was read."""

    path: str
    size: int
    code: str = ""


@record
class Submission:
    """One attempt of one student or group.

    ``responses`` stand in the order of the files' paths: several to one problem are different texts of different files.  ``attempt`` counts
    from 1 within one intake.  ``submitted`` has its zone, and is ``None`` where no time is known; ``late`` is a layout's mere flag.
    ``attention`` is what a person must look at here.
    """

    who: Identity
    responses: tuple[Response, ...]
    where: Where
    remarks: tuple[Diagnostic, ...] = ()
    files: tuple[HandedFile, ...] = ()
    attempt: int = 1
    submitted: datetime | None = None
    late: bool = False
    attention: tuple[Attention, ...] = ()

    @property
    def student(self) -> str:
        """What the student is called on a page: data, never part of a path."""
        return self.who.student


@record
class Intake:
    """What the door let in, what it kept for a person, and which layout it recognised.

    The submissions stand by person and attempt and may be read from their files while one goes through them.
    """

    layout: str
    submissions: Collection[Submission]
    attention: tuple[Attention, ...] = ()
