"""The sheet that a student has made of the own answers: as after grading, and without the key."""

from __future__ import annotations

from pathlib import Path

from grader.cli.checking import Checked
from grader.cli.writing import writing
from grader.model import Bank, Provenance, Sheet, printable
from grader.version import VERSION

_HEAD = "Your own check: nothing is handed in by it, and these points count nowhere"


def write_sheet(page: Path, bank: Bank, checked: Checked, hint: int) -> str:
    """Write the sheet, and return the line that says so; raise :class:`StoreError` where it cannot be written."""
    from grader.files import write_whole
    from grader.report import render

    sheet = Sheet(checked.student or "Your answers", checked.marks, Provenance(VERSION, bank.digest), unread=checked.unread)
    text = render(sheet, bank, reveal="hint" if hint else "none", assignment=_HEAD)
    with writing(page):
        write_whole(page, text.encode())
    return f"wrote {printable(str(page))}: open it in a browser"
