"""The forms in which a class may be handed in: a folder, a zip, a table."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from zoneinfo import ZoneInfo

from grader.intake.archive import archive_source
from grader.intake.classroom import Options, read_class
from grader.intake.folder import folder_source
from grader.intake.layouts.recognise import recognised
from grader.intake.member import Refused, Source, shown
from grader.intake.widecsv import read_table
from grader.model import Intake, UsageError


def read_submissions(path: Path, problems: Collection[str] = (), *, layout: str = "", timezone: ZoneInfo | None = None,
                     students: str = "", groups: Collection[str] = (), others: Collection[str] = ()) -> Intake:
    """All that a class handed in, by person and attempt, and the list of what is nobody's.

    ``problems`` are the ids that the bank knows; where it is empty every id is taken.  ``layout`` is the name of a layout that is not to be
    told by the names of files, ``timezone`` that of times without an offset, ``students`` what bare names of folders, files and rows are
    (``login``, ``number``, ``email`` or ``name``), ``groups`` the names of a roster's groups, ``others`` the ids
    of problems that the bank has and nobody asks for.  What is to be looked at stands in the
    submission that it is about, or in the intake's ``attention``.

    Raises :class:`~grader.model.UsageError` if the path does not exist, is of no known form, or is damaged or too large as a whole;
    whatever concerns a single file or row is a row of ``attention`` instead.
    """
    if not os.path.exists(path):
        raise UsageError(f"{shown(str(path))}: there is no such file or folder")
    if path.suffix.casefold() in (".csv", ".tsv") and not path.is_dir():
        return read_table(path, frozenset(problems))
    source = _source(path)
    try:
        return read_class(source, frozenset(problems), Options(layout, timezone, students, frozenset(groups), frozenset(others)))
    except Refused as refused:
        raise UsageError(f"{shown(str(path))}: {refused}") from None


def layout_of(path: Path, layout: str = "") -> str:
    """The family of a folder's or a zip's layout by the names in it alone: ``plain`` for those that no LMS made; raises as above."""
    return recognised(_source(path).members, layout).layout.family


def _source(path: Path) -> Source:
    if path.is_dir():
        return folder_source(path)
    if path.suffix.casefold() == ".zip":
        return archive_source(path)
    raise UsageError(f"{shown(str(path))}: this is neither a folder of answer files nor a zip of one nor a CSV table")
