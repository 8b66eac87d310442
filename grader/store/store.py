"""The store of a run: what is there, and what of it has been decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager

from grader.model import Attention, Decided, HandedFile, Identity, Key, Where
from grader.store.arrivals import ATTENTION, Arrivals
from grader.store.database import Database, damaged, raw
from grader.store.rows import (
    ALONE,
    IDENTITY,
    Answered,
    Person,
    StoredAttempt,
    Verdicts,
    answer_digest,
    decided_from,
    decided_row,
    fits,
    identity_from,
    problems_of,
    response_of,
    time_of,
)
from grader.store.transfer import Transfer


class Store:
    """All that a run keeps.  Whatever the file system or a damaged file refuses is a :class:`~grader.model.StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # The run itself

    def value(self, key: str) -> str:
        """Return what is noted under a key, empty if nothing is."""
        return self._database.first("SELECT value FROM run WHERE key = ?", (key,)) or ""

    def note(self, **values: str) -> None:
        """Note values under keys, in the transaction that is open or in one of its own."""
        self._database.many("INSERT OR REPLACE INTO run VALUES (?, CAST(? AS TEXT))", [(key, raw(text)) for key, text in values.items()])

    def transaction(self) -> AbstractContextManager[None]:
        """Make a block whose writing comes true whole or not at all."""
        return self._database.transaction()

    def hurry(self) -> None:
        """From now on write transactions to a log beside the file, which is quicker; file systems of a network refuse that."""
        if self._database.first("PRAGMA journal_mode = WAL") != "wal":
            self._database.first("PRAGMA journal_mode = TRUNCATE")

    # Who handed in what

    def arrivals(self, known: Collection[Key] = (), problems: Collection[str] = ()) -> Arrivals:
        """Begin to take a download in; ``known`` and ``problems`` as there."""
        return Arrivals(self._database, known, problems)

    def transfer(self, other: Store) -> Transfer:
        """Begin to take another run's store over."""
        return Transfer(self._database, other._database)

    def problems(self) -> set[str]:
        """Return the ids of all problems to which the store has an answer."""
        return problems_of(self._database)

    def read(self) -> frozenset[str] | None:
        """Return the ids of all problems to which answers of everybody were looked for, in some attempt; ``None`` without any attempt."""
        read: dict[str, frozenset[str]] = {}
        for person, problems in self._database.rows("SELECT DISTINCT a.person, r.problems FROM attempt a JOIN reading r "
                                                    "ON r.reading = a.reading"):
            read[person] = read.get(person, frozenset()) | frozenset(problems.split())
        return frozenset.intersection(*set(read.values())) if read else None

    def people(self) -> list[Person]:
        """Return everybody, by what they are called and then by id."""
        aliases: dict[str, list[Identity]] = {}
        for person, layout, kind, key in self._database.rows("SELECT person, layout, kind, key FROM alias ORDER BY layout, kind, key"):
            aliases.setdefault(person, []).append(Identity(layout, kind, key))
        found = [Person(person, identity_from(row), tuple(aliases.get(person, ())))
                 for person, *row in self._database.rows(f"SELECT person, {IDENTITY} FROM person")]
        return sorted(found, key=lambda each: (each.who.student, each.person))

    def attempts(self, person: str) -> tuple[StoredAttempt, ...]:
        """Return the attempts of somebody: by their times where all have one, else in the order in which they came."""
        rows = self._database.rows("SELECT a.attempt, a.submitted, a.late, r.problems FROM attempt a JOIN reading r "
                                   "ON r.reading = a.reading WHERE a.person = ? ORDER BY a.arrived", (person,))
        found = [StoredAttempt(attempt, time_of(submitted), bool(late), problems) for attempt, submitted, late, problems in rows]
        times = [each.submitted for each in found]
        if None not in times:
            found.sort(key=lambda each: each.submitted)  # type: ignore[arg-type,return-value]
        return tuple(found)

    def answers(self, person: str, attempt: int) -> tuple[Answered, ...]:
        """Return the responses of one attempt; those to one problem in the order of their files."""
        rows = self._database.rows(
            "SELECT r.answer, r.problem, a.problem, a.text, s.path, r.line, r.col FROM response r JOIN answer a ON a.answer = r.answer "
            "JOIN source s ON s.source = r.source WHERE r.person = ? AND r.attempt = ? ORDER BY r.problem, r.place", (person, attempt))
        return tuple([Answered(answer, response_of(problem, named, text, Where(file, line, column)))
                      for answer, problem, named, text, file, line, column in rows])

    def files(self, person: str, attempt: int) -> tuple[HandedFile, ...]:
        """Return the files of one attempt."""
        rows = self._database.rows("SELECT path, size, code FROM file WHERE person = ? AND attempt = ? ORDER BY path", (person, attempt))
        return tuple([HandedFile(path, size, code) for path, size, code in rows])

    def paths(self) -> set[str]:
        """Return the paths of all files that are somebody's."""
        return {path for [path] in self._database.rows("SELECT DISTINCT path FROM file")}

    def attention(self) -> list[Attention]:
        """Return what of the downloads a person must look at, by file and line; ``person`` is whose it is."""
        rows = self._database.rows("SELECT file, code, message, student, problem, line, person FROM attention "
                                   "ORDER BY file, line, code, problem, message")
        return [Attention(*row) for row in rows]

    def attend(self, rows: Iterable[Attention]) -> None:
        """Put what of the last download belongs to nobody in the place of what was there of the one before."""
        self._database.run("DELETE FROM attention WHERE person = ''")
        self._database.many(ATTENTION, [("", raw(row.file), row.line, raw(row.student), raw(row.problem), row.code, raw(row.message), b"")
                                        for row in rows])

    # What was handed back

    def sent(self, kind: str) -> dict[str, bytes]:
        """Return the digests of what was noted under a kind, by its names."""
        return dict(self._database.rows("SELECT what, digest FROM sent WHERE format = ? ORDER BY what", (kind,)))

    def note_sent(self, kind: str, digests: Mapping[str, bytes]) -> None:
        """Note the digests of what is handed back."""
        self._database.many("INSERT OR REPLACE INTO sent VALUES (?, CAST(? AS TEXT), ?)",
                            [(kind, raw(what), digest) for what, digest in digests.items()])

    def forget_sent(self, kind: str, what: str) -> None:
        """Take back what was noted."""
        self._database.run("DELETE FROM sent WHERE format = ? AND what = CAST(? AS TEXT)", (kind, raw(what)))

    # What was found out

    def ask(self, asked: Mapping[str, bytes], counting: Iterable[tuple[str, int]]) -> None:
        """Say which question each problem is now and which attempts may count, in this order: what ``todo`` goes by."""
        with self.transaction():
            self._database.run("CREATE TEMP TABLE IF NOT EXISTS asked (problem TEXT PRIMARY KEY, asked BLOB NOT NULL) WITHOUT ROWID")
            self._database.run("CREATE TEMP TABLE IF NOT EXISTS counting (person TEXT, attempt INTEGER, turn INTEGER, "
                               "PRIMARY KEY (person, attempt)) WITHOUT ROWID")
            self._database.run("DELETE FROM asked")
            self._database.run("DELETE FROM counting")
            self._database.many("INSERT INTO asked VALUES (?, ?)", asked.items())
            self._database.many("INSERT INTO counting VALUES (?, ?, ?)", [(*each, turn) for turn, each in enumerate(counting)])

    def todo(self) -> list[tuple[int, str, str]]:
        """Return the answers that may count and have no verdict: number, problem and text, student by student."""
        return [(answer, problem, text) for answer, problem, text, _ in self._database.rows(
            "SELECT a.answer, r.problem, a.text, min(c.turn) AS first FROM counting c "
            "JOIN response r ON r.person = c.person AND r.attempt = c.attempt JOIN asked q ON q.problem = r.problem "
            "JOIN answer a ON a.answer = r.answer "
            "LEFT JOIN verdict v ON v.answer = r.answer AND v.asked = q.asked AND v.earlier = x'' AND v.variant = '' "
            "WHERE v.answer IS NULL GROUP BY r.answer ORDER BY first, a.answer")]

    def counting(self, problems: Iterable[str]) -> list[tuple[str, int]]:
        """Return person and attempt of the attempts that may count and answer one of these problems."""
        found = {(person, attempt) for problem in problems for person, attempt in self._database.rows(
            "SELECT c.person, c.attempt FROM counting c JOIN response r ON r.person = c.person AND r.attempt = c.attempt "
            "WHERE r.problem = ?", (problem,))}
        return sorted(found)

    def answered(self, wholes: Mapping[str, str]) -> dict[str, int]:
        """Return by the id of a whole how many students answered some of it, in an attempt that may count.

        ``wholes`` has by the id of a problem that of the whole of which it is a part, or its own.
        """
        with self.transaction():
            self._database.run("CREATE TEMP TABLE IF NOT EXISTS part (problem TEXT PRIMARY KEY, whole TEXT NOT NULL) WITHOUT ROWID")
            self._database.run("DELETE FROM part")
            self._database.many("INSERT INTO part VALUES (?, ?)", wholes.items())
        return dict(self._database.rows(
            "SELECT p.whole, count(DISTINCT r.person) FROM counting c JOIN response r ON r.person = c.person AND r.attempt = c.attempt "
            "JOIN part p ON p.problem = r.problem JOIN answer a ON a.answer = r.answer "
            "WHERE trim(a.text, char(9, 10, 13, 32)) <> '' GROUP BY p.whole"))

    def counts(self) -> tuple[int, int]:
        """Return how many responses of attempts that may count there are, and how many distinct answers they are."""
        [row] = self._database.rows("SELECT count(*), count(DISTINCT r.answer) FROM counting c JOIN response r ON r.person = c.person "
                                    "AND r.attempt = c.attempt JOIN asked q ON q.problem = r.problem")
        return row[0], row[1]

    def keep(self, verdicts: Verdicts) -> list[int]:
        """Write what was found out, and return its check sums."""
        rows = [(answer, verdicts.asked, verdicts.earlier, raw(verdicts.variant), *decided_row(decided))
                for answer, decided in verdicts.decided]
        with self.transaction():
            self._database.many("INSERT OR REPLACE INTO verdict (answer, asked, earlier, variant, mark, crc) VALUES "
                                "(?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)", rows)
        return [crc for *_, crc in rows]

    def verdict(self, answer: int, asked: bytes, earlier: bytes = ALONE, variant: str = "") -> tuple[Decided, int] | None:
        """Return what was found out about an answer and its check sum, ``None`` if it was not decided yet."""
        found = next(self._database.rows("SELECT CAST(mark AS BLOB), crc FROM verdict WHERE answer = ? AND asked = ? AND earlier = ? "
                                         "AND variant = CAST(? AS TEXT)", (answer, asked, earlier, raw(variant))), None)
        return None if found is None else (decided_from(found[0]), found[1])

    def check(self) -> int:
        """Remove verdicts whose check sum is not that of their text, and return how many those were: they are decided again.

        Raises :class:`~grader.model.StoreError` where it is an answer that has changed, since nobody knows what the student wrote.
        """
        for problem, text, digest in self._database.rows("SELECT CAST(problem AS BLOB), CAST(text AS BLOB), digest FROM answer"):
            if answer_digest(problem.decode("utf-8", "replace"), text.decode("utf-8", "surrogatepass")) != digest:
                raise damaged(self._database.path)
        wrong = [key for *key, mark, crc in self._database.rows(
            "SELECT answer, asked, earlier, variant, CAST(mark AS BLOB), crc FROM verdict") if not fits(mark, crc)]
        self._database.many("DELETE FROM verdict WHERE answer = ? AND asked = ? AND earlier = ? AND variant = ?", wrong)
        return len(wrong)

    def join(self, kept: str, other: str) -> None:
        """Make two people one, who is known under the id of the first: all attempts are that person's, and later ones are found there."""
        with self.transaction():
            behind = self._database.first("SELECT coalesce(max(attempt), 0) FROM attempt WHERE person = ?", (kept,))
            for table in ("attempt", "response", "file"):
                self._database.run(f"UPDATE {table} SET person = ?, attempt = attempt + ? WHERE person = ?", (kept, behind, other))
            for table in ("attention", "alias"):
                self._database.run(f"UPDATE {table} SET person = ? WHERE person = ?", (kept, other))
            self._database.run("INSERT OR REPLACE INTO alias SELECT layout, kind, key, ? FROM person WHERE person = ?", (kept, other))
            for table in ("sheet", "person"):
                self._database.run(f"DELETE FROM {table} WHERE person = ?", (other,))
            self._database.run("DELETE FROM sent WHERE what = ?", (other,))

    def first_come(self) -> dict[str, int]:
        """Return by person a number that grows with the time at which the person's first attempt came."""
        return dict(self._database.rows("SELECT person, min(arrived) FROM attempt GROUP BY person"))

    def forget(self, person: str) -> None:
        """Remove all that is known of somebody, and the answers that nobody else gave with what was found out about them."""
        for table in ("response", "file", "attempt", "attention", "alias", "sheet", "person"):
            self._database.run(f"DELETE FROM {table} WHERE person = ?", (person,))
        self._database.run("DELETE FROM sent WHERE what = ?", (person,))
        self._database.run("DELETE FROM source WHERE source NOT IN (SELECT source FROM response)")
        self._database.run("DELETE FROM answer WHERE answer NOT IN (SELECT answer FROM response)")
        self._database.run("DELETE FROM verdict WHERE answer NOT IN (SELECT answer FROM answer)")

    def shrink(self) -> None:
        """Give back the room of what was removed, whose bytes are then gone from the file too."""
        self._database.run("VACUUM")

    # Sheets

    def sheets(self) -> dict[str, tuple[str, bytes, bytes]]:
        """Return by person the sheet's name, the digest of what it shows, and that of its bytes."""
        return {person: (name, inputs, data) for person, name, inputs, data in self._database.rows(
            "SELECT person, name, inputs, bytes FROM sheet")}

    def wrote(self, sheets: Iterable[tuple[str, str, bytes, bytes]]) -> None:
        """Note sheets that were written: person, name, digest of what each shows, and that of its bytes."""
        with self.transaction():
            self._database.many("INSERT OR REPLACE INTO sheet VALUES (?, ?, ?, ?)", sheets)
