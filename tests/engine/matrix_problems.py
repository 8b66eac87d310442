"""Problems with arrays, indices or abstract functions: those of the bank, and more that no list has seen."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from grader import load_bank
from grader.expr import BY_CASES, Call, postorder
from grader.kinds import kind_of
from grader.model import Problem
from grader.places import place

MORE = r"""
- id: ridge
  vars: {theta: [D], Phi: [N, D], y: [N], lambda: positive}
  f: "||y - Phi theta||^2 + lambda ||theta||^2"
  wrt: theta
  accept: ["2 theta^T Phi^T Phi - 2 y^T Phi + 2 lambda theta^T", "-2 (y - Phi theta)^T Phi + 2 lambda theta^T"]
- id: ridge-value
  vars: {theta: [D], Phi: [N, D], y: [N], lambda: positive}
  f: "||y - Phi theta||^2 + lambda ||theta||^2"
  asked: value
  accept: ["y^T y - 2 y^T Phi theta + theta^T (Phi^T Phi + lambda I) theta"]
- id: hat-matrix
  vars: {Phi: [N, D], y: [N]}
  f: "Phi (Phi^T Phi)^{-1} Phi^T y"
  wrt: y
  accept: ["Phi (Phi^T Phi)^{-1} Phi^T"]
- id: gaussian-by-mean
  vars: {x: [D], mu: [D], S: {shape: [D, D], kind: spd}}
  f: "-1/2 (x - mu)^T S^{-1} (x - mu)"
  wrt: mu
  accept: ["(x - mu)^T S^{-1}", "(S^{-1} (x - mu))^T"]
- id: gaussian-by-covariance
  vars: {y: [D], S: {shape: [D, D], kind: inv}}
  f: "-1/2 log(det(S)^2)/2 - 1/2 y^T S^{-1} y"
  wrt: S
  accept: ["-1/2 S^{-T} + 1/2 S^{-T} y y^T S^{-T}"]
- id: quadratic-skew
  vars: {x: [N], y: [N], K: {shape: [N, N], kind: skew}}
  f: "x^T K y"
  wrt: x
  accept: ["y^T K^T", "-y^T K", "(K y)^T"]
- id: rotated-norm
  vars: {x: [N], b: [N], Q: {shape: [N, N], kind: orth}}
  f: "||Q x - b||^2"
  wrt: x
  accept: ["2 (Q x - b)^T Q", "2 x^T - 2 b^T Q"]
- id: diagonal-scaling
  vars: {x: [N], G: {shape: [N, N], kind: diag}}
  f: "G^2 x"
  wrt: x
  accept: ["G G", "G^2"]
- id: triangular
  vars: {x: [N], L: {shape: [N, N], kind: lower}, U: {shape: [N, N], kind: upper}}
  f: "L U x"
  wrt: x
  accept: ["L U"]
- id: trace-sandwich
  vars: {A: [N, N], B: [M, M], X: [N, M]}
  indices: {i: N, j: M}
  axes: {out: [], in: [i, j]}
  f: "tr(A X B X^T)"
  wrt: X
  accept: ["A X B + A^T X B^T", "(A X B)[i,j] + (A^T X B^T)[i,j]", "tr(A dX B X^T) + tr(A X B dX^T)"]
- id: least-squares-by-matrix
  vars: {X: [N, D], w: [D], y: [N]}
  f: "||X w - y||^2"
  wrt: X
  accept: ["2 (X w - y) w^T", "2 X w w^T - 2 y w^T"]
- id: power-of-determinant
  vars: {X: {shape: [N, N], kind: inv}}
  f: "det(X)^3"
  wrt: X
  accept: ["3 det(X)^3 X^{-T}", "3 det(X)^2 adj(X)^T"]
- id: inverse-of-trace
  vars: {X: {shape: [N, N], kind: inv}, B: [N, N]}
  f: "tr(X^{-1} B)"
  wrt: X
  accept: ["-X^{-T} B^T X^{-T}", "-(X^{-1} B X^{-1})^T", "-tr(X^{-1} dX X^{-1} B)"]
- id: cube
  vars: {X: [N, N]}
  indices: {p: N, q: N, i: N, j: N}
  axes: {out: [p, q], in: [i, j]}
  f: "X^2"
  wrt: X
  accept: ["delta(p,i) X[j,q] + X[p,i] delta(j,q)", "dX X + X dX", "e_i e_j^T X + X e_i e_j^T"]
- id: abstract-of-vector
  vars: {a: [D], x: [D]}
  funcs: {f: 1}
  f: "f(a^T x)"
  wrt: x
  accept: ["f'(a^T x) a^T"]
- id: abstract-radial
  vars: {x: [D]}
  funcs: {f: 1, g: 1}
  f: "f(x^T x) + g(||x||^2)^2"
  wrt: x
  accept: ["2 f'(x^T x) x^T + 4 g(x^T x) g'(x^T x) x^T"]
- id: log-sum-exp
  vars: {x: [N]}
  indices: {i: N, k: N}
  axes: {out: [], in: [i]}
  f: "log(ones()^T exp(x))"
  wrt: x
  accept: ["exp(x)^T/(ones()^T exp(x))", "exp(x_i)/sum(k, exp(x_k))"]
- id: entry-of-sandwich
  vars: {A: [M, N], x: [N], y: [M]}
  indices: {i: M, j: N, m: M, n: N}
  axes: {out: [i], in: []}
  f: "sum(j, A[i,j] x[j]) + y[i]"
  asked: value
  accept: ["sum(j, A[i,j] x[j]) + y[i]", "e_i^T (A x + y)", "(A x + y)[i]", "A[i,:] x + y[i]"]
- id: elementwise-square
  vars: {x: [N], a: [N]}
  indices: {i: N, j: N}
  axes: {out: [i], in: [j]}
  f: "x ⊙ x + sin(x) ⊙ a"
  wrt: x
  accept: ["diag(2x + cos(x) ⊙ a)", "delta(i,j) (2x_i + a_i cos(x_i))"]
- id: kronecker-value
  vars: {A: [M, N], B: [N, M], x: [N]}
  f: "vec(A B A)"
  asked: value
  accept: ["vec(A B A)", "kron(A^T, A) vec(B)"]
- id: matrix-by-scalar
  vars: {A: {shape: [N, N], kind: inv}, B: [N, N], t: real}
  f: "(A + t B)^{-1}"
  wrt: t
  accept: ["-(A + t B)^{-1} B (A + t B)^{-1}"]
- id: hessian-of-least-squares
  vars: {x: [D], A: [N, D], b: [N]}
  f: "||A x - b||^2 + log(1 + x^T x)"
  wrt: x
  asked: hessian
  accept: ["2 A^T A + 2 I/(1 + x^T x) - 4 x x^T/(1 + x^T x)^2"]
- id: layer
  vars: {W: [M, D], x: [D], b: [M]}
  indices: {i: M, k: M, l: D}
  axes: {out: [i], in: [k, l]}
  f: "tanh(W x + b)"
  wrt: W
  accept: ["delta(i,k) (1 - tanh(W x + b)[i]^2) x_l", "(1 - tanh(W x + b)[i]^2) e_i x^T", "diag(1 - tanh(W x + b)^2) dW x"]
"""
"""Extra problems in the bank's own form; every accepted string is checked by the oracle before it is used."""


def bank_of(text: str) -> tuple[Problem, ...]:
    """The problems of a bank file; raises for any fault."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bank.yaml"
        path.write_text(text, encoding="utf-8")
        bank, faults = load_bank(path)
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        raise ValueError(errors)
    return bank.problems


def is_beyond_scalars(problem: Problem) -> bool:
    """Whether arrays, indices or abstract functions occur."""
    return kind_of(problem.task).trees and bool(problem.task.functions or problem.task.indices or any(variable.shape for variable in problem.task.variables))


def _has_cases(problem: Problem) -> bool:
    return any(type(node) is Call and node.data in BY_CASES for node in postorder(problem.task.f)) if problem.task.f is not None else False


@cache
def problems() -> tuple[Problem, ...]:
    """All problems beyond scalars: those of the bank, and the others; without cases, which the oracle does not know."""
    bank, _ = load_bank(place("problem_bank"))
    return tuple(problem for problem in bank.problems if is_beyond_scalars(problem) and not _has_cases(problem)) + bank_of(MORE)
