"""``statistics.csv``: how each problem went, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import fsum, sqrt

from grader.exports.decimals import decimal
from grader.exports.neutral import Value, opened_by_people
from grader.model import Bank, Counts, Outcome, Problem, ProblemCounts, Result

HEAD = ("problem", "section", "points", "students", "answered", *(outcome.value for outcome in Outcome), "mean", "facility",
        "discrimination", "first_misconception", "its_students")

FEWEST = 10
"""With fewer students a correlation says nothing."""


def statistics_table(bank: Bank, results: Sequence[Result], counts: Counts) -> bytes:
    """Return the table, a row for each problem in the order of the bank; a group counts as one student.

    ``mean`` is the mean of the points and ``facility`` that of their share, of those who do not wait.  ``discrimination`` is the
    correlation of the share with the rest of the total (before a penalty) over the students of whom nothing waits: empty below 10 of them,
    or where one of the two is the same for all.  ``first_misconception`` is the one of most students, ``its_students`` how many they are.
    """
    ready = [(result.scores, result.raw) for result in results if not result.pending]
    rows = []
    for place, (problem, each) in enumerate(zip(bank.problems, counts.problems, strict=True)):
        pairs = [(scores[place] or 0, raw) for scores, raw in ready]
        discrimination = _correlation([float(score / problem.points) for score, _ in pairs], [float(raw - score) for score, raw in pairs])
        rows.append(_row(problem, each, discrimination, _first(counts, problem)))
    return opened_by_people([HEAD, *rows])


def _row(problem: Problem, counts: ProblemCounts, discrimination: float | None, first: tuple[str, int | None]) -> tuple[Value, ...]:
    students = sum(counts.outcomes)
    decided = students - counts.waiting
    mean = decimal(counts.earned / decided) if decided else None
    facility = decimal(counts.earned / counts.had) if counts.had else None
    said = None if discrimination is None else decimal(Fraction(discrimination))
    return (problem.id, problem.shown.section, problem.points, students, counts.answered, *counts.outcomes, mean, facility, said, *first)


def _first(counts: Counts, problem: Problem) -> tuple[str, int | None]:
    """The misconception that most students show in a problem, the first by its slug of several."""
    found = [(-len(set(loss.persons)), loss.rule) for loss in counts.losses if loss.problem == problem.id and loss.rule]
    return (min(found)[1], -min(found)[0]) if found else ("", None)


def _correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's, from sums that do not depend on an order."""
    count = len(xs)
    if count < FEWEST or len(set(xs)) == 1 or len(set(ys)) == 1:
        return None
    mean_x, mean_y = fsum(xs) / count, fsum(ys) / count
    product = fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return product / sqrt(fsum((x - mean_x) ** 2 for x in xs) * fsum((y - mean_y) ** 2 for y in ys))
