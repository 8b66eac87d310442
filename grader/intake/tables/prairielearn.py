"""PrairieLearn's "Submissions for manual grading": a row for each answer, which is a JSON text.

Source: ``docs/manualGrading.md`` and ``instructorAssessmentDownloads.tsx`` of PrairieLearn/PrairieLearn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from grader.csvtext import Row
from grader.intake.entries import Entry
from grader.intake.member import FILE_LIMIT, Fault, Refused, shown
from grader.intake.student import clean_name, student_id
from grader.intake.tables.layout import Asked, Found, Plan, TableLayout, damage, too_long
from grader.intake.tables.named import named_problem
from grader.intake.tables.sheet import Sheet, cell
from grader.model import Identity
from grader.people import compared


def _fits(sheet: Sheet) -> bool:
    return {"qid", "submitted answer"} <= set(sheet.folded) and bool({"uid", "group name"} & set(sheet.folded))


def _plan(sheet: Sheet, asked: Asked) -> Plan:
    if not _fits(sheet):
        raise Refused("intake/csv-row", "PrairieLearn's table has the columns uid (or group_name), qid and submitted_answer")
    places = {name: place for place, name in reversed(list(enumerate(sheet.folded)))}

    def who(cells: Sequence[str], _line: int) -> Identity | None:
        if "uid" not in places:
            group = student_id(cell(cells, places["group name"]))
            return Identity("prairielearn", "team", group, group=group)
        uid = student_id(cell(cells, places["uid"]))
        kind = "email" if "@" in uid else "login"
        said = {"login": cell(cells, places.get("username")), "number": cell(cells, places.get("uin")), kind: uid}
        return Identity("prairielearn", kind, compared(kind, uid), name=clean_name(cell(cells, places.get("name"))), **said)

    return Plan(who, _reading(sheet, places, asked), turn=places.get("submission id"), is_answer_a_row=True)


def _reading(sheet: Sheet, places: dict[str, int], asked: Asked) -> Callable[[Row], Found]:
    said = {question.strip(): problem for problem, question in asked.columns.problems}

    def found(row: Row) -> Found:
        if fault := damage(row, len(sheet.header)):
            return Found(lost=fault)
        question, text = cell(row.cells, places["qid"]), cell(row.cells, places["submitted answer"])
        # A question's id may have folders in front.
        problem = said.get(question) or named_problem(question.rpartition("/")[2], asked.problems)
        if not problem:
            message = f"the question '{shown(question)}' is no problem of the assignment; 'columns:' in assignment.yaml may say which it is"
            return Found(lost=Fault("intake/unknown-problem", message, row.line))
        if too_long(text):
            return Found(lost=Fault("intake/too-big", f"the answer is larger than {FILE_LIMIT >> 10} KiB, the most that is read", row.line, problem))
        answer = _answer(text)
        if answer is None:
            message = f"'{shown(text[:40])}' is not one answer in the way of PrairieLearn, and was not read"
            return Found(lost=Fault("intake/not-an-answer", message, row.line, problem))
        return Found((Entry(problem, answer, row.line),))

    return found


def _answer(text: str) -> str | None:
    """The one text that was submitted, empty if none was; ``None`` if the JSON is something else."""
    if not text:
        return ""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if content is None:
        return ""
    if not isinstance(content, dict) or len(content) > 1:
        return None
    texts = [_text(value) for value in content.values()]
    return texts[0] if texts else ""


def _text(value: object) -> str | None:
    """The text of an input; symbolic ones are objects in JSON."""
    if isinstance(value, dict) and value.get("_type") == "sympy":
        value = value.get("_value")
    return value if isinstance(value, str) else None


PRAIRIELEARN = TableLayout("prairielearn", "prairielearn", "PrairieLearn's manual grading", _fits, _plan)
