"""Trees and texts as LaTeX: what is written reads back, braces are balanced, and nothing of an author's is a command but what can be set."""

from __future__ import annotations

import re

import pytest

from grader.bank import load_bank
from grader.kinds import kind_of, scope_of, truth_of
from grader.marking import mark
from grader.model import Bank, Diagnostic, Outcome, Task, Variable
from grader.places import place
from grader.report import problem_sheet
from grader.syntax import read
from grader.texts import escaped, latex_blocks, tex_of

TASK = Task("p", (Variable("x"),), wrt=("x",))


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(place("problem_bank"))[0]


def test_the_truths_of_the_bank_are_right_in_tex(bank: Bank) -> None:
    """Every derived truth, printed as TeX, reads back and is judged correct."""
    wrong, seen = [], 0
    for problem in (each for family in bank.problems for each in (family.variants or (family,))):
        tree = truth_of(problem).tree if kind_of(problem.task).trees else None
        if tree is None:
            continue
        seen += 1
        tex = tex_of(tree)
        if isinstance(read(tex, scope_of(problem.task)), Diagnostic) or mark(problem, tex, "s", explained=False).verdict.outcome is not Outcome.CORRECT:
            wrong.append((problem.id, tex))
    assert wrong == []
    assert seen > 50


@pytest.mark.parametrize(("text", "latex"), [
    ("50% of $x$ & more_", r"50\% of \(x\) \& more\_"), ("*a* **b** `c_d`", r"\emph{a} \textbf{b} \texttt{c\_d}"),
    ("x_1^2 <= theta", r"x\textsubscript{1}\textsuperscript{2} \ensuremath{\le} \ensuremath{\theta}"),
    ("- a\n- b", "\\begin{itemize}\n\\item a\n\\item b\n\\end{itemize}"), ("One.\n\nTwo.", "One.\n\nTwo."),
    (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"), (r"$\input{x}$", r"\texttt{\textbackslash{}input\{x\}}"),
    (r"$\write18{rm}$", r"\texttt{\textbackslash{}write18\{rm\}}"), ("$x % y$ z", "\\(x % y\n\\) z"), ("$$\nx\n$$\n\ny", "\\[x\\]\ny"),
    (r"$^^5cinput$", r"\texttt{\textasciicircum{}\textasciicircum{}5cinput}"), (r"$\text{\input{x}}$", r"\texttt{\textbackslash{}text\{\textbackslash{}input\{x\}\}}"),
    (r"$$\begin{align*}a&=b\end{align*}$$", r"\[\begin{aligned}a&=b\end{aligned}\]"), (r"$\begin{equation}a\end{equation}$", r"\(a\)"),
    (r"$\begin{cases}a&b\end{cases}$", r"\(\begin{cases}a&b\end{cases}\)"),
    (r"\end{document}", r"\textbackslash{}end\{document\}"), ("by {@wrt@}, $a = {@wrt@}$", r"by \(x\), \(a = {x}\)"),
])
def test_a_text_as_latex(text: str, latex: str) -> None:
    assert latex_blocks(text, TASK) == latex


def test_the_sheet_of_the_bank_is_latex(bank: Bank) -> None:
    """A re-reader: braces and environments are balanced, every problem is there, and no special character stands alone."""
    tex = problem_sheet(bank, "Homework 3 & more", "practice").tex
    body = tex[tex.index(r"\begin{document}"):]
    assert r"Homework 3 \& more" in body
    assert re.findall(r"\\asked\{(\d+)\}", body) == [str(number) for number in range(1, len(bank.problems) + 1)]
    bare = re.sub(r"\\[\\{}$%#&_^~]", "", body)
    assert bare.count("{") == bare.count("}")
    opened = []
    for word, name in re.findall(r"\\(begin|end)\{(\w+)\}", body):
        if word == "begin":
            opened.append(name)
        else:
            assert opened.pop() == name
    assert opened == []
    outside = re.sub(r"\\\(.*?\\\)|\\\[.*?\\\]|\\ensuremath\{.*?\}", "", bare, flags=re.DOTALL)
    assert re.findall(r"[$#&^]", outside) == []
    assert all(ord(sign) < 0x250 or sign in "‐–" for sign in outside), {sign for sign in outside if ord(sign) >= 0x250}


def test_letters_and_signs_that_fonts_of_text_lack_are_formulas() -> None:
    assert escaped("θ ≤ Ω, ä") == r"\ensuremath{\theta} \ensuremath{\le} \ensuremath{\Omega}, ä"
