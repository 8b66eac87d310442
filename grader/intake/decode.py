"""Bytes to text or to the rows of a table, or why a file that was handed in is none."""

from __future__ import annotations

from collections.abc import Iterator

from grader.csvtext import NoText, Row
from grader.csvtext import decode as decode_text
from grader.intake.member import Refused
from grader.tables import table_rows


def decode(data: bytes) -> tuple[str, bool]:
    """Return the text, and whether its encoding had to be guessed; raises :class:`Refused`: ``intake/binary`` or ``intake/encoding``."""
    try:
        return decode_text(data)
    except NoText as error:
        raise _refused(error) from None


def decode_table(data: bytes) -> tuple[Iterator[Row], bool]:
    """Return the rows of a table, and whether its encoding had to be guessed; raises :class:`Refused` as above."""
    try:
        rows, is_guessed = table_rows(data)
    except NoText as error:
        raise _refused(error) from None
    return iter(rows), is_guessed


def _refused(error: NoText) -> Refused:
    return Refused("intake/binary" if error.is_binary else "intake/encoding", str(error))
