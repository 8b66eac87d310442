"""Texts as editors, programs and habits leave them: LaTeX and its braces, Word, Mathematica, German keyboards."""

from __future__ import annotations

import pytest
from test_forms import tree_of

from grader.expr import plain
from grader.model import Diagnostic
from grader.syntax import Scope, read, readings

SUBSCRIPTS = [
    ("x^2_1", "x1^2"), ("x³₂", "x2^3"), ("x^{}_1", "x1"), ("x_1^{}", "x1"), ("x_{1}^{}x_2", "x1*x2"), ("x^{2}_{1}x^{2}_{2}", "x1^2*x2^2"), ("2x^2_1x_2", "2x1^2*x2"),
    ("x^{10}_{1}", "x1^10"), ("x_{}^{2}" + "_1", "x1^2"), ("{x}_{1}", "x1"), ("{{x}_{1}}{{x}_{2}}", "x1*x2"), (r"2{{x}_{1}}\cdot{}{{x}_{2}}^{2}", "2x1*x2^2"), (r"\frac{{x}_{1}}{{x}_{2}}", "x1/x2"),
    (r"\sqrt{{x}_{1}}", "sqrt(x1)"), (r"{\cos}(x_1)", "cos(x1)"), (r"{\rm cos}(x_1)", "cos(x1)"), (r"{\sin}x_1", "sin(x1)"), ("e^x_1", "e^x1"), ("e^{x_1}x_2", "e^x1*x2"),
    (r"\frac{x_1}{2}_", ""), (r"\mathbf{x}^2_1", "x1^2"), ("(x_1)^{2}", "x1^2"), ("{x_1}^2", "x1^2"), ("sin x^2_1", "sin(x1^2)"), (r"x_1\cdot{}x_2", "x1*x2"), ("x_1+{}x_2", "x1 + x2"),
]
WORD = [
    ("〖sin〗^2⁡x", "sin(x)^2"), ("1/〖cos〗^2⁡x", "1/cos(x)^2"), ("√(3&x+1)", "root(x + 1, 3)"), ("[■(x&1@2&(x))]", "[x, 1; 2, x]"), ("(█(x@2))", "[x; 2]"), ("■8(x&2)", "[x, 2]"),
    ("sen x", "sin(x)"), ("sen^2(x)", "sin(x)^2"), (r"\operatorname{sen} x", "sin(x)"), ("tang x", "tan(x)"), ("arcsen x", "asin(x)"),
    ("Réponse : 2x", "2x"), ("donc f'(x) = 2x", "2x"), ("2u où u = x", "2x"), ("2u con u = x", "2x"),
    ("cos⁡〖3x〗", "cos(3x)"), ("e^〖x^2〗", "e^(x^2)"), ("ⅇ^x", "e^x"), ("〖(x+1)〗^2", "(x + 1)^2"), ("x∈ℝ", "x"), ("½x✕3", "1/2*x*3"), ("∆x", ""),
    ("Sqrt[x]", "sqrt(x)"), ("Sqrt[1-x^2]/2", "sqrt(1 - x^2)/2"), ("Sqrt[x] Sin[x]", "sqrt(x)*sin(x)"), ("sqrt[x]+1", "sqrt(x) + 1"), ("E^(x^2)", "e^(x^2)"), ("2x E^x", "2x*e^x"),
    ("2xE^(x^2)", "2x*e^(x^2)"), ("E⁻ˣ", ""), ("Sec[x]^2", "sec(x)^2"), ("Cosh(x)", "cosh(x)"), ("Arcsin(x)", "asin(x)"), ("ArcSin[x]", "asin(x)"), ("ArcTanh[x]", "atanh(x)"), ("Csc(x)", "csc(x)"),
    ("Sign[x]", "sign(x)"), ("SINH(x)", "sinh(x)"), ("ARCTAN(x)", "atan(x)"), ("Log[2x]", "log(2x)"), ("Ln(x)", "log(x)"), ("Exp[-x]", "exp(-x)"), ("Cbrt(x)", "root(x, 3)"), ("Arsinh(x)", "asinh(x)"),
    (r"\sqrt[3]{x}", "root(x, 3)"), (r"\sqrt[3] x", "root(x, 3)"), ("sqrt[3](x)", "root(x, 3)"), ("sqrt[3]{x+1}", "root(x + 1, 3)"), ("root[3](x)", "root(x, 3)"), ("sqrt[x](x+1)", "sqrt(x)*(x + 1)"),
    (r"\sqrt[n]{x}", ""), ("root(x,3)", "root(x, 3)"), ("³√x²", "root(x^2, 3)"), ("1/(3 ³√x²)", "1/(3root(x^2, 3))"), ("2·³√x", "2root(x, 3)"), ("x ⁴√x", "x*root(x, 4)"), ("x ³√(x+1)", "x*root(x + 1, 3)"),
    ("x²√x", "x^2*sqrt(x)"), ("x³ √x", "x^3*sqrt(x)"), ("³√x ³√x", "root(x, 3)*root(x, 3)"), ("1/³√x", "1/root(x, 3)"),
]
MATHLIVE = [
    (r"\exponentialE^{x}", "e^x"), (r"2\exponentialE^{-x}x", "2e^(-x)*x"), (r"\frac{df}{\differentialD x}=2x", "2x"), ("x\u2011x^2", "x - x^2"),
    (r"\frac{\differentialD}{\differentialD x}x^2=2x", "2x"), (r"8\left(2x+1\right)^3", "8(2x + 1)^3"), (r"\left\lbrack x,2x\right\rbrack", "[x, 2x]"),
]
SIZES = [
    # A command for the size of a bracket belongs to the bracket: what touches it touches the bracket.
    (r"[x\left(x+1\right)]", "[x*(x + 1)]"), (r"\left[x\left(x+1\right)2\right]", "[x*(x + 1)*2]"), (r"[x\bigl(x+1\bigr)]", "[x*(x + 1)]"), (r"[x\left|x\right|]", "[x*abs(x)]"), (r"[x\left(x\right)  2]", "[x*x, 2]"),
    (r"x\Biggl(x+1\Biggr)", "x*(x + 1)"), (r"\mleft(x\mright)^2", "x^2"), (r"(~\left\vert x\right\vert ~)", "abs(x)"), (r"[ \lvert x\rvert  ]", "[abs(x)]"), (r"[ \vert x\vert , 2]", "[abs(x), 2]"),
    (r"\left[ \left\vert x\right\vert ~ 2 \right]", "[abs(x), 2]"), ("[2 +  | x|]", "[2 + abs(x)]"), ("[ | x|, 2]", "[abs(x), 2]"), (r"\left\|x\right\|", "norm(x)"),
    # LaTeX sets nothing but decimals with {,}.
    ("[0{,}5x, 2]", "[0.5*x, 2]"), ("(0{,}5x)", "0.5*x"), (r"\left(0{,}25 + x\right)^2", "(0.25 + x)^2"), ("[0{,}5 1{,}5]", "[0.5, 1.5]"), ("[0{,}5x,1{,}5]", "[0.5*x, 1.5]"), (r"\log(2{,}5)", "log(2.5)"),
    ("max(0{,}5,x)", "max(0.5, x)"), ("[x{,}2]", "[x, 2]"),
]
AROUND = [
    (r"f'(x) &= 2x \\", "2x"), (r"2x \\", "2x"), (r"2x. \\", "2x"), (r"\begin{align*} f'(x) &= 2x \\ \end{align*}", "2x"), (r"\begin{align} 2x \\ \end{align}", "2x"), (r"2x \nonumber", "2x"),
    (r"\begin{bmatrix} x \\[4pt] 2 \end{bmatrix}", "[x; 2]"), (r"\begin{bmatrix} x \\[2mm] 2 \\ \\ \end{bmatrix}", "[x; 2]"), (r"\begin{bmatrix} x \\* 2 \end{bmatrix}", "[x; 2]"),
    (r"\begin{array}{c} \hline x \\ \hline 2 \end{array}", "[x; 2]"),
    ("f´(x) = 2x", "2x"), ("f‘(x) = 2x", "2x"), ("f’’(x) = 2", "2"), (r"f^{\prime}(x) = 2x", "2x"), ("f^{'}(x) = 2x", "2x"), ("df(x)/dx = 2x", "2x"), (r"\frac{df(x)}{dx} = 2x", "2x"),
    (r"2x \in \mathbb{R}", "2x"), (r"[2x, 1] \in \mathbb{R}^{1×2}", "[2x, 1]"), ("[2x, 1] ∈ R^{1x2}", "[2x, 1]"), ("f'(x) = [x, 1] ∈ ℝ²", "[x, 1]"), ("⇒ 2x", "2x"), (r"\implies f'(x) = 2x", "2x"),
    ("2x.", "2x"), ("2x ,", "2x"), ("2x;.", "2x"), (r"{1 \over 2}x", "1/2*x"), (r"{x+1 \over x-1}", "(x + 1)/(x - 1)"),
]


CODE = [
    ("2*x[0]*x[1]", "2x1*x2"), ("x[0]**2+x[1]", "x1^2 + x2"), ("[x[0], x[1]]", "[x1, x2]"), ("[x[0] x[1]]", "[x1, x2]"), ("x[1]x[2]", "x1*x2"), ("x[2]", "x2"), ("x(1)^2", "x1^2"), ("2*x(2)", "2x2"),
    ("exp(x(1))", "exp(x1)"), ("sin(x[0])", "sin(x1)"), ("x[0]^x[1]", "x1^x2"),
]


def forms(table: list[tuple[str, str]], names: str) -> list[tuple[str, str, str]]:
    return [(text, names, expected) for text, expected in table if expected]


@pytest.mark.parametrize(("text", "names", "expected"), forms(SUBSCRIPTS, "x1 x2") + forms(CODE, "x1 x2") + forms(WORD, "x") + forms(MATHLIVE, "x") + forms(SIZES, "x") + forms(AROUND, "x"))
def test_a_form_is_read_as_meant(text: str, names: str, expected: str) -> None:
    found = tree_of(text, names)
    assert plain(found.tree) == expected
    assert found.choices <= {"root", "blank", "wide"}


@pytest.mark.parametrize(("text", "second"), [
    ("3³√x", "3root(x, 3)"), ("1/(3³√(x²))", "1/(3root(x^2, 3))"), ("2x³√x", "2x*root(x, 3)"), ("x⁴√x", "x*root(x, 4)"), ("x²√x", ""), ("x² √x", ""), ("x³ √x", ""), ("x³√ x", "x*root(x, 3)"),
])
def test_without_a_blank_the_index_of_a_root_is_the_second_reading(text: str, second: str) -> None:
    found = tree_of(text, "x")
    others = {named: plain(other.tree) for named, other in readings(text, Scope(("x",)), found.choices)}
    assert others == ({"root": second} if second else {})


@pytest.mark.parametrize(("text", "last"), [
    ("f(x) = x^2 ⇒ f'(x) = 2x", "2x"), ("x^2 => 2x", "2x"), (r"y = x^2 \Rightarrow y' = 2x", "2x"), ("2(x+0) ⇒ 2x", "2x"), ("f'(x) = 2x+0\nf'(x) = 2x", "2x"), ("f' = 2x + 0. Also f' = 2x.", "2x"), ("f' = x+x. Daher gilt f' = 2x", "2x"), ("f' = x+x, so f' = 2x", "2x"), ("f' = x+x, also f' = 2x", "2x"),
    ("f'(x) = 2x + 0\n = 2x", "2x"),
])
def test_behind_an_arrow_or_an_equal_sign_stands_the_answer(text: str, last: str) -> None:
    found = tree_of(text, "x")
    assert plain(found.tree) == last
    assert [note.code for note in found.notes] == ["read/last-member"]


REFUSED = [
    # Several answers, each with its left side.
    ("∂f/∂x=2x\n∂f/∂y=2y", "one-answer"), ("∂f/∂x = 2x ∂f/∂y = 2y", "one-answer"), ("f_x = 2x\nf_y = 2y", "one-answer"), ("df/dx = 2x\ndf/dy = 2y", "one-answer"),
    (r"\frac{\partial f}{\partial x} = 2x \\ \frac{\partial f}{\partial y} = 2y", "one-answer"), ("f'(x) = 2x\ng'(x) = 3x", "one-answer"), ("f_x = 2x, f_y = 2y", "one-answer"),
    ("∂f/∂x=x, ∂f/∂y=y, ∂f/∂z=1", "one-answer"),
    # Dots leave something out.
    ("2x...", "unexpected"), ("2x ..", "unexpected"), ("1+x-...+x^5/120", "unexpected"), ("1+x-…+x⁵/120...", "unexpected"), ("2x. .", "unexpected"), (r"1+x+\dots", "unexpected"),
    # Words and signs for nothing.
    ("root(x)", "arguments"), ("root x", "arguments"), ("root(2)+x", "arguments"), ("__x", "unexpected"), ("2__x_", "unexpected"), ("_", "unexpected"), ("x_1^t2}_x_2^{2}", "unknown-name"),
    ("1e10000", "number-too-long"), ("1e-10000", "number-too-long"), ("2e99999x", "number-too-long"), ("E", "unknown-name"), ("2E", "unknown-name"), ("Sh(x)", "unknown-name"), ("∆x", "unknown-name"),
    ("x^{}", "missing-operand"), ("{}", "missing-operand"), ("x ∈ y", "unexpected"), ("∈ R", "unexpected"), (r"1 \over x", "unexpected"), ("2x ⇒", "missing-operand"),
    ("@x", "character"), ("x@y", "character"),
    # Boxes and letters of formula editors.
    (r"x^{\placeholder{}}", "empty-box"), (r"\frac{\placeholder[a]{}}{x}", "empty-box"), (r"2\imaginaryI", "unknown-command"),
]


@pytest.mark.parametrize(("text", "code"), [("2x[1]", "index"), ("x[3]", "unknown-name"), ("x(0)", "unknown-name"), ("x[0]x[2]", "unknown-name"), ("x [2]", "unknown-name"), ("x[-1]", "unknown-name")])
def test_an_entry_in_brackets_that_nothing_tells_is_refused(text: str, code: str) -> None:
    found = read(text, Scope(("x1", "x2")))
    assert isinstance(found, Diagnostic), found
    assert found.code == f"syntax/{code}"


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_a_text_that_makes_no_sense_is_refused(text: str, code: str) -> None:
    found = read(text, Scope(("x", "y")))
    assert isinstance(found, Diagnostic), found
    assert found.code == f"syntax/{code}"
    assert found.remedy


EXPONENTS = [
    ("x^exp(1)", True), ("x^(3!)", True), ("2x^exp(0)", True), ("2x^tan(pi/4)", True), ("x^[1,2]", True), ("x^(10^-5)", True), ("x^(1/0.001)", True), ("x^ln(2)", True), ("x^∛(-8)", True),
    ("x^cosh(3)", True), ("x^acot(2)", True), ("x^(e-1)", True), ("x^(-1/2)", True), ("x^(0.1+0.2-0.3)", True), ("x^(1/(1-1))", True), ("x^(5!)", True), ("x^sqrt(2)", True), ("x^sin(1)", True),
    ("x^(9!)", False), ("x^exp(10)", False), ("x^tan(pi/2)", False), ("x^tan(1.5707)", False), ("x^(1/0.00001)", False), ("x^(1/10^-300)", False), ("x^sinh(20)", False), ("x^(9^9^9)", False),
    ("x^(10^300*(100000000000000001-100000000000000000))", False), ("x^(exp(exp(9)))", False), ("x^(100*100+1)", False), ("x^(1e5)", False), ("x^(10001)", False), ("x^(1/sin(0.00001))", False),
]


@pytest.mark.parametrize(("text", "fits"), EXPONENTS)
def test_a_constant_exponent_is_capped_by_its_value(text: str, fits: bool) -> None:
    found = read(text, Scope(("x",)))
    assert isinstance(found, Diagnostic) is not fits
    assert fits or found.code == "syntax/exponent-too-large"  # type: ignore[union-attr]
