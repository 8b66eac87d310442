"""Students whose work was handed in twice, by two groups or by a group and alone: nobody can say which work counts for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from grader.batch.same import STRONG
from grader.model import Attention, Identity, Key, keys_of, printable
from grader.people import compared
from grader.store import Person

CODE = "intake/two-groups"

_Claim = tuple[Person, Identity]
"""Whose work it is, and the student in it."""


def two_groups(people: Sequence[Person]) -> tuple[dict[str, tuple[Identity, ...]], tuple[Attention, ...]]:
    """Return by person who is in a group, or in another one, that handed in too: members of the group, or the person alone; and a row
    about each of these students.
    """
    groups, called = defaultdict[Key, list[_Claim]](list), defaultdict[Key, list[_Claim]](list)
    for person in people:
        for member in person.who.members:
            for key in _ids(member):
                groups[key].append((person, member))
            for key in _keys(member):
                called[key].append((person, member))
    doubles: dict[str, tuple[Identity, ...]] = defaultdict(tuple)
    rows: dict[tuple[str, ...], Attention] = {}

    def note(claims: Iterable[_Claim], student: str, said: str, *names: str) -> None:
        for person, member in claims:
            doubles[person.person] = tuple(dict.fromkeys((*doubles[person.person], member)))
        rows.setdefault((student, *names), Attention("", CODE, f"{said}: {', '.join(names)}; which work counts is open", student))

    for found in groups.values():
        names = {person.person: printable(person.who.student) for person, _ in found}
        if len(names) > 1:
            note(found, found[0][1].student, f"this student is in {len(names)} groups that handed in", *names.values())
    for person in people if groups else ():
        if claims := _groups_of(person, called):
            names = {group.person: printable(group.who.student) for group, _ in claims}
            note((*claims, (person, person.who)), person.who.student, "this student handed in alone and in a group", *names.values())
    return dict(doubles), tuple(rows.values())


def _groups_of(person: Person, called: Mapping[Key, Sequence[_Claim]]) -> list[_Claim]:
    """The groups, each with the member, in which somebody is who handed in alone: a name says it where no ids of one kind are known."""
    if person.who.members or person.who.kind == "team":
        return []
    keys = list(dict.fromkeys(key for who in (person.who, *person.aliases) for key in _keys(who)))
    found: dict[str, _Claim] = {}
    for key in keys:
        for group, member in called.get(key, ()):
            if key[0] in STRONG or not {kind for kind, _ in keys} & {kind for kind, _ in _keys(member)} & STRONG:
                found[group.person] = group, member
    return list(found.values())


def _ids(member: Identity) -> list[Key]:
    """The ids by which a member is known, the name only where there is nothing else."""
    keys = _keys(member)
    return [key for key in keys if key[0] in STRONG] or keys


def _keys(who: Identity) -> list[Key]:
    return [(kind, compared(kind, value)) for kind, value in keys_of(who)]
