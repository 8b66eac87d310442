"""Moodle's grading worksheet with a column of online text: a row for each participant, all answers in one cell, as HTML or as text.

Source: ``gradingtable.php`` and ``onlinetext/locallib.php`` of moodle/moodle.  All headers are translated, so that the column of answers is
told by its cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from grader.csvtext import Row
from grader.intake.entries import Ids
from grader.intake.html import Page, read_html
from grader.intake.member import Fault, Refused
from grader.intake.notation import content_of, unread_code
from grader.intake.tables.layout import Asked, Found, Plan, TableLayout, damage, time_column, times_in, too_big_answer, too_long
from grader.intake.tables.sheet import Sheet, cell
from grader.intake.textform import read_text
from grader.model import Identity, Where
from grader.people import grade_columns, shape, worksheet_rows
from grader.record import replace

_OTHERS = {"student", "students", "id", "user"}
"""First headers of tables that no LMS made, which may head ``student1``; but Moodle says ``ID`` in German."""

_ONLINE = {"online text", "online text submissions"}
_TAG = re.compile(r"<(?:p|br|div|span|ul|ol|table|pre|h[1-6])\b[^<>]*>", re.I)
_SEEN = 200
"""Rows in which a column of answers is looked for."""

_PART = Fault("intake/html", "the page holds something that is no text, such as a picture, and only its text was read")


def _fits(sheet: Sheet) -> bool:
    is_own = sheet.folded[:1] != () and (sheet.folded[0] not in _OTHERS or bool(grade_columns([cells for _, cells in sheet.cells])))
    return is_own and shape(sheet.cells) is not None


def _plan(sheet: Sheet, asked: Asked) -> Plan:
    cells = sheet.cells
    form = shape(cells)
    if form is None:
        raise Refused("intake/csv-row", "this is no grading worksheet of Moodle: the first column must hold participants' numbers")
    if form.faults:
        line, message = form.faults[0]
        raise Refused("intake/csv-row", f"line {line}: {message}", line)
    online = _online(sheet, {*asked.problems, *asked.others})
    rows = {row.line: row for row in worksheet_rows(cells, form)}
    people = {line: replace(Identity("moodle", *row.keys[0]), group=row.group, **dict(row.keys[1:])) for line, row in rows.items()}
    when = time_column(sheet, asked, None)

    def who(cells: Sequence[str], line: int) -> Identity | None:
        return people.get(line) if cell(cells, online) else None

    return Plan(who, _reading(sheet, online, asked), times_in(when) if when is not None else lambda row: rows[row.line].submitted)


def _online(sheet: Sheet, problems: Collection[str]) -> int:
    """The one column that holds answers; raises :class:`Refused` if there is none, or more than one."""
    places = [place for place, name in enumerate(sheet.folded) if name in _ONLINE]
    if not places:
        some = [row.cells for row in sheet.rows if len(row.cells) > 3][:_SEEN]
        places = [place for place in range(2, len(sheet.header)) if any(_has_answers(cell(cells, place), problems) for cells in some)]
    if len(places) != 1:
        found = "several columns hold" if places else "no column holds"
        raise Refused("intake/csv-row", f"{found} answers to problems, so this worksheet is no table of submissions; name the folder or "
                      "the archive with the submissions, and the worksheet as 'roster:' in assignment.yaml")
    return places[0]


def _has_answers(text: str, problems: Collection[str]) -> bool:
    if ":" not in text or too_long(text):
        return False
    try:
        page = _page(text)
    except Refused:
        return False
    return any(not problems or entry.problem in problems for entry in read_text(page.text).entries)


def _page(text: str) -> Page:
    return read_html(text) if _TAG.search(text) else Page(text, True)


def _reading(sheet: Sheet, online: int, asked: Asked) -> Callable[[Row], Found]:
    def found(row: Row) -> Found:
        if fault := damage(row, len(sheet.header)):
            return Found(lost=fault)
        text = cell(row.cells, online)
        if too_long(text):
            return Found(lost=too_big_answer("the text", row.line))
        try:
            page = _page(text)
        except Refused as refused:
            return Found(lost=replace(refused.fault, line=row.line))
        read = read_text(page.text, Ids((*asked.problems, *asked.others)))
        content = content_of(read, sheet.file, asked.problems, asked.others)
        responses = tuple(replace(one, where=Where(one.where.file, row.line)) for one in content.responses)
        faults = tuple(replace(fault, line=row.line) for fault in content.faults)
        lost = None if page.is_whole else replace(_PART, line=row.line)
        if not responses and not any(entry.problem in asked.others and entry.text.strip() for entry in read.entries):
            lost = lost or Fault("intake/no-answers", "there is no answer in this text", row.line)
        return Found(responses, faults, lost, unread_code(content, {one.problem for one in responses}), content.student)

    return found


MOODLE_WORKSHEET = TableLayout("moodle-worksheet", "moodle", "Moodle's grading worksheet", _fits, _plan)
