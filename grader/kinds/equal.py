"""Whether two of our own trees are the same function on a problem's domain: the ladder, with one of them as the truth."""

from __future__ import annotations

from dataclasses import replace

from grader.engine import Budget, Posed
from grader.expr import Expr
from grader.kinds.formula import decide
from grader.model import Outcome, Problem


def pose_value(problem: Problem, tree: Expr, salt: str) -> Posed:
    """The problem whose truth is the value of the given tree, over the problem's variables and domain.

    Raises :class:`grader.expr.shapes.ShapeError` for a tree whose shapes do not fit.
    """
    return Posed(replace(problem, id=f"{problem.id} value", f=tree, asked="value", truth_tree=None, definitions=(), partial="none"), salt)


def equal(posed: Posed, tree: Expr, budget: Budget | None = None) -> bool:
    """Whether a tree certainly has the value of the truth, in the same layout."""
    verdict = decide(posed, tree, budget)
    return verdict.outcome is Outcome.CORRECT and verdict.layout is None
