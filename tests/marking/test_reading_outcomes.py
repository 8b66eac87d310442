"""Kinds of text that were marked wrongly because of how they were read: the outcome of right answers, of wrong ones, and of doubtful ones."""

from __future__ import annotations

import pytest
import yaml

from grader.bank import load_bank
from grader.marking import mark
from grader.model import Bank

SQUARE = {"A": ["N", "N"], "B": ["N", "N"], "x": ["N"], "y": ["N"], "z": ["N"], "a": ["N"], "b": ["N"]}
LAYER = {"vars": {"A": ["M", "N"], "x": ["N"], "b": ["M"]}, "wrt": "x"}
SUMS = {"vars": {"x": ["N"], "R": ["M", "N"], "w": ["M"]}, "indices": {"i": "M", "j": "N", "k": "N", "m": "M"}, "axes": {"out": [], "in": ["j"]}, "wrt": "x"}
SIGMOIDS = {"sigmoid": "sigmoid(A x + b)", "quotient": "1/(1+exp(-A x-b))", "exponentials": "exp(A x+b)/(1+exp(A x+b))", "tanh": "1/2 + tanh((A x+b)/2)/2",
            "power": "(1+exp(-A x-b)).^(-1)", "ones": "ones() ./ (1+exp(-(A x+b)))"}

PROBLEMS: dict[str, dict[str, object]] = {
    "x 2^x": {"vars": {"x": "real"}, "f": "x 2^x", "asked": "value"}, "6x": {"vars": {"x": "real"}, "f": "6x", "asked": "value"},
    "1000x": {"vars": {"x": "real"}, "f": "1000x", "asked": "value"}, "12": {"vars": {"x": "real"}, "f": "12", "asked": "value"},
    "root": {"vars": {"x": "positive"}, "f": "sqrt(x)", "wrt": "x"}, "log": {"vars": {"x": "positive"}, "f": "log(x+1)/2", "wrt": "x"},
    "x^2 y": {"vars": {"x": "real", "y": "real"}, "f": "x^2 y", "wrt": ["x", "y"]}, "circle": {"vars": {"r": "real"}, "f": "pi r^2", "asked": "value"},
    "det 3": {"vars": {"x": "real"}, "f": "3", "asked": "value"},
    "tr(A) B": {"vars": SQUARE, "f": "tr(A) B", "asked": "value"}, "tr(A B)": {"vars": SQUARE, "f": "tr(A B)", "asked": "value"}, "det(A B)": {"vars": SQUARE, "f": "det(A B)", "asked": "value"},
    "tr(A) x": {"vars": SQUARE, "f": "tr(A) x", "asked": "value"}, "x^T y": {"vars": SQUARE, "f": "x^T y", "asked": "value"}, "x^T y z": {"vars": SQUARE, "f": "(x^T y) z", "asked": "value"},
    "a^T x b^T x": {"vars": SQUARE, "f": "(a^T x)(b^T x)", "wrt": "x"}, "x^T A y": {"vars": SQUARE, "f": "x^T A y", "asked": "value"},
    "x^T(A+A^T)": {"vars": SQUARE, "f": "x^T A x", "wrt": "x"}, "tr(A^T B)": {"vars": SQUARE, "f": "tr(A^T B)", "asked": "value"}, "(a^T x)^2": {"vars": SQUARE, "f": "(a^T x)^2", "wrt": "x"},
    "log det": {"vars": SQUARE, "f": "log(det(A^T A))", "asked": "value"}, "log sum": {"vars": SQUARE, "f": "log(x^T x)", "asked": "value"},
    "log of the square": {"vars": {"x": ["N"]}, "f": "log(x^T x)", "wrt": "x"}, "norm of X": {"vars": {"X": ["M", "N"]}, "f": "norm(X)", "wrt": "X"}, "norm of x": {"vars": {"x": ["N"]}, "f": "norm(x)", "wrt": "x"},
    "variance": {"vars": {"x": ["N"]}, "f": "x^T x - (ones(N)^T x)^2/N", "wrt": "x"}, "linear": {"vars": {"x": ["N"], "a": ["N"]}, "f": "a^T x", "wrt": "x"},
    "least squares": {"vars": {"X": ["N", "D"], "w": ["D"], "y": ["N"]}, "f": "norm(y - X w)^2", "wrt": "w"},
    "x^T x": {**SUMS, "f": "x^T x"}, "quartic": {**SUMS, "f": "(x^T x)^2"}, "bilinear": {**SUMS, "f": "w^T R x"},
    "coordinates": {"vars": {"x1": "real", "x2": "real"}, "f": "x1^2 + x2^2", "asked": "value"},
    "gram": {"vars": {"X": ["M", "N"]}, "wrt": "X", "f": "X^T X", "indices": {"i": "M", "j": "N", "p": "N", "q": "N"}, "axes": {"out": ["p", "q"], "in": ["i", "j"]}},
    "identity": {"vars": {"X": ["N", "N"], "x": ["N"]}, "wrt": "x", "f": "x^T x"},
    "log q": {"vars": {"p": ["N"], "q": ["N"]}, "f": "p^T log(q)", "wrt": "q"}, "1/q": {"vars": {"p": ["N"], "q": ["N"]}, "f": "p^T (1/q)", "wrt": "q"},
    "given s": {"vars": {"s": ["N"], "A": ["N", "N"]}, "f": "diag(s ⊙ (ones() - s)) A", "asked": "value"},
    "softmax": {"vars": {"x": ["N"]}, "defs": {"p": "exp(x) (ones()^T exp(x))^{-1}"}, "f": "p", "wrt": "x"},
    "logistic": {"vars": {"x": "real"}, "f": "1/(1+exp(-x))", "wrt": "x"}, "logistic layer": {**LAYER, "f": "sigmoid(A x + b)"},
    "row": {"vars": {"x": ["D"]}, "f": "x^T x", "wrt": "x"}, "product rule": {"vars": {"x": "real"}, "funcs": {"f": 1, "g": 1}, "f": "f(x) g(x)", "wrt": "x"},
    **{f"layer {name}": {**LAYER, "f": text, "defs": {"s": text}} for name, text in SIGMOIDS.items()},
}

RIGHT: dict[str, list[str]] = {
    "x 2^x": ["x 2^x", "x 2^{x}", "x e^{x \\ln 2}", "2^x x"], "6x": ["2(x)3", "2*3x", "(2)3x"], "1000x": ["1,000x", "1{,}000x", "1,000.0x", "500(2x)", "1000x"], "12": ["12,000", "12.000"],
    "root": ["1/2√x", "1/2sqrt(x)", "1/(2√x)", "1/2x^(-1/2)", r"\frac{1}{2\sqrt{x}}", "1/2·1/√x"], "log": ["1/2(x+1)", "1/(2(x+1))", "1/2/(x+1)"],
    "x^2 y": [r"2xy\,\hat{x} + x^2\,\hat{y}", "𝛁f = [2xy, x^2]", "<2xy, x^2>", "⟨2xy, x^2⟩"], "circle": ["πr^2", "π r²", "π·r·r"], "det 3": ["det([2,1;1,2])", "|[2,1;1,2]|", "det [2 1; 1 2]"],
    "tr(A) B": ["tr A B", "tr(A)B", r"\operatorname{tr} A B", "B tr A"], "tr(A B)": ["tr A B", "tr AB", "tr BA", "tr(AB)", "tr A·B", "trace A B"], "det(A B)": ["det A B", "det AB", "det A det B", "|A||B|", r"\det A B"],
    "tr(A) x": ["tr A x", "x tr A"], "x^T y": ["<x,y>", "x·y", "y·x", "dot(x,y)", r"\langle x,y\rangle"], "x^T y z": ["x·y z", "z x·y", "2 x·y z - x·y z", "<x,y>z", "z <x,y>", "y·x z"],
    "a^T x b^T x": ["a·x b^T + b·x a^T", "a·x b + b·x a", "b^T (a·x) + a^T (b·x)", "a^T x·b + b^T x·a"], "x^T(A+A^T)": ["(A+A^T)·x", "x^T·(A+A^T)", "x^T A + x^T A^T"], "tr(A^T B)": ["<A,B>", "⟨A, B⟩", "tr A^TB", "1^T (A ⊙ B) 1", "vec(A)·vec(B)", "tr B A^T"],
    "(a^T x)^2": ["2 a·x a^T", "2 a^T a·x", "2a^T x·a", "2⟨a,x⟩a^T", "2 a·x·a^T", "2 a·x a"], "x^T A y": ["x·A y", "x·A·y", "x·Ay", "A^T x·y", "<x, A y>"],
    "log det": ["log det A^TA", "log det A^T A", r"\log\det A^\top A"], "log of the square": ["2x^T/x^T x", "2x^T/x·x", "2x^T/(x^T x)", r"\frac{2x^T}{\|x\|_2^2}", "2x^T/||x||^2", "x^T/x^T x 2"], "log sum": ["log x^T x", "log x·x", r"\log x^\top x", "log x^Tx", "2 log ||x||"],
    "norm of X": ["X/||X||_F", "X/||X||", r"X/\|X\|_F", "X/sqrt(tr X^TX)", "X/sqrt(tr X^T X)"], "norm of x": ["x^T/√x^T x", "x^T/√x·x", "x^T/sqrt x^Tx", "x^T/||x||_2", r"x^T/\|x\|", "x^T/sqrt(x·x)"],
    "linear": [r"\hat{a}^T", r"\vec a^T", r"\mathbf{a}^\top", "a`"], "least squares": ["2(X w - y)^T X", "-2(y-Xw)'X"], "variance": [r"2x^T - 2/N 1^T x 1^T"],
    "x^T x": [r"2\sum_k x_k\delta_{kj}", r"2\sum_{l} x_l\delta_{lj}", r"2\sum_{n=1}^{N} \delta_{nj}x_n"],
    "quartic": [r"4x_j\sum_k x_k^2", r"4x_j\sum_{n=1}^N x_n^2", r"4 \sum_n x_n x_n x^T", "4 sum(l, x_l^2) x_j", r"4x_j\sum_{m=1}^N x_m^2"], "bilinear": [r"\sum_m w_m R_{mj}", r"\sum_{n=1}^M w_n R_{nj}", r"\sum_{k=1}^M w_k R_{kj}"],
    "coordinates": [r"\sum_{i=1}^2 x_i^2", "∑_{i=1}^2 x_i x_i", r"\sum_{k=1}^{2} x_k^{2}"],
    "gram": ["(eye(N*N)+comm(N,N))*kron(eye(N),X.T)", "(I_{N^2}+comm(N,N)) kron(I_N, X^T)", "(eye(N^2)+comm(N,N)) kron(eye(N),X^T)"],
    "log q": ["(p./q)^T", "(p/q)^T", "p^T diag(1/q)", "p^T/q^T", r"(p\oslash q)^\top", "(p .* q.^(-1))^T"], "1/q": ["-(p ./ q.^2)^T", "-(p ⊙ q.^(-2))^T", "-p^T diag(1/q ⊙ 1/q)"],
    "given s": ["diag(s ⊙ (1 - s)) A", "diag(s - s.^2) A", "diag(s*(1-s))*A", "diag(s.*(1-s)) A"], "row": ["[2x_1, ..., 2x_D]", r"2\begin{bmatrix}x_1 & \cdots & x_D\end{bmatrix}", "[2x_1, 2x_2, …, 2x_D]"],
    "logistic": ["σ(x)(1-σ(x))", r"\sigma(x)(1-\sigma(x))", "sigmoid(x)*(1-sigmoid(x))", "σ(x) σ(-x)"],
    "logistic layer": ["diag(σ(Ax+b) ⊙ (1-σ(Ax+b))) A", r"\operatorname{diag}(\sigma(Ax+b)\odot(1-\sigma(Ax+b)))A", "diag(σ(Ax+b))(I - diag(σ(Ax+b))) A"],
    "product rule": ["f'g+fg'", "f` g + f g`", "df/dx g + f dg/dx", r"\frac{\partial f}{\partial x} g(x) + f(x)\frac{dg}{dx}"],
    "softmax": ["diag(p)(I - 1 p^T)", "diag(p)(I-1p^T)", "diag(p) - p p^T", "diag(p) - p*p^T", "diag(p) - outer(p, p)"],
    **{f"layer {name}": ["diag(s ⊙ (1 - s)) A", "diag(s - s^2) A", "diag(s .* (1-s)) A", "(s ⊙ (1-s)) 1^T ⊙ A", "s.*(1-s) .* A", "(s ⊙ (1-s)) ⊙ A", "diag(s)(I - diag(s)) A", "diag(s*(1-s)) A"] for name in SIGMOIDS},
}

WRONG: dict[str, list[str]] = {
    "x 2^x": ["x 3^x", "2^x 2^x"], "6x": ["2(x)4", "8(x)3"], "1000x": ["1,001x", "10,000x", "1,00x"], "root": ["1/3√x", "1/2 √x"], "tr(A) B": ["tr A A", "tr B A"],
    "tr(A B)": ["tr A A", "tr A", "det A B"], "det(A B)": ["det A A", "det A + det B"], "x^T y": ["<x,x>", "x·x"], "x^T y z": ["x·z y", "x·y y"], "a^T x b^T x": ["a·x b^T - b·x a^T", "a·b x^T + b·x a^T"],
    "x^T(A+A^T)": ["x·A", "2x·A"], "tr(A^T B)": ["<A,A>", "1^T (A B) 1"], "(a^T x)^2": ["2 a·a x^T", "2 x·a", "a·x a^T"], "x^T A y": ["y·A x", "x·y"], "log det": ["log det A^TB", "log det A"], "norm of X": ["X/||X||_F^2", "2X/||X||_F"], "x^T x": [r"\sum_k x_k\delta_{kj}", r"2\sum_k x_k", r"\sum_{k=1}^{2} 2x_k"],
    "quartic": [r"4x_j\sum_k x_k", r"2x_j\sum_n x_n^2"], "bilinear": [r"\sum_m w_m R_{mj} R_{mj}"], "coordinates": [r"\sum_{i=1}^2 x_i", r"\sum_{i=1}^1 x_i^2", r"\sum_{i=2}^2 x_i^2"],
    "log q": ["(p*q)^T", "(q./p)^T", "p^T diag(q)", "p^T - q^T"], "given s": ["diag(s ⊙ (1 + s)) A", "diag(1 - s) A", "diag(s ⊙ (2 - s)) A"], "row": ["[x_1, ..., x_D]", "[2x_1^2, ..., 2x_D^2]"],
    "softmax": ["diag(p)(I + 1 p^T)", "diag(p)(I - p 1^T)", "diag(p)"], "logistic": ["σ(x)(1+σ(x))", "σ(x)^2"], "norm of x": ["x^T/||x||_1", r"x^T/\|x\|_\infty"], "gram": ["(eye(N*N)+comm(N,N))*kron(eye(N),X.T)*2", "eye(N*N)"],
    **{f"layer {name}": ["diag(s ⊙ (1 + s)) A", "diag(1 - s) A", "diag(s) A", "diag(1 - s^2) A", "diag(s ⊙ s) A", "s .* A", "(1+s) ⊙ A"] for name in SIGMOIDS},
}

UNREADABLE: dict[str, list[str]] = {
    "circle": ["πr2", "r2π"], "x^2 y": [r"2xy\,\vec{x} + x^2\,\vec{y}", r"2xy\,\mathbf{x} + x^2\,\mathbf{y}"], "1000x": ["1 000x", "1'000x"],
    "least squares": [r"2(\hat{y}-y)^T X", r"-2(y-\hat{y})^T X", r"2\hat{y}^T X"], "variance": [r"2(x-\bar{x}\mathbf{1})^T", r"2\bar{x}\mathbf{1}^T"],
    "norm of X": ["X/||X||_2", r"X/\|X\|_1", r"X/\|X\|_*"], "x^T x": [r"\sum_{i=1}^M 2x_j/M \sum_{k=1}^M x_k", r"\sum_{k=1}^{j} 2x_k", r"\sum_{k=j}^{N} 2x_k", r"\sum_{k<j} 2x_k"],
    "bilinear": [r"\sum_{m=1}^N w_m R_{mj}"], "row": ["[2x_1, ..., x_D]", "[2x_1, ...]"],
}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    folder = tmp_path_factory.mktemp("bank")
    entries = [{"id": f"problem-{number}", **entry} for number, entry in enumerate(PROBLEMS.values())]
    # Through text, so that equal parts are no anchors of YAML.
    (folder / "problems.yaml").write_text("\n".join(yaml.safe_dump([yaml.safe_load(yaml.safe_dump(entry))], allow_unicode=True) for entry in entries), "utf-8")
    found, faults = load_bank(folder)
    assert not faults, faults
    return found


def outcome(bank: Bank, name: str, text: str) -> str:
    problem = next(problem for problem in bank.problems if problem.id == f"problem-{list(PROBLEMS).index(name)}")
    return str(mark(problem, text, "salt").verdict.outcome)


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), cases(RIGHT))
def test_a_right_answer_is_right(bank: Bank, name: str, text: str) -> None:
    assert outcome(bank, name, text) == "correct"


@pytest.mark.parametrize(("name", "text"), cases(WRONG))
def test_a_wrong_answer_is_wrong(bank: Bank, name: str, text: str) -> None:
    assert outcome(bank, name, text) == "incorrect"


@pytest.mark.parametrize(("name", "text"), cases(UNREADABLE))
def test_a_doubtful_answer_is_asked_about(bank: Bank, name: str, text: str) -> None:
    assert outcome(bank, name, text) == "unreadable"
