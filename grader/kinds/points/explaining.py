"""Why a set of points is wrong, as the names of misconceptions: from the points of the answer beside the right ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from grader.engine.systems import Coordinates, Place, Zeros
from grader.expr import Expr, Matrix, Neg, plain
from grader.kinds.points.judging import Compared, chosen, compared
from grader.kinds.points.seeking import CRITICAL, ZEROS, read, sought
from grader.kinds.points.written import SetReading, wrong_count
from grader.model import Diagnostic, Problem
from grader.record import replace

MOST_FLIPPED = 4
"""Coordinates of a point whose signs are changed in all ways."""

Key = frozenset[tuple[Fraction | str, ...]]


def reasons(problem: Problem, text: str, salt: str) -> Iterator[str]:
    """Yield what explains a wrong set of points, the most plausible first; nothing for a text that is none."""
    reading, found = chosen(problem, text, salt), sought(problem, salt)
    if isinstance(reading, Diagnostic) or found.zeros is None or wrong_count(problem.task.wrt, reading) is not None:
        return
    each = compared(problem, found, reading)
    if each is None:
        return
    # Of a point that is only rounded that is said, and nothing else is wrong with it.
    wrong = [number for number in each.wrong if not each.placed[number].digits]
    if wrong:
        yield from _of_the_other_task(problem, reading, salt)
        yield from _of_wrong(found.zeros, [each.points[number].coordinates for number in wrong])
    elif not each.wrong and each.missing and each.points:
        yield from _of_missing(found.zeros, each)


_OTHER_TASK = {CRITICAL: (ZEROS, "zeros-of-the-function"), ZEROS: (CRITICAL, "zeros-of-the-derivative")}


def _of_the_other_task(problem: Problem, reading: SetReading, salt: str) -> Iterator[str]:
    """Whether these are all zeros of a function of one number where those of its derivative are asked, or the other way round."""
    task = problem.task
    if task.asked not in _OTHER_TASK or len(task.wrt) != 1 or task.f is None or task.f.is_array or type(task.f) is Matrix:
        return
    asked, slug = _OTHER_TASK[task.asked]
    other = replace(problem, task=replace(task, id=f"{task.id} {asked}", asked=asked, truth_tree=None),
                    scheme=replace(problem.scheme, truth=""))
    each = compared(other, sought(other, salt), reading)
    if each is not None and each.points and not each.missing and all(placed.place is Place.ZERO for placed in each.placed):
        yield slug


def _of_wrong(zeros: Zeros, points: Sequence[tuple[Expr, ...]]) -> Iterator[str]:
    if len(zeros.names) > 1 and all(_is_zero(zeros, point[::-1]) for point in points):
        yield "coordinates-exchanged"
    if len(zeros.names) <= MOST_FLIPPED and all(any(_is_zero(zeros, other) for other in _flipped(point)) for point in points):
        yield "sign-of-a-point"
    if zeros.has_entries and all(any(found) and not all(found) for found in map(zeros.vanishing, map(Coordinates, points))):
        yield "root-of-one-equation"
    yield "point-extra"


def _is_zero(zeros: Zeros, point: Sequence[Expr]) -> bool:
    return zeros.place(Coordinates(point)).place is Place.ZERO


def _flipped(point: tuple[Expr, ...]) -> Iterator[tuple[Expr, ...]]:
    """A point with the signs of some of its coordinates changed."""
    for signs in itertools.product((False, True), repeat=len(point)):
        if any(signs):
            yield tuple([Neg(tree) if turned else tree for tree, turned in zip(point, signs, strict=True)])


def _of_missing(zeros: Zeros, each: Compared) -> Iterator[str]:
    numbers = [number for number in range(each.count) if number not in each.right]
    missing, named = [zeros.values_of(number) for number in numbers], [zeros.values_of(number) for number in sorted(each.right)]
    if all(any(value == 0 for value in point) for point in missing) and not any(value == 0 for point in named for value in point):
        yield "division-by-zero-variable"
    if all(any(value < 0 for value in point) and any(_are_alike(point, other) for other in named) for point in missing):
        yield "negative-root-forgotten"
    yield "points-missing"


def _are_alike(point: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether two points are the same up to signs."""
    return all(abs(a).overlaps(abs(b)) for a, b in zip(point, other, strict=True))


def key_of(problem: Problem, text: str) -> Key | None:
    """Return what equal sets share: the points, their coordinates as rational numbers or as they are written; ``None`` for no set."""
    reading = read(problem, text)
    if isinstance(reading, Diagnostic):
        return None
    return frozenset([_key(point.coordinates) for point in reading.points])


def _key(trees: tuple[Expr, ...]) -> tuple[Fraction | str, ...]:
    found = Coordinates(trees).exact
    return tuple([Fraction(int(value.p), int(value.q)) for value in found]) if found is not None else tuple(map(plain, trees))
