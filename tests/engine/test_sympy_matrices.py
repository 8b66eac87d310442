"""What SymPy's own matrix expressions say of derivatives of the lecture, on record: why they are heard only entry by entry."""

from __future__ import annotations

import pytest
import sympy
from sympy import MatrixSymbol, Symbol

from grader import load_bank
from grader.engine import witness
from grader.kinds import decider_of, kind_of
from grader.model import Outcome, Problem
from grader.places import place

n = Symbol("n", positive=True, integer=True)
X, B, x, a = MatrixSymbol("X", n, n), MatrixSymbol("B", n, n), MatrixSymbol("x", n, 1), MatrixSymbol("a", n, 1)

RECORD: list[tuple[str, sympy.Expr, sympy.Expr, str, str]] = [
    ("log det X", sympy.log(sympy.Determinant(X)), X, "0", "silently zero; X^{-T} is right"),
    ("det X", sympy.Determinant(X), X, "Derivative(Determinant(X), X)", "silent; det(X) X^{-T} is right"),
    ("(a^T x)^2", (a.T * x)[0, 0] ** 2, x, "0", "silently zero; 2 (a^T x) a^T is right"),
    ("log(1 + x^T x)", sympy.log(1 + (x.T * x)[0, 0]), x, "0", "silently zero; 2 x^T / (1 + x^T x) is right"),
    ("exp(a^T x)", sympy.exp((a.T * x)[0, 0]), x, "0", "silently zero; exp(a^T x) a^T is right"),
    ("tr(X) det(X)", sympy.Trace(X) * sympy.Determinant(X), X, "Determinant(X)*I", "a term is dropped: tr(X) det(X) X^{-T}"),
    ("x^T B x", x.T * B * x, x, "B*x + B.T*x", "right, as a column: the other layout"),
]
"""Function, variable, SymPy's answer as text, and why it is not used."""


@pytest.mark.parametrize(("name", "f", "by", "answer", "why"), RECORD, ids=[case[0] for case in RECORD])
def test_sympy_on_matrix_expressions(name: str, f: sympy.Expr, by: sympy.Expr, answer: str, why: str) -> None:
    assert str(f.diff(by)) == answer, f"{name}: SymPy has changed; on record was: {why}"


def test_where_sympy_is_right_it_has_the_other_layout() -> None:
    """d(aᵀx)/dx is the column a; the lecture's gradient is the row aᵀ."""
    assert (a.T * x).diff(x) == a


BANK, _ = load_bank(place("problem_bank"))
FORMULAS = [problem for problem in BANK.problems if kind_of(problem.task).trees]


@pytest.mark.parametrize("problem", FORMULAS, ids=[problem.id for problem in FORMULAS])
def test_entry_by_entry_sympy_agrees_with_every_truth(problem: Problem) -> None:
    heard = witness(decider_of(problem, "sympy").posed)
    assert heard is not None, "SymPy is silent"
    assert heard.outcome is Outcome.CORRECT
