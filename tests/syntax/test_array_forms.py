"""Vectors, matrices, index formulas, cases, differentials and abstract functions: what is typed, and the tree that it is read as."""

from __future__ import annotations

import pytest
from latex_writer import latex

from grader.expr import Apply, Symbol, plain
from grader.model import Diagnostic
from grader.syntax import Called, Function, Reading, Scope, read, readings

ARRAYS = Scope(
    names=("n", "sigma"),
    arrays=tuple((name, 1) for name in ("x", "a", "b", "y", "theta", "s")) + tuple(
        (name, 2) for name in ("A", "B", "W", "Phi", "R", "X", "Y")),
    differentials=(("dX", 2), ("dR", 2)), indices=tuple("ijklmpq"), sizes=("N", "M", "D"), columns=(("r", "R"),))
CHAIN = Scope(("x",), functions=(Function("f", 1, (Symbol("x"),), ("x",)),
                                 Function("g", 1, (Apply("f", (0,), (Symbol("x"),)),), ("f",))))
_X1, _X2 = Apply("x1", (0,), (Symbol("t"),)), Apply("x2", (0,), (Symbol("t"),))
PATHS = Scope(("t", "fx1", "x1t"), functions=(Function("f", 2, (_X1, _X2), ("x1", "x2")), Function("x1", 1, (Symbol("t"),), ("t",)),
                                              Function("x2", 1, (Symbol("t"),), ("t",))))

CALLED = Scope(("z", "s", "fx"), arrays=(("w", 1), ("p", 1)),
               functions=(Function("f", 2, (Symbol("z"), Apply("y", (0,), (Symbol("z"),))), ("z", "y")), Function("y", 1, (Symbol("z"),), ("z",))),
               called=(Called("s", (), ("z", "w")), Called("p", (), ("w",)), Called("fx", (Symbol("z"), Apply("y", (0,), (Symbol("z"),))), ("z",))))

_F = Apply("f", (0, 0), (Symbol("x"), Symbol("y")))
ALIAS = Scope(("x", "y", "dg"), arrays=(("Df", 1), ("Dg", 1)), rows=("Df", "Dg"),
              functions=(Function("f", 2, (Symbol("x"), Symbol("y")), ("x", "y")), Function("g", 1, (_F,), ("f",))))

MATRICES = [
    ("Phi^T(y-Phi theta)", "Phi^T*(y - Phi*theta)"), ("ABx", "A*B*x"), ("Φθ", "Phi*theta"), ("ΦᵀΦθ", "Phi^T*Phi*theta"),
    (r"-2(y^\top - \theta^\top\Phi^\top)\Phi", "-2(y^T - theta^T*Phi^T)*Phi"), ("A'", "A^T"), ("Aᵀ", "A^T"), ("A^⊤", "A^T"),
    (r"A^{\mathsf{T}}", "A^T"), (r"A^{\mathrm T}", "A^T"), (r"A^\intercal", "A^T"), ("A.T", "A^T"), ("transpose(A)", "A^T"),
    ("A^{T}", "A^T"), ("A^(T)", "A^T"), ("X^{-T}", "X^(-T)"), (r"X^{-\top}", "X^(-T)"), ("X^-T", "X^(-T)"), ("X⁻ᵀ", "X^(-T)"),
    ("X^{-1T}", "X^(-T)"), ("X^{-1}^T", "X^(-T)"), ("(X^{-1})^T", "X^(-T)"), ("(X^T)^{-1}", "(X^T)^(-1)"), ("X⁻¹", "X^(-1)"),
    ("inv(X)", "X^(-1)"), ("tr(AB)", "tr(A*B)"), ("tr AB", "tr(A*B)"), (r"\operatorname{tr}(AB)", "tr(A*B)"), ("trace(A)", "tr(A)"),
    (r"\mathrm{Tr}(A)", "tr(A)"), ("det X X^{-T}", "det(X)*X^(-T)"), (r"\det(X)X^{-\top}", "det(X)*X^(-T)"), ("|X|", "abs(X)"),
    ("adj(X)^T", "adj(X)^T"), ("||x||^2", "norm(x)^2"), ("‖x‖²", "norm(x)^2"), (r"\|x\|^2", "norm(x)^2"), (r"\lVert x\rVert^2", "norm(x)^2"),
    ("||x||_2^2", "norm(x)^2"), ("norm^2(x, 2)", "norm(x)^2"), (r"\|X\|_F^2", "norm(X)^2"), ("x^T/||x||", "x^T/norm(x)"), ("x^T 2", "x^T*2"), ("diag(x)", "diag(x)"),
    ("I", "I"), (r"\boldsymbol{I}(-A)", "I*(-A)"), (r"\mathbf{I}(2A)", "I*(2A)"), (r"2x^\top*A", "2x^T*A"), ("I_N", "I_N"), ("I_{NN}", "I_{NN}"), (r"I_{N \times N}", "I_N"), (r"\mathbf{I}", "I"), ("I_3", "I_3"),
    ("ones()", "ones()"), ("1^T x", "ones()^T*x"), (r"\mathbf{1}^\top x", "ones()^T*x"), ("𝟏ᵀx", "ones()^T*x"), ("zeros()^T", "zeros()^T"),
    ("kron(I_M, x^T)", "kron(I_M, x^T)"), ("I_M ⊗ x^T", "kron(I_M, x^T)"), (r"I_M \otimes x^T", "kron(I_M, x^T)"),
    ("A ⊙ B", "hadamard(A, B)"), (r"A \odot B", "hadamard(A, B)"), ("A.*B", "hadamard(A, B)"), ("A∘B + B", "hadamard(A, B) + B"),
    ("(I_{NN}+comm(N,N)) kron(I_N, R^T)", "(I_{NN} + comm(N, N))*kron(I_N, R^T)"), ("vec(X)", "vec(X)"), ("outer(a,b)", "outer(a, b)"),
    ("dot(a, x)", "a^T*x"), ("[A x + b]^T", "(A*x + b)^T"), ("[A, B; B, A]", "[A, B; B, A]"), ("-2(x-As)^TWA", "-2(x - A*s)^T*W*A"),
    ("sin(A x + b)", "sin(A*x + b)"), ("exp(x)", "exp(x)"), ("N det(X)", "N*det(X)"), (r"\boldsymbol{\theta}^\top", "theta^T"),
    (r"\mathbf{x}^\top \mathbf{A}", "x^T*A"), (r"\bm{x}", "x"), ("df/dx = A", "A"), (r"\frac{\partial f}{\partial x} = 2x^\top", "2x^T"),
    (r"\nabla f = 2 x^T", "2x^T"), ("-½ x^T", "-1/2*x^T"), ("A^2", "A^2"), ("A^{-2}", "A^(-2)"), ("(x-y)^T(x-y)", "(x - y)^T*(x - y)"),
]

INDICES = [
    ("R_{iq}", "R[i,q]"), ("R_iq", "R[i,q]"), ("R[i,q]", "R[i,q]"), ("R_{i,q}", "R[i,q]"), ("Rᵢⱼ", "R[i,j]"), ("x_i", "x[i]"), ("xᵢ", "x[i]"),
    ("x[2]", "x[2]"), ("A_12", "A[1,2]"), ("A_{12}", "A[1,2]"), ("A₁₂", "A[1,2]"), ("a_22", "a[22]"), ("w_12", "W[1,2]"), ("x_12", "x[12]"), ("A^T_{12}", "(A^T)[1,2]"),
    ("dX_21", "dX[2,1]"), ("x_1", "x[1]"), ("A[i,:]", "A[i,:]"), ("(A^T)[j,i]", "(A^T)[j,i]"), ("X^{-1}_{pi}", "(X^(-1))[p,i]"),
    ("(X^{-1})_{pi}", "(X^(-1))[p,i]"), ("Y_pi Y_jq", "Y[p,i]*Y[j,q]"), (r"\mathbf{x}_q", "x[q]"), ("R_{ij}^2", "R[i,j]^2"),
    ("delta(i,k) x_l", "delta(i,k)*x[l]"), ("δ_{ik}x_l", "delta(i,k)*x[l]"), ("δ_ik x_l", "delta(i,k)*x[l]"),
    (r"\delta_{ik} x_l", "delta(i,k)*x[l]"), ("δᵢₖ xₗ".replace("ₗ", "_l"), "delta(i,k)*x[l]"), ("[i=k] x_l", "delta(i,k)*x[l]"),
    ("[i = k][j = l]", "delta(i,k)*delta(j,l)"), ("[i≠k]", "[i!=k]"), ("[i=k-2+1]", "delta(i,k - 2 + 1)"), ("delta(i,k-1-1)", "delta(i,k - 1 - 1)"), ("[i=k and j=l]", "[i=k and j=l]"), ("[i<=k]", "[i<=k]"),
    (r"\sum_m R_{mp}R_{mq}", "sum(m, R[m,p]*R[m,q])"), (r"\sum_{m=1}^{M} R_{mp}R_{mq}", "sum(m, R[m,p]*R[m,q])"),
    ("sum(m, R[m,p] R[m,q])", "sum(m, R[m,p]*R[m,q])"), ("∑_m R_mp R_mq", "sum(m, R[m,p]*R[m,q])"),
    ("sum_m R_mp R_mq + x_p", "sum(m, R[m,p]*R[m,q]) + x[p]"), ("e_i x^T", "e_i*x^T"), ("E_{ij}", "E_{i,j}"), ("E_ij", "E_{i,j}"),
    ("R(e_p e_q^T + e_q e_p^T)", "R*(e_p*e_q^T + e_q*e_p^T)"), ("r_q e_p^T", "R[:,q]*e_p^T"), ("r_p^T r_q", "R[:,p]^T*R[:,q]"),
    ("cases(x_l if i=k; 0)", "cases(x[l] if i=k; 0)"), ("x_l if i=k; 0 otherwise", "cases(x[l] if i=k; 0)"),
    ("x_l if i=k, 0 otherwise", "cases(x[l] if i=k; 0)"), ("x_l for i=k; 0 else", "cases(x[l] if i=k; 0)"),
    (r"\begin{cases} x_l & \text{if } k=i \\ 0 & \text{otherwise}\end{cases}", "cases(x[l] if k=i; 0)"),
    (r"\begin{cases} x_l, & k=i \\ 0, & k \neq i\end{cases}", "cases(x[l] if k=i; 0 if k!=i)"),
    ("R_iq if j=p and p≠q; R_ip if j=q, p!=q; 2R_iq if j=p=q; 0 otherwise",
     "cases(R[i,q] if j=p and p!=q; R[i,p] if j=q and p!=q; 2R[i,q] if j=p and p=q; 0)"),
    ("f = 2R_{ij} = R_{ij}", "R[i,j]"), ("f = A x = \\sum_q R_{iq}", "sum(q, R[i,q])"), ("A = f'(x)", "A"),
    ("A = \\frac{\\partial f}{\\partial x}", "A"),
    ("dK_{pq}/dR_{ij} = delta(j,p) R_{iq}", "delta(j,p)*R[i,q]"), ("dK_pq/dR_ij = R_iq if j=p; 0 otherwise", "cases(R[i,q] if j=p; 0)"),
]

SPELLED = [
    # Transposes: ^T directly in front of a name, a small t, @ and Spur.
    ("r_p^Tr_q", "R[:,p]^T*R[:,q]"), ("x^Ty", "x^T*y"), ("x^Tx_i", "x^T*x[i]"), ("A^TRx", "A^T*R*x"), ("A^Tr_p", "A^T*R[:,p]"), ("e_i^Tr_q", "e_i^T*R[:,q]"),
    ("sigma^Tr(B)", "sigma^(tr(B))"), ("2^{Tr(B)}", "2^(tr(B))"), ("x^t", "x^T"), ("x^t y", "x^T*y"), ("x^ty", "x^T*y"), ("x^{t}", "x^T"), ("xᵗ", "x^T"), ("(A B)^t", "(A*B)^T"),
    ("X^{-1,T}", "X^(-T)"), (r"X^{-1,\top}", "X^(-T)"), ("A@x", "A*x"), ("A @ B @ x", "A*B*x"), ("Spur(A)", "tr(A)"), ("Inverse(X)", "X^(-1)"), ("Transpose(X)", "X^T"),
    # Fonts and accents say nothing, braces or not; \vec is an arrow and vec a function.
    (r"2\vec x^T", "2x^T"), (r"\vec{x}^T", "x^T"), (r"\hat{x}", "x"), (r"\bar x", "x"), (r"\mathbf x^T", "x^T"), (r"\boldsymbol\theta^T", "theta^T"), (r"\vec{x}_i", "x[i]"),
    (r"\vec X", "X"), (r"\operatorname{vec}(X)", "vec(X)"), ("vec X", "vec(X)"), (r"\tilde{A}x", "A*x"), (r"\overline{x}", "x"), (r"\vec{0}^T", "zeros()^T"),
    # The dot product of two columns.
    ("x·y", "x^T*y"), ("x⋅y", "x^T*y"), (r"x\cdot y", "x^T*y"), ("r_p · r_q", "R[:,p]^T*R[:,q]"), (r"r_p\cdot r_q", "R[:,p]^T*R[:,q]"), ("2x·y", "(2x)^T*y"), ("A x·y", "(A*x)^T*y"),
    ("x·A y", "x^T*(A*y)"), ("(x-y)·(x-y)", "(x - y)^T*(x - y)"), ("x·y + a·b", "x^T*y + a^T*b"), ("tanh(x)·y", "tanh(x)^T*y"), ("[1;2]·[3;4]", "[1; 2]^T*[3; 4]"),
    ("x·y 2", "x^T*(y*2)"), ("e_i·x", "e_i^T*x"), ("⟨x, y⟩", "x^T*y"), (r"\langle r_p,r_q\rangle", "R[:,p]^T*R[:,q]"), (r"\left\langle x, A y\right\rangle", "x^T*(A*y)"),
    # A number in the middle of a product.
    ("a^T b^T x + a^T x b^T", "a^T*(b^T*x) + a^T*x*b^T"), ("I x^T A x", "I*(x^T*A*x)"), ("a^T b^T s^T x y x", "a^T*(b^T*(s^T*x)*y)*x"), ("a^T b^T", "a^T*b^T"),
    ("2 a^T b^T A x/n", "2a^T*(b^T*A*x)/n"), ("x b^T x b^T", "x*b^T*x*b^T"), ("x b^T a^T x", "x*b^T*(a^T*x)"),
    # dot(…) is that of NumPy, whatever its arguments look like.
    ("dot(A @ B, a)", "(A*B)*a"), ("dot(dot(A, B), a)", "(A*B)*a"), ("dot((A @ B).T, a)", "(A*B)^T*a"), ("dot(2A, x)", "(2A)*x"),
    ("dot((A@x - b).T, A)", "(A*x - b)^T*A"), ("dot(A x - b, A)", "(A*x - b)^T*A"), ("dot(x, y.T)", "x*y^T"), ("dot(x^T, y^T)", "x^T*(y^T)^T"),
    ("dot(x.T, y)", "x^T*y"), ("dot(x - 1/2, y)", "(x - 1/2)^T*y"), ("dot(kron(A, B), a)", "kron(A, B)*a"), ("dot(2, x)", "2x"),
    ("inner(x, y)", "x^T*y"), ("inner(x, y^T)", "x^T*(y^T)^T"),
    # No dot product: matrices, rows, other signs.
    ("A·x", "A*x"), ("A·B", "A*B"), ("x^T·y", "x^T*y"), ("x·y^T", "x*y^T"), ("x*y", "x*y"), ("x^T·A·y", "x^T*A*y"), ("2·x", "2x"), ("⟨A, B⟩", "[A, B]"), ("n·x", "n*x"),
    # Entries.
    ("Aij", "A[i,j]"), ("Am", "A*m"), ("2Aijxj", "2A[i,j]*x[j]"), ("xj", "x[j]"), ("RmpRmq", "R[m,p]*R[m,q]"), ("A(i,j)", "A[i,j]"), ("A(i, j) x(j)", "A[i,j]*x[j]"), ("A(i,3)", "A[i,3]"), ("x_i + xj", "x[i] + x[j]"), ("ai + bj", "a[i] + b[j]"), ("aj - bi 2", "a[j] - b[i]*2"),
    ("A[i][j]", "A[i,j]"), ("R[m][p] R[m][q]", "R[m,p]*R[m,q]"), ("w_{ij}", "W[i,j]"), ("w_ij", "W[i,j]"), ("wᵢⱼ", "W[i,j]"), ("w_{i,j}x_j", "W[i,j]*x[j]"), (r"\mathbf{w}_{ij}", "W[i,j]"),
    ("x(2)", "x*2"), ("A(x+y)", "A*(x + y)"), ("xₗyₚ", "x[l]*y[p]"), ("x^2_i", "x[i]^2"), ("x^{2}_{i}", "x[i]^2"), ("X^{-1}_{ij}", "(X^(-1))[i,j]"),
    # Kronecker's delta, identities, indicators.
    ("δij", "delta(i,j)"), ("δij δkl x_l", "delta(i,j)*delta(k,l)*x[l]"), ("deltaij", "delta(i,j)"), ("I_{ik}", "delta(i,k)"), ("I_ik x_l", "delta(i,k)*x[l]"), ("Iᵢₖ", "delta(i,k)"),
    ("𝟙[i=j]", "delta(i,j)"), (r"\mathbf{1}[i=j]x_k", "delta(i,j)*x[k]"), (r"\mathbb{1}[j=p]R_{iq}+\mathbb{1}[j=q]R_{ip}", "delta(j,p)*R[i,q] + delta(j,q)*R[i,p]"),
    (r"\mathbb{1}_{i=j}", "delta(i,j)"), ("1{i=j}x_k", "1delta(i,j)*x[k]"), ("1_{i=j}", "delta(i,j)"), (r"\mathbf{1}\{i\neq j\}", "[i!=j]"), (r"\mathbb{1}(i=j, k=l)", "[i=j and k=l]"),
    ("(i=j) x_k", "delta(i,j)*x[k]"), ("{i<j}", "[i<j]"), (r"\mathbb{1}^T x", "ones()^T*x"),
    # By elements.
    ("e^x", "exp(x)"), ("e^{-x^T}", "exp(-x^T)"), ("e^{x^T x}", "exp(x^T*x)"), ("e^n", "e^n"), ("x.^2", "hadamard(x, x)"), ("3x.^3", "3hadamard(hadamard(x, x), x)"),
    ("n.^2", "n^2"), ("A.^1", "A"), ("(x.^2)'", "hadamard(x, x)^T"), ("1./(1 + e^{-x})", "1/(1 + exp(-x))"), ("x.^2.", "hadamard(x, x)"),
    # Zeros and ones with their size.
    ("0_N^T", "zeros(N)^T"), (r"0_{1\times N}", "zeros(1, N)"), ("0_{M×N}", "zeros(M, N)"), ("0'", "zeros()^T"), ("0^T", "zeros()^T"), ("1_N", "ones(N)"), ("1_N^T x", "ones(N)^T*x"),
    ("1'x", "ones()^T*x"), ("11^T", "ones()*ones()^T"), (r"I - \frac{1}{N} 11^\top", "I - 1/N*(ones()*ones()^T)"), ("21ᵀ x", "(2ones()^T)*x"), (r"\mathbf{0}^T", "zeros()^T"), (r"\mathbf{1}_N", "ones(N)"), (r"I_{N\times N}", "I_N"),
    # Sums.
    ("sum_m=1^M R_mp R_mq", "sum(m, R[m,p]*R[m,q])"), ("K = sum_m=1^M R_mp R_mq", "sum(m, R[m,p]*R[m,q])"), (r"\sum_m=1^M R_{mp}", "sum(m, R[m,p])"), ("∑_m=1^M x_m", "sum(m, x[m])"),
    ("Σ_m R_mp R_mq", "sum(m, R[m,p]*R[m,q])"), ("Σ_{m=1}^{M} R_{mp}", "sum(m, R[m,p])"), (r"\Sigma_m x_m", "sum(m, x[m])"), ("Σₘ x_m", "sum(m, x[m])"),
    # Cases.
    ("x_l if i=k else 0", "cases(x[l] if i=k; 0)"), ("x_l if i=k else x_k if i=l else 0", "cases(x[l] if i=k; x[k] if i=l; 0)"), ("x_l if i=k\n0 otherwise", "cases(x[l] if i=k; 0)"),
    ("x_l if i=k\notherwise 0", "cases(x[l] if i=k; 0)"), ("x_l, if i=k,\n0, else", "cases(x[l] if i=k; 0)"), ("x_l\nif i=k\n0\notherwise", "cases(x[l] if i=k; 0)"),
    ("{x_l if i=k; 0 otherwise}", "cases(x[l] if i=k; 0)"), ("(x_l if i=k; 0 otherwise)", "cases(x[l] if i=k; 0)"), ("2{x_l if i=k; 0 otherwise}", "2cases(x[l] if i=k; 0)"),
    ("x_l, i=k; 0, otherwise", "cases(x[l] if i=k; 0)"), ("x_l, i=k; 0, i≠k", "cases(x[l] if i=k; 0 if i!=k)"), ("x_l if i=k, otherwise 0", "cases(x[l] if i=k; 0)"),
    ("R_iq, j=p, p≠q; R_ip, j=q, p≠q; 2R_iq, j=p, p=q; 0, otherwise", "cases(R[i,q] if j=p and p!=q; R[i,p] if j=q and p!=q; 2R[i,q] if j=p and p=q; 0)"),
    ("x_l if i=k and 0 otherwise", "cases(x[l] if i=k; 0)"), ("x_l if i=k and 0 if i≠k", "cases(x[l] if i=k; 0 if i!=k)"),
    ("x_l if i=k and j=p and 0 otherwise", "cases(x[l] if i=k and j=p; 0)"), ("x_l falls i=k, und 0 sonst", "cases(x[l] if i=k; 0)"),
    ("dK = R_iq, j=p; 0, otherwise", "cases(R[i,q] if j=p; 0)"), ("x_l wenn i=k; 0 sonst", "cases(x[l] if i=k; 0)"), ("x_l falls i=k, sonst 0", "cases(x[l] if i=k; 0)"),
    (r"\left\{\begin{array}{ll} x_l & i=k \\ 0 & \text{otherwise}\end{array}\right.", "cases(x[l] if i=k; 0)"),
    (r"2\left\{\begin{matrix} x_l & i=k \\ 0 & i\neq k\end{matrix}\right.", "2cases(x[l] if i=k; 0 if i!=k)"),
    (r"\begin{cases} x_l & \text{wenn } i=k \\[4pt] 0 & \text{sonst} \\ \end{cases}", "cases(x[l] if i=k; 0)"),
    # Behind an answer.
    (r"2x^T \in \mathbb{R}^{1\times N}", "2x^T"), ("A x ∈ ℝ^M", "A*x"),
]
"""The same things in the spellings of other books, programs and keyboards."""

DIFFERENTIALS = [
    ("det(X) tr(X^{-1} dX)", "det(X)*tr(X^(-1)*dX)"), ("-X^{-1} dX X^{-1}", "-X^(-1)*dX*X^(-1)"), (r"-X^{-1}\,dX\,X^{-1}", "-X^(-1)*dX*X^(-1)"),
    (r"\operatorname{tr}(d\mathbf{X})", "tr(dX)"), ("dX'", "dX^T"), ("dX^T", "dX^T"), ("dR^T R + R^T dR", "dR^T*R + R^T*dR"),
    (r"X^{-1} \mathrm{d}X", "X^(-1)*dX"), ("X^{-1}dX", "X^(-1)*dX"),
]

FUNCTIONS = [
    (CHAIN, "f'(x)g(x)+f(x)g'(x)", "f'(x)*g(x) + f(x)*g'(x)"), (CHAIN, "g'(f(x)) f'(x)", "g'(f(x))*f'(x)"), (CHAIN, "g'(f) f'", "g'(f(x))*f'(x)"),
    (CHAIN, r"\frac{dg}{df}\frac{df}{dx}", "g'(f(x))*f'(x)"), (CHAIN, "dg/df df/dx", "g'(f(x))*f'(x)"), (CHAIN, "f''(x)", "f''(x)"),
    (CHAIN, "h'(x) = g'(f(x)) f'(x)", "g'(f(x))*f'(x)"), (CHAIN, "f′(x)", "f'(x)"), (CHAIN, r"f^\prime(x)", "f'(x)"),
    (CHAIN, "f'(x)/g(x)^2", "f'(x)/g(x)^2"), (CHAIN, "f'(2x)", "f'(2x)"),
    (PATHS, "f_{x_1} x_1' + f_{x_2} x_2'", "f{1}(x1(t), x2(t))*x1'(t) + f{2}(x1(t), x2(t))*x2'(t)"),
    (PATHS, "∂f/∂x_1 dx_1/dt", "f{1}(x1(t), x2(t))*x1'(t)"), (PATHS, r"\frac{\partial f}{\partial x_1}\frac{dx_1}{dt}", "f{1}(x1(t), x2(t))*x1'(t)"),
    (PATHS, r"\frac{\partial f}{\partial x_2}\dot{x}_2", "f{2}(x1(t), x2(t))*x2'(t)"), (PATHS, "f{1}(x1(t),x2(t)) x1'(t)", "f{1}(x1(t), x2(t))*x1'(t)"),
    (PATHS, "f_{x_1x_2}", "f{1,2}(x1(t), x2(t))"), (PATHS, "fx1 x1t", "fx1*x1t"), (PATHS, r"\partial_1 f", "f{1}(x1(t), x2(t))"),
    (CHAIN, "(g'∘f)(x) f'(x)", "g'(f(x))*f'(x)"), (CHAIN, r"(g'\circ f)(x)f'(x)", "g'(f(x))*f'(x)"), (CHAIN, "(g'∘f) f'", "g'(f(x))*f'(x)"), (CHAIN, "g'∘f·f'", "g'(f(x))*f'(x)"),
    (CHAIN, "f'(x)·(g'∘f)(x)", "f'(x)*g'(f(x))"), (CHAIN, "g'∘f(x) f'(x)", "g'(f(x))*f'(x)"), (CHAIN, "(g''∘f)(2x)", "g''(f(2x))"), (CHAIN, "(f∘g'∘f)(x)", "f(g'(f(x)))"),
    (CHAIN, "f´(x) + g‘(x)", "f'(x) + g'(x)"), (CHAIN, r"f^{\prime}(x)g(x)", "f'(x)*g(x)"), (CHAIN, "f^{'}(x)", "f'(x)"), (CHAIN, r"f^{\prime\prime}(x)", "f''(x)"),
    (CHAIN, "dg/df · f'", "g'(f(x))*f'(x)"), (CHAIN, "df(x)/dx = f'(x)", "f'(x)"), (PATHS, "f_{x_1} · x_1´", "f{1}(x1(t), x2(t))*x1'(t)"),
    (ALIAS, "dg/df Df", "g'(f(x, y))*Df"), (ALIAS, r"\frac{dg}{df} Df", "g'(f(x, y))*Df"), (ALIAS, "dg Df", "dg*Df"), (ALIAS, "dg/2 Df", "dg/2*Df"), (ALIAS, "Df·Dg", "Df*Dg"),
    (PATHS, "df/dt = f_{x_1} x_1'(t)", "f{1}(x1(t), x2(t))*x1'(t)"), (PATHS, "x_2''(t)", "x2''(t)"),
    (CHAIN, "3f^2(x)f'(x)", "3f(x)^2*f'(x)"), (CHAIN, "f²(x)", "f(x)^2"), (CHAIN, "f^{-2}(x)", "f(x)^(-2)"), (CHAIN, "f'^2(x)", "f'(x)^2"), (CHAIN, "f^2 (x+1)", "f(x)^2*(x + 1)"),
    (CHAIN, "f^{(2)}(x)", "f''(x)"), (PATHS, "f^2(t)", "f(x1(t), x2(t))^2*t"),
    (PATHS, "f_1 x_1' + f_2 x_2'", "f{1}(x1(t), x2(t))*x1'(t) + f{2}(x1(t), x2(t))*x2'(t)"), (PATHS, r"\partial_{x_1} f \dot{x}_1", "f{1}(x1(t), x2(t))*x1'(t)"),
    (PATHS, "∂_{x_2}f(x_1(t), x_2(t))", "f{2}(x1(t), x2(t))"), (PATHS, "f_{12}", "f{1,2}(x1(t), x2(t))"),
    (CALLED, "s(z)(1-s(z))", "s*(1 - s)"), (CALLED, "s(w) w", "s*w"), (CALLED, "diag(p(w)) - p(w)p(w)^T", "diag(p) - p*p^T"), (CALLED, "f_x(z, y(z))", "fx"), (CALLED, "s(1-z)", "s*(1 - z)"),
    (CALLED, "s (z)", "s*z"), (CALLED, "s(z, w)", "s"),
]

FORMS = [(ARRAYS, *form) for form in MATRICES + INDICES + SPELLED + DIFFERENTIALS] + FUNCTIONS


@pytest.mark.parametrize(("scope", "text", "meant"), FORMS, ids=[form[1] for form in FORMS])
def test_a_form_is_read_as_meant(scope: Scope, text: str, meant: str) -> None:
    found = read(text, scope)
    assert isinstance(found, Reading), found
    assert plain(found.tree) == meant


@pytest.mark.parametrize(("scope", "text", "meant"), FORMS, ids=[form[1] for form in FORMS])
def test_what_is_printed_is_read_back(scope: Scope, text: str, meant: str) -> None:
    found = read(text, scope)
    assert isinstance(found, Reading)
    for printed in (plain(found.tree), latex(found.tree)):
        again = read(printed, scope)
        assert isinstance(again, Reading), (printed, again)
        assert again.tree == found.tree, printed


MALFORMED = [
    (ARRAYS, "x_z", "index", (2, 3)), (ARRAYS, "R[i,z]", "index", (4, 5)), (ARRAYS, "R_{ijk}", "index", (1, 2)), (ARRAYS, "r x", "index", (0, 1)),
    (ARRAYS, "delta_iz x_l", "index", (7, 8)), (ARRAYS, "R_iz", "index", (3, 4)), (ARRAYS, "kron(i,k) x_l", "index", (0, 4)),
    (ARRAYS, "delta x", "index", (0, 5)), (ARRAYS, "delta(i)", "index", (0, 5)), (ARRAYS, r"\sum R_{mp}", "index", (0, 4)),
    (ARRAYS, r"\sum_{m=0}^M x_m", "index", (8, 9)), (ARRAYS, "sum(z, x_z)", "index", (4, 5)), (ARRAYS, "I_K", "size", (2, 3)),
    (ARRAYS, "ones(Q)", "size", (5, 6)), (ARRAYS, "111^T", "size", (0, 3)), (ARRAYS, "0.1^T", "size", (0, 3)), (ARRAYS, "cases x_l", "cases", (0, 5)), (ARRAYS, "if i=k", "cases", (0, 2)),
    (ARRAYS, "x_l for all i ≠ k", "restricted", (8, 17)), (ARRAYS, "x_l if i", "condition", (8, 8)), (ARRAYS, "[i=]", "index", (3, 4)), (ARRAYS, "x_l if i=k; x_i if", "index", (18, 18)),
    (ARRAYS, "kron(A)", "arguments", (0, 4)), (ARRAYS, "inner(A, B)", "arguments", (0, 5)), (ARRAYS, "dot(x x, A)", "arguments", (0, 3)),
    # In NumPy and R these are inner products, which only a transpose says here.
    (ARRAYS, "2 x @ y", "transpose-needed", (4, 5)), (ARRAYS, "x @ cos(A @ x) @ x.T", "transpose-needed", (2, 3)),
    (ARRAYS, "x @ A", "transpose-needed", (2, 3)), (ARRAYS, "x^T @ y^T", "transpose-needed", (4, 5)), (ARRAYS, "x %*% y", "transpose-needed", (3, 4)), (ARRAYS, "comm(N)", "arguments", (0, 4)), (ARRAYS, "A^{2000}", "exponent-too-large", (3, 7)),
    (ARRAYS, "x.^10", "elementwise-power", (3, 5)), (ARRAYS, "x.^n", "elementwise-power", (3, 4)), (ARRAYS, "x.^0.5", "elementwise-power", (3, 6)),
    (ARRAYS, "tr(A", "unclosed-bracket", (2, 3)), (ARRAYS, "tr", "missing-argument", (0, 2)), (ARRAYS, "Q x", "unknown-name", (0, 1)),
    (ARRAYS, "A ⊗", "missing-operand", (2, 3)), (CHAIN, "f'(x", "unclosed-bracket", (2, 3)), (CHAIN, "f'(x, 2)", "arguments", (2, 3)),
    (CHAIN, "(f g)'", "write-the-result", (5, 6)), (CHAIN, "d/dx g(f(x))", "write-the-result", (0, 1)), (PATHS, "f'(x1(t), x2(t))", "abstract", (1, 2)),
    (ARRAYS, "E", "index", (0, 1)), (ARRAYS, "E x", "index", (0, 1)), (ARRAYS, "2A(^T", "unclosed-bracket", (2, 3)), (ARRAYS, "x(", "unclosed-bracket", (1, 2)), (ARRAYS, "w_i", "index", (0, 1)), (ARRAYS, "w x", "unknown-name", (0, 1)), (ARRAYS, "Σ x_m", "unknown-name", (0, 1)),
    (ARRAYS, "xi", "unknown-name", (0, 2)), (ARRAYS, r"I_{N\times M}", "arguments", (0, 1)), (ARRAYS, "0_Q", "size", (2, 3)), (ARRAYS, "sigma^t", "unknown-name", (6, 7)),
    (ARRAYS, "sum_m=0^M x_m", "index", (6, 7)), (ARRAYS, "{x_l if i=k; 0 otherwise", "unclosed-bracket", (0, 1)), (ARRAYS, "x_l if", "index", (6, 6)),
    (CHAIN, "(g∘f)'(x)", "write-the-result", (5, 6)), (PATHS, "f∘x1", "abstract", (0, 1)), (PATHS, "(f∘x1)(t)", "abstract", (0, 1)), (CHAIN, "(g∘f", "unclosed-bracket", (0, 1)),
    (PATHS, "f_y", "abstract", (1, 2)), (PATHS, r"\partial_3 f", "abstract", (0, 8)), (CHAIN, "f'''''(x)", "abstract", (0, 1)),
]


@pytest.mark.parametrize(("scope", "text", "code", "span"), MALFORMED, ids=[case[1] for case in MALFORMED])
def test_a_malformed_text_is_refused_at_its_place(scope: Scope, text: str, code: str, span: tuple[int, int]) -> None:
    found = read(text, scope)
    assert isinstance(found, Diagnostic), found
    assert (found.code, found.span) == (f"syntax/{code}", span)
    assert found.message
    assert found.remedy


@pytest.mark.parametrize(("text", "kind", "meant"), [
    (r"\mathbb{1}", "identity", "I"), ("𝟙", "identity", "I"), (r"\mathbb{1}_N", "identity", "I_N"), (r"\mathbb{1}x", "identity", "I*x"),
])
def test_a_blackboard_one_may_be_an_identity(text: str, kind: str, meant: str) -> None:
    assert {named: plain(other.tree) for named, other in readings(text, ARRAYS, frozenset((kind,)))} == {kind: meant}


@pytest.mark.parametrize(("scope", "text", "meant"), [(CHAIN, "3f^2(x)", "3f(x)^2*x"), (CALLED, "s(z)", "s*z"), (CALLED, "fx(z)z", "fx*z*z")])
def test_a_bracket_behind_a_name_may_be_a_factor(scope: Scope, text: str, meant: str) -> None:
    assert {named: plain(other.tree) for named, other in readings(text, scope, frozenset(("call",)))} == {"call": meant}


@pytest.mark.parametrize("text", [r"\mathbf{1}", "𝟏", "1_N", "ones()", "I", "1^T x"])
def test_other_ones_are_no_identities(text: str) -> None:
    found = read(text, ARRAYS)
    assert isinstance(found, Reading)
    assert "identity" not in found.choices


@pytest.mark.parametrize(("text", "meant"), [
    ("I - 1·1^T", "I - ones()*ones()^T"), ("1/2 * 1 * 1^T", "1/2*ones()*ones()^T"), ("x^T A * 1", "x^T*A*ones()"), ("2(x^T y) 1", "2(x^T*y)*ones()"), ("x - (x^T y)/2 · 1", "x - x^T*y/2*ones()"), ("x^T A · 1", "x^T*A*ones()"),
])
def test_a_digit_with_a_sign_may_be_a_column_of_ones(text: str, meant: str) -> None:
    assert {named: plain(other.tree) for named, other in readings(text, ARRAYS, frozenset(("ones",)))} == {"ones": meant}
