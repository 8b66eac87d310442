"""The door: a folder, a zip or a table becomes submissions; what cannot be used is listed for a person.

The form that students are told to use is a text file with one line an answer and nothing to quote::

    # Homework 3                                   (a line with # in column 1 is a comment)
    student: ada
    chain-2x-plus-1: 8(2x+1)^3
    gradient-x-plus-2y3: [2(x + 2y^3),
                          12y^2 (x + 2y^3)]        (a longer answer goes on, indented)

Nothing here understands mathematics.  Whatever is not used - a picture, a line that fits nothing, an unknown
problem, a student named twice - becomes an :class:`~grader.model.Attention` with a reason, never a guess and
never a silent loss.  Files, archives and names are untrusted: no link is followed, nothing is extracted, no path
is built from a student's name, and everything is read up to a limit (``member.py``).

A student is whom the own folder names, else the line ``student:``, else the file's name.  That line is a claim: where several
files make the same one, each stands under its own name instead, so that nobody can take another's place.

Forms stand in the tuple ``forms.FORMS``, in the order in which they are tried; a new form is one module with a
``FORM`` and one line there.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.intake.forms import read_submissions
    from grader.intake.single import read_answers

__all__ = ["read_answers", "read_submissions"]

_HOMES = {"read_submissions": "grader.intake.forms", "read_answers": "grader.intake.single"}


def __getattr__(name: str) -> Any:
    """A student with one file does not wait for the readers of archives and tables."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
