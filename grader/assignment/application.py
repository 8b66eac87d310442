"""An assignment applied to a bank: its problems, in its order, under its points; everything downstream sees only that bank."""

from __future__ import annotations

from grader.model import Assignment, Bank, Problem
from grader.record import replace


def applied(assignment: Assignment, bank: Bank) -> Bank:
    """The bank with the assignment's problems only, their points, layouts and credit; ``others`` has the ids of the problems left out."""
    found = {problem.id: problem for problem in bank.problems}
    asked = tuple(_problem(found[each.problem], assignment, **({"points": each.points} if each.points is not None else {}))
                  for each in assignment.problems)
    names = {problem.id for problem in asked}
    others = (*bank.others, *(problem.id for problem in bank.problems if problem.id not in names))
    return Bank(asked, bank.digest, bank.title, others, bank.course, bank.tables)


def _problem(problem: Problem, assignment: Assignment, **changes: object) -> Problem:
    if assignment.layouts is not None:
        changes["layouts"] = assignment.layouts
    if assignment.credit:
        said = dict(assignment.credit)
        changes["credit"] = (*assignment.credit, *(pair for pair in problem.shown.credit if pair[0] not in said))
    if not changes:
        return problem
    variants = tuple([replace(each, shown=replace(each.shown, **changes)) for each in problem.variants])
    return replace(problem, shown=replace(problem.shown, **changes), variants=variants)
