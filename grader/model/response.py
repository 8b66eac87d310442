"""What was handed in: responses, submissions, and what of a download nobody could use."""

from __future__ import annotations

from grader.model.diagnostic import Diagnostic, Where
from grader.record import record


@record
class Response:
    """The raw text for one problem."""

    problem: str
    text: str
    where: Where


@record
class Submission:
    """All that one student handed in; ``student`` is data, never part of a path."""

    student: str
    responses: tuple[Response, ...]
    where: Where
    remarks: tuple[Diagnostic, ...] = ()


@record
class Attention:
    """Something that a person must look at: a file that is no answer, an unknown problem, a twice-named student."""

    file: str
    code: str
    message: str
    student: str = ""
    problem: str = ""
    line: int = 0


@record
class Intake:
    """What the door let in, what it kept for a person, and which form it recognised."""

    form: str
    submissions: tuple[Submission, ...]
    attention: tuple[Attention, ...] = ()
