"""A table that no LMS made: a row for each attempt of a student, the first column says whose, the others are headed by problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.intake.member import Refused, shown
from grader.intake.student import bare_identity, cleaned_ids
from grader.intake.tables.layout import Asked, Plan, TableLayout, student_columns, time_column, times_in, wide
from grader.intake.tables.named import answers
from grader.intake.tables.sheet import Sheet, cell
from grader.model import FAMILY_OF_NOBODY, STUDENT_KINDS, Identity
from grader.people import columns, compared, full_name
from grader.record import replace

_BARE = {"student", "students", "id", "user"}
"""Headers that do not say what kind of id they head."""


def _plan(sheet: Sheet, asked: Asked) -> Plan:
    said = student_columns(sheet, asked)
    known = {kind: place for kind, place in reversed(columns(sheet.header).ids)
             if kind in STUDENT_KINDS and sheet.header[place] not in asked.problems and place not in said.values()}
    parts, may_be_whole = _parts(sheet, asked, {**known, **said}), columns(sheet.header).may_be_whole
    first: int | None
    if not said and 0 in parts:
        first = None
    elif not said:
        is_bare = sheet.folded[:1] and sheet.folded[0] in _BARE
        if not is_bare and 0 not in known.values():
            raise Refused("intake/csv-row", "the first column must be headed 'student', or 'columns:' in assignment.yaml must say which "
                          "column is the student's; the others are headed by problem ids")
        kind = asked.students if is_bare else next(kind for kind, place in known.items() if place == 0)
        first, said = 0, {kind: 0} if kind else {}
    else:
        first = next(said[kind] for kind in STUDENT_KINDS if kind in said)
    others = {kind: place for kind, place in {**known, **said}.items() if place != first}
    first_kind = "name" if first is None else next((kind for kind, place in said.items() if place == first), "")
    when = time_column(sheet, asked, None)
    taken = {first, when, *others.values(), *said.values(), *parts}
    found = answers(sheet.header, [place for place in range(len(sheet.header)) if place not in taken], asked)

    def who(cells: Sequence[str], _line: int) -> Identity | None:
        more = {kind: text for kind, place in others.items() if (text := _said(cells, place, kind))}
        if parts and (name := full_name(cell(cells, parts[1]), cell(cells, parts[0]), may_be_whole)):
            more["name"] = name
        ids = [kind for kind in STUDENT_KINDS if kind in more and kind != "name"]
        text = _said(cells, first, first_kind)
        if ids and (first_kind in ("", "name") or not text):
            # Two people may have one name, and then the id beside it says who is who.
            ours = cleaned_ids({**more, **({"name": text} if text else {})})
            return replace(Identity(FAMILY_OF_NOBODY, ids[0], compared(ids[0], ours[ids[0]])), **ours)
        own, kind, beside = (text, first_kind, more) if text else (more.get("name", ""), "name", {})
        if not own and (there := cell(cells, first)) not in ("", "-"):
            raise Refused("intake/student-id", f"'{shown(there)}' is no e-mail address, and nothing else says who this is")
        ours = cleaned_ids({"": own, **beside})
        return replace(bare_identity(ours.pop(""), kind), **ours)

    return Plan(who, wide(sheet, found.problems, found.unread, found.spare), times_in(when), faults=found.faults)


def _parts(sheet: Sheet, asked: Asked, ids: Mapping[str, int]) -> tuple[int, ...]:
    """The places of the first and the last name, where the name has two columns and no other."""
    found = columns(sheet.header)
    if "name" in ids or found.first is None or found.last is None:
        return ()
    parts = (found.first, found.last)
    return () if any(sheet.header[part] in asked.problems or part in ids.values() for part in parts) else parts


def _said(cells: Sequence[str], place: int | None, kind: str) -> str:
    """What a cell says of somebody; ``-``, and an address without ``@`` such as ``anonymous``, are nothing."""
    text = cell(cells, place)
    return "" if text == "-" or (kind == "email" and "@" not in text) else text


PLAIN = TableLayout("csv", "plain", "a table", lambda sheet: True, _plan)
