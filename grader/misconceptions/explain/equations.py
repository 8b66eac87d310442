"""Equations that are wrong: those that a mistake in the equation itself leads to, then those with a mistake inside of an operator.

An explanation is an identity: the answer has the factors of the equations that the mistake predicts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

from grader.expr import Condition, Expr, Number, Operator, differences, postorder, shapes
from grader.kinds import (
    Factors,
    are_right_equations,
    differences_of_equations,
    equations_as_text,
    factors_of_equations,
    mistakes_in_equations,
    reasons_of_equations,
    value_of,
)
from grader.misconceptions.predict.predict import trees_of
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rules import BY_NAME, RULES
from grader.misconceptions.words import of_a_rule, of_an_equation
from grader.model import Diagnosis, Problem

MOST_OF_A_RULE = 8
MOST_PREDICTED = 160

BY_CHANCE = ("centre-forgotten",)
"""Mistakes in an equation that leave only its numbers behind, which another mistake may give."""


def explained_equations(problem: Problem, _text: str, tree: Expr, salt: str, _listed: bool) -> tuple[Diagnosis, ...]:
    """Return the first mistake that explains a wrong equation, or none."""
    rule = next(reasons_of_equations(problem, tree, salt), None)
    if rule is not None:
        return (of_an_equation(rule, rule in BY_CHANCE),)
    if type(tree) is not Condition:
        return ()
    found = factors_of_equations(problem, tree, salt)
    rule = _predicted(problem, salt).get(found) if found is not None else None
    if rule is not None:
        by_chance = BY_NAME[rule].mal_rule is not None or BY_NAME[rule].misreads is not None
        return (of_an_equation(rule, by_chance and _is_at_a_point(problem)),)
    rule = next(differences_of_equations(problem, tree), None)
    return () if rule is None else (of_a_rule(rule),)


def _is_at_a_point(problem: Problem) -> bool:
    """Whether the numbers of an equation are values at a point, as those of a tangent are."""
    f = problem.task.f
    return f is not None and any(type(node) is Operator and node.data[0] in ("taylor", "at") for node in postorder(f))


def expected_equations(problem: Problem) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return the wrong equations that are expected: a misconception's slug and title, and texts; each counts for the first one.

    What is right by accident is left out.
    """
    found = dict[str, dict[str, None]]()
    truth = factors_of_equations(problem, problem.task.f, "") if problem.task.f is not None else None
    seen = {truth}
    for rule, tree in islice(chain(mistakes_in_equations(problem), _wrong(problem, "")), MOST_PREDICTED):
        name = factors_of_equations(problem, tree, "")
        if name is not None and name not in seen:
            seen.add(name)
            if not are_right_equations(problem, tree):
                found.setdefault(rule, {})[equations_as_text(problem, tree)] = None
    return tuple((rule, BY_NAME[rule].title, tuple(texts)) for rule, texts in found.items())


@lru_cache(maxsize=64)
def _predicted(problem: Problem, salt: str) -> dict[Factors, str]:
    """The systems in which one equation is worked out wrongly, by their factors; of two mistakes the more plausible one counts."""
    truth = factors_of_equations(problem, problem.task.f, salt) if problem.task.f is not None else None
    found = dict[Factors, str]()
    for rule, tree in islice(_wrong(problem, salt), MOST_PREDICTED):
        name = factors_of_equations(problem, tree, salt)
        if name is not None and name != truth:
            found.setdefault(name, rule)
    return found


def _wrong(problem: Problem, salt: str) -> Iterator[tuple[str, Expr]]:
    """Each rule's wrong value of each difference of sides, with the other equations as they are."""
    f = problem.task.f
    if f is None:
        return
    equations = f.args if f.data == "and" else (f,)
    questions = list[tuple[int, Question]]()
    for at, tree in enumerate(differences(f)):
        try:
            questions.append((at, Question(value_of(problem.task, tree, salt))))
        except shapes.ShapeError:
            continue
    for rule in RULES:
        if rule.mal_rule is None and rule.predicts is None:
            continue
        for at, question in questions:
            for wrong in trees_of(rule, question)[:MOST_OF_A_RULE]:
                changed = Condition("=", (wrong, Number(0)))
                yield rule.name, changed if len(equations) == 1 else Condition("and", (*equations[:at], changed, *equations[at + 1:]))
