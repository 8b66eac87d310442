"""Grades symbolic answers of the lecture "Vector Calculus", with the evidence for every verdict.

The street: text → tree → meaning → verdict → mark → sheet.  The public functions:

* ``load_bank(path)`` → ``(Bank, faults)``
* ``read_submissions(path, problems)`` → ``Intake``
* ``mark(problem, text, salt)`` → ``Mark``
* ``grade(bank, submissions, salt)`` → ``Gradebook``
* ``render(sheet, bank, format, reveal)`` → text

and the records that they take and give.  Names are loaded when they are first used, so that importing the package is instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazily import door
from grader.version import VERSION as __version__

if TYPE_CHECKING:
    from grader.bank import load_bank
    from grader.batch import grade
    from grader.intake import read_submissions
    from grader.marking import mark
    from grader.model import (
        Bank,
        Diagnostic,
        Gradebook,
        Intake,
        Mark,
        Outcome,
        Problem,
        Response,
        Sheet,
        Submission,
        Verdict,
    )
    from grader.report import render

_HOMES = {
    "load_bank": "grader.bank", "read_submissions": "grader.intake", "mark": "grader.marking", "grade": "grader.batch",
    "render": "grader.report",
    **dict.fromkeys(("Bank", "Diagnostic", "Gradebook", "Intake", "Mark", "Outcome", "Problem", "Response", "Sheet",
                     "Submission", "Verdict"), "grader.model"),
}

__all__ = ["Bank", "Diagnostic", "Gradebook", "Intake", "Mark", "Outcome", "Problem", "Response", "Sheet", "Submission",
           "Verdict", "__version__", "grade", "load_bank", "mark", "read_submissions", "render"]

__getattr__ = door(__name__, _HOMES)
