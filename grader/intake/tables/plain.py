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
from grader.record import record, replace

_BARE = {"student", "students", "id", "user"}
"""Headers that do not say what kind of id they head."""


def _plan(sheet: Sheet, asked: Asked) -> Plan:
    """Find the columns that say whose a row is and when it was written; all others hold answers."""
    said, found = student_columns(sheet, asked), columns(sheet.header)
    known = {kind: place for kind, place in reversed(found.ids)
             if kind in STUDENT_KINDS and sheet.header[place] not in asked.problems and place not in said.values()}
    parts = _parts(sheet, asked, {**known, **said})
    first: int | None = 0
    if said:
        first = next(said[kind] for kind in STUDENT_KINDS if kind in said)
    elif 0 in parts:
        first = None
    else:
        said = _of_first_column(sheet, asked, known)
    others = {kind: place for kind, place in {**known, **said}.items() if place != first}
    first_kind = "name" if first is None else next((kind for kind, place in said.items() if place == first), "")
    when = time_column(sheet, asked, None)
    taken = {first, when, *others.values(), *said.values(), *parts}
    read = answers(sheet.header, [place for place in range(len(sheet.header)) if place not in taken], asked)
    whose = _Whose(first, first_kind, others, parts, found.may_be_whole)
    return Plan(whose.identity, wide(sheet, read.problems, read.unread, read.spare), times_in(when), faults=read.faults)


def _of_first_column(sheet: Sheet, asked: Asked, known: Mapping[str, int]) -> dict[str, int]:
    """Return the kind of id that the first column holds, with its place; nothing where nobody says the kind."""
    is_bare = bool(sheet.folded) and sheet.folded[0] in _BARE
    if not is_bare and 0 not in known.values():
        raise Refused("intake/csv-row", "the first column must be headed 'student', or 'columns:' in assignment.yaml must say which "
                      "column is the student's; the others are headed by problem ids")
    kind = asked.students if is_bare else next(kind for kind, place in known.items() if place == 0)
    return {kind: 0} if kind else {}


@record
class _Whose:
    """Where a row says whose it is: the first column and its kind of id, columns of other kinds, and those of the parts of a name."""

    first: int | None
    first_kind: str
    others: Mapping[str, int]
    parts: tuple[int, ...]
    may_be_whole: bool

    def identity(self, cells: Sequence[str], _line: int) -> Identity | None:
        """Return the person whom the cells of a row name."""
        text, beside = _said(cells, self.first, self.first_kind), self._beside(cells)
        ids = [kind for kind in STUDENT_KINDS if kind in beside and kind != "name"]
        if ids and (self.first_kind in ("", "name") or not text):
            # Two people may have one name, and then the id beside it says who is who.
            ours = cleaned_ids({**beside, "name": text} if text else beside)
            return replace(Identity(FAMILY_OF_NOBODY, ids[0], compared(ids[0], ours[ids[0]])), **ours)
        if text:
            own, kind = text, self.first_kind
        else:
            own, kind, beside = beside.get("name", ""), "name", {}
        if not own and (there := cell(cells, self.first)) not in ("", "-"):
            raise Refused("intake/student-id", f"'{shown(there)}' is no e-mail address, and nothing else says who this is")
        ours = cleaned_ids({"": own, **beside})
        return replace(bare_identity(ours.pop(""), kind), **ours)

    def _beside(self, cells: Sequence[str]) -> dict[str, str]:
        """Return what the other columns say, by its kind."""
        said = {kind: text for kind, place in self.others.items() if (text := _said(cells, place, kind))}
        if self.parts and (name := full_name(cell(cells, self.parts[1]), cell(cells, self.parts[0]), self.may_be_whole)):
            said["name"] = name
        return said


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
