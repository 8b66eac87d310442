"""Texts with arrays that are meant to cost time or memory, or to break the reader; none of them is the derivative that is asked.

``python tests/engine/matrix_hostile.py [from]`` reads and judges them from a number on and prints a line of JSON for each: number, outcome,
milliseconds of CPU to read it and to judge it.  What takes more than a few seconds ends the process, which is why others run it as one.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROBLEM = r"""
- id: quadratic-form
  vars: {x: [N], y: [N], B: [N, N], A: [M, N]}
  indices: {i: N, j: N, k: N, l: N, m: M, p: M, q: M}
  axes: {out: [], in: [i]}
  f: "x^T B x"
  wrt: x
- id: abstract-product
  vars: {x: real}
  funcs: {f: 1, g: 1}
  f: "f(x) g(x)"
  wrt: x
"""
SECONDS = 4
MEMORY = 3 << 30
ROOT = Path(__file__).resolve().parents[2]


def _nested(left: str, inner: str, right: str, depth: int) -> str:
    return left * depth + inner + right * depth


ABSTRACT: tuple[str, ...] = (
    *[_nested("f'(f(", "x", "))", depth) for depth in (1, 4, 20, 45)], _nested("f(", "x", ")", 90), "f(x^10000)", "f(f(x)^10000)", "f''''''''(x)",
    "f(g(f(g(x))))-f(g(f(g(x))))", "f'(x) g(x) + f(exp(exp(exp(9+x^2)))) - f(exp(exp(exp(9+x^2))))", "f(9^9^9)", "f(1e300 x)^100",
    "f'(x) g(x) + g'(x) f(x + 1e-200)", "f'(x)g(x)+f(x)g'(x)+f(1/(x-x))", "f'(x)g(x)+f(x)g'(x)+0/f(x-x)*0", "f'(x)g(x)+f(x)g'(x)+0/g(1)*0", "f'(x)g(x)+f(x)g'(x)+0/f'(2)",
    "+".join(["f(x)"] * 100), "f'(x)^10000 g(x)",
)
"""Answers about abstract functions."""

ARRAYS: tuple[str, ...] = (
    # Powers
    "B^{10^9}", "B^(10^9) x", "B^1000 x", "x^T B^1000", "x^T (B^1000)^1000", "x^T ((B^1000)^1000)^1000", "(A^{1000})^{1000}", "x^T B^{-1000}",
    "x^T (B+B^T)^999", "x^T (((B^10)^10)^10)^10", "tr(B^1000) x^T", "det(B^1000) x^T", "det(B)^10000 x^T", "||B^500 x|| x^T", "x^T B^(2^10)",
    "x^T B^(1/2)", "x^T B^x", "2^B", "9^9^9 x^T B", "1e999999 x^T B", "exp(exp(exp(exp(x^T x)))) x^T", "exp(B^100 x)^T", "x^T B^B",
    "tr((B^1000)^1000) x^T", "x^T ((B+B^T)^999)^999", "x^T (B^50)^50", "x^T (B^200)^200", "((x^T x)^10000)^10000 x^T", "(((x^T B x)^10000)^10000)^10000 x^T",
    "(det(B)^10000)^10000 x^T", "(((B^10)^10)^10)^10 x", "x^T (((B^7)^7)^7)^7", "x^T ((B^-30)^30)^30", "x^T (B^1000)^-1000", "||(B^100)^100 x||^2 x^T",
    "exp(||B^1000 x||^2) x^T", "sin(tr(B^1000)) x^T", "log(det(B^100)^2) x^T", "x^T (exp(x) exp(x)^T)^1000", "x^T (sin(x) x^T)^1000", "sqrt(tr((B^T B)^300)) x^T",
    # Kronecker products
    "kron(B, kron(B, kron(B, B)))", "x^T kron(kron(kron(B, B), B), B)", _nested("kron(B, ", "B", ")", 20), _nested("kron(", "B", ", B)", 90),
    "det(kron(B, B)) x^T", "det(kron(kron(B, B), B)) x^T", "kron(B, B)^{-1}", "tr(kron(B, B)^{-1}) x^T", "tr(adj(kron(B, B))) x^T",
    "tr(kron(B, B)^1000) x^T", "tr(kron(kron(B,B), kron(B,B))) x^T", "vec(kron(B, B))^T", "vec(kron(vec(B), vec(B)))^T", "comm(N,N)^1000",
    "kron(I_{NNNN}, B)", "I_{NNNNNNNNNNNNNNNN}", "comm(NNN,NNN)", "tr(kron(I_{NN}, I_{NN})) x^T", "x^T kron(x, x)^T kron(kron(x,x),kron(x,x))",
    # Indices
    "x[10^9]", "x_{999999999}", "E_{1000000,1} x", "e_{99999999}", "B[0,0] x^T", "B[-1,-1] x^T", "B[i+j,k] x[i]", "B[i,j] B[j,k] B[k,l] B[l,i]",
    "sum(j, sum(k, sum(l, sum(m, sum(p, sum(q, x[j] x[k] x[l] A[m,i] A[p,i] A[q,i]))))))",
    "sum(j, sum(k, sum(l, sum(m, sum(p, sum(q, x[i]))))))", _nested("sum(j, ", "x[i] + B[i,j]", ")", 60), _nested("sum(k, x[k] ", "x[i]", ")", 60),
    " + ".join(["delta(i,j) delta(j,k) delta(k,l) x_l"] * 12), "cases(" + "; ".join(["x_i if i=j"] * 70) + "; 0)",
    _nested("cases(x_i if i=1; ", "0", ")", 90), _nested("cases(cases(x_i if i=1; 0) if ", "i=1", "; 0)", 30), _nested("(", "i=1", ")", 95),
    "x_i if " + " and ".join(["i=1"] * 150), "delta(i,j)^{10000} x_i", "[i=j][j=k][k=l][l=i] x_i",
    # Brackets and names
    _nested("(", "x^T B", ")", 99), _nested("(", "x^T B", ")", 3000), "(" * 5000, ")" * 5000, "[" * 2000, "{" * 2000 + "B" + "}" * 2000,
    "B" * 3000, "x" * 40, "theta" * 600, "x_" * 700, "x^" * 700, "x^T" * 300, "B'" * 500, "B" + "'" * 500, "B" + "^T" * 300, "B_i" * 400,
    "\\mathbf{" * 200 + "B" + "}" * 200, "\\frac{" * 100 + "B", "\\begin{bmatrix}" * 60, "\\left(" * 120 + "B" + "\\right)" * 120,
    "dx" * 200, "dx dx dx", "d" * 500, "\\partial" * 200, "∑" * 300, "⊗" * 300, "B ⊗" * 150 + "B", "B ⊙" * 150 + "B", "‖" * 301, "||" * 201,
    "|" * 401, "x^T " + "B " * 190 + "x", "x^T " + "(B+B^T)" * 100, "x^T " + "(B+B^T)(A^T A)" * 30, " + ".join(["x^T B"] * 190),
    # Blocks
    _nested("[", "B", ", B; B, B]", 8), _nested("[", "B", ", B]", 90), "[" + ", ".join(["x"] * 280) + "]", "[" + "; ".join(["B"] * 280) + "]",
    _nested("diag(", "x", ")", 90), _nested("vec(", "B", ")", 90), _nested("adj(", "B", ")", 40), _nested("inv(", "B", ")", 90),
    _nested("tr(", "B", ")", 90), _nested("det(", "kron(B,B)", ")", 3), _nested("adj(", "kron(B,B)", ")", 3), "adj(B)^1000",
    _nested("outer(x, ", "x", ")", 60), _nested("sin(", "x", ")", 95), _nested("norm(", "B", ")", 95), _nested("(x x^T + ", "B", ")^2", 40),
    # Sizes that nothing tells
    "tr(I) x^T", "tr(I)^1000 x^T B", "kron(kron(I,I),kron(I,I))", "I" * 200, "ones()" * 100, "I^1000", "det(I + ones() ones()^T) x^T", "vec(I)^T",
    # Nothing at all
    "0^{-1}", "0 B^{-1} - 1/0", "x^T/0", "inv(0)", "inv(zeros())", "inv(x x^T)", "x^T (x x^T)^{-1}", "log(-x^T x) x^T", "(B - B)^{-1} x", "1/(x-x)",
)

"""Answers about vectors, matrices and indices."""

HOSTILE: tuple[tuple[str, str], ...] = tuple(("quadratic-form", text) for text in ARRAYS) + tuple(("abstract-product", text) for text in ABSTRACT)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a text: its outcome (``too slow`` where the process ended), and milliseconds of CPU."""

    outcome: str
    reading: float
    judging: float


def judged() -> list[Judged]:
    """Every text judged in another process, which is started again behind what ended it."""
    found: list[Judged] = []
    while len(found) < len(HOSTILE):
        command = [sys.executable, __file__, str(len(found))]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
        found += [Judged(*json.loads(line)) for line in done.stdout.splitlines() if line.endswith("]")]
        if len(found) < len(HOSTILE):
            found.append(Judged("too slow" if done.returncode < 0 else f"raised: {done.stderr[-300:]}", 0, SECONDS * 1e3))
    return found


def _judge_from(first: int) -> None:
    from matrix_problems import bank_of

    from grader.batch.limits import calm
    from grader.kinds import scope_of
    from grader.marking import mark
    from grader.syntax import read

    # As in a worker, and NumPy is there after the first search.
    calm()
    importlib.import_module("numpy")
    known = {problem.id: problem for problem in bank_of(PROBLEM)}
    for problem in known.values():
        # What is made once for a problem is not the text's fault.
        for text in ("x", "0", "x^T", "f(x)", "x^T B dx", "|x[1]|/|x[1]| x^T (B + B^T)"):
            mark(problem, text, "hostile")
    for name, text in HOSTILE[first:]:
        signal.alarm(SECONDS)
        start = time.process_time()
        read(text, scope_of(known[name].task))
        middle = time.process_time()
        outcome = mark(known[name], text, "hostile").verdict.outcome.value
        end = time.process_time()
        print(json.dumps([outcome, (middle - start) * 1e3, (end - middle) * 1e3]), flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    _judge_from(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
