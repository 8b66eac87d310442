"""LaTeX reads back to the same tree; MathML is well-formed and brackets exactly where precedence needs them."""

from __future__ import annotations

import pickle
from xml.etree import ElementTree

import pytest
from latex_writer import latex

from grader.expr import Symbol, mathml
from grader.syntax import Reading, Scope, read

SCOPE = Scope(("x", "y", "x1", "x_2", "theta", "mu"))

FORMS = [
    ("2x cos(x^2)", r"2 x \cos\left(x^{2}\right)", "2⁢x⁢cos⁡(x2)"),
    ("-(x+y)/2 - 3*2", r"-\frac{x + y}{2} - 3 \cdot 2", "−x+y2−3⋅2"),
    ("(x+y)^2 x", r"\left(x + y\right)^{2} x", "(x+y)2⁢x"),
    ("x-(y-1)", r"x - \left(y - 1\right)", "x−(y−1)"),
    ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}", "(xy)2"),
    ("x^(y+1)*2^x", r"x^{y + 1} \cdot 2^{x}", "xy+1⋅2x"),
    ("sqrt(x_2)+root(x,3)", r"\sqrt{x_{2}} + \sqrt[3]{x}", "x2+x3"),
    ("sin^2 x + e^(-theta)", r"\sin\left(x\right)^{2} + e^{-\theta}", "sin2⁡(x)+e−θ"),
    ("[x1, -y; 0.5, mu]^T", r"\begin{bmatrix} x_{1} & -y \\ 0.5 & \mu \end{bmatrix}^{\top}", "[x1−y0.5μ]⊤"),
    ("|x| + log(x, 2) + arcsin(y)", r"\lvert x \rvert + \log_{2}\left(x\right) + \arcsin\left(y\right)", "|x|+log2⁡(x)+arcsin⁡(y)"),
    ("x*(-y)*3!", r"x \left(-y\right) \cdot 3!", "x⁢(−y)⁢3!"),
]


@pytest.mark.parametrize(("text", "tex", "shown"), FORMS)
def test_forms(text: str, tex: str, shown: str) -> None:
    reading = read(text, SCOPE)
    assert isinstance(reading, Reading)
    assert latex(reading.tree) == tex
    again = read(tex, SCOPE)
    assert isinstance(again, Reading)
    assert again.tree == reading.tree
    page = ElementTree.fromstring(mathml(reading.tree))
    assert "".join(page.itertext()) == shown


@pytest.mark.parametrize("text", [form[0] for form in FORMS])
def test_trees_cross_processes_unchanged(text: str) -> None:
    reading = read(text, SCOPE)
    assert isinstance(reading, Reading)
    again = pickle.loads(pickle.dumps(reading.tree))
    assert again == reading.tree
    assert again.span == reading.tree.span


def test_names_are_escaped() -> None:
    assert "<script>" not in mathml(Symbol("<script>"))
    ElementTree.fromstring(mathml(Symbol("<a&b>")))


def test_deep_trees_print_without_recursion() -> None:
    tree: object = Symbol("x")
    from grader.expr import Call, Expr

    for _ in range(3000):
        assert isinstance(tree, Expr)
        tree = Call("sin", (tree,))
    assert isinstance(tree, Expr)
    assert latex(tree).count("sin") == 3000
    assert mathml(tree).count("<mi>sin") == 3000
