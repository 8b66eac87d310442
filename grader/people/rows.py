"""How the ids in the rows of rosters are compared."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from html.entities import codepoint2name

from grader.headers import compared

_MANGLED = re.compile(r"[+-]?\d[.,]\d{1,14}E[+-]\d{2,3}")

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

_LEFT_OUT = re.compile(r"[\x00-\x1f\x7f&<>\"`|':\\/]")
"""What Moodle takes out of a name before it makes it a folder's (``clean_param`` with ``PARAM_FILE``)."""


def is_mangled(value: str) -> bool:
    """Return whether a value is what a spreadsheet leaves of a long number: many numbers are written so, and it is nobody's id.

    >>> [value for value in ("1.23457E+11", "1,00E+05", "1E5", "123456789012") if is_mangled(value)]
    ['1.23457E+11', '1,00E+05']
    """
    return _MANGLED.fullmatch(value.strip()) is not None


def letters(name: str) -> str:
    """Return the letters and digits of a name without case, all that is sure to survive in the name of a folder.

    >>> letters("R&D: Team_1")
    'rdteam1'
    """
    return "".join(c for c in unicodedata.normalize("NFC", name).casefold() if c.isalnum() or unicodedata.combining(c))


def in_ascii(name: str) -> str:
    """Return a name as ILIAS spells it in the names of folders: umlauts as two letters, other letters that have a name in HTML 4 by the
    first one of that, and ``_`` for each byte of all others.  Source: ``getASCIIFilename`` of ILIAS-eLearning/ILIAS.

    >>> in_ascii("Jörg Groß"), in_ascii("Zoë Æsop"), in_ascii("Žofie")
    ('Joerg Gross', 'Zoe Asop', '__ofie')
    """
    spelt = unicodedata.normalize("NFC", name).translate(_UMLAUTS)
    return "".join(c if c.isascii() else codepoint2name[ord(c)][0] if ord(c) in codepoint2name else "_" * len(c.encode("utf-8", "replace"))
                   for c in spelt)


class Groups:
    """Groups by their names, which a folder, or another table, may spell otherwise."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {compared("group", name) for name in names}
        self._alike: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            self._alike[letters(name)].append(name)

    def find(self, name: str) -> str:
        """Return the name, as it is compared, of the group that is meant: the same one, else the only one with the same letters and
        numbers; empty for none.  Team 1-1 is not Team 11; the folder 11 may be Moodle's for 1/1.

        >>> Groups(["R&D: Team_1", "Team 2"]).find("RD Team 1"), Groups(["A 1", "A-1"]).find("A1")
        ('R&D: Team_1', '')
        >>> Groups(["Team 11"]).find("Team 1-1"), Groups(["Team 1-1"]).find("Team 11"), Groups(["Team 1/1"]).find("Team 11")
        ('', '', 'Team 1/1')
        """
        if (same := compared("group", name)) in self._names:
            return same
        alike = self._alike.get(letters(name), ()) if letters(name) else ()
        return alike[0] if len(alike) == 1 and _numbers(name) in (_numbers(alike[0]), _numbers(_LEFT_OUT.sub("", alike[0]))) else ""


def _numbers(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def words(name: str) -> frozenset[str]:
    """Return the words of a name, letters and digits without case, as they survive in the name of a folder.

    What nobody sees, such as the joiners in names of other scripts, survives in some and not in others.

    >>> sorted(words("O'Brien, Mary-Jane"))
    ['jane', 'mary', 'obrien']
    """
    return frozenset(_all_words(name))


def _all_words(name: str) -> list[str]:
    text = _LEFT_OUT.sub("", unicodedata.normalize("NFC", name)).casefold()
    seen = (c for c in text if c.isascii() or unicodedata.category(c) != "Cf")
    return "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in seen).split()


def stands_in(name: str, folder: str) -> bool:
    """Return whether a folder of ILIAS may begin with this name: it has all words that are left of it, each as often, and perhaps others.
    A word that is there once more is the beginning of a login.

    >>> stands_in("Žofie Lee", "Lee ofie M"), stands_in("Ada Lee", "Lee Ada ada"), stands_in("李", "Lee")
    (True, False, False)
    """
    own, there = Counter(_all_words(in_ascii(name))), Counter(_all_words(folder))
    return bool(own) and all(there[word] == number for word, number in own.items())


def may_be_one(name: str, other: str) -> bool:
    """Return whether two names may be one person's: a word of one is a word of the other, or the beginning of one, as an initial is.

    >>> may_be_one("Lovelace, A.", "Ada King"), may_be_one("Ada Lovelace", "Grace Hopper")
    (True, False)
    """
    few, many = words(name), words(other)
    return not few or not many or any(one.startswith(two) or two.startswith(one) for one in few for two in many)
