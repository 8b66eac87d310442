"""One download on its way into the store: who is new, which attempts are, and whether it is this run's class at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from grader.model import Identity, Key, Response, Submission, keys_of, person_of
from grader.people import compared
from grader.record import record, replace
from grader.store.contents import Readings, content_of, stored_content
from grader.store.database import Database, raw
from grader.store.rows import (
    answer_digest,
    digest_of,
    people_of,
    problems_of,
    seen_of,
    time_of,
    write_person,
)

ATTEMPTS = 1_000
"""More than one download holds of one student: a later download is numbered behind all of an earlier one."""


@record
class _Known:
    """An attempt that the store holds."""

    attempt: int
    arrived: int
    submitted: datetime | None
    digest: bytes
    seen: bytes
    reading: int


class Arrivals:
    """Take submissions, in any order, each once; whoever calls opens the transactions.

    The same content at the same time is the same attempt, also where it was read before for other problems than now for ``problems``.
    Attempts without times stand in the order in which they came: what the last download holds of a student is behind all that it does not
    hold.  ``known`` are the ids, for comparing, of a roster that has people of the run.
    """

    def __init__(self, database: Database, known: Collection[Key] = (), problems: Collection[str] = ()) -> None:
        self._database = database
        self._number = int(database.first("SELECT value FROM run WHERE key = 'downloads'") or 0) + 1
        self._people = people_of(database)
        self._attempts: dict[str, list[_Known]] = {person: [] for person in self._people}
        for person, attempt, arrived, submitted, *rest in database.rows(
                "SELECT person, attempt, arrived, submitted, digest, seen, reading FROM attempt ORDER BY person, attempt"):
            self._attempts[person].append(_Known(attempt, arrived, time_of(submitted), *rest))
        self._linked = {(layout, kind, key): person
                        for layout, kind, key, person in database.rows("SELECT layout, kind, key, person FROM alias")}
        self._problems = problems_of(database)
        self._before = len(self._people)
        self._held: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._known, self._is_recognised = known, False
        self._read, self._readings = problems, Readings(database)
        self._shares_problem = not self._problems
        self._again: set[str] = set()
        self.new = self.met = 0

    @property
    def is_this_class(self) -> bool:
        """Whether the run was empty, or somebody in the download is known and one of its problems too."""
        return not self._before or ((self.met > 0 or self._is_recognised) and self._shares_problem)

    @property
    def before(self) -> int:
        """How many students the run had."""
        return self._before

    @property
    def again(self) -> int:
        """How many students whom the run had have another attempt now."""
        return len(self._again)

    @property
    def kept(self) -> int:
        """How many students the run has that the download has not."""
        return self._before - self.met

    @property
    def back(self) -> int:
        """How many students have an earlier attempt last now, as after an older download than the one before."""
        return sum(_is_back(self._attempts[person], last) for person, last in self._last.items())

    def take(self, submissions: Iterable[Submission]) -> None:
        """Write what these submissions change."""
        for submission in submissions:
            self._take(submission)

    def close(self) -> None:
        """Note who was in this download, which is whole now."""
        self._database.run("UPDATE person SET present = 0")
        self._database.many("UPDATE person SET present = 1 WHERE person = ?", [(person,) for person in self._held])
        self._database.run("INSERT OR REPLACE INTO run VALUES ('downloads', ?)", (str(self._number),))

    def _take(self, submission: Submission) -> None:
        self._shares_problem = self._shares_problem or any(each.problem in self._problems for each in submission.responses)
        person, is_first = self._person(submission.who)
        known, digest = self._attempts[person], digest_of(submission)
        reading = self._readings.number(self._read)
        alike = [each for each in known if each.digest == digest] + self._read_otherwise(person, submission, digest, reading)
        place = at_one_time([each.submitted for each in alike], submission.submitted)
        arrived = self._number * ATTEMPTS + self._held[person]
        if place is None:
            same = _Known(max((each.attempt for each in known), default=0) + 1, arrived, submission.submitted, digest, b"", reading)
            known.append(same)
            if self._last.get(person):
                self._again.add(person)
        else:
            same = self._met(person, alike[place], submission.submitted, arrived, digest, reading)
        if is_first:
            self._database.run("DELETE FROM attention WHERE person = ?", (person,))
        self._attend(person, submission)
        seen = seen_of(submission)
        if seen != same.seen:
            self._write(person, same, submission, seen)

    def _read_otherwise(self, person: str, submission: Submission, digest: bytes, reading: int) -> list[_Known]:
        """The attempts that were read for other problems than now, and are the same in all that was read both times."""
        others = [each for each in self._attempts[person] if each.reading != reading and each.digest != digest]
        content = content_of(submission, self._read) if others else None
        return [each for each in others if content is not None and content.is_same(
            stored_content(self._database, person, each.attempt, self._readings.problems(each.reading), each.submitted))]

    def _person(self, who: Identity) -> tuple[str, bool]:
        """The store's id of somebody, and whether this download names him the first time; what is new about him is written."""
        person = person_of(who)
        if person not in self._people:
            person = self._linked.get((who.layout, who.kind, who.key), person)
        is_first = person not in self._held
        if person not in self._people:
            self.new += 1
            self._is_recognised = self._is_recognised or any((kind, compared(kind, key)) in self._known for kind, key in keys_of(who))
            self._attempts[person] = []
        elif is_first:
            self.met += 1
            self._last[person] = max(self._attempts[person], key=_arrival).attempt if self._attempts[person] else 0
        known = self._people.get(person)
        if known is None or (known != who and person == person_of(who)):
            told = who if known is None else more(known, who)
            write_person(self._database, person, told)
            self._people[person] = told
        self._held[person] = self._held.get(person, -1) + 1
        return person, is_first

    def _met(self, person: str, known: _Known, time: datetime | None, arrived: int, digest: bytes, reading: int) -> _Known:
        """Put an attempt that has come again behind the others, and keep the time that it may not have had, and for what it was read."""
        attempts = self._attempts[person]
        met = replace(known, arrived=arrived if known.arrived < max(each.arrived for each in attempts) else known.arrived,
                      submitted=known.submitted or time, digest=digest, reading=reading)
        if (met.arrived, met.digest, met.reading) != (known.arrived, known.digest, known.reading):
            self._database.run("UPDATE attempt SET arrived = ?, digest = ?, reading = ? WHERE person = ? AND attempt = ?",
                               (met.arrived, digest, reading, person, known.attempt))
        self._attempts[person] = [met if each is known else each for each in attempts]
        return met

    def _write(self, person: str, known: _Known, submission: Submission, seen: bytes) -> None:
        place, run = (person, known.attempt), self._database.run
        run("DELETE FROM response WHERE person = ? AND attempt = ?", place)
        run("DELETE FROM file WHERE person = ? AND attempt = ?", place)
        time = submission.submitted.isoformat() if submission.submitted is not None else None
        run("INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "submitted = coalesce(submitted, excluded.submitted), late = excluded.late, seen = excluded.seen",
            (*place, known.arrived, time, submission.late, known.digest, seen, known.reading))
        self._database.many("INSERT OR IGNORE INTO file VALUES (?, ?, CAST(? AS TEXT), ?, ?)",
                            [(*place, raw(file.path), file.size, file.code) for file in submission.files])
        digests = [answer_digest(each.named, each.text) for each in submission.responses]
        self._database.many("INSERT OR IGNORE INTO answer (problem, text, digest) VALUES (CAST(? AS TEXT), CAST(? AS TEXT), ?)",
                            [(raw(each.named), raw(each.text), digest)
                             for each, digest in zip(submission.responses, digests, strict=True)])
        self._database.many("INSERT OR IGNORE INTO source (path) VALUES (CAST(? AS TEXT))",
                            [(path,) for path in sorted({raw(each.where.file) for each in submission.responses})])
        self._database.many(
            "INSERT INTO response SELECT ?, ?, CAST(? AS TEXT), ?, answer, source, ?, ? FROM answer, source WHERE digest = ? "
            "AND path = CAST(? AS TEXT)",
            [(*place, raw(each.problem), turn, each.where.line, each.where.column, digest, raw(each.where.file))
             for (turn, each), digest in zip(_turns(submission.responses), digests, strict=True)])

    def _attend(self, person: str, submission: Submission) -> None:
        """Write what a person must look at: what the reader of the submission says, and its remarks."""
        student, where = raw(submission.student), submission.where
        rows = [(person, raw(each.file), each.line, raw(each.student), raw(each.problem), each.code, raw(each.message), "")
                for each in submission.attention]
        rows += [(person, raw(where.file), where.line, student, b"", each.code, raw(each.message), each.remedy)
                 for each in submission.remarks]
        self._database.many(ATTENTION, rows)


ATTENTION = ("INSERT INTO attention VALUES (?, CAST(? AS TEXT), ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, CAST(? AS TEXT), "
             "CAST(? AS TEXT))")


def _arrival(known: _Known) -> int:
    return known.arrived


def _is_back(attempts: Sequence[_Known], last: int) -> bool:
    """Whether an attempt that came before ``last`` is behind it now; attempts that all have times keep the order of these."""
    return any(each.submitted is None for each in attempts) and max(attempts, key=_arrival).attempt < last


def at_one_time(times: Sequence[datetime | None], time: datetime | None) -> int | None:
    """Return the place of this time, or else of one that it may be: a time that is not known may be any."""
    if time in times:
        return times.index(time)
    return next((place for place, each in enumerate(times) if each is None or time is None), None)


def more(known: Identity, who: Identity) -> Identity:
    """Return what is known of somebody with what a later download says."""
    return Identity(known.layout, known.kind, known.key, who.name or known.name, who.login or known.login, who.email or known.email,
                    who.number or known.number, who.group or known.group, who.members or known.members)


def _turns(responses: Sequence[Response]) -> list[tuple[int, Response]]:
    """Each response with its place among those to the same problem, from 0."""
    counts: dict[str, int] = {}
    turns = []
    for response in responses:
        turn = counts.get(response.problem, 0)
        counts[response.problem] = turn + 1
        turns.append((turn, response))
    return turns
