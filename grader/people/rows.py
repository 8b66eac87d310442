"""A row of a roster or of an LMS's table, with the ids that stand in it, and how ids are compared."""

from __future__ import annotations

import re
import unicodedata

from grader.record import record

Key = tuple[str, str]
"""A kind of ``grader.model.KINDS`` and a value: ids of different kinds never meet."""

_LEFT_OUT = re.compile(r"[\x00-\x1f\x7f&<>\"`|':\\/]")
"""What Moodle takes out of a name before it makes it a folder's (``clean_param`` with ``PARAM_FILE``)."""


@record
class Row:
    """One student of a file: its line (from 1), all ids that stand there, and what else the file knows.

    ``group`` is the group's name; ``submitted`` is the time of the last submission as Moodle wrote it, in the teacher's language.
    """

    line: int
    keys: tuple[Key, ...]
    group: str = ""
    submitted: str = ""

    @property
    def label(self) -> str:
        """What the row is called in a message: its last key, which is a name where there is one."""
        return self.keys[-1][1] if self.keys else ""


def compared(kind: str, value: str) -> str:
    """Return a value as it is compared: composed and trimmed; logins and addresses without case, names with single blanks.

    >>> compared("login", " ALovelace "), compared("number", "007"), compared("name", "Ada  Lovelace")
    ('alovelace', '007', 'Ada Lovelace')
    """
    text = unicodedata.normalize("NFC", value).strip()
    if kind in ("login", "email"):
        return unicodedata.normalize("NFC", text.casefold())
    return " ".join(text.split()) if kind in ("name", "group") else text


def words(name: str) -> frozenset[str]:
    """Return the words of a name, letters and digits without case, as they survive in the name of a folder.

    >>> sorted(words("O'Brien, Mary-Jane"))
    ['jane', 'mary', 'obrien']
    """
    text = _LEFT_OUT.sub("", unicodedata.normalize("NFC", name)).casefold()
    return frozenset("".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in text).split())
