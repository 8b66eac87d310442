"""Worked solutions: in every line that is a chain of equal signs, neighbouring members that can be read are equal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from grader.engine import expanded
from grader.expr import Expr, shapes, substitute
from grader.kinds import equal, scope_of, value_key
from grader.model import Diagnostic, Problem
from grader.syntax import Reading, read


def check_chains(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """A fault for each pair of neighbouring members of a solution's line that are not equal.

    Members that are no formulas of the problem (words, left-hand sides such as ``f'(x)``) are passed over.
    """
    if problem.kind != "formula":
        return
    scope = scope_of(problem)
    for line in problem.solution.splitlines():
        members = [read(member, scope) for member in line.split("=")]
        trees = [member.tree if isinstance(member, Reading) else None for member in members]
        for left, right in pairwise(trees):
            if left is not None and right is not None and not _equal(problem, left, right, salt):
                yield Diagnostic("bank/solution", f"{problem.id}: a line of the worked solution does not hold: {line.strip()}",
                                 "mend the chain of equal signs", where=problem.where)


def _equal(problem: Problem, left: Expr, right: Expr, salt: str) -> bool:
    """Whether two trees are the same function on the problem's domain."""
    definitions = expanded(problem.definitions)
    try:
        return equal(value_key(problem, substitute(left, definitions), salt), substitute(right, definitions))
    except shapes.ShapeError:
        return False
