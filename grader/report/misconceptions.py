"""Which misconceptions cost a class most: by points lost, by problem, over the sections of the lecture."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from fractions import Fraction

from grader.expr import escape
from grader.misconceptions import BY_NAME
from grader.model import Bank, Counts, Loss, Problem, total
from grader.record import record
from grader.report.author_texts import title_of
from grader.report.words import points

LISTED = "listed"
"""The slug of the author's own wrong answers that name no rule."""

MOST_PROBLEMS = 4


@record
class MisconceptionView:
    """One misconception: title, what the teacher should know, how many students and answers, points lost, and where (as HTML)."""

    rule: str
    title: str
    explanation: str
    students: int
    answers: int
    lost: str
    problems_html: str


@record
class SectionView:
    """One section of the lecture: points lost in wrong answers, and the misconceptions that cost most there."""

    section: str
    lost: str
    misconceptions: str


def misconception_views(counts: Counts, bank: Bank) -> tuple[MisconceptionView, ...]:
    """All misconceptions of a class, the dearest first; the points of an answer count for its first explanation."""
    by_rule: dict[str, list[Loss]] = defaultdict(list)
    for loss in counts.losses:
        if loss.rule:
            by_rule[loss.rule].append(loss)
    ranked = sorted(by_rule.items(), key=lambda item: (-total(loss.lost for loss in item[1]), item[0]))
    return tuple(MisconceptionView(rule, _title(rule), BY_NAME[rule].explanation if rule in BY_NAME else "",
                                   len({person for loss in losses for person in loss.persons}), sum(loss.answers for loss in losses),
                                   points(total(loss.lost for loss in losses)), _listed(losses, bank)) for rule, losses in ranked)


def section_views(counts: Counts, bank: Bank) -> tuple[SectionView, ...]:
    """The lecture's sections in order, with the points that wrong answers lost."""
    lost: dict[str, Fraction] = defaultdict(Fraction)
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for loss in counts.losses:
        section = _section(bank.get(loss.problem))
        lost[section] += loss.lost
        if loss.rule:
            named[section][_title(loss.rule)] += loss.answers
    return tuple(SectionView(section, points(lost[section]), _dearest(named[section])) for section in sorted(lost, key=_order))


def _dearest(named: Counter[str]) -> str:
    return ", ".join(f"{title} ({count})" for title, count in named.most_common(3))


def _title(rule: str) -> str:
    if rule in BY_NAME:
        return BY_NAME[rule].title
    return "listed by the author" if rule in (LISTED, "none") else rule


def _listed(losses: list[Loss], bank: Bank) -> str:
    """The problems in which it was met, the most frequent first, as HTML."""
    problems: Counter[str] = Counter()
    for loss in losses:
        problem = bank.get(loss.problem)
        problems[title_of(problem).html if problem is not None else escape(loss.problem)] += loss.answers
    shown = [f"{name} ({count})" if count > 1 else name for name, count in problems.most_common(MOST_PROBLEMS)]
    more = len(problems) - MOST_PROBLEMS
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _section(problem: Problem | None) -> str:
    """The section of a problem down to its second number: 5.2 for 5.2.1."""
    if problem is None:
        return "–"
    found = re.match(r"\d+(\.\d+)?", problem.shown.section)
    return found[0] if found else problem.shown.section or "–"


def _order(section: str) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"\d+", section)] or [10_000], section
