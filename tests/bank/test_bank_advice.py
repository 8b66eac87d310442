"""What an author may not have meant: each warning once, nothing where nothing is to be said; and the course's file above a bank."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.model import Bank, Diagnostic
from grader.places import place


def loaded(folder: Path, text: str) -> tuple[Bank, tuple[Diagnostic, ...]]:
    (folder / "bank.yaml").write_text(text, encoding="utf-8")
    return load_bank(folder / "bank.yaml", advise=True)


@pytest.mark.parametrize(("vars", "f", "readings"), [
    ("{x: real, m: real, s: positive}", "exp(-(x-m)^2/2s^2)", ("/2*s^2)", "/(2s^2))")), ("{x: real}", "e^2x", ("e^2*x", "e^(2x)")),
    ("{x: positive}", "x^1/2", ("x^1/2", "x^(1/2)")), ("{x: positive}", "x^-1/2", ("x^(-1)/2", "x^(-1/2)")),
    ("{x: positive}", "39e+5pi x", ("3900000", "39e + 5pi")), ("{x: real}", "1/2x", ("1/2*x", "1/(2x)")),
    # Written with brackets, or so that nobody reads it in another way.
    ("{x: positive}", "x^2/2 + x^1/2", ("x^2/2 + x^1/2", "x^(1/2)")), ("{x: real}", "x^2/2 + x^3/6", ()),
    ("{x: real}", "1+x-x^2/2-x^3/6+x^4/24+x^5/120", ()), ("{x: real}", "x^3/2", ()), ("{x: real}", "x/2", ()), ("{x: real}", "(1/2)x", ()),
    ("{x: real}", "e^(2x)", ()), ("{x: positive}", "x^(1/2)", ()), ("{x: real, y: real}", "[x y; x+y y]", ()), ("{x: real}", "[x, 2x]", ()),
    ("{x: real}", "0,5x", ()),
    # The second reading is the same function.
    ("{x: real}", "1/2x + x/2 - 1/(2x) + 1/(2x) - 1/2*x", ("1/2*x", "1/(2x)")), ("{x: real}", "1/1x^0", ()),
])
def test_a_text_with_two_readings_is_told_with_both(tmp_path: Path, vars: str, f: str, readings: tuple[str, ...]) -> None:
    bank, said = loaded(tmp_path, f'{{id: a, vars: {vars}, f: "{f}", wrt: x}}')
    found = [item for item in said if item.code == "bank/two-readings"]
    assert len(bank.problems) == 1
    assert len(found) == bool(readings), said
    assert all(reading in found[0].message for reading in readings)
    assert all(item.severity == "warning" and item.where is not None and item.where.line == 1 for item in found)


@pytest.mark.parametrize(("text", "codes"), [
    ('{id: a, vars: {x: real}, defs: {u: "1/2x"}, f: "u^2", wrt: x}', ["bank/two-readings"]),
    ('{id: a, vars: {x: real}, f: "x^2/4", wrt: x, truth: "1/2x"}', ["bank/two-readings"]),
    ('{id: a, vars: {x: real}, f: "x^2/4", wrt: x, accept: ["1/2x"], wrong: ["1/3x"]}', []),
    ('{id: a, vars: {x: real, y: real}, f: "x^2", wrt: x}', ["bank/unused"]),
    ('{id: a, vars: {x: real, y: real}, f: "x^2", wrt: x, statement: "Let y be a number."}', []),
    ('{id: a, vars: {x: real, y1: real}, f: "x^2", wrt: x, statement: "Let y_1 be a number."}', []),
    ('{id: a, vars: {x: real, y: real}, defs: {u: "x y"}, f: "x^2", wrt: x}', []),
    ('{id: a, vars: {x: real, y: real}, f: "x^2", wrt: [x, y]}', ["bank/wrt-not-in-f"]),
    ('{id: a, vars: {x: real, y: real}, defs: {u: "x y"}, f: "u", wrt: [x, y]}', []),
    ('{id: a, vars: {x: real, sin: real}, f: "x sin", wrt: x}', ["bank/function-name"]),
    ('{id: a, vars: {x: real, tr: real}, f: "x tr", wrt: x}', ["bank/function-name"]),
    ('{id: a, vars: {x: real, e: real}, f: "x e", wrt: x}', []),
    ('{id: a, vars: {x: real}, funcs: {sin: 1}, f: "sin(x)", wrt: x}', ["bank/function-name"]),
    ('{id: a, vars: {x: real}, alias: {log: "x+1"}, f: "x", wrt: x}', ["bank/function-name"]),
    ('{id: a, vars: {x: [N], I: [N, N]}, f: "x^T I x", wrt: x}', ["bank/function-name"]),
    ('{id: a, vars: {x: [N], T: positive}, f: "exp(x/T)", wrt: x}', ["bank/function-name"]),
    ('{id: a, vars: {x: real, T: positive, I: real}, f: "I exp(x/T)", wrt: x}', []),
    ('{id: a, vars: {x: real}, parts: [{part: inner, f: "x^2", wrt: x}]}', []),
    ('{id: a, vars: {x: [N]}, f: "x_i^2", wrt: x, indices: {i: N}}', ["bank/free-index"]),
    ('{id: a, vars: {x: [N]}, f: "x_i^2", asked: value, indices: {i: N}}', ["bank/free-index"]),
    ('{id: a, vars: {x: [N]}, f: "x_i^2", asked: value, indices: {i: N}, axes: {out: [i]}, statement: "Square every entry."}', []),
    ('{id: a, vars: {x: real}, f: "x^2", asked: value}', ["bank/no-statement"]),
    ('{id: a, vars: {x: real, y: real}, asked: equation, f: "y = 2x"}', ["bank/no-statement"]),
    ('{id: a, vars: {x: real, y: real}, asked: equation, f: "y = 2x", statement: "What is the line through (0, 0) and (1, 2)?"}', []),
    ('{id: a, vars: {x: [N]}, f: "sum(i, x_i^2)", wrt: x, indices: {i: N}}', []),
    (r'{id: a, vars: {x: real, nu: real}, f: "\nu x", wrt: x}', ["bank/escape"]),
    (r'{id: a, vars: {x: real, theta: real}, f: "\theta x", wrt: x}', ["bank/escape"]),
    (r'{id: a, vars: {x: real, nul: real}, f: "\nul x", wrt: x}', ["bank/escape", "syntax/unknown-name"]),
    (r"{id: a, vars: {x: real, nu: real}, f: '\nu x', wrt: x}", []), (r'{id: a, vars: {x: real, nu: real}, f: "\\nu x", wrt: x}', []),
    (r'{id: a, vars: {x: real}, f: "x^2", wrt: x, statement: "Find \nabla f."}', ["bank/escape"]),
    (r'{id: a, vars: {x: real}, f: "x^2", wrt: x, solution: "First:\nu = x^2\nThen:\n2x"}', []),
])
def test_what_is_told_about_a_problem(tmp_path: Path, text: str, codes: list[str]) -> None:
    assert [item.code for item in loaded(tmp_path, text)[1]] == codes


OTHER_STATEMENTS = [
    ("x^3", "x", "Find the gradient of f(x) = x log y with respect to x.", "says that f is x*log(y)"),
    ("x^3", "x", "Let f(x) = x sin x. Find f'.", "says that f is x*sin(x)"),
    ("x^3", "x", "Differentiate f(x) = x sin x.", "says that f is x*sin(x)"),
    ("x^3", "x", "Differentiate $f(x) = x^2$.", "says that f is x^2"),
    ("x^2 y^3", "[x, y]", "Let f(x,y) = yx². Compute ∇f.", "says that f is y*x^2"),
    ("x^3", "x", "Berechnen Sie die Ableitung von f(x) = x^2.", "says that f is x^2"),
    ("x^3", "x", "Let f(x) = x^2. What is the derivative of f?", "says that f is x^2"),
    ("[x y; x^3]", "[x, y]", "Let F(x, y) = (xy, x^2)^T. Find the Jacobian of F.", "says that F is"),
    ("x^2 y", "x", "Find ∂f/∂y for f(x, y) = x^2 y.", "differentiates by y"),
    ("x^2 y", "x", "Find $\\frac{\\partial f}{\\partial y}$ for f(x, y) = x^2 y.", "differentiates by y"),
    ("x^3", "x", "Let $f(x) = \\frac{x}{1+x^2}$. Find $f'(x)$.", "says that f is x/(1 + x^2)"),
    ("x^3", "x", "Write down the derivative of g(x) = x^2.", "says that g is x^2"),
    # The statement says what the fields say, in other words; or it speaks of another function than the one that is asked about.
    ("-x^2/2", "x", "Let p(x) = exp(-x^2/2). Find the derivative of log p(x).", ""),
    ("9x^2", "x", "Let f(x) = x^2. Find the derivative of f(3x).", ""),
    ("9x^2", "x", "Let f(x) = x^2. Differentiate f(3x) with respect to x.", ""),
    ("x^4", "x", "Let f(x) = x^2. Find the derivative of the square of f.", ""),
    ("x^4", "x", "Let f(x) = x^2. Find the derivative of f times f.", ""),
    ("2x", "x", "Differentiate f(x) = x^2 twice.", ""),
    ("1/(x^2 + 1)", "x", "Let f(x) = x^2 + 1. Find the derivative of the reciprocal.", ""),
    ("exp(x^2)", "x", "Let u = x^2. Compute the derivative of its exponential.", ""),
    ("x^4", "x", "Let f(x) = x^2, so that f'(x) = 2x. Find the derivative of x^4.", ""),
    ("x^4", "x", "Let f(x) = x^2 and g(x) = f(x)^2. Find g'(x).", ""),
    ("x^4", "x", "Let f(x) = x^2 and let g be its square. Find the derivative of g.", ""),
    ("sin(t)^2 cos(t)", "t", "Let f(x, y) = x^2 y with x = sin t, y = cos t. Find df/dt.", ""),
    ("x^2 + y", "x", "Let f(x, y) be x^2 + y. It is differentiable with respect to y. Find f_x.", ""),
    ("2x", "x", "Let f(x) = x^2. Find f''(x).", ""),
    ("x log(y)", "x", "Find the gradient of f(x) = x log y with respect to x.", ""),
    ("x if x > 0; 0 otherwise", "x", "Let f(x) = x if x > 0, and 0 otherwise. Find f'(x).", ""),
    ("x sin(x)", "x", "Differentiate f(x) = x sin x.", ""),
    ("|x|", "x", "Let f(x) = |x|. Find f'.", ""),
    ("1/x", "x", "Let f(x) = 1/x, x ≠ 0. Find f'(x).", ""),
    ("a x^2", "x", "Let $f(x) = a x^2$ with a constant a. Find $f'(x)$.", ""),
    ("e^(-x)", "x", "Let f(x) = e^-x. Find f'.", ""),
    ("x^2 y", "[x, y]", "Let f(x,y) = yx². Compute ∇f.", ""),
    ("exp(x)^2", "x", "Let u = e^x and f(u) = u^2. Find df/dx.", ""),
    ("x^2", "x", "For f(x) = x^2 + C, where C is a constant, find f'(x).", ""),
    ("(x+1)^2", "x", "Let f(x) = x^2. The graph of f is moved by 1 to the left. Find the derivative of this function.", ""),
    ("x^3", "x", "Let f(x) = {@f@}. Find f'.", ""),
    ("x^2+y^2", "[x, y]", "Let F(x, y) = x^2 + y^2 - 1 = 0 be a circle. Find the gradient of F.", ""),
    ("x^2", "x", "The area of a square with side x is A(x) = x^2. What is dA/dx?", ""),
    ("sin(x)/x", "x", "f(x) = \\frac{\\sin x}{x}. Find f'.", ""),
    ("2^x", "x", "Let f(x) = 2^x. Find f' at x = 0.", ""),
    ("x^2/2", "x", "Let f(x) = ½x². Find f'.", ""),
    ("x^3", "x", "Let f(x) = x·x·x. What is the derivative of f?", ""),
    ("sqrt(x)", "x", "Let f(x) = x^{1/2}. Find f'.", ""),
    ("log(x^2)", "x", "Let f(x) = 2 log x. Find f'.", ""),
    ("-sin(x)", "x", "Let f(x) = cos x. Find the derivative of f'.", ""),
    ("[x y; x^2]", "[x, y]", "Let F(x, y) = (xy, x^2). Find the Jacobian of F.", ""),
    ("[x y; x^2]", "[x, y]", "Let F(x, y) = [x y, x^2]^T. Find the Jacobian of F.", ""),
]


@pytest.mark.parametrize(("f", "wrt", "statement", "said"), OTHER_STATEMENTS)
def test_a_statement_about_another_function_or_variable_is_told(tmp_path: Path, f: str, wrt: str, statement: str, said: str) -> None:
    fields = {"id": "a", "vars": {"x": "real", "y": "real", "t": "real", "a": "real"}, "f": f, "wrt": [*wrt.strip("[]").split(", ")] if "[" in wrt else wrt,
              "statement": statement}
    found = [item for item in loaded(tmp_path, json.dumps(fields, ensure_ascii=False))[1] if item.code == "bank/statement"]
    assert [said in item.message for item in found] == [True] * bool(said)
    assert all(item.severity == "warning" and item.where is not None and item.where.column > 1 for item in found)


@pytest.mark.parametrize(("second", "is_told"), [("v", False), ("v^2 + v", False), ("t^2", True)])
def test_what_is_made_of_an_earlier_part_is_no_other_function(tmp_path: Path, second: str, is_told: bool) -> None:
    text = ('{id: m, vars: {t: real}, wrt: t, statement: "Let s(t) = t^3.", parts: [{part: v, statement: "Find the velocity.", f: "t^3"}, '
            f'{{part: a, statement: "Find the acceleration.", f: "{second}", follow: v}}]}}')
    assert [item.code for item in loaded(tmp_path, text)[1] if item.code == "bank/statement"] == ["bank/statement"] * is_told


def test_the_lectures_bank_gives_no_reason_for_a_warning() -> None:
    assert load_bank(place("problem_bank"), advise=True)[1] == ()


PROBLEM = '{id: p, vars: {x: real, y: real}, f: "x y", wrt: [x, y]}\n'


@pytest.mark.parametrize(("at", "counts"), [("hw", True), (".", True), ("hw/sub", True), ("hw/sub/deep/er", False), ("other", False)])
def test_the_nearest_course_counts_for_a_file_as_for_its_folder(tmp_path: Path, at: str, counts: bool) -> None:
    for folder in ("hw/sub/deep/er", "other"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "hw/sub/p.yaml").write_text(PROBLEM, encoding="utf-8")
    (tmp_path / at / "course.yaml").write_text("layouts: none\n", encoding="utf-8")
    before = load_bank(tmp_path / "hw/sub/p.yaml")[0]
    assert (before.problems[0].shown.layouts == 0) is counts
    assert bool(before.course) is counts
    if counts:
        assert load_bank(tmp_path / "hw/sub")[0].problems[0].shown.layouts == 0
        (tmp_path / at / "course.yaml").write_text("layouts: 1/2\n", encoding="utf-8")
        after = load_bank(tmp_path / "hw/sub/p.yaml")[0]
        assert after.digest != before.digest
        assert float(after.problems[0].shown.layouts) == 0.5


def test_a_nearer_course_wins_and_one_too_far_above_does_not_count(tmp_path: Path) -> None:
    deep = tmp_path / "a/b/c/d/e"
    deep.mkdir(parents=True)
    (deep / "p.yaml").write_text(PROBLEM, encoding="utf-8")
    (tmp_path / "course.yaml").write_text("layouts: none\n", encoding="utf-8")
    assert load_bank(deep / "p.yaml")[0].course == ""
    (tmp_path / "a/course.yaml").write_text("layouts: none\n", encoding="utf-8")
    (tmp_path / "a/b/c/course.yaml").write_text("layouts: 1/2\n", encoding="utf-8")
    bank, said = load_bank(deep / "p.yaml")
    assert (float(bank.problems[0].shown.layouts), bank.course, said) == (0.5, str(tmp_path / "a/b/c/course.yaml"), ())


def test_a_fault_of_the_course_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(PROBLEM, encoding="utf-8")
    (tmp_path / "course.yaml").write_text("layout: none\n", encoding="utf-8")
    [fault] = load_bank(tmp_path / "p.yaml")[1]
    assert fault.where is not None
    assert fault.where.file.endswith("course.yaml")
