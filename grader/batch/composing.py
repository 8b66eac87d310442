"""From what the store knows of somebody to the sheet: the attempt that counts, its marks, and what lateness costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from hashlib import blake2b
from zoneinfo import ZoneInfo

from grader.assignment import TWO_SPELLINGS, UNNAMED_GROUP, lateness, own
from grader.batch.anonymous import Veil, is_anonymous
from grader.batch.found import Found, Given, names_of
from grader.batch.joining import identity_in, met
from grader.batch.rulings import Rulings, Stale
from grader.batch.two_groups import two_groups
from grader.batch.variants import Owners
from grader.model import (
    Assignment,
    Attempt,
    Attention,
    Bank,
    Decision,
    Identity,
    Lateness,
    Mark,
    Provenance,
    Result,
    Sheet,
    encode,
    total,
)
from grader.moments import day_first, moment
from grader.people import Unmatched
from grader.record import record, replace
from grader.store import Person, Store, StoredAttempt
from grader.version import VERSION

FLAGGED = "canvas"
"""The layout that says whether somebody was late, and not by how much."""


MOODLE = "moodle"
"""The layout whose downloads have no times: they stand in the worksheet that is the roster."""


@record
class Composed:
    """A sheet, where its marks come from, the decisions on this student that were made for other texts, what names another variant, and
    the members of the group who are in another one too, or the student alone who is in a group.
    """

    sheet: Sheet
    given: tuple[Given, ...]
    stale: tuple[Stale, ...] = ()
    others: tuple[Attention, ...] = ()
    doubles: tuple[Identity, ...] = ()


class Composer:
    """Makes the sheets of the people in a store, by an assignment's rules if there is one, and by what people have decided.

    ``strays`` are lines of the assignment's tables that are used for nobody, ``unmatched`` the people (by their place in ``people``) whom
    the roster does not have, ``absent`` the students of the roster of whom nothing came; nobody where no names are shown.  Where the
    assignment is anonymous, ``veil`` knows who is behind the pseudonyms that all others are given.
    """

    def __init__(self, store: Store, bank: Bank, found: Found, assignment: Assignment | None,
                 decisions: Sequence[Decision] = ()) -> None:
        self._store = store
        self._bank = bank
        self._found = found
        self._assignment = assignment
        self.people = store.people()
        self.unmatched: tuple[Unmatched, ...] = ()
        self.absent: tuple[Identity, ...] = ()
        self.strays: tuple[Attention, ...] = ()
        self._worksheet = dict[str, datetime]()
        places = self._meet(assignment) if assignment is not None else {}
        self._doubles, rows = two_groups(self.people)
        self.strays += rows
        self.owners = Owners(store, bank, assignment, places)
        self._layouts = {each.person: each.who.layout for each in self.people}
        self.veil = Veil(self.people, store.value("salt")) if is_anonymous(assignment) else None
        if self.veil is not None:
            self.unmatched = self.veil.moved(self.unmatched, self.people)
            self.people, self.absent = self.veil.people, ()
        self.rulings = Rulings(decisions, self.people, bank)

    def _meet(self, assignment: Assignment) -> dict[str, list[int]]:
        """Learn from the assignment's tables who the people are and what holds for each; return the rows of the roster of each person."""
        self.people, matching = met(self.people, assignment)
        rows = {row: self.people[place].person for place, row in matching.pairs} if assignment.roster else {}
        self.unmatched = matching.unmatched if assignment.roster else ()
        # A row that may be somebody's who has none is told with them.
        meant = {*rows, *(row for lost in matching.unmatched for row in lost.rows)}
        self.absent = tuple([replace(identity_in(assignment, row), group=each.group) for row, each in enumerate(assignment.roster)
                             if each.keys and row not in meant])
        self._own = own(assignment, {each.person: (each.who, *each.aliases) for each in self.people}, rows)
        self.strays = self._own.strays
        places = defaultdict[str, list[int]](list)
        for place, row in matching.pairs if assignment.roster else ():
            places[self.people[place].person].append(row)
        self._worksheet = _handed_in(assignment, self.people, places)
        return places

    def attention(self) -> list[Attention]:
        """Return what of the downloads and of the assignment's tables a person must look at."""
        rows = [*self._store.attention(), *self.strays]
        if self.veil is not None:
            return self.veil.attention(rows, [problem.id for problem in self._bank.problems])
        return [replace(row, person="") for row in rows]

    def named(self, person: Person) -> Person:
        """Return who somebody really is."""
        return person if self.veil is None else self.veil.real[person.person]

    def shown_id(self, person: str) -> str:
        """Return the store's id as files may tell it: where no names are shown, the pseudonym, since the id follows from the LMS's."""
        return person if self.veil is None else self.veil.identity(person).key

    @property
    def strangers(self) -> int:
        """How many people the roster does not have."""
        return len({each.person for each in self.unmatched})

    @property
    def alike(self) -> int:
        """How many groups of the roster of whom nothing came may be one with a group of whom something came."""
        return sum(row.code == TWO_SPELLINGS for row in self.strays)

    @property
    def nameless(self) -> int:
        """How many students handed in what may be a group's of which nobody names the others."""
        return sum(row.code == UNNAMED_GROUP for row in self.strays)

    def shown(self, sheet: Sheet) -> Sheet:
        """Return a sheet as a file may hold it."""
        return replace(sheet, person=self.shown_id(sheet.person))

    def behind(self) -> bytes | None:
        """Return the table of who is behind the pseudonyms, ``None`` where there are none."""
        if self.veil is None:
            return None
        return self.veil.table(self._store, self.unmatched, [*self._store.attention(), *self.strays])

    def counting(self) -> list[tuple[str, int]]:
        """Return person and attempt of all attempts that may count, person by person."""
        return [(person.person, attempt.attempt) for person in self.people
                for attempt in self._may_count(self._store.attempts(person.person))]

    def _may_count(self, attempts: tuple[StoredAttempt, ...]) -> tuple[StoredAttempt, ...]:
        rule = self._assignment.attempts if self._assignment is not None else "last"
        return attempts if rule == "best" else attempts[:1] if rule == "first" else attempts[-1:]

    def compose(self, person: Person) -> Composed | None:
        """Return somebody's sheet; ``None`` where an answer that may count was not decided yet.

        Of several attempts that may count the best does, of equal ones the last; one that waits for a person and may still become better
        than all others comes first.
        """
        attempts = self._times(person, self._store.attempts(person.person))
        made: list[tuple[Composed, Fraction]] = []
        for attempt in self._may_count(attempts):
            files = self._store.files(person.person, attempt.attempt)
            answers, rulings = self._store.answers(person.person, attempt.attempt), self.rulings
            owned = self.owners.of(person.person, answers)
            found = self._found.marks(owned.problems, answers, files, rulings.of_answer, owned.reasons, attempt.problems.split())
            if found is None:
                return None
            own = [rulings.of_student(person.person, each) for each in found]
            given = own if self.veil is None else self.veil.marks(own, files)
            listed = tuple([Attempt(number, each.submitted, each is attempt) for number, each in enumerate(attempts, 1)])
            sheet = Sheet(person.who.student, tuple([each.mark for each in given]), Provenance(VERSION, self._bank.digest), person.person,
                          person.who, listed, unread=tuple([file.path for file in files if file.code]))
            sheet = sheet if self.veil is None else self.veil.sheet(sheet)
            stale = rulings.stale(person.person, given, names_of(file for file in files if file.code))
            others = self.owners.others(person.person, owned, answers, sheet.student)
            others = others if self.veil is None else self.veil.files(others)
            sheet = replace(sheet, lateness=self._lateness(person, attempt, sheet.raw, sheet.out_of))
            made.append((Composed(sheet, tuple(given), stale, others, self._doubled(person)), self._at_most(person, attempt, sheet)))
        least = max((each.sheet.score for each, _ in made if not each.sheet.pending), default=Fraction(-1))
        return max(reversed(made), key=lambda each: (each[0].sheet.pending > 0 and each[1] > least, not each[0].sheet.pending,
                                                     each[0].sheet.score))[0]

    def _at_most(self, person: Person, attempt: StoredAttempt, sheet: Sheet) -> Fraction:
        """The score of an attempt if all that waits gets full points."""
        raw = total(mark.out_of if mark.score is None else mark.score for mark in sheet.marks)
        return self._lateness(person, attempt, raw, sheet.out_of).score_of(raw)

    def _doubled(self, person: Person) -> tuple[Identity, ...]:
        """Whose score for this work waits, since other work of theirs is there too, as the tables name them."""
        real = self.named(person).who
        return tuple([person.who if each == real else each for each in self._doubles.get(person.person, ())])

    def _times(self, person: Person, attempts: tuple[StoredAttempt, ...]) -> tuple[StoredAttempt, ...]:
        """The attempts; the last one has the time that the assignment's table gives, or Moodle's worksheet, where the download has none."""
        time = self._own.times.get(person.person, self._worksheet.get(person.person)) if self._assignment is not None else None
        if time is None or not attempts or attempts[-1].submitted is not None:
            return attempts
        return (*attempts[:-1], replace(attempts[-1], submitted=time))

    def _lateness(self, person: Person, attempt: StoredAttempt, raw: Fraction, out_of: Fraction) -> Lateness:
        if self._assignment is None:
            return Lateness(attempt.submitted)
        flag = attempt.late if self._layouts[person.person] == FLAGGED else None
        return lateness(self._assignment, self._own.extensions.get(person.person, ()), attempt.submitted, raw, out_of, flag)


def _handed_in(assignment: Assignment, people: Iterable[Person], places: Mapping[str, Sequence[int]]) -> dict[str, datetime]:
    """Return when Moodle's students handed in, as the worksheet that is the roster says it."""
    zone = ZoneInfo(assignment.timezone) if assignment.timezone else None
    is_day_first = day_first(row.submitted for row in assignment.roster)
    times = dict[str, datetime]()
    for each in people:
        rows = places.get(each.person, ()) if each.who.layout == MOODLE else ()
        read = [moment(assignment.roster[row].submitted, zone, is_day_first) for row in rows]
        if known := [time for time in read if time is not None]:
            times[each.person] = max(known)
    return times


def inputs_of(composed: Composed, shown: bytes) -> bytes:
    """Return the name of all that a sheet shows; ``shown`` stands for what is the same for the whole class."""
    sheet = composed.sheet
    marks = tuple([(each.mark.key, each.answer, each.name, each.mark.score, each.mark.earlier, _shown(each.mark))
                   for each in composed.given])
    said = (sheet.student, sheet.person, sheet.attempts, sheet.lateness, sheet.unread, marks)
    return blake2b(shown + encode(said), digest_size=16).digest()


def _shown(mark: Mark) -> tuple[str, str] | None:
    """What a sheet shows of a person's decision."""
    return None if mark.ruling is None else (mark.ruling.decision.comment, mark.ruling.decision.unanswered)


def result_of(composed: Composed, person: Person, file: str) -> Result:
    """Return the line of the class for a sheet, under the name that ``person`` has."""
    sheet = composed.sheet
    return Result(person.person, person.who.student, person.who, person.aliases, sheet.raw, sheet.lateness.penalty, sheet.score,
                  sheet.out_of, sheet.pending, tuple([mark.score for mark in sheet.marks]), file, sheet.attempts, sheet.lateness,
                  any(mark.answer.strip() for mark in sheet.marks), composed.doubles)
