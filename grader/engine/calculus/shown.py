"""The truth of a problem as a tree, for sheets and worked solutions: shown, never believed; the bank proves it by definition."""

from __future__ import annotations

from grader.engine.calculus.arrays import Calculus
from grader.engine.calculus.gradients import gradient, jacobian
from grader.engine.calculus.operated import unfolded
from grader.engine.calculus.scalars import NoRuleError, derivative, written_out
from grader.expr import (
    Add,
    ArraySymbol,
    Call,
    Declared,
    Div,
    Expr,
    Filled,
    Matrix,
    Number,
    Shapes,
    Transpose,
    build,
    postorder,
    shapes,
)
from grader.model import Task


def displayed(f: Expr, task: Task, declared: Declared) -> Expr | None:
    """What is asked of f by the rules of calculus; ``None`` where no rule gives it."""
    shown = unfolded(f, declared)
    if task.asked == "value" or shown is None:
        return shown
    try:
        if not any(type(node) is ArraySymbol for node in postorder(shown)):
            return _of_scalars(shown, task)
        return _of_arrays(shown, task, declared)
    except (NoRuleError, shapes.ShapeError):
        # A rule may join what does not fit, as where a term that it takes for an array has become a number.
        return None


def _of_scalars(f: Expr, task: Task) -> Expr | None:
    f = written_out(f)
    entries = f.args if type(f) is Matrix and 1 in f.data else (f,)
    if any(entry.is_array for entry in entries):
        return derivative(f, task.wrt[0]) if len(task.wrt) == 1 and task.asked == "derivative" else None
    slopes = [derivative(entry, name) for entry in entries for name in task.wrt]
    rows, columns = len(entries), len(task.wrt)
    if task.asked == "hessian":
        slopes = [derivative(slope, name) for slope in slopes for name in task.wrt]
        rows = columns
    return slopes[0] if rows == columns == 1 else Matrix(rows, columns, slopes)


def _of_arrays(f: Expr, task: Task, declared: Declared) -> Expr | None:
    """Return a gradient, a Jacobian, or, where the derivative has more than two axes, the differential."""
    if len(task.wrt) != 1:
        return None
    symmetric = frozenset(variable.name for variable in task.variables if variable.kind in ("sym", "spd", "diag"))
    of = Calculus(declared, task.wrt[0], symmetric)
    shape, by = Shapes(f, declared).of(f), declared.arrays.get(task.wrt[0])
    if by is None:
        return of.tidied(of.differential(f)) if task.asked == "derivative" and not task.wrt_is_list else None
    by_vector = by[1] == shapes.ONE
    if task.asked == "hessian":
        return of.tidied(jacobian(of, of.tidied(Transpose(gradient(of, f))))) if by_vector else None
    if shape is None:
        found = gradient(of, f)
        return _tied(of, found, task) if task.symmetric else found
    if by_vector and shapes.ONE in shape:
        return of.tidied(jacobian(of, f if shape[1] == shapes.ONE else of.tidied(Transpose(f))))
    return of.tidied(of.differential(f))


def _tied(of: Calculus, free: Expr, task: Task) -> Expr:
    """The derivative by a matrix with a property, from the one by entries that vary freely."""
    kind = next(variable.kind for variable in task.variables if variable.name == task.wrt[0])
    diagonal = Call("hadamard", (free, Filled("I")))
    if kind == "diag":
        return diagonal
    if kind not in ("sym", "spd"):
        raise NoRuleError(kind)
    turned = of.tidied(Transpose(free))
    if task.symmetric == "gradient":
        return free if turned == free else Div(Add((free, turned)), Number(2))
    both = [build.mul([Number(2), free])] if turned == free else [free, turned]
    return build.add([*both, build.neg(diagonal)])
