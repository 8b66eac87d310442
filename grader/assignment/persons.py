"""Whom the tables of an assignment name: rows of the roster, or people who handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from grader.model import FAMILY_OF_NOBODY, STUDENT_KINDS, Assignment, Attention, Extension, Identity, Named, Row, Where, keys_of, printable
from grader.people import Groups, compared, is_called_otherwise, letters
from grader.record import record, replace

_SPOKEN = {"number": "number", "login": "login", "email": "e-mail address", "name": "name"}

NOBODY = "nobody"
"""What is said of an id that nobody has."""

TWO_SPELLINGS = "assignment/two-spellings"
"""The code of a row about a group of whom nothing came and that may be another one."""

UNNAMED_GROUP = "assignment/unnamed-group"
"""The code of a row about a student whose work may be that of a group of which nobody names the others."""


class Names:
    """Who is called what: places (of rows or of people) by the ids that a person may write down."""

    def __init__(self, keys: Iterable[Iterable[tuple[str, str]]]) -> None:
        self._places: dict[tuple[str, str], set[int]] = defaultdict(set)
        for place, pairs in enumerate(keys):
            for kind, value in pairs:
                if kind in STUDENT_KINDS:
                    self._places[kind, compared(kind, value)].add(place)

    def find(self, text: str, kind: str = "") -> int | str:
        """The one place that this text means as an id of any kind, or of the ``kind`` if it fits several; else why there is none."""
        found = {each: places for each in STUDENT_KINDS if (places := self._places.get((each, compared(each, text))))}
        places = set[int]().union(*found.values())
        if len(places) > 1 and kind in found:
            found = {kind: found[kind]}
            places = found[kind]
        if len(places) == 1:
            return next(iter(places))
        if not places:
            return NOBODY
        return f"{len(places)} students, as {' and '.join(_SPOKEN[each] for each in found)}"

    def known(self) -> list[str]:
        """All ids, for a suggestion."""
        return [value for _, value in self._places]


def persons(named: Iterable[Named], people: Mapping[str, Sequence[Identity]], rows: Mapping[int, str],
            kind: str) -> tuple[dict[Named, str], tuple[Attention, ...]]:
    """The person whom each name means, of those who handed in, and a row about each name that means none or several of them.

    ``people`` has the identities of each person, ``rows`` the person of each row of the roster; ``kind`` is that of a bare name, if the
    assignment says it: it decides where a name fits two people in two ways.
    """
    ids = list(people)
    known = Names([key for who in people[person] for each in (who, *who.members) for key in keys_of(each)] for person in ids)
    found: dict[Named, str] = {}
    strays = []
    for each in named:
        if each.row is not None:
            # Whoever is in the roster and has handed in nothing is no stray.
            if each.row in rows:
                found[each] = rows[each.row]
        elif isinstance(place := known.find(each.text, kind), int):
            found[each] = ids[place]
        else:
            message = f"{each.text!r} is {place} of those who handed in, so this line is used for nobody"
            strays.append(Attention(each.where.file, "assignment/stray", message, line=each.where.line))
    return found, tuple(strays)


@record
class Own:
    """What the tables of an assignment say about single people: extensions, and times where the download has none.

    A group has the extensions of all its members.  ``strays`` are lines that are used for nobody.
    """

    extensions: Mapping[str, tuple[Extension, ...]]
    times: Mapping[str, datetime]
    strays: tuple[Attention, ...] = ()


def own(assignment: Assignment, people: Mapping[str, Sequence[Identity]], rows: Mapping[int, str]) -> Own:
    """What is said about each person; ``people`` and ``rows`` as in :func:`persons`.  Of several times the last one holds."""
    named = [each.who for each in assignment.extensions] + [each.who for each in assignment.times]
    meant, strays = persons(named, people, rows, assignment.students)
    extensions: dict[str, tuple[Extension, ...]] = {}
    for extension in assignment.extensions:
        if (person := meant.get(extension.who)) is not None:
            extensions[person] = (*extensions.get(person, ()), extension)
    times: dict[str, datetime] = {}
    for each in assignment.times:
        if (person := meant.get(each.who)) is not None:
            times[person] = max(times.get(person, each.submitted), each.submitted, key=lambda time: time.astimezone(UTC))
    return Own(extensions, times, (*strays, *_against_the_roster(assignment), *_spelt_otherwise(assignment, rows),
                                    *_unnamed(assignment, people, rows)))


def without(assignment: Assignment, person: str, people: Mapping[str, Sequence[Identity]], rows: Collection[int]) -> Assignment:
    """Return the assignment without what its tables say of one person, whose rows of the roster are given; the places of all others stay.

    ``people`` is as in :func:`persons`.
    """
    tables = (assignment.extensions, assignment.groups, assignment.times, assignment.pins)
    named = [each.who for table in tables for each in table]
    meant, _ = persons(named, people, dict.fromkeys(rows, person), assignment.students)
    own = {who for who in named if who.row in rows or meant.get(who) == person}
    roster = tuple(Row(row.line, ()) if place in rows else row for place, row in enumerate(assignment.roster))
    return replace(assignment, roster=roster, extensions=tuple(each for each in assignment.extensions if each.who not in own),
                   groups=tuple(each for each in assignment.groups if each.who not in own),
                   times=tuple(each for each in assignment.times if each.who not in own),
                   pins=tuple(each for each in assignment.pins if each.who not in own))


def with_members(assignment: Assignment) -> Callable[[Identity], Identity]:
    """Return what gives a group the members that the roster and the assignment's table of groups name, if the layout names none.

    Anybody else stays.  Where the roster says who is in the group, these are its members, and the table adds only students of whom the
    roster says no group.
    A group's name may be spelled otherwise in each place, unless that is what somebody in the roster is called.
    Moodle's default team, and a folder that nobody's LMS made, have only a name.  Canvas names a group's file after the group and one of
    its members: where the roster knows that user as somebody outside of the group, nothing is joined.
    """
    named: dict[str, list[Named]] = defaultdict(list)
    for each in assignment.groups:
        named[compared("group", each.group)].append(each.who)
    alike: dict[str, set[str]] = defaultdict(set)
    for group in named:
        alike[letters(group)].add(group)

    rows_of = _rows_of_groups(assignment)
    table, roster = Groups(named), Groups(rows_of)
    called = {key for row in assignment.roster for kind, value in row.keys if (key := (kind, compared(kind, value)))[0] in STUDENT_KINDS}

    def joined(who: Identity) -> Identity:
        if who.members or not (named or rows_of):
            return who
        if who.kind in ("team", "submission", "name"):
            name = who.group or who.name or who.key
            is_called = who.kind == "name" and any((kind, compared(kind, name)) in called for kind in STUDENT_KINDS)
            group = compared("group", name) if is_called else table.find(name)
            rows = rows_of.get(roster.find(name), ())
            more = [each for each in named.get(group, ()) if not _is_said(assignment, rows, each)]
            # A name that is no LMS's team may be a student's whom the roster does not know.
            told = [_named_in(assignment, row) for row in rows if more or who.kind == "team"]
            return replace(who, members=_members(assignment, (*told, *more)))
        groups = alike.get(letters(who.name), set()) if who.kind == "canvas-user" and who.name else set()
        return _of_canvas(assignment, who, next(iter(groups)), named) if len(groups) == 1 else who

    return joined


def _of_canvas(assignment: Assignment, who: Identity, group: str, named: Mapping[str, Sequence[Named]]) -> Identity:
    members = _members(assignment, named[group])
    users = {each.key for each in members if each.kind == "canvas-user"}
    return who if users and who.key not in users else replace(who, name=group, group=group, members=members)


def _rows_of_groups(assignment: Assignment) -> dict[str, list[int]]:
    """The rows of the roster by the group that it says."""
    rows: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(assignment.roster):
        if row.group.strip():
            rows[compared("group", row.group)].append(place)
    return rows


def _named_in(assignment: Assignment, row: int) -> Named:
    return Named(assignment.roster[row].label, Where(assignment.file, assignment.roster[row].line), row)


def _is_said(assignment: Assignment, rows: Sequence[int], who: Named) -> bool:
    """Whether the roster has rows of this group and says of somebody in which group he is: then the table of groups has no say."""
    return bool(rows) and who.row is not None and bool(assignment.roster[who.row].group.strip())


def _against_the_roster(assignment: Assignment) -> tuple[Attention, ...]:
    """A row about each line of the table of groups that says another group than the roster does."""
    rows_of = _rows_of_groups(assignment)
    roster = Groups(rows_of)
    groups = [(rows_of.get(roster.find(each.group), ()), each.who) for each in assignment.groups]
    return tuple(Attention(who.where.file, "assignment/stray", f"the roster has {who.text!r} in the group "
                           f"{assignment.roster[who.row].group!r}, so this line is used for nobody", line=who.where.line)
                 for rows, who in groups if who.row is not None and who.row not in rows and _is_said(assignment, rows, who))


def _spelt_otherwise(assignment: Assignment, found: Collection[int]) -> tuple[Attention, ...]:
    """A row about each group of the roster of whom nothing came beside one of nearly the same name of whom something came.

    ``found`` are the rows of those who handed in.
    """
    rows_of = _rows_of_groups(assignment)
    came = {name: Groups([name]) for name, rows in rows_of.items() if not set(rows).isdisjoint(found)}
    said = []
    for name, rows in rows_of.items():
        for other, alike in came.items() if name not in came else ():
            if alike.find(name):
                one, two = (assignment.roster[rows_of[each][0]] for each in (other, name))
                who = ", ".join(printable(assignment.roster[row].label) for row in rows[:3]) + " …" * (len(rows) > 3)
                said.append(Attention("", TWO_SPELLINGS, f"the roster has the groups {one.group!r} (line {one.line}) and "
                                      f"{two.group!r} (line {two.line}); work came of the first alone, and {who} has nothing"))
    return tuple(said)


def _unnamed(assignment: Assignment, people: Mapping[str, Sequence[Identity]], rows: Mapping[int, str]) -> tuple[Attention, ...]:
    """A row about each student whose work bears another name than the roster has, and may be that of a group."""
    found = [(people[person][0], assignment.roster[row], person) for row, person in sorted(rows.items())]
    return tuple(Attention("", UNNAMED_GROUP, f"the files of user {who.key} bear the name '{printable(who.name)}', and the roster has "
                           f"'{printable(row.label)}' in line {row.line}; if that is a group, only this student has its score",
                           who.student, person=person)
                 for who, row, person in found if is_called_otherwise(who, row))


def _members(assignment: Assignment, named: Iterable[Named]) -> tuple[Identity, ...]:
    return tuple(_identity(each, assignment) for each in named)


def _identity(named: Named, assignment: Assignment) -> Identity:
    """A student under all ids that the roster has, else under the bare name."""
    if named.row is None:
        kind = assignment.students or "name"
        return replace(Identity(FAMILY_OF_NOBODY, kind, named.text), **{kind: named.text})
    keys = assignment.roster[named.row].keys
    said = {kind: value for kind, value in reversed(keys) if kind in STUDENT_KINDS}
    return replace(Identity(FAMILY_OF_NOBODY, *keys[0]), **said)
