"""The class while its sheets go by: results, outcomes, what waits, and who gave which answer; no sheet is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from grader.batch.composing import Composed
from grader.batch.found import Found, Given
from grader.marking import BLANK, Parts, Tally, scored
from grader.model import Attention, Bank, Counts, Mark, Outcome, Result
from grader.record import replace
from grader.store import Answered


class Class:
    """A class that grows sheet by sheet, in the order of the results."""

    def __init__(self, bank: Bank, found: Found) -> None:
        self._bank = bank
        self._found = found
        self._shared: dict[tuple[int, Parts], tuple[Answered, list[str]]] = {}
        self._own: list[tuple[Mark, str]] = []
        self._blank: dict[str, list[str]] = defaultdict(list)
        self.results: list[Result] = []
        self.inputs: list[bytes] = []
        self.attention: list[Attention] = []
        self._texts: list[str] = []
        self.unread = 0
        self.outcomes = dict.fromkeys((outcome.value for outcome in Outcome), 0)

    def add(self, composed: Composed, result: Result, inputs: bytes) -> None:
        """Take a sheet in; ``inputs`` is the name of what it shows."""
        self.results.append(result)
        self.inputs.append(inputs)
        self.unread += len(composed.sheet.unread)
        for given in composed.given:
            outcome = given.mark.verdict.outcome
            self.outcomes[outcome.value] += 1
            if given.answered is not None:
                place = given.answered.answer, given.mark.earlier
                self._shared.setdefault(place, (given.answered, []))[1].append(result.person)
            elif outcome is Outcome.BLANK:
                self._blank[given.mark.problem].append(result.person)
            else:
                self._own.append((replace(given.mark, where=None), result.person))
        for row, text in _waiting(composed):
            self.attention.append(row)
            self._texts.append(text)

    def counts(self, salt: str) -> Counts:
        """Return what was counted; each distinct mark is taken from the store once more."""
        tally = Tally(self._bank, salt)
        for (_, earlier), (answered, persons) in self._shared.items():
            again = partial(self._found.mark, answered, earlier)
            tally.add(again(), persons, again)
        for mark, person in self._own:
            tally.add(mark, [person])
        for problem in self._bank.problems:
            if self._blank[problem.id]:
                tally.add(scored(problem, "", BLANK), self._blank[problem.id])
        return tally.counts()

    def named(self, counts: Counts) -> list[Attention]:
        """Return what waits with the names of the groups of answers that are written alike."""
        groups = {(group.problem, text): group.name for group in counts.waiting for text in group.spellings}
        return [replace(row, group=groups.get((row.problem, text), "")) for row, text in zip(self.attention, self._texts, strict=True)]


def _waiting(composed: Composed) -> Iterator[tuple[Attention, str]]:
    """The answers on a sheet that wait for a person, each with its text; those in files which nobody could read are one row a file."""
    sheet = composed.sheet
    count = sum(_code(given) == "intake/unread-file" for given in composed.given)
    if count:
        said = f"nothing of this was read; {count} unanswered {'problem waits' if count == 1 else 'problems wait'}"
        yield from ((Attention(path, "intake/unread-file", said, sheet.student, person=sheet.person), "") for path in sheet.unread)
    for given in composed.given:
        mark, code = given.mark, _code(given)
        if mark.score is None and code != "intake/unread-file":
            said = mark.verdict.messages[0].message if code else "the grader could not decide this answer"
            where = mark.where
            yield Attention(where.file if where else "", code or "undecided", said, sheet.student, mark.problem, where.line if where else 0,
                            sheet.person), mark.answer
    if sheet.lateness.code:
        said = "nobody knows when this was handed in; no penalty was taken; give the time in the table 'times' of the assignment"
        yield Attention("", sheet.lateness.code, said, sheet.student, person=sheet.person), ""


def _code(given: Given) -> str:
    messages = given.mark.verdict.messages
    return messages[0].code if messages else ""
