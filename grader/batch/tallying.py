"""The class while its sheets go by: results, outcomes, what waits, and who gave which answer; no sheet is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

from grader.batch.composing import Composed
from grader.batch.found import Found, Given
from grader.batch.rulings import UNREAD, Rulings, Stale, decided_by, is_unread, ruled
from grader.batch.variants import Copies
from grader.decisions import NAME
from grader.marking import BLANK, Parts, Tally, scored
from grader.model import Attention, Bank, Counts, Decision, Flag, Mark, Outcome, Result, Ruling, key_of
from grader.record import replace
from grader.store import Answered

DECIDED = "decided"
"""Where outcomes are counted: the marks that people have decided."""

SAID: Mapping[Flag, str] = {"check": "the problem or its points have changed since",
                            "differs": "the machine can decide this now, and gives other points, since"}


class Class:
    """A class that grows sheet by sheet, in the order of the results."""

    def __init__(self, bank: Bank, found: Found) -> None:
        self._bank = bank
        self._found = found
        self._shared: dict[tuple[int, str, Parts, Ruling | None], tuple[Answered, list[str]]] = {}
        self._own: list[tuple[Mark, str]] = []
        self._blank: dict[str, list[str]] = defaultdict(list)
        self.results: list[Result] = []
        self.inputs: list[bytes] = []
        self.attention: list[Attention] = []
        self._texts: list[tuple[str, str]] = []
        self.unread = 0
        self.outcomes = dict.fromkeys((*(outcome.value for outcome in Outcome), DECIDED), 0)
        self._held: dict[Decision, frozenset[Flag]] = {}
        self._stale: list[tuple[Stale, Result]] = []
        self._copies = Copies()

    def add(self, composed: Composed, result: Result, inputs: bytes) -> None:
        """Take a sheet in; ``inputs`` is the name of what it shows."""
        self.results.append(result)
        self.inputs.append(inputs)
        self.unread += len(composed.sheet.unread)
        for given in composed.given:
            outcome, ruling = given.mark.verdict.outcome, given.mark.ruling
            if given.mark.variant:
                self._copies.add(given.mark, result.student, result.person)
            self.outcomes[outcome.value if ruling is None else DECIDED] += 1
            if ruling is not None:
                self._held[ruling.decision] = self._held.get(ruling.decision, frozenset()) | frozenset(ruling.flags)
            if given.answered is not None:
                place = given.answered.answer, given.mark.key, given.mark.earlier, ruling
                self._shared.setdefault(place, (given.answered, []))[1].append(result.person)
            elif outcome is Outcome.BLANK and ruling is None:
                self._blank[given.mark.key].append(result.person)
            else:
                self._own.append((replace(given.mark, where=None), result.person))
        self._stale += [(each, result) for each in composed.stale]
        for row, problem, text in _waiting(composed):
            self.attention.append(row)
            self._texts.append((problem, text))
        self.attention += composed.others
        self._texts += [("", "")] * len(composed.others)

    def counts(self, salt: str) -> Counts:
        """Return what was counted; each distinct mark is taken from the store once more."""
        tally = Tally(self._bank, salt)
        for (_, key, earlier, ruling), (answered, persons) in self._shared.items():
            again = partial(self._mark, answered, key, earlier, ruling)
            tally.add(again(), persons, again)
        for mark, person in self._own:
            tally.add(mark, [person])
        for problem in [each for family in self._bank.problems for each in (family, *family.variants)]:
            if problem.key in self._blank:
                tally.add(scored(problem, "", BLANK), self._blank[problem.key])
        return tally.counts()

    def _mark(self, answered: Answered, key: str, earlier: Parts, ruling: Ruling | None) -> Mark:
        mark = self._found.mark(answered, key, earlier)
        return mark if ruling is None else ruled(mark, ruling)

    def named(self, counts: Counts) -> list[Attention]:
        """Return what waits with the names of the groups of answers that are written alike."""
        groups = {(key_of(group.problem, group.variant), text): group.name for group in counts.waiting for text in group.spellings}
        return [replace(row, group=groups.get(written, "")) for row, written in zip(self.attention, self._texts, strict=True)]

    def copies(self) -> list[Attention]:
        """Return the answers with the values of another student's variant."""
        return self._copies.rows()

    def decisions(self, rulings: Rulings) -> list[Attention]:
        """Return what a person should know of the decisions: those that may be out of date, and those that are about nothing here."""
        rows = [_row(entry, f"decision/{flag}", SAID[flag]) for entry, flags in self._held.items() for flag in sorted(flags)]
        rows += [_row(each.decision, "decision/stale", f"{'the answer has' if each.problem else 'the files have'} changed since", result)
                 for each, result in self._stale]
        used = [*self._held, *(each.decision for each, _ in self._stale)]
        rows += [_row(entry, "decision/unused", reason) for entry, reason in rulings.unused(used)]
        return sorted(rows, key=lambda row: (row.line, row.code, row.student, row.problem))


def _row(entry: Decision, code: str, said: str, result: Result | None = None) -> Attention:
    """What is said of a decision, at its line; ``result`` is the student's whom it is about."""
    since = f"{said} {decided_by(entry)}" if said.endswith("since") else f"{said}: {decided_by(entry)}, and it changes nothing"
    student = result.student if result is not None else entry.student.student if entry.student is not None else ""
    return Attention(NAME, code, since, student, entry.problem, entry.where.line if entry.where is not None else 0,
                     result.person if result is not None else "")


def _waiting(composed: Composed) -> Iterator[tuple[Attention, str, str]]:
    """The answers on a sheet that wait for a person, each with its problem and its text; those in files that nobody could read are one row
    a file.
    """
    sheet = composed.sheet
    count = sum(given.mark.score is None and is_unread(given.mark) for given in composed.given)
    if count:
        said = f"nothing of this was read; {count} unanswered {'problem waits' if count == 1 else 'problems wait'}"
        yield from ((Attention(path, UNREAD, said, sheet.student, person=sheet.person), "", "") for path in sheet.unread)
    for given in composed.given:
        mark, code = given.mark, _code(given)
        if mark.score is None and not is_unread(mark):
            said = mark.verdict.messages[0].message if code else "the grader could not decide this answer"
            where = mark.where
            yield Attention(where.file if where else "", code or "undecided", said, sheet.student, mark.problem, where.line if where else 0,
                            sheet.person), mark.key, mark.answer
    if sheet.lateness.code:
        said = "nobody knows when this was handed in; no penalty was taken; give the time in the table 'times' of the assignment"
        yield Attention("", sheet.lateness.code, said, sheet.student, person=sheet.person), "", ""


def _code(given: Given) -> str:
    messages = given.mark.verdict.messages
    return messages[0].code if messages else ""
