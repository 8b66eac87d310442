"""The bytes of a YAML file to its text, what is said about its encoding, and the codes under which this room speaks."""

from __future__ import annotations

import codecs

from grader.model import Diagnostic, Severity, Where, locate


def of_room(code: str, room: str) -> str:
    """The code under which the room that asked says a fault of this one: ``bank/alias`` for ``yaml/alias``."""
    return f"{room}/{code.removeprefix('yaml/')}"


def decode(data: bytes, file: str, room: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a file: UTF-8, UTF-16 with a byte order mark, or CP1252 with a remark.

    ``room`` is the first half of the codes of what is said.
    """
    code, where, encodings = of_room("yaml/encoding", room), Where(file, 1, 1), ["utf-8-sig", "cp1252"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig":
                read = data[:error.start].decode("utf-8-sig")
                where = Where(file, *locate(read, len(read)))
        else:
            said = Diagnostic(code, "this file is not in UTF-8; it was read as Windows-1252", "save it as UTF-8", where=where,
                              severity=Severity.REMARK)
            return text, (said,) if encoding == "cp1252" else ()
    return "", (Diagnostic(code, "the characters of this file cannot be read from here on", "save it as UTF-8", where=where),)
