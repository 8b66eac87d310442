"""What a layout of a table is: the shape of its first row, and from each row whose it is, when it was handed in, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from zoneinfo import ZoneInfo

from grader.csvtext import Row
from grader.intake.entries import Entry
from grader.intake.member import FILE_LIMIT, Fault, Refused, shown
from grader.intake.student import cleaned_ids
from grader.intake.tables.sheet import Sheet, cell, column_of
from grader.model import Columns, Identity, Response, Where
from grader.people import compared
from grader.record import record, replace

FORM_KINDS = ("email", "number", "login", "name")
"""The ids of somebody in a table that no LMS keeps, the one first under which a run knows the person."""


@record
class Asked:
    """What is known besides the table: ids of the problems that are asked and of ``others`` that are not, the zone of times without one,
    what bare names are, and the assignment's columns.
    """

    problems: Collection[str]
    others: Collection[str] = ()
    timezone: ZoneInfo | None = None
    students: str = ""
    columns: Columns = Columns()


@record
class Found:
    """The answers of a row.

    ``lost`` is set if something of it was handed in and not read, so that what is missing must not pass for blank; ``code`` is set where
    the same is so and was said of the whole table.  ``student`` is what the text itself says of its author.
    """

    responses: tuple[Response, ...] = ()
    faults: tuple[Fault, ...] = ()
    lost: Fault | None = None
    code: str = ""
    student: Entry | None = None


@record
class Plan:
    """How the rows of one table are read.

    ``who`` takes the cells of a row, and its line; it returns ``None`` for a row that is nobody's submission, and raises
    :class:`Refused` for one that is not to be used.  ``time`` gives the text of the time of a row, if the table has times; ``turn`` is the
    place of the column with the number of the attempt.  ``is_answer_a_row`` where all rows of a person are one attempt, and the last by
    ``turn`` counts for each problem.  ``faults`` are those of the first row.
    """

    who: Callable[[Sequence[str], int], Identity | None]
    found: Callable[[Row], Found]
    time: Callable[[Row], str] | None = None
    turn: int | None = None
    is_answer_a_row: bool = False
    faults: tuple[Fault, ...] = ()


@record
class TableLayout:
    """An entry of the shelf: ``fits`` looks at a table, and ``plan`` says how it is read or raises :class:`Refused`."""

    name: str
    family: str
    title: str
    fits: Callable[[Sheet], bool]
    plan: Callable[[Sheet, Asked], Plan]


def wide(sheet: Sheet, problems: Mapping[int, str], unread: Collection[int], spare: Collection[int] = ()) -> Callable[[Row], Found]:
    """How a row is read that has a cell for each problem, or several; columns at ``unread`` may hold answers to problems without a column,
    those at ``spare`` count where the others of their problem are blank.
    """
    width, file = len(sheet.header), shown(sheet.file)
    ordered = sorted(problems.items(), key=lambda each: (each[0] in spare, each[0]))

    def found(row: Row) -> Found:
        if fault := _disorder(row, width):
            return Found(lost=fault)
        responses, faults, doubts = dict[tuple[str, str], Response](), list[Fault](), dict(row.doubts)
        for place, problem in ordered:
            text = row.cells[place] if place < len(row.cells) else ""
            if place in doubts:
                faults.append(Fault("intake/csv-row", doubts[place], row.line, problem))
                continue
            if place in spare and any(one.problem == problem for one in responses.values()):
                continue
            if too_long(text):
                faults.append(too_big_answer(f"column {place + 1}: the answer", row.line, problem))
            elif text.strip():
                responses.setdefault((problem, text.strip()), Response(problem, text, Where(file, row.line)))
        code = "intake/unknown-problem" if any(cell(row.cells, place) or place in doubts for place in unread) else ""
        return Found(tuple(responses.values()), tuple(faults[1:]), faults[0] if faults else None, code)

    return found


def damage(row: Row, width: int) -> Fault | None:
    """Why a row may not say what was handed in, if so: its cells may not be what they seem to be, or hold no value."""
    lost = row.lost([place for place, _ in row.doubts])
    return _disorder(row, width) or (Fault("intake/csv-row", lost, row.line) if lost else None)


def _disorder(row: Row, width: int) -> Fault | None:
    """Why the cells of a row may not be what they seem to be, if so."""
    if row.fault:
        return Fault("intake/csv-row", row.fault, row.line)
    if any(text.strip() for text in row.cells[width:]):
        return Fault("intake/csv-row", "the row has more cells than the first one; is there a comma outside quotes?", row.line)
    return None


def too_big_answer(what: str, line: int, problem: str = "") -> Fault:
    """What is said of a cell that is beyond what is read of one answer."""
    return Fault("intake/too-big", f"{what} is larger than {FILE_LIMIT >> 10} KiB, the most that is read", line, problem)


def too_long(text: str) -> bool:
    """Whether a cell is beyond what is read of one answer."""
    return len(text) > FILE_LIMIT // 4 and len(text.encode("utf-8", "replace")) > FILE_LIMIT


def student_columns(sheet: Sheet, asked: Asked) -> dict[str, int]:
    """The columns that the assignment names, by the kind of id; raises :class:`Refused` if one is not there."""
    return {kind: column_of(sheet.header, column) for kind, column in asked.columns.student}


def time_column(sheet: Sheet, asked: Asked, own: int | None) -> int | None:
    """The column of the times: that which the assignment names, else the layout's own."""
    return column_of(sheet.header, asked.columns.time) if asked.columns.time else own


def times_in(place: int | None) -> Callable[[Row], str] | None:
    """How the text of the time is read from a column, if there is one."""
    return None if place is None else lambda row: cell(row.cells, place)


def identified(family: str, cells: Sequence[str], columns: Mapping[str, int], name: str = "") -> Identity | None:
    """Whoever the columns of a row name, under the first of :data:`FORM_KINDS` that is there; nobody if all are empty.

    ``-`` is nothing, and neither is an address without ``@``, such as ``anonymous``: many rows may have it.
    """
    there = {kind: text for kind, place in columns.items()
             if (text := cell(cells, place)) not in ("", "-") and (kind != "email" or "@" in text)}
    if name:
        there.setdefault("name", name)
    said = cleaned_ids(there)
    kind = next((kind for kind in FORM_KINDS if kind in said), None)
    return None if kind is None else replace(Identity(family, kind, compared(kind, said[kind])), **said)


def nobody(family: str, label: str) -> Identity:
    """The person of a row that names nobody: its place is no id, and meets none."""
    return Identity(family, "row", f"row {label}")


def refused_row(line: int, message: str) -> Refused:
    """What is said of a row that is no submission, though somebody may think so."""
    return Refused("intake/not-handed-in", message, line)
