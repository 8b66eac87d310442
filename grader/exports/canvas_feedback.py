"""The zip for Canvas's "Upload Submissions": a sheet bears the name of a file of its student, by which Canvas finds whose it is."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO

from grader.exports.canvas_reader import feedback_of
from grader.exports.export import File, Options
from grader.exports.feedback_zip import archives, zip_files
from grader.exports.neutral import table
from grader.exports.run import Run, read_sheet
from grader.model import GraderError, Identity, Result, Sheet
from grader.record import record
from grader.style import sent

NAME = "canvas-feedback"

_LEFT = f"{NAME}-left.csv"
_HEAD = ("person", "student", "kind", "key", "reason", "file")
_PAGE = re.compile(r"(?:.*_)?(?:text|link)\.html")


@record
class Feedback:
    """The zips, what is said of them and of whoever is not in them, and whose sheets they hold."""

    files: tuple[File, ...]
    lines: tuple[tuple[str, str], ...]
    people: tuple[str, ...]


def feedback(run: Run, options: Options) -> Feedback:
    """The sheets that are ready; whoever waits is left out unless that is asked for, since Canvas adds a comment with each upload.

    Raises :class:`~grader.model.StoreError` if a sheet that the run names is not there.
    """
    chosen, lost, waits, same = list[tuple[str, Result]](), list[tuple[Result, str]](), 0, 0
    for result, sheet in zip(run.results, run.sheets(), strict=True):
        name, why = member(result.who, sheet) if result.file else ("", "this run has none in HTML")
        if result.pending and not options.include_pending:
            waits += 1
        elif options.changed_only and not run.is_news(NAME, result.person):
            same += 1
        elif why:
            lost.append((result, why))
        else:
            chosen.append((name, result))
    made = list(archives(_pages(run, chosen, options.font), options.split))
    _check([data for data, _ in made], chosen)
    files = zip_files(NAME, made) if made else ()
    return Feedback((*files, *_beside(lost)), (*_left(waits, same, lost), *_upload(files)), tuple(result.person for _, result in chosen))


def _left(waits: int, same: int, lost: Sequence[tuple[Result, str]]) -> Iterator[tuple[str, str]]:
    """What is said of sheets that are not in the zip."""
    if same:
        yield "left", f"{_sheets(same)}: an earlier export handed over the same (--changed-only)"
    if waits:
        yield "left", f"{_sheets(waits)}: answers wait (--include-pending)"
    for why, count in Counter(why for _, why in lost).items():
        yield "left", f"{_sheets(count)} not for Canvas: {why} ({_LEFT})"


def _sheets(count: int) -> str:
    return f"{count:,} {'sheet' if count == 1 else 'sheets'}"


def _upload(files: Sequence[File]) -> Iterator[tuple[str, str]]:
    if files:
        yield "upload", f"{' and '.join(file.path for file in files)} in the assignment: Upload Submissions"
        yield "note", "Canvas adds a comment with each upload of a sheet: upload it once, and later with --changed-only."
    else:
        yield "note", f"There is no sheet to upload, so no {NAME}.zip was written; one that lies there is of an earlier export."


def _beside(lost: Sequence[tuple[Result, str]]) -> list[File]:
    rows = [(each.person, each.student, each.who.kind, each.who.key, why, each.file) for each, why in lost]
    return [File(_LEFT, table([_HEAD, *rows]), "whose sheet Canvas cannot take")] if lost else []


def member(who: Identity, sheet: Sheet) -> tuple[str, str]:
    """The name of a sheet in the zip, or why there is none: the first name of a file that was handed in, with ``feedback.html`` at its end.

    Canvas takes the first two numbers between underscores for the user and the attachment.
    """
    if who.kind not in ("canvas-user", "canvas-anon"):
        return "", "it was not downloaded from Canvas"
    key = f"anon_{re.escape(who.key)}" if who.kind == "canvas-anon" else re.escape(who.key)
    head = re.compile(rf"(?:.*?_)?{key}_(?P<attachment>[0-9]+)_")
    files = sorted({mark.where.file for mark in sheet.marks if mark.where} | set(sheet.unread))
    names = [file.rpartition("/")[2] for file in files]
    for name in names:
        found = head.match(name)
        if found is not None and feedback_of(f"{found[0]}feedback.html") == (who.key, found["attachment"]):
            return f"{found[0]}feedback.html", ""
    if any(_PAGE.fullmatch(name) for name in names):
        return "", "a text entry has no file with which Canvas could find it"
    return "", "Canvas would not know whose it is by the name of the file" if names else "it has no file"


def _pages(run: Run, chosen: Sequence[tuple[str, Result]], font: str) -> Iterator[tuple[str, bytes]]:
    return ((name, sent(read_sheet(run, result.file), font)) for name, result in sorted(chosen, key=lambda each: each[0]))


def _check(made: Sequence[bytes], chosen: Sequence[tuple[str, Result]]) -> None:
    """Canvas must find as many users as there are sheets, each once."""
    found = list[tuple[str, str] | None]()
    for data in made:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            found += map(feedback_of, archive.namelist())
    users = {each[0] for each in found if each is not None}
    if len(found) != len(chosen) or users != {result.who.key for _, result in chosen}:
        raise GraderError("Canvas would not find every student of the feedback zip: nothing was written")
