"""The forms in which a class may be handed in: a folder, a zip, a table."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path, PurePath
from zoneinfo import ZoneInfo

from grader.intake.archive import archive_source
from grader.intake.classmates import Enrolled
from grader.intake.classroom import Options, read_class
from grader.intake.folder import folder_source
from grader.intake.junk import is_answer_file, is_archive, is_junk, is_spreadsheet
from grader.intake.layouts import PLAIN
from grader.intake.layouts.recognise import recognised
from grader.intake.member import Member, Refused, Source, open_regular, shown
from grader.intake.tables.layout import Asked
from grader.intake.tables.reading import read_table
from grader.intake.tables.sheet import TABLE_LIMIT
from grader.model import Columns, Intake, Row, UsageError
from grader.workbook import ENDS as WORKBOOKS

_BY_HEADER = Columns()
_TABLES = (".csv", ".tsv", *WORKBOOKS)


def read_submissions(path: Path, problems: Collection[str] = (), *, layout: str = "", timezone: ZoneInfo | None = None,
                     students: str = "", groups: Collection[str] = (), columns: Columns = _BY_HEADER,
                     others: Collection[str] = (), roster: Collection[Row] = ()) -> Intake:
    """All that a class handed in, by person and attempt, and the list of what is nobody's.

    ``problems`` are the ids that the bank knows; where it is empty every id is taken.  ``layout`` is the name of a layout that is not to be
    told by the names of files, ``timezone`` that of times without an offset, ``students`` what bare names of folders, files and rows are
    (``login``, ``number``, ``email`` or ``name``), ``groups`` the names of a roster's groups, ``columns`` those of a table, ``others`` the
    ids of problems that the bank has and nobody asked, ``roster`` the people of the class where they are known.  What is to be looked at
    stands in the submission that it is about, or in the intake's ``attention``.

    Raises :class:`~grader.model.UsageError` if the path does not exist, is of no known form, or is damaged or too large as a whole;
    whatever concerns a single file or row is a row of ``attention`` instead.
    """
    if not os.path.exists(path):
        raise UsageError(f"{shown(str(path))}: there is no such file or folder")
    asked = Asked(frozenset(problems), frozenset(others), timezone, students, columns)
    try:
        if _is_table(path):
            with os.fdopen(open_regular(path), "rb") as stream:
                return read_table(stream.read(TABLE_LIMIT + 1), path.name, asked, layout)
        source = _source(path)
        only = _only_table(source)
        if only is not None:
            with source.opened() as reader:
                return read_table(reader.read(only, TABLE_LIMIT), only.file, asked, layout)
        known = Options(layout, timezone, students, frozenset(groups), frozenset(others), Enrolled(roster))
        return read_class(source, asked.problems, known)
    except Refused as refused:
        raise UsageError(f"{shown(str(path))}: {refused}") from None


def _is_table(path: Path) -> bool:
    return path.suffix.casefold() in _TABLES and not path.is_dir()


def _only_table(source: Source) -> Member | None:
    """The table in an archive that holds nothing else, as Google gives the answers to a form."""
    members = [member for member in source.members if not any(map(is_junk, member.path))]
    is_one = source.form == "zip" and len(members) == 1 and len(members[0].path) == 1
    return members[0] if is_one and PurePath(members[0].file).suffix.casefold() in _TABLES else None


def layout_of(path: Path, layout: str = "") -> str:
    """The family of a folder's or a zip's layout by the names in it alone: ``plain`` for those that no LMS made, and for tables.

    Raises as above.
    """
    if _is_table(path):
        return PLAIN.family
    return recognised(_source(path).members, layout).layout.family


def _source(path: Path) -> Source:
    if path.is_dir():
        return folder_source(path)
    if path.suffix.casefold() == ".zip":
        return archive_source(path)
    raise UsageError(f"{shown(str(path))}: {_way_out(path.name)}")


def _way_out(name: str) -> str:
    """What is said of a file that is none of the forms."""
    if is_spreadsheet(name):
        return "a spreadsheet of this kind is not read; save it as .xlsx, or its table as CSV in UTF-8, and name that file"
    if is_archive(name):
        return "an archive of this kind is not read; unpack it and name the folder, or make a zip of it"
    if is_answer_file(name):
        return "this is one file of answers; name the folder that holds all of them, or try this one with grader check"
    return "this is neither a folder of answer files nor a zip of one nor a CSV table"
