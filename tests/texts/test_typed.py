"""Sentences of authors as they are set: scripts, letters, signs, sizes; nothing becomes markup."""

from __future__ import annotations

import re
from html import unescape

import pytest

from grader.bank import load_bank
from grader.places import place
from grader.texts import prose


@pytest.mark.parametrize(("text", "markup"), [
    ("x_1^2 in R^{M x N}", "x<sub>1</sub><sup>2</sup> in R<sup>M × N</sup>"), ("a^T X^{-1} b", "a<sup>T</sup> X<sup>−1</sup> b"),
    ("(2x + 1)^4, R_ij", "(2x + 1)<sup>4</sup>, R<sub>ij</sub>"), ("e^(-x)", "e<sup>−x</sup>"),
    ("f^(4), x^(n-1)", "f<sup>(4)</sup>, x<sup>n-1</sup>"), ("x_(1)", "x_(1)"),
    ("e^(f(x))", "e^(f(x))"), ("snake_case_name", "snake_case_name"),
    ("<b>_i</b>", "&lt;b&gt;_i&lt;/b&gt;"), ("x^{<i>}", "x<sup>&lt;i&gt;</sup>"),
    ("∂^2f/∂x_i∂x_j, d^2f/dx^2", "∂<sup>2</sup>f/∂x<sub>i</sub>∂x<sub>j</sub>, d<sup>2</sup>f/dx<sup>2</sup>"),
    ("L = ||y - Phi theta||^2, dL/dtheta", "L = ‖y − Φ θ‖<sup>2</sup>, dL/dθ"),
    ("theta_0, theta2 and thetas, mus", "θ<sub>0</sub>, θ2 and thetas, mus"),
    ("the Kronecker delta, for example delta(j,p); delta x", "the Kronecker delta, for example delta(j,p); δ x"),
    ("f: R^n -> R^m, x >= 0, y != 1", "f: R<sup>n</sup> → R<sup>m</sup>, x ≥ 0, y ≠ 1"),
    ("a 1 x n row; M x (M x N); (2 x 3) x (4 x 5); rows x columns", "a 1 × n row; M × (M × N); (2 × 3) × (4 × 5); rows × columns"),
    ("x x^T, 2 x y, sin x cos x, R^D x E", "x x<sup>T</sup>, 2 x y, sin x cos x, R<sup>D</sup> x E"),
    ("-2 x_1 - x_2, exp(-z/2), k-th, two-step, 5.1-5.3", "−2 x<sub>1</sub> − x<sub>2</sub>, exp(−z/2), k-th, two-step, 5.1-5.3"),
])
def test_formulas_in_sentences_are_set(text: str, markup: str) -> None:
    assert prose(text) == markup


def test_no_word_of_the_bank_is_lost() -> None:
    """Every letter and figure of every statement stands on the page in its order; only names of letters and signs changed."""
    greek = re.compile(r"theta|Phi|phi|sigma|lambda|mu|delta")
    for problem in load_bank(place("problem_bank"))[0].problems:
        for text in (problem.shown.title, problem.shown.statement, *problem.shown.hints):
            shown = unescape(re.sub(r"</?(?:sub|sup)>", "", str(prose(text))))
            left, right = ("".join(re.findall(r"[^\W_]", greek.sub("", each))).replace("x", "") for each in (text, re.sub("[θΦφσλμδ]", "", shown)))
            assert left == right, problem.id
