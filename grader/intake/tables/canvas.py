"""Canvas's "Student Analysis" of a quiz: two columns for each question, the second of which is headed by its points.

Every other header is translated, so that the columns are told by their order; source: ``student_analysis.rb`` of instructure/canvas-lms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.intake.member import Refused
from grader.intake.student import clean_name, student_id
from grader.intake.tables.layout import Asked, Plan, TableLayout, identified, nobody, student_columns, time_column, times_in, wide
from grader.intake.tables.named import answers
from grader.intake.tables.sheet import Sheet, cell
from grader.model import Identity

_QUESTION = re.compile(r"\d+: .*", re.DOTALL)
_POINTS = re.compile(r"\d+(?:\.\d+)?")
_NUMBER = re.compile(r"\d{1,6}")


def _questions(header: Sequence[str]) -> list[int]:
    return [place for place, name in enumerate(header[:-1]) if _QUESTION.match(f"{name} ") and _POINTS.fullmatch(header[place + 1])]


def _fits(sheet: Sheet) -> bool:
    return bool(_questions(sheet.header)) and _questions(sheet.header)[0] > 2


def _plan(sheet: Sheet, asked: Asked) -> Plan:
    questions = _questions(sheet.header)
    if not questions:
        raise Refused("intake/csv-row", "no column is headed '7001: …' with the points in the next one, as Canvas does it")
    submitted, turn = _times(sheet, questions[0])
    # First come name, id, perhaps sis_id and root_account, section and section_id; an anonymous survey has only the last ones.
    is_anonymous = submitted < 4
    said, number = student_columns(sheet, asked), sheet.folded.index("sis id") if "sis id" in sheet.folded[:submitted] else None
    asks = [name.partition(":")[2].strip() if place in questions else name for place, name in enumerate(sheet.header)]
    found = answers(sheet.header, questions, asked, asks)

    def who(cells: Sequence[str], line: int) -> Identity | None:
        key = "" if is_anonymous else cell(cells, 1)
        if not key:
            return identified("canvas", cells, said) or nobody("canvas", str(line))
        return Identity("canvas", "canvas-user", student_id(key), name=clean_name(cell(cells, 0)), number=cell(cells, number))

    when = time_column(sheet, asked, submitted)
    return Plan(who, wide(sheet, found.problems, found.unread, found.spare), times_in(when), turn, faults=found.faults)


def _times(sheet: Sheet, first: int) -> tuple[int, int | None]:
    """The columns of the time and of the attempt's number, which is only there if all attempts are."""
    last = [text for row in sheet.rows if (text := cell(row.cells, first - 1))]
    is_turn = all(map(_NUMBER.fullmatch, last)) if last else sheet.folded[first - 1] == "attempt"
    return (first - 2, first - 1) if is_turn else (first - 1, None)


CANVAS = TableLayout("canvas-analysis", "canvas", "Canvas's Student Analysis", _fits, _plan)
