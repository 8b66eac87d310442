"""People whom a roster shows to be one, as where one answer came by the LMS and the next by e-mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from grader.assignment import with_members
from grader.model import FAMILY_OF_NOBODY, Assignment, Identity, Key
from grader.people import Matching, compared, match
from grader.record import replace
from grader.store import Person, Store


def join_people(store: Store, assignment: Assignment) -> None:
    """Make one person of all who, each alone in a layout of its own, have the same row of the roster.

    The one whose first attempt came first stays.  Two of one layout are never joined, and neither are groups.
    """
    came = store.first_come()
    for persons in rows_of(store.people(), assignment).values():
        kept, *others = sorted(persons, key=lambda person: (came.get(person, 0), person))
        for other in others:
            store.join(kept, other)


def met(people: Sequence[Person], assignment: Assignment) -> tuple[list[Person], Matching]:
    """Return people with the members of their groups and the ids of their rows of the roster, and which rows these are."""
    joined = with_members(assignment)
    whole = [replace(each, who=joined(each.who)) for each in people]
    matching = match([(each.who, *each.aliases) for each in whole], assignment.roster)
    known = {place: identity_in(assignment, row) for place, row in matching.pairs if not whole[place].who.members}
    return [replace(each, aliases=(*each.aliases, known[place])) if place in known else each for place, each in enumerate(whole)], matching


def identity_in(assignment: Assignment, row: int) -> Identity:
    """Return what the roster says of the student in a row."""
    keys: Mapping[str, str] = dict(reversed(assignment.roster[row].keys))
    kind, key = assignment.roster[row].keys[0]
    return Identity(FAMILY_OF_NOBODY, kind, key, keys.get("name", ""), keys.get("login", ""), keys.get("email", ""), keys.get("number", ""))


def known_by_roster(store: Store, assignment: Assignment) -> frozenset[Key]:
    """Return the ids, for comparing, of everybody in the roster where it has people of the run: whoever comes late is of this class too."""
    rows = assignment.roster if rows_of(store.people(), assignment) else ()
    return frozenset((kind, compared(kind, value)) for row in rows for kind, value in row.keys)


def rows_of(people: Iterable[Person], assignment: Assignment) -> dict[int, list[str]]:
    """Return the people of each row of the roster: at most one of each layout."""
    by_layout: dict[str, list[Person]] = defaultdict(list)
    for person in people if assignment.roster else ():
        if not person.who.members and person.who.kind != "team":
            by_layout[person.who.layout].append(person)
    rows: dict[int, list[str]] = defaultdict(list)
    for alike in by_layout.values():
        for place, row in match([(each.who, *each.aliases) for each in alike], assignment.roster).pairs:
            rows[row].append(alike[place].person)
    return rows
