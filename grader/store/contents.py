"""What somebody handed in, as far as it was read: whether two attempts that were read for other problems are one and the same."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from grader.model import Submission
from grader.record import record
from grader.store.database import Database


@record
class Content:
    """The ids of the problems to which answers were looked for, what was found (the problem, and as the student named it, and the text),
    the sizes of the files, and the time of the attempt, as far as it is known.
    """

    problems: frozenset[str]
    found: tuple[tuple[str, str, str], ...]
    sizes: tuple[int, ...]
    time: datetime | None

    def is_same(self, other: Content) -> bool:
        """Whether both may be one and the same: what was looked for in both is equal, and so is the time, or the files."""
        both, is_one_time = self.problems & other.problems, self.time is not None and self.time == other.time
        return (is_one_time or self.sizes == other.sizes) and self._within(both) == other._within(both)

    def _within(self, problems: Collection[str]) -> list[tuple[str, str, str]]:
        return [each for each in self.found if each[0] in problems]


def content_of(submission: Submission, problems: Collection[str]) -> Content:
    """Return the content of what was read for these problems."""
    found = sorted((each.problem, each.named, each.text) for each in submission.responses)
    return Content(frozenset(problems), tuple(found), tuple(sorted(file.size for file in submission.files)),
                   submission.submitted)


def stored_content(database: Database, person: str, attempt: int, problems: Collection[str], time: datetime | None) -> Content:
    """Return the content of an attempt of this time that a store holds, which was read for these problems."""
    place = person, attempt
    found = sorted((problem, named, text) for problem, named, text in database.rows(
        "SELECT r.problem, a.problem, a.text FROM response r JOIN answer a ON a.answer = r.answer WHERE r.person = ? AND r.attempt = ?",
        place))
    sizes = sorted(size for [size] in database.rows("SELECT size FROM file WHERE person = ? AND attempt = ?", place))
    return Content(frozenset(problems), tuple(found), tuple(sizes), time)


class Readings:
    """The sets of problems for which a store's attempts were read, each under a number."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._problems: dict[int, frozenset[str]] = {}
        for number, text in database.rows("SELECT reading, problems FROM reading"):
            self._problems[number] = frozenset(text.split())
        self._numbers = {problems: number for number, problems in self._problems.items()}

    def problems(self, number: int) -> frozenset[str]:
        """Return the ids under a number."""
        return self._problems[number]

    def number(self, problems: Collection[str]) -> int:
        """Return the number of these ids, which are written where they are new."""
        ids = frozenset(problems)
        number = self._numbers.get(ids)
        if number is None:
            number = self._numbers[ids] = len(self._numbers) + 1
            self._problems[number] = ids
            self._database.run("INSERT INTO reading VALUES (?, ?)", (number, " ".join(sorted(ids))))
        return number
