"""Designed extremes: every cap of the reader and of the engine, met by every kind of node, on scalar, matrix and tensor problems.

A text that may be right is the truth times a factor that is one everywhere or nearly everywhere: no first look refutes it, and the whole
ladder has to climb.  Beside it stands a wrong one, which every explanation is tried on.  All are fixed: no chance, no salt, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

PROBLEMS = r"""
- {id: scalar, vars: {x: real, y: positive, n: natural}, f: "x^2 y^n", wrt: x}
- {id: five, vars: {a: real, b: real, c: real, d: real, e: positive}, f: "sqrt(a^2+b^2+c^2+d^2) + exp(-a b c d e)", wrt: a}
- {id: abstract, vars: {x: real}, funcs: {f: 1, g: 1}, f: "f(x) g(x)", wrt: x}
- {id: form, vars: {x: [N], B: [N, N], s: real}, f: "x^T B x", wrt: x}
- {id: quartic, vars: {x: [N], B: [N, N], s: real}, f: "(x^T B x)^2", wrt: x, asked: hessian}
- {id: sandwich, vars: {A: [M, N], X: [N, D], B: [D, E], s: real, t: positive}, f: "A X B", wrt: X}
- {id: product, vars: {A: [M, N], X: [N, D], B: [D, E], s: real, t: positive}, f: "A X B", asked: value}
- {id: inverse, vars: {X: {shape: [N, N], kind: inv}, s: real}, f: "X^{-1}", wrt: X}
- {id: volume, vars: {X: [M, N], s: real}, f: "det(X^T X)", wrt: X}
- {id: tensor, vars: {R: [M, N], s: real}, indices: {p: N, q: N, i: M, j: N, m: M}, axes: {out: [p, q], in: [i, j]}, f: "R^T R", wrt: R}
- {id: ridge, vars: {w: [D], P: [N, D], y: [N], s: real}, defs: {e: "y - P w"}, f: "||e||^2 + s ||w||^2", wrt: w, partial: lines}
"""

TRUTHS = {
    "scalar": "2 x y^n",
    "five": "(a/sqrt(a^2+b^2+c^2+d^2) - b c d e exp(-a b c d e))",
    "abstract": "(f'(x) g(x) + f(x) g'(x))",
    "form": "x^T (B + B^T)",
    "quartic": "(2 (B + B^T) x x^T (B + B^T) + 2 x^T B x (B + B^T))",
    "sandwich": "kron(A, B^T)",
    "product": "A X B",
    "inverse": "(-kron(X^{-1}, X^{-T}))",
    "volume": "2 det(X^T X) X (X^T X)^{-1}",
    "tensor": "(delta(p,j) R_{iq} + delta(q,j) R_{ip})",
    "ridge": "(-2 e^T P + 2 s w^T)",
}

SCALARS = {
    "scalar": ("x", "y", "n"), "five": ("a", "e", "(a b + c d)"), "abstract": ("x", "f(x)", "(x^2+1)"), "form": ("s", "x^T x", "x^T B x"),
    "quartic": ("s", "x^T x", "x^T B x"), "sandwich": ("s", "t", "tr(X^T X)"), "product": ("s", "t", "tr(X^T X)"),
    "inverse": ("s", "tr(X)", "det(X)"), "volume": ("s", "tr(X^T X)", "det(X^T X)"), "tensor": ("s", "tr(R^T R)", "sum(m, R_{mp} R_{mq})"),
    "ridge": ("s", "w^T w", "e^T e"),
}
"""Scalars of each problem: a variable, another kind of it, and what is made of the arrays."""

UNARY = ("exp", "log", "abs", "sign", "sqrt", "cbrt", "sin", "cos", "tan", "atan", "asinh", "cosh", "tanh")


@dataclass(frozen=True, slots=True)
class Extreme:
    """A problem by name, the cap that an answer meets, and the answer."""

    problem: str
    cap: str
    text: str


Factors = Iterator[tuple[str, str]]
"""Caps, and factors that meet them."""


def _nested(left: str, inner: str, right: str, depth: int) -> str:
    return left * depth + inner + right * depth


def _branching(u: str, v: str, w: str) -> Factors:
    """Factors that are one except in a corner, or one everywhere, by steps that branch."""
    yield "far corner", f"1 + |{u} - 10^4| + {u} - 10^4"
    yield "near corner", f"1 + 10000(|{v} - 10^(-4)| - {v} + 10^(-4))"
    yield "both corners", f"1 + |{w}^2 - 10^9| - |10^9 - {w}^2| + sign({u}) - sign({u})"
    yield "signs", " + ".join(["1", *[f"sign({u} - {k}) - sign({u} - {k})" for k in range(1, 16)]])
    yield "absolute values", " + ".join(["1", *[f"|{u} - {k}| - |{k} - {u}|" for k in range(1, 25)]])
    yield "roots", " + ".join(["1", *[f"sqrt(({u} - {k})^2) - |{u} - {k}|" for k in range(1, 9)]])
    yield "products of signs", "".join([f"(1 + |{u} - {k}| - |{u} - {k}|)" for k in range(1, 13)])
    yield "mixed arguments", f"1 + |{u} {v} - {w}| - |{w} - {u} {v}| + |{u} + {v} + {w}| - |{w} + {v} + {u}|"
    yield "cases", f"cases({'; '.join(f'{k}/{k} if {u} < {k}' for k in range(1, 25))}; 1)"
    yield "cases in cases", _nested(f"cases(1 if {u} > 0; ", "1", ")", 20)
    yield "degree", f"1 + |{u}^24 - {v}^24| - |{v}^24 - {u}^24|"
    yield "sliver", f"1 + |{u} - 10^(-25)| - {u} + 10^(-25)"
    yield "nested absolute values", f"1 + {_nested('|1 - ', u, '|', 30)} - {_nested('|1 - ', u, '|', 30)}"
    yield "roots of roots", f"1 + {_nested('sqrt(1 + ', f'{u}^2', ')', 30)} - {_nested('sqrt(1 + ', f'{u}^2', ')', 30)}"


def _sizes_of_numbers(u: str, v: str, w: str) -> Factors:
    """Factors that are one, with the largest numbers, exponents and depths that are read."""
    yield "long number", f"1 + 0.{'0' * 900}1 {u} - 0.{'0' * 900}1 {u}"
    yield "large number", f"1 + {'9' * 900} {v} - {'9' * 900} {v}"
    yield "huge rational", f"1 + {'7' * 400}/{'3' * 401} {v} - {'7' * 400}/{'3' * 401} {v}"
    yield "huge rationals multiplied", f"(1 + ({'7' * 180}/{'3' * 181} {u})^9 ({'9' * 180} {v})^9 - ({'9' * 180} {v})^9 ({'7' * 180}/{'3' * 181} {u})^9)"
    yield "factorial", f"1 + 170! {u}^170 - {u}^170 170!"
    yield "exponent", f"1 + ({u} + 1)^9999 - (1 + {u})^9999"
    yield "exponent of a sum", f"({u} + {v} + 1)^9999/(1 + {v} + {u})^9999"
    yield "exponent of what is made", f"1 + ({w} + {v} + 1)^999 - (1 + {v} + {w})^999"
    yield "powers of powers", f"((({u}^2 + 1)^99)^99/((1 + {u}^2)^99)^99)"
    yield "negative exponent", f"(1 + {u}^2)^(-9999) (1 + {u}^2)^9999"
    yield "root index", f"((1 + {u}^2)^(1/9999))^9999/(1 + {u}^2)"
    yield "fine exponent", f"(1 + {u}^2)^0.333333/(1 + {u}^2)^0.333333"
    yield "exponent that varies", f"1 + (1 + {u}^2)^({v} {u}) - (1 + {u}^2)^({u} {v})"
    yield "wide sum", "(1 " + f"+ {u} - {u} " * 60 + ")"
    yield "wide product", "(" + f"({u}^2 + 1)/({u}^2 + 1) " * 24 + ")"
    yield "product of sums", "(" + f"({u} + {v} + 2) " * 20 + ")/((" + f"{u} + {v} + 2" + ")^20)"
    yield "expanded powers", "1 + " + f"({u} + {v} + {w} + 1)^24 - (1 + {w} + {v} + {u})^24"
    yield "towers", f"1 + exp(exp(exp({v}))) - exp(exp(exp({v})))"
    yield "tiny tower", f"1 + exp(-exp(exp({v}^2)))"
    yield "cancellation", f"1 + cos(cos({u}/10^9) - 1) - cos(cos({u}/10^9) - 1)"
    yield "deep quotients", _nested("1/(1 + ", f"{u}^2", ")", 40) + "/(" + _nested("1/(1 + ", f"{u}^2", ")", 40) + ")"
    yield "deep sums", f"1 + {_nested('(1 + 2', f'({w})', ')', 60)} - {_nested('(1 + 2', f'({w})', ')', 60)}"
    yield "squares of squares", f"1 + {_nested('(1 + ', f'{u} {v}', ')^2', 9)} - {_nested('(1 + ', f'{v} {u}', ')^2', 9)}"
    yield "oscillation", f"1 + sin(10^9 {u})^2 + cos({u} 10^9)^2 - 1"


def _functions(u: str) -> Factors:
    """Factors that are one, by each elementary function: side by side, and as deep as is read."""
    for name in UNARY:
        yield f"{name} side by side", " + ".join(["1", *[f"{name}({u} + {k}) - {name}({k} + {u})" for k in range(1, 9)]])
        yield f"{name} nested", f"1 + {_nested(name + '(', u, ')', 30)} - {_nested(name + '(', u, ')', 30)}"


def _chain(inner: str, by: str, count: int) -> str:
    """A long product of matrices that is the first one."""
    return f"{inner} {' '.join([by] * count)}"


ARRAYS = {
    "form": (
        "1 + tr(B^9) - tr(B^9)", "1 + det(B)^9 - det(B)^9", "1 + |det(B)| - |det(B)|", "1 + norm(B^5 x) - norm(B^5 x)", "(tr(I_N)/N)^9",
        "1 + sum(N, 1) - sum(N, 1)", "1 + (N-3)(N-4)(N-5)(N-6)(N-7)(N-8)", "1 + |N - 39| + N - 39", "1 + tr(kron(B, B)) - tr(B)^2",
        "1 + tr(kron(kron(B, B), B)) - tr(B)^3", "1 + tr(inv(B)) - tr(inv(B))", "1 + norm(B - B^T) - norm(B^T - B)", "1 + sqrt(tr(B^T B)) - norm(B)",
        "1 + x_9 - x_9", "1 + B[9, 9] - B[9, 9]", "1 + tr(adj(B)) - tr(adj(B))", "x^T x/norm(x)^2", "x^T diag(x) x/(x^T diag(x) x)",
        "1 + exp(x^T B x) - exp(x^T B^T x)", "1 + log(det(B)^2) - 2log(|det(B)|)", "1 + tr(B^1000) - tr(B^1000)", "1 + tr((B + B^T)^999) - tr((B^T + B)^999)",
        f"1 + tr({_chain('B', 'B^T B', 40)}) - tr({_chain('B', 'B^T B', 40)})", "1 + x^T B^999 x - x^T (B^T)^999 x",
        "1 + vec(B)^T kron(B, B) vec(B) - vec(B)^T vec(B B B^T)", "1 + norm(kron(B, kron(B, B))) - norm(B)^3",
        "1 + tr((I + B B^T)^{-9}) - tr((I + B B^T)^{-9})", "1 + |x^T B x - tr(B)| - |tr(B) - x^T B^T x|",
    ),
    "quartic": (
        "1 + norm(kron(B, B)) - norm(B)^2", "1 + |det(B)| - |det(B^T)|", "1 + tr((B B^T)^{-1}) - tr((B B^T)^{-1})", "1 + sqrt(x^T B B^T x) - norm(B^T x)",
        "1 + tr(B^999) - tr(B^999)", "1 + sign(x^T B x) - sign(x^T B^T x)", "1 + exp(x^T B x) - exp(x^T B^T x)", "1 + |norm(x) - s| - |s - norm(x)|",
    ),
    "sandwich": (
        "1 + |tr(A^T A) - 10^4| + tr(A^T A) - 10^4", "1 + sign(tr(X) s) - sign(s tr(X))", "1 + norm(A X B) - norm(A X B)",
        "1 + |s| - |s| + sign(s - t) - sign(s - t)", "1 + tr(A A^T)^9 - tr(A^T A)^9", "1 + det(A^T A) - det(A^T A)", "1 + N M D E - E D M N",
        "1 + |N - M| - |M - N|", "1 + sqrt(tr((A X B)^T A X B)) - norm(A X B)", "1 + |s t - norm(X)| - |norm(X) - t s|",
        "1 + exp(tr(X^T X)) - exp(tr(X X^T))", "1 + norm(kron(A, B)) - norm(A) norm(B)", "1 + tr(kron(A A^T, B B^T)) - tr(A A^T) tr(B^T B)",
        "1 + |tr(X^T X) - 10^(-8)| - tr(X^T X) + 10^(-8)", "1 + tr((A^T A)^20) - tr((A A^T)^20)", "(tr(I_N)/N) (tr(I_M)/M) (tr(I_D)/D) (tr(I_E)/E)",
        "1 + |s t| - |s| t + sign(s)^2 - 1", "1 + |s - t| sign(s - t) - s + t", "1 + tr((X X^T)^{-1}) - tr((X X^T)^{-1})",
        "1 + tr((A X B B^T X^T A^T)^99) - tr((B^T X^T A^T A X B)^99)", "1 + det(B^T X^T A^T A X B)^9 - det(B^T X^T A^T A X B)^9",
        "1 + sqrt(det(X^T X)) - sqrt(det(X^T X))", "1 + norm(kron(X, X)) - norm(X)^2", "1 + |det(A^T A) - s| - |s - det(A^T A)|",
        "1 + sign(s) sign(t) sign(s t) - sign(s)^2", "1 + norm(A) norm(X) norm(B) - norm(B) norm(X) norm(A)",
    ),
    "product": (
        "1 + norm(A X B) - norm(A X B)", "1 + |s| - |s| + sign(s - t) - sign(s - t)", "1 + |tr(A^T A) - s| - |s - tr(A A^T)|",
        "1 + tr((A X B B^T X^T A^T)^99) - tr((B^T X^T A^T A X B)^99)", "1 + sqrt(det(X^T X)) - sqrt(det(X^T X))", "1 + det(A^T A)^9 - det(A^T A)^9",
        "1 + norm(kron(A, kron(X, B))) - norm(A) norm(X) norm(B)", "1 + |N - M| - |M - N|",
    ),
    "inverse": (
        "1 + det(X)^9 - det(X)^9", "1 + |det(X)| - |det(X)|", "1 + tr(X^{-9}) - tr(X^{-9})", "det(X) det(X^{-1})", "1 + norm(X^{-1}) - norm(X^{-1})",
        "1 + sign(det(X)) - sign(det(X^T))", "1 + tr((X X^T)^{-1}) - tr((X X^T)^{-1})", "1 + |tr(X) - 10^6| + tr(X) - 10^6", "tr(X X^{-1})/N",
        "1 + tr(adj(X)) - det(X) tr(X^{-1})", "1 + log(det(X)^2) - 2 log(|det(X)|)", "1 + X[9,9] - X[9,9]",
        f"1 + tr({_chain('X^{-T}', 'X^T X^{-T}', 30)}) - tr(X^{{-T}})", f"1 + tr({_chain('X', 'X^{-T} X^T', 30)}) - tr(X)",
        f"1 + norm({_chain('X^{-T}', 'X^{-T} X^{-1}', 20)}) - norm({_chain('X^{-1}', 'X^{-1} X^{-T}', 20)})", "1 + tr(X^{-999}) - tr(X^{-999})",
        "1 + tr(inv(inv(inv(inv(X))))) - tr(X)", "1 + tr(inv(I + inv(I + inv(I + X)))) - tr(inv(I + inv(I + inv(I + X))))",
        "1 + norm(kron(X^{-1}, X^{-T})) - norm(X^{-1})^2", "1 + |tr(X^{-1}) - s| - |s - tr(X^{-T})|",
        "1 + det(kron(X, X)) - det(X)^(2N)", "1 + exp(tr(X^{-1})) - exp(tr(X^{-T}))",
    ),
    "volume": (
        "1 + |det(X^T X)| - det(X^T X)", "1 + sqrt(det(X^T X))^2 - det(X^T X)", "1 + tr((X^T X)^{-1}) - tr((X^T X)^{-1})", "1 + (N - M) (M - N) + (N - M)^2",
        "1 + det((X^T X)^{-1}) - 1/det(X^T X)", "1 + log(det(X^T X)) - log(det(X^T X))", "1 + tr((X^T X)^9) - tr((X X^T)^9)", "1 + |tr(X^T X) - 10^4| + tr(X^T X) - 10^4",
        "1 + norm(X (X^T X)^{-1} X^T)^2 - N", "1 + tr(adj(X^T X)) - tr(adj(X^T X))", "1 + |det(X^T X) - s| - |s - det(X^T X)|",
        "1 + sqrt(tr((X^T X)^2) - tr(X^T X)^2/9) - sqrt(tr((X X^T)^2) - tr(X X^T)^2/9)", "1 + tr((X^T X)^{-99}) - tr((X^T X)^{-99})",
        "1 + sqrt(tr(X^T X) + sqrt(tr(X^T X)^2 - 4 det(X^T X))) - sqrt(sqrt(tr(X X^T)^2 - 4 det(X^T X)) + tr(X X^T))",
        "1 + norm(X (X^T X)^{-1} X^T X - X)", "1 + log(tr(X^T X)^N) - N log(tr(X^T X))",
    ),
    "tensor": (
        "1 + sum(m, R_{mp} R_{mq}) - sum(m, R_{mq} R_{mp})", "1 + |sum(m, R_{mp} R_{mq})| - |sum(m, R_{mq} R_{mp})|", "1 + sign(R_{ip}) - sign(R_{ip})",
        "1 + tr((R^T R)^9) - tr((R R^T)^9)", "1 + |R_{ij} - 10^4| + R_{ij} - 10^4", "1 + |s R_{ij} R_{ip} R_{iq}| - |R_{iq} R_{ip} R_{ij} s|",
        "1 + delta(p,q) delta(i,i) - delta(q,p)", "1 + N M - M N + |N - 21| - |21 - N|",
        "1 + cases(R_{ij} if p<q; R_{iq} if p=q; R_{ip}) - cases(R_{ij} if q>p; R_{iq} if p=q; R_{ip})",
        "1 + sqrt(R_{ij}^2) - |R_{ij}|", "1 + exp(R_{ij} R_{ip}) - exp(R_{ip} R_{ij})", "1 + det(R^T R) - det(R^T R)", "1 + R_{9,j} - R_{9,j}",
        "1 + norm(R)^9 - norm(R^T)^9", "1 + sum(m, sum(k, R_{mk} R_{mp} R_{mq})) - sum(k, sum(m, R_{mk} R_{mq} R_{mp}))",
        "1 + sum(m, sum(k, sum(l, R_{mk} R_{ml} |R_{ml}|))) - sum(l, sum(k, sum(m, R_{ml} R_{mk} |R_{ml}|)))",
        "1 + sum(m, |sum(k, R_{mk} - 1)|) - sum(m, |sum(k, 1 - R_{mk})|)", "(1 + sum(m, R_{mp} R_{mq}))^99/(1 + sum(m, R_{mq} R_{mp}))^99",
        "1 + exp(sum(m, R_{mp} R_{mq})) - exp(sum(m, R_{mq} R_{mp}))", "1 + |R_{ij} R_{ip} - R_{iq}| - |R_{iq} - R_{ip} R_{ij}|",
        "1 + sin(R_{ij})^2 + cos(R_{ij})^2 - 1", "1 + |s| - |s| + sign(s - 2) - sign(s - 2)",
    ),
    "ridge": (
        "1 + norm(P w) - norm(P w)", "1 + |s| - |s| + sign(s - 1) - sign(s - 1)", "1 + tr((P^T P)^99) - tr((P P^T)^99)", "1 + |e^T e - s| - |s - e^T e|",
        "1 + tr((P^T P + I)^{-1}) - tr((I + P^T P)^{-1})", "1 + norm(e)^9 - (e^T e)^4 norm(e)", "1 + exp(e^T e) - exp(norm(e)^2)",
    ),
}
"""Factors that are one, by kinds of nodes with arrays."""

OTHERS = {
    "scalar": ("2 x y^n + x_1 - x_1", "2 x y^n + sum(k, 1, 9, x^k - x^k)"),
    "five": ("a/sqrt(a^2+b^2+c^2+d^2) - b c d e exp(-a b c d e)" + " + a - a" * 90,),
    "sandwich": (
        "kron(B^T, A) (1 + |s| - |s| + sign(s - t) - sign(s - t))", "kron(B^T, A) (1 + |s t - 1| - |1 - t s|)",
        "kron(B^T, A) (1 + |s| + sign(s) - sign(s) - |s|)", "kron(B^T, A) (1 + |s|^9 sign(s) - s^9)",
        f"kron(B^T, A) (1 {' '.join(f'+ |s - {k}| - |{k} - s|' for k in range(1, 25))})",
        f"kron(B^T, A) (1 {' '.join(f'+ sign(s - {k}) - sign(s - {k})' for k in range(1, 25))})",
        "kron(B^T, A) (1 + norm(X) sign(s) - sign(s) norm(X))", "kron(B^T, A) (2 + |s| + sign(t - s))",
        "kron(B^T, A)" + " + kron(B^T, A) - kron(B^T, A)" * 12, "kron(B^T, A) + |s| kron(B^T, A)", "kron(B, A) (1 + |s|)", "kron(A, B) (1 + sign(s) |t|)",
        " = ".join([f"kron(A, B^T) (1 + |s^24 - {k}t^24| - |{k}t^24 - s^24|)" for k in range(1, 31)]),
        " = ".join([f"kron(A, B^T) (1 + norm(kron(X, X)) - norm(X)^2 + {k} - {k})" for k in range(1, 26)]),
        " = ".join([f"kron(A, B^T) (1 + |s - {k}| - |{k} - s|)" for k in range(1, 40)]),
        "vec(kron(A, B^T)) (1 + |s| - |s|)", "kron(A^T A, B B^T) (1 + |s| - |s|)",
    ),
    "form": (" = ".join(["x^T (B + B^T)"] * 40), " = ".join(["x^T B + x^T B^T (1 + |s| - |s|)"] * 20), "2 B x + |s| x^T"),
    "quartic": (" = ".join(["2 (B + B^T) x x^T (B + B^T) + 2 x^T B x (B + B^T) (1 + |s| - |s|)"] * 8),),
    "volume": (" = ".join([f"2 det(X^T X) X (X^T X)^(-1) (1 + |s - {k}| - |{k} - s|)" for k in range(1, 35)]),),
    "inverse": ("-kron(X^{-T}, X^{-1})" + " + kron(X^{-T}, X^{-1}) - kron(X^{-T}, X^{-1})" * 12, "-kron(X^{-1}, X^{-1}) |det(X)|/det(X)"),
    "tensor": ("sum(m, sum(k, delta(p,j) delta(i,m) R_{mk} delta(k,q) + delta(q,j) delta(i,m) R_{mk} delta(k,p)))",
               "sum(m, sum(k, sum(l, delta(p,j) delta(i,m) R_{mk} delta(k,l) delta(l,q)))) + delta(q,j) R_{ip}", "delta(p,j) R_{iq} |s| + delta(q,j) R_{ip} sign(s)"),
    "ridge": (" = ".join(["-2 e^T P + 2 s w^T"] * 40), " = ".join(["-2 (y - P w)^T P + 2 s w^T (1 + |s| - |s|)"] * 16),
              " = ".join(["-2 e^T P + 2 s w^T"] * 20 + ["-2 e^T P + s w^T"] * 20),
              "\n".join([f"let c_{k} = norm(P w)^{k}" for k in range(1, 12)]) + "\n-2 e^T P + 2 s w^T (1 + c_9 c_11 - c_11 c_9)"),
    "product": ("A X B" + " + A X B - A X B" * 60, "A X B (1 + norm(kron(A, kron(B, X))))", "2 A X B sign(s) |t|"),
}
"""Whole answers: other layouts, long derivations, many terms of arrays."""


def factors(problem: str) -> Factors:
    """The caps and the factors that meet them, for one problem."""
    u, v, w = SCALARS[problem]
    yield from _branching(u, v, w)
    yield from _sizes_of_numbers(u, v, w)
    if problem in ("scalar", "abstract", "form", "tensor"):
        yield from _functions(u)
    yield "corner of arrays", f"1 + |{w} - 10^4| + {w} - 10^4"
    yield from (("arrays", factor) for factor in ARRAYS.get(problem, ()))


def extremes() -> Iterator[Extreme]:
    """All of them, the same in every run."""
    for problem, (u, _, w) in SCALARS.items():
        truth = TRUTHS[problem]
        for number, (cap, factor) in enumerate(factors(problem)):
            yield Extreme(problem, cap, f"{truth} ({factor})")
            yield Extreme(problem, f"{cap}, wrong", f"3/7 {truth} ({factor})" if number % 2 else f"{truth} ({u} + {factor})")
        yield Extreme(problem, "sum of truths", " + ".join([f"{truth} ({w})/({w})/9"] * 9))
        yield from (Extreme(problem, "whole", text) for text in OTHERS.get(problem, ()))
