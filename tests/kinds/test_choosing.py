"""Largest values, positive parts, steps, and the norms ‖·‖₁ and ‖·‖_∞: the losses of machine learning, from YAML to outcome."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from grader import load_bank
from grader.marking import mark
from grader.model import Problem

BANK = r"""
- {id: relu, vars: {x: real}, f: "max(0, x)", wrt: x}
- {id: relu-value, vars: {x: real}, f: "relu(x)", asked: value}
- {id: step, vars: {x: real}, f: "1 if x > 0; 0 otherwise", asked: value}
- {id: leaky, vars: {x: real, a: {domain: [0, 1]}}, f: "max(x, a x)", wrt: x}
- {id: huber, vars: {x: real}, f: "x^2/2 if |x| <= 1; |x| - 1/2 otherwise", wrt: x}
- {id: hinge, vars: {w: [D], x: [D], y: real}, f: "max(0, 1 - y w^T x)", wrt: w}
- {id: svm, vars: {w: [D], X: [N, D], y: [N]}, f: "1^T max(0, 1 - y ⊙ (X w))", wrt: w}
- {id: lasso, vars: {w: [D], X: [N, D], y: [N], lambda: positive}, f: "||y - X w||^2/2 + lambda ||w||_1", wrt: w}
- {id: one, vars: {v: [N]}, f: "||v||_1", wrt: v}
- {id: largest, vars: {v: [3]}, f: "||v||_∞", asked: value}
- {id: biggest, vars: {v: [3]}, f: "max(v)", asked: value}
- {id: smallest, vars: {x: real, y: real, z: real}, f: "min(x, y, z)", wrt: x}
- {id: layer, vars: {W: [M, N], x: [N], c: [M]}, f: "c^T relu(W x)", wrt: x}
- {id: weights, vars: {W: [M, N], x: [N], b: [M]}, f: "1^T max(0, W x + b)", wrt: W}
- {id: elu, vars: {x: [N], v: [N]}, f: "v^T (x if x > 0; exp(x) - 1 otherwise)", wrt: x}
- {id: leaky-by-entries, vars: {x: [N], v: [N]}, indices: {i: N}, axes: {in: [i]}, f: "v^T max(x, x/10)", wrt: x}
- {id: squares, vars: {X: [M, N], Y: [M, N]}, indices: {i: M, j: N}, axes: {out: [], in: [i, j]}, f: "||max(0, X) - Y||^2", wrt: X}
- {id: distances, vars: {X: [M, N], A: [M, N]}, f: "ones(M)^T max(X - A, A - X) ones(N)", wrt: X}
- {id: entries, vars: {A: [2, 2]}, f: "tr(max(0, A))", asked: value}
- {id: hinge-value, vars: {w: [D], x: [D]}, f: "max(0, w^T x)", asked: value}
- {id: side, vars: {w: [D], x: [D]}, f: "[w^T x > 0]", asked: value}
- {id: names, vars: {m: real, a: real, x: real}, f: "m a x^2/2", wrt: x}
- {id: hessian-name, vars: {x: real, H: real}, f: "H x^2", wrt: x}
"""

RIGHT = {
    "relu": ("1 if x>0; 0 otherwise", "1 if x >= 0; 0 otherwise", "[x>0]", "𝟙{x>0}", "𝟙[x>0]", "1_{x>0}", "1_{\\{x>0\\}}", "H(x)", "heaviside(x)",
             "\\operatorname{H}(x)", "(1 + sign(x))/2", "max(0,x)/x", "relu(x)/x", "0 if x<=0; 1 otherwise", "1 if x > 0; 0 if x = 0; 0 if x < 0",
             "(x)_+/x", "\\max\\{0, x\\}/x", "\\mathbb{1}_{x>0}", "\\begin{cases} 1 & x>0 \\\\ 0 & \\text{otherwise}\\end{cases}"),
    "relu-value": ("max(0, x)", "max(x, 0)", "max{0, x}", "(x)_+", "[x]_+", "x_+", "x_{+}", "x if x>0; 0 otherwise", "x if x>=0; 0 otherwise",
                   "(x + |x|)/2", "\\max\\{0, x\\}", "\\max(0,x)", "-min(0, -x)", "x H(x)", "ReLU(x)", "\\mathrm{ReLU}(x)", "x [x>0]",
                   "\\left(x\\right)_+", "max(0, x, -1)"),
    "step": ("[x>0]", "0 if x<=0; 1 otherwise", "H(x)"),
    "leaky": ("1 if x>0; a otherwise", "a + (1-a) H(x)", "(a+1)/2 + (1-a) sign(x)/2", "a if x<0; 1 if x>0"),
    "huber": ("x if |x| <= 1; sign(x) otherwise", "x if |x|<1; 1 if x>1; -1 if x<-1", "(|x+1| - |x-1|)/2", "max(-1, min(1, x))",
              "x/max(1, |x|)", "\\begin{cases} x & |x|\\le 1\\\\ \\operatorname{sgn} x & \\text{otherwise}\\end{cases}",
              "min(1, max(-1, x))"),
    "hinge": ("-y x^T if 1 - y w^T x > 0; 0 otherwise", "-y x^T [y w^T x < 1]", "0 if y w^T x >= 1; -y x^T otherwise", "-y x^T H(1 - y w^T x)",
              "-y x^T (1 + sign(1 - y w^T x))/2"),
    "svm": ("-(y ⊙ H(1 - y ⊙ (X w)))^T X", "-(diag(y) X)^T H(1 - y ⊙ (X w))", "-1/2 (y ⊙ (1 + sign(1 - y ⊙ (X w))))^T X",
            "-(y ⊙ [y ⊙ (X w) < 1])^T X", "-X^T diag([1 - y ⊙ (X w) > 0]) y"),
    "lasso": ("lambda sign(w)^T - (y - X w)^T X", "lambda sign(w)^T + (X w - y)^T X", "-(y - X w)^T X + lambda sign(w^T)"),
    "one": ("1 if v > 0; -1 otherwise", "[v > 0]^T - [v < 0]^T", "sign(v)^T", "sign(v^T)", "(2 H(v) - 1)^T", "sign(v)"),
    "largest": ("max(|v_1|, |v_2|, |v_3|)", "||v||_{\\infty}", "\\|v\\|_\\infty", "norminf(v)"),
    "biggest": ("max(v_1, v_2, v_3)", "max(v_3, v_1, v_2)", "max(max(v_1, v_2), v_3)", "-min(-v)"),
    "smallest": ("1 if x < y and x < z; 0 otherwise", "H(y-x) H(z-x)", "[x<y] [x<z]"),
    "layer": ("(c ⊙ H(W x))^T W", "c^T diag(H(W x)) W"),
    "weights": ("1_{W x + b > 0} x^T", "\\mathbb{1}[W x + b > 0] x^T", "[W x > -b] x^T", "H(W x + b) x^T", "(1 if W x + b >= 0; 0 otherwise) x^T"),
    "elu": ("(v if x > 0; v ⊙ exp(x) otherwise)^T", "v^T if x^T > 0; v^T ⊙ exp(x)^T otherwise", "v ⊙ (1 if x > 0; exp(x) otherwise)"),
    "leaky-by-entries": ("(v ⊙ (1 if x > 0; 1/10 otherwise))^T", "v^T diag([x > 0] + [x < 0]/10)", "v_i [x_i > 0] + v_i/10 [x_i < 0]"),
    "squares": ("2 (max(0, X) - Y) ⊙ H(X)", "2 (X - Y) ⊙ [X > 0]", "2 (X - Y) if X > 0; 0 otherwise", "2 (X_ij - Y_ij) if X_ij > 0; 0 otherwise"),
    "distances": ("sign(X - A)", "[X > A] - [X < A]", "1 if X > A; -1 otherwise"),
    "entries": ("max(0, A_11) + max(0, A_22)", "tr(relu(A))", "(tr(A) + |A_11| + |A_22|)/2"),
    "hinge-value": ("w^T x if w^T x > 0; 0 otherwise", "(w^T x + |w^T x|)/2", "relu(x^T w)", "w^T x H(w^T x)", "w^T x if w^T x >= 0; 0 otherwise"),
    "side": ("1 if w^T x > 0; 0 otherwise", "[x^T w > 0]", "0 if w^T x <= 0; 1 otherwise"),
    "names": ("max", "m a x"),
    "hessian-name": ("2H(x)", "2Hx"),
}
WRONG = {
    "relu": ("sign(x)", "1", "0", "[x<0]", "x", "max(0, 1)", "H(-x)"),
    "relu-value": ("|x|", "min(0, x)", "x", "max(1, x)", "(x - |x|)/2", "0 if x > 0; x otherwise"),
    "step": ("[x>=0]", "1 if x>=0; 0 otherwise", "(1 + sign(x))/2", "H(-x)"),
    "leaky": ("1 if x<0; a otherwise", "a", "1", "max(1, a)", "1 + a", "a H(x) + 1 - a"),
    "huber": ("x", "sign(x)", "x if x <= 1; 1 otherwise", "2x if |x|<=1; sign(x) otherwise", "x if |x|<=1; |x|-1/2 otherwise",
              "x if |x|<=1; 1 otherwise", "max(-1, min(2, x))"),
    "hinge": ("-y x^T", "y x^T [y w^T x < 1]", "-y x^T [y w^T x > 1]", "-y x^T sign(1 - y w^T x)", "-x^T [y w^T x < 1]", "max(0, -y x^T)"),
    "svm": ("-y^T X", "-(y ⊙ sign(1 - y ⊙ (X w)))^T X", "(y ⊙ H(1 - y ⊙ (X w)))^T X", "-(y ⊙ H(y ⊙ (X w)))^T X", "-H(1 - y ⊙ (X w))^T X"),
    "lasso": ("lambda 1^T - (y - X w)^T X", "lambda w^T/||w|| - (y - X w)^T X", "lambda sign(w)^T + (y - X w)^T X", "sign(w)^T - (y - X w)^T X"),
    "one": ("1^T", "v^T/||v||", "H(v)^T", "v^T"),
    "largest": ("max(v)", "||v||", "||v||_1", "max(|v_1|, |v_2|)"),
    "biggest": ("min(v)", "v_1", "max(v_1, v_2)", "max(0, v_1, v_2, v_3)"),
    "smallest": ("1", "1 if x < y; 0 otherwise", "1 if x > y and x > z; 0 otherwise", "[x<y] + [x<z]"),
    "layer": ("c^T W", "c^T relu(W)", "(c ⊙ sign(W x))^T W", "(c ⊙ relu(W x))^T W"),
    "weights": ("1_{W x > 0} x^T", "[W x + b < 0] x^T", "[W x + b > 0]", "1 x^T"),
    "elu": ("(v if x > 0; exp(x) otherwise)^T", "(v if x < 0; v ⊙ exp(x) otherwise)^T", "v^T", "v^T if x > 0; (v ⊙ exp(x))^T otherwise"),
    "leaky-by-entries": ("(v ⊙ (1 if x > 0; 0 otherwise))^T", "v_i [x_i > 0] + v_i [x_i < 0]"),
    "squares": ("2 (max(0, X) - Y)", "2 (X - Y)", "2 (X - Y) ⊙ [X > 0] + H(X_11) H(X_12) H(X_13) H(-X_31) H(-X_32) H(-X_33) X"),
    "distances": ("[X > A]", "sign(A - X)", "sign(X)"),
    "entries": ("tr(A)", "max(0, tr(A))", "tr(max(1, A))"),
    "hinge-value": ("w^T x", "|w^T x|", "max(0, -w^T x)", "w^T x if w^T x > 1; 0 otherwise"),
    "side": ("1 if w^T x >= 0; 0 otherwise", "[w^T x < 0]", "1", "sign(w^T x)"),
    "names": ("m a", "m a x^2"),
    "hessian-name": ("2H", "H x"),
}
UNREADABLE = (
    ("relu", "max(x)", "syntax/arguments"), ("relu", "max x", "syntax/arguments"), ("relu", "max()", "syntax/missing-operand"),
    ("relu", "min", "syntax/arguments"), ("one", "||v||_3", "syntax/index"), ("entries", "||A||_1", "syntax/index"),
    ("entries", "||A||_∞", "syntax/index"), ("relu-value", "x_+3", "syntax/missing-operand"), ("relu", "1 if x>0", "syntax/cases"),
)
SHAPES = (("svm", "max(y, w)", "shape/sum"), ("layer", "max(W)", "shape/vector-needed"), ("svm", "[X w > w]", "shape/condition"),
          ("one", "v^T if v > 0; 0 otherwise", "shape/condition"), ("svm", "[X w > 0]", "shape/mismatch"))


@pytest.fixture(scope="module")
def problems() -> dict[str, Problem]:
    """The problems above, by name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bank.yaml")
        path.write_text(BANK, encoding="utf-8")
        bank, faults = load_bank(path)
    assert not faults
    return {problem.id: problem for problem in bank.problems}


CASES = [(name, answer, outcome) for outcome, table in (("correct", RIGHT), ("incorrect", WRONG)) for name, answers in table.items()
         for answer in answers]


@pytest.mark.parametrize(("name", "answer", "outcome"), CASES, ids=[f"{name}: {answer}" for name, answer, _ in CASES])
def test_answers_with_max_and_its_kin_are_judged(name: str, answer: str, outcome: str, problems: dict[str, Problem]) -> None:
    found = mark(problems[name], answer, "salt").verdict
    assert found.outcome.value == outcome, found.messages


@pytest.mark.parametrize(("name", "answer", "code"), UNREADABLE)
def test_what_cannot_be_read_says_why(name: str, answer: str, code: str, problems: dict[str, Problem]) -> None:
    found = mark(problems[name], answer, "salt").verdict
    assert (found.outcome.value, found.messages[0].code) == ("unreadable", code)


@pytest.mark.parametrize(("name", "answer", "code"), SHAPES)
def test_shapes_that_do_not_fit_are_told(name: str, answer: str, code: str, problems: dict[str, Problem]) -> None:
    assert code in [message.code for message in mark(problems[name], answer, "salt").verdict.messages]
