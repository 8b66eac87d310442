"""The sheet that a student has made of the own answers: as after grading, and without the key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from grader.model import Provenance, Sheet, StoreError, printable
from grader.version import VERSION

if TYPE_CHECKING:
    from grader.cli.checking import Checked, Checker


def write_sheet(page: Path, checker: Checker, checked: Checked) -> str:
    """Write the sheet, and return the line that says so; raise :class:`StoreError` where it cannot be written."""
    from grader.files import write_whole
    from grader.report import render

    unread = tuple(remark.partition(": ")[0] for remark in checked.remarks[:1])
    sheet = Sheet(checked.student or "Your answers", checked.marks, Provenance(VERSION, checker.bank.digest), unread=unread)
    text = render(sheet, checker.bank, reveal="hint" if checker.hint else "none", assignment=checker.bank.title)
    try:
        write_whole(page, text.encode())
    except OSError as error:
        raise StoreError(f"{printable(str(page))} cannot be written: {error.strerror}") from None
    return f"wrote {printable(str(page))}: open it in a browser"
