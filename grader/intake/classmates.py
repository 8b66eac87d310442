"""Whether a ``student:`` line names the person whose file it is in, or somebody else of the class."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from grader.headers import compared
from grader.model import Identity, Key, Row, keys_of
from grader.people import in_ascii

_WORD = re.compile(r"\w+")
_MOST_WORDS = 12


def names_another(said: str, who: Identity, enrolled: frozenset[str] = frozenset()) -> bool:
    """Whether the text names somebody else than this person; it does not if nothing is known that it could be compared with.

    Names are compared word by word without order and case, and a part of a name is enough: it is the layout that decides, not this line.
    Canvas writes names as one word, beginning with the surname.  ``enrolled`` is what a roster says of the person.
    """
    known = _known(who) | enrolled
    return bool(known) and not any(_names(text, value) for text in {said, in_ascii(said).replace("_", " ")} for value in known)


def _names(said: str, value: str) -> bool:
    text, words = _folded(said), set(_WORD.findall(_folded(said)))
    return text == value or bool(set(_joined(said)) & set(_joined(value))) or bool(words and words <= set(_WORD.findall(value)))


class Enrolled:
    """The people of a roster by the ids that stand there once."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: dict[Key, list[frozenset[str]]] = defaultdict(list)
        for row in rows:
            said = frozenset(_folded(value) for _, value in row.keys)
            for key in {(kind, compared(kind, value)) for kind, value in row.keys}:
                self._rows[key].append(said)

    def said_of(self, who: Identity) -> frozenset[str]:
        """Return all names and ids that the roster has of somebody, by the strongest id that it knows; none where it does not."""
        found = [self._rows.get((kind, compared(kind, value)), []) for kind, value in keys_of(who)]
        rows = next((each for each in found if each), [])
        return rows[0] if len(rows) == 1 else frozenset()

    def agrees(self, said: str, claimed: Identity, who: Identity) -> bool:
        """Whether the text, which alone would be somebody, names the person whom the roster has under this name, and nobody else of it."""
        enrolled, meant = self.said_of(who), self.said_of(claimed)
        return bool(enrolled) and meant in (frozenset(), enrolled) and not names_another(said, who, enrolled)


class Classmates:
    """The people of a class by the ways in which they can be named."""

    def __init__(self, people: Iterable[Identity]) -> None:
        self._named: dict[str, set[str]] = defaultdict(set)
        for who in people:
            for value in _known(who):
                for form in (value, *_joined(value)):
                    self._named[form].add(who.student)

    def named(self, said: str) -> str:
        """The one person of the class whom the text names in full, else nothing."""
        found: set[str] = set()
        for form in (_folded(said), *_joined(said)):
            found |= self._named.get(form, set())
        return found.pop() if len(found) == 1 else ""


def _known(who: Identity) -> set[str]:
    """The names and ids of a person, or of all members of a group."""
    found = {value for member in who.members for value in _known(member)}
    own = (who.name, who.login, who.email, who.number) if who.kind != "team" else ()
    found |= {_folded(value) for value in own if value}
    words = who.name.split()
    if who.kind == "d2l" and len(words) > 2:
        # Some institutions put the login before the name.
        found |= {_folded(" ".join(words[1:])), _folded(words[0])}
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()


def _joined(text: str) -> list[str]:
    """The words without anything between them, beginning with each of them: a name from its surname on is among these."""
    words = _WORD.findall(_folded(text))
    if not 0 < len(words) <= _MOST_WORDS:
        return []
    return ["".join(words[at:] + words[:at]) for at in range(len(words))]
