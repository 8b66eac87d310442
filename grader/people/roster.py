"""A roster from the file of an LMS, or from any CSV whose headers say what its columns are."""

from __future__ import annotations

from collections.abc import Sequence

from grader.csvtext import NoText
from grader.headers import KNOWN, Columns, columns, compared, folded
from grader.model import Diagnostic, Key, Row, Where
from grader.people.names import full_name, turned
from grader.people.worksheet import Cells, shape, worksheet_rows
from grader.record import record, replace
from grader.tables import table_rows

_CODE = "people/roster"
_AFTER_ID = {"sis user id": "number", "sis login id": "login"}
_BRIGHTSPACE = frozenset({"orgdefinedid", "end-of-line indicator"})
_MOST = 20


@record
class Roster:
    """The students of a file and the LMS that made it (``plain`` for none); with ``faults`` there are no rows."""

    layout: str
    rows: tuple[Row, ...]
    faults: tuple[Diagnostic, ...] = ()


def read_roster(data: bytes, file: str) -> Roster:
    """Read a roster: Moodle's worksheet in any language, Canvas's gradebook, Brightspace's, Blackboard's and Gradescope's tables, any CSV.

    What cannot be read is a fault with its line; then nobody is read, since whoever is missing would be taken for a stranger.
    """
    try:
        table = list(table_rows(data)[0])
    except NoText as error:
        return _fault(file, [(1, str(error))])
    if broken := [(row.line, row.fault) for row in table if row.fault]:
        return _fault(file, broken)
    found = columns(table[0].cells if table else ())
    meant = [place for place in (*(each for _, each in found.ids), found.last, found.first, found.group) if place is not None]
    if lost := [(row.line, why) for row in table if (why := row.lost(meant))]:
        return _fault(file, lost)
    roster = roster_of([(row.line, row.cells) for row in table], file)
    return replace(roster, rows=_once(roster.rows))


def _once(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows without those that say the same ids and group again, as of a student in two sections; a name alone may be two people's."""
    met, kept = set[object](), list[Row]()
    for row in rows:
        said = frozenset((kind, compared(kind, value)) for kind, value in row.keys), compared("group", row.group)
        if said not in met or all(kind == "name" for kind, _ in row.keys):
            kept.append(row)
        met.add(said)
    return tuple(kept)


def roster_of(table: Cells, file: str) -> Roster:
    """Read a roster from the rows of a table, as :func:`read_roster` does; rows that name nobody (maxima, blank ones) are left out."""
    header = table[0][1] if table else ()
    if form := shape(table):
        return _fault(file, form.faults) if form.faults else Roster("moodle", worksheet_rows(table, form))
    if _is_canvas(header):
        return Roster("canvas", canvas_rows(table))
    found = columns(header)
    if not found.is_known:
        names = ", ".join(repr(cell) for cell in header[:8])
        return _fault(file, [(1, f"no column says who somebody is; known headers are {KNOWN}, and those of the LMSs' own files; "
                                 f"the first row is {names or 'empty'}")])
    is_brightspace = not _BRIGHTSPACE.isdisjoint(map(folded, header))
    layout = "brightspace" if is_brightspace else "blackboard" if _is_blackboard(header) else "plain"
    # Brightspace writes "#007", so that no spreadsheet takes the zeros away.
    mark = "#" if is_brightspace else ""
    rows = [_row(line, [cell.strip().removeprefix(mark) for cell in cells], found) for line, cells in table[1:]]
    return Roster(layout, tuple(row for row in rows if row.keys))


def _row(line: int, texts: Sequence[str], found: Columns) -> Row:
    def cell(place: int | None) -> str:
        return texts[place] if place is not None and place < len(texts) else ""

    keys: list[Key] = [(kind, cell(place)) for kind, place in found.ids if kind != "name" and cell(place)]
    keys += [("name", name) for kind, place in found.ids if kind == "name" and cell(place) for name in turned(cell(place))]
    return Row(line, (*keys, *_two(cell(found.last), cell(found.first), found.may_be_whole)), cell(found.group))


def canvas_rows(table: Cells) -> tuple[Row, ...]:
    """Return the students of Canvas's gradebook: those with an id, which lines such as ``Points Possible`` have not."""
    header = [folded(cell) for cell in table[0][1]]
    at = 2 if "lastname" in header[0] else 1
    kinds = [("canvas-user", at)] + [(_AFTER_ID[name], place) for place, name in enumerate(header) if name in _AFTER_ID]
    rows = []
    for line, cells in table[1:]:
        keys: list[Key] = [(kind, value) for kind, place in kinds if place < len(cells) and (value := cells[place].strip())]
        if not keys or not cells[at: at + 1] or "Points Possible" in cells[0]:
            continue
        keys += [("name", name) for name in turned(_unwrapped(cells[0]))] if at == 1 else _two(cells[0], cells[1])
        rows.append(Row(line, tuple(keys)))
    return tuple(rows)


def _two(last: str, first: str, may_be_whole: bool = False) -> list[Key]:
    """Both ways to write a name of two parts."""
    last, first = last.strip(), first.strip()
    if not last or not (first or may_be_whole):
        return []
    whole = full_name(last, first, may_be_whole)
    return [("name", name) for name in turned(last)] if whole == last else [("name", f"{last}, {first}"), ("name", whole)]


def _unwrapped(name: str) -> str:
    """Canvas writes a name that begins with ``=`` as ``="name"``."""
    text = name.strip()
    return text[2:-1] if text.startswith('="') and text.endswith('"') and len(text) > 3 else text


def _is_canvas(header: Sequence[str]) -> bool:
    """The rule of Canvas's own importer, whose headers are never translated."""
    names = [folded(cell) for cell in header]
    return len(names) > 3 and "section" in names and (names[:2] == ["student", "id"] or names[:3] == ["lastname", "firstname", "id"])


def _is_blackboard(header: Sequence[str]) -> bool:
    return {"last name", "first name", "username"} <= {folded(cell) for cell in header[:4]}


def _fault(file: str, faults: Sequence[tuple[int, str]]) -> Roster:
    remedy = "Take the file as the LMS exported it, or save a table as CSV in UTF-8."
    return Roster("", (), tuple(Diagnostic(_CODE, message, remedy, where=Where(file, line)) for line, message in faults[:_MOST]))
