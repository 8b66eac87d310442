"""Bytes to text, or why a file that was handed in is none."""

from __future__ import annotations

from grader.csvtext import NoText
from grader.csvtext import decode as decode_text
from grader.intake.member import Refused


def decode(data: bytes) -> tuple[str, bool]:
    """Return the text, and whether its encoding had to be guessed; raises :class:`Refused`: ``intake/binary`` or ``intake/encoding``."""
    try:
        return decode_text(data)
    except NoText as error:
        raise refused(error) from None


def refused(error: NoText) -> Refused:
    """Return what is said of bytes that are no text."""
    return Refused("intake/binary" if error.is_binary else "intake/encoding", str(error))
