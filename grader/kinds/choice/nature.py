"""What a point of a function is, derived: from its gradient there by the ladder, and from the eigenvalues of its Hessian in balls."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from grader.engine import BudgetError, eigenvalues, expanded, precision, rounded, rounded_eigenvalue
from grader.expr import Expr, Number, Operator, names, shapes, substitute
from grader.kinds.decider import Decider, value_of
from grader.kinds.formula import decide
from grader.model import Outcome, Task
from grader.record import record

BITS = (128, 1024)
"""Precisions at which the signs of the eigenvalues are looked for."""


@record
class Nature:
    """What a point is: a label, empty where it cannot be derived; ``because`` says why for students, ``open`` why not for the author."""

    label: str = ""
    because: str = ""
    is_critical: bool = False
    open: str = ""


@lru_cache(maxsize=1024)
def nature_of(task: Task) -> Nature:
    """Return what the point ``task.at`` is for the task's function; raises for no task of a sound bank."""
    try:
        return _nature(task)
    except shapes.ShapeError as error:
        return Nature(open=str(error))
    except BudgetError:
        return Nature(open="f is too large to be computed")


def _nature(task: Task) -> Nature:
    if task.f is None or not task.at:
        return Nature(open="no point is given")
    f, point = substitute(task.f, expanded(task.definitions)), dict(task.at)
    left = sorted(names(f) & {variable.name for variable in task.variables} - set(point))
    left += sorted({name for value in point.values() for name in names(value)})
    if left or any(isinstance(size, str) for variable in task.variables for size in variable.shape):
        return Nature(open=f"it depends on {', '.join(left) or 'the sizes'}")
    gradient = decide(_value(task, "grad", f), Number(0)).outcome
    if gradient is Outcome.INCORRECT:
        return Nature("not-critical", "The gradient there is not 0.")
    if gradient is not Outcome.CORRECT:
        return Nature(open="it is not decided whether the gradient there is 0")
    return _by_hessian(_value(task, "hess", f))


def _value(task: Task, operator: str, f: Expr) -> Decider:
    """The gradient or the Hessian at the point, as a truth."""
    derivative = Operator(operator, task.wrt, (f,), int(task.wrt_is_list))
    at = Operator("at", tuple(name for name, _ in task.at), (derivative, *(value for _, value in task.at)))
    return value_of(task, at, "")


def _by_hessian(hessian: Decider) -> Nature:
    instances = hessian.posed.instances()
    samples = instances[0].samples(1) if instances else []
    if not samples:
        return Nature(is_critical=True, open="f has no Hessian there")
    for bits in BITS:
        with precision(bits):
            entries = instances[0].truth_of(samples[0], bits)
            values = eigenvalues(entries, math.isqrt(len(entries)))
            label = _label({sign for _, sign in values})
            if label:
                return Nature(label, _because(label, [rounded(rounded_eigenvalue(value)) for value, _ in values]), True)
    return Nature(is_critical=True, open="the Hessian there is singular, or nearly so")


def _label(signs: set[int]) -> str:
    """What eigenvalues with these signs mean; nothing where a sign that matters is not certain."""
    if {1, -1} <= signs:
        return "saddle"
    return {frozenset((1,)): "minimum", frozenset((-1,)): "maximum"}.get(frozenset(signs), "")


def _because(label: str, values: list[str]) -> str:
    what = "different signs" if label == "saddle" else "the sign +" if label == "minimum" else "the sign −"
    if len(values) == 1:
        return f"The second derivative there is {values[0]}."
    return f"The eigenvalues of the Hessian there, {_joined(values)}, have {what}."


def _joined(values: Iterable[str]) -> str:
    *first, last = values
    return f"{', '.join(first)} and {last}"
