"""Why a set of points is wrong: from its points beside the right ones, and from the zeros of predicted wrong derivatives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from grader.expr import Expr
from grader.kinds import Decider, basis_of_points, key_of_points, points_of, reasons_of_points
from grader.misconceptions.predict.predict import trees_of
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rules import RULES
from grader.misconceptions.words import of_a_set, of_the_author, of_zeros
from grader.model import Diagnosis, Problem

MOST_GRADIENTS = 12
"""So many wrong derivatives are solved for their zeros."""
MOST_TRIED = 60

STRONG = ("zeros-of-the-function", "zeros-of-the-derivative", "coordinates-exchanged", "division-by-zero-variable",
          "negative-root-forgotten")
"""Reasons that are named before a wrong derivative is looked for."""

OTHERWISE = "point-extra"
"""What is said of every set that has a wrong point: of right ones alone no derivative is to blame."""

Solved = tuple[tuple[str, frozenset[tuple[Fraction, ...]]], ...]


def explained_points(problem: Problem, text: str, _tree: Expr, salt: str, listed: bool) -> tuple[Diagnosis, ...]:
    """Return what explains a wrong set of points, the most plausible first; the author's own wrong answers come before all others."""
    found = [*(_listed(problem, text) if listed else ())]
    slugs = [*reasons_of_points(problem, text, salt)]
    if OTHERWISE in slugs and not any(slug in STRONG for slug in slugs):
        mine = key_of_points(problem, text)
        rules = dict.fromkeys([rule for rule, points in _wrong_zeros(problem, salt) if points == mine])
        found += [of_zeros(rule) for rule in rules]
    found += [of_a_set(slug) for slug in slugs]
    return tuple(found)


def _listed(problem: Problem, text: str) -> Iterator[Diagnosis]:
    mine = key_of_points(problem, text)
    declared = frozenset(variable.name for variable in problem.task.variables)
    for wrong in problem.scheme.wrong:
        if mine is not None and key_of_points(problem, wrong.answer) == mine:
            yield of_the_author(wrong, declared, problem.task)
            return


@lru_cache(maxsize=256)
def _wrong_zeros(problem: Problem, salt: str) -> Solved:
    """The zeros of the derivatives that broken rules give, each with its rule."""
    task = basis_of_points(problem)
    if task is None:
        return ()
    found, tried = list[tuple[str, frozenset[tuple[Fraction, ...]]]](), set[Expr]()
    question = Question(Decider(task, salt))
    for rule in RULES:
        if rule.mal_rule is None and rule.misreads is None:
            continue
        for tree in trees_of(rule, question):
            if tree in tried:
                continue
            tried.add(tree)
            points = points_of(problem, tree, salt)
            if points and all(known != (rule.name, frozenset(points)) for known in found):
                found.append((rule.name, frozenset(points)))
            if len(found) >= MOST_GRADIENTS or len(tried) >= MOST_TRIED:
                return tuple(found)
    return tuple(found)
