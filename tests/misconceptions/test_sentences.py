"""Wrong answers that no bank lists, each with what is said of it first; every sentence was read, one by one.

The reading was about four questions: is it true, is it about what stands in the answer, is the right part underlined, and is it the most
plausible cause?  A false one was mended at its rule.  ``-`` is an answer for which nothing is said.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bank_cases import SALT, bank
from made import varied

from grader import misconceptions
from grader.marking import mark
from grader.misconceptions.worked import task_of
from grader.model import Outcome, Problem

FIRST: dict[str, str] = {
    "norm-squared-gradient": """
product-one-term | x
denominator-extra | 2x^T/||x||
- | x^T+x
constant-factor | 4x^T
""",
    "chain-2x-plus-1": """
factors-added | 4(2x+1)^3+2
factor-lost | (2x+1)^3
exponent-not-reduced | 8(2x+1)^4
factor-lost | 8(x+1)^3
integrated | (2x+1)^5/5
outer-at-variable | 32x^3
outer-at-variable | 4(2x)^3
exponent-missing | 8(2x+1)
- | 24(2x+1)^2
""",
    "power-rule": """
exponent-missing | n x
power-rule-mixed-up | (n-1)x^n
exponent-not-brought-down | x^(n-1)
- | n^x
constant-added | n x^(n-1)+1
integrated | x^(n+1)/(n+1)
- | n log(x)
sign | -n x^(n-1)
""",
    "rule-chain": """
factors-added | g'(f(x)) + f'(x)
function-of-derivative | g(f'(x))
outer-at-variable | g'(x)f'(x)
chain-and-product-exchanged | f'(g(x))g'(x)
prime-wrong | g'(f(x))f''(x)
""",
    "rule-quotient": """
quotient-divided | f'(x)/g'(x)
quotient-plus | (f'(x)g(x)+f(x)g'(x))/g(x)^2
quotient-denominator-missing | f'(x)g(x)-f(x)g'(x)
factor-lost | (f'(x) - f(x)g'(x))/g(x)^2
""",
    "rule-product": """
product-as-sum | f'(x)+g'(x)
product-one-term | f'(x)g(x)
product-multiplied | f'(x)g'(x)
terms-multiplied | f'(x)g(x) f(x)g'(x)
""",
    "chain-ex58": """
term-lost | 2sin(t)cos(t)
inner-derivative | 2cos(t)+2sin(t)
inner-derivative | 2sin(t)-2sin(t)
function-of-derivative | cos(t)^2-2sin(t)
sine-cosine-sign | 2sin(t)(cos(t)+1)
function-exchanged | sin(2t)-2cos(t)
""",
    "gradient-ex57": """
term-lost | [2x1 x2, 3x1 x2^2]
coefficient-lost | [2x1+x2^3, x1^2+3x2^2]
entries-exchanged | [x1^2+3x1x2^2, 2x1x2+x2^3]
entries-collapsed | 2x1x2+x2^3+x1^2+3x1x2^2
exponent-not-brought-down | [2x1x2+x2^3, x1^2+x1x2^2]
""",
    "gradient-x-plus-2y3": """
inner-derivative | [2(x+2y^3), 2(x+2y^3)]
coefficient-wrong | [2x+2y^3, 12(x+2y^3)y^2]
coefficient-lost | [2(x+2y^3), 6(x+2y^3)y^2]
freshmans-dream | [2x, 24y^5]
exponent-not-brought-down | [x+2y^3, 6y^2(x+2y^3)]
""",
    "partial-ex57-x1": """
- | 2x1x2+3x1x2^2
term-lost | 2x1x2
factor-lost | 2x2+x2^3
other-variables-differentiated | 2x1+3x2^2
""",
    "chain-ex510-inner": """
factor-lost | [cos(t)-sin(t); sin(t)+cos(t)]
product-multiplied | [-sin(t); cos(t)]
product-one-term | [-t sin(t); t cos(t)]
sine-cosine-sign | [cos(t)+t sin(t); sin(t)-t cos(t)]
""",
    "chain-ex510-outer": """
inner-derivative | [exp(x1 x2^2), exp(x1 x2^2)]
outer-derivative-lost | [x2^2, 2x1x2]
exponent-not-brought-down | [exp(x1x2^2)x2^2, exp(x1x2^2)x1x2]
not-differentiated | exp(x1x2^2)
function-copied | [x2^2 exp(x1x2^2), x1 x2^2 exp(x1x2^2)]
""",
    "chain-ex510": """
inner-derivative | exp(x1 x2^2)
- | exp(x1x2^2)(x2^2+2x1x2)
- | x2^2(cos(t)-t sin(t))
exponent-not-brought-down | exp(x1x2^2)(x2^2(cos(t)-t sin(t))+x1x2(sin(t)+t cos(t)))
""",
    "jacobian-arrangement": """
entry-dropped | [2x1x2, x1^2; 5, cos(x2); x2, 0]
coefficient-lost | [2x1, x1^2; 5, cos(x2); x2, x1]
variable-not-differentiated | [2x1x2, x1^2; 5x1, cos(x2); x2, x1]
""",
    "jacobian-linear-map": """
- | x
not-differentiated | A x
- | A^T A
not-differentiated | x^T A^T
- | A A^T
""",
    "least-squares-gradient": """
inner-sign | 2 e^T Phi
factor-lost | -2 e^T
inner-derivative | 2(y - Phi theta)
exponent-not-brought-down | -e^T Phi
- | -2 (y^T - theta^T) Phi
term-lost | 2 theta^T Phi^T Phi
term-lost | -2 y^T Phi
""",
    "least-squares-outer": """
inner-derivative | 2||e||
exponent-not-brought-down | e^T
- | 1
""",
    "extra-bXTXc": """
product-one-term | X b c^T
numbers-only | 2 X b c^T
product-one-term | X c b^T
product-minus | X (b c^T - c b^T)
- | b c^T X
""",
    "extra-logdet": """
inner-derivative | 1/det(X)
determinant-factor-missing | X^{-1}/det(X)
trace-lost | tr(X^{-1})
- | det(X)
sign | -X^{-T}
""",
    "extra-norm": """
norm-and-square | 2x^T
norm-and-square | x/||x||^2
not-differentiated | ||x||
exponent-off | x^T/||x||^3
factor-lost | 1/||x||
multiplied-instead | x^T ||x||
""",
    "extra-trAXB": """
- | A B
- | A^T B
- | B^T A^T
- | A^T + B^T
- | tr(A B)
""",
    "extra-trX2": """
factor-lost | X^T
trace-lost | 2 tr(X)
variable-kept | X X^T
variable-kept | 2 X^T X
""",
    "extra-xxT": """
delta-missing | x_j
product-one-term | delta(i,k) x_j
delta-missing | 2 x_i
numbers-only | x_i + x_j
- | delta(i,j) x_k
""",
    "identity-aTXb": """
- | a^T b
- | a + b
- | a b
- | a b^T X
constant-factor | 2 a b^T
""",
    "identity-aTXinvb": """
inverse-sign | X^{-T} a b^T X^{-T}
inverse-transposed | -X^{-1} a b^T X^{-1}
numbers-only | -X^{-2} a b^T
inverse-one-missing | -a b^T X^{-T}
inverse-transposed | -X^{-T} b a^T X^{-T}
""",
    "identity-det-gradient": """
determinant-factor-missing | X^{-T}
inverse-lost | det(X) X
not-differentiated | det(X)
- | tr(X^{-1})
exponent-off | det(X)^2 X^{-T}
- | 1
""",
    "identity-inverse": """
inverse-like-a-number | -F^{-2} dF
inverse-sign | F^{-1} dF F^{-1}
inverse-one-missing | -dF F^{-1}
inverse-one-missing | -F^{-1} dF
inverse-one-missing | F^{-1} dF
inverse-transposed | -F^{-1} dF^T F^{-1}
inverse-one-missing | dF^{-1}
""",
    "identity-det": """
determinant-of-derivative | det(dF)
determinant-factor-missing | tr(F^{-1} dF)
inverse-lost | det(F) tr(F dF)
- | det(F) F^{-1} dF
exponent-off | det(F)^2 tr(F^{-1} dF)
""",
    "identity-trace": """
- | tr(dF) + F
- | dF^T
constant-factor | 2 tr(dF)
variable-kept | tr(F dF)
""",
    "identity-trace-gradient": """
- | N
variable-kept | X
delta-missing | 1
constant-factor | 2I
""",
    "identity-weighted-ls": """
- | -2 W A (x - A s)
inner-sign | 2(x - A s)^T W A
product-one-term | -(x-A s)^T W A
coefficient-lost | -2 (x - A s)^T A
factor-lost | -2(x-A s)^T W
- | -2 (x - A s)^T A W
""",
    "identity-xTBx": """
symmetric-only | 2 x^T B
product-one-term | x^T B
symmetric-only | 2 B x
product-one-term | x^T B^T
product-minus | x^T (B - B^T)
differentiated-twice | B + B^T
constant-factor | 2 x^T (B + B^T)
""",
    "book-example-514": """
inner-derivative | (1/(2sqrt(c)) - sin(c))(2x+exp(x^2))
inner-derivative | 1/(2sqrt(c)) - sin(c)
sine-cosine-sign | 2x(1/(2sqrt(c)) + sin(c))(1+exp(x^2))
- | 2x(1/(2 sqrt(c)) - sin(c))(1 + exp(2x))
""",
    "book-ex515-hessian": """
function-copied | [2, 2; 2, 3y^2]
mixed-derivatives-missing | [2, 0; 0, 6y]
mixed-derivatives-missing | [2, 6y]
factor-lost | [2,2;2,6]
""",
    "book-ex51": """
product-one-term | 4/x sin(x^3)
product-multiplied | (4/x) 3x^2 cos(x^3)
- | 12/x^4*x^3 sin(x^3) + log(x^4) cos(x^3)
inner-derivative | (1/x^4) sin(x^3)+3x^2 log(x^4) cos(x^3)
inner-derivative | (4/x) sin(x^3) + log(x^4) cos(x^3)
product-minus | 4/x sin(x^3) - 12x^2 log(x) cos(x^3)
""",
    "book-ex52": """
inner-derivative | -exp(-x)/(1+exp(-x))^2
outer-derivative-lost | 1/(1+exp(-x))^2
quotient-denominator-missing | exp(-x)
quotient-not-squared | exp(-x)/(1+exp(-x))
quotient-not-squared | 1/exp(-x)
integrated | log(1+exp(-x))
""",
    "book-ex53": """
inner-derivative | exp(-(x-mu)^2/(2 sigma^2))
outer-derivative-lost | -(x-mu)/sigma^2
inner-sign | (x-mu)/sigma^2 exp(-(x-mu)^2/(2 sigma^2))
factor-lost | -2(x-mu)/sigma^2 exp(-(x-mu)^2/(2 sigma^2))
outer-at-variable | -x/sigma^2 exp(-(x-mu)^2/(2 sigma^2))
""",
    "book-ex55a": """
coefficient-lost | [cos(x1), -sin(x2)]
sine-cosine-sign | [cos(x1)cos(x2), sin(x1)sin(x2)]
other-variables-differentiated | [-cos(x1)sin(x2), -cos(x1)sin(x2)]
entries-collapsed | cos(x1)cos(x2) - sin(x1)sin(x2)
""",
    "book-ex56a": """
inner-derivative | cos(log(t^T t))
inner-derivative | cos(log(t^T t))/(t^T t)
log-of-derivative | 2t^T cos(log(t^T t))
- | cos(2t^T)/(t^T t)
""",
    "book-ex57a": """
inner-derivative | 1/(1+x^T x)
exponent-off | 2x/(1+x^T x)^2
log-of-derivative | 2x^T
freshmans-dream | 2x^T/(x^T x)
product-one-term | x^T/(1+x^T x)
""",
    "book-ex57b": """
inner-derivative | cos(A x + b)
inner-derivative | diag(cos(A x+b))
- | A diag(cos(A x+b))
sine-cosine-sign | -diag(cos(A x + b)) A
outer-not-differentiated | diag(sin(A x+b)) A
""",
    "book-ex58a": """
symmetric-only | -exp(-1/2 y^T S^{-1} y) y^T S^{-1}
inner-derivative | exp(-1/2 y^T S^{-1} y)
- | -y^T S^{-1}
outer-derivative-lost | -1/2 y^T (S^{-1} + S^{-T})
""",
    "book-ex58b": """
product-one-term | x^T
- | 2x^T + 2sigma
- | 2 tr(x)
""",
    "book-ex58c": """
activation-derivative | A
outer-not-differentiated | diag(tanh(A x+b)) A
inner-derivative | diag(1-tanh(A x+b)^2)
exponent-missing | diag(1 - tanh(A x + b)) A
- | (1-tanh(A x+b)^2) A
sign-of-a-term | diag(1 + tanh(A x + b)^2) A
""",
    "practice-least-squares-steps": """
term-lost | -2e^T Phi
exponent-not-brought-down | -2e^T Phi + lambda theta^T
inner-sign | 2e^T Phi + 2lambda theta^T
sign-of-a-term | -2 e^T Phi - 2lambda theta^T
coefficient-lost | -2e^T Phi + 2theta^T
""",
    "difference-quotient-square": """
term-lost | 2x
exponent-off | 2x+h^2
denominator-lost | 2x h + h^2
factor-lost | x + h
sign-of-a-term | 2x - h
""",
    "intro-dot-gradient": """
exponent-not-brought-down | [2x1, x2]
entries-collapsed | 2x1 + 2x2
exponent-not-brought-down | [x1, x2]
differentiated-twice | [2, 2]
""",
    "partial-of-vector-function": """
coefficient-lost | [2x1; 5]
other-variables-differentiated | [2x1x2; 5+cos(x2)]
wrong-variable | [x1^2; cos(x2)]
variable-not-differentiated | [2x1 x2; 5x1]
""",
    "chain-two-paths": """
path-forgotten | fx1 x1t
paths-crossed | fx1 + fx2
paths-crossed | fx1 x2t + fx2 x1t
sign-of-a-term | fx1 x1t - fx2 x2t
- | x1t + x2t
""",
    "dfdA-row": """
wrong-variable | a^T
not-differentiated | a^T x
factor-lost | 1
constant-factor | 2x^T
""",
    "K-entry": """
index-wrong | sum(m, R[m,p] R[m,p])
- | sum(m, R[p,m] R[q,m])
- | R[m,p] R[m,q]
""",
    "extra-logistic-grad": """
product-one-term | diag(p)
quotient-plus | diag(p) + p p^T
not-differentiated | p
- | diag(p) - p
- | diag(p) (I - p)
product-one-term | p_i delta(i,j)
""",
    "partial-x-plus-2y3-y": """
inner-derivative | 2(x+2y^3)
outer-derivative-lost | 6y^2
factor-lost | 12(x+2y^3)
power-factor-lost | 12 y^2
constant-not-dropped | 2(x+2y^3)(1+6y^2)
exponent-off | 12(x+2y^2)y^2
""",
    "book-change-of-variables": """
entry-dropped | [-2, 1; 1, 0]
inner-sign | [2, 1; 1, 1]
variable-not-differentiated | [-2x1, x2; x1, x2]
determinant-instead | -3
""",
    "practice-chain-in-parts.inner": """
term-lost | 2x
function-copied | x^2+3
variable-not-differentiated | 2x+3x
integrated | x^3/3+3x^2/2
coefficient-lost | 2x+1
""",
    "identity-transpose": """
transpose | dF
not-differentiated | F^T
transpose | I
sign | -dF^T
""",
    "extra-hessian-quadratic": """
symmetric-only | 2B
term-lost | B
differentiated-once | x^T(B+B^T)
term-lost | B^T
constant-factor | 2(B+B^T)
""",
    "identity-aTx": """
wrong-variable | x^T
- | 1
not-differentiated | a^T x
constant-factor | 2a^T
""",
    "book-taylor-sincos": """
coefficient-wrong | 1+x-x^2/2-x^3/3+x^4/4+x^5/5
term-lost | 1+x
term-lost | x - x^3/6 + x^5/120
""",
}
"""By problem: the rule that is named first, and the answer."""

ROWS = [(problem, *line.split(" | ", 1)) for problem, lines in FIRST.items() for line in lines.strip().splitlines()]


def test_there_are_enough() -> None:
    assert len(ROWS) >= 120
    assert len(FIRST) >= 50
    assert len([rule for _, rule, _ in ROWS if rule != "-"]) >= 60


@pytest.mark.parametrize("problem", FIRST)
def test_what_is_said_first(problem: str) -> None:
    """By the rules alone, as if the author had listed nothing."""
    asked = bank().get(problem)
    assert asked is not None
    found = []
    for name, rule, answer in ROWS:
        if name == problem:
            made = mark(varied(asked, wrong=()), answer, SALT)
            assert made.verdict.outcome is Outcome.INCORRECT, answer
            first = made.diagnoses[0].rule if made.diagnoses else "-"
            found += [(answer, first, rule)] if first != rule else []
    assert found == []


VISIBLE = [
    ("intro-dot-coordinates", "x1^4 + x2^2", "exponent-off", "x1^4"),
    ("intro-dot-coordinates", "x1*x1 + x2*x2*x2", "factor-extra", "x2*x2*x2"),
    ("partial-x-plus-2y3-x", "(2(x + 2y^3*y^3))*1", "factor-extra", "2y^3*y^3"),
    ("partial-x-plus-2y3-x", "2x + 2(2y)", "exponent-missing", "y"),
    ("rule-quotient", "(f'(x)*g(x) - f(x)*g'(x))/g(x)^4", "exponent-off", "g(x)^4"),
    ("rule-quotient", "(g(x) - (2f(x) - f(x))*g'(x))/g(x)^2", "factor-lost", "g(x)"),
    ("rule-chain", "g'(-f(x))*f'(x)", "minus-sign", "g'(-f(x))"),
    ("rule-chain", "g'(f(-x))*f'(x)", "minus-sign", "f(-x)"),
    ("book-ex53", "(mu - x)/sigma^2*e^(-(-mu)^2/(2(sigma*sigma)))", "term-lost", "-mu"),
    ("identity-inverse-tensor", "((-X·E_{i,j}·Y)^T)^T", "inverse-lost", "X"),
]
"""A right answer in another writing, with one slip: what is said is about the slip as it stands there, and what is underlined has it."""


@pytest.mark.parametrize(("problem", "answer", "rule", "part"), VISIBLE)
def test_what_is_said_of_another_writing_can_be_seen_there(problem: str, answer: str, rule: str, part: str) -> None:
    asked = bank().get(problem)
    assert asked is not None
    first = mark(varied(asked, wrong=()), answer, SALT).diagnoses[0]
    assert first.span is not None
    assert (first.rule, answer[slice(*first.span)]) == (rule, part)


def test_a_sentence_is_made_in_one_place() -> None:
    room = Path(misconceptions.__file__).parent
    assert [path.name for path in room.rglob("*.py") if "Diagnosis(" in path.read_text("utf-8")] == ["words.py"]


def test_what_leaves_out_nothing_explains_nothing() -> None:
    """A right form without its inverses or transposes is no mistake where it has none, though it is wrong for a symmetric matrix."""
    example = misconceptions.Example("S a", "S", "", "S: {shape: [N, N], kind: sym}, a: [N]", symmetric="gradient")
    found = mark(Problem(task_of(example)), "kron(a^T, I_N)", SALT)
    assert [each.rule for each in found.diagnoses] == ["symmetry-forgotten"]
