"""The bytes of a table as rows, whether it is a text with separators or a workbook of Excel."""

from __future__ import annotations

from collections.abc import Iterable

from grader.csvtext import Row, decode, delimiter, rows
from grader.workbook import is_workbook, workbook_rows


def table_rows(data: bytes) -> tuple[Iterable[Row], bool]:
    """Return the rows that are not blank, and whether the encoding of a text had to be guessed.

    Raises :class:`~grader.csvtext.NoText` for what is neither.
    """
    if is_workbook(data):
        return workbook_rows(data), False
    text, is_guessed = decode(data)
    return rows(text, delimiter(text)), is_guessed
