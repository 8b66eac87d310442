"""The truth of a set of points: where all entries of a gradient, or of f, are zero; derived where they are polynomials, else stated."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from grader.engine import BudgetError, Instance, Posed
from grader.engine.systems import Coordinates, RealPoint, UnsolvedError, Zeros, zeros_of
from grader.expr import Expr, Number, Points, plain, shapes
from grader.kinds.points.reading import both_readings
from grader.kinds.points.written import SetReading
from grader.kinds.scopes import scope_of
from grader.model import Diagnostic, Problem, Task
from grader.record import record, replace
from grader.syntax import Scope

CRITICAL, ZEROS, SET = "critical-points", "zeros", "set"
"""What may be asked for."""


@record
class Sought:
    """What is looked for: the ``instance`` whose truth has the entries that are zero there, and the points as far as they are known.

    ``zeros`` is ``None`` where the points are neither derived nor stated.  ``is_derived`` says that they are all, which is proved;
    ``trouble`` is why they are not.
    """

    instance: Instance
    names: tuple[str, ...]
    labels: tuple[str, ...]
    zeros: Zeros | None = None
    is_derived: bool = False
    trouble: UnsolvedError | None = None


def entries_task(task: Task) -> Task:
    """Return the task whose truth has the entries that are zero at the points."""
    if task.asked == CRITICAL:
        return replace(task, asked="derivative", wrt_is_list=True, truth_tree=None)
    f = task.f if task.asked == ZEROS else Number(0)
    return replace(task, asked="value", f=f, wrt=(), wrt_is_list=False, truth_tree=None)


def parameters(names: tuple[str, ...], scope: Scope) -> Scope:
    """Return the scope of coordinates: what is declared, without the coordinates themselves."""
    return replace(scope, names=tuple([name for name in scope.names if name not in names]))


def read(problem: Problem, text: str) -> SetReading | Diagnostic:
    """Read a set of points in the scope of a problem, in the first reading."""
    return readings(problem, text)[0]


def readings(problem: Problem, text: str) -> tuple[SetReading | Diagnostic, SetReading | None]:
    """Read a set of points in the scope of a problem, in the first reading and in the second one, if any."""
    return both_readings(text, problem.task.wrt, parameters(problem.task.wrt, scope_of(problem.task)))


@lru_cache(maxsize=1024)
def sought(problem: Problem, salt: str) -> Sought:
    """Return what a problem looks for; a truth that is stated counts only where none is derived."""
    task = problem.task
    instance = Posed(entries_task(task), salt).at({})
    found = Sought(instance, task.wrt, _labels(task, instance))
    of_f = Posed(replace(task, asked="value", wrt=(), wrt_is_list=False, truth_tree=None), salt).at({}) if task.asked == CRITICAL else None
    if task.asked != SET:
        try:
            points = zeros_of(instance, task.wrt, of_f)
            return replace(found, zeros=Zeros(instance, task.wrt, points, is_complete=True, of_f=of_f), is_derived=True)
        except UnsolvedError as trouble:
            found = replace(found, trouble=trouble)
    stated = read(problem, problem.scheme.truth) if problem.scheme.truth else None
    if not isinstance(stated, SetReading):
        return found
    given = [Coordinates(point.coordinates) for point in stated.points]
    return replace(found, zeros=Zeros(instance, task.wrt, given, is_complete=task.asked == SET, has_entries=task.asked != SET, of_f=of_f))


def _labels(task: Task, instance: Instance) -> tuple[str, ...]:
    """The names of the entries: ``∂f/∂x``, ``f_1``."""
    if task.asked == CRITICAL:
        return tuple(f"∂f/∂{name}" if len(task.wrt) > 1 else f"f'({name})" for name in task.wrt)
    count = len(instance.program.outputs)
    return ("f",) if count == 1 else tuple(f"f_{number}" for number in range(1, count + 1))


def shown(problem: Problem) -> tuple[str, Expr | None]:
    """Return the points as they are shown, in plain text that reads back and as a tree; nothing where some have no short form."""
    stated = read(problem, problem.scheme.truth) if problem.scheme.truth else None
    if isinstance(stated, SetReading):
        return problem.scheme.truth, tree_of(problem, stated)
    zeros = sought(problem, "").zeros
    trees = [_trees(point) for point in zeros.points if isinstance(point, RealPoint)] if zeros is not None else [None]
    found = [tree for point in trees if point is not None for tree in point]
    if any(point is None for point in trees):
        return "", None
    tree = Points(len(problem.task.wrt), found)
    return plain(tree), tree


def rational_zeros(problem: Problem, entries: Expr, salt: str) -> tuple[tuple[Fraction, ...], ...] | None:
    """Return the points at which the entries of another formula are zero; ``None`` where they are not found, or some are not rational."""
    task = replace(entries_task(problem.task), asked="value", f=entries, wrt=(), wrt_is_list=False)
    try:
        found = [point.rational for point in zeros_of(Posed(task, salt).at({}), problem.task.wrt)]
    except (UnsolvedError, shapes.ShapeError, BudgetError):
        return None
    points = [point for point in found if point is not None]
    return tuple(points) if len(points) == len(found) else None


def tree_of(problem: Problem, reading: SetReading) -> Points:
    """Return the points of an answer as a tree; all have as many coordinates as are asked for."""
    return Points(len(problem.task.wrt), [tree for point in reading.points for tree in point.coordinates])


def _trees(point: RealPoint) -> list[Expr] | None:
    found = [root.tree() for root in point.roots]
    trees = [tree for tree in found if tree is not None]
    return trees if len(trees) == len(found) else None
