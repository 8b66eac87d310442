"""The door: a folder, a zip or a table becomes submissions; what cannot be used is listed for a person.

The form that students are told to use is a text file with one line an answer and nothing to quote::

    # Homework 3                                   (a line with # in column 1 is a comment)
    student: ada
    chain-2x-plus-1: 8(2x+1)^3
    gradient-x-plus-2y3: [2(x + 2y^3),
                          12y^2 (x + 2y^3)]        (a longer answer goes on, indented)

Lines are read as meant where only one thing can be (``lines``); Markdown, LaTeX, notebooks and YAML have readers of their own, told
apart by the ending (``notation``).

Nothing here understands mathematics.  Whatever is not used - a picture, a line that fits nothing, an unknown
problem, a name that several files claim - becomes an :class:`~grader.model.Attention` with a reason, never a guess and
never a silent loss.  Files, archives and names are untrusted: no link is followed, nothing is extracted, no path
is built from a student's name, and everything is read up to a limit (``member.py``).

The way through this room: ``folder`` or ``archive`` (members) → ``layouts`` (whose each member is, by the names that an LMS
gives) → ``classroom`` (people and their attempts) → ``attempt`` (the files of one attempt, united).  A table goes its own
way: ``tables.sheet`` (rows) → a layout of ``tables`` (whose each row is, and what it answers) → ``tables.reading``.  ``one_student`` reads
a folder that is one student's own, as Gradescope's service hands it over.

Who a student is, an LMS's own id says; a line ``student:`` counts only where no LMS and no folder says it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazily import door

if TYPE_CHECKING:
    from grader.intake.forms import layout_of, read_submissions
    from grader.intake.one_student import Metadata, metadata_of, read_one
    from grader.intake.single import read_answers, read_own

__all__ = ["Metadata", "layout_of", "metadata_of", "read_answers", "read_one", "read_own", "read_submissions"]

_HOMES = {"layout_of": "grader.intake.forms", "read_submissions": "grader.intake.forms",
          **dict.fromkeys(("read_answers", "read_own"), "grader.intake.single"),
          **dict.fromkeys(("Metadata", "metadata_of", "read_one"), "grader.intake.one_student")}

__getattr__ = door(__name__, _HOMES)
"""A student with one file does not wait for the readers of archives and tables."""
