"""From marks to what waits for a person: groups of answers that are written alike, marks of one student, decisions to look at again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from grader.batch.asked import asked_of_person
from grader.batch.composing import Composed
from grader.batch.found import Given
from grader.batch.rulings import Stale, decided_by, is_unread
from grader.marking import Tally, scored
from grader.model import Bank, Decision, Diagnostic, Flag, Mark, Outcome, Problem, key_of, printable, same_text, total
from grader.record import record, replace
from grader.store import Person
from grader.words import filled

Kind = Literal["stale", "differs", "check", "group", "mark", "unread", "decided"]

_ORDER: tuple[Kind, ...] = ("stale", "differs", "check", "group", "mark", "unread", "decided")

_WORDS = {Outcome.UNREADABLE: "cannot be read", Outcome.UNDECIDED: "could not be decided", Outcome.CORRECT: "correct",
          Outcome.INCORRECT: "not correct", Outcome.BLANK: "no answer"}


@record
class Spelling:
    """One text of a group, as decisions hold it, and the ids of those who wrote it."""

    text: str
    persons: tuple[str, ...]


@record
class Item:
    """One thing to decide, or that was decided.

    ``kind`` says which: a ``group`` of answers to a problem that are written alike and wait; a ``mark`` of one student; what waits because
    of one student's files that nobody could read (``unread``), for all ``problems`` at once; a decision that does not hold any more
    (``stale``) or that somebody should ``check``; one from which the machine ``differs`` by now; one in force (``decided``).
    ``name`` is the group's, empty for what concerns one student.  ``asked`` and the digest of ``seen`` belong into a decision.
    ``decision`` is the one that the item is about; for a group, one on other spellings of it.  ``machine`` are the points that the machine
    gives, ``None`` where it gives none.  ``files`` are paths as they were handed in.
    """

    kind: Kind
    problem: str
    problems: tuple[str, ...]
    out_of: Fraction
    persons: tuple[Person, ...]
    spellings: tuple[Spelling, ...]
    code: str
    reason: str
    question: str = ""
    asked: str = ""
    name: str = ""
    seen: str = ""
    files: tuple[str, ...] = ()
    decision: Decision | None = None
    machine: Fraction | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing has to be decided here."""
        return self.kind == "decided"


@dataclass(slots=True)
class _Written:
    """Those who wrote the same text, where it stands, and the decision on it with its flags."""

    mark: Mark
    machine: Fraction | None
    persons: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


_Entry = tuple[Decision, tuple[Flag, ...]]


class Gathering:
    """Takes the sheets of a class one by one; ``items`` may be asked for once all are in."""

    def __init__(self, bank: Bank, salt: str) -> None:
        self._bank = bank
        self._tally = Tally(bank, salt)
        self._people: dict[str, Person] = {}
        self._written: dict[tuple[str, str, _Entry | None], _Written] = {}
        self._own: list[Item] = []

    def add(self, person: Person, composed: Composed) -> None:
        """Take a sheet in."""
        unread, stale = list[Given](), {each.problem for each in composed.stale}
        for given in composed.given:
            ruling, problem = given.mark.ruling, self._bank.get(given.mark.key)
            assert problem is not None, "marks are made from the problems of the bank"
            if ruling is not None and ruling.decision.student is not None:
                self._own.append(_decided(person, given, problem))
            elif given.answered is not None and (ruling is not None or given.mark.score is None):
                self._add(person, given, problem)
            elif given.mark.score is None and is_unread(given.mark):
                unread.append(given)
            elif given.mark.score is None and problem.key not in stale:
                self._own.append(item_of(person, given, problem))
        if unread and "" not in stale:
            self._own.append(self._unread(person, composed, unread))
        self._own += [self._stale(person, composed, each) for each in composed.stale]

    def items(self) -> list[Item]:
        """Return all: what may be out of date first, then what concerns most students, then by the order of the problems."""
        places = {each.key: place for place, problem in enumerate(self._bank.problems) for each in (problem, *problem.variants)}
        found = [*self._own, *self._groups()]
        return sorted(found, key=lambda item: (item.is_settled, item.kind not in ("stale", "differs", "check"), -len(item.persons),
                                               min(places.get(problem, 0) for problem in item.problems), _ORDER.index(item.kind),
                                               item.name, [person.person for person in item.persons]))

    def _add(self, person: Person, given: Given, problem: Problem) -> None:
        """Note who wrote an answer that waits or was decided, with the groups of those written alike."""
        mark, ruling = given.mark, given.mark.ruling
        machine = mark.score if ruling is None else scored(problem, mark.answer, mark.decided, mark.earlier).score
        self._people[person.person] = person
        self._tally.add(replace(mark, score=None, where=None, ruling=None), [person.person])
        key = mark.key, mark.answer, None if ruling is None else (ruling.decision, ruling.flags)
        written = self._written.setdefault(key, _Written(mark, machine))
        written.persons.append(person.person)
        written.files += [mark.where.file] if mark.where is not None else []

    def _groups(self) -> Iterator[Item]:
        """The groups: of each those answers that wait, and those that each decision is about."""
        waiting = self._tally.counts().waiting
        names = {(key_of(group.problem, group.variant), text): group.name for group in waiting for text in group.spellings}
        gathered: dict[tuple[str, str, _Entry | None], list[tuple[str, _Written]]] = defaultdict(list)
        known: dict[str, Decision] = {}
        for (problem, text, entry), written in self._written.items():
            name = names[problem, text]
            gathered[problem, name if entry is None else "", entry].append((name, written))
            if entry is not None:
                known[name] = entry[0]
        for (_, _, entry), several in gathered.items():
            name = min(name for name, _ in several)
            yield self._group(name, entry, [written for _, written in several], known.get(name))

    def _group(self, name: str, entry: _Entry | None, several: Sequence[_Written], known: Decision | None) -> Item:
        texts: dict[str, list[str]] = defaultdict(list)
        for written in several:
            texts[same_text(written.mark.answer)] += written.persons
        spellings = sorted((Spelling(text, tuple(persons)) for text, persons in texts.items()), key=lambda it: (-len(it.persons), it.text))
        first = min((written for written in several), key=lambda written: written.mark.answer)
        problem = self._bank.get(first.mark.key)
        assert problem is not None, "marks are made from the problems of the bank"
        those = {person for each in spellings for person in each.persons}
        persons = tuple(who for person, who in self._people.items() if person in those)
        files = tuple(dict.fromkeys(file for written in several for file in written.files))
        decision = known if entry is None else entry[0]
        kind: Kind = "group" if entry is None else _kind(entry[1])
        code, reason = _why(first.mark)
        reason = f"{reason} (a new spelling in a decided group)" if entry is None and known is not None else reason
        return Item(kind, problem.key, (problem.key,), problem.points, persons, tuple(spellings), code, _flagged(reason, kind, decision),
                    _question(problem), asked_of_person(problem), name, files=files, decision=decision, machine=first.machine)

    def _unread(self, person: Person, composed: Composed, unread: Sequence[Given]) -> Item:
        """What waits because of a student's files."""
        first, problems = unread[0], tuple(given.mark.key for given in unread)
        code, reason = _why(first.mark)
        return Item("unread", "", problems, total(given.mark.out_of for given in unread), (person,), (), code, reason, seen=first.seen,
                    files=composed.sheet.unread)

    def _stale(self, person: Person, composed: Composed, stale: Stale) -> Item:
        """A decision on what the student does not say any more; what there is now stands in the item."""
        if stale.problem:
            given = next(each for each in composed.given if each.mark.key == stale.problem)
            problem = self._bank.get(stale.problem)
            assert problem is not None, "a mark of it is on the sheet"
            item = item_of(person, given, problem)
        else:
            unread = [given for given in composed.given if is_unread(given.mark)]
            item = self._unread(person, composed, unread)
        said = f"the answer has changed since {decided_by(stale.decision)}" if stale.problem else \
            f"other files have come since {decided_by(stale.decision)}"
        return replace(item, kind="stale", code="decision/stale", reason=said, decision=stale.decision)


def item_of(person: Person, given: Given, problem: Problem) -> Item:
    """Return the mark of one student as something to decide."""
    mark = given.mark
    machine = mark.score if mark.ruling is None else scored(problem, mark.answer, mark.decided, mark.earlier).score
    code, reason = _why(mark)
    texts = [same_text(text) for text in given.texts] if mark.answer else []
    return Item("mark", problem.key, (problem.key,), problem.points, (person,), tuple(Spelling(text, (person.person,)) for text in texts),
                code, reason, _question(problem), asked_of_person(problem), seen=given.seen,
                files=(mark.where.file,) if mark.where is not None else (), machine=machine,
                decision=mark.ruling.decision if mark.ruling is not None else None)


def _decided(person: Person, given: Given, problem: Problem) -> Item:
    """A decision on one student that is in force."""
    item, ruling = item_of(person, given, problem), given.mark.ruling
    assert ruling is not None, "whoever calls knows it"
    kind = _kind(ruling.flags)
    return replace(item, kind=kind, reason=_flagged(item.reason, kind, ruling.decision))


def _kind(flags: Sequence[Flag]) -> Kind:
    return "differs" if "differs" in flags else "check" if "check" in flags else "decided"


def _flagged(reason: str, kind: Kind, decision: Decision | None) -> str:
    """Why something is to be looked at again, else why it waits."""
    if decision is None or kind not in ("differs", "check"):
        return reason
    said = "the machine can decide it now, and gives other points" if kind == "differs" else "the problem or its points have changed"
    return f"{said} since {decided_by(decision)}"


def _why(mark: Mark) -> tuple[str, str]:
    """The code and the reason, in words, of what the machine found."""
    said: Diagnostic | None = mark.verdict.messages[0] if mark.verdict.messages else None
    word = _WORDS[mark.verdict.outcome]
    return (said.code, f"{word}: {printable(said.message)}") if said is not None else (mark.verdict.outcome.value, word)


def _question(problem: Problem) -> str:
    """What a problem asks, for whoever decides."""
    if problem.shown.statement:
        return printable(filled(problem.shown.statement, problem.task))
    by = f" by ({', '.join(problem.task.wrt)})" if problem.task.wrt else ""
    return printable(f"{problem.shown.f_text}{by}")
