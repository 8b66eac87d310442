"""What an author asks with an antiderivative: what is wrong with it, and how its truth is shown."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import declared_of, expanded
from grader.expr import Shapes, shapes, substitute
from grader.kinds.antiderivative.constant import read_with_constant
from grader.kinds.antiderivative.judging import decider_for
from grader.kinds.kind import Truth
from grader.kinds.scopes import scope_of
from grader.model import Diagnostic, Problem


def faults(problem: Problem) -> Iterator[tuple[str, Diagnostic]]:
    """Yield what is wrong with a problem as it stands in the bank: there is one number by which is integrated, and f is one."""
    task = problem.task
    if task.wrt_is_list or any(variable.shape for variable in task.variables if variable.name in task.wrt):
        yield "wrt", Diagnostic("bank/form", "an antiderivative is asked by one variable that is a number", "write wrt: x")
    if task.f is not None:
        full = substitute(task.f, expanded(task.definitions))
        try:
            is_number = Shapes(full, declared_of(task)).of(full) is None
        except shapes.ShapeError:
            return
        if not is_number:
            yield "f", Diagnostic("bank/form", "an antiderivative is asked of one function", "ask for that of one entry")


def prove(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """Yield a fault for a function without a value in its domain; that the author's forms are right is looked at with all others."""
    instances = decider_for(problem, salt, "", "real").posed.instances()
    if not instances or not instances[0].samples(6):
        yield Diagnostic("bank/nowhere-defined", f"{problem.id}: f has no value in the declared domain",
                         "declare the domain of the variables", where=problem.shown.where)


def truth(problem: Problem) -> Truth:
    """Return the author's way of writing the answer; nothing else finds one."""
    if not problem.scheme.truth:
        return Truth()
    read = read_with_constant(problem.scheme.truth, scope_of(problem.task))
    return Truth(problem.scheme.truth) if isinstance(read, Diagnostic) else Truth(problem.scheme.truth, read.reading.tree)
