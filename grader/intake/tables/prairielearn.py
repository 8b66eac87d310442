"""PrairieLearn's "Submissions for manual grading": a row for each answer, which is a JSON text.

Source: ``docs/manualGrading.md`` and ``instructorAssessmentDownloads.tsx`` of PrairieLearn/PrairieLearn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence

from grader.csvtext import Row
from grader.intake.entries import Entry, not_asked_for
from grader.intake.member import Fault, Refused, shown
from grader.intake.student import clean_name, student_id
from grader.intake.tables.layout import Asked, Found, Plan, TableLayout, damage, too_big_answer, too_long
from grader.intake.tables.named import named_problem
from grader.intake.tables.sheet import Sheet, cell
from grader.model import Identity, Response, Where
from grader.people import compared
from grader.record import replace


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
        one = Identity("prairielearn", kind, compared(kind, uid), name=clean_name(cell(cells, places.get("name"))))
        return replace(one, **said)

    said = {question.strip(): problem for problem, question in asked.columns.problems}
    questions = {cell(row.cells, places["qid"]): row.line for row in reversed(sheet.rows)}
    # A question's id may have folders in front.
    problems = {one: said.get(one) or named_problem(one.rpartition("/")[2], asked.problems) for one in questions}
    others = {one: named_problem(one.rpartition("/")[2], asked.others) for one in questions if not problems[one]}
    faults = [Fault("intake/not-an-answer", f"the question '{shown(one)}' is no problem of the assignment, so its answers were not read; "
                    "'columns:' in assignment.yaml may say which it is", line)
              for one, line in reversed(questions.items()) if others.get(one) == ""]
    meant = [Entry(name, one, questions[one]) for one, name in reversed(others.items()) if name]
    faults += [not_asked_for(meant)] if meant else []
    if not any(problems.values()):
        raise Refused("intake/csv-row", faults[0].message if faults else "there is no row")
    unread = [one for one, name in others.items() if not name] if set(asked.problems) - set(problems.values()) else []
    reading = _reading(sheet, places["qid"], places["submitted answer"], problems, unread)
    return Plan(who, reading, turn=places.get("submission id"), is_answer_a_row=True, faults=tuple(faults))


def _reading(sheet: Sheet, question: int, submitted: int, problems: Mapping[str, str], unread: Collection[str]) -> Callable[[Row], Found]:
    def found(row: Row) -> Found:
        if fault := damage(row, len(sheet.header)):
            return Found(lost=fault)
        problem, text = problems[cell(row.cells, question)], cell(row.cells, submitted)
        if not problem:
            return Found(code="intake/unknown-problem" if text and cell(row.cells, question) in unread else "")
        if too_long(text):
            return Found(lost=too_big_answer("the answer", row.line, problem))
        answer = _answer(text)
        if answer is None:
            message = f"'{shown(text[:40])}' is not one answer in the way of PrairieLearn, and was not read"
            return Found(lost=Fault("intake/not-an-answer", message, row.line, problem))
        return Found((Response(problem, answer, Where(shown(sheet.file), row.line)),) if answer.strip() else ())

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
