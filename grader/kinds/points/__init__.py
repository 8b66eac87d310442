"""Sets of points: critical points of a function, zeros of functions, and sets that an author states.

The truth is derived: the equations are solved exactly where they are polynomials.  An answer is right if each of its points is one, and
all are named.  Nothing of this is imported before such an answer comes.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.kinds.kind import Fields, Judgement, Kind, Truth
from grader.kinds.question import Look, Question
from grader.model import Diagnostic, Problem


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


_BY_VARIABLES = ("vars", "f", "wrt")

KIND = Kind("points", {
    "critical-points": Fields(_BY_VARIABLES, what="the critical points"),
    "zeros": Fields(_BY_VARIABLES, what="the zeros"),
    "set": Fields(("vars", "wrt", "truth"), ("f",)),
}, judge, look, truth, prove, is_stated, faults)
