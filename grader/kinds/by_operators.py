"""What is done to f by the name that is asked, or at a point: f becomes the operator's node, whose value is asked.

So ``asked: laplacian`` and ``asked: value`` of ``lap(f, [x, y])`` are one question; ``Task.written`` keeps which of them was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import isqrt

from grader.engine import OPERATORS, is_outside
from grader.expr import HIGHEST_ORDER, Add, Call, Div, Expr, Matrix, Number, Operator, Pow, names, plain, postorder
from grader.model import Diagnostic, Problem, Task, Variable
from grader.record import replace

OPERATORS_ASKED: Mapping[str, str] = {
    "derivative": "D", "value": "", "hessian": "hess", "divergence": "div", "curl": "curl", "laplacian": "lap", "directional": "dir",
    "jacobian-determinant": "jac", "taylor": "taylor",
}
"""By what is asked, the operator that is meant; what stands first is asked without one, unless it is asked at a point."""

_PLAIN = ("derivative", "value", "hessian")


def operated(task: Task, direction: Expr | None = None, order: int = 0) -> Task:
    """Return the task whose f is what is asked of f, where an operator or a point is; any other task as it is."""
    if task.f is None or task.asked not in OPERATORS_ASKED or (task.asked in _PLAIN and not task.at):
        return task
    f, point = task.f, dict(task.at)
    name = OPERATORS_ASKED[task.asked]
    if name == "taylor":
        tree: Expr = Operator(name, task.wrt, (f, *[point[each] for each in task.wrt]), order)
        point = {}
    elif name == "dir" and direction is not None:
        tree = Operator(name, task.wrt, (f, direction))
    elif name:
        tree = Operator(name, task.wrt, (f,), int(name == "D" and (len(task.wrt) > 1 or _is_array(task))))
        tree = Call("det", (tree,)) if name == "jac" else tree
    else:
        tree = f
    if point:
        tree = Operator("at", tuple(point), (tree, *point.values()))
    return replace(task, f=tree, asked="value", written=task.asked)


def derivative_of(task: Task) -> Expr | None:
    """Return what a derivative or Hessian is as an operator's node; ``None`` where another thing is asked."""
    if task.f is None or task.asked not in ("derivative", "hessian"):
        return task.f if task.asked == "value" else None
    return Operator(OPERATORS_ASKED[task.asked], task.wrt, (task.f,), int(len(task.wrt) > 1 or _is_array(task)))


def _is_array(task: Task) -> bool:
    return any(variable.shape for variable in task.variables if variable.name in task.wrt)


def normalised(direction: Expr) -> Expr:
    """Return a direction divided by its length; that of whole numbers such as [3, 4] is a number."""
    entries = direction.args if type(direction) is Matrix and 1 in direction.data else None
    if entries is None:
        return Div(direction, Call("norm", (direction,)))
    length = _length(entries)
    under: Expr = Number(length) if length is not None else Call("sqrt", (Add([Pow(entry, Number(2)) for entry in entries]),))
    return direction.with_args([Div(entry, under) for entry in entries])


def _length(entries: tuple[Expr, ...]) -> Fraction | None:
    """Return the length of a direction of numbers where that is one."""
    if not all(type(entry) is Number for entry in entries):
        return None
    square = sum((entry.value ** 2 for entry in entries if isinstance(entry, Number)), start=Fraction(0))
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    return root if root and root ** 2 == square else None


# -- what is wrong with operators ---------------------------------------------------------------------------------------


def faults(problem: Problem) -> Iterator[tuple[str, Diagnostic]]:
    """Yield what is wrong with the operators in a problem's formulas, each with the field where it stands."""
    task = problem.task
    variables = {variable.name: variable for variable in task.variables}
    for name, value in task.at:
        yield from (("at", fault) for fault in _of_value(variables.get(name), value))
    trees = [("f", task.f), *[("defs", tree) for _, tree in task.definitions]]
    for field, tree in trees:
        for node in postorder(tree) if tree is not None else ():
            if isinstance(node, Operator):
                yield from ((field, fault) for fault in _of_operator(node, variables, field == "f" and not task.written))


def _of_operator(node: Operator, variables: Mapping[str, Variable], has_span: bool) -> Iterator[Diagnostic]:
    span = node.span if has_span else None
    for name in node.names:
        variable = variables.get(name)
        if variable is None:
            usage = OPERATORS[node.name].usage if node.name in OPERATORS else f"{node.name}(f, x)"
            yield Diagnostic("bank/undeclared", f"{name} is not declared in vars, and {node.name} is by variables",
                             f"name variables, as in {usage}", span)
        elif node.name != "at" and variable.domain == "natural":
            yield Diagnostic("bank/natural", f"{name!r} is a natural number: there is no derivative by it",
                             "declare it as real, or name another variable", span)
        elif node.name != "at" and variable.kind not in ("real", "inv"):
            yield Diagnostic("bank/structured", f"{name} is {variable.kind}: there are two conventions for the derivative by it",
                             "declare it as real or inv, whose entries vary freely", span)
    if node.order > HIGHEST_ORDER:
        yield Diagnostic("bank/choice", f"a Taylor polynomial has at most the order {HIGHEST_ORDER}", "write a smaller order", span)
    if node.name in ("at", "taylor") and has_span:
        for name, value in zip(node.names, node.args[1:], strict=True):
            yield from _of_value(variables.get(name), value, span)


def _of_value(variable: Variable | None, value: Expr, span: tuple[int, int] | None = None) -> Iterator[Diagnostic]:
    if variable is not None and not variable.shape and not value.is_array and not names(value) and is_outside(variable, value):
        yield Diagnostic("bank/point", f"{variable.name} = {plain(value)} lies outside the domain of {variable.name}",
                         "choose a point inside, or declare another domain", span)
