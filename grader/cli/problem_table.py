"""A table of problems to the text of a bank's file: every cell becomes a quoted text, and a row that cannot be one is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.cli.bank_try import quoted
from grader.csvtext import NoText, Row
from grader.kinds import ASKED, fields_asked
from grader.model import UsageError, printable
from grader.record import record
from grader.tables import table_rows

NEEDED = ("id", "vars", "f")
COLUMNS = ("id", "title", "section", "statement", "vars", "f", "wrt", "asked", "truth", "points")
"""In the order in which they are written."""

_NAME = "[A-Za-z][A-Za-z0-9_]*"
_SIZE = r"[A-Za-z0-9_]+"
_FORM = (rf"(?:[a-z]+|\[{_SIZE}(?:, ?{_SIZE})?\]|\{{ ?domain: ?\[[^\[\]{{}}:#'\"]+\] ?\}}|"
         rf"\{{ ?shape: ?\[{_SIZE}, ?{_SIZE}\], ?kind: ?[a-z]+ ?\}})")
_VARIABLE = re.compile(rf" *({_NAME})(?: *: *({_FORM}))? *(?:,|;|$)")
"""``x``, ``x: positive``, ``w: [D]``; a name alone is a real number."""


@record
class Table:
    """The text of the file, empty if no row can be in it, and what is wrong with rows that are not in it, each with its line."""

    text: str
    faults: tuple[str, ...]


def problems_of(data: bytes, name: str) -> Table:
    """Return the problems of a table; raises :class:`UsageError` where it is no table of problems."""
    try:
        found = list(table_rows(data)[0])
    except NoText as error:
        raise UsageError(f"{name}: {error}") from None
    head = [cell.strip().casefold() for cell in found[0].cells] if found else []
    unknown = [cell for cell in head if cell not in COLUMNS]
    missing = [column for column in NEEDED if column not in head]
    if unknown or missing:
        said = f"there is no column {', '.join(missing)}" if missing else f"{printable(unknown[0][:40])!r} is no column"
        raise UsageError(f"{name}:1: {said}; the first row names the columns, which are {', '.join(COLUMNS)}")
    entries, faults = list[str](), list[str]()
    for row in found[1:]:
        fields = dict(zip(head, row.cells, strict=False))
        said = _fault(row, fields, len(head))
        if said:
            faults.append(f"{name}:{row.line}: {said}")
        else:
            entries.append("\n".join(_lines(fields)))
    if not entries and not faults:
        raise UsageError(f"{name}: this table has no rows of problems")
    return Table("\n".join((*entries, "")), tuple(faults))


def _fault(row: Row, fields: dict[str, str], columns: int) -> str:
    """Why a row is no problem; empty if it is one."""
    if row.fault:
        return row.fault
    if row.doubts:
        return f"{row.doubts[0][1]}; write it as a text"
    if len(row.cells) > columns:
        return f"this row has {len(row.cells)} cells, and the first row names {columns}: put a cell that contains a comma in \"quotes\""
    empty = [name for name in NEEDED if not fields.get(name, "").strip()]
    if empty:
        return f"{empty[0]} is empty"
    return "" if _variables(fields["vars"]) is not None else (
        f"vars is {printable(fields['vars'][:60])!r}: write names, or names with their forms, such as 'x: positive, w: [D]'")


def _lines(fields: dict[str, str]) -> Iterator[str]:
    """The lines of one problem; the first begins the entry of the list."""
    said = {name: text.strip() for name, text in fields.items() if text.strip()}
    declared, asked = _variables(said["vars"]) or [], said.get("asked", ASKED[0])
    if len(declared) == 1 and asked in ASKED and "wrt" in fields_asked(asked).needed:
        # By what else could be differentiated?
        said.setdefault("wrt", declared[0][0])
    begin = "- "
    for name in COLUMNS:
        if name in said:
            yield f"{begin}{name}: {_value(name, said[name])}"
            begin = "  "


def _value(name: str, text: str) -> str:
    if name == "vars":
        return f"{{{', '.join(f'{variable}: {form}' for variable, form in _variables(text) or [])}}}"
    if name == "wrt":
        names = re.findall(_NAME, text)
        is_list = len(names) > 1 or text.startswith("[")
        return f"[{', '.join(names)}]" if is_list else quoted(text)
    return quoted(text)


def _variables(text: str) -> list[tuple[str, str]] | None:
    """The names of a cell with their forms; ``None`` where it is something else."""
    bare = " ".join(text.split())
    bare = bare[1:-1].strip() if bare.startswith("{") and bare.endswith("}") else bare
    if re.fullmatch(rf"{_NAME}(?: {_NAME})*", bare):
        return [(name, "real") for name in bare.split()]
    found, end = [], 0
    while end < len(bare):
        each = _VARIABLE.match(bare, end)
        if each is None:
            return None
        found.append((each[1], each[2] or "real"))
        end = each.end()
    return found or None
