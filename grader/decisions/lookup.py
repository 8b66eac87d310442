"""Which decision holds for a student's answer: that on the student and the problem, else that on the text, else none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from grader.decisions.targets import about, by_ids, clashes, ids_of
from grader.model import PSEUDONYM, Decision, Diagnostic, Identity, printable, same_text, text_digest

_SPOKEN = {"participant": "participant's number", "canvas-user": "Canvas id", "email": "e-mail address"}


class Meant:
    """Which person of a class an entry names; ``people`` has the identities of each by the person's id.

    They have a kind of id in common, and all kinds that they have in common agree: an entry that was copied and of which only the name
    was changed is about nobody.  A name alone decides if one person bears it.
    """

    def __init__(self, people: Mapping[str, Sequence[Identity]]) -> None:
        self._people = people
        self._bearers: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._known: dict[str, dict[str, set[str]]] = {}
        for person, identities in people.items():
            known = self._known[person] = defaultdict(set)
            for kind, value in (pair for each in identities for pair in ids_of(each).items()):
                known[kind].add(value)
            for kind, values in known.items():
                for value in values:
                    self._bearers[kind, value].append(person)

    def person(self, who: Identity) -> str | None:
        """Return the one person, or ``None``."""
        found = self._fitting(who)
        return found[0] if len(found) == 1 else None

    def why_not(self, who: Identity) -> str:
        """Return why nobody is meant, as a sentence."""
        ids, found = ids_of(who), self._fitting(who)
        if ids.keys() == {PSEUDONYM} and not found:
            return f"nobody here has the pseudonym '{printable(who.key)}'; a name is written as {{name: …}}"
        if len(found) > 1:
            return f"{len(found)} students here fit: {self._called(found)}"
        for pair in ids.items():
            if near := self._bearers.get(pair):
                known = self._known[near[0]]
                other = next((kind for kind, value in ids.items() if value not in known.get(kind, {value})), "")
                return f"the {_spoken(pair[0])} is that of {self._called(near)}, and the {_spoken(other)} is another"
        return f"nobody here has this {' or '.join(map(_spoken, ids))}"

    def whom(self, who: Identity) -> Iterable[Hashable]:
        """The names by which two entries on one student are seen to be that: the person, or the ids where nobody is meant."""
        person = self.person(who)
        return by_ids(who) if person is None else [person]

    def _fitting(self, who: Identity) -> list[str]:
        ids = ids_of(who)
        near = dict.fromkeys(person for pair in ids.items() for person in self._bearers.get(pair, ()))
        fitting = [person for person in near if all(value in self._known[person].get(kind, {value}) for kind, value in ids.items())]
        if len(fitting) == 1 and [kind for kind in ids if kind in self._known[fitting[0]]] == ["name"]:
            return self._bearers["name", ids["name"]]
        return fitting

    def _called(self, persons: Sequence[str]) -> str:
        return ", ".join(f"'{printable(self._people[person][0].student)}'" for person in persons[:3]) + (" …" if len(persons) > 3 else "")


def _spoken(kind: str) -> str:
    return _SPOKEN.get(kind, kind)


class Index:
    """The decisions on a class, found by person, problem and text.

    ``strays`` are entries whose student is nobody in the class, each with the reason as a sentence; ``faults`` are contradictions that only
    show once the class is known: errors.
    """

    def __init__(self, entries: Sequence[Decision], people: Mapping[str, Sequence[Identity]]) -> None:
        meant = Meant(people)
        self._texts: dict[tuple[str, str], Decision] = {}
        self._persons: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        strays = []
        for entry in entries:
            for text in entry.answers:
                self._texts.setdefault((entry.problem, text), entry)
            if entry.student is None:
                continue
            if (person := meant.person(entry.student)) is not None:
                self._persons[person, entry.problem].append(entry)
            else:
                strays.append((entry, meant.why_not(entry.student)))
        self.strays = tuple(strays)
        self.faults = tuple(_fault(*each) for each in clashes([entry for entry in entries if entry.student is not None], meant.whom))

    def on(self, person: str, problem: str, text: str) -> Decision | None:
        """Return the decision in force on what somebody wrote: the first one on the student that was made for this text, or for any."""
        return self._of_student(person, problem, text) or self._texts.get((problem, same_text(text)))

    def blank(self, person: str, seen: str) -> Decision | None:
        """Return the decision that somebody's files hold nothing more; ``seen`` is the text that names them."""
        return self._of_student(person, "", seen)

    def own(self, person: str) -> tuple[Decision, ...]:
        """Return all decisions on one student."""
        return tuple([entry for (who, _), entries in self._persons.items() if who == person for entry in entries])

    def stale(self, person: str, problem: str, text: str) -> tuple[Decision, ...]:
        """Return the decisions on a student's answer that were made for other texts, if none holds for this one; ``""``: on the files."""
        return () if self._of_student(person, problem, text) else tuple(self._persons.get((person, problem), ()))

    def _of_student(self, person: str, problem: str, text: str) -> Decision | None:
        entries = self._persons.get((person, problem))
        if not entries:
            return None
        digest = text_digest(text)
        return next((entry for entry in entries if entry.answer in ("", digest)), None)


def index(entries: Sequence[Decision], people: Mapping[str, Sequence[Identity]]) -> Index:
    """Return the decisions as they are found for a class; ``people`` has the identities of each person by the person's id."""
    return Index(entries, people)


def _fault(earlier: Decision, later: Decision, _: str) -> Diagnostic:
    line = earlier.where.line if earlier.where is not None else 0
    message = (f"{about(later)} has {later.score} of {later.out_of} points here and {earlier.score} of {earlier.out_of} in line {line}, "
               "where the same student has another id")
    return Diagnostic("decision/contradiction", message, "delete one of the two entries", where=later.where)
