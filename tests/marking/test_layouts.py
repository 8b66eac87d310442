"""The layout of answers: several relations in one text, partial derivatives one by one, lines, words and code around a formula."""

from __future__ import annotations

import random
from functools import cache

import pytest
from bank_cases import SALT, bank, bank_of

from grader.expr import plain
from grader.kinds import kind_of
from grader.marking import mark
from grader.misconceptions import shown
from grader.model import Mark, Outcome, Problem
from grader.syntax import Reading, Scope, read
from grader.syntax.spellings import around

OWN = bank_of(r"""
- {id: sq, vars: {x: real}, f: "x^2", wrt: x}
- {id: chain, vars: {x: real}, f: "(2x+1)^4", wrt: x}
- {id: grad, vars: {x: real, y: real}, f: "x^2 y", wrt: [x, y]}
- {id: grad3, vars: {x: real, y: real, z: real}, f: "x y z", wrt: [x, y, z]}
- {id: same, vars: {x: real, y: real}, f: "(x+y)^2", wrt: [x, y]}
- {id: th, vars: {theta_1: real, theta_2: real}, f: "theta_1^2 + 3theta_1 theta_2", wrt: [theta_1, theta_2]}
- {id: jac, vars: {x: real, y: real}, f: "[x y; x + y^2]", wrt: [x, y]}
- {id: hess, vars: {x: real, y: real}, f: "x^3 y^2", wrt: [x, y], asked: hessian}
- {id: abs, vars: {x: real}, f: "abs(x)", wrt: x}
- {id: pow, vars: {x: positive, n: natural}, f: "x^n", wrt: x}
- {id: lsq, vars: {y: [N], Phi: [N,D], theta: [D]}, f: "(y - Phi theta)^T (y - Phi theta)", wrt: theta}
- {id: xab, vars: {x: real, a: real, b: real, s: real, o: real}, f: "a b x^2 + s o x", wrt: x}
- {id: part, vars: {x: real, y: real}, f: "x^2 y", wrt: x}
- {id: col, vars: {t: real}, f: "[t^2; t^3]", wrt: t}
""")
"""Problems beside those of the bank; in the tables ``/`` stands between outcomes that are both true."""


def problem(name: str) -> Problem:
    found = OWN.get(name) or bank().get(name)
    assert found is not None
    return found


def marked(name: str, answer: str) -> Mark:
    return mark(problem(name), answer, SALT)


RELATIONS = [
    ("chain", "8u^3 with u = 2x+1 = 8(2x+1)^3", "unreadable/correct"), ("chain", "8u^3 with u = 2x+1 = 1+2x", "correct"),
    ("chain", "h = 2x+1\nh' = 2\nf' = 4h^3 h' = 8(2x+1)^3", "correct"), ("chain", "h = 2x+1\nf' = 4h^3 h' = 4(2x+1)^3", "incorrect"),
    ("grad", "2xy\nx^2", "unreadable/correct"), ("grad", "2xy\n[2xy, x^2]", "correct"), ("grad", "2xy\n[2xy, x]", "incorrect"),
    ("rule-product", "(f'g+fg')(x)", "correct"), ("rule-product", "(f'g-fg')(x)", "incorrect"), ("rule-sum", "(f'+g')(x)", "correct"),
    ("least-squares-gradient", "dL/dθ = dL/de de/dθ = 2e^T(-Φ)", "correct"),
    ("sq", "2x = f'(x)", "correct"), ("sq", "2x = dy/dx", "correct"), ("sq", r"2x = \frac{dy}{dx}", "correct"),
    ("sq", "x + x = 2x = f'(x)", "correct"), ("sq", "3x = f'(x)", "incorrect"), ("sq", "f'(x)=2x, f''(x)=2", "unreadable"),
    ("sq", "f'(x)=2x; f''(x)=2", "unreadable"), ("sq", "f'(x)=2x\nf''(x)=2", "unreadable"), ("sq", "f'(x)=2x and f''(x)=2", "unreadable"),
    ("sq", "f(x)=x^2, f'(x)=2x", "correct"), ("sq", "y=x^2; y'=2x", "correct"), ("sq", "y=x^2; y'=3x", "incorrect"),
    ("sq", "2x, 3x", "unreadable"), ("sq", "2x; 3x", "unreadable"), ("sq", "3x and 2x", "unreadable"), ("sq", "2x, 2x", "correct"),
    ("sq", "2x; x+x", "correct"), ("sq", "3x, 3x", "incorrect"), ("sq", "2x\n2x", "correct"), ("sq", "x+x\n2x", "correct"),
    ("sq", "2x\n3x", "unreadable"), ("sq", "3x\n2x", "correct"), ("sq", "3x\n4x", "incorrect"), ("sq", "2\nx", "unreadable"),
    ("sq", "2*\nx", "correct"), ("sq", "x\n+ x", "correct"), ("sq", "-(-2x)\n-(-2x)", "correct"), ("sq", "2x, x ≠ 0", "correct"),
    ("sq", "2x for all x", "correct"), ("sq", "2x for x in R", "correct"), ("sq", "2x, x ∈ ℝ", "correct"),
    ("sq", r"2x \quad \forall x \in \mathbb{R}", "correct"), ("sq", r"2x \text{ for all } x \in \mathbb{R}", "correct"),
    ("sq", "3x for all x", "incorrect"), ("sq", "3x, x ∈ R", "incorrect"), ("sq", "3x for x > 0", "unreadable/incorrect"),
    ("sq", "2x (x > 0)", "correct/unreadable"), ("sq", "2x (for x ≠ 0)", "correct/unreadable"), ("sq", "2x at x = 3", "unreadable"),
    ("sq", "2x, x = 3", "unreadable"), ("sq", "2x where x = 1", "unreadable"), ("sq", "2x|_{x=0}", "unreadable"),
    ("abs", "1 for x > 0", "unreadable"), ("abs", "1, x > 0", "unreadable"), ("abs", "1 for x > 0, -1 for x < 0", "unreadable/correct"),
    ("abs", "x/|x|, x ≠ 0", "correct"), ("abs", "x/|x| for x != 0", "correct"), ("abs", "sign(x) (x ≠ 0)", "correct"),
    ("pow", "n x^(n-1) for n >= 1", "correct"), ("pow", "n x^(n-1), n ≥ 1", "correct"), ("pow", r"n x^(n-1), n \geq 1", "correct"),
    ("pow", "n x^(n-1), n > 0 and x > 0", "correct"), ("pow", "x^(n-1) for n >= 1", "incorrect"), ("pow", "n x^n, n ≥ 1", "incorrect"),
    ("pow", "n x^n, n ∈ ℕ", "incorrect"), ("pow", "n x^n where n is natural", "incorrect"),
    ("pow", "n x^(n-1) for n = 1, 2, 3, ...", "correct"), ("pow", "n x^(n-1) (n ≥ 1)", "correct"),
    ("pow", "n x^(n-1) for all n in N, x > 0", "correct"), ("pow", r"n x^{n-1}, \quad n \in \mathbb{N}", "correct"),
    ("pow", r"n x^{n-1} (n \in \mathbb{N})", "correct"), ("pow", "n x^{n-1} für n ≥ 1", "correct"),
    ("pow", "n x^{n-1} with n a natural number", "correct"), ("chain", "8u^3 where u = 2x+1", "correct"),
    ("chain", "8u^3, u = 2x+1", "correct"), ("chain", "8u^3 with u = 2x+1", "correct"), ("chain", "8u^3 with u(x) = 2x+1", "correct"),
    ("chain", "8u^3 mit u = 2x+1", "correct"), ("chain", "8u^3 wobei u := 2x+1", "correct"), ("chain", "8 u^3 (u = 2x+1)", "correct"),
    ("chain", "8 u^3 (where u = 2x+1)", "correct"), ("chain", "8 u^3 (with u=2x+1)", "correct"), ("chain", "u = 2x+1, 8u^3", "correct"),
    ("chain", "u = 2x+1; f' = 8u^3", "correct"), ("chain", "let u = 2x+1, then 8u^3", "correct"),
    ("chain", "Let u = 2x+1. Then f'(x) = 8u^3", "correct"), ("chain", "With u = 2x+1 we get 8u^3", "correct"),
    ("chain", "f'(x) = 8u^3, u = 2x+1", "correct"), ("chain", "dy/dx = 4u^3 * 2 = 8u^3 where u = 2x+1", "correct"),
    ("chain", "4u^3 v where u = 2x+1, v = 2", "correct"), ("chain", "4u^3 v where u = 2x+1 and v = 2", "correct"),
    ("chain", "4u^3 v with v = 2, u = w+1, w = 2x", "correct"), ("chain", "8u^3 where u = 2x+2", "incorrect"),
    ("chain", "8u^3, u = 2x", "incorrect"), ("chain", "4u^3 with u = 2x+1", "incorrect"), ("chain", "8u^3", "unreadable"),
    ("chain", "8u^3 where u is the inner function", "unreadable"), ("chain", "8u^3 where u = 2z+1", "unreadable"),
    ("chain", "u = 2x+1\ndu/dx = 2\ndy/du = 4u^3\ndy/dx = 8(2x+1)^3", "correct"),
    ("chain", "u = 2x+1, du/dx = 2, dy/du = 4u^3, dy/dx = 8(2x+1)^3", "correct"),
    ("chain", "u = 2x+1\ndu/dx = 2\ndy/du = 4u^3\ndy/dx = 4(2x+1)^3", "incorrect"), ("chain", "8u^3\nu = 2x+1", "correct"),
    ("chain", r"\frac{dy}{dx} = \frac{dy}{du}\cdot\frac{du}{dx} = 4u^3 \cdot 2 = 8(2x+1)^3 \text{ where } u = 2x+1", "correct"),
    ("chain", "8(2x+1)^3 != 0", "unreadable/correct"), ("chain", "8(2x+1)^3\n= 16x+8", "incorrect"),
    ("chain", "8(2x+1)^3\n4(2x+1)^3", "unreadable"), ("chain", "4(2x+1)^3\n8(2x+1)^3", "correct"),
    ("chain", "4(2x+1)^3*2 and 8(2x+1)^2", "unreadable"), ("chain", "8(2x+1)^3 = 8(8x^3+12x^2+6x+1)", "correct"),
    ("lsq", "-2e^T Phi where e = y - Phi theta", "correct"), ("lsq", "-2 r^T Phi, r = y - Phi theta", "correct"),
    ("lsq", "2 (r^T Phi) with r = Phi theta - y", "correct"), ("lsq", "2 r^T Phi with r = y - Phi theta", "incorrect"),
    ("lsq", r"-2 e^\top \Phi \text{ with } e = y - \Phi\theta", "correct"), ("lsq", "e = y - Phi theta\n-2 e^T Phi", "correct"),
    ("lsq", "e := y - Phi theta, dL/de = 2e^T, de/dtheta = -Phi, dL/dtheta = -2e^T Phi", "correct/unreadable"),
    ("chain-ex510", "exp(x1 x2^2)(x2^2 (cos t - t sin t) + 2 x1 x2 (sin t + t cos t)) where x_1 = t cos t and x_2 = t sin t", "correct"),
    ("chain-ex510", "exp(x1 x2^2)(x2^2 (cos t - t sin t) + 2 x1 x2 (sin t + t cos t)), x_1 = t sin t, x_2 = t sin t", "unreadable"),
]

PARTIALS = [
    ("grad", "f_x = 2xy; f_y = x^2", "correct"), ("grad", "fx = 2xy, fy = x^2", "correct"), ("grad", "f_y = x^2, f_x = 2xy", "correct"),
    ("grad", "df/dx = 2xy\ndf/dy = x^2", "correct"), ("grad", "df/dx = 2xy and df/dy = x^2", "correct"),
    ("grad", "df/dx = 2xy und df/dy = x^2", "correct"), ("grad", "df/dx: 2xy, df/dy: x^2", "correct"),
    ("grad", "∂f/∂x = 2xy; ∂f/∂y = x²", "correct"), ("grad", "∂_x f = 2xy, ∂_y f = x^2", "correct"),
    ("grad", "∂x f = 2xy, ∂y f = x^2", "correct"), ("grad", "∂xf = 2xy; ∂yf = x²", "correct"), ("grad", "f'x = 2xy, f'y = x^2", "correct"), ("grad", "f'_x = x^2, f'_y = 2xy", "incorrect"),
    ("grad", "∂_1 f = 2xy, ∂_2 f = x^2", "correct"), ("grad", "D_1f = 2xy, D_2f = x^2", "correct"), ("grad", "f_1 = 2xy, f_2 = x^2", "correct"), ("grad", "∂₂f = x², ∂₁f = 2xy", "correct"), ("grad", "f_3 = 2xy, f_2 = x^2", "unreadable"),
    ("grad", "D_x f = 2xy, D_y f = x^2", "correct"), ("grad", r"\partial_x f = 2xy, \quad \partial_y f = x^2", "correct"),
    ("grad", r"\frac{\partial f}{\partial x} = 2xy \\ \frac{\partial f}{\partial y} = x^2", "correct"),
    ("grad", r"\frac{\partial f}{\partial x} = 2xy \quad \frac{\partial f}{\partial y} = x^2", "correct"),
    ("grad", r"\begin{align*} f_x &= 2xy \\ f_y &= x^2 \end{align*}", "correct"),
    ("grad", r"\begin{aligned} \frac{\partial f}{\partial x} &= 2 x y \\ \frac{\partial f}{\partial y} &= x^{2} \end{aligned}", "correct"),
    ("grad", "$f_x = 2xy$, $f_y = x^2$", "correct"), ("grad", "$f_x = 2xy$ and $f_y = x^2$", "correct"),
    ("grad", r"\frac{\partial f}{\partial x}(x,y) = 2xy, \frac{\partial f}{\partial y}(x,y) = x^2", "correct"),
    ("grad", "f_x(x,y) = 2xy, f_y(x,y) = x^2", "correct"), ("grad", "z_x = 2xy, z_y = x^2", "correct"),
    ("grad", "∂z/∂x = 2xy, ∂z/∂y = x^2", "correct"), ("grad", "d/dx f = 2xy, d/dy f = x^2", "correct"),
    ("grad", r"\frac{\partial}{\partial x} f = 2xy, \frac{\partial}{\partial y} f = x^2", "correct"),
    ("grad", "∂f/∂x = 2xy ∂f/∂y = x^2", "correct"), ("grad", "f_x = 2xy   f_y = x^2", "correct"),
    ("grad", "f_x = y*2x = 2xy, f_y = x^2", "correct"), ("grad", "(a) f_x = 2xy (b) f_y = x^2", "correct"),
    ("grad", "1) f_x = 2xy\n2) f_y = x^2", "correct"), ("grad", "- f_x = 2xy\n- f_y = x^2", "correct"),
    ("grad", "* df/dx = 2xy\n* df/dy = x^2", "correct"), ("grad", "The partial derivatives are f_x = 2xy and f_y = x^2", "correct"),
    ("grad", "f_x = 2xy, and so f_y = x^2", "correct"), ("grad", "2xy = f_x, x^2 = f_y", "correct"),
    ("grad", "the derivative with respect to x is 2xy and the derivative with respect to y is x^2", "correct"),
    ("grad", "with respect to x: 2xy, with respect to y: x^2", "correct"), ("grad", "w.r.t. x: 2xy; w.r.t. y: x^2", "correct"),
    ("grad", "f_x = 2xy, f_y = x^2, so ∇f = [2xy, x^2]", "correct"), ("grad", "f_x = 2xy, f_y = x^2, ∇f = [2xy, x^2]", "correct"),
    ("grad", "f_x = 2xy, f_y = x^3", "incorrect"), ("grad", "f_x = x^2, f_y = 2xy", "incorrect"),
    ("grad", "df/dx = 2x\ndf/dy = x^2", "incorrect"), ("grad", "f_x = 2xy", "unreadable"), ("grad", "f_x = 2xy, x^2", "unreadable"),
    ("grad", "f_x = 2xy, f_x = x^2", "unreadable"), ("grad", "f_x = 2xy, g_y = x^2", "unreadable/correct"),
    ("grad", "2xy, x^2", "unreadable"), ("grad", "2xy and x^2", "unreadable"), ("grad", "f_x = 2xy, f_z = x^2", "unreadable"),
    ("grad", "f_x = 2xy, f_yy = 0", "unreadable"), ("grad", "∇f = (f_x, f_y) = (2xy, x^2)", "correct"),
    ("grad", "f_x = 2u x, f_y = x^2 where u = y", "correct"), ("grad3", "f_x = yz\nf_y = xz\nf_z = xy", "correct"),
    ("grad3", "f_x = yz, f_y = xz and f_z = xy", "correct"), ("grad3", "f_x = yz, f_y = xz, f_z = xy", "correct"),
    ("grad3", "∂f/∂x = yz ; ∂f/∂y = xz ; ∂f/∂z = xy", "correct"), ("grad3", "f_x = yz, f_y = xz", "unreadable"),
    ("same", "f_x = f_y = 2(x+y)", "correct"), ("same", "f_x = 2x+2y, f_y = 2x+2y", "correct"),
    ("same", "2x+2y, 2x+2y", "unreadable/incorrect"), ("th", "∂f/∂θ_1 = 2θ_1 + 3θ_2, ∂f/∂θ_2 = 3θ_1", "correct"),
    ("th", r"\frac{\partial L}{\partial \theta_1} = 2\theta_1 + 3\theta_2, \frac{\partial L}{\partial \theta_2} = 3\theta_1", "correct"),
    ("th", r"f_{\theta_1} = 2\theta_1 + 3\theta_2; f_{\theta_2} = 3\theta_1", "correct"),
    ("th", "df/dtheta1 = 2theta1 + 3theta2, df/dtheta2 = 3 theta1", "correct"),
    ("jac", "∂f1/∂x = y, ∂f1/∂y = x, ∂f2/∂x = 1, ∂f2/∂y = 2y", "correct"),
    ("jac", "∂f_1/∂x = y, ∂f_2/∂x = 1, ∂f_1/∂y = x, ∂f_2/∂y = 2y", "correct"),
    ("jac", r"\frac{\partial f_1}{\partial x} = y, \frac{\partial f_1}{\partial y} = x, \frac{\partial f_2}{\partial x} = 1, \frac{\partial f_2}{\partial y} = 2y", "correct"),
    ("jac", "∂f1/∂x = y, ∂f1/∂y = x, ∂f2/∂x = 1", "unreadable"),
    ("jac", "∂u/∂x = y, ∂u/∂y = x, ∂v/∂x = 1, ∂v/∂y = 2y", "unreadable/correct"), ("jac", "∂f/∂x = [y; 1], ∂f/∂y = [x; 2y]", "correct"),
    ("hess", "f_xx = 6x y^2, f_xy = 6x^2 y, f_yx = 6x^2 y, f_yy = 2x^3", "correct"),
    ("hess", "f_xx = 6x y^2, f_xy = 6x^2 y, f_yy = 2x^3", "correct"),
    ("hess", "f_{xx} = 6x y^2; f_{yx} = 6x^2 y; f_{yy} = 2x^3", "correct"),
    ("hess", "∂²f/∂x² = 6x y^2, ∂²f/∂x∂y = 6x^2 y, ∂²f/∂y² = 2x^3", "correct"),
    ("hess", r"\frac{\partial^2 f}{\partial x^2} = 6x y^2, \frac{\partial^2 f}{\partial x \partial y} = 6x^2 y, \frac{\partial^2 f}{\partial y^2} = 2x^3", "correct"),
    ("hess", "f_x = 3x^2y^2, f_y = 2x^3 y, f_xx = 6x y^2, f_xy = 6x^2 y, f_yy = 2x^3", "correct"),
    ("hess", "f_xx = 6x y^2, f_xy = f_yx = 6x^2 y, f_yy = 2x^3", "correct"),
    ("hess", "f_xx = 6x y^2, f_xy = 5x^2 y, f_yy = 2x^3", "incorrect"), ("hess", "f_xx = 6x y^2, f_yy = 2x^3", "unreadable"),
    ("hess", "f_xx = 6x y^2, f_xy = 6x^2 y, f_yx = 3x^2 y, f_yy = 2x^3", "incorrect/unreadable"), ("part", "∂f/∂x = 2xy", "correct"),
    ("part", "∂f/∂x = 2xy, ∂f/∂y = x^2", "unreadable"), ("part", "f_x = 2xy; f_y = x^2", "unreadable/correct"),
    ("col", "f_1' = 2t, f_2' = 3t^2", "correct/unreadable"), ("col", "f_1'(t) = 2t\nf_2'(t) = 3t^2", "correct/unreadable"),
    ("intro-dot-gradient", "df/dx1=2x1, df/dx2=2x2", "correct"), ("intro-dot-gradient", "f_{x_1} = 2x_1, f_{x_2} = 2x_2", "correct"),
    ("intro-dot-gradient", "∂f/∂x₁ = 2x₁\n∂f/∂x₂ = 2x₂", "correct"),
    ("gradient-ex57", r"\frac{\partial f}{\partial x_1} = 2x_1x_2 + x_2^3 \quad\text{and}\quad \frac{\partial f}{\partial x_2} = x_1^2+3x_1x_2^2", "correct"),
    ("gradient-ex57", r"\frac{\partial f}{\partial x_1} = 2x_1x_2 + x_2^3 \quad\text{and}\quad \frac{\partial f}{\partial x_2} = x_1^2+x_1x_2^2", "incorrect"),
]

AROUND = [
    ("chain", "Answer: 8(2x+1)^3", "correct"), ("chain", "answer = 8(2x+1)^3", "correct"),
    ("chain", "The answer is 8(2x+1)^3.", "correct"), ("chain", "the final answer is: 8(2x+1)^3", "correct"),
    ("chain", "Solution: f'(x) = 8(2x+1)^3", "correct"), ("chain", "So f'(x) = 8(2x+1)^3", "correct"),
    ("chain", "so 8(2x+1)^3", "correct"), ("chain", "Thus, 8(2x+1)^3", "correct"), ("chain", "hence 8(2x+1)^3", "correct"),
    ("chain", "Therefore, the derivative is 8(2x+1)^3", "correct"), ("chain", "therefore: f'(x) = 8(2x+1)^3", "correct"),
    ("chain", "We get 8(2x+1)^3", "correct"), ("chain", "I got 8(2x+1)^3", "correct"),
    ("chain", "by the chain rule, 8(2x+1)^3", "correct"), ("chain", "By the chain rule we get f'(x) = 8(2x+1)^3", "correct"),
    ("chain", "using the chain rule: 8(2x+1)^3", "correct"), ("chain", "8(2x+1)^3 using the chain rule", "correct"),
    ("chain", "8(2x+1)^3, by the chain rule", "correct"), ("chain", "8(2x+1)^3 by chain rule.", "correct"),
    ("chain", "8(2x+1)^3 (by the chain rule)", "correct"), ("chain", "8(2x+1)^3 [chain rule]", "correct"),
    ("chain", "8(2x+1)^3 - chain rule", "correct"), ("chain", "f'(x) = 4(2x+1)^3 * 2 (chain rule) = 8(2x+1)^3", "correct"),
    ("chain", "f'(x) = 4(2x+1)^3 * 2\n= 8(2x+1)^3 (simplified)", "correct"), ("chain", "Antwort: 8(2x+1)^3", "correct"),
    ("chain", "Die Ableitung ist 8(2x+1)^3", "correct"), ("chain", "also 8(2x+1)^3", "correct"),
    ("chain", "Lösung: 8(2x+1)^3", "correct"), ("chain", "nach der Kettenregel: 8(2x+1)^3", "correct"),
    ("chain", "**Answer:** 8(2x+1)^3", "correct"), ("chain", "**8(2x+1)^3**", "correct"), ("chain", "__8(2x+1)^3__", "correct"),
    ("chain", "*8(2x+1)^3*", "correct"), ("chain", "`8(2x+1)^3`", "correct"), ("chain", "`8*(2*x+1)**3`", "correct"),
    ("chain", "```\n8*(2*x+1)**3\n```", "correct"), ("chain", "```python\n8*(2*x+1)**3\n```", "correct"),
    ("chain", "\"8(2x+1)^3\"", "correct"), ("chain", "$8(2x+1)^3$", "correct"), ("chain", r"$$\boxed{8(2x+1)^3}$$", "correct"),
    ("chain", r"\boxed{f'(x) = 8(2x+1)^3}", "correct"), ("chain", r"\[ f'(x) = 8(2x+1)^3 \]", "correct"),
    ("chain", r"\( 8(2x+1)^3 \)", "correct"), ("chain", r"8(2x+1)^{3}\tag{1}", "correct"),
    ("chain", r"f'(x) = 8(2x+1)^{3} \tag*{(2)}", "correct"),
    ("chain", r"\begin{equation} f'(x) = 8(2x+1)^3 \label{eq:1} \end{equation}", "correct"),
    ("chain", "8(2x+1)^3  # chain rule", "correct"), ("chain", "8(2x+1)^3 % chain rule", "correct"),
    ("chain", "8*(2*x+1)**3 // done", "correct"), ("chain", "8*(2*x+1)**3;  // done", "correct"), ("chain", "8(2x+1)^3 ✓", "correct"),
    ("chain", "8(2x+1)^3 ✔", "correct"), ("chain", "8(2x+1)^3;", "correct"), ("chain", "8(2x+1)^3 .", "correct"),
    ("chain", "8(2x+1)^3 ∎", "correct"), ("chain", "8(2x+1)^3 qed", "correct"), ("chain", "a) 8(2x+1)^3", "correct"),
    ("chain", "(a) 8(2x+1)^3", "correct"), ("chain", "1. 8(2x+1)^3", "correct"), ("chain", "1) 8(2x+1)^3", "correct"),
    ("chain", "2. 8(2x+1)^3", "correct"), ("chain", "2) 8(2x+1)^3", "correct"), ("chain", "(i) 8(2x+1)^3", "correct"),
    ("chain", "* 8(2x+1)^3", "correct"), ("chain", "• 8(2x+1)^3", "correct"), ("chain", "- f'(x) = 8(2x+1)^3", "correct"),
    ("chain", "8*np.power(2*x+1, 3)", "correct"), ("chain", "8*numpy.power(2*x+1, 3)", "correct"),
    ("chain", "8*math.pow(2*x+1,3)", "correct"), ("chain", "8*pow(2*x+1,3)", "correct"), ("chain", "8*sp.Pow(2*x+1, 3)", "correct"),
    ("chain", "8*torch.pow(2*x+1, 3)", "correct"), ("chain", "return 8*(2*x+1)**3", "correct"),
    ("chain", "lambda x: 8*(2*x+1)**3", "correct"), ("chain", "f = lambda x: 8*(2*x+1)**3", "correct"),
    ("chain", r"\text{Answer: } 8(2x+1)^3", "correct"), ("chain", r"8(2x+1)^3 \text{ by the chain rule}", "correct"),
    ("chain", r"\text{So } f'(x) = 8(2x+1)^3", "correct"), ("chain", "8(2x+1)^3 is the answer", "correct"),
    ("chain", "8(2x+1)^3 is my final answer.", "correct"), ("chain", "f'(x) is 8(2x+1)^3", "correct"),
    ("chain", "derivative: 8(2x+1)^3", "correct"), ("chain", "The derivative of f(x) = (2x+1)^4 is 8(2x+1)^3", "correct"),
    ("chain", "the derivative of f with respect to x is 8(2x+1)^3", "correct"),
    ("chain", "f'(x) = 2 * 4(2x+1)^3 which simplifies to 8(2x+1)^3", "correct"),
    ("chain", "f(x) = (2x+1)^4, so f'(x) = 8(2x+1)^3", "correct"), ("chain", "f(x) = (2x+1)^4 so f'(x) = 8(2x+1)^3", "correct"),
    ("chain", "Answer: 4(2x+1)^3", "incorrect"), ("chain", "4(2x+1)^3 by the chain rule", "incorrect"),
    ("chain", "**4(2x+1)^3**", "incorrect"), ("chain", "4(2x+1)^3 # chain rule", "incorrect"), ("chain", "(a) 4(2x+1)^3", "incorrect"),
    ("chain", "4*np.power(2*x+1, 3)", "incorrect"), ("chain", "not 8(2x+1)^3", "unreadable"),
    ("chain", "the answer is not 8(2x+1)^3", "unreadable"), ("chain", "half of 8(2x+1)^3", "unreadable"),
    ("chain", "the derivative of 8(2x+1)^3", "unreadable"), ("chain", "derivative of (2x+1)^4", "unreadable"),
    ("chain", "8 times (2x+1)^3", "correct"), ("chain", "8(2x+1)^3 or 4(2x+1)^3", "unreadable"),
    ("chain", "minus 8(2x+1)^3", "unreadable"), ("chain", "I think it should be 8(2x+1)^3", "unreadable"),
    ("chain", "8(2x+1)^3 plus a constant", "unreadable"), ("chain", "8(2x+1)^3 maybe", "unreadable"),
    ("chain", "either 8(2x+1)^3 or 0", "unreadable"), ("chain", "opposite of 8(2x+1)^3", "unreadable"),
    ("chain", "8(2x+1)^3 squared", "unreadable"), ("xab", "2abx + so", "correct"), ("xab", "so + 2abx", "correct"),
    ("xab", "(a) 8x", "incorrect/unreadable"), ("xab", "a) 2abx+so", "unreadable/incorrect"),
    ("gradient-ex57", "np.array([[2*x1*x2 + x2**3, x1**2 + 3*x1*x2**2]])", "correct"),
    ("gradient-ex57", "np.array([2*x1*x2 + x2**3, x1**2 + 3*x1*x2**2])", "correct"),
    ("gradient-ex57", "numpy.array([2*x1*x2 + x2**3, x1**2 + 3*x1*x2**2])", "correct"),
    ("gradient-ex57", "Matrix([[2*x1*x2 + x2**3, x1**2 + 3*x1*x2**2]])", "correct"),
    ("gradient-ex57", "sp.Matrix([[2*x1*x2 + x2**3, x1**2 + 3*x1*x2**2]])", "correct"),
    ("gradient-ex57", "c(2*x1*x2 + x2^3, x1^2 + 3*x1*x2^2)", "correct"),
    ("gradient-ex57", "matrix(c(2*x1*x2 + x2^3, x1^2 + 3*x1*x2^2), nrow=1)", "correct"),
    ("gradient-ex57", "torch.tensor([2*x1*x2 + x2**3, x1**2 + 3*x1*x2**2])", "correct"),
    ("gradient-ex57", "∇f = [2*x1*x2 + x2**3, x1**2 + 3*x1*x2**2]  # gradient", "correct"),
    ("gradient-ex57", "The gradient is [2x1x2 + x2^3, x1^2 + 3x1x2^2]", "correct"),
    ("gradient-ex57", "np.array([[2*x1*x2 + x2**3, x1**2 + x1*x2**2]])", "incorrect"), ("jac", "Matrix([[y, x], [1, 2*y]])", "correct"),
    ("jac", "matrix(c(y, 1, x, 2*y), nrow=2)", "correct"), ("jac", "matrix(c(y, x, 1, 2*y), nrow=2, byrow=TRUE)", "correct"),
    ("jac", "rbind(c(y, x), c(1, 2*y))", "correct"), ("jac", "matrix(c(y, x, x, 2*y), nrow=2, byrow=TRUE)", "incorrect"),
    ("chain-ex58", "np.sin(2*t) - 2*np.sin(t)", "correct"), ("chain-ex58", "math.sin(2*t) - 2*math.sin(t)", "correct"),
    ("chain-ex58", "sympy.sin(2*t) - 2*sympy.sin(t)", "correct"), ("lsq", "-2 * (y - Phi @ theta).T @ Phi", "correct"),
    ("lsq", "-2 * (y - np.dot(Phi, theta)).T @ Phi", "correct"), ("lsq", "-2 * (y - Phi.dot(theta)).T.dot(Phi)", "correct"),
    ("lsq", "-2 * t(y - Phi %*% theta) %*% Phi", "correct"), ("book-example-514", "a = x^2\nc = a + 1\n2x", "incorrect/unreadable"),
    ("chain-ex510", "a = cos t\nx1 = t a\n2x", "incorrect/unreadable"),
    ("gradient-x-plus-2y3", "(2x+4y^3  12xy^2+24y^5)", "correct/unreadable"),
    ("partial-x-plus-2y3-y", "12(x+2y^3)y^2\n12(x+2y^3)y^2", "correct"),
]

TOO_LARGE = [
    ("chain", "u = x x x x x x x x, v = u u u u u u u u, w = v v v v v v v v, z = w w w w w w w w; z z z z z", "unreadable"),
    ("chain", "u = x x x x x x x x\nv = u u u u u u u u\nw = v v v v v v v v\nz = w w w w w w w w\nz z z z z", "unreadable"),
]


@pytest.mark.parametrize(("name", "answer", "outcomes"), RELATIONS + PARTIALS + AROUND + TOO_LARGE)
def test_a_layout(name: str, answer: str, outcomes: str) -> None:
    found = marked(name, answer)
    assert found.verdict.outcome in outcomes.split("/"), found.verdict.messages
    assert found.verdict.outcome is not Outcome.UNREADABLE or found.verdict.messages[0].remedy
    for message in found.verdict.messages:
        assert message.span is None or 0 <= message.span[0] <= message.span[1] <= len(answer)


SAID = [
    ("grad", "f_x = 2xy", "∂f/∂y is missing", ""), ("hess", "f_xx = 6x y^2, f_yy = 2x^3", "∂²f/∂x∂y is missing", ""),
    ("sq", "2x, 3x", "there are several answers side by side", "2x, 3x"), ("grad", "2xy, x^2", "there are several expressions side by side", "2xy, x^2"),
    ("chain", "8(2x+1)^3\n4(2x+1)^3", "an earlier line is right and the last one is not: which one do you mean?", "8(2x+1)^3"),
    ("sq", "2\nx", "several lines are steps, not factors", "2\nx"), ("sq", "2x at x = 3", "'x = 3' asks for the value at a point", "x = 3"),
    ("abs", "1 for x > 0", "the answer is said to hold only under a condition", "x > 0"),
    ("sq", "2x as seen before", "the words 'as seen before' are no part of a formula", "as seen before"),
    ("chain-ex510", "2x1, x1 = t", "x1 means something else in this problem", "x1 = t"),
]


@pytest.mark.parametrize(("name", "answer", "said", "place"), SAID)
def test_what_is_in_doubt_is_said_with_its_place(name: str, answer: str, said: str, place: str) -> None:
    [message] = marked(name, answer).verdict.messages
    assert message.message == said
    assert not place or (message.span is not None and answer[slice(*message.span)] == place)


def test_a_diagnosis_is_about_the_entry_that_is_wrong() -> None:
    answer = "f_x = 2x+2y; f_y = 2x+3y"
    found = marked("book-ex515-gradient", answer)
    assert found.verdict.outcome is Outcome.INCORRECT
    assert all(item.span is None or item.span[0] >= answer.index("2x+3y") for item in found.diagnoses)


@pytest.mark.parametrize(("answer", "rules"), [
    ("4(2x+1)^3", ["inner-derivative"]), ("8(2x+1)^3 = 4(2x+1)^3", ["factor-lost"]), ("8(2x+1)^3 = 0", []), ("8(2x+1)^3 = -8(2x+1)^3", ["sign"]),
    ("4(2x+1)^3 = 4(2x+1)^3 + 0", ["inner-derivative"]),
])
def test_after_a_right_line_only_what_is_different_is_said(answer: str, rules: list[str]) -> None:
    assert [item.rule for item in shown(marked("chain", answer))] == rules


def test_a_condition_and_a_label_are_remarks_or_nothing() -> None:
    assert [item.code for item in marked("pow", "n x^(n-1) for n >= 1").verdict.messages] == ["read/condition"]
    assert marked("sq", "2x = f'(x)").verdict.messages == ()


# -- the closed list ----------------------------------------------------------------------------------------------------

LISTED = [example for group in (around.LINKS, around.ENDINGS) for examples in group.values() for example in examples]
LISTED += [*around.LABELS, *around.REASONS, *around.COMMENTS, *around.MARKUP, *around.COUNTED]


@pytest.mark.parametrize("example", LISTED)
def test_every_example_of_the_list_is_read(example: str) -> None:
    for formula in ("2x sin(x)", "x^2 + 1", "-x/2", "f'(x) = 2x"):
        reading = read(example.format(formula), Scope(("x",)))
        assert isinstance(reading, Reading), (formula, reading)
        alone = read(formula, Scope(("x",)))
        assert isinstance(alone, Reading)
        assert plain(reading.tree) == plain(alone.tree)


@pytest.mark.parametrize(("code", "meant"), around.CODE)
def test_every_example_of_code_is_read(code: str, meant: str) -> None:
    reading, other = read(code, Scope(("x",))), read(meant, Scope(("x",)))
    assert isinstance(reading, Reading), reading
    assert isinstance(other, Reading)
    assert plain(reading.tree) == plain(other.tree)


@pytest.mark.parametrize("word", ["so", "now", "also", "dann", "somit", "damit", "giving", "und", "mit", "for", "at", "by", "np"])
def test_a_declared_name_wins_over_every_word(word: str) -> None:
    for text in (f"{word} + 1", f"1 + {word}", f"f' = {word} + 1"):
        reading = read(text, Scope(tuple(sorted(set(word)))))
        assert isinstance(reading, Reading), reading
        assert "*".join(word) in plain(reading.tree).replace("^2", "")


# -- random layouts -----------------------------------------------------------------------------------------------------

FRONT = ["", "Answer: ", "so ", "the answer is ", "We get ", "By the chain rule, ", "a) ", "Lösung: ", "also ", "return ", "then "]
BEHIND = ["", " by the chain rule", " (product rule)", " ✓", ";", ".", "  # done", " % by the chain rule", " is the answer", ", as required"]
LEFT = ["", "= ", "y' = ", "result = "]
JUNK = ["foo bar", "as we saw", "not exactly", "I am sure", "minus something", "twice that", "or maybe", "without the constant", "up to sign"]


@cache
def answers() -> tuple[tuple[Problem, str, bool], ...]:
    """Problems of the bank with an answer in one line that is right, and wrong ones."""
    found = []
    for each in bank().problems:
        if kind_of(each.task).trees and not each.task.indices and not each.task.functions:
            found += [(each, text, True) for text in (each.scheme.truth, *each.scheme.accept) if text]
            found += [(each, item.answer, False) for item in each.scheme.wrong]
    return tuple((each, text, is_right) for each, text, is_right in found if "\n" not in text and "=" not in text and "if" not in text)


def dressed(text: str, draw: random.Random) -> str:
    text = draw.choice(LEFT) + text
    return draw.choice(FRONT) + text + draw.choice(BEHIND)


def test_words_around_change_no_outcome() -> None:
    draw = random.Random(8)
    for each, text, _ in draw.sample(answers(), 120):
        plainly, other = mark(each, text, SALT), mark(each, dressed(text, draw), SALT)
        assert (other.verdict.outcome, other.read_as) == (plainly.verdict.outcome, plainly.read_as), other.answer


def test_a_wrong_answer_stays_wrong_in_every_layout() -> None:
    draw = random.Random(9)
    wrong = [item for item in answers() if not item[2]]
    for each, text, _ in draw.sample(wrong, 60):
        assert mark(each, text, SALT).verdict.outcome is not Outcome.CORRECT
        for layout in ("{0}\n{0}", "{0}, {0}", "{0} and {0}", "({0}) + q where q = 0", "q where q = {0}", "q = {0}\nq", "{0}\n= {0}"):
            found = mark(each, dressed(layout.format(text), draw) if "\n" not in layout else layout.format(text), SALT)
            assert found.verdict.outcome is not Outcome.CORRECT, found.answer


def test_a_right_answer_is_never_wrong_in_any_layout() -> None:
    draw = random.Random(10)
    right = [item for item in answers() if item[2]]
    for each, text, _ in draw.sample(right, 60):
        if mark(each, text, SALT).verdict.outcome is not Outcome.CORRECT:
            continue
        for layout in ("{0}\n{0}", "{0}; {0}", "q where q = {0}", "q = {0}\nq", "y' = {0} = y'", "7\n{0}", "{0}\n7", "{0}, 7", "{0} and 7"):
            found = mark(each, layout.format(text), SALT)
            assert found.verdict.outcome is not Outcome.INCORRECT, found.answer


def test_words_that_are_not_listed_stay_unreadable() -> None:
    draw = random.Random(11)
    right = [item for item in answers() if item[2]]
    for each, text, _ in draw.sample(right, 60):
        junk = draw.choice(JUNK)
        for answer in (f"{junk} {text}", f"{text} {junk}", f"the answer is {junk} {text}"):
            assert mark(each, answer, SALT).verdict.outcome is Outcome.UNREADABLE, answer


def test_partial_derivatives_one_by_one_are_the_row() -> None:
    draw, tried = random.Random(12), 0
    forms = ["∂f/∂{} = {}", "f_{{{}}} = {}", "df/d{} = {}", r"\frac{{\partial f}}{{\partial {}}} = {}", "D_{} f = {}"]
    for each in bank().problems:
        if not each.task.wrt_is_list or each.task.asked != "derivative" or len(each.task.wrt) < 2:
            continue
        for text in (each.scheme.truth, *each.scheme.accept):
            inner = text.strip()[1:-1]
            entries = [entry.strip() for entry in inner.split(",")]
            is_row = text.strip()[:1] == "[" and len(entries) == len(each.task.wrt) and not set(inner) & set("[];")
            if not is_row or mark(each, text, SALT).verdict.outcome is not Outcome.CORRECT:
                continue
            named = [draw.choice(forms).format(name, entry) for name, entry in zip(each.task.wrt, entries, strict=True)]
            draw.shuffle(named)
            found = mark(each, draw.choice([", ", "; ", "\n", " and ", r" \quad "]).join(named), SALT)
            assert found.verdict.outcome is Outcome.CORRECT, (found.answer, found.verdict.messages)
            assert mark(each, named[0], SALT).verdict.outcome is Outcome.UNREADABLE
            tried += 1
    assert tried >= 5


def test_what_is_printed_is_read_again() -> None:
    for each, text, _ in answers()[::9]:
        found = mark(each, text, SALT)
        again = mark(each, found.read_as, SALT) if found.read_as else found
        assert again.read_as == found.read_as
