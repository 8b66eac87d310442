"""Whether two of our own trees are the same function on a problem's domain: the ladder, with one of them as the truth."""

from __future__ import annotations

from dataclasses import replace

from grader.engine import Key
from grader.expr import Expr
from grader.kinds.formula import decide
from grader.model import Outcome, Problem


def value_key(problem: Problem, tree: Expr, salt: str) -> Key:
    """A key whose truth is the value of the given tree, over the problem's variables and domain.

    Raises :class:`grader.expr.shapes.ShapeError` for a tree whose shapes do not fit.
    """
    return Key(replace(problem, id=f"{problem.id} value", f=tree, asked="value", truth_tree=None, definitions=(), partial="none"), salt)


def equal(key: Key, tree: Expr) -> bool:
    """Whether a tree certainly has the value of the key's truth, in the same layout."""
    verdict = decide(key, tree)
    return verdict.outcome is Outcome.CORRECT and verdict.layout is None
