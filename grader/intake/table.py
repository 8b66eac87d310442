"""Comma-separated text to rows: the quoting of RFC 4180, any length of cell, and the line where each row begins.

Python's own reader gives up inside a cell that is too long and would go on in its middle, so that a student's answer
could pass for another student's row; this one finds the end of every cell or says that there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.intake.member import Fault
from grader.record import record

DELIMITERS = ",;\t"


@record
class Row:
    """The cells of a row and the line (from 1) where it begins; ``fault`` says why it cannot be trusted."""

    line: int
    cells: tuple[str, ...]
    fault: Fault | None = None


def delimiter(text: str) -> str:
    """The delimiter that the first line has most of; a comma where there is none."""
    head = re.sub('"[^"]*"', "", text.partition("\n")[0])
    return max(DELIMITERS, key=head.count)


def rows(text: str, between: str) -> Iterator[Row]:
    """The rows that are not blank; after a quote that never closes there are no more."""
    cell = re.compile(rf'(?:"((?:[^"]++|"")*+)"([^{between}\n]*+)|([^{between}\n]*+))([{between}\n]|\Z)')
    line, start, cells, fault = 1, 1, list[str](), None
    # There is always a match where the last one ended, because a cell may be empty.
    for found in cell.finditer(text):
        quoted, junk, plain, end = found.groups()
        if quoted is None and plain.startswith('"'):
            message = f'line {line}: a quote " opens and never closes, so nothing from here on was read'
            yield Row(start, tuple(cells), Fault("intake/csv-row", message, start))
            return
        if junk and junk.strip():
            fault = Fault("intake/csv-row", f"line {line}: there is more text behind a closing quote", start)
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        line += text.count("\n", *found.span())
        if end == between:
            continue
        if any(each.strip() for each in cells):
            yield Row(start, tuple(cells), fault)
        if not end:
            return
        start, cells, fault = line, [], None
