"""A table becomes submissions: its layout is told, its rows are given to people, and the rows of one person are attempts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from grader.csvtext import Row
from grader.intake.classmates import names_another
from grader.intake.classroom import in_order
from grader.intake.entries import guessed_encoding, limited
from grader.intake.member import STUDENT_LIMIT, Fault, Refused, attention, shown
from grader.intake.tables.canvas import CANVAS
from grader.intake.tables.forms import GOOGLE, MICROSOFT, is_told_by_times
from grader.intake.tables.layout import FORM_KINDS, Asked, Found, Plan, TableLayout
from grader.intake.tables.plain import PLAIN
from grader.intake.tables.prairielearn import PRAIRIELEARN
from grader.intake.tables.quiz import MOODLE_QUIZ
from grader.intake.tables.sheet import Sheet, cell, read_sheet
from grader.intake.tables.worksheet import MOODLE_WORKSHEET
from grader.model import FAMILY_OF_NOBODY, STUDENT_KINDS, Attention, HandedFile, Identity, Intake, Response, Submission, UsageError, Where
from grader.moments import day_first, moment
from grader.people import columns, compared, is_mangled, may_be_one
from grader.record import record, replace

TABLES: tuple[TableLayout, ...] = (PRAIRIELEARN, CANVAS, MOODLE_QUIZ, MICROSOFT, GOOGLE, MOODLE_WORKSHEET, PLAIN)
"""In the order in which they are tried; whatever fits none is a plain table."""


@record
class _Taken:
    """Rows of one person that are one attempt: its number, and its time if that is known."""

    who: Identity
    rows: tuple[Row, ...]
    attempt: int
    submitted: datetime | None


class Submissions(Collection[Submission]):
    """The submissions of a table, by person and attempt, each made when it is asked for; their number is known before."""

    def __init__(self, sheet: Sheet, plan: Plan, taken: tuple[_Taken, ...]) -> None:
        self._sheet, self._plan, self._taken = sheet, plan, taken

    def __iter__(self) -> Iterator[Submission]:
        for taken in self._taken:
            yield _submission(taken, self._sheet, self._plan)

    def __len__(self) -> int:
        return len(self._taken)

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)


def read_table(data: bytes, file: str, asked: Asked, name: str = "") -> Intake:
    """The submissions of a table; ``name`` is that of its layout, if it is not to be told by the first row.

    Raises :class:`Refused` if it is no table of submissions or beyond the limits, and :class:`UsageError` for a name that no layout has.
    """
    sheet = read_sheet(data, file)
    layout = _layout(sheet, asked, name)
    plan = layout.plan(sheet, asked)
    people, faults = _people(sheet, plan)
    if len(people) > STUDENT_LIMIT:
        raise Refused("intake/too-many", f"there are more than {STUDENT_LIMIT} students, the most that are read")
    clock, late = _clock(sheet, plan, asked.timezone)
    taken = tuple(one for who, rows in sorted(people.values(), key=lambda each: (each[0].student, each[0].kind, each[0].key))
                  for one in _attempts(who, rows, plan, clock))
    listed = [attention(sheet.file, fault) for fault in (*limited(plan.faults), *late, *_nobodies(sheet, people.values(), layout))]
    return Intake(layout.name, Submissions(sheet, plan, taken), in_order([*listed, *faults]))


def _layout(sheet: Sheet, asked: Asked, name: str) -> TableLayout:
    for layout in TABLES:
        if layout is GOOGLE and asked.columns.time and not name and is_told_by_times(sheet):
            # Whoever says which column has the times describes a table of one's own.
            continue
        if layout.name == name or (not name and layout.fits(sheet)):
            return layout
    raise UsageError(f"--layout: there is no layout of tables '{shown(name)}'; there are {', '.join(layout.name for layout in TABLES)}")


People = dict[tuple[str, str], tuple[Identity, list[Row]]]


def _people(sheet: Sheet, plan: Plan) -> tuple[People, list[Attention]]:
    """The rows of each person, and what is said of rows that are nobody's."""
    met: dict[tuple[str, str], list[tuple[Identity, Row]]] = {}
    found = []
    for row in sheet.rows:
        try:
            who = plan.who(row.cells, row.line)
        except Refused as refused:
            fault = Fault("intake/csv-row", row.fault, row.line) if row.fault else replace(refused.fault, line=row.line)
            found.append(attention(sheet.file, fault, cell(row.cells, 0)))
            continue
        if row.is_end:
            found.append(attention(sheet.file, Fault("intake/csv-row", row.fault, row.line)))
        if who is not None:
            who = _without_mangled(who, row.line)
            met.setdefault((who.kind, who.key), []).append((who, row))
    people: People = {}
    for alike in met.values():
        rest = _rest([who for who, _ in alike]) if alike[0][0].kind in STUDENT_KINDS else ""
        for who, row in alike:
            one = _apart(who, rest) if rest else who
            people.setdefault((one.kind, one.key), (one, []))[1].append(row)
        if rest:
            found.append(attention(sheet.file, _two_people(alike, rest), alike[0][0].student))
    return people, found


def _without_mangled(who: Identity, line: int) -> Identity:
    """The person without what a spreadsheet left of a long number, which many numbers may be; then a name alone is no id either."""
    left = {kind: "" if is_mangled(value) else value for kind, value in (("number", who.number), ("login", who.login), ("name", who.name))}
    who = replace(who, **left)
    if who.kind not in STUDENT_KINDS or not is_mangled(who.key):
        return who
    kind, key = next(((kind, key) for kind, key in _compared(who).items() if key), ("row", f"row {line}"))
    return replace(who, kind=kind, key=key)


def _rest(people: Sequence[Identity]) -> str:
    """What speaks against it that rows with the same id are one person's, if anything: another id, or a name without a common word."""
    if any(len({value for who in people if (value := _compared(who)[kind])}) > 1 for kind in ("number", "login", "email")):
        return "other ids"
    names = [who.name for who in people if who.name not in ("", who.key)] if people[0].layout == FAMILY_OF_NOBODY else []
    return "" if all(may_be_one(names[0], name) for name in names[1:]) else "name"


def _compared(who: Identity) -> dict[str, str]:
    """The ids of a row besides the name, as they are compared."""
    return {kind: compared(kind, value) for kind, value in (("number", who.number), ("login", who.login), ("email", who.email))}


def _apart(who: Identity, rest: str) -> Identity:
    """Whoever shares one id with somebody else in a table: all that is known is the key, which is no id of a row of an LMS."""
    name = compared("name", who.name).casefold() if rest == "name" else ""
    return replace(who, kind="row", key=", ".join(value for value in (who.key, *_compared(who).values(), name) if value))


def _two_people(rows: Sequence[tuple[Identity, Row]], rest: str) -> Fault:
    """What is said of rows that share one id and not the rest: nobody knows whether they are one person's."""
    lines, who = ", ".join(str(row.line) for _, row in rows[:5]) + " …" * (len(rows) > 5), rows[0][0]
    kind = next((kind for kind, value in _compared(who).items() if value and value == compared(kind, who.key)), who.kind)
    return Fault("intake/duplicate-student", f"lines {lines} have the same {kind} '{shown(who.key)}' and not the same "
                 f"{rest}; they are no attempts of one person", rows[0][1].line)


def _nobodies(sheet: Sheet, people: Collection[tuple[Identity, list[Row]]], layout: TableLayout) -> list[Fault]:
    """What is said of rows without an id: once, for all of them."""
    rows = [row for who, own in people if who.kind == "row" and not any(_compared(who).values()) for row in own]
    if not rows:
        return []
    mangled = next((text for row in rows for text in row.cells if is_mangled(text)), "")
    if mangled:
        said = f"{len(rows)} rows name" if len(rows) > 1 else "one row names"
        return [Fault("intake/no-id", f"'{shown(mangled)}' is what a spreadsheet leaves of a long number, and other numbers look "
                      f"so too: {said} nobody; take the table as it was exported, or give its column the format of text", rows[0].line)]
    count = f"{len(rows)} rows name" if len(rows) > 1 else "one row names"
    kind, header = next(((kind, sheet.header[place]) for kind, place in columns(sheet.header).ids if kind in FORM_KINDS
                         and any(kind != "email" or "@" in text for row in rows if (text := cell(row.cells, place)))), ("email", ""))
    column, named = (f"the column '{shown(header)}'", json.dumps(header, ensure_ascii=False)) if header else ("a column", "…")
    return [Fault("intake/no-id", f"{count} nobody, so that no row of an LMS can be told to be theirs; if {column} says who somebody is, "
                  f"give it as 'columns: {{student: {{{kind}: {named}}}}}' in assignment.yaml ({layout.title})", rows[0].line)]


@record
class _Clock:
    """How the times of a table are read."""

    zone: ZoneInfo | None
    is_day_first: bool | None

    def read(self, text: str) -> datetime | None:
        """The time with its zone, if the text is one."""
        return moment(text, self.zone, self.is_day_first)

    def order(self, text: str) -> datetime | None:
        """The time for comparing it with others of the same table, also where nobody says in which zone they are."""
        return moment(text, self.zone or ZoneInfo("UTC"), self.is_day_first)


def _clock(sheet: Sheet, plan: Plan, zone: ZoneInfo | None) -> tuple[_Clock, list[Fault]]:
    """How times are read, and what is said of those that cannot be."""
    if plan.time is None:
        return _Clock(zone, None), []
    texts = [(row.line, text) for row in sheet.rows if (text := plan.time(row).strip()) not in ("", "-")]
    clock = _Clock(zone, day_first(text for _, text in texts))
    unread = [(line, text) for line, text in texts if clock.order(text) is None]
    if not unread:
        return clock, []
    others = f", nor {len(unread) - 1} more" if len(unread) > 1 else ""
    message = (f"the time '{shown(unread[0][1])}' cannot be read{others}, so that nobody knows whether this was late; write times as "
               "2026-11-23 23:59, since 11/12/2026 may be of November or of December")
    return clock, [Fault("intake/unknown-time", message, unread[0][0])]


def _attempts(who: Identity, rows: Sequence[Row], plan: Plan, clock: _Clock) -> Iterator[_Taken]:
    """The attempts of a person by their times, else by their numbers, else in the order of the rows."""
    turns = [int(text) if (text := cell(row.cells, plan.turn)).isdecimal() and len(text) < 19 else None for row in rows]
    order = sorted(range(len(rows)), key=lambda at: turns[at] or 0) if None not in turns else list(range(len(rows)))
    if plan.is_answer_a_row:
        yield _Taken(who, tuple(rows[at] for at in order), 1, None)
        return
    texts = [plan.time(row).strip() if plan.time else "" for row in rows]
    times = [clock.order(text) for text in texts]
    known = {at: time for at, time in enumerate(times) if time is not None}
    if len(known) == len(rows):
        order.sort(key=known.__getitem__)
    for number, at in enumerate(order, 1):
        yield _Taken(who, (rows[at],), number, clock.read(texts[at]))


def _submission(taken: _Taken, sheet: Sheet, plan: Plan) -> Submission:
    """Return what an attempt hands in, with all that is said of its rows."""
    finds = [plan.found(row) for row in taken.rows]
    responses = _last(finds) if plan.is_answer_a_row else [one for found in finds for one in found.responses]
    lost = [found.lost for found in finds if found.lost is not None]
    unread = limited([fault for found in finds for fault in found.faults])
    misnamed = [fault for row, found in zip(taken.rows, finds, strict=True) if (fault := _other_student(found, taken.who, row.line))]
    said = tuple(attention(sheet.file, fault, taken.who.student) for fault in (*lost, *unread, *misnamed))
    texts = [text for row in taken.rows for text in row.cells]
    may_be_garbled = sheet.is_guessed and not all(text.isascii() for text in texts)
    code = lost[0].code if lost else next((found.code for found in finds if found.code), "")
    file = HandedFile(shown(sheet.file), sum(len(text.encode("utf-8", "replace")) for text in texts), code)
    where = Where(shown(sheet.file), taken.rows[0].line)
    remarks = (guessed_encoding(sheet.file),) if may_be_garbled else ()
    return Submission(taken.who, tuple(responses), where, remarks, (file,), taken.attempt, taken.submitted, attention=said)


def _last(finds: Iterable[Found]) -> list[Response]:
    """The last response to each problem; one before a later one that was not read does not count."""
    last: dict[str, Response] = {}
    for found in finds:
        last |= {one.problem: one for one in found.responses}
        if found.lost is not None:
            last.pop(found.lost.problem, None)
    return list(last.values())


def _other_student(found: Found, who: Identity, line: int) -> Fault | None:
    """What is said of a text that names somebody else than its row does: the row counts."""
    if found.student is None or not found.student.text.strip() or not names_another(found.student.text, who):
        return None
    message = f"the text says '{shown(found.student.text)}', the row says '{shown(who.student)}'; the row counts"
    return Fault("intake/other-student", message, line)
