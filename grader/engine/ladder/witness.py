"""A second, independent witness when a bank is checked: compare the truth with what SymPy computes, at small sizes."""

from __future__ import annotations

from grader.engine.calculus.by_sympy import NotExpressibleError, from_sympy, sympy_numbers, sympy_symbol
from grader.engine.ladder.finding import Finding
from grader.engine.ladder.ladder import compare
from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.posed import Posed
from grader.engine.program.builder import Builder
from grader.engine.program.lower import lower
from grader.engine.program.program import Program, evaluate
from grader.expr import Declared, Expr, Shapes

SMALL = 2
"""The least size at which SymPy is asked; what has several sizes gets distinct ones from here on."""


def witness(posed: Posed) -> Finding | None:
    """The ladder's finding about SymPy's derivative at small sizes; ``None`` where SymPy cannot express it."""
    instance = posed.at(next(posed.choices(SMALL))) if posed.symbolic else posed.instances()[0]
    try:
        return compare(posed, Compiled(instance, _sympy_truth(instance)))
    except NotExpressibleError:
        return None


def _sympy_truth(instance: Instance) -> Program:
    """What SymPy says the truth is; raises :class:`NotExpressibleError` where it is silent."""
    numbers = sympy_numbers()
    symbols = {variable.name: sympy_symbol(variable) for variable in instance.variables}
    known = instance.entries_over(numbers, symbols)
    entries = evaluate(instance.program, numbers.table, numbers.leaf, known)
    if instance.asked.what != "value":
        moving = instance.asked.tied or tuple((name, 1, 1) for name in instance.asked.wrt)
        if any(name and not known[name].is_Symbol for name, _, _ in moving):
            raise NotExpressibleError("derivative by a structured matrix")
        for _ in range(2 if instance.asked.what == "hessian" else 1):
            entries = [entry.diff(known[name]) * sign / share if name else entry * 0 for entry in entries for name, sign, share in moving]
    return _program([from_sympy(entry) for entry in entries])


def _program(trees: list[Expr]) -> Program:
    builder = Builder()
    slots = [lower(tree, builder, Shapes(tree, Declared()), {}, {}).slots[0] for tree in trees]
    return builder.program(slots, sum(tree.leaves for tree in trees))
