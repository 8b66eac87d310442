"""Branches at symbolic sizes: what has one sign by its structure, and vectors that are hardly ever zero."""

from __future__ import annotations

import pytest
from matrix_problems import bank_of

from grader.marking import mark

PROBLEMS = bank_of(r"""
- {id: signs-m1, vars: {S: {shape: [N, N], kind: skew}}, f: det(S), asked: value}
- {id: signs-m2, vars: {Q: {shape: [N, N], kind: orth}, x: [N]}, f: '||Q x||', wrt: x}
- {id: signs-m2b, vars: {Q: {shape: [N, N], kind: orth}, x: [N], b: [N]}, f: '||Q x - b||', wrt: x}
- {id: signs-m3, vars: {W: {shape: [N, N], kind: spd}}, f: log(det(W)), asked: value}
- {id: signs-m4, vars: {W: {shape: [N, N], kind: spd}, V: {shape: [N, N], kind: spd}}, f: tr(W V), asked: value}
- {id: signs-m5, vars: {x: [N], p: real}, f: '||x||^p', wrt: x}
- {id: signs-m5b, vars: {x: real, y: real, p: real}, f: sqrt(x^2+y^2)^p, wrt: x}
- {id: signs-m6, vars: {x: [N], a: [N], X: [N, N]}, f: a^T x, asked: value}
- {id: signs-m7, vars: {A: [M, N], x: [N], b: [M]}, f: '||A x - b||', wrt: x}
- {id: signs-m8, vars: {W: {shape: [N, N], kind: spd}, x: [N]}, f: sqrt(x^T W x), wrt: x}
- {id: signs-m9, vars: {Q: {shape: [N, N], kind: orth}}, f: '|det(Q)|', asked: value}
- {id: signs-m10, vars: {X: {shape: [N, N], kind: inv}}, f: log|det(X)|, wrt: X}
- {id: signs-m11, vars: {x: [N], y: [N]}, f: '||x-y||^3', wrt: x}
- {id: signs-m11b, vars: {x: [N], y: [N]}, f: '||x-y||', wrt: x}
- {id: signs-m12, vars: {A: [N, N], x: [N]}, f: '||A x||', wrt: x}
- {id: signs-m13, vars: {x: [N]}, f: '||x|| + |x^T x - 1|', asked: value}
- {id: signs-m14, vars: {K: {shape: [N, N], kind: spd}, s: positive}, f: log(det(K + s I)), asked: value}
- {id: signs-m15, vars: {K: {shape: [N, N], kind: spd}, s: real}, f: log(det(K + s^2 I)), asked: value}
- {id: signs-m16, vars: {K: {shape: [N, N], kind: spd}, s: positive}, f: log(det(K + s I)), wrt: s}
- {id: signs-m17, vars: {S: {shape: [N, N], kind: sym}, s: positive}, f: log(det(S S + s I)), asked: value}
- {id: signs-m18, vars: {K: {shape: [N, N], kind: spd}, s: positive}, f: sqrt(det(K + s I)), asked: value}
- {id: signs-m19, vars: {K: {shape: [N, N], kind: spd}, x: [N]}, f: log(det(K + x x^T)), asked: value}
- {id: signs-m20, vars: {K: {shape: [N, N], kind: spd}, L: {shape: [N, N], kind: spd}}, f: 'log(det(hadamard(K, L)))', asked: value}
- {id: signs-m21, vars: {X: [M, N]}, f: log(det(I_M + X X^T)), asked: value}
""")

ANSWERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "signs-m1": (("sqrt(det(S)^2)", "|det(S)|"), ("-|det(S)|",)),
    "signs-m2": (("(Q x)^T Q/||x||", "x^T/||x||", "x^T/sqrt(x^T Q^T Q x)", "x^T/sqrt((Qx)^T (Q x))"), ()),
    "signs-m2b": (("(x^T - b^T Q)/||x-Q^T b||",), ()),
    "signs-m3": (("-log det(W^{-1})", "log(det(W)^2)/2", "log(det(W W))/2"), ()),
    "signs-m4": (("sqrt(tr(W V)^2)", "|tr(V W)|"), ()),
    "signs-m5": (("p (x^T x)^(p/2-1) x^T", "p ||x||^(p-2) x^T", "p ||x||^p x^T/(x^T x)"), ("p ||x||^(p-1) x^T",)),
    "signs-m5b": (("p x (x^2+y^2)^(p/2-1)",), ()),
    "signs-m6": (("a^T x+|det(X^T X)| - det(X)^2", "a^T x+|x^T x| - ||x||^2", "a^T x+sqrt((x^T X^T X x)^2) - ||X x||^2"), ("a^T x+|a^T x| - ||a|| ||x||", "||a^T x||", "a^T x+||(a^T x) x||-(a^T x)||x||")),
    "signs-m7": (("(A x-b)^T A/||A x-b||", "(x^T A^T A-b^T A)/sqrt((A x-b)^T (Ax-b))", "(x^T A^T A-b^T A)/sqrt(x^T A^T A x - 2b^T A x + b^T b)"), ()),
    "signs-m8": (("x^T W/sqrt(x^T W x)", "(W x)^T/((W x)^T x)^(1/2)"), ()),
    "signs-m9": ((), ("det(Q)",)),
    "signs-m10": (("X^{-T}",), ()),
    "signs-m11": (("3||x-y||(x-y)^T",), ()),
    "signs-m11b": (("(x-y)^T/sqrt(x^T x-2x^T y+y^T y)",), ()),
    "signs-m12": (("x^T A^T A/||A x||", "x^T A^T A (x^T A^T A x)^(-1/2)"), ()),
    "signs-m14": (("N log(s) + log(det(I + K/s))", "log(det(K)) + log(det(I + s K^{-1}))", "-log(det((K + s I)^{-1}))", "log(det((K + s I)(s I + K)))/2",
                   "log(det(2K + 2s I)) - N log(2)", "log|det(K + s I)|", "log(det(K)) + N log(s) + log(det(K^{-1} + I/s))"),
                  ("log(s) + log(det(I + K/s))", "log(det(2K + 2s I)) - 3log(2)", "N log(s) + log(det(I + K/s)) + (N-3)(N-4)", "N log(s) + log(det(I + s K))")),
    "signs-m15": (("log(det(K)) + log(det(I + s^2 K^{-1}))", "-log(det((s^2 I + K)^{-1}))"), ("log(det(K)) + log(det(I + s K^{-1}))",)),
    "signs-m16": (("tr((K + s I)^{-1})", "N/s - tr((I + s K^{-1})^{-1})/s + 0 N", "tr(K^{-1} (I + s K^{-1})^{-1})"), ("N/s", "tr((K + s I)^{-1}) + (N-3)(N-4)")),
    "signs-m17": (("log(det(S^2 + s I))", "N log(s) + log(det(I + S^2/s))"), ("2log(det(S + s I))",)),
    "signs-m18": (("exp(log(det(K + s I))/2)", "sqrt(det(K)) sqrt(det(I + s K^{-1}))", "s^(N/2) sqrt(det(I + K/s))"), ("sqrt(s) sqrt(det(I + K/s))",)),
    "signs-m19": (("log(det(K)) + log(1 + x^T K^{-1} x)", "log(det(K) + x^T adj(K) x)"), ("log(det(K)) + log(x^T K^{-1} x)",)),
    "signs-m20": (("-log(1/det(hadamard(L, K)))",), ("log(det(K)) + log(det(L))",)),
    "signs-m21": (("-log(det((I_N + X^T X)^{-1}))",), ("log(det(X X^T))",)),
    "signs-m13": (("sqrt(x^T x) + sqrt((1-x^T x)^2)",), ()),
}
"""By problem: right answers, wrong ones."""


@pytest.mark.parametrize("name", ANSWERS)
def test_signs_that_the_structure_tells(name: str) -> None:
    [asked] = [problem for problem in PROBLEMS if problem.id == name]
    right, wrong = ANSWERS[name]
    found = {answer: mark(asked, answer, "salt").verdict.outcome.value for answer in (*right, *wrong)}
    assert found == {**dict.fromkeys(right, "correct"), **dict.fromkeys(wrong, "incorrect")}
