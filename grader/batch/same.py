"""Who of another run is who in this one: by the same identity, else by ids of the same kind; a name alone never says it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from grader.model import Identity, keys_of
from grader.people import compared
from grader.store import Person

STRONG = frozenset({"canvas-user", "github", "number", "login", "email"})
"""Kinds of ids that are a student's wherever they stand.  A participant's number is Moodle's, and then the identity is the same one."""

Ids = Mapping[str, frozenset[str]]


def same_people(ours: Sequence[Person], theirs: Sequence[Person]) -> tuple[dict[str, str], dict[str, str]]:
    """Return by the other run's id of a person ours, and which of our people it shows to be one: by the id that goes the one that stays.

    The other run knows somebody under several identities where a roster said so.  Two of one layout are never one.
    """
    homes = {_name(who): person.person for person in ours for who in (person.who, *person.aliases)}
    layouts = {person.person: person.who.layout for person in ours}
    same, joined = dict[str, str](), dict[str, str]()
    for person in theirs:
        found = list(dict.fromkeys(homes[_name(who)] for who in (person.who, *person.aliases) if _name(who) in homes))
        if found:
            kept = joined.get(found[0], found[0])
            same[person.person] = kept
            joined |= {other: kept for other in found[1:] if layouts[other] != layouts[kept] and other not in joined}
    strangers = [person for person in theirs if person.person not in same]
    return same | _by_ids(ours, strangers), joined


def _by_ids(ours: Sequence[Person], strangers: Sequence[Person]) -> dict[str, str]:
    """The one person of ours, under another layout, with whom a stranger shares an id and whom no id speaks against."""
    known = {person.person: _ids(person) for person in ours if _is_student(person)}
    bearers: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in ours:
        for kind, values in known.get(person.person, {}).items():
            for value in values:
                bearers[kind, value].append(person)
    found: dict[str, Person] = {}
    for stranger in filter(_is_student, strangers):
        ids = _ids(stranger)
        candidates = {person.person: person for kind, values in ids.items() for value in values for person in bearers[kind, value]
                      if person.who.layout != stranger.who.layout}
        if len(candidates) == 1:
            [one] = candidates.values()
            if all(ids[kind] & known[one.person][kind] for kind in ids.keys() & known[one.person].keys()):
                found[stranger.person] = one
    layouts = {person.person: person.who.layout for person in strangers}
    claims = Counter((one.person, layouts[stranger]) for stranger, one in found.items())
    return {stranger: one.person for stranger, one in found.items() if claims[one.person, layouts[stranger]] == 1}


def _name(who: Identity) -> tuple[str, str, str]:
    return who.layout, who.kind, who.key


def _is_student(person: Person) -> bool:
    return not person.who.members and person.who.kind != "team"


def _ids(person: Person) -> Ids:
    """All ids of somebody that are the same wherever they stand, as they are compared."""
    ids: dict[str, set[str]] = defaultdict(set)
    for who in (person.who, *person.aliases):
        for kind, value in keys_of(who):
            if kind in STRONG and compared(kind, value):
                ids[kind].add(compared(kind, value))
    return {kind: frozenset(values) for kind, values in ids.items()}
