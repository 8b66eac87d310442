"""Answers that count with sizes, name entries by numbers, or hold for small matrices only: in many spellings, right and wrong."""

from __future__ import annotations

import pytest
from matrix_problems import bank_of

from grader.marking import mark
from grader.model import Outcome, Problem, Proof

TABLE = r"""
- {id: a, vars: {x: [N], a: [N], A: [M, N]}, indices: {i: N, j: N, k: N, l: N, m: M}, axes: {out: [], in: [j]}, f: "a^T x", wrt: x}
- {id: v, vars: {x: [N], y: [N], B: [N, N], A: [M, N]}, f: "x", asked: value}
- {id: lin, vars: {A: [M, N], x: [N]}, f: "A x", wrt: x}
- {id: x4, vars: {X: [N, N]}, indices: {k: N}, f: "tr(X^5)", wrt: X}
- {id: det, vars: {X: {shape: [N, N], kind: inv}}, f: "det(X)", wrt: X}
- {id: inverse, vars: {X: {shape: [N, N], kind: inv}}, f: "||X^{-1}||^2", wrt: X}
- {id: gram, vars: {X: [M, N]}, f: "det(X^T X)", wrt: X}
- {id: loggram, vars: {X: [M, N]}, f: "log(det(X^T X))", wrt: X}
- {id: gramn, vars: {X: [M, N]}, f: "det(X^T X)", wrt: X, sizes: "N <= M"}
- {id: rms, vars: {x: [N]}, f: "sqrt(x^T x/N)", wrt: x}
- {id: cov, vars: {X: [M, N]}, f: "tr((X - ones(M) ones(M)^T X/M)^T (X - ones(M) ones(M)^T X/M))/M", wrt: X}
- {id: softmax, vars: {x: [N]}, indices: {i: N, j: N, k: N}, axes: {out: [], in: [j]}, f: "log(sum(k, exp(x[k])))", wrt: x}
- {id: sv, vars: {x: [N], b: [N]}, f: "x_3^2 + b^T x", wrt: x}
- {id: mean, vars: {x: [N]}, f: "ones(N)^T x/N", wrt: x}
- {id: ent, vars: {X: [N, N], Y: [N,N]}, indices: {i: N, j: N, k: N, l: N}, axes: {out: [i], in: [j]}, f: "sum(k, X[i,k] Y[k,j])", asked: value}
- {id: pow20, vars: {X: [N, N]}, f: "tr(X^20)", wrt: X}
- {id: pow10, vars: {X: [N, N], a: [N]}, f: "a^T X^10 a", wrt: a}
- {id: norm20, vars: {x: [N], a: [N]}, f: "(x^T x + a^T x)^20", wrt: x}
- {id: scale, vars: {X: {shape: [N,N], kind: inv}}, f: "det(2X)", wrt: X}
- {id: square, vars: {C: [N, N]}, f: "det(I + C C)", asked: value}
- {id: series, vars: {t: real, A: [N, N]}, f: "det(I + t A)", wrt: t}
- {id: seriesat, vars: {t: real, A: [N, N]}, f: "det(I + t A)", wrt: t, at: {t: 0}}
- {id: logseries, vars: {X: [N, N]}, f: "log(det(I + X^T X))", wrt: X}
- {id: ridge, vars: {s: positive, K: {shape: [N, N], kind: spd}}, f: "log(det(K + s I))", wrt: s}
- {id: charpol, vars: {s: real, A: [N, N]}, f: "det(s I - A)", wrt: s}
- {id: from, vars: {s: real, A: [N, N]}, f: "det(A - s I)", wrt: s}
- {id: shifted, vars: {s: positive, K: {shape: [N, N], kind: spd}}, f: "tr((K + s I)^{-1})", wrt: s}
- {id: path, vars: {X: [N, D], y: [N], t: positive}, f: "(X^T X + t eye(D))^{-1} X^T y", wrt: t}
- {id: turned, vars: {Q: {shape: [N, N], kind: orth}}, f: "det(I + Q)", asked: value}
- {id: neg, vars: {X: {shape: [N,N], kind: inv}}, f: "det(-X)", asked: value}
- {id: std, vars: {x: [N]}, defs: {c: "x - ones(N) ones(N)^T x/N"}, f: "sqrt(c^T c/(N-1))", wrt: x}
- {id: fixed, vars: {x: [4]}, f: "x^T x", wrt: x}
- {id: cond, vars: {x: [N], a: [N]}, indices: {i: N}, f: "a^T x", wrt: x}
- {id: orth, vars: {x: [N], Q: {shape: [N, N], kind: orth}}, f: "x^T x/2", wrt: x}
- {id: sym, vars: {x: [N], S: {shape: [N, N], kind: sym}}, f: "x^T S x", wrt: x}
- {id: upper, vars: {x: [N], U: {shape: [N, N], kind: upper}}, f: "x^T U x", wrt: x}
- {id: skew, vars: {x: [N], K: {shape: [N, N], kind: skew}}, f: "x^T K x", wrt: x}
- {id: zero, vars: {x: [N], a: [N]}, f: "(N-3)(N-4)(a^T x)", wrt: x}
- {id: one, vars: {X: [M, N]}, f: "X_{1,4}^2 + tr(X^T X)", wrt: X}
- {id: dot, vars: {x: [N], a: [N]}, f: "a^T x", wrt: x}
- {id: least, vars: {x: [N], a: [N]}, f: "min(N, 8) a^T x", wrt: x}
- {id: largest, vars: {x: [N], a: [N]}, f: "max(5, N, 8) a^T x", wrt: x}
- {id: distinct, vars: {x: [N]}, indices: {i: N, k: N, l: N, m: N, n: N}, axes: {out: [i]}, f: "0 x", asked: value}
"""
PROBLEMS: dict[str, Problem] = {problem.id: problem for problem in bank_of(TABLE)}

CASES = r"""
a         | correct | a_j (1+sum(k, sum(l, delta(k,l))) - N)
a         | incorrect | a_j (1+ (N-3)(N-4))
a         | incorrect | a_j (1+ (sum(k,1)-3)(sum(k,1)-4))
a         | incorrect | a_j (1+ (sum(k,delta(k,k))-3)(sum(k,[k=k])-4)(N-5)(N-6))
a         | incorrect | a_j (1+ (sum(k,x_k/x_k)-3)(sum(k,x_k/x_k)-4))
a         | incorrect | a_j (1+ (sum(k,x_k^0)-3)(sum(k,x_k^0)-4))
a         | incorrect | a_j + (sum(k,exp(x_k)exp(-x_k))-3)(sum(k,exp(x_k)exp(-x_k))-4)
a         | incorrect | a_j + (j-1)(j-2)(j-3)(j-4)
a         | incorrect | a_j + (j-1)(j-2)(j-3)(j-4)(j-5)(j-6)(j-7)
a         | incorrect | a_j (1+[j=5])
a         | incorrect | a_j (1+[j=25])
a         | incorrect | a_j (1+[j>7 and j<9])
a         | incorrect | a_j (1+[N=5])
a         | incorrect | a_j (1+[N=17])
a         | incorrect undecided | a_j (1+[N>M])
a         | incorrect undecided | a_j (1+[N=M])
a         | incorrect undecided | a_j + a_j [j=N] [N=9]
a         | incorrect | 0 if j=6; a_j otherwise
a         | incorrect unreadable undecided | a_j if i=j; a_j otherwise
a         | correct | sum(k, delta(j,k) a_k)
a         | correct | sum(k, [j=k] a_k)
a         | incorrect | sum(k, a_k [k=j]) + sum(k, [k=7] a_k)
a         | correct | sum(k, (1 if k=j; 0) a_k)
a         | correct | a_j [j=j]
a         | incorrect | a_j (1 - e_7^T x)
a         | incorrect | a_j + (e_7)_j
a         | correct undecided | a_j + [j>N]
a         | correct undecided | a_j + [j>N-5] - [j>N-5]
a         | incorrect | a_j + [j=N-4] a_j
a         | correct | a_j + sum(k, k) - N(N+1)/2
a         | correct | a_j + sum(k, k^2) - N(N+1)(2N+1)/6
a         | incorrect | a_j + x_9
a         | incorrect undecided | a_j + x_300
a         | incorrect undecided | a_j + x_30000
a         | incorrect | a_j + A_{1,9}
v         | incorrect | x (1+(tr(eye(N))-3)(tr(eye(N))-4))
v         | incorrect | x (1+(norm(ones(N))^2-3)(norm(ones(N))^2-4))
v         | incorrect | x (1+(vec(eye(N))^T vec(eye(N))-3)(N-4))
v         | incorrect | x (1+(M-N)^2-1)
v         | incorrect | x ((M-N)^2)
v         | incorrect | x (1+((M-N)^2-1)(M-5))
v         | incorrect | x (1+((M-N)^2-1)((M-N)^2-4))
v         | incorrect | x (M+N-6)
v         | incorrect | x M N/12
v         | correct | x (M N/(M N))
v         | incorrect | x (1+(tr(kron(eye(N),eye(M)))-12))
v         | incorrect | x (1+(tr(B^0)-3)(tr(B^0)-4))
v         | incorrect | x (1+(tr(B B^{-1})-3)(tr(B B^{-1})-4))
v         | incorrect undecided | x (1+(ones(N)^T diag(x) x^{-1} -3))
v         | incorrect | x (1+(2^N-8)(2^N-16))
v         | incorrect | x (1+(det(2 eye(N))-8)(det(2 eye(N))-16))
v         | incorrect | x (2+(-1)^N - (-1)^N)
v         | correct | x (1+(-1)^N - (-1)^N)
v         | incorrect | x (1+(1-(-1)^N)(N-3))
v         | correct undecided | x cos(2 pi N)
v         | incorrect | x + (|N-7|+N-7)x
v         | incorrect | x + (|N-7|-N+7)x
v         | incorrect | x + (sqrt((N-9)^2)+N-9)x
v         | incorrect | x + (|N-5|+|N-7|-2|N-6|)x
v         | incorrect undecided | x + (|N-M|-1)x
v         | correct undecided | x + (|N-M|^2-(N-M)^2)x
v         | correct | x N^50/N^50
v         | incorrect | x (N-3)^30
v         | incorrect | x (1 + (N-3)(N-4)(N-5)(N-6)(N-7)(N-8)(N-9))
v         | correct | x + e^(N-N)x-x
v         | incorrect | x exp(N-3)
v         | correct undecided unreadable | x factorial(N)/factorial(N)
v         | correct | x sqrt(N) sqrt(N)/N
v         | incorrect | x + (sqrt(N-3))(sqrt(N-4))x
v         | incorrect | x + log(N/3) log(N/4) x
v         | incorrect | x + (1/N - 1/3)(1/N-1/4) x
v         | correct | x + (x^T x)^0 x - x
v         | correct undecided | x + sin(pi N) x
lin       | incorrect | A (1_M^T 1_M - 1_N^T 1_N)^2
lin       | incorrect | A (1_M^T 1_M - 1_N^T 1_N)^2 + 0 A
lin       | incorrect | A (tr(I_M)-tr(I_N))^2
lin       | incorrect | A + (M-N)^2 A - A
lin       | correct | I_M A I_N
lin       | correct | A + A (I_N - I_N)
lin       | correct | A (N I_N - (N-1) I_N)
lin       | correct | A ones(N) ones(N)^T/N - A ones(N) ones(N)^T/N + A
x4        | correct | 5(X^4)^T
x4        | incorrect | 5 (tr(X) X^3 - (tr(X)^2 - tr(X^2))/2 X^2 + (tr(X)^3 - 3 tr(X) tr(X^2) + 2 tr(X^3))/6 X - (tr(X)^4 - 6 tr(X)^2 tr(X^2) + 3 tr(X^2)^2 + 8 tr(X) tr(X^3) - 6 tr(X^4))/24 sum(k, e_k e_k^T))^T
x4        | incorrect | 5 (tr(X) X^3 - (tr(X)^2 - tr(X^2))/2 X^2 + (tr(X)^3 - 3 tr(X) tr(X^2) + 2 tr(X^3))/6 X - (tr(X)^4 - 6 tr(X)^2 tr(X^2) + 3 tr(X^2)^2 + 8 tr(X) tr(X^3) - 6 tr(X^4))/24 diag(ones(N)))^T
x4        | incorrect | 5 (tr(X) X^3 - (tr(X)^2 - tr(X^2))/2 X^2 + (tr(X)^3 - 3 tr(X) tr(X^2) + 2 tr(X^3))/6 X - (tr(X)^4 - 6 tr(X)^2 tr(X^2) + 3 tr(X^2)^2 + 8 tr(X) tr(X^3) - 6 tr(X^4))/24 X^0)^T
inverse   | correct | -2 X^{-T} X^{-1} X^{-T}
inverse   | correct | -2 (X^{-1} X^{-T} X^{-1})^T
inverse   | incorrect | -2 X^{-T} X^{-1} X^{-T} (1 + (N-3)(N-4))
inverse   | incorrect | -2 X^{-T} X^{-1} X^{-T} (1 + (tr(I X X^{-1}) - 3)(tr(X^{-1} X) - 4))
inverse   | incorrect undecided | -2 X^{-T} X^{-1} X^{-T} (1 + (tr(X^{-1} X) - 3)(tr(X^{-1} X) - 4)(tr(X^{-1} X) - 5)(tr(X^{-1} X) - 6))
inverse   | incorrect | -2 X^{-T} X^{-1} X^{-1}
det       | correct | det(X) X^{-T}
det       | correct | N det(X) X^{-T}/N
det       | correct | det(X) X^{-T} tr(I_N)/N
det       | incorrect | det(X) X^{-T}(1+(N-3)(N-4))
det       | incorrect | det(X) X^{-T}(1+(N-3)(N-4)(N-5)(N-6))
det       | incorrect | adj(X)^T + ((2N-7) det(X) - det(-X)) X
det       | incorrect | adj(X)^T + (2N-7 - det(0 - X)/det(X)) X
det       | incorrect | adj(X)^T + (8N - 16 - det(2X)/det(X)) X
det       | incorrect | adj(X)^T + (8N - 16 - det(X + X)/det(X)) X
det       | correct | adj(X)^T + (2^N - det(2X)/det(X)) X
det       | correct | adj(X)^T + (2^N - det((2X)^T)/det(X)) X
det       | incorrect | adj(X)^T + (8N - 16 - det((2X)^T)/det(X)) X
det       | incorrect | adj(X)^T + ((2N-7) det(X) - det((-X)^T)) X
square    | correct | det((I + C C)^T)
square    | correct | det((I + C^T C^T)^T)
square    | incorrect | det((I + C C^T)^T)
square    | incorrect | det((I - C C)^T)
det       | correct | (-1)^(N-1) adj(-X)^T
det       | incorrect undecided | det(X) X^{-T}(1+(N-2)(N-3)(N-4)(N-5)(N-6))
det       | correct | adj(X)^T
gram      | correct | 2 det(X^T X) X (X^T X)^{-1}
gram      | correct | 2 X adj(X^T X)
gram      | incorrect | 2 det(X^T X) X (X^T X)^{-1} (1+(N-3))
loggram   | correct | 2 X (X^T X)^{-1}
gramn     | correct | 2 det(X^T X) X (X^T X)^{-1}
rms       | correct | x^T/(N sqrt(x^T x/N))
rms       | correct | x^T/(sqrt(N) norm(x))
rms       | correct | x^T/(sqrt(x^T x N))
rms       | correct | x^T/(norm(x) norm(ones(N)))
rms       | incorrect | x^T/(sqrt(3) norm(x))
cov       | correct | 2 (I_M - ones(M) ones(M)^T/M) X/M
cov       | correct | 2 (X - ones(M) ones(M)^T X/M)/M
cov       | correct | 2 X/M - 2 ones(M) ones(M)^T X/M^2
cov       | correct | 2 (I_M - ones(M) ones(M)^T/M)(I_M - ones(M) ones(M)^T/M) X/M
cov       | incorrect | 2 X/M
softmax   | correct | exp(x_j)/sum(k, exp(x_k))
softmax   | correct | 1/sum(k, exp(x_k-x_j))
softmax   | incorrect | exp(x_j)/sum(k, exp(x_k)) + (sum(k,1)-3)(sum(k,1)-4)
sv        | correct | 2 x_3 e_3^T + b^T
sv        | incorrect | b^T
sv        | incorrect | 2 x_3 e_3^T + b^T + e_9^T
mean      | correct | ones(N)^T/N
mean      | correct | ones(N)^T/norm(ones(N))^2
mean      | incorrect | ones(N)^T/3
ent       | correct | sum(k, X_{ik} Y_{kj})
ent       | correct | sum(k, sum(l, X_{ik} delta(k,l) Y_{lj}))
ent       | correct | sum(k, X_{ik} Y_{kj}) (sum(l, 1)/N)
ent       | incorrect | sum(k, X_{ik} Y_{kj} [k≠7])
ent       | correct | (X Y)_{ij}
pow20     | correct | 20 (X^19)^T
pow10     | correct | a^T (X^10 + (X^T)^10)
norm20    | correct | 20 (x^T x + a^T x)^19 (2x^T + a^T)
scale     | correct | det(2X) X^{-T}
scale     | correct | 2^N det(X) X^{-T}
scale     | correct | 2^(N-1) det(X) 2X^{-T}
scale     | incorrect | 8 det(X) X^{-T}
series    | correct | det(I + t A) tr((I + t A)^{-1} A)
series    | correct | tr(adj(I + t A) A)
series    | incorrect | tr(A) + t (tr(A)^2 - tr(A^2)) + t^2 (tr(A)^3/2 - 3tr(A) tr(A^2)/2 + tr(A^3))
series    | incorrect | tr(A) + t (tr(A)^2 - tr(A^2)) + t^2 (tr(A)^3/2 - 3tr(A) tr(A^2)/2 + tr(A^3)) + t^3 (tr(A)^4/6 - tr(A)^2 tr(A^2) + tr(A^2)^2/2 + 4tr(A) tr(A^3)/3 - tr(A^4))
series    | incorrect | det(-I - t A) tr((I + t A)^{-1} A)
series    | incorrect | 2^(4-N) det(2I + 2t A) tr((I + t A)^{-1} A)/2
seriesat  | correct | tr(A)
seriesat  | incorrect | (-25 + 48det(I + A) - 36det(I + 2A) + 16det(I + 3A) - 3det(I + 4A))/12
seriesat  | incorrect undecided | (45det(I + A) - 45det(I - A) - 9det(I + 2A) + 9det(I - 2A) + det(I + 3A) - det(I - 3A))/60
logseries | correct | 2 X (I + X^T X)^{-1}
logseries | correct | 2 (I + X X^T)^{-1} X
ridge     | correct | tr((K + s I)^{-1})
ridge     | incorrect | N/s
charpol   | correct | tr(adj(s I - A))
charpol   | correct | det(s I - A) tr((s I - A)^{-1})
charpol   | incorrect | N s^(N-1)
charpol   | incorrect | -tr(adj(A - s I))
charpol   | incorrect | tr(adj(A - s I))
charpol   | incorrect | 2^(4-N) tr(adj(2s I - 2A))/2
turned    | incorrect undecided | 0
from      | correct | -tr(adj(A - s I))
from      | correct | -det(A - s I) tr((A - s I)^{-1})
from      | incorrect | -tr(adj(s I - A))
from      | incorrect undecided | (7-2N) tr(adj(s I - A))
from      | incorrect | -det(A - s I) tr((A - s I)^{-1}) + (2N-7) det(A - s I) - det(s I - A)
from      | incorrect | -tr(adj(A - s I))(1 + (N-3)(N-4)(N-5))
shifted   | correct | -||(K + s I)^{-1}||^2
shifted   | incorrect | -||(K + s I)^{-1}||^2 (1 + (N-3)(N-4))
path      | correct | -(X^T X + t I)^{-2} X^T y
path      | incorrect | -(X^T X)^{-2} X^T y
path      | incorrect | -(X^T X + t I)^{-1} (X^T X)^{-1} X^T y
neg       | correct | (-1)^N det(X)
neg       | incorrect | -det(X)
std       | correct | c^T/((N-1) sqrt(c^T c/(N-1)))
std       | correct | c^T/sqrt((N-1) c^T c)
std       | correct | c^T/(sqrt(N-1) norm(c))
std       | incorrect | c^T/(N sqrt(c^T c/(N-1)))
a         | incorrect | a_j + [j<9][j>7]
a         | incorrect | a_j [j≠6]
a         | incorrect | a_j + [N-j > 7][j > 6] a_j
a         | incorrect | a_j + max(0, j-7) [N-j > 5] a_j
a         | incorrect | a_j + max(0, min(j, N-j) - 6) a_j
a         | incorrect undecided | a_j + [3*j = N+7][j > 6] a_j
a         | incorrect undecided | a_j + sum(k, [2*k+3=j][k>4]) a_j
a         | incorrect | a_j + sum(k, [k+5<j][k>4][j>12]) a_j
a         | correct | a_j + ([N-j > 7] - [j+7 < N]) a_j
a         | incorrect | a_j + [j > 3*4] a_j
a         | incorrect | a_j + [j > 2^4] a_j
a         | incorrect | a_j + [j/3 > 4] a_j
a         | incorrect undecided | a_j + [sqrt(j) > 4] a_j
a         | incorrect undecided | a_j + [log(j) > 3] a_j
a         | incorrect | a_j + [3*4 <= N] a_j
a         | incorrect | a_j + [sum(k,k) < 5] a_j
a         | incorrect undecided | a_j + [tr(eye(N)) > 12] a_j
a         | incorrect | a_j (1 + |N - 4^2| - 4^2 + N)
a         | incorrect | a_j (1 + |N - 4pi| - 4pi + N)
sv        | correct | 2 x_3 e_3^T + b^T + b^T x_4 - b^T x_4
fixed     | correct | 2x^T
fixed     | undecided | 2x^T (1+x_5)
fixed     | undecided | 2x^T (1+x_0)
cond      | incorrect unreadable | a^T + [N>6]a^T
orth      | incorrect | x^T (tr(Q^T Q)-3)(tr(Q^T Q)-4)
orth      | incorrect undecided | x^T + x^T(tr(Q^T Q)-3)(tr(Q^T Q)-4)
orth      | correct | x^T tr(Q^T Q)/N
distinct  | incorrect | sum(k, sum(l, sum(m, x_i x_k x_l x_m [i≠k][i≠l][i≠m][k≠l][k≠m][l≠m])))
distinct  | incorrect undecided | sum(k, sum(l, sum(m, sum(n, x_i x_k x_l x_m x_n [i≠k][i≠l][i≠m][i≠n][k≠l][k≠m][k≠n][l≠m][l≠n][m≠n]))))
distinct  | incorrect undecided | sum(k, sum(l, sum(m, sum(n, [i<k][k<l][l<m][m<n] x_n))))
distinct  | correct | 0
zero      | correct | (N-3)(N-4) a^T
zero      | correct | (N^2-7N+12) a^T
zero      | incorrect | (N-3)(N-4) a^T (1 + |a^T a - 10^4| + a^T a - 10^4)
zero      | incorrect | 2(N-3)(N-4) a^T
dot       | incorrect | a^T (1 + (N-3)(N-4)(|a^T a - 10^4| + a^T a - 10^4))
dot       | correct | a^T (1 + (N-3)(N-4)(|a^T a - 10^4| - |10^4 - a^T a|))
least     | incorrect | N a^T
least     | incorrect | (N - max(0, N - 9)) a^T
least     | correct | min(8, tr(I_N)) a^T
least     | correct | (N - max(0, N - 8)) a^T
least     | correct | -max(-N, -8) a^T
largest   | incorrect | 8 a^T
largest   | incorrect | max(N, 5, 9 - 1/2) a^T
largest   | correct | max(N, 8) a^T
one       | correct | 2X[1,4] e_1 e_4^T + 2X
one       | incorrect | 2X[1,4] e_1 e_4^T
one       | incorrect | 2X[1,4] e_4 e_1^T + 2X
"""
"""Problem, the outcomes that are right, the answer."""


def _rows(text: str) -> list[tuple[str, str, str]]:
    found = [line.split(" | ", 2) for line in text.strip().splitlines()]
    return [(problem.strip(), outcomes.strip(), answer) for problem, outcomes, answer in found]


@pytest.mark.parametrize(("problem", "outcomes", "answer"), _rows(CASES))
def test_no_size_is_overlooked(problem: str, outcomes: str, answer: str) -> None:
    assert mark(PROBLEMS[problem], answer, "salt").verdict.outcome.value in outcomes.split()


FORGED = r"""
a | a_j + 0 [j=5]
a | a_j (1 + [j>2] - [j>2])
a | a_j if j<9; a_j otherwise
a | a_j + x_2 - x_2
a | a_j + e_2^T x - x_2
a | a_j + j - j
a | a_j sum(k, sum(l, delta(k,l)))/N
a | a_j (1 + sum(k,1) - N)
a | a_j (1 + sum(k,1) - tr(eye(N)))
a | a_j (1 + ones(N)^T ones(N) - sum(k,1))
a | a_j (1 + vec(eye(N))^T vec(eye(N)) - norm(ones(N))^2)
a | a_j (1 + sum(k, x_k^0) - sum(k, [k=k]))
a | a_j (1 + sum(k, sum(l, [k=l])) - sum(k, sum(l, [l=k])))
v | x + x [1=1] - x
v | x + (tr(B^0) - tr(eye(N))) x
sv | 2x_3 e_3^T + b^T
orth | x^T + x^T (tr(Q^T Q) - tr(eye(N)))
sym | x^T (S + S^T)
upper | x^T (U + U^T)
skew | 0 x^T
"""


def test_a_proof_for_all_sizes_is_complete() -> None:
    """What is right here holds at all sizes, but for a reason that the certificate does not know."""
    assert [answer for problem, answer in (line.split(" | ") for line in FORGED.strip().splitlines())
            if problem != "sym" and (found := mark(PROBLEMS[problem], answer, "salt").verdict.evidence) is not None
            and isinstance(found, Proof) and found.all_sizes] == []


@pytest.mark.parametrize(("problem", "answer"), [("a", "a_j"), ("a", "sum(k, delta(j,k) a_k)"), ("lin", "A"), ("lin", "A I_N"), ("ent", "(X Y)_{ij}"),
                                                 ("ent", "sum(k, X_{ik} Y_{kj})"), ("sym", "x^T (S + S^T)"), ("v", "I_N x")])
def test_a_simple_tensor_is_proved_for_all_sizes(problem: str, answer: str) -> None:
    evidence = mark(PROBLEMS[problem], answer, "salt").verdict.evidence
    assert isinstance(evidence, Proof)
    assert evidence.all_sizes


@pytest.mark.parametrize("salt", ["s13", "s93"])
def test_counted_sizes_are_decided_alike_under_every_salt(salt: str) -> None:
    rows = [row for row in _rows(CASES) if row[0] in ("rms", "cov", "std", "det", "x4")]
    assert [answer for problem, outcomes, answer in rows if mark(PROBLEMS[problem], answer, salt).verdict.outcome.value not in outcomes.split()] == []


def test_sizes_are_those_of_the_problem() -> None:
    evidence = mark(PROBLEMS["gramn"], "2 det(X^T X) X (X^T X)^{-1}", "salt").verdict
    assert evidence.outcome is Outcome.CORRECT
    sizes = [dict(each) for each in getattr(evidence.evidence, "sizes", ())]
    assert len(sizes) == 2
    assert all(each["N"] <= each["M"] for each in sizes)
