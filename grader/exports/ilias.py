"""The zip for ILIAS's "Multi-Feedback": a folder for each account with its sheet, whose name ends in the account's number."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO

from grader.exports.export import Export, Exported, Options
from grader.exports.feedback_zip import archives, zip_files
from grader.exports.run import Run, read_sheet
from grader.model import GraderError, Identity, Result, UsageError, printable
from grader.style import sent

NAME = "ilias"

_TOP = "multi_feedback"
_ACCOUNT = "ilias-user"
_FORBIDDEN = re.compile(r"[^A-Za-z0-9 .-]+")


def write(run: Run, options: Options) -> Exported:
    """The sheets that are ready; ILIAS takes no file with points.

    Raises ``UsageError`` if nobody was downloaded from ILIAS, and ``StoreError`` if a sheet that the run names is not there.
    """
    own = {result.person: who for result in run.results if result.file and (who := _account(result)) is not None}
    if not own:
        raise UsageError("nobody of this run has a sheet and an account's number of ILIAS; teams' sheets are given by hand")
    ready = [result for result in run.results if result.person in own and (options.include_pending or not result.pending)]
    chosen = [result for result in ready if not options.changed_only or run.is_news(NAME, result.person)]
    made = list(archives(_pages(run, [(own[result.person], result) for result in chosen], options.font), options.split))
    if [key for data, _ in made for key in accounts(data)] != [own[result.person].key for result in chosen]:
        raise GraderError("ILIAS would not take every member of the feedback zip: nothing was written")
    files = zip_files("ilias-feedback", made) if made else ()
    lines = [*_left(run, len(own) - len(ready), len(ready) - len(chosen)), *_upload([file.path for file in files])]
    return Exported(files, len(chosen), tuple(lines), tuple(result.person for result in chosen))


def accounts(data: bytes) -> list[str]:
    """The accounts that ILIAS finds in a zip, by ``getFiles`` of its ``TutorFeedbackZipRepository.php`` and ``ilExAssignment.php``.

    A member is a file in a folder in a folder that begins with ``multi_feedback``; the number behind the last ``_`` says whose it is.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        paths = [name.split("/") for name in archive.namelist()]
    return [path[1].rpartition("_")[2] for path in paths
            if len(path) == 3 and path[0].startswith(_TOP) and path[2].strip() and not path[2].startswith(".")]


def folder(who: Identity) -> str:
    """The folder of an account; ILIAS looks at the number alone, and people at the name.

    >>> folder(Identity("ilias", "ilias-user", "301", name="Joerg Mueller_2"))
    'Joerg Mueller 2_301'
    """
    return f"{_FORBIDDEN.sub(' ', who.name).strip(' .')[:80] or 'user'}_{who.key}"


def _account(result: Result) -> Identity | None:
    """The account of a person, who may have come into the run under another id; ``None`` where there is not just one."""
    found = {who.key: who for who in (result.who, *result.aliases) if who.kind == _ACCOUNT}
    return next(iter(found.values())) if len(found) == 1 else None


def _pages(run: Run, chosen: Sequence[tuple[Identity, Result]], font: str) -> Iterator[tuple[str, bytes]]:
    return ((f"{_TOP}/{folder(who)}/feedback.html", sent(read_sheet(run, result.file), font)) for who, result in chosen)


def _left(run: Run, waits: int, same: int) -> Iterator[tuple[str, str]]:
    for student in run.left_out:
        yield "left", f"{printable(student)}: not done yet"
    if waits:
        yield "left", f"{waits:,} {'sheet' if waits == 1 else 'sheets'}: answers wait (--include-pending)"
    if same:
        yield "left", f"{same:,} {'sheet' if same == 1 else 'sheets'}: an earlier export handed over the same (--changed-only)"
    for result in run.results:
        if not result.file:
            yield "left", f"{printable(result.student)}: this run has no sheet in HTML"
        elif _account(result) is None:
            yield "left", f"{printable(result.student)}: no account's number is known for certain; give {printable(result.file)} by hand"


def _upload(files: Sequence[str]) -> Iterator[tuple[str, str]]:
    if files:
        yield "upload", f"{' and '.join(files)} in the exercise: Submissions and Grades, the assignment, Multi-Feedback"
    yield "note", "ILIAS takes no file with points: enter them there, from grades.csv."


EXPORT = Export(NAME, "a zip of sheets for ILIAS's Multi-Feedback", False, write)
