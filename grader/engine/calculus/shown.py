"""The truth of a problem as a tree, for sheets and worked solutions: shown, never believed; the bank proves it by definition."""

from __future__ import annotations

from grader.engine.calculus.arrays import Calculus, NoRuleError
from grader.engine.calculus.scalars import derivative
from grader.expr import ArraySymbol, Declared, Expr, Matrix, Shapes, Transpose, postorder, shapes
from grader.model import Problem


def displayed(f: Expr, problem: Problem, declared: Declared) -> Expr | None:
    """What is asked of f by the rules of calculus; ``None`` where no rule gives it."""
    if problem.asked == "value":
        return f
    try:
        if not any(type(node) is ArraySymbol for node in postorder(f)):
            return _of_scalars(f, problem)
        return _of_arrays(f, problem, declared)
    except NoRuleError:
        return None


def _of_scalars(f: Expr, problem: Problem) -> Expr | None:
    entries = f.args if type(f) is Matrix and 1 in f.data else (f,)
    if any(entry.is_array for entry in entries):
        return derivative(f, problem.wrt[0]) if len(problem.wrt) == 1 and problem.asked == "derivative" else None
    slopes = [derivative(entry, name) for entry in entries for name in problem.wrt]
    rows, columns = len(entries), len(problem.wrt)
    if problem.asked == "hessian":
        slopes = [derivative(slope, name) for slope in slopes for name in problem.wrt]
        rows = columns
    return slopes[0] if rows == columns == 1 else Matrix(rows, columns, slopes)


def _of_arrays(f: Expr, problem: Problem, declared: Declared) -> Expr | None:
    """A gradient, a Jacobian, or, where the derivative has more than two axes, the differential."""
    if len(problem.wrt) != 1:
        return None
    symmetric = frozenset(variable.name for variable in problem.variables if variable.kind in ("sym", "spd", "diag"))
    of = Calculus(declared, problem.wrt[0], symmetric)
    shape, by = Shapes(f, declared).of(f), declared.arrays.get(problem.wrt[0])
    if by is None:
        return of.tidied(of.differential(f)) if problem.asked == "derivative" and not problem.wrt_is_list else None
    by_vector = by[1] == shapes.ONE
    if problem.asked == "hessian":
        return of.tidied(of.jacobian(of.tidied(Transpose(of.gradient(f))))) if by_vector else None
    if shape is None:
        return of.gradient(f)
    if by_vector and shapes.ONE in shape:
        return of.tidied(of.jacobian(f if shape[1] == shapes.ONE else of.tidied(Transpose(f))))
    return of.tidied(of.differential(f))
