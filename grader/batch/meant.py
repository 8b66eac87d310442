"""Who of a run is meant by a name or an id, and how a decision names somebody."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Identity, UsageError, keys_of, printable
from grader.people import compared
from grader.store import Person


def meant(people: Sequence[Person], student: str) -> Person:
    """Return who has this id, name, or store's own id; raises :class:`UsageError` where nobody or more than one is meant."""
    found = [each for each in people if each.person == student or any(_is_called(who, student) for who in (each.who, *each.aliases))]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"nobody in this run is called {printable(student)!r}; grades.csv lists all who handed in")
    listed = ", ".join(f"{printable(' '.join((each.who.student, *_best_id(each.who))))} ({each.person})" for each in found)
    raise UsageError(f"{printable(student)!r} may be {listed}: say the number in brackets")


def _is_called(who: Identity, student: str) -> bool:
    # What stands on pages is a name too where the id of a plain table is none.
    return any(compared(kind, value) == compared(kind, student) for kind, value in (*keys_of(who), ("name", who.student)))


def _best_id(who: Identity) -> list[str]:
    return [value for kind, value in keys_of(who) if kind != "name"][:1]


def named(person: Person) -> Identity:
    """Return somebody as a decision names a student: the LMS's own id, and the name."""
    kind, key = keys_of(person.who)[0]
    return Identity("", kind, key, name=person.who.name if kind != "name" else key)
