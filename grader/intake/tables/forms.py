"""Google Forms and Microsoft Forms: a row for each time that somebody sent the form, a column for each question.

Both may know the e-mail address of whoever sent it.  Microsoft's ``ID`` counts the rows, and ``anonymous`` means that nobody signed in.
The first headers are translated; then it is told by the times below them, which are nobody's id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.intake.tables.layout import Asked, Plan, TableLayout, identified, nobody, student_columns, time_column, times_in, wide
from grader.intake.tables.named import answers, given_columns, named_problem
from grader.intake.tables.sheet import Sheet, cell
from grader.model import Identity
from grader.people import columns

_MICROSOFT = ("id", "start time", "completion time", "email", "name")
_SENDER = 3
_TIME = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4},? \d{1,2}([:.])\d\d(\2\d\d)?(?!\d)")
_ABOUT_GOOGLE = ("score", "total score")
_BEHIND_GOOGLE = ("[score]", "[feedback]")
_ABOUT_MICROSOFT = ("total points", "quiz feedback", "grade posted time", "last modified time", "language")
_BEFORE_MICROSOFT = ("points - ", "feedback - ")


def _is_google(sheet: Sheet) -> bool:
    return sheet.folded[:1] == ("timestamp",) or _has_times(sheet, 0)


def is_told_by_times(sheet: Sheet) -> bool:
    """Whether only its times tell that a table is of Google Forms: a table of one's own may begin with times, too."""
    return sheet.folded[:1] != ("timestamp",) and _is_google(sheet)


def _is_microsoft(sheet: Sheet) -> bool:
    if sheet.folded[:5] == _MICROSOFT:
        return True
    # A column of students' numbers is headed as such; Microsoft's own counts the rows.
    is_counted = len(sheet.header) > _SENDER and not columns(sheet.header[:1]).ids
    is_counted = is_counted and all(cell(row.cells, 0).isdecimal() for row in sheet.rows)
    return is_counted and _has_times(sheet, 1) and _has_times(sheet, 2) and _has_senders(sheet)


def _has_times(sheet: Sheet, place: int) -> bool:
    return bool(sheet.rows) and all(_TIME.match(cell(row.cells, place)) for row in sheet.rows)


def _has_senders(sheet: Sheet) -> bool:
    """Whether there are addresses where Microsoft has them, or one word for all who did not sign in."""
    senders = {cell(row.cells, _SENDER) for row in sheet.rows}
    return len({sender for sender in senders if "@" not in sender}) < 2


def _google(sheet: Sheet, asked: Asked) -> Plan:
    # Whether addresses are collected, and under which header, is the form's choice; they come after the time.
    kinds = {kind for kind, place in columns(sheet.header[:2]).ids if place == 1}
    own = {"email": 1} if kinds & {"email", "login"} else {}
    places = [place for place, name in enumerate(sheet.folded) if place not in (0, *own.values())
              and name not in _ABOUT_GOOGLE and not name.endswith(_BEHIND_GOOGLE)]
    return _plan(sheet, asked, "google", own, places, 0)


def _microsoft(sheet: Sheet, asked: Asked) -> Plan:
    own = {"email": _SENDER, "name": 4}
    if named_problem("".join(sheet.header[4:5]), asked.problems) or 4 in given_columns(sheet.header, asked):
        # Somebody has taken the names out.
        del own["name"]
    places = [place for place, name in enumerate(sheet.folded) if place > _SENDER and place not in own.values()
              and name not in _ABOUT_MICROSOFT and not name.startswith(_BEFORE_MICROSOFT)]
    return _plan(sheet, asked, "microsoft", own, places, 2)


def _plan(sheet: Sheet, asked: Asked, family: str, own: dict[str, int], places: Sequence[int], time: int) -> Plan:
    said = student_columns(sheet, asked)
    when = time_column(sheet, asked, time)
    questions = [place for place in places if place not in (*said.values(), when)]
    found = answers(sheet.header, questions, asked)

    def who(cells: Sequence[str], line: int) -> Identity | None:
        # What the form itself knows comes before what somebody typed into it.
        signed = own if "@" in cell(cells, own.get("email")) else {}
        label = cell(cells, 0) if family == "microsoft" else str(line)
        return identified(family, cells, {**said, **signed}) or nobody(family, label)

    return Plan(who, wide(sheet, found.problems, found.unread, found.spare), times_in(when), faults=found.faults)


GOOGLE = TableLayout("google-forms", "google", "Google Forms", _is_google, _google)
MICROSOFT = TableLayout("ms-forms", "microsoft", "Microsoft Forms", _is_microsoft, _microsoft)
