"""Operators by SymPy: the second witness of what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from grader.engine.calculus.by_sympy import NotExpressibleError, sympy_dummy
from grader.engine.operators import Partials

SympyExpr = Any


class OfSympy(Partials):
    """Functions as SymPy has them, of variables that are its symbols; raises NotExpressibleError for variables that are not."""

    def __init__(self, functions: Sequence[SympyExpr], variables: Sequence[SympyExpr], others: Sequence[SympyExpr], order: int) -> None:
        if not all(variable.is_Symbol for variable in variables):
            raise NotExpressibleError("derivative by a structured matrix")
        self.functions, self.variables, self.others, self.order = functions, variables, others, order
        self.outputs, self.inputs = len(functions), len(variables)

    def d(self, function: int, *by: int) -> SympyExpr:
        return self.functions[function].diff(*[self.variables[place] for place in by])

    def at(self, function: int) -> SympyExpr:
        return self._with(function, self.others)

    def term(self, function: int, degree: int) -> SympyExpr:
        s = sympy_dummy()
        moved = [centre + s * (variable - centre) for variable, centre in zip(self.variables, self.others, strict=True)]
        slope = self._with(function, moved)
        for order in range(1, degree + 1):
            slope = slope.diff(s) / order
        return slope.subs(s, 0)

    def _with(self, function: int, values: Sequence[SympyExpr]) -> SympyExpr:
        return self.functions[function].subs(list(zip(self.variables, values, strict=True)), simultaneous=True)

    def sum(self, terms: Iterable[SympyExpr]) -> SympyExpr:
        found: SympyExpr = 0
        for term in terms:
            found = found + term
        return found

    def product(self, left: SympyExpr, right: SympyExpr) -> SympyExpr:
        return left * right

    def minus(self, value: SympyExpr) -> SympyExpr:
        return -value
