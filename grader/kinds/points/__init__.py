"""Sets of points: critical points of a function, zeros of functions, and sets that an author states.

The truth is derived: the equations are solved exactly where they are polynomials.  An answer is right if each of its points is one, and
all are named.  Nothing of this is imported before such an answer comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from grader.expr import Expr
from grader.kinds.kind import Fields, Judgement, Kind, Truth
from grader.kinds.question import Look, Question
from grader.model import Diagnostic, Problem, Task

if TYPE_CHECKING:
    from grader.kinds.points.explaining import Key
    from grader.kinds.points.judging import Compared


def judge(problem: Problem, text: str, salt: str) -> Judgement:
    """Read a set of points and decide it."""
    from grader.kinds.points.judging import judge as judge_set

    return judge_set(problem, text, salt)


def look(question: Question, text: str) -> Look:
    """Read a set of points."""
    from grader.kinds.points.looking import look as look_at_set

    return look_at_set(question, text)


def truth(problem: Problem) -> Truth:
    """Return the points as they are shown."""
    from grader.kinds.points.looking import truth as truth_shown

    return truth_shown(problem)


def faults(problem: Problem) -> Iterator[tuple[str, Diagnostic]]:
    """Yield what is wrong with the fields."""
    from grader.kinds.points.proving import faults as faults_of_fields

    return faults_of_fields(problem)


def prove(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """Yield what the bank says of the points."""
    from grader.kinds.points.proving import prove as prove_points

    return prove_points(problem, salt)


def is_stated(problem: Problem) -> bool:
    """Return whether the points are stated and not derived."""
    from grader.kinds.points.proving import is_stated as are_stated

    return are_stated(problem)


def hint(problem: Problem, text: str, step: int, salt: str) -> tuple[str, ...]:
    """Say in the second step how many points are missing."""
    if step != 2:
        return ()
    found = compare_points(problem, text, salt)
    count = found.missing - len(found.rounded) if found is not None else 0
    return (f"{count} point{'s are' if count > 1 else ' is'} missing.",) if count else ()


def compare_points(problem: Problem, text: str, salt: str) -> Compared | None:
    """Return the points of an answer beside the right ones; ``None`` where the answer cannot be read, or these are not known."""
    from grader.kinds.points.judging import compared_text

    return compared_text(problem, text, salt)


def points_of(problem: Problem, entries: Expr, salt: str) -> tuple[tuple[Fraction, ...], ...] | None:
    """Return the points at which the entries of another formula are zero, in a problem's variables.

    ``None`` where they are not found, or some are not rational.
    """
    from grader.kinds.points.seeking import rational_zeros

    return rational_zeros(problem, entries, salt)


def reasons_of_points(problem: Problem, text: str, salt: str) -> Iterator[str]:
    """Yield the names of misconceptions that explain a wrong set of points, the most plausible first."""
    from grader.kinds.points.explaining import reasons

    return reasons(problem, text, salt)


def key_of_points(problem: Problem, text: str) -> Key | None:
    """Return what equal sets share; ``None`` for a text that is none."""
    from grader.kinds.points.explaining import key_of

    return key_of(problem, text)


def basis_of_points(problem: Problem) -> Task | None:
    """Return the task of the derivative whose zeros are asked; ``None`` where no derivative is."""
    from grader.kinds.points.seeking import CRITICAL, entries_task

    return entries_task(problem.task) if problem.task.asked == CRITICAL else None


_BY_VARIABLES = ("vars", "f", "wrt")
_IDLE = ("other_layout", "axes")

KIND = Kind("points", {
    "critical-points": Fields(_BY_VARIABLES, _IDLE, what="all critical points {by} of f"),
    "zeros": Fields(_BY_VARIABLES, _IDLE, what="all points {by} at which f is 0"),
    "set": Fields(("vars", "wrt", "truth"), ("f", *_IDLE)),
}, judge, look, truth, prove, is_stated, faults, hint=hint)
