"""Which person belongs to which row of a file: exactly one, or none with the reason; nothing is guessed."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

from grader.headers import compared
from grader.model import FAMILY_OF_NOBODY, KINDS, Identity, Key, Row, keys_of, printable
from grader.people.rows import Groups, is_mangled, stands_in, words
from grader.record import record, replace

Known = Mapping[str, frozenset[str]]
"""The compared values under each kind."""

_NOBODYS = frozenset({"row", "team"})
"""Kinds that are never a student's id in a row."""

_SPOKEN = {"participant": "participant's number", "canvas-user": "Canvas id", "ilias-user": "ILIAS id", "email": "e-mail address"}
_SHOWN = 3


@record
class Unmatched:
    """Somebody without exactly one row: a member of the person at that place, the reason as a sentence, and rows that look similar.

    ``rows`` are the places that may be meant; ``is_misnamed`` says that a row has the id, and another name.
    """

    person: int
    who: Identity
    reason: str
    similar: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    is_misnamed: bool = False


@record
class Matching:
    """Pairs of places, of a person and of a row, in the order of the rows; and whoever has no row, in the order of the people."""

    pairs: tuple[tuple[int, int], ...]
    unmatched: tuple[Unmatched, ...]


@record
class _Seeker:
    """One student who looks for a row; a group has several of them.  ``folders`` are the names that Moodle's own folders give."""

    person: int
    who: Identity
    known: Known
    folders: tuple[str, ...]


def match(people: Sequence[Sequence[Identity]], rows: Sequence[Row]) -> Matching:
    """Match each person, whose identities are given (the first is the one that is named), with the rows of a file.

    The first kind of id that a person and a row both have decides for that pair, in the order of ``KINDS``.  A name decides only if it
    occurs once on each side; for Moodle's participants it is a second witness.  Whoever fits two rows has none of them, and so have two
    people who fit one row.  Each member of a group is matched; one that is known by name only has the rows of that name's group.
    """
    table = _Table(rows)
    seekers, lost, found = list[_Seeker](), list[Unmatched](), defaultdict[int, dict[int, Identity]](dict)
    for person, identities in enumerate(people):
        who = identities[0]
        if who.kind == "team" and not who.members:
            places = table.group(who.group or who.name or who.key)
            for place in places:
                found[place][person] = who
            if not places:
                lost.append(Unmatched(person, who, f"no row names the group '{printable(who.student)}': name its members in groups.csv"))
        else:
            seekers += _seekers(person, tuple(map(table.told, identities)))
    bearers: dict[str, int] = defaultdict(int)
    for seeker in seekers:
        for name in seeker.known.get("name", ()):
            bearers[name] += 1
    for seeker in seekers:
        answer = table.place(seeker, bearers)
        if isinstance(answer, Unmatched):
            lost.append(answer)
        else:
            found[answer][seeker.person] = seeker.who
    return _settled(people, found, lost, rows)


def is_called_otherwise(who: Identity, row: Row) -> bool:
    """Return whether Canvas calls somebody's file otherwise than the row: a group's file has one member's id and the group's name.

    The order of a name's parts and its accents do not count: not all programs keep these in the name of a file.
    """
    names = [value for kind, value in row.keys if kind == "name"]
    is_told = who.kind == "canvas-user" and bool(who.name) and not who.members and bool(names)
    return is_told and _letters_of(who.name) not in map(_letters_of, names)


def _letters_of(name: str) -> list[str]:
    return sorted(c for c in unicodedata.normalize("NFD", name.casefold()) if c.isalnum())


def _settled(people: Sequence[Sequence[Identity]], found: Mapping[int, Mapping[int, Identity]], lost: list[Unmatched],
             rows: Sequence[Row]) -> Matching:
    pairs = []
    for place, claims in sorted(found.items()):
        if len(claims) == 1:
            pairs.append((next(iter(claims)), place))
            continue
        for person, who in claims.items():
            reason = _contested([people[other][0] for other in claims], people[person][0], rows[place].line)
            lost.append(Unmatched(person, who, reason, rows=(place,)))
    return Matching(tuple(pairs), tuple(sorted(lost, key=lambda each: each.person)))


def _contested(claims: Sequence[Identity], who: Identity, line: int) -> str:
    """Why somebody does not get a row that others fit too."""
    if all(each.members or each.kind == "team" for each in claims):
        names = ", ".join(printable(each.group or each.student) for each in claims)
        return f"the student in line {line} is in two groups that handed in: {names}"
    others = ", ".join(printable(each.student) for each in claims if each is not who)
    return f"{others} fits the row in line {line} too"


def _seekers(person: int, identities: Sequence[Identity]) -> list[_Seeker]:
    """Whoever looks for a row: the members of a group, and the person, who is one of the members where they share an id."""
    who = identities[0]
    own, folders = _known(identities), tuple(each.name for each in identities if each.kind == "participant" and each.name)
    if not who.members:
        return [_Seeker(person, who, own, folders)]
    members = [_known((member,)) for member in who.members]
    shared = [any(known[kind] & own.get(kind, frozenset()) for kind in known) for known in members]
    seekers = [_Seeker(person, member, _joined(known, own), folders) if same and shared.count(True) == 1 else
               _Seeker(person, member, known, ())
               for member, known, same in zip(who.members, members, shared, strict=True)]
    is_student = who.kind not in ("team", "submission", "name")
    return seekers + [_Seeker(person, who, own, folders)] * (is_student and not any(shared))


def _known(identities: Sequence[Identity]) -> Known:
    return _gathered([key for each in identities for key in keys_of(each)])


def _joined(one: Known, other: Known) -> Known:
    return {kind: one.get(kind, frozenset()) | other.get(kind, frozenset()) for kind in KINDS if kind in one or kind in other}


def _gathered(keys: Sequence[Key]) -> Known:
    values: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for kind, value in keys:
        if kind not in _NOBODYS and not is_mangled(value):
            values[kind].add(compared(kind, value))
    return {kind: frozenset(found) for kind, several in values.items() if (found := several - {""})}


class _Table:
    """The rows under each id, and what of them looks similar."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.known = [_gathered(row.keys) for row in rows]
        self.places: dict[Key, list[int]] = defaultdict(list)
        self.groups: dict[str, list[int]] = defaultdict(list)
        self.by_word: dict[str, list[int]] = defaultdict(list)
        for place, (row, known) in enumerate(zip(rows, self.known, strict=True)):
            for kind, values in known.items():
                for value in values:
                    self.places[kind, value].append(place)
            if row.group.strip():
                self.groups[compared("group", row.group)].append(place)
            for word in set[str]().union(*map(words, known.get("name", ()))):
                self.by_word[word].append(place)
        self.names = Groups(self.groups)

    def group(self, name: str) -> Sequence[int]:
        """The rows of a group, which a folder may spell otherwise."""
        return self.groups.get(self.names.find(name), ())

    def told(self, who: Identity) -> Identity:
        """Return whoever a folder names, with the login or number that stands beside the name; only the rows tell that it is one.

        In Brightspace's folders the whole name comes behind a login, and behind a number the surname may be enough.
        """
        if who.kind == "ilias-user" and not who.login:
            return self._told_by_ilias(who)
        if who.kind != "d2l" or who.login or (who.number and self.places.get(("number", compared("number", who.number)))):
            return who
        # Digits are a login too, where no row has them as its number.
        first, _, name = f"{who.number} {who.name}".strip().partition(" ")
        for kind in ("login", "number"):
            for place in self.places.get((kind, compared(kind, first)), ()):
                known = [words(each) for each in self.known[place].get("name", ())]
                if words(name) and any(words(name) == each or (kind == "number" and words(name) < each) for each in known):
                    return replace(who, name=name, login=first, number="") if kind == "login" else replace(who, name=name, number=first)
        return who

    def _told_by_ilias(self, who: Identity) -> Identity:
        """Return whoever a folder of ILIAS names, where a name or the login behind it has underscores: the login is that of a row which
        ends the folder's words, if the row's whole name stands before it.
        """
        said = who.name.split(" ")
        found = {place: "_".join(said[at:]) for at in range(1, len(said))
                 for place in self.places.get(("login", compared("login", "_".join(said[at:]))), ())
                 if any(stands_in(name, " ".join(said[:at])) for name in self.known[place].get("name", ()))}
        return replace(who, login=next(iter(found.values()))) if len(found) == 1 else who

    def place(self, seeker: _Seeker, bearers: Mapping[str, int]) -> int | Unmatched:
        """The one row of somebody, or why there is none."""
        pointed = {kind: {place for value in values for place in self.places.get((kind, value), ())}
                   for kind, values in seeker.known.items()}
        fits = {place: kind for place in set[int]().union(*pointed.values())
                if (kind := self._decides(seeker, place)) and place in pointed[kind]}
        reason = self._refused(seeker, pointed, fits, bearers)
        if reason:
            meant = tuple(sorted(set[int]().union(*pointed.values())))
            return Unmatched(seeker.person, seeker.who, reason, self._similar(seeker), meant)
        (place, kind), = fits.items()
        if kind == "participant" and not self._is_witnessed(seeker, place):
            said = f"line {self.rows[place].line} has this participant's number and the name '{printable(self.rows[place].label)}'"
            return Unmatched(seeker.person, seeker.who, said, self._similar(seeker), (place,), is_misnamed=True)
        return place

    def _decides(self, seeker: _Seeker, place: int) -> str:
        return next((kind for kind in seeker.known if kind in self.known[place]), "")

    def _refused(self, seeker: _Seeker, pointed: Mapping[str, set[int]], fits: Mapping[int, str], bearers: Mapping[str, int]) -> str:
        """Why nothing is matched, or nothing."""
        if not fits:
            return self._nowhere(seeker, pointed)
        place, kind = min(fits.items())
        against = [other for other, places in pointed.items() if places and place not in places]
        if against:
            return f"{_spoken(kind)} and {_spoken(against[0])} name two rows, {self._lines(pointed[against[0]] | {place})}"
        if len(pointed[kind]) > 1 or len(fits) > 1:
            # A name may stand in other rows too where an id decides; what decides may not.
            return f"the {_spoken(kind)} is in {self._lines(pointed[kind] | set(fits))}"
        if kind == "name" and any(bearers[name] > 1 for name in seeker.known["name"]):
            return "several people handed in under this name"
        return ""

    def _nowhere(self, seeker: _Seeker, pointed: Mapping[str, set[int]]) -> str:
        for kind, places in pointed.items():
            if places:
                place = min(places)
                return f"line {self.rows[place].line} has the same {_spoken(kind)}, and another {self._differing(seeker, place)}"
        hint = self._hint(seeker) if seeker.who.layout == FAMILY_OF_NOBODY else ""
        if not seeker.known:
            return "neither an id nor a name is known"
        return f"no row has this {' or '.join(map(_spoken, seeker.known))}{hint}"

    def _hint(self, seeker: _Seeker) -> str:
        """What the names in a plain folder may be, where a row has one as another kind of id."""
        for name in seeker.known.get("name", ()):
            for kind in ("login", "number", "email"):
                if places := self.places.get((kind, compared(kind, name))):
                    line = self.rows[places[0]].line
                    return f"; '{printable(name)}' is the {_spoken(kind)} in line {line}: if names are such, say students: {kind}"
        return ""

    def _differing(self, seeker: _Seeker, place: int) -> str:
        return _spoken(self._decides(seeker, place))

    def _is_witnessed(self, seeker: _Seeker, place: int) -> bool:
        """Whether a row's name is in the folder's: a team's number may be a participant's.  Blind marking knows no names."""
        theirs = self.known[place].get("name")
        return not seeker.folders or not theirs or any(words(name) <= words(folder) for name in theirs for folder in seeker.folders)

    def _lines(self, places: set[int]) -> str:
        lines = sorted(self.rows[place].line for place in places)
        shown = ", ".join(map(str, lines[:_SHOWN])) + (" …" if len(lines) > _SHOWN else "")
        return f"lines {shown}" if len(lines) > 1 else f"line {shown}"

    def _similar(self, seeker: _Seeker) -> tuple[str, ...]:
        """The rows whose names share most words with this one, for a person to look at."""
        shared: dict[int, int] = defaultdict(int)
        for word in set[str]().union(*map(words, seeker.known.get("name", ()))):
            for place in self.by_word.get(word, ())[:100]:
                shared[place] += 1
        best = sorted(shared, key=lambda place: (-shared[place], place))[:_SHOWN]
        return tuple(f"line {self.rows[place].line}: {printable(self.rows[place].label)}" for place in best)


def _spoken(kind: str) -> str:
    return _SPOKEN.get(kind, kind)
