"""No outcome depends on the salt: points at which values are hopeless are drawn again.

``GRADER_SALTS=100`` looks at so many salts beside the five that once left an answer undecided.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from grader import load_bank
from grader.marking import mark
from grader.model import Problem
from grader.places import place

SALTS = ("s13", "s26", "s29", "s43", "s93", *(f"salt {number}" for number in range(int(os.environ.get("GRADER_SALTS", "2")))))

BANK = r"""
- {id: gauss-spd, vars: {x: [D], S: {shape: [D, D], kind: spd}}, f: "exp(-1/2 x^T S^{-1} x)", wrt: x}
- {id: gauss-sym, vars: {x: [D], S: {shape: [D, D], kind: sym}}, f: "exp(x^T S x)", wrt: x}
- {id: gauss-real, vars: {x: [D], A: [D, D]}, f: "exp(x^T A x)", wrt: x}
- {id: gauss-density, vars: {x: [D], m: [D], S: {shape: [D, D], kind: spd}}, f: "exp(-1/2 (x-m)^T S^{-1} (x-m))/sqrt(det(2 pi S))", wrt: m}
- {id: gauss-by-matrix, vars: {x: [D], S: {shape: [D, D], kind: inv}}, f: "exp(x^T S^{-1} x)", wrt: S}
- {id: products, vars: {A: [N, N], B: [N, N], C: [N, N]}, f: "tr(A B C A B C)", wrt: B}
- {id: power, vars: {x: [N], A: [N, N]}, f: "x^T A^5 x", wrt: x}
- {id: high, vars: {x: [N]}, f: "(1 + x^T x)^500", wrt: x}
- {id: high-scalar, vars: {x: real, y: real}, f: "(x^2 + y^2)^2000", wrt: x}
- {id: determinants, vars: {X: {shape: [N, N], kind: inv}, Y: {shape: [N, N], kind: inv}}, f: "det(X Y)^3", wrt: X}
- {id: log-determinant, vars: {X: [N, N], A: [N, N]}, f: "exp(det(X A))", wrt: X}
- {id: towers, vars: {x: real, y: real}, f: "exp(x^4 y^2)", wrt: x}
- {id: wide, vars: {x: positive}, f: "exp(1/x)", wrt: x}
- {id: hyperbolic, vars: {x: real, y: real}, f: "cosh(x^3 - y)", wrt: x}
"""

RIGHT = {
    "book-ex58a": ("-exp(-1/2 y^T S^{-1} y)/2 (y^T S^{-1} + y^T S^{-T})", "-(y^T S^{-1} + y^T S^{-T}) exp(-1/2 y^T S^{-1} y)/2"),
    "gauss-spd": ("-exp(-1/2 x^T S^{-1} x) x^T S^{-1}",),
    "gauss-sym": ("2 exp(x^T S x) x^T S", "(x^T S + (S x)^T) exp(x^T S x)"),
    "gauss-real": ("x^T (A + A^T) exp(x^T A x)", "exp(x^T A^T x) (A x + A^T x)^T"),
    "gauss-density": ("(x-m)^T S^{-1} exp(-1/2 (x-m)^T S^{-1} (x-m))/sqrt(det(2 pi S))",),
    "gauss-by-matrix": ("-exp(x^T S^{-1} x) S^{-T} x x^T S^{-T}",),
    "products": ("2 (C A B C A)^T", "2 A^T C^T B^T A^T C^T"),
    "power": ("x^T (A^5 + (A^T)^5)", "x^T A^5 + (A^5 x)^T"),
    "high": ("1000 (1 + x^T x)^499 x^T", "1000 x^T (1 + x^T x)^500/(1 + x^T x)"),
    "high-scalar": ("4000 x (x^2 + y^2)^1999",),
    "determinants": ("3 det(X Y)^3 X^{-T}", "3 det(X)^3 det(Y)^3 (X^{-1})^T"),
    "log-determinant": ("exp(det(X A)) det(A) adj(X)^T",),
    "towers": ("4x^3 y^2 exp(x^4 y^2)", "4x^3 y^2 exp(x^2 y)^(x^2 y)"),
    "wide": ("-exp(1/x)/x^2", "-e^(1/x) x^(-2)"),
    "hyperbolic": ("3x^2 sinh(x^3 - y)", "3x^2 (e^(x^3-y) - e^(y-x^3))/2"),
}


@pytest.fixture(scope="module")
def problems() -> dict[str, Problem]:
    """The problems of this file and those of the bank."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bank.yaml")
        path.write_text(BANK, encoding="utf-8")
        more, faults = load_bank(path)
    assert not faults
    bank, _ = load_bank(place("problem_bank"))
    return {problem.id: problem for problem in (*bank.problems, *more.problems)}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_is_right_under_every_salt(name: str, problems: dict[str, Problem]) -> None:
    for answer in RIGHT[name]:
        found = {salt: mark(problems[name], answer, salt).verdict for salt in SALTS}
        assert {(verdict.outcome, verdict.layout) for verdict in found.values()} == {("correct", None)}, \
            {salt: verdict.outcome for salt, verdict in found.items() if verdict.outcome != "correct"}
