"""What separates: commas, blanks, line breaks and braces in rows and matrices, and when a comma is a decimal comma."""

from __future__ import annotations

import pytest
from test_forms import tree_of

from grader.expr import plain
from grader.model import Diagnostic
from grader.syntax import Scope, read, readings
from grader.syntax.equations import Equations, read_equations
from grader.syntax.spellings.signs import ARROWS, COMPARING, RELATIONS

CLEAR = [
    # Braces of Mathematica: commas separate, lists of lists are rows.
    ("{1,2,3}", "[1, 2, 3]"), ("{x,2}", "[x, 2]"), ("{{-2,1},{1,1}}", "[-2, 1; 1, 1]"), ("{{2,2},{2,6y}}", "[2, 2; 2, 6y]"),
    ("{{x},{y},{1}}", "[x; y; 1]"), ("{{-Sin[x]}, {Cos[x]}, {1}}", "[-sin(x); cos(x); 1]"), ("{{x}}", "x"), ("{{x}}^2", "x^2"),
    ("{ {x , y} , {1 , 2} }", "[x, y; 1, 2]"), ("{{x, y}}^T", "[x, y]^T"), ("{(x), (y)}", "[x, y]"), ("{{x},y}", "[x, y]"),
    # In arguments of LaTeX a comma between digits is a decimal comma.
    ("e^{0,5x}", "e^(0.5*x)"), (r"\frac{0,5x}{2}", "0.5*x/2"), (r"\sqrt{1,5}", "sqrt(1.5)"), ("x^{1,5}", "x^1.5"), ("0{,}5x", "0.5*x"), ("sin{0,5x}", "sin(0.5*x)"),
    (r"{x \over 2}", "x/2"), (r"{x+1 \over x-1}y", "(x + 1)/(x - 1)*y"), (r"e^{x \over 2}", "e^(x/2)"),
    # A list of rows, joined by commas, semicolons or line breaks.
    ("[[x,y];[1,2]]", "[x, y; 1, 2]"), ("[[x],[y]]", "[x; y]"), ("[[x];[y]]", "[x; y]"), ("[(x,y); (1,2)]", "[x, y; 1, 2]"),
    # Wide blanks separate where there are several rows.
    ("[2 x  x^2; 5  cos(y); y  x]", "[2x, x^2; 5, cos(y); y, x]"), ("[cos x  -y sin x; sin x  y cos x]", "[cos(x), -y*sin(x); sin(x), y*cos(x)]"),
    ("[2x  ; 3y]", "[2x; 3y]"), ("[ 2x;  3y ]", "[2x; 3y]"), ("[2x  + 1; 3]", "[2x + 1; 3]"), ("[cos  x; 1]", "[cos(x); 1]"),
    # Where commas are not told apart they separate.
    ("[0,0,0]", "[0, 0, 0]"), ("[1,2,3]", "[1, 2, 3]"), ("[0,5x,2y]", "[0, 5x, 2y]"), ("[0,0]", "[0, 0]"), ("[0,0, 0]", "[0, 0, 0]"), ("(0,0)", "[0, 0]"),
    ("[2,00x, y]", "[2, 0x, y]"), ("[0,5x 2y]", "[0.5*x, 2y]"), ("[1,5 2,5]", "[1.5, 2.5]"), ("[1,5x   2,5y]", "[1.5*x, 2.5*y]"), ("[1,5; 2,5x; 3]", "[1.5; 2.5*x; 3]"),
    # A comma and & are one separator, an empty last row is none.
    (r"\begin{bmatrix} x, & y \\ 1, & 2 \end{bmatrix}", "[x, y; 1, 2]"), ("[x,& y]", "[x, y]"), (r"\begin{bmatrix} x & y \\ \\ \end{bmatrix}", "[x, y]"),
    (r"\begin{bmatrix} x \\ y \\ \\ \\ \end{bmatrix}", "[x; y]"), (r"\begin{pmatrix} 1,5 \\ 2 \end{pmatrix}", "[1.5; 2]"),
]


@pytest.mark.parametrize(("text", "expected"), CLEAR)
def test_a_clear_text_has_one_reading(text: str, expected: str) -> None:
    found = tree_of(text, "x y")
    assert plain(found.tree) == expected
    assert found.choices <= {"blank", "exponent", "wide"}


AMBIGUOUS = [
    # Decimal commas, where the text tells them from the others.
    ("[0,5x, 2y]", "[0, 5x, 2y]", "comma", "[0.5*x, 2y]"), ("[0,5, 1,5]", "[0, 5, 1, 5]", "comma", "[0.5, 1.5]"), ("{0,5x, 2y}", "[0, 5x, 2y]", "comma", "[0.5*x, 2y]"),
    ("{0,5}x", "[0, 5]*x", "comma", "0.5*x"), ("(1,5)", "[1, 5]", "comma", "1.5"), ("2(0,5x+1)", "2*[0, 5x + 1]", "comma", "2(0.5*x + 1)"),
    ("[1,5; 2,5]", "[1, 5; 2, 5]", "comma", "[1.5; 2.5]"), ("log(2,5)", "log(2, 5)", "comma", "log(2.5)"), ("{1,2}", "[1, 2]", "comma", "1.2"), ("{{1,2}}", "[1, 2]", "comma", "1.2"),
    ("[0,5x y]", "[0, 5x*y]", "comma", "[0.5*x, y]"),
    # Line breaks.
    ("[-2 1\n1 1]", "[-2, 1; 1, 1]", "line", "[-2, 1, 1, 1]"), ("[x, y\n1, 2]", "[x, y; 1, 2]", "line", ""), ("[x\ny]", "[x; y]", "line", "[x, y]"),
    ("[cos x, -y sin x\n sin x, y cos x]", "[cos(x), -y*sin(x); sin(x), y*cos(x)]", "line", "[cos(x), -y*sin(x)*sin(x), y*cos(x)]"),
    ("[2xy+y cos(xy)\nx²+x cos(xy)]", "[2x*y + y*cos(x*y); x^2 + x*cos(x*y)]", "line", "[2x*y + y, cos(x*y), x^2 + x, cos(x*y)]"),
    ("[[x y]\n [1 2]]", "[x, y; 1, 2]", "line", "[x, y; 1, 2]"), ("[\nx y\n1 2\n]", "[x, y; 1, 2]", "line", "[x, y, 1, 2]"), ("[x\n-y]", "[x; -y]", "line", "[x, -y]"),
    ("[2 x; 3 y]", "[2x; 3y]", "blank", "[2, x; 3, y]"), ("[2 x y  x; 1  2]", "[2x*y, x; 1, 2]", "blank", ""),
]


@pytest.mark.parametrize(("text", "first", "kind", "second"), AMBIGUOUS)
def test_an_ambiguous_text_has_a_first_and_a_second_reading(text: str, first: str, kind: str, second: str) -> None:
    found = tree_of(text, "x y")
    assert plain(found.tree) == first
    assert kind in found.choices
    others = {named: plain(other.tree) for named, other in readings(text, Scope(("x", "y")), found.choices)}
    assert others.get(kind, "") == second


@pytest.mark.parametrize(("text", "expected"), [
    ("[2x,\n 3y]", "[2x, 3y]"), ("[2x\n, 3y]", "[2x, 3y]"), ("[x +\n y, 1]", "[x + y, 1]"), ("[x\n + y, 1]", "[x + y, 1]"), ("[x\n - y; 1]", "[x - y; 1]"),
    ("x\n+ y", "x + y"), ("(x\ny)", "x*y"), ("[x;\ny]", "[x; y]"), ("[\nx,\ny\n]", "[x, y]"), ("[2\n*x, y]", "[2x, y]"),
    ("\\begin{bmatrix}\nx &\n y \\\\\n 1 & 2\n\\end{bmatrix}", "[x, y; 1, 2]"), ("sin\nx", "sin(x)"),
])
def test_a_line_break_in_the_middle_of_something_says_nothing(text: str, expected: str) -> None:
    found = tree_of(text, "x y")
    assert plain(found.tree) == expected
    assert "line" not in found.choices


@pytest.mark.parametrize("text", ["[1,2;3]", "[[1,2],[3]]", "[1,2,3;4]", "{{1,2},{3}}", "[0,5x;2y]", "[1,0; 2]", "[x,y\n1]"])
def test_rows_of_different_lengths_are_not_mended_by_decimal_commas(text: str) -> None:
    found = read(text, Scope(("x", "y")))
    assert isinstance(found, Diagnostic)
    assert found.code == "syntax/ragged-matrix"


@pytest.mark.parametrize("arrow", [each for sign, written in ARROWS.items() for each in (sign, *written)])
@pytest.mark.parametrize("text", ["f' = x + x {} f' = 2x", "f' = x + x {} 2x", "f' = x + x\n{} f' = 2x", "{} 2x"])
def test_an_arrow_leads_to_the_next_step(text: str, arrow: str) -> None:
    assert plain(tree_of(text.format(arrow), "x").tree) == "2x"


@pytest.mark.parametrize("arrow", [each for sign, written in ARROWS.items() for each in (sign, *written)])
@pytest.mark.parametrize("text", ["y - 1 = 2x {} y = 2x + 1", "y - 1 = 2x\n{} y = 2x + 1", "{} y - 1 = 2x {} y = 2x + 1"])
def test_an_arrow_leads_to_the_next_step_of_equations(text: str, arrow: str) -> None:
    found = read_equations(text.replace("{}", arrow), Scope(("x", "y")))
    assert isinstance(found, Equations)
    assert len(found.steps) == 2


@pytest.mark.parametrize(("relation", "sign"), [(each, sign) for sign, written in RELATIONS.items() if sign in COMPARING for each in (sign, *written)])
@pytest.mark.parametrize("text", ["2x, x {} 0", "2x for x {} 0", "2x (x {} 0)"])
def test_a_relation_behind_an_answer_is_a_condition(text: str, relation: str, sign: str) -> None:
    found = tree_of(text.format(relation), "x")
    assert (plain(found.tree), [(each.names, each.sign, each.bound) for each in found.restrictions]) == ("2x", [(("x",), sign, "0")])
