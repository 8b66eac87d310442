"""Second readings and spellings against the problems of the bank: a slip is never read as the right answer, a right answer is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from made import made

from grader.bank import load_bank
from grader.expr import Expr
from grader.marking import mark
from grader.model import Bank, Outcome, Problem, Variable
from grader.syntax import Reading, Scope, read

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(ROOT / "problem_bank")[0]


def tree(text: str) -> Expr:
    found = read(text, Scope(("x", "y")))
    assert isinstance(found, Reading)
    return found.tree


def asked(f: str, *wrt: str) -> Problem:
    return made(f"{f} by {wrt}", variables=(Variable("x", "positive"), Variable("y", "positive")), f=tree(f), wrt=wrt, wrt_is_list=len(wrt) > 1)


SLIPS = [
    # A quotient goes on neither over a blank nor in front of a function, a bracket or e^….
    (asked("sqrt(x)", "x"), "1/2 sqrt(x)"), (asked("sqrt(x)", "x"), "1/2 x^(1/2)"), (asked("sqrt(x)", "x"), "1/2x^(1/2)"),
    (asked("sqrt(x)", "x"), "1/2 √x"), (asked("sqrt(x)", "x"), "1/2x^0.5"), (asked("x/y", "y"), "-x/y y"), (asked("exp(1/x)", "x"), "-1/x² e^(-1/x)"), (asked("exp(1/x)", "x"), "-1/x²e^(-1/x)"),
    (asked("tan(x/2)", "x"), "1/2 cos²(x/2)"), (asked("1/(1+x)", "x"), "-1/(1+x)(1+x)^3 (1+x)^2"), (asked("log(x)", "x"), "x/x x^1"),
    # Nor does a bare argument.
    (asked("sin(3x)", "x"), "3 cos x·3"), (asked("sin(3x)", "x"), "3 cos x*3"), (asked("sin(3x)", "x"), "3 cos x 3"), (asked("sin(3x)", "x"), "3cos x(3)"), (asked("sin(3x)", "x"), r"3\cos x\cdot 3"),
    (asked("sin(x^2)", "x"), "2x cos x x"), (asked("sin(x^2)", "x"), "2x cos x·x"), (asked("log(x/2)^2", "x"), "2/x ln x / 2"), (asked("sqrt(x(x+1))^3", "x"), "3/2 √x(x+1) (2x+1)"),
    # Commas that are not told apart separate.
    (asked("7", "x", "y"), "[0,0,0]"), (asked("7", "x", "y"), "[0,0, 0]"), (asked("2x + 0y", "x", "y"), "[2,0,0]"), (asked("x/2 + 5y", "x", "y"), "[0,5,5]"),
    # The second argument of a root or logarithm is a number.
    (asked("x^2", "x"), "2 root(x,[1,2])"), (asked("x^2", "x"), "2x log(10,[10,2])"), (asked("2/x + x", "x"), "1 - 2x root(1,[3,x])/x^3"),
    # Powers in front of a root.
    (asked("2/5 x^(5/2)", "x"), "x²√x"), (asked("x^(7/2)/7*2", "x"), "x³ √x/√x"),
]


@pytest.mark.parametrize(("problem", "text"), SLIPS, ids=[text for _, text in SLIPS])
def test_a_slip_is_not_read_as_the_right_answer(problem: Problem, text: str) -> None:
    assert mark(problem, text, "salt").verdict.outcome == "incorrect"


RIGHT = [
    # Behind a number a quotient may go on over one root, function or bracket that touches it.
    (asked("sqrt(x)", "x"), "1/2sqrt(x)"), (asked("sqrt(x)", "x"), "1/2√x"), (asked("tan(x/2)", "x"), "1/2cos²(x/2)"), (asked("log(x+1)/2", "x"), "1/2(x+1)"),
    (asked("500 x^2", "x"), "1,000x"), (asked("1000x", "x"), "1,000"), (asked("1000.5x", "x"), "1,000.5"), (asked("x + 1000x", "x"), "1,001"),
    (asked("log(x)/2", "x"), "1/2x"), (asked("atan(x/(2y))", "x"), "1/2y/(1+x²/4y²)"), (asked("sin(x/2)", "x"), "½cos x/2"), (asked("exp(2x)", "x"), "2e^2x"), (asked("exp(2x)*x", "x"), "e^2x(1+2x)"),
    (asked("x^(3/2)", "x"), "3/2x^1/2"), (asked("2/3 x^(3/2)", "x"), "√x"), (asked("root(x, 3)", "x"), "1/(3³√(x²))"), (asked("root(x, 3)", "x"), "1/(3 ³√x²)"), (asked("root(x, 3)", "x"), r"\frac{1}{3\sqrt[3]{x^2}}"),
    (asked("x^2/4 + y^2", "x", "y"), "[0,5x, 2y]"), (asked("x^2/4 + y^2", "x", "y"), "[0,5x 2y]"), (asked("x^2/4 + y^2", "x", "y"), "{0,5x, 2y}"), (asked("x^2/4", "x"), "(0,5x)"),
    (asked("3x/2 + 5y/2", "x", "y"), "[1,5 2,5]"), (asked("3x/2 + 5y/2", "x", "y"), "(1,5; 2,5)^T"), (asked("[3x/2; 2x]", "x"), "[1,5;2]"), (asked("[x^2/4; x^2]", "x"), "[0,5x;2x]"),
    (asked("x + 2y", "x", "y"), "{1,2}"), (asked("x + 2y", "x", "y"), "{{1,2}}"), (asked("[x; 2y]", "x", "y"), "[1 0\n0 2]"), (asked("[x; 2y]", "x", "y"), "[[1 0]\n [0 2]]"), (asked("7", "x", "y"), "0.0"),
    (asked("7", "x", "y"), "-0"), (asked("7", "x", "y"), "[0]"), (asked("7", "x", "y"), "(0)^T"), (asked("cosh(x)", "x"), "Sinh[x]"), (asked("exp(x^2)", "x"), "2x E^(x^2)"),
    (asked("sqrt(x)", "x"), "1/(2 Sqrt[x])"), (asked("x^2", "x"), "2x ∈ ℝ"), (asked("x^2", "x"), "x^2 ⇒ 2x"), (asked("x^3/3", "x"), "x^(3!/3)"), (asked("x^2", "x"), "2x^exp(0)"),
    (asked("x^2", "x"), "2x^tan(pi/4)"), (asked("x^2/2", "x"), r"{2x \over 2}"), (asked("sin(x)", "x"), "cos⁡〖x〗"),
]


@pytest.mark.parametrize(("problem", "text"), RIGHT, ids=[text for _, text in RIGHT])
def test_a_right_answer_is_read(problem: Problem, text: str) -> None:
    verdict = mark(problem, text, "salt").verdict
    assert (verdict.outcome, verdict.layout) == ("correct", None)


OF_THE_BANK = [
    ("chain-2x-plus-1", "f = 2x+1\n8(2x+1)^3", "correct"), ("chain-2x-plus-1", "f = 2x+1, g = f^4\n4(2x+1)^3", "incorrect"),
    ("book-ex53", "-(x-μ)/σ² exp((x-μ)²/(2σ²))", "incorrect"), ("book-ex53", "-(x-μ)/σ² exp(-(x-μ)²/2σ²)", "correct"), ("book-ex53", "-(x-μ)/σ² e^(-(x-μ)²/2σ²)", "correct"),
    ("book-ex53", "-1/σ² (x-μ) exp(-(x-μ)²/2σ²)", "correct"), ("book-ex53", "-1/σ² (x-μ) exp(-1/2sigma^2 (x-mu)^2)", "correct"), ("book-ex53", "-(x-μ)/σ² exp(-(x-μ)²/2 σ²)", "incorrect"),
    ("book-ex52", "1/(1+e^-x)^2 e^x", "incorrect"), ("book-ex52", "1/(1+exp(-x)) (1+exp(x))", "incorrect"), ("book-ex52", "1/(1+e^-x)^2e^x", "incorrect"), ("power-rule", "n/x x^-n", "incorrect"),
    ("book-taylor-sincos", "1+x-x^2/2-x^3/6+x^4/24+x^5/120...", "unreadable"), ("book-taylor-sincos", "1+x-x^2/2-x^3/6+x^4/24+x^5/120.", "correct"), ("book-taylor-sincos", "1+x-…+x⁵/120...", "unreadable"),
    ("book-change-of-variables", "{{-2,1},{1,1}}", "correct"), ("book-ex515-hessian", "{{2,2},{2,6y}}", "correct"), ("book-change-of-variables", "[-2 1\n1 1]", "correct"),
    ("book-change-of-variables", "[[-2,1];[1,1]]", "correct"), ("jacobian-arrangement", "[2 x1 x2  x1^2; 5  cos(x2); x2  x1]", "correct"),
    ("jacobian-arrangement", "[2 x1 x2, x1^2\n5, cos(x2)\nx2, x1]", "correct"), ("chain-ex510-inner", "{{Cos[t] - t Sin[t]},{Sin[t] + t Cos[t]}}", "correct"),
    ("gradient-x-plus-2y3", "∂f/∂x=2(x+2y³)\n∂f/∂y=12(x+2y³)y²", "correct"), ("gradient-ex57", "[1,2;3]", "unreadable"), ("gradient-ex57", "[[1,2],[3]]", "unreadable"),
    ("least-squares-outer", r"2\vec e^T", "correct"), ("least-squares-outer", r"2\hat{e}^T", "correct"), ("least-squares-outer", r"2\vec e", "correct"),
    ("rule-chain", "(g'∘f)(x) f'(x)", "correct"), ("rule-chain", r"(g'\circ f)(x)f'(x)", "correct"), ("rule-chain", "(f'∘g)(x) f'(x)", "incorrect"), ("rule-sum", "f´(x) + g‘(x)", "correct"),
    ("partial-rule-chain", "dg/df Df", "correct"), ("partial-rule-chain", r"\frac{dg}{df} Df", "correct"), ("partial-rule-chain", "Df/dg", "incorrect"),
    ("dKdR-tensor", r"\mathbb{1}[j=p]R_{iq}+\mathbb{1}[j=q]R_{ip}", "correct"), ("dKdR-tensor", "1_{j=p}R_{iq}+1{j=q}R_{ip}", "correct"),
    ("dKdR-tensor", "R_iq, j=p, p≠q; R_ip, j=q, p≠q; 2R_iq, j=p, p=q; 0, otherwise", "correct"), ("dKdR-tensor", "I_{jp}R_{iq} + δjq R_{ip}", "correct"), ("dKdR-tensor", "I_{ip}R_{iq}", "incorrect"),
    ("identity-trace-gradient", r"\mathbb{1}", "correct"), ("identity-trace-gradient", "I_{ij}", "correct"), ("identity-trace-gradient", "E", "unreadable"), ("identity-trace-gradient", r"\mathbf{1}", "incorrect"),
    ("identity-det-gradient", "det(X) X^{-1,T}", "correct"), ("identity-det-gradient", "Det(X) Inverse(X)^T", "correct"), ("identity-xTa", "a^t", "correct"), ("jacobian-linear-map", "A @ I", "correct"),
    ("book-ex58c", "diag(1-tanh(Ax+b)⊙tanh(Ax+b))A", "correct"), ("book-ex58c", "diag(1+tanh(Ax+b)⊙tanh(Ax+b))A", "incorrect"), ("book-ex58c", "diag(1-(Ax+b)⊙tanh(Ax+b))A", "incorrect"),
    ("K-entry", "r_p · r_q", "correct"), ("K-entry", r"r_p\cdot r_q", "correct"), ("K-entry", r"\langle r_p,r_q\rangle", "correct"), ("K-entry", "r_p^Tr_q", "correct"), ("K-entry", "R e_p·R e_q", "correct"),
    ("K-entry", "sum_m=1^M R_mp R_mq", "correct"), ("K-entry", "Σ_m R_mp R_mq", "correct"), ("K-entry", "Σ_{m=1}^M R_mp R_mq", "correct"), ("K-entry", "sum_m=1^M Rmp Rmq", "correct"), ("K-entry", "r_p * r_q", "incorrect"),
    ("K-entry", "r_p · r_p", "incorrect"), ("identity-xTBx", "x·B + x·B^T", "incorrect"), ("identity-aTx", "a·x", "incorrect"), ("jacobian-linear-map", "A·I", "correct"),
    ("jacobian-linear-entry", "Aij", "correct"), ("jacobian-linear-entry", "A(i,j)", "correct"), ("jacobian-linear-entry", "A[i][j]", "correct"), ("jacobian-linear-entry", "a_{ij}", "correct"),
    ("jacobian-linear-entry", "Aji", "incorrect"), ("jacobian-linear-entry", "a_{ji}", "incorrect"), ("jacobian-linear-entry", "A(j,i)", "incorrect"), ("dfdA-tensor", "δik x_l", "correct"),
    ("dfdA-tensor", "x_l if i=k else 0", "correct"), ("dfdA-tensor", "x_l if i=k\n0 otherwise", "correct"), ("dfdA-tensor", "{x_l if i=k; 0 otherwise}", "correct"), ("dfdA-tensor", "x_l wenn i=k; 0 sonst", "correct"),
    ("dfdA-tensor", r"\left\{\begin{array}{ll} x_l & i=k \\ 0 & \text{otherwise}\end{array}\right.", "correct"), ("dfdA-tensor", "0 if i=k else x_l", "incorrect"),
    ("dfdA-other-row", "[0]", "correct"), ("dfdA-other-row", "0.0", "correct"), ("dfdA-other-row", "-0", "correct"), ("dfdA-other-row", "0_N^T", "correct"), ("dfdA-other-row", r"0_{1\times N}", "correct"),
    ("dfdA-other-row", "0'", "correct"), ("dfdA-other-row", r"\vec{0}^T", "correct"), ("dfdA-other-row", "1_N^T", "incorrect"), ("dfdA-other-row", "[1]", "incorrect"),
    ("gradient-ex57", r"[2x_1x_2 + x^3_2, x^2_1 + 3x_1x^2_2]", "correct"), ("gradient-ex57", r"\left[2{{x}_{1}}{{x}_{2}}+{{x}_{2}}^{3}, {{x}_{1}}^{2}+3{{x}_{1}}{{x}_{2}}^{2}\right]", "correct"),
    ("power-rule", "root(x)", "unreadable"), ("power-rule", "root(2,3)", "incorrect"), ("power-rule", "x+root(2,3)", "incorrect"), ("power-rule", "__x_1", "unreadable"), ("power-rule", "2x^[1,2]", "incorrect"),
    ("shape-dfdA", "MxMxN", "correct"), ("shape-dfdA", "MXMXN", "correct"), ("shape-RD-RE", "EXD", "correct"), ("shape-jacobian", "mXn", "correct"), ("shape-ls-de", "NXD", "correct"), ("shape-RD-R", "1XD", "correct"),
    ("shape-R-RE", "EX1", "correct"), ("shape-dKdR", "NxNxMxN", "correct"), ("shape-dKdR", "N^2 x MN", "incorrect"), ("shape-R-R", "a number", "correct"), ("shape-RD-R", r"\R^{1\times D}", "correct"),
    ("shape-RD-R", r"\mathbf{R}^{1\times D}", "correct"), ("shape-RD-R", "∈ R^{1×D}", "correct"), ("shape-RD-R", "dim = 1 x D", "correct"), ("shape-RD-R", "shape (1, D)", "correct"), ("shape-RD-R", "1 ✕ D", "correct"),
    ("shape-ex510-g", "ℝ²", "correct"), ("shape-dfdA", "df/dA ∈ R^{M×(M×N)}", "correct"), ("shape-dfdA", "3-dimensional M x M x N", "correct"), ("shape-RD-R", "DX1", "incorrect"),
]


@pytest.mark.parametrize(("name", "text", "outcome"), OF_THE_BANK, ids=[f"{name} {text}" for name, text, _ in OF_THE_BANK])
def test_an_answer_to_a_problem_of_the_bank(bank: Bank, name: str, text: str, outcome: str) -> None:
    problem = bank.get(name)
    assert problem is not None
    found = mark(problem, text, "salt")
    assert found.verdict.outcome == outcome
    assert outcome == "unreadable" or found.read_as
    assert all(message.code.startswith(("read/", "layout/", "shape/", "syntax/")) for message in found.verdict.messages)


def test_the_sheet_says_that_a_second_reading_was_used(bank: Bank) -> None:
    problem = bank.get("book-ex53")
    assert problem is not None
    found = mark(problem, "-(x-μ)/σ² exp(-(x-μ)²/2σ²)", "salt")
    [message] = found.verdict.messages
    assert (message.code, found.read_as) == ("read/second-reading", "-(x - mu)/sigma^2*exp(-(x - mu)^2/(2sigma^2))")
    assert "slash" in message.message


WITH_TWO_READINGS = ("x^{a}/{b}", "x^{a}/{b}x", "x^-{a}/{b}", "x^{a}x/{b}", "{b}^{a}/{b}x", "{a}/{b}x", "1/{b}x^{a}", "{a}/{b}sqrt(x)", "x/{a}x^{b}",
                     "e^{a}x/{b}", "e^-x/{b}", "2^{a}x/{b}", "sqrt x/{b}", "ln x/{b}x", "ln {a}x/{b}", "sin x/{b}", "x^{a}+1/{b}x")


@pytest.mark.parametrize("shape", WITH_TWO_READINGS)
def test_a_function_in_its_own_words_is_never_its_derivative(shape: str) -> None:
    """By a second reading of ``x^2/2`` as x^(2/2) it was."""
    texts = [shape.format(a=a, b=b) for a in range(1, 5) for b in range(2, 5)]
    found = {text: mark(asked(text, "x"), text, "s").verdict.outcome for text in texts}
    assert {text for text, outcome in found.items() if outcome is Outcome.CORRECT} == set()
