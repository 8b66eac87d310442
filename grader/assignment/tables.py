"""The tables that an assignment names: the roster, extensions, groups and times, each fault with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.assignment.faults import Faults
from grader.assignment.persons import NOBODY, Names
from grader.assignment.times import due_time
from grader.csvtext import NoText
from grader.files import read_regular
from grader.model import Diagnostic, Extension, HandedIn, Membership, Named, Pin, Row, Where, values_of
from grader.moments import day_first, moment
from grader.people import read_roster
from grader.record import record
from grader.tables import table_rows
from grader.yamlnodes import Placed, nearest

MOST_BYTES = 64 << 20
MOST_ROWS = 100_000


@record
class _Line:
    """A line of a table as a place, and its cells by the names of the columns."""

    line: int
    cells: dict[str, str]
    column: int = 1


class Tables:
    """Reads the files that one assignment names; keeps the digest of their bytes."""

    def __init__(self, folder: Path, faults: Faults, kind: str, variants_by: str = "") -> None:
        self.folder, self.faults, self.kind, self.variants_by = folder, faults, kind, variants_by
        self.digest = hashlib.sha256()
        self.rows: tuple[Row, ...] = ()
        self._names: Names | None = None

    def roster(self, name: str, at: Placed) -> None:
        """Read who there is; the other tables are compared with it from then on."""
        data = self._bytes(name, at)
        if data is None:
            return
        found = read_roster(data, name)
        self.faults.found.extend(found.faults)
        self.rows = found.rows
        if found.rows:
            self._names = Names(row.keys for row in found.rows)

    def extensions(self, given: Any, at: Placed) -> tuple[Extension, ...]:
        """The own dates of students, from a table or from the mapping in the assignment itself; no student has two different ones."""
        if isinstance(given, str):
            said = [(self._named(line, "student", table), due_time(line.cells["due"], line, "due", table),
                     due_time(line.cells["until"], line, "until", table) if line.cells.get("until") else None, line, table)
                    for table, line in self._lines(given, at, ("student", "due"), ("until",))]
        else:
            here = self.faults
            said = [(self._who(key.text, key, here), due, until, key, here) for key, due, until in given]
        found: dict[object, Extension] = {}
        for who, due, until, place, faults in said:
            if who is None or due is None:
                continue
            self._ordered(due, until, place, faults)
            extension = Extension(who, due, until)
            first = found.setdefault(who.text if who.row is None else who.row, extension)
            if (first.due, first.until) != (due, until):
                faults.say("assignment/two-dates", place, f"{who.text!r} has other dates in line {first.who.where.line}", "delete one")
        return tuple(found.values())

    def groups(self, name: str, at: Placed) -> tuple[Membership, ...]:
        """Who is in which group."""
        lines = self._lines(name, at, ("group", "student"))
        found = [(line.cells["group"], self._named(line, "student", table)) for table, line in lines]
        return tuple(Membership(group, who) for group, who in found if who is not None)

    def times(self, name: str, at: Placed) -> tuple[HandedIn, ...]:
        """When students handed in: times in any form that downloads have."""
        lines = list(self._lines(name, at, ("student", "submitted")))
        first = day_first(line.cells["submitted"] for _, line in lines)
        found = [(self._named(line, "student", table), self._moment(line, table, first)) for table, line in lines]
        return tuple(HandedIn(who, submitted) for who, submitted in found if who is not None and submitted is not None)

    def pins(self, name: str, at: Placed) -> tuple[Pin, ...]:
        """Which variants are written down, as long as the table is there: it is written when problems are handed out.

        Whoever is no longer in the roster has none.  Nobody has two variants of one problem.
        """
        if not (self.folder / name).exists():
            return ()
        found: dict[tuple[int, str], Pin] = {}
        for faults, line in self._lines(name, at, ("student", "problem", "values")):
            row, values = self._row(line.cells["student"]), values_of(line.cells["values"])
            if values is None:
                faults.say("assignment/value", line, f"{line.cells['values'][:60]!r} are no values of a variant", "write them as a=3,b=2")
            elif row is not None:
                pin = Pin(Named(line.cells["student"], Where(faults.file, line.line, line.column), row), line.cells["problem"], values)
                first = found.setdefault((row, pin.problem), pin)
                if first.values != values:
                    faults.say("assignment/two-variants", line, f"{pin.who.text!r} has another variant of {pin.problem!r} in line "
                               f"{first.who.where.line}", "delete one")
        return tuple(found.values())

    def _row(self, text: str) -> int | None:
        """The row of the roster that an id means; none of somebody who has left the class."""
        found = self._names.find(text.strip().removeprefix("'"), self.variants_by) if self._names is not None else None
        return found if isinstance(found, int) else None

    def _moment(self, line: _Line, faults: Faults, is_day_first: bool | None) -> datetime | None:
        text = line.cells["submitted"]
        found = moment(text, faults.zone, is_day_first)
        if found is None and (faults.zone is not None or faults.knows_zone):
            remedy = "write it as 2026-11-23T23:59" + ("" if faults.zone else ", and say 'timezone: Europe/Berlin' in the assignment")
            faults.say("assignment/time", line, f"{text[:60]!r} is no time, has two readings, or needs a time zone", remedy)
        return found

    def _ordered(self, due: datetime, until: datetime | None, place: Placed, faults: Faults) -> None:
        if until is not None and until < due:
            faults.say("assignment/until", place, "'until' is before 'due'", "write the later time as 'until'")

    def _named(self, line: _Line, column: str, faults: Faults) -> Named | None:
        return self._who(line.cells[column], line, faults)

    def _who(self, text: str, at: Placed, faults: Faults) -> Named | None:
        """Whom a text means; with a roster exactly one row of it, or a fault."""
        text, where = text.strip(), Where(faults.file, at.line, at.column)
        if not text:
            faults.say("assignment/nobody", at, "no student is named here", "fill it in, or delete the line")
            return None
        if self._names is None:
            return Named(text, where)
        found = self._names.find(text, self.kind)
        if isinstance(found, int):
            return Named(text, where, found)
        way = "write the number, the login, the e-mail address or the name that the roster has"
        remedy = nearest(text, self._names.known(), way) if found == NOBODY else f"{way} once only, or delete a row of the roster"
        faults.say("assignment/nobody", at, f"{text[:60]!r} is {found} in the roster", remedy)
        return None

    def _lines(self, name: str, at: Placed, needed: Sequence[str], more: Sequence[str] = ()) -> Iterator[tuple[Faults, _Line]]:
        """The lines of a table below its header, which names the columns that are needed, in any order."""
        data = self._bytes(name, at)
        if data is None:
            return
        here = self.faults.of_file(name)
        found = _table(data, name, self.faults)
        if not found:
            return
        header = [cell.strip().casefold() for cell in found[0][1]]
        if missing := [column for column in needed if column not in header]:
            here.say("assignment/columns", _Line(found[0][0], {}), f"there is no column {' and no column '.join(map(repr, missing))}",
                     f"the first line names the columns: {','.join((*needed, *more))}")
            return
        places = {column: header.index(column) for column in (*needed, *more) if column in header}
        for line, cells in found[1:]:
            yield here, _Line(line, {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()})

    def _bytes(self, name: str, at: Placed) -> bytes | None:
        read = read_regular(self.folder / name, MOST_BYTES)
        if isinstance(read, str):
            self.faults.say("assignment/file", at, f"{name[:200]!r}: {read}", "name a CSV file of at most 64 MiB, relative to this file")
            return None
        self.digest.update(hashlib.sha256(read[0]).digest())
        return read[0]


def _table(data: bytes, name: str, faults: Faults) -> list[tuple[int, tuple[str, ...]]]:
    """The rows of a table with their lines; a row that cannot be trusted makes all of it a fault."""
    def wrong(line: int, message: str) -> list[tuple[int, tuple[str, ...]]]:
        faults.found.append(Diagnostic("assignment/table", message, "save it as CSV in UTF-8", where=Where(name, line)))
        return []

    try:
        found = list(table_rows(data)[0])
    except NoText as error:
        return wrong(1, str(error))
    if not found or len(found) > MOST_ROWS:
        return wrong(1, f"this table has {'more than ' + str(MOST_ROWS) if found else 'no'} rows")
    width = range(len(found[0].cells))
    broken = [(row.line, why) for row in found if (why := row.fault or row.lost(width))]
    return wrong(*broken[0]) if broken else [(row.line, row.cells) for row in found]
