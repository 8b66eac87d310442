"""Members of several groups that handed in: nobody can say which work counts for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from grader.batch.same import STRONG
from grader.model import Attention, Identity, Key, keys_of, printable
from grader.people import compared
from grader.store import Person

CODE = "intake/two-groups"


def two_groups(people: Sequence[Person]) -> tuple[dict[str, tuple[Identity, ...]], tuple[Attention, ...]]:
    """Return by group the members who are in another one too, and a row about each of these students."""
    groups: dict[Key, list[tuple[Person, Identity]]] = defaultdict(list)
    for person in people:
        for member in person.who.members:
            for key in _ids(member):
                groups[key].append((person, member))
    doubles: dict[str, tuple[Identity, ...]] = defaultdict(tuple)
    rows: dict[tuple[str, ...], Attention] = {}
    for found in groups.values():
        names = {person.person: printable(person.who.student) for person, _ in found}
        if len(names) < 2:
            continue
        for person, member in found:
            doubles[person.person] = tuple(dict.fromkeys((*doubles[person.person], member)))
        student = found[0][1].student
        said = f"this student is in {len(names)} groups that handed in: {', '.join(names.values())}; which work counts is open"
        rows.setdefault((student, *names), Attention("", CODE, said, student))
    return dict(doubles), tuple(rows.values())


def _ids(member: Identity) -> list[Key]:
    """The ids by which a member is known, the name only where there is nothing else."""
    keys = [(kind, compared(kind, value)) for kind, value in keys_of(member)]
    return [key for key in keys if key[0] in STRONG] or keys
