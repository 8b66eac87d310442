"""The operators, a row an operator: its definition in partial derivatives, how it is written, examples.

A definition is evaluated over slots of a program (the truth: ``program/operated``), over trees by the rules of calculus (what is shown:
``calculus/operated``), by broken rules (wrong answers: misconceptions), and over SymPy (the witness: ``ladder/witness``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.engine.operators.partials import Partials
from grader.record import record

Formula = Callable[[Partials], list[Any]]
"""The entries of the value, row by row, of one matrix of functions."""


@record
class Definition:
    """An operator: ``name`` as authors write it, ``usage`` with its arguments; ``examples`` are (operator, its value)."""

    name: str
    usage: str
    formula: Formula
    examples: tuple[tuple[str, str], ...] = ()


def _derivative(of: Partials) -> list[Any]:
    return [of.d(i, j) for i in range(of.outputs) for j in range(of.inputs)]


def _hessian(of: Partials) -> list[Any]:
    return [of.d(0, j, k) for j in range(of.inputs) for k in range(of.inputs)]


def _divergence(of: Partials) -> list[Any]:
    return [of.sum(of.d(i, i) for i in range(of.inputs))]


def _curl(of: Partials) -> list[Any]:
    def turn(j: int, k: int) -> Any:
        return of.sum((of.d(k, j), of.minus(of.d(j, k))))

    return [turn(0, 1)] if of.inputs == 2 else [turn(1, 2), turn(2, 0), turn(0, 1)]


def _laplacian(of: Partials) -> list[Any]:
    return [of.sum(of.d(i, j, j) for j in range(of.inputs)) for i in range(of.outputs)]


def _directional(of: Partials) -> list[Any]:
    return [of.sum(of.product(of.d(i, j), of.others[j]) for j in range(of.inputs)) for i in range(of.outputs)]


def _taylor(of: Partials) -> list[Any]:
    return [of.sum(of.term(i, degree) for degree in range(of.order + 1)) for i in range(of.outputs)]


def _at(of: Partials) -> list[Any]:
    return [of.at(i) for i in range(of.outputs)]


OPERATORS: dict[str, Definition] = {row.name: row for row in (
    Definition("D", "D(f, x)", _derivative, (("D(x^2 y, x)", "2x y"),)),
    Definition("grad", "grad(f, [x, y])", _derivative, (("grad(x^2 y, [x, y])", "[2x y, x^2]"),)),
    Definition("jac", "jac(F, [r, t])", _derivative,
               (("jac([x y; x + y], [x, y])", "[y, x; 1, 1]"), ("det(jac([x^2; x y], [x, y]))", "2x^2"))),
    Definition("hess", "hess(f, [x, y])", _hessian, (("hess(x^2 y, [x, y])", "[2y, 2x; 2x, 0]"),)),
    Definition("div", "div(F, [x, y, z])", _divergence, (("div([x^2 y; y^2], [x, y])", "2x y + 2y"),)),
    Definition("curl", "curl(F, [x, y, z])", _curl,
               (("curl([y z^2; x^2; y exp(x)], [x, y, z])", "[exp(x); 2y z - y exp(x); 2x - z^2]"), ("curl([x y; x^2], [x, y])", "x"))),
    Definition("lap", "lap(f, [x, y])", _laplacian, (("lap(x^2 y + y^3, [x, y])", "8y"),)),
    Definition("dir", "dir(f, [x, y], [3/5, 4/5])", _directional,
               (("dir(x^2 y, [x, y], [3, 4])", "6x y + 4x^2"),)),
    Definition("taylor", "taylor(f, [x, y], [2, 1], 1)", _taylor,
               (("taylor(x^2 + y^2, [x, y], [2, 1], 1)", "4x + 2y - 5"), ("taylor(exp(x), x, 0, 2)", "1 + x + x^2/2"))),
    Definition("at", "at(f, x = 1, y = 2)", _at, (("at(x^2 y, x = 3)", "9y"),)),
)}
"""By name, in the order of the manual."""
