"""A student's own file alone: its bytes become one submission and the rows for a person."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath

from grader.intake.junk import is_no_text, no_text
from grader.intake.member import FILE_LIMIT, Fault, Refused, attention, shown, too_big
from grader.intake.notation import Content, holds_nothing, is_yaml, read_content
from grader.intake.student import student_id
from grader.model import Diagnostic, Intake, Response, Submission, Where, plain_identity
from grader.record import record


@record
class OwnFile:
    """What a student's own file says: ``student`` is empty where it names nobody; ``faults`` are its lines that could not be used.

    ``remarks`` are what is said besides.
    """

    student: str = ""
    responses: tuple[Response, ...] = ()
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Diagnostic, ...] = ()


def read_own(data: bytes, file: str, problems: Collection[str] = ()) -> OwnFile:
    """The answers of a student's own file, as :func:`read_answers` finds them, without a guess at whose they are."""
    try:
        content = _content(data, file, problems)
        said = content.student.text if content.student else ""
        student = student_id(said) if said.strip() else ""
    except Refused as refused:
        return OwnFile(faults=(refused.fault,))
    return OwnFile(student, content.responses, (*_emptiness(content, file), *content.faults), content.remarks)


def read_answers(data: bytes, file: str, problems: Collection[str] = ()) -> Intake:
    """The one submission of a student's own file (``-``: standard input, in the text form).

    The ending says the notation (``notation.py``); a file with any other ending is read as text, unless the ending says that it is none.
    The student is who the file names, else the file's name.  There is no submission if nothing of the file could be used; ``attention``
    says why.
    """
    form, stem = "yaml" if is_yaml(file) else "text", PurePath(file).stem
    try:
        content = _content(data, file, problems)
        said = content.student.text if content.student else ""
        student = student_id(said if said.strip() else stem)
    except Refused as refused:
        return Intake(form, (), (attention(file, refused.fault, stem),))
    rows = tuple(attention(file, fault, student) for fault in (*_emptiness(content, file), *content.faults))
    if content.faults and not content.responses:
        return Intake(form, (), rows)
    return Intake(form, (Submission(plain_identity(student), content.responses, Where(shown(file), 1), content.remarks),), rows)


def _content(data: bytes, file: str, problems: Collection[str]) -> Content:
    if is_no_text(file):
        fault = no_text(file)
        raise Refused(fault.code, fault.message)
    if len(data) > FILE_LIMIT:
        raise too_big(FILE_LIMIT)
    return read_content(data, file, frozenset(problems))


def _emptiness(content: Content, file: str) -> list[Fault]:
    """What is said of a file without a response.  One that holds something unusable must not pass for a blank sheet."""
    if content.responses:
        return []
    said = "nothing in this file could be used, so there is no sheet" if content.faults else f"{holds_nothing(file)}; the sheet is blank"
    return [Fault("intake/no-answers", said)]
