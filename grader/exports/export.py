"""The records of this shelf: one export, what may be asked of it, and what it made."""

from __future__ import annotations

from collections.abc import Callable

from grader.exports.stored_run import Run
from grader.record import record


@record
class Options:
    """What may be asked of an export; each export uses what it understands and ignores the rest.

    ``template`` holds the bytes of the LMS's own export, ``column`` names the column to fill (needed only where there
    is a choice), ``include_pending`` writes what is decided of a student some of whose answers wait for a person,
    ``comments`` fills Moodle's feedback comments, ``student`` picks one sheet for Gradescope.  ``font`` is one of
    :data:`grader.font.FONTS`, ``split`` the most bytes of one zip.
    """

    template: bytes | None = None
    column: str = ""
    include_pending: bool = False
    comments: bool = False
    student: str = ""
    font: str = "none"
    split: int = 50_000_000


@record
class Exported:
    """The files that were made, and what the LMS will do with them according to the re-reader.

    ``files`` are pairs of a relative path and its bytes.  ``accepted`` counts the rows or files that the LMS takes.
    ``skipped`` (rows left alone, or refused by the LMS), ``unmatched`` (sheets without exactly one row) and
    ``pending`` (sheets that wait for a person) are lines safe to print: the student, then the reason.
    """

    files: tuple[tuple[str, bytes], ...]
    accepted: int
    message: str
    skipped: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()


@record
class Export:
    """One format of the shelf.

    ``write`` gives bytes and touches no file outside the run; it raises ``UsageError`` where the template cannot be
    filled, and ``StoreError`` where the run is damaged.
    """

    name: str
    summary: str
    needs_template: bool
    write: Callable[[Run, Options], Exported]
