"""One answer file: its bytes become one submission and the rows for a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePath

from grader.intake.decode import decode
from grader.intake.entries import AnswerFile, guessed_encoding, limited, responses
from grader.intake.member import FILE_LIMIT, Fault, Refused, attention, shown, too_big
from grader.intake.student import student_id
from grader.intake.textform import read_text
from grader.intake.yamlform import read_yaml
from grader.model import Attention, Intake, Response, Submission, Where, plain_identity

TEXT, YAML = (".txt", ".md"), (".yaml", ".yml")


def read_answers(data: bytes, file: str, problems: Collection[str] = ()) -> Intake:
    """The one submission of a student's own file (``-``: standard input, in the text form).

    A file ending in ``.yaml`` or ``.yml`` is read as YAML and any other as text; the student is who the file names,
    else the file's name.  There is no submission if nothing of the file could be used; ``attention`` says why.
    """
    submission, rows = read_file(data, file, PurePath(file).stem, "", frozenset(problems))
    form = "yaml" if _is_yaml(file) else "text"
    return Intake(form, () if submission is None else (submission,), tuple(rows))


def read_file(
    data: bytes, file: str, stem: str, folder: str, problems: Collection[str],
) -> tuple[Submission | None, list[Attention]]:
    """The submission of one file, ``None`` if it is none, and its rows.  ``folder`` is the student's own, if any."""
    try:
        if len(data) > FILE_LIMIT:
            raise too_big(FILE_LIMIT)
        text, guessed = decode(data)
        content = read_yaml(text, file) if _is_yaml(file) else read_text(text)
        student, faults = _student(content, stem, folder)
    except Refused as refused:
        return None, [attention(file, refused.fault, folder or stem)]
    found, unused = responses(content.entries, file, problems)
    lost = [*content.faults, *unused]
    rows = [attention(file, fault, student) for fault in (*_emptiness(found, lost), *limited([*faults, *lost]))]
    if lost and not found:
        return None, rows
    remarks = (guessed_encoding(file),) * guessed + content.remarks
    return Submission(plain_identity(student), tuple(found), Where(shown(file), 1), remarks), rows


def _emptiness(found: Sequence[Response], lost: Sequence[Fault]) -> list[Fault]:
    """What is said of a file without a response.  One that holds something unusable must not pass for a blank sheet."""
    if found:
        return []
    said = "nothing in this file could be used, so there is no sheet" if lost else "this file holds no answer; the sheet is blank"
    return [Fault("intake/no-answers", said)]


def _student(content: AnswerFile, stem: str, folder: str) -> tuple[str, list[Fault]]:
    """A student's own folder counts first, then what the file says, then the file's name."""
    said = content.student.text if content.student else ""
    if not folder:
        return student_id(said if said.strip() else stem), []
    student = student_id(folder)
    if not said.strip() or student_id(said) == student:
        return student, []
    line = content.student.line if content.student else 0
    message = f"the file names the student '{shown(said)}', its folder '{shown(student)}'; the folder counts"
    return student, [Fault("intake/other-student", message, line)]


def _is_yaml(file: str) -> bool:
    return file.casefold().endswith(YAML)
