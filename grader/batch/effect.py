"""What a changed bank, assignment or decision does to a class: for each student and problem the points before and after, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from grader.batch.composing import Composed, Composer
from grader.batch.found import Given
from grader.model import Decision, Mark
from grader.record import record

HEAD = ("person", "name", "problem", "before", "after", "reason")
"""The columns of ``changes.csv``."""

WAITS = "waits"
"""What stands there in place of points while a person must look."""

Row = tuple[str, str, str, str | Fraction | None, str | Fraction | None, str]


@record
class ProblemEffect:
    """How the marks of a problem change: students who gain (``least`` to ``most`` points) or lose, who wait now, and who wait no more.

    ``before`` and ``after`` are the mean share of the points of all who do not wait, ``None`` where that is nobody.
    """

    problem: str
    gain: int
    lose: int
    wait: int
    settled: int
    least: Fraction
    most: Fraction
    before: Fraction | None
    after: Fraction | None


@record
class Effect:
    """How a class changes: each problem of which a mark does, and how many students gain, lose, wait now, or wait no more."""

    problems: tuple[ProblemEffect, ...]
    students: int
    up: int
    down: int
    wait: int
    settled: int


@dataclass(slots=True)
class _Sums:
    """The marks of one problem: gains, losses, and the shares of those that do not wait, before and after."""

    gains: list[Fraction] = field(default_factory=list)
    lose: int = 0
    wait: int = 0
    settled: int = 0
    shares: tuple[list[Fraction], list[Fraction]] = field(default_factory=lambda: ([], []))


class Comparison:
    """Compares the sheets of a class with those that it had, one student at a time.

    ``held`` are the decisions that are about somebody, with whether they may be out of date.
    """

    def __init__(self, before: Composer, after: Composer) -> None:
        self._before = before
        self._after = after
        self._sums: dict[str, _Sums] = defaultdict(_Sums)
        self.held: dict[Decision, bool] = {}
        self._counts = dict.fromkeys(("students", "up", "down", "wait", "settled"), 0)

    def rows(self) -> Iterator[Row]:
        """Yield the rows of ``changes.csv``: one for each mark that changes, and for each student's final one without a problem."""
        known = {person.person: person for person in self._before.people}
        for person in self._after.people:
            new = self._after.compose(person)
            old = self._before.compose(known[person.person]) if person.person in known else None
            if new is not None:
                self._hold(new)
            if new is not None and old is not None:
                for problem, before, after, reason in self._compare(old, new):
                    yield self._after.shown_id(person.person), new.sheet.student, problem, before, after, reason

    def _hold(self, composed: Composed) -> None:
        """Note which decisions are in force, and whether each may be out of date."""
        for given in composed.given:
            if (ruling := given.mark.ruling) is not None:
                self.held[ruling.decision] = self.held.get(ruling.decision, False) or bool(ruling.flags)
        self.held.update((stale.decision, True) for stale in composed.stale)

    def effect(self) -> Effect:
        """Return all that was counted, the problems by their ids."""
        problems = [_effect(problem, sums) for problem, sums in sorted(self._sums.items())]
        return Effect(tuple(each for each in problems if each is not None), **self._counts)

    def _compare(self, old: Composed, new: Composed) -> Iterator[tuple[str, str | Fraction | None, str | Fraction | None, str]]:
        is_other = _attempt(old) != _attempt(new)
        marks, reasons = {given.mark.problem: given for given in old.given}, dict[str, None]()
        for given in new.given:
            mark, known = given.mark, marks.pop(given.mark.problem, None)
            self._count(known.mark if known is not None else None, mark)
            if known is None or known.mark.score != mark.score:
                reason = "attempt" if is_other else _reason(known, given)
                reasons[reason] = None
                yield mark.problem, _said(known.mark) if known is not None else None, _said(mark), reason
        for known in marks.values():
            reasons["problems"] = None
            yield known.mark.problem, _said(known.mark), None, "problems"
        before, after = _final(old), _final(new)
        if old.sheet.lateness.penalty != new.sheet.lateness.penalty or old.sheet.lateness.refused != new.sheet.lateness.refused:
            reasons["late"] = None
        if before != after:
            self._counts["students"] += 1
            self._counts[_direction(before, after)] += 1
            yield "", before, after, " ".join(reasons)

    def _count(self, old: Mark | None, new: Mark) -> None:
        sums = self._sums[new.problem]
        for shares, mark in zip(sums.shares, (old, new), strict=True):
            if mark is not None and mark.score is not None:
                shares.append(mark.score / mark.out_of)
        before, after = old.score if old is not None else Fraction(0), new.score
        if before is None or after is None:
            sums.wait += after is None and before is not None
            sums.settled += before is None and after is not None
        elif after > before:
            sums.gains.append(after - before)
        else:
            sums.lose += after < before


def _effect(problem: str, sums: _Sums) -> ProblemEffect | None:
    if not (sums.gains or sums.lose or sums.wait or sums.settled):
        return None
    before, after = [sum(shares, Fraction(0)) / len(shares) if shares else None for shares in sums.shares]
    return ProblemEffect(problem, len(sums.gains), sums.lose, sums.wait, sums.settled, min(sums.gains, default=Fraction(0)),
                         max(sums.gains, default=Fraction(0)), before, after)


def _direction(before: str | Fraction, after: str | Fraction) -> str:
    if isinstance(after, str):
        return "wait"
    return "settled" if isinstance(before, str) else "up" if after > before else "down"


def _said(mark: Mark) -> str | Fraction:
    return WAITS if mark.score is None else mark.score


def _final(composed: Composed) -> str | Fraction:
    return WAITS if composed.sheet.pending else composed.sheet.score


def _attempt(composed: Composed) -> int | None:
    return next((attempt.number for attempt in composed.sheet.attempts if attempt.counts), None)


def _reason(old: Given | None, new: Given) -> str:
    """Why the points of a mark are others than before."""
    if old is None:
        return "problems"
    if _ruled(old.mark) != _ruled(new.mark):
        return "decision"
    if new.mark.ruling is None and _found(old.mark) != _found(new.mark):
        return "verdict"
    before, after = old.mark.score, new.mark.score
    is_share = before is not None and after is not None and before / old.mark.out_of == after / new.mark.out_of
    return "points" if is_share or new.mark.ruling is not None else "credit"


def _ruled(mark: Mark) -> Fraction | None:
    return None if mark.ruling is None else mark.ruling.decision.share


def _found(mark: Mark) -> tuple[object, ...]:
    """What of a verdict earns points."""
    verdict = mark.verdict
    return (verdict.outcome, verdict.layout, verdict.entries, tuple((line.outcome, line.follows) for line in verdict.lines),
            tuple((diagnosis.rule, diagnosis.alone) for diagnosis in mark.diagnoses), mark.decided.follows)


def asked_anew(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the problems that are asked before and after, and otherwise."""
    return tuple(problem for problem, asked in after.items() if before.get(problem, asked) != asked)
