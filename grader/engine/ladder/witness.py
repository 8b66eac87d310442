"""A second, independent witness when a bank is checked: compare the truth with what SymPy computes, at small sizes."""

from __future__ import annotations

from math import prod
from typing import Any

from grader.engine.calculus.by_sympy import NotExpressibleError, from_sympy, sympy_numbers, sympy_symbol
from grader.engine.calculus.operated_by_sympy import OfSympy
from grader.engine.ladder.finding import Finding
from grader.engine.ladder.ladder import compare
from grader.engine.operators import OPERATORS
from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.posed import Posed
from grader.engine.program.builder import Builder
from grader.engine.program.lower import lower
from grader.engine.program.program import Program, evaluate
from grader.expr import HOLDS_OPERATOR, Declared, Expr, Matrix, Operator, Shapes, fold

SMALL = 2
"""The least size at which SymPy is asked; what has several sizes gets distinct ones from here on."""


def witness(posed: Posed) -> Finding | None:
    """The ladder's finding about SymPy's derivative at small sizes; ``None`` where SymPy cannot express it."""
    instance = posed.at(next(posed.choices(SMALL))) if posed.symbolic else posed.instances()[0]
    try:
        return compare(posed, Compiled(instance, _sympy_truth(posed, instance)))
    except NotExpressibleError:
        return None


def _sympy_truth(posed: Posed, instance: Instance) -> Program:
    """The program of what SymPy says the truth is."""
    return _program([from_sympy(entry) for entry in heard(posed, instance)])


def heard(posed: Posed, instance: Instance) -> list[Any]:
    """What SymPy says the truth is, entry by entry; raises :class:`NotExpressibleError` where it is silent."""
    numbers = sympy_numbers()
    symbols = {variable.name: sympy_symbol(variable) for variable in instance.variables}
    known = instance.entries_over(numbers, symbols)
    program = instance.program
    if posed.f.holds & HOLDS_OPERATOR:
        program = posed.program_of(_without_operators(posed, instance, known), instance.sizes)
    entries = evaluate(program, numbers.table, numbers.leaf, known)
    if instance.asked.what != "value":
        moving = instance.asked.tied or tuple((name, 1, 1) for name in instance.asked.wrt)
        if any(name and not known[name].is_Symbol for name, _, _ in moving):
            raise NotExpressibleError("derivative by a structured matrix")
        for _ in range(2 if instance.asked.what == "hessian" else 1):
            entries = [entry.diff(known[name]) * sign / share if name else entry * 0 for entry in entries for name, sign, share in moving]
    return entries


def _without_operators(posed: Posed, instance: Instance, known: dict[str, Any]) -> Expr:
    """f with what SymPy says in the place of every operator, entry by entry."""
    numbers, indices = sympy_numbers(), posed.indices_at(instance.sizes)
    entries = {variable.name: names for variable, _, names in instance.arrays}

    def entries_of(tree: Expr) -> list[Any]:
        builder = Builder()
        block = lower(tree, builder, Shapes(tree, posed.declared), instance.sizes, indices)
        if block.free:
            raise NotExpressibleError("an operator with free indices")
        return evaluate(builder.program(block.slots, tree.leaves), numbers.table, numbers.leaf, known)

    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        whole = node.with_args(args)
        if not isinstance(whole, Operator):
            return whole
        names = [entry for name in whole.names for entry in entries[name]]
        functions, *others = [entries_of(arg) for arg in whole.args]
        of = OfSympy(functions, [known[name] for name in names], [entry for other in others for entry in other], whole.order)
        made = [from_sympy(entry) for entry in OPERATORS[whole.name].formula(of)]
        shape = Shapes(whole, posed.declared).of(whole)
        if shape is None:
            return made[0]
        rows = prod([factor if isinstance(factor, int) else instance.sizes[factor] for factor in shape[0]])
        return Matrix(rows, len(made) // rows, made)

    return fold(posed.f, step)


def _program(trees: list[Expr]) -> Program:
    builder = Builder()
    slots = [lower(tree, builder, Shapes(tree, Declared()), {}, {}).slots[0] for tree in trees]
    return builder.program(slots, sum(tree.leaves for tree in trees))
