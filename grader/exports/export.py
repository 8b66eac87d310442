"""The records of this shelf: one export, what may be asked of it, and what it made."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grader.exports.run import Run
from grader.record import record


@record
class Options:
    """What may be asked of an export; each export uses what it understands and ignores the rest.

    ``template`` holds the bytes of the LMS's own export, ``column`` names the column to fill (needed only where there
    is a choice), ``include_pending`` writes what is decided of a student some of whose answers wait for a person,
    ``comments`` fills the comments of Moodle and Blackboard, ``feedback`` makes Canvas's zip of sheets, ``student`` picks one sheet for
    Gradescope.  Where the LMS has another maximum, ``scale`` turns scores into its points and ``as_is`` leaves them; ``late_twice`` goes on
    where Canvas may take points for lateness too.
    ``changed_only`` leaves out scores that the LMS's file has already, and sheets that an earlier export handed over as they are now.
    ``font`` is one of :data:`grader.style.FONTS`, ``split`` the most bytes of one zip.
    """

    template: bytes | None = None
    column: str = ""
    include_pending: bool = False
    comments: bool = False
    feedback: bool = False
    student: str = ""
    scale: bool = False
    as_is: bool = False
    late_twice: bool = False
    changed_only: bool = False
    font: str = "none"
    split: int = 50_000_000


@record
class File:
    """A file that was made: its relative path, its bytes, and what is said of it behind ``wrote``.

    ``pieces`` stand in place of the bytes of a file that would fill the memory; they are made while it is written, once.
    """

    path: str
    data: bytes
    said: str = ""
    pieces: Iterable[bytes] | None = None


@record
class Exported:
    """The files that were made, and what the LMS will do with them according to the re-reader.

    ``accepted`` counts the rows or files that the LMS takes.  ``people`` are the ids of those whose sheet or whole row is handed over: that
    is noted, for the next export with ``changed_only``; ``fed`` are those in a zip of feedback that is made besides.  ``lines`` are pairs
    of a word (``left``, ``unmatched``, ``pending``, ``upload``, ``note``) and a text that is safe to print.
    """

    files: tuple[File, ...]
    accepted: int
    lines: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    fed: tuple[str, ...] = ()


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
