"""Which misconceptions cost a class most: by points lost, by problem, over the sections of the lecture."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from grader.misconceptions import BY_NAME
from grader.model import Bank, Gradebook, Mark, Outcome, Problem
from grader.record import record
from grader.report.words import points

LISTED = "listed"
"""The slug of the author's own wrong answers that name no rule."""

MOST_PROBLEMS = 4


@record
class MisconceptionView:
    """One misconception: title, what the teacher should know, how many students and answers, points lost, and where."""

    rule: str
    title: str
    explanation: str
    students: int
    answers: int
    lost: str
    problems: str


@record
class SectionView:
    """One section of the lecture: points lost in wrong answers, and the misconceptions that cost most there."""

    section: str
    lost: str
    misconceptions: str


@dataclass(slots=True)
class _Tally:
    lost: Fraction = Fraction(0)
    answers: int = 0
    students: set[str] = field(default_factory=set)
    problems: Counter[str] = field(default_factory=Counter)


def _wrong(gradebook: Gradebook, bank: Bank) -> Iterator[tuple[str, Mark, Problem]]:
    for sheet in gradebook.sheets:
        for mark in sheet.marks:
            problem = bank.get(mark.problem)
            if problem is not None and mark.verdict.outcome is Outcome.INCORRECT and mark.score is not None:
                yield sheet.student, mark, problem


def misconception_views(gradebook: Gradebook, bank: Bank) -> tuple[MisconceptionView, ...]:
    """All misconceptions of a class, the dearest first; the points of an answer count for its first explanation."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for student, mark, problem in _wrong(gradebook, bank):
        if mark.diagnoses:
            tally = tallies[mark.diagnoses[0].rule]
            tally.lost += mark.out_of - (mark.score or 0)
            tally.answers += 1
            tally.students.add(student)
            tally.problems[problem.shown.title or problem.id] += 1
    ranked = sorted(tallies.items(), key=lambda item: (-item[1].lost, item[0]))
    return tuple(MisconceptionView(rule, _title(rule), BY_NAME[rule].explanation if rule in BY_NAME else "", len(tally.students),
                                   tally.answers, points(tally.lost), _listed(tally.problems)) for rule, tally in ranked)


def section_views(gradebook: Gradebook, bank: Bank) -> tuple[SectionView, ...]:
    """The lecture's sections in order, with the points that wrong answers lost."""
    lost: dict[str, Fraction] = defaultdict(Fraction)
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for _, mark, problem in _wrong(gradebook, bank):
        section = _section(problem)
        lost[section] += mark.out_of - (mark.score or 0)
        if mark.diagnoses:
            named[section][_title(mark.diagnoses[0].rule)] += 1
    return tuple(SectionView(section, points(lost[section]), _dearest(named[section])) for section in sorted(lost, key=_order))


def _dearest(named: Counter[str]) -> str:
    return ", ".join(f"{title} ({count})" for title, count in named.most_common(3))


def _title(rule: str) -> str:
    if rule in BY_NAME:
        return BY_NAME[rule].title
    return "listed by the author" if rule in (LISTED, "none") else rule


def _listed(problems: Counter[str]) -> str:
    shown = [f"{name} ({count})" if count > 1 else name for name, count in problems.most_common(MOST_PROBLEMS)]
    more = len(problems) - MOST_PROBLEMS
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _section(problem: Problem) -> str:
    """The section of a problem down to its second number: 5.2 for 5.2.1."""
    found = re.match(r"\d+(\.\d+)?", problem.shown.section)
    return found[0] if found else problem.shown.section or "–"


def _order(section: str) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"\d+", section)] or [10_000], section
