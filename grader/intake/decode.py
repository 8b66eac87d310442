"""Bytes to text: UTF-8, UTF-16 with its mark, Windows-1252 as a last resort; line ends become newlines."""

from __future__ import annotations

import codecs
import re

from grader.intake.member import Refused

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding had to be guessed.

    Raises :class:`Refused` for what is no text: ``intake/binary`` or ``intake/encoding``.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Refused("intake/encoding", "this is UTF-32, which is not read; save the file as UTF-8")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, guessed = _strict(data, "utf-16"), False
    else:
        try:
            text, guessed = data.decode("utf-8-sig"), False
        except UnicodeDecodeError:
            text, guessed = _strict(data, "cp1252"), True
    # A picture under the name of a text is valid Windows-1252 more often than not, but has control characters.
    if "\0" in text or (guessed and _CONTROL.search(text)):
        raise Refused("intake/binary", "this is no text, whatever its name says")
    return text.replace("\r\n", "\n").replace("\r", "\n"), guessed


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data and encoding == "cp1252":
            raise Refused("intake/binary", "this is no text, whatever its name says") from None
        message = f"byte {error.start + 1} fits no encoding that is read; save the file as UTF-8"
        raise Refused("intake/encoding", message) from None
