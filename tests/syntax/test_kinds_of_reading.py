"""Kinds of text that public graders have misread: what each is read as, its second reading, or why it is refused."""

from __future__ import annotations

import random
import time

import pytest

from grader.expr import Expr, Span, Symbol, plain, postorder
from grader.model import Diagnostic
from grader.syntax import Function, Reading, Scope, read, readings
from grader.syntax.formula import flips

N, M = ("N",), ("M",)
ARRAYS = Scope(
    ("c", "z"), arrays=(("x", 1), ("y", 1), ("w", 1), ("a", 1), ("A", 2), ("B", 2), ("R", 2), ("X", 2)), indices=("i", "j", "k", "m", "p", "q"),
    sizes=("N", "M"), ranges=(("i", N), ("j", N), ("k", N), ("m", M), ("p", N), ("q", N)),
    shapes=(("x", (N,)), ("y", (N,)), ("w", (N,)), ("a", (N,)), ("A", (N, N)), ("B", (N, N)), ("X", (N, N)), ("R", (M, N))))
_X, _N = Symbol("x"), Symbol("n")
FUNCTIONS = Scope(("x", "n"), functions=(Function("f", 1, (_X,), ("x",)), Function("g", 1, (_X,), ("x",)), Function("h", 2, (_X, _N), ("x", "n"))))
SCOPES = {"f": FUNCTIONS, "s": Scope(("x", "y", "n", "k", "r", "h", "l", "a")), "x1": Scope(("x_1", "x2", "x_3")), "a": ARRAYS, "hat": Scope(("z",), arrays=(("y_hat", 1), ("y", 1)))}

READ: list[tuple[str, str, str]] = [
    # A number behind a name where only a product makes sense.
    ("s", "x 2^x", "x*2^x"), ("s", "x 2^{x}", "x*2^x"), ("s", r"2^x + x 2^x \ln 2", "2^x + x*2^x*log(2)"), ("s", "n 10^n", "n*10^n"), ("s", "n 10ⁿ", "n*10^n"),
    ("s", "a 2^{-k}", "a*2^(-k)"), ("s", "2(x)3", "2x*3"), ("s", "8(2x+1)3", "8(2x + 1)*3"), ("s", "(2)3", "2*3"), ("s", "2 3^x", "2*3^x"), ("s", "x y 2^k", "x*y*2^k"),
    ("s", "e 2^x", "e*2^x"), ("s", "x 2^x 3^x", "x*2^x*3^x"), ("s", "[x 2^x; y 2^y]", "[x*2^x; y*2^y]"), ("s", "sin(x)2", "sin(x)*2"),
    # Letters and signs in another dress.
    ("s", "𝜕f/𝜕x = 2xy", "2x*y"), ("s", "𝛛f/𝛛x = 2xy", "2x*y"), ("s", "𝝏f/𝝏x = 2x", "2x"), ("s", "𝛁f = [2xy, x]", "[2x*y, x]"), ("s", "𝛻f = [y, x]", "[y, x]"),
    ("s", "𝞩f = [y, x]", "[y, x]"), ("s", "ℎx", "h*x"), ("s", "𝑎ℎ𝑥", "a*h*x"), ("s", "ℓx", "l*x"), ("s", r"\ell x", "l*x"), ("s", r"\ell^2", "l^2"), ("s", "‐x", "-x"), ("s", "‑x", "-x"),
    ("s", "‒x", "-x"), ("s", "x ― y", "x - y"), ("s", "𝑥²", "x^2"), ("a", "𝐴^𝑇𝑥", "A^T*x"), ("a", "𝑅_{𝑚𝑝}", "R[m,p]"), ("a", "𝐑ₘₚ", "R[m,p]"),
    # A backtick is a prime; a quote of code is none.
    ("a", "x` y", "x^T*y"), ("s", "`2x`", "2x"), ("s", "``2x``", "2x"), ("s", "```2x```", "2x"),
    # Dot products beside other factors.
    ("a", "x·y w", "(x^T*y)*w"), ("a", "x·x A", "(x^T*x)*A"), ("a", "a·x y^T + y·x a^T", "(a^T*x)*y^T + (y^T*x)*a^T"), ("a", "2 x·y w - x·y w", "((2x)^T*y)*w - (x^T*y)*w"),
    ("a", r"x\cdot y \; a\cdot w", "((x^T*y)*a)^T*w"), ("a", "2x·y x^T", "((2x)^T*y)*x^T"), ("a", "x · A y", "x^T*(A*y)"), ("a", "x · A y w", "(x^T*(A*y))*w"),
    ("a", "A x · y", "(A*x)^T*y"), ("a", "x·c y", "x^T*(c*y)"), ("a", "x·(y+w) a", "(x^T*(y + w))*a"), ("a", "A·B", "A*B"), ("a", "c·x", "c*x"), ("a", "x·y/c", "x^T*y/c"),
    ("a", "x^T·y", "x^T*y"), ("a", "<x^T,y^T>", "x^T*(y^T)^T"), ("a", "x · y^T", "x*y^T"),
    ("a", "<x,y>", "x^T*y"), ("a", "2<x,y>w", "2(x^T*y)*w"), ("a", "<x,y>/<x,x>", "x^T*y/(x^T*x)"), ("a", "<A x, y>^2", "((A*x)^T*y)^2"), ("s", "<2x, 2y>", "[2x, 2y]"),
    ("a", "x_i if i<j, j>k; 0", "cases(x[i] if i<j and j>k; 0)"),
    # The argument of a function of matrices is what touches.
    ("a", "det AB", "det(A*B)"), ("a", "tr AB", "tr(A*B)"), ("a", "tr A^{-1}B", "tr(A^(-1)*B)"), ("a", "log det A^TA", "log(det(A^T*A))"), ("a", "det A^2", "det(A^2)"),
    ("a", r"\log x^\top x", "log(x^T*x)"), ("a", r"\det A^\top A", "det(A^T*A)"), ("a", "vec AXB", "vec(A*X*B)"), ("a", "inv AB", "(A*B)^(-1)"), ("a", "tr(A)B", "tr(A)*B"),
    ("a", "det A + det B", "det(A) + det(B)"), ("a", "tr 2A", "tr(2A)"), ("a", "log |A|", "log(abs(A))"), ("s", "det([-2,x;1,1])", "det([-2, x; 1, 1])"), ("s", "tr([x,y;1,2])", "tr([x, y; 1, 2])"),
    # Sizes that are products.
    ("a", "eye(N*N)", "I_{NN}"), ("a", "I_{N^2}", "I_{NN}"), ("a", "I_{N^{2}}", "I_{NN}"), ("a", "eye(N²)", "I_{NN}"), ("a", "I_{MN}", "I_{MN}"), ("a", "zeros(N*N)", "zeros(NN)"),
    ("a", "ones(M*N)", "ones(MN)"), ("a", "eye(N,N)", "I_N"), ("a", "zeros(M×N)", "zeros(M, N)"), ("a", r"I_{N\times N}", "I_N"), ("a", "ones(N^2)", "ones(NN)"), ("a", "eye(2N)", "I_{2N}"),
    ("a", r"\mathbf{I}(A+B)", "I*(A + B)"),
    # Norms that are named.
    ("a", "||x||_2", "norm(x)"), ("a", r"\|x\|^2_2", "norm(x)^2"), ("a", r"\|X\|_F^2", "norm(X)^2"), ("a", "‖X‖²_F", "norm(X)^2"), ("a", r"\|Ax-y\|_2", "norm(A*x - y)"),
    ("a", "||x^T A||_2", "norm(x^T*A)"), ("s", "||[x,y]||_2", "norm([x, y])"),
    # Accents that tell nothing apart.
    ("a", r"\hat{a}^T", "a^T"), ("a", r"\hat a^T", "a^T"), ("a", r"\hat{\mathbf{a}}^T", "a^T"), ("a", r"\vec{a}^Ta", "a^T*a"), ("a", r"\bar{x}^T \bar{x}", "x^T*x"), ("s", r"\bar{x}+y", "x + y"),
    ("a", r"\underline{a}", "a"), ("a", r"\vec{0}^T", "zeros()^T"), ("hat", r"\hat{y}-y", "y_hat - y"), ("hat", r"\widehat{y}^T", "y_hat^T"), ("hat", r"\hat y - y", "y_hat - y"),
    # Sums: bounds, letters of one's own, several letters, numbers.
    ("a", r"\sum_m R_{mp}R_{mq}", "sum(m, R[m,p]*R[m,q])"), ("a", r"\sum_{m=1}^{M} R_{mp}", "sum(m, R[m,p])"), ("a", r"\sum_n R_{np}R_{nq}", "sum(m, R[m,p]*R[m,q])"),
    ("a", r"\sum_n x_n^2", "sum(i, x[i]^2)"), ("a", r"\sum_{l=1}^{N} x_l y_l", "sum(i, x[i]*y[i])"), ("a", r"\sum_{l=1}^N x_l^2 + x_i", "sum(j, x[j]^2) + x[i]"),
    ("a", r"\sum_{i,j} A_{ij}", "sum(i, sum(j, A[i,j]))"), ("a", r"\sum_{i,k=1}^N A_{ik}", "sum(i, sum(k, A[i,k]))"), ("a", r"\sum_{ij} A_{ij}x_i y_j", "sum(i, sum(j, A[i,j]*x[i]*y[j]))"),
    ("a", r"\sum_{n,l} R_{nl}", "sum(m, sum(i, R[m,i]))"), ("a", r"2\sum_{i,k} x_i\delta_{ij}\delta_{ik}", "2sum(i, sum(k, x[i]*delta(i,j)*delta(i,k)))"),
    ("a", "sum(l, x_l^2) x_j", "sum(i, x[i]^2)*x[j]"), ("a", "∑ₗ y_l", "sum(i, y[i])"), ("a", r"\sum^{M}_{m=1} R_{mp}", "sum(m, R[m,p])"), ("a", r"\sum_l \delta_{lp} x_l", "sum(i, delta(i,p)*x[i])"),
    ("a", r"\sum_l \sum_n R_{nl} x_l", "sum(i, sum(m, R[m,i]*x[i]))"), ("a", r"\sum\limits_{m=1}^M R_{mp}", "sum(m, R[m,p])"), ("a", r"\sum_n R^T_{pn} x_p", "sum(m, (R^T)[p,m]*x[p])"),
    ("a", r"\sum_{m=1}^{2} R_{mp}R_{mq}", "R[1,p]*R[1,q] + R[2,p]*R[2,q]"), ("a", r"\sum_{l=2}^{3} x_l", "x[2] + x[3]"), ("a", r"\sum_{i=1}^{3} i x_i", "1x[1] + 2x[2] + 3x[3]"),
    ("x1", r"\sum_{i=1}^2 x_i^2", "x_1^2 + x2^2"), ("x1", r"2\sum_{i=1}^{2} x_i", "2(x_1 + x2)"), ("x1", "∑_{i=1}^2 xᵢ", "x_1 + x2"), ("x1", r"\sum_{i=1}^2\sum_{j=1}^2 x_i x_j", "(x_1*x_1 + x_1*x2) + (x2*x_1 + x2*x2)"),
    ("s", r"\sum_{i=1}^3 i x^i", "1x^1 + 2x^2 + 3x^3"),
    ("a", r"x_i\mathbb{1}_{\{i=k\}}", "x[i]*delta(i,k)"), ("a", "∑ₘ RₘₚRₘq", "sum(m, R[m,p]*R[m,q])"), ("a", "<A_{:,i}, x>", "A[:,i]^T*x"), ("a", "x·A·y", "x^T*(A*y)"), ("a", "w x·y", "w*(x^T*y)"),
    ("a", "det A tr B", "det(A)*tr(B)"), ("a", "det[A]B", "det(A)*B"), ("a", "zeros((M,N))", "zeros(M, N)"), ("a", "inner(x,y)", "x^T*y"), ("s", "det [x 2; 1 y]", "det([x, 2; 1, y])"),
    ("a", r"\sum_p R_{pq}", "sum(m, R[m,q])"), ("a", r"\sum_{i=1}^M R_{ip}R_{iq}", "sum(m, R[m,p]*R[m,q])"), ("a", r"\sum_k\sum_l x_k y_l", "sum(k, sum(i, x[k]*y[i]))"),
    ("a", r"x_i\mathbb{I}(i=k)", "x[i]*delta(i,k)"), ("a", r"x_i\mathbb{I}[i=k]", "x[i]*delta(i,k)"), ("a", "x_i I(i=k)", "x[i]*delta(i,k)"), ("a", "x_i 𝕀(i=k)", "x[i]*delta(i,k)"),
    ("a", r"\mathbb{I}_{i=k}", "delta(i,k)"), ("a", r"\mathbb{I}\{i=k\}", "delta(i,k)"),
    # Elementwise arithmetic.
    ("a", "x./y", "x/y"), ("a", "x ⊘ y", "x/y"), ("a", r"x\oslash y", "x/y"), ("a", "1./(1+exp(-A x))", "1/(1 + exp(-A*x))"), ("a", "x.^(-1)", "1/x"), ("a", "x.^-1", "1/x"), ("a", "x.^(-2)", "1/hadamard(x, x)"),
    ("a", "1 - x", "1 - x"), ("a", "x ⊙ (1 - x)", "hadamard(x, 1 - x)"), ("s", "2./x", "2/x"), ("s", "x.^2", "x^2"),
    # Comparisons with the signs of the keyboard.
    ("s", "x+1 if x != 1; 2 if x=1", "cases(x + 1 if x!=1; 2 if x=1)"), ("s", "x^(a+1)/(a+1) if a != -1; ln x if a=-1", "cases(x^(a + 1)/(a + 1) if a!=-1; log(x) if a=-1)"),
    ("s", "2x für |x|>1, -2x für |x|<1", "cases(2x if abs(x)>1; -2x if abs(x)<1)"), ("s", "1 für 0<x<1, 2x sonst", "cases(1 if 0<x and x<1; 2x)"),
    ("s", "1 for 0<x<1, 2x otherwise", "cases(1 if 0<x and x<1; 2x)"), ("s", "2x für x > 0", "2x"), ("a", "x_i für i=k; 0 sonst", "cases(x[i] if i=k; 0)"),
    ("s", "f'(x) = 2x für x ≥ 0, -2x für x < 0", "cases(2x if x>=0; -2x if x<0)"), ("s", "2x für x ≥ 0 und -2x für x < 0", "cases(2x if x>=0; -2x if x<0)"),
    ("s", "2x if x>0 and x<5 and 1 otherwise", "cases(2x if x>0 and x<5; 1)"), ("s", "f'(x) = 2x für x > 0\n-2x für x < 0", "cases(2x if x>0; -2x if x<0)"), ("a", "x_i if i=k and 0 otherwise", "cases(x[i] if i=k; 0)"),
    ("s", r"f'(x)=\left\{\begin{array}{ll}2x & x\geq 0\\ -2x & x<0\end{array}\right.", "cases(2x if x>=0; -2x if x<0)"), ("s", r"\left\{\begin{matrix}2x & \text{if } x\geqslant 0\\ 1 & \text{otherwise}\end{matrix}\right.", "cases(2x if x>=0; 1)"),
    ("s", r"\begin{cases}2x & ,x>0\\ 1 & ,x\leqslant 0\end{cases}", "cases(2x if x>0; 1 if x<=0)"), ("s", r"\left\{\begin{array}{l}x\\ y\end{array}\right\}", "[x; y]"), ("s", r"\nicefrac{x}{2}+\sfrac12", "x/2 + 1/2"),
    ("s", "3! if x!=1; x if x=1", "cases(3! if x!=1; x if x=1)"),
    # Abstract functions and their derivatives.
    ("f", "f(x)'g(x)", "f'(x)*g(x)"), ("f", "f(x)''", "f''(x)"), ("f", 'f"(x)', "f''(x)"), ("f", '2f\'f"', "2f'(x)*f''(x)"), ("f", "ḟg", "f'(x)*g(x)"), ("f", r"\ddot f", "f''(x)"),
    ("f", r"\ddot{f}(x)", "f''(x)"), ("f", "h[x; n]", "h(x, n)*[x; n]"), ("f", "h_x n", "h{1}(x, n)*n"), ("f", "fx", "f(x)*x"), ("f", "f^(5)", "f(x)^5"),
    ("f", "f(x)f'[x]", "f(x)*f'(x)"), ("f", "f^2[x; n]", "f(x)^2*[x; n]"),
    # Digits in groups.
    ("s", "1,234,567", "1234567"), ("s", "1,000.5x", "1000.5*x"), ("s", "1,234,567.25x", "1234567.25*x"), ("s", "0,500x", "0.500*x"), ("s", "1,0000x", "1.0000*x"), ("s", "[1,000,000]", "[1, 0, 0]"),
]

SECOND: list[tuple[str, str, str, str, str]] = [
    ("s", "1/(h³√2π) e^{-x²/2h²}", "1/(h^3*sqrt(2)*pi)*e^(-x^2/2*h^2)", "argument, slash", "1/(h^3*sqrt(2pi))*e^(-x^2/(2h^2))"),
    ("a", "tr A B", "tr(A)*B", "product", "tr(A*B)"), ("a", "det A B", "det(A)*B", "product", "det(A*B)"), ("a", "tr A x", "tr(A)*x", "product", "tr(A*x)"),
    ("a", "log det A^T A", "log(det(A^T))*A", "product", "log(det(A^T*A))"), ("a", r"\log x^{\top} x", "log(x^T)*x", "product", "log(x^T*x)"), ("a", "tr A·B", "tr(A)*B", "product", "tr(A*B)"),
    ("a", "tr AB(A+B)", "tr(A*B)*(A + B)", "product", "tr(A*B*(A + B))"), ("a", "diag x A", "diag(x)*A", "product", "diag(x*A)"),
    ("a", "x*(1-x)", "x*(1 - x)", "elementwise", "hadamard(x, 1 - x)"), ("a", "2*x*(1-x)", "2x*(1 - x)", "elementwise", "hadamard(2x, 1 - x)"), ("a", "x^T*y^T", "x^T*y^T", "elementwise", "hadamard(x^T, y^T)"),
    ("s", "1,000x", "1.000*x", "thousands", "1000x"), ("s", "12,000", "12.000", "thousands", "12000"), ("s", r"1{,}000x", "1.000*x", "thousands", "1000x"), ("s", "[1,000; 2,5]", "[1, 0; 2, 5]", "thousands", "[1000; 2.5]"),
    ("s", "(2x+4y^3  12x y^2)", "2x + 4y^3*12x*y^2", "wide", "[2x + 4y^3, 12x*y^2]"), ("s", "(x  -y)", "x - y", "wide", "[x, -y]"),
    ("a", "x^T/x^T x", "x^T/x^T*x", "slash", "x^T/(x^T*x)"), ("a", "2x^T/x·x", "2x^T/x*x", "slash", "2x^T/(x^T*x)"), ("a", "x/x^T A x y", "x/x^T*A*x*y", "slash", "x/(x^T*A*x)*y"),
    ("a", "√x^T x", "sqrt(x^T)*x", "product", "sqrt(x^T*x)"), ("a", "sqrt x·x", "sqrt(x)^T*x", "product", "sqrt(x^T*x)"), ("a", "log x·x", "log(x)^T*x", "product", "log(x^T*x)"),
    ("a", "x .* A", "hadamard(x, A)", "elementwise", "diag(x)*A"), ("a", "A ⊙ x^T", "hadamard(A, x^T)", "elementwise", "A*diag(x^T)"), ("a", "A∘x", "hadamard(A, x)", "elementwise", "diag(x)*A"),
    ("a", "x ⊗ y", "kron(x, y)", "outer", "outer(x, y)"), ("a", "A x ⊗ 2y", "kron(A*x, 2y)", "outer", "outer(A*x, 2y)"),
    ("a", "⟨A,B⟩", "[A, B]", "dot", "tr(A^T*B)"), ("a", "a^T a · x", "a^T*a*x", "dot", "a^T*(a^T*x)"), ("a", "x^T A 1", "x^T*A*1", "ones", "x^T*A*ones()"), ("a", "log x^T x y", "log(x^T)*x*y", "product", "log(x^T*x)*y"),
    ("a", "A - 1 x^T", "A - 1x^T", "ones", "A - ones()*x^T"), ("a", "1x^T", "1x^T", "ones", "ones()*x^T"), ("a", "y - y^T x 1", "y - y^T*x*1", "ones", "y - y^T*x*ones()"),
    ("a", "x - 1 (x^T y)", "x - 1(x^T*y)", "ones", "x - ones()*(x^T*y)"), ("a", "x - 1 c", "x - 1c", "ones", "x - ones()*c"),
    ("s", r"1/2\left(x+1\right)", "1/2*(x + 1)", "slash", "1/(2(x + 1))"), ("s", r"\log2\left(x\right)", "log(x, 2)", "base", "log(2x)"), ("s", "[1{,}000x, 2y]", "[1.000*x, 2y]", "thousands", "[1000x, 2y]"),
    ("f", "g'[f(x)]f'[x]", "g'(f(x))*f'(x)", "call", "g'(x)*[f(x)]*f'(x)*[x]"), ("f", r"g'\left[f(x)\right]", "g'(f(x))", "call", "g'(x)*[f(x)]"), ("f", "h[x,n]", "h(x, n)", "call", "h(x, n)*[x, n]"),
    ("f", "f^(2)(x)", "f''(x)", "order", "f(x)^2"), ("f", "g f^(1)", "g(x)*f'(x)", "order", "g(x)*f(x)^1"), ("f", "f^{n-1}(x)", "f(x)^(n - 1)", "call", "f(x)^(n - 1)*x"),
    ("f", r"f^{2}\left(x\right)", "f(x)^2", "call", "f(x)^2*x"), ("f", "f^(-2)(x)", "f(x)^(-2)", "call", "f(x)^(-2)*x"), ("f", "f^{n-1}[x]", "f(x)^(n - 1)", "call", "f(x)^(n - 1)*[x]"),
    ("f", "f [x]", "f(x)*[x]", "call", "f(x)"), ("f", "g' [f(x)]", "g'(x)*[f(x)]", "call", "g'(f(x))"), ("f", "f_xx", "f''(x)", "partial", "f'(x)*x"),
    ("f", "hx g", "h(x, n)*x*g(x)", "partial", "h{1}(x, n)*g(x)"), ("f", "h_xn", "h{1,2}(x, n)", "partial", "h{1}(x, n)*n"), ("f", "h_nx(x,n)", "h{1,2}(x, n)", "partial", "h{2}(x, n)*x*[x, n]"),
    ("s", "exp^{-x}(1+x)", "e^(-x)*(1 + x)", "call", "exp(1 + x)^(-x)"), ("s", "e^-½x²", "e^(-1/2)*x^2", "exponent", "e^(-1/2*x^2)"), ("s", "x^½y", "x^(1/2)*y", "exponent", "x^(1/2*y)"),
    ("s", "1/2√x", "1/2*sqrt(x)", "slash", "1/(2sqrt(x))"), ("s", "1/2(x+1)", "1/2*(x + 1)", "slash", "1/(2(x + 1))"), ("s", "2x/2sqrt(x^2+1)", "2x/2*sqrt(x^2 + 1)", "slash", "2x/(2sqrt(x^2 + 1))"),
]

PLACES: list[tuple[str, str, list[str]]] = [
    ("s", "1/2√x + 1/3(x+1)", ["1/2*sqrt(x) + 1/3*(x + 1)", "1/(2sqrt(x)) + 1/(3(x + 1))", "1/(2sqrt(x)) + 1/3*(x + 1)", "1/2*sqrt(x) + 1/(3(x + 1))"]),
    ("a", "tr A B + tr A A", ["tr(A)*B + tr(A)*A", "tr(A*B) + tr(A*A)", "tr(A*B) + tr(A)*A", "tr(A)*B + tr(A*A)"]),
    ("s", "1,000x + 0,5y + 2,000", ["1.000*x + 0.5*y + 2.000", "1000x + 0.5*y + 2000", "1000x + 0.5*y + 2.000", "1.000*x + 0.5*y + 2000"]),
    ("s", "e^2x + e^3y", ["e^2*x + e^3*y", "e^(2x) + e^(3y)", "e^(2x) + e^3*y", "e^2*x + e^(3y)"]),
]

REFUSED: list[tuple[str, str, str]] = [
    ("s", "x 2", "missing-operator"), ("s", "x 2 y", "missing-operator"), ("s", "1 000x", "missing-operator"), ("s", "1 000^x", "missing-operator"), ("s", "θ2^x", "unknown-name"),
    ("s", "x2", "unknown-name"), ("s", "πr2", "unknown-name"), ("s", "r2π", "unknown-name"), ("s", "x12", "unknown-name"), ("s", "x2^x", "unknown-name"), ("x1", "x_1 2", "missing-operator"),
    ("a", r"a-\hat{a}", "accent"), ("a", r"2(\hat{a}-a)^TX", "accent"), ("a", r"\hat{a}-\bar{a}", "accent"), ("s", r"2xy\,\hat{x}+x^2\,\hat{y}", "accent"), ("s", r"2xy\,\mathbf{x}+x^2\,\mathbf{y}", "accent"), ("s", r"2xy\,\underline{x}+x^2\,\underline{y}", "accent"), ("s", r"2xy\,\vec{x}+x^2\,\vec{y}", "accent"),
    ("s", r"\overline{x+y}", "accent"), ("a", r"\hat{\mathbf{y}}-\mathbf{y}", "accent"), ("a", r"x-\bar{x}\mathbf{1}", "accent"), ("a", r"\hat{a}_1 a_1", "accent"), ("a", r"\tilde{x}_i - x_i", "accent"), ("s", r"\bar{xy}", "accent"),
    ("a", r"\sum_{m=1}^{N} R_{mp}", "index"), ("a", r"\sum_{i=1}^{M} x_i", "index"), ("a", r"\sum_{i=0}^{N} x_i", "index"), ("a", r"\sum_{i=2}^{N} x_i", "index"), ("a", r"\sum_{i=j}^{N} x_i", "index"),
    ("a", r"\sum_{i=1}^{j} x_i", "index"), ("a", r"\sum_{i<j} x_i", "index"), ("a", r"\sum_{i\neq j} x_i", "index"), ("a", r"\sum_{i=1}^{N-1} x_i", "index"), ("a", r"\sum_l 2", "index"), ("a", r"\sum_l R_{ll}", "index"),
    ("a", r"x_l + \sum_l x_l", "index"), ("a", r"\sum_{l=1}^{M} x_l", "index"), ("a", r"\sum_{i=1}^{100} x_i", "index"), ("s", r"\sum_i x_i", "write-the-result"), ("x1", r"\sum_{i=1}^4 x_i", "unknown-name"),
    ("a", "A./B", "elementwise-power"), ("a", "A.^(-1)", "elementwise-power"), ("a", "I_{M*N}", "arguments"), ("a", "ones(,N)", "missing-operand"), ("a", "eye(N^9)", "size"), ("a", "<x>", "unexpected"), ("a", "⟨x, A⟩", "arguments"), ("a", "2<A x, B>", "arguments"),
    ("f", "f^2(x)'", "write-the-result"), ("f", "f^2'", "write-the-result"), ("f", "f(2x)'", "write-the-result"), ("f", "h_x_", "missing-operand"), ("f", "∂_1 _", "missing-operand"), ("f", "h_x_{", "unclosed-bracket"),
    ("s", r"\binom{x}{y}", "unknown-command"), ("s", "x<y", "unexpected"),
]


def tree_of(scope: str, text: str) -> Reading:
    found = read(text, SCOPES[scope])
    assert isinstance(found, Reading), found
    return found


@pytest.mark.parametrize(("scope", "text", "expected"), READ, ids=[case[1] for case in READ])
def test_a_text_is_read_as_meant_and_printed_as_it_is_read(scope: str, text: str, expected: str) -> None:
    found = tree_of(scope, text)
    assert plain(found.tree) == expected
    assert tree_of(scope, plain(found.tree)).tree == found.tree


@pytest.mark.parametrize(("scope", "text", "first", "kind", "second"), SECOND, ids=[case[1] for case in SECOND])
def test_a_text_with_two_readings_has_both(scope: str, text: str, first: str, kind: str, second: str) -> None:
    found = tree_of(scope, text)
    assert plain(found.tree) == first
    others = {named: other.tree for named, other in readings(text, SCOPES[scope], found.choices)}
    assert plain(others[kind]) == second
    assert tree_of(scope, second).tree == others[kind]


@pytest.mark.parametrize(("scope", "text", "expected"), PLACES, ids=[case[1] for case in PLACES])
def test_a_choice_may_be_made_at_one_place_only(scope: str, text: str, expected: list[str]) -> None:
    found = tree_of(scope, text)
    others = [other.tree for _, other in readings(text, SCOPES[scope], found.choices)]
    assert sorted(plain(tree) for tree in (found.tree, *others)) == sorted(expected)


PIECES = ("1/2x", "e^2x", "x^1/2", "sin x(1+x)", "sin^-1 x", "log2(x)", "ln 2 x", "2e9", "f^2(x)", "1,000x", "x^2", "(1/2y + e^3x)", "-y", "1/2√x", "3")


def test_second_readings_do_not_depend_on_each_other() -> None:
    """They share tokens and terms; each is what it is when it is read alone, with its choices, remarks and spans."""
    rng, shared = random.Random(5), 0
    for _ in range(150):
        text = " + ".join(rng.choices(PIECES, k=rng.randint(2, 5)))
        found = read(text, SCOPES["s"])
        choices = found.choices if isinstance(found, Reading) else frozenset(("slash", "exponent"))
        alone = [reading for flip in flips(choices) if isinstance(reading := read(text, SCOPES["s"], flip), Reading)]
        others = [reading for _, reading in readings(text, SCOPES["s"], choices)]
        assert others == alone
        assert [spans(reading.tree) for reading in others] == [spans(reading.tree) for reading in alone]
        shared += len(others)
    assert shared > 300


def spans(tree: Expr) -> list[Span | None]:
    return [node.span for node in postorder(tree)]


@pytest.mark.parametrize(("scope", "text", "code"), REFUSED, ids=[case[1] for case in REFUSED])
def test_a_text_that_could_be_several_things_is_refused(scope: str, text: str, code: str) -> None:
    found = read(text, SCOPES[scope])
    assert isinstance(found, Diagnostic), found
    assert found.code == f"syntax/{code}"
    assert found.message
    assert found.remedy


def test_a_number_that_touches_a_name_is_asked_about() -> None:
    found = read("πr2", SCOPES["s"])
    assert isinstance(found, Diagnostic)
    assert "did you mean r^2?" in found.remedy


@pytest.mark.parametrize("text", [
    r"\sum_{i=1}^{20}" * 10 + "x", r"\sum_{i=1}^{20}(" + "+".join(["x_1^2"] * 60) + ")", r"\sum_{i=1}^{4}\sum_{j=1}^{4}\sum_{k=1}^{4}" + "x_1" * 60,
    "x·" * 290 + "x", "tr A " * 140, "x*(1-" * 60, "<x," * 140, "1,000" * 110, "1/2√" * 140, r"\hat{x}" * 250, "||x||_2" * 80,
    "".join(("tr A B+", "1/2√2c+", "e^2c+", "sin c/2+", "cos 3 c+", "1,000c+", "x*y^T+", "sin^-1 c+", "log2(c)+", "2³√c+", "1e-3c+", "(0,5c)+")) * 8 + "c",
])
def test_no_text_costs_more_than_its_time(text: str) -> None:
    """All readings of a text together, in the fastest of some runs: the machine may be busy with something else."""
    for scope in SCOPES.values():
        assert min(seconds_of_all_readings(text, scope) for _ in range(4)) < 0.02


def seconds_of_all_readings(text: str, scope: Scope) -> float:
    start = time.process_time()
    found = read(text, scope)
    if isinstance(found, Reading):
        list(readings(text, scope, found.choices))
    return time.process_time() - start
