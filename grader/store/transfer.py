"""Another run's store on its way into this one: who handed in what, and what was found out about it; the other one is only read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from grader.model import Identity
from grader.record import record, replace
from grader.store.arrivals import ATTEMPTS, at_one_time, more
from grader.store.contents import Content, Readings, stored_content
from grader.store.database import Database, damaged, raw
from grader.store.rows import answer_digest, fits, people_of, time_of, write_person

_ATTENTION = "person, file, line, student, problem, code, message, remedy"
_NEW_ATTENTION = ("INSERT INTO attention SELECT ?1, CAST(?2 AS TEXT), ?3, CAST(?4 AS TEXT), CAST(?5 AS TEXT), ?6, CAST(?7 AS TEXT), "
                  "CAST(?8 AS TEXT) WHERE NOT EXISTS (SELECT 1 FROM attention WHERE person = ?1 AND file = CAST(?2 AS TEXT) AND line = ?3 "
                  "AND problem = CAST(?5 AS TEXT) AND code = ?6 AND message = CAST(?7 AS TEXT))")
_VERDICTS = 300
"""Verdicts of one transaction."""


@record
class _Attempt:
    """An attempt as both stores know it; ``attempt`` is its number in its own store."""

    attempt: int
    submitted: str | None
    late: int
    digest: bytes
    seen: bytes
    problems: frozenset[str]


class Transfer:
    """Take over another store's people, their attempts, and verdicts; each step may be repeated and then changes nothing.

    An attempt of the same content at the same time is the same, and as the one was read that was read for more problems; others are
    numbered anew, behind those that are there.  ``new`` counts the students that came, ``again`` those who were there and have another
    attempt now, ``untimed`` those of the latter who have an attempt without a time, ``verdicts`` what was taken over.
    """

    kept = back = 0

    def __init__(self, database: Database, other: Database) -> None:
        self._database = database
        self._other = other
        self._readings, self._their_readings = Readings(database), Readings(other)
        self._number = int(database.first("SELECT value FROM run WHERE key = 'downloads'") or 0) + 1
        self._targets: dict[str, str] = {}
        self._held: dict[str, int] = {}
        self.new = self.again = self.untimed = self.verdicts = 0

    def people(self, same: Mapping[str, str]) -> None:
        """Write everybody, in one transaction: ``same`` has by the other's id of a person that of this store, if there is one."""
        self._targets = {person: same.get(person, person) for [person] in self._other.rows("SELECT person FROM person ORDER BY person")}
        known = people_of(self._database)
        for person, who in people_of(self._other).items():
            target = self._targets[person]
            told = _told(known[target], who) if target in known else who
            if known.get(target) != told:
                self.new += target not in known
                write_person(self._database, target, told)
                known[target] = told
            if target != person:
                self._link(who.layout, who.kind, who.key, target)
        for layout, kind, key, person in self._other.rows("SELECT layout, kind, key, person FROM alias ORDER BY layout, kind, key"):
            self._link(layout, kind, key, self._targets[person])

    def _link(self, layout: str, kind: str, key: str, person: str) -> None:
        """Know somebody under a further identity, unless that is somebody's already."""
        self._database.run("INSERT OR IGNORE INTO alias SELECT CAST(?1 AS TEXT), CAST(?2 AS TEXT), CAST(?3 AS TEXT), ?4 WHERE NOT EXISTS "
                           "(SELECT 1 FROM person WHERE layout = CAST(?1 AS TEXT) AND kind = CAST(?2 AS TEXT) AND key = CAST(?3 AS TEXT))",
                           (raw(layout), raw(kind), raw(key), person))

    @property
    def persons(self) -> list[str]:
        """The other's ids of everybody, in the order in which :meth:`take` is to be called."""
        return list(self._targets)

    def take(self, persons: Iterable[str]) -> None:
        """Write what these people of the other store handed in."""
        for person in persons:
            self._take(person, self._targets[person])

    def _take(self, person: str, target: str) -> None:
        there = _attempts(self._database, target, self._readings)
        before, next_one, taken = len(there), max((each.attempt for each in there), default=0) + 1, list[_Attempt]()
        for each in _attempts(self._other, person, self._their_readings):
            arrived = self._number * ATTEMPTS + self._held.setdefault(target, 0)
            self._held[target] += 1
            alike = [place for place, known in enumerate(there) if self._is_same((target, known), (person, each))]
            same = at_one_time([time_of(there[place].submitted) for place in alike], time_of(each.submitted))
            if same is not None:
                place = alike[same]
                there[place] = told = replace(there[place], submitted=there[place].submitted or each.submitted)
                self._database.run("UPDATE attempt SET submitted = ? WHERE person = ? AND attempt = ?",
                                   (told.submitted, target, told.attempt))
                if told.problems < each.problems:
                    there[place] = self._take_reading((person, each), (target, told))
                continue
            self._database.run("INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (
                target, next_one, arrived, each.submitted, each.late, each.digest, each.seen, self._readings.number(each.problems)))
            self._copy((person, each.attempt), (target, next_one))
            taken.append(each)
            next_one += 1
        if taken:
            self._database.many(_NEW_ATTENTION, self._attention(person, target))
            self.again += before > 0
            self.untimed += before > 0 and any(each.submitted is None for each in (*there, *taken))

    def _is_same(self, ours: tuple[str, _Attempt], theirs: tuple[str, _Attempt]) -> bool:
        """Whether an attempt of somebody here and one there are of the same content."""
        if ours[1].digest == theirs[1].digest:
            return True
        return ours[1].problems != theirs[1].problems and _content(self._database, *ours).is_same(_content(self._other, *theirs))

    def _take_reading(self, source: tuple[str, _Attempt], aim: tuple[str, _Attempt]) -> _Attempt:
        """Put what the other store read of an attempt in the place of what this one did, and return the attempt as it is now."""
        (person, theirs), (target, ours) = source, aim
        place = target, ours.attempt
        for table in ("file", "response"):
            self._database.run(f"DELETE FROM {table} WHERE person = ? AND attempt = ?", place)
        self._database.run("UPDATE attempt SET digest = ?, seen = ?, reading = ? WHERE person = ? AND attempt = ?",
                           (theirs.digest, theirs.seen, self._readings.number(theirs.problems), *place))
        self._copy((person, theirs.attempt), place)
        return replace(ours, digest=theirs.digest, seen=theirs.seen, problems=theirs.problems)

    def _copy(self, source: tuple[str, int], aim: tuple[str, int]) -> None:
        """Write the files and the responses of one attempt."""
        files = self._other.rows("SELECT path, size, code FROM file WHERE person = ? AND attempt = ? ORDER BY path", source)
        self._database.many("INSERT INTO file VALUES (?, ?, CAST(? AS TEXT), ?, ?)",
                            [(*aim, raw(path), size, code) for path, size, code in files])
        responses = list(self._other.rows(
            "SELECT r.problem, r.place, s.path, r.line, r.col, a.problem, a.text, a.digest FROM response r "
            "JOIN answer a ON a.answer = r.answer "
            "JOIN source s ON s.source = r.source WHERE r.person = ? AND r.attempt = ? ORDER BY r.problem, r.place", source))
        for *_, named, text, digest in responses:
            if answer_digest(named, text) != digest:
                raise damaged(self._other.path)
        self._database.many("INSERT OR IGNORE INTO answer (problem, text, digest) VALUES (CAST(? AS TEXT), CAST(? AS TEXT), ?)",
                            [(raw(named), raw(text), digest) for *_, named, text, digest in responses])
        self._database.many("INSERT OR IGNORE INTO source (path) VALUES (CAST(? AS TEXT))",
                            [(path,) for path in sorted({raw(file) for _, _, file, *_ in responses})])
        self._database.many(
            "INSERT INTO response SELECT ?, ?, CAST(? AS TEXT), ?, answer, source, ?, ? FROM answer, source WHERE digest = ? "
            "AND path = CAST(? AS TEXT)",
            [(*aim, raw(problem), place, line, column, digest, raw(file))
             for problem, place, file, line, column, _, _, digest in responses])

    def _attention(self, person: str, target: str) -> list[tuple[object, ...]]:
        rows = self._other.rows(f"SELECT {_ATTENTION} FROM attention WHERE person = ? ORDER BY rowid", (person,))
        return [(target, raw(file), line, raw(student), raw(problem), code, raw(message), raw(remedy))
                for _, file, line, student, problem, code, message, remedy in rows]

    def decided(self, asked: Collection[bytes]) -> Iterable[int]:
        """Write the verdicts of the other store on these questions, and yield after each transaction how many those were.

        A verdict whose check sum is not that of its text stays away: its answer is decided here.
        """
        rows = self._other.rows("SELECT a.digest, v.asked, v.earlier, v.variant, CAST(v.mark AS BLOB), v.crc FROM verdict v "
                                "JOIN answer a ON a.answer = v.answer ORDER BY v.answer, v.asked, v.earlier, v.variant")
        wanted = ((asked_, earlier, variant, mark, crc, digest) for digest, asked_, earlier, variant, mark, crc in rows
                  if asked_ in asked and fits(mark, crc))
        part: list[tuple[object, ...]] = []
        for row in wanted:
            part.append(row)
            if len(part) == _VERDICTS:
                yield self._keep(part)
                part = []
        yield self._keep(part)

    def _keep(self, part: list[tuple[object, ...]]) -> int:
        with self._database.transaction():
            before = self._database.changes
            self._database.many("INSERT OR IGNORE INTO verdict SELECT answer, ?, ?, ?, CAST(? AS TEXT), ? FROM answer WHERE digest = ?",
                                part)
            count = self._database.changes - before
        self.verdicts += count
        return count

    def close(self) -> None:
        """Note that all is here, and what belongs to nobody."""
        self._database.many(_NEW_ATTENTION, self._attention("", ""))
        self._database.run("INSERT OR REPLACE INTO run VALUES ('downloads', ?)", (str(self._number),))


def _attempts(database: Database, person: str, readings: Readings) -> list[_Attempt]:
    """Somebody's attempts in the order in which they came."""
    rows = database.rows("SELECT attempt, submitted, late, digest, seen, reading FROM attempt WHERE person = ? ORDER BY arrived", (person,))
    return [_Attempt(attempt, submitted, late, digest, seen, readings.problems(reading))
            for attempt, submitted, late, digest, seen, reading in rows]


def _content(database: Database, person: str, attempt: _Attempt) -> Content:
    return stored_content(database, person, attempt.attempt, attempt.problems, time_of(attempt.submitted))


def _told(known: Identity, who: Identity) -> Identity:
    """What is known of somebody, with what only the other store knows."""
    return more(replace(who, layout=known.layout, kind=known.kind, key=known.key), known)
