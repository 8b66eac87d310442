"""Equations and systems: ``z = 4x + 2y - 5``, right up to a nonzero factor, in any order, on either side.

Two equations are the same if they have the same solutions in the domain.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Expr
from grader.kinds.kind import Fields, Judgement, Kind, Truth
from grader.kinds.question import Look, Question
from grader.model import Diagnostic, Outcome, Problem
from grader.record import replace
from grader.syntax import Reading, Scope

Factors = frozenset[frozenset[str]]
"""The irreducible factors of each equation of a system, as texts."""


def judge(problem: Problem, text: str, salt: str) -> Judgement:
    """Read one response and compare its solutions with those of the truth."""
    from grader.kinds.equation import judging

    return judging.judge(problem, text, salt)


def look(question: Question, text: str) -> Look:
    """Read equations, without deciding anything about them."""
    from grader.kinds.equation import reading

    return reading.look(question, text)


def truth(problem: Problem) -> Truth:
    """The equations as their author writes the answer, else with everything in them worked out."""
    from grader.kinds.equation import stating

    return stating.truth(problem)


def read_f(text: str, scope: Scope) -> Reading | Diagnostic:
    """Read the equations of a problem's author; ``lagrange(f, g, [x, y], lambda)`` is the system of a constrained extremum."""
    from grader.kinds.equation import stating

    return stating.read_f(text, scope)


def faults(problem: Problem) -> Iterator[tuple[str, Diagnostic]]:
    """What no equation can be asked with."""
    from grader.kinds.equation import stating

    yield from stating.faults(problem)


def prove(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """Whether the truth says something, and something that can be fulfilled."""
    from grader.kinds.equation import stating

    yield from stating.prove(problem, salt)


def reasons_of_equations(problem: Problem, tree: Expr, salt: str) -> Iterator[str]:
    """Yield the names of misconceptions that explain a wrong equation, the most plausible first."""
    from grader.kinds.equation import explaining

    yield from explaining.reasons(problem, tree, salt)


def differences_of_equations(problem: Problem, tree: Expr) -> Iterator[str]:
    """Yield the names of misconceptions that say how a wrong equation differs from the right one, and not why."""
    from grader.kinds.equation import comparing

    yield from comparing.differences_seen(problem.task, tree)


def factors_of_equations(problem: Problem, tree: Expr, salt: str) -> Factors | None:
    """Return the factors of equations: those with equal ones have the same solutions; ``None`` where they cannot be told."""
    from grader.kinds.equation import explaining

    return explaining.factors(problem, tree, salt)


def mistakes_in_equations(problem: Problem) -> Iterator[tuple[str, Expr]]:
    """Yield wrong equations by the name of their mistake, the most plausible first."""
    from grader.kinds.equation import explaining

    yield from explaining.mistakes(problem)


def are_right_equations(problem: Problem, tree: Expr) -> bool:
    """Return whether equations have the solutions of a problem's own, as those of a mistake may have by accident."""
    from grader.kinds.equation import judging

    return judging.decide(judging.posed_of(problem, ""), tree).outcome is Outcome.CORRECT


def equations_as_text(problem: Problem, tree: Expr) -> str:
    """Return equations over the names of a problem as plain text that reads back, worked out where that is possible."""
    from grader.kinds.equation import reading, stating

    worked = stating.worked_out(replace(problem.task, f=tree), is_tidied=True)
    return reading.shown(tree if worked is None else worked)


_FIELDS = Fields(("vars", "f"), ("wrt", "axes", "other_layout"))

KIND = Kind("equation", {"equation": _FIELDS}, judge, look, truth, prove, lambda problem: False, faults, read=read_f)
