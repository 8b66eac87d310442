"""A diagnosis is a claim and is checked like a verdict: over the domain, over sizes, and against what stands in the answer."""

from __future__ import annotations

import pytest
from bank_cases import bank_of

from grader.engine.ladder import corners
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import Finding
from grader.engine.program.budget import MOST_WORK, Budget
from grader.marking import mark
from grader.model import Diagnosis, Outcome

SALTS = [str(number) for number in range(12)]


def said(fields: str, answer: str, salt: str = "salt") -> tuple[Diagnosis, ...]:
    """What is said about a wrong answer to a problem with these fields."""
    [problem] = bank_of(f"{{id: claim, {fields}}}").problems
    made = mark(problem, answer, salt)
    assert made.verdict.outcome is Outcome.INCORRECT, (answer, made.verdict)
    return made.diagnoses


SQUARE = 'vars: {x: real}, f: "x^2", wrt: x'

CREDITED = 'vars: {x: real}, f: "x^2", wrt: x, partial: {misconceptions: 1/2}'


@pytest.mark.parametrize(("answer", "slug"), [
    ("x", "exponent-not-brought-down"), ("x + |x - 2.99| - |x - 2.99|", "exponent-not-brought-down"), ("x^2/x", "exponent-not-brought-down"),
    ("exp(log(x))", ""), ("sqrt(x)^2", ""), ("sqrt(x^2)", ""), ("|x|", ""), ("x + |x - 2.99| + x - 2.99", ""), ("x + |x + 2.9999| - x - 2.9999", ""),
    ("-2x", "sign"), ("-2exp(log(x))", ""), ("-2|x|", ""), ("2x + 7", "constant-added"), ("2exp(log(x)) + 7", ""), ("2|x| + 7", ""),
    ("6x", "constant-factor"), ("6sqrt(x^2)", ""), ("5x^3", "variable-factor"), ("5x^2 |x|", ""),
])
def test_a_claim_holds_over_the_domain(answer: str, slug: str) -> None:
    """Under every salt the same is said; what holds in a part of the domain is not said."""
    for salt in SALTS:
        found = {item.rule for item in said(SQUARE, answer, salt)}
        assert slug in found if slug else not found & {"exponent-not-brought-down", "sign", "constant-added", "constant-factor", "variable-factor"}


@pytest.mark.parametrize(("fields", "answer"), [
    ("vars: {A: [N, N], t: real}, f: det(t A), asked: value", "|t|^N det(A)"),
    ("vars: {A: [N, N], t: real}, f: det(t A), asked: value", "(t^2)^(N/2) det(A)"),
    ("vars: {'x': [N], t: real}, f: t^N x^T x, wrt: 'x'", "2|t|^N x^T"), ("vars: {X: [N, M], t: real, b: [M]}, f: t^M X b, wrt: b", "|t|^M X"),
])
def test_a_claim_holds_for_negative_numbers_at_odd_sizes(fields: str, answer: str) -> None:
    for salt in SALTS[:4]:
        assert {item.rule for item in said(fields, answer, salt)} <= {"function-extra"}


def test_what_a_prediction_does_where_it_branches_counts() -> None:
    """sqrt(x^2 + 1) taken term by term has the derivative x/|x|, not one."""
    fields = 'vars: {x: real}, f: "sqrt(x^2 + 1)", wrt: x'
    for salt in SALTS:
        assert "freshmans-dream" in [item.rule for item in said(fields, "x/|x|", salt)]
        assert "freshmans-dream" not in [item.rule for item in said(fields, "1", salt)]


@pytest.mark.parametrize(("fields", "answer"), [
    ('vars: {x: real}, f: "exp(-x^2/2)", asked: value', "exp(-x^2)/2"), ('vars: {x: real}, f: "sin(x)/2", asked: value', "sin x"),
    ('vars: {x: real}, f: "x/7", asked: value', "x"), ('vars: {x: [N]}, f: "1/2 x^T x", asked: value', "x^T x"),
    ('vars: {x: real}, f: "x^2/2 + x", asked: value', "x^2 + x"), ('vars: {x: real}, f: "x^3/3 - x^2/2 + x", asked: value', "2x^3 - x^2 + x"),
])
def test_factorials_are_missing_in_taylor_polynomials_only(fields: str, answer: str) -> None:
    assert "factorials-lost" not in [item.rule for item in said(fields, answer)]


@pytest.mark.parametrize(("fields", "answer", "slug"), [
    ('vars: {x: real}, f: "exp(x)", asked: value, title: "Taylor polynomial", accept: ["exp(x)"]', "x", ""),
    ('vars: {x: real}, f: "1 + x^2/2", asked: value, title: "Taylor polynomial of cosh"', "1 + x^2", "factorials-lost"),
    ('vars: {x: real}, f: "1 - x^2/2 + x^4/24", asked: value', "1 - x^2 + x^4", "factorials-lost"),
    ('vars: {x: real}, f: "cos(x)^2 sin(x)", asked: value', "cos(x) sin(x)", "exponent-missing"),
    ('vars: {x: real, y: real}, f: "x^2 y", asked: value', "x y", "exponent-missing"),
    ('vars: {x: real, y: real}, f: "x^2 y^2", wrt: x', "2x y", "exponent-missing"),
    ('vars: {x: real, y: real}, f: "x^2 y^3", wrt: x', "2x y^2", "exponent-off"),
    ('vars: {x: real, m: real, s: positive}, f: "exp(-(x-m)^2/(2s^2))", asked: value', "exp((x-m)^2/(2s^2))", "minus-sign"),
    ('vars: {x: positive}, f: "x^(-2)", asked: value', "x^2", "minus-sign"),
    ('vars: {x: positive, y: real}, f: "x^2 y", asked: value', "x x x y", ""),
    ('vars: {x: [N], y: [N]}, indices: {i: N, j: N}, f: "x[i] y[j]", axes: {out: [i, j]}, asked: value', "x[j] y[i]", "indices-exchanged"),
    ('vars: {x: [N], y: [N]}, indices: {i: N, j: N}, f: "x[i] y[j]", axes: {out: [i, j]}, asked: value', "x[i] y[i]", "index-wrong"),
])
def test_what_is_said_is_about_something_in_the_answer(fields: str, answer: str, slug: str) -> None:
    found = [item.rule for item in said(fields, answer)]
    pairs = {"exponent-missing": "exponent-off", "exponent-off": "exponent-missing", "index-wrong": "indices-exchanged"}
    assert slug in found if slug else "exponent-off" not in found
    assert pairs.get(slug, "number-wrong") not in found
    assert "denominator-lost" not in found or "/" in fields


@pytest.mark.parametrize(("fields", "answer"), [
    ('vars: {x: [N], A: [N, N]}, f: "x^T A x", wrt: x', "2 x^T A"), ('vars: {X: [N, N], A: [N, N]}, f: "tr(A X)", wrt: X', "tr(A) I"),
    ('vars: {X: [N, N], A: [N, N], B: [N, N]}, f: "tr(A X B X)", wrt: X', "2A^T B^T X^T"),
])
def test_no_assumption_is_called_the_only_one(fields: str, answer: str) -> None:
    found = [item for item in said(fields, answer) if item.rule in ("symmetric-only", "commuting-only", "numbers-only")]
    assert found
    assert not any("only" in item.message for item in found)


@pytest.mark.parametrize(("fields", "answer", "first"), [
    ('vars: {x: real, w: real, b: real}, f: "tanh(w x + b)", wrt: w', "x", "activation-derivative"),
    ('vars: {x: real, w: real, b: real}, f: "tanh(w x + b)", wrt: w', "(1 - tanh(w x + b)) x", "activation-derivative"),
    ('vars: {x: real, w: real, b: real}, f: "sigmoid(w x + b)", wrt: w', "(1 - sigmoid(w x + b)) x", "activation-derivative"),
    ('vars: {A: [M, N], x: [N]}, f: "tanh(A x)", wrt: x', "A", "activation-derivative"),
    ('vars: {v: [M], A: [M, N], x: [N]}, f: "v^T tanh(A x)", wrt: x', "v^T A", "activation-derivative"),
    ('vars: {x: real}, f: "sin(x)^3", wrt: x', "3cos(x)", "power-factor-lost"),
    ('vars: {x: real}, f: "(x^2+1)^3", wrt: x', "2x", "outer-derivative-lost"),
    ('vars: {x: real}, f: "exp(x)/(1+x^2)", wrt: x', "exp(x)/(1+x^2)", "not-differentiated"),
    ('vars: {x: real}, f: "sin(x)/(1+x^2)", wrt: x', "cos(x)/(1+x^2)", "denominator-not-differentiated"),
    ('vars: {x: real, y: real}, f: "(x-y)/(x+y)", wrt: x', "0", "treated-as-constant"),
    ('vars: {x: real, y: real}, f: "(x-y)/(x+y)", wrt: x', "1", "quotient-divided"),
    ('vars: {x: [N]}, f: "||x||", wrt: x', "x^T", "not-normalised"),
    ('vars: {x: [N]}, f: "x^T x/N", wrt: x', "2x^T", "not-normalised"),
    ('vars: {x: [N]}, f: "log(1+x^T x)", wrt: x', "2x^T(1+x^T x)", "multiplied-instead"),
    ('vars: {x: real}, f: "x cos(x)", wrt: x', "cos(x) + x sin(x)", "sine-cosine-sign"),
    ('vars: {x: real}, f: "x sin(x)", wrt: x', "sin(x) - x cos(x)", "product-minus"),
    ('vars: {x: real}, f: "x exp(-x^2/2)", wrt: x', "exp(-x^2/2)(1 + x^2)", "inner-sign"),
    ('vars: {x: real}, f: "(1-x) sin(x)", wrt: x', "sin(x) + (1-x) cos(x)", "inner-sign"),
    ('vars: {t: [D], y: [N], P: [N, D], l: real}, f: "||y - P t||^2 + l t^T t", wrt: t', "-2(y - P t)^T P", "term-lost"),
    ('vars: {x: real}, f: "(1-2x)^5", wrt: x', "-2(1-2x)^5", "outer-not-differentiated"),
    ('vars: {x: positive}, f: "log10(x)", wrt: x', "log10(1/x)", "function-copied"),
    ('vars: {x: real}, f: "cos(x)^2", wrt: x', "sin(x)^2", "function-of-derivative"),
    ('vars: {x: positive}, f: "sqrt(x^3+1)", wrt: x', "sqrt(3x^2)", "function-of-derivative"),
    ('vars: {x: real}, f: "sin(x^2)", wrt: x', "2x cos(2x)", "outer-at-inner-derivative"),
    ('vars: {x: positive}, f: "1/(x^2+1)", wrt: x', "-2x/(x^4+1)", "freshmans-dream"),
    ('vars: {x: [N], A: [N, N], b: [N]}, f: "||A x - b||^2", wrt: x', "2(A x - b)^T", "inner-derivative"),
    ('vars: {x: [N], A: [M, N], b: [M]}, f: "||A x - b||^2", wrt: x', "2(A x - b)^T", "inner-derivative"),
    ('vars: {t: real}, funcs: {h: 2, u: 1, v: 1}, f: "h(u(t), v(t))", wrt: t', "h{1}(u(t), v(t)) (u'(t) + v'(t))", "paths-crossed"),
    ('vars: {x: positive}, f: "2^x", wrt: x', "2^x/log(2)", "integrated"),
    ('vars: {x: real}, f: "pi^2 x + e^2", wrt: x', "pi^2 + 2e", "constant-not-dropped"),
    ('vars: {x: positive}, f: "x log(x) - x", wrt: x', "log(x) - 1", "product-one-term"),
    ('vars: {x: positive}, f: "x log(x) - x", wrt: x', "-log(x)", "sign"),
    ('vars: {x: real, y: real}, f: "x^3 y - y^2", wrt: [x, y], asked: hessian', "[0, 3x^2; 3x^2, 2]", "treated-as-constant"),
    ('vars: {x: positive}, f: "x^x", wrt: x', "x*x^(x-1)", "base-and-exponent"),
    ('vars: {x: positive}, f: "x^x", wrt: x', "x^x", "not-differentiated"),
    ('vars: {x: positive}, f: "x^sin(x) + x", wrt: x', "x^sin(x) log(x) cos(x) + 1", "base-and-exponent"),
    ('vars: {X: [M, N], A: [M, N]}, f: "||X - A||^2", wrt: X', "2(A - X)", "sign"),
    ('vars: {x: real, y: real}, f: "(x-y)^2", wrt: x', "2(y-x)", "sign"),
    ('vars: {x: real}, f: "x(1-x)", wrt: x', "2x - 1", "sign"),
    ('vars: {x: positive}, f: "sqrt(x)", wrt: x', "sqrt(x)/2", "exponent-not-reduced"),
    ('vars: {x: real}, f: "sqrt(4x^2+1)", wrt: x', "4x sqrt(4x^2+1)", "exponent-not-reduced"),
    ('vars: {x: positive}, f: "1/x^3", wrt: x', "-3/x^3", "exponent-not-reduced"),
    ('vars: {x: real, y: real}, f: "x^3 y - y^2", wrt: [x, y], asked: hessian', "[6x y, 3x^2; 3x^2, 0]", "entry-dropped"),
    ('vars: {x: positive}, f: "log(x)", asked: taylor, at: {x: 1}, order: 2, wrt: x', "1 + (x-1) - (x-1)^2/2", "constant-added"),
    ('vars: {x: real}, f: "exp(2x)", asked: taylor, at: {x: 0}, order: 3, wrt: x', "1 + x + x^2/2 + x^3/6", "inner-derivative"),
    ('vars: {x: real}, f: "cos(3x)", asked: taylor, at: {x: 0}, order: 4, wrt: x', "1 - x^2/2 + x^4/24", "inner-derivative"),
    ('vars: {x: real}, f: "exp(2x)", asked: taylor, at: {x: 0}, order: 3, wrt: x', "1 + 2x + 2x^2 + 8x^3/3", "factorials-lost"),
    ('vars: {x: positive}, f: "sqrt(x)", asked: taylor, at: {x: 4}, order: 2, wrt: x',
     "sqrt(x) + (x-4)/(2sqrt(x)) - (x-4)^2/(8x^(3/2))", "point-not-put-in"),
    ('vars: {x: positive}, f: "sqrt(x)", asked: taylor, at: {x: 4}, order: 2, wrt: x',
     "2 + (x-4)/(2sqrt(x)) - (x-4)^2/(8x^(3/2))", "point-not-put-in"),
    ('vars: {x: real, y: real}, f: "x^2 y + x y^2", asked: taylor, at: {x: 1, y: 2}, order: 2, wrt: [x, y]',
     "6 + 8(x-1) + 5(y-2) + 4(x-1)^2 + 6(x-1)(y-2) + 2(y-2)^2", "factorials-lost"),
    ('vars: {x: real, y: real}, f: "x^2 y + x y^2", asked: taylor, at: {x: 1, y: 2}, order: 2, wrt: [x, y]',
     "6 + 8(x-1) + 5(y-2) + 4(x-1)^2 + 12(x-1)(y-2) + 2(y-2)^2", "factorials-lost"),
    ('vars: {x: real, y: real}, f: "sin(2x + 3y)", wrt: [x, y], asked: hessian', "-sin(2x + 3y) [1, 1; 1, 1]", "inner-derivative"),
    ('vars: {x: real, y: real}, f: "lap(sin(2x) + exp(3y), [x, y])", asked: value', "exp(3y) - sin(2x)", "inner-derivative"),
    ('vars: {x: real, y: real}, f: "x^2 + 3x y - y^2", wrt: [x, y], asked: hessian', "[2, 0; 0, -2]", "mixed-derivatives-missing"),
    ('vars: {x: real, y: real}, f: "x^2 + 3x y - y^2", wrt: [x, y], asked: hessian', "[2, -2]", "mixed-derivatives-missing"),
    ('vars: {x: real}, f: "|x - 2| + x^2", wrt: x', "2x - 1 if x > 2; 2x + 1 otherwise", "sign-of-a-term"),
    ('vars: {x: real}, f: "x/(1 + exp(-x))", wrt: x', "1/(1 + exp(-x))", "denominator-not-differentiated"),
    ('vars: {x: positive}, f: "log10(x) + 3^x", wrt: x', "1/x + 3^x log(3)", "elementary-derivative"),
    ('vars: {x: positive}, f: "log10(x) + 3^x", wrt: x', "log(10)/x + 3^x log(3)", "elementary-derivative"),
    ('vars: {x: positive}, f: "log10(x) + 3^x", wrt: x', "1/(x log(10)) + 3^x/log(3)", "elementary-derivative"),
    ('vars: {x: positive}, f: "log10(x) + 3^x", wrt: x', "1/(x log(10)) + x 3^(x-1)", "power-rule-on-exponential"),
    ('vars: {x: real}, f: "x + arcsin(2x)", wrt: x', "1 + 2/(1+4x^2)", "elementary-derivative"),
    ('vars: {x: real}, f: "x arctan(3x)", wrt: x', "arctan(3x) + 3x/(1-9x^2)", "elementary-derivative"),
    ('vars: {x: real}, f: "x arctan(3x)", wrt: x', "arctan(3x) + x/(1+9x^2)", "inner-derivative"),
    ('vars: {x: real}, f: "tan(x)^2", wrt: x', "-2tan(x)/sin(x)^2", "elementary-derivative"),
    ('vars: {x: real}, f: "sqrt(1 + 4x^2)", wrt: x', "4x/(1 + 4x^2)", "elementary-derivative"),
    ('vars: {x: real}, f: "sqrt(1 + 4x^2)", wrt: x', "8x/sqrt(1 + 4x^2)", "exponent-not-brought-down"),
    ('vars: {x: real, y: real, z: real}, f: "curl([x y; y z; z x], [x, y, z])", asked: value', "[y; z; x]", "curl-sign"),
    ('vars: {X: [N, D], y: [N], l: positive}, f: "(X^T X + l I_D)^{-1} X^T y", wrt: l', "(X^T X + l I_D)^{-2} X^T y", "inverse-sign"),
])
def test_causes_stand_before_coincidences(fields: str, answer: str, first: str) -> None:
    assert said(fields, answer)[0].rule == first


@pytest.mark.parametrize(("fields", "answer"), [
    ('vars: {x: positive}, f: "log(x)", asked: taylor, at: {x: 1}, order: 3, wrt: x', "(x+1) - (x+1)^2/2 + (x+1)^3/3"),
    ('vars: {x: real}, f: "(x^2+1)(x-3)", wrt: x', "2(x-1)^2"),
    ('vars: {x: positive}, f: "sqrt(x)", asked: taylor, at: {x: 4}, order: 2, wrt: x', "1 + (x-1)/2 - (x-1)^2/8"),
    ('vars: {x: positive}, f: "sqrt(x)", asked: taylor, at: {x: 4}, order: 2, wrt: x', "2 + (x+4)/4 - (x+4)^2/64"),
])
def test_a_polynomial_has_no_terms_of_another_one(fields: str, answer: str) -> None:
    """Its powers of x are those of any other, and nobody sees them where it is written otherwise."""
    assert "coefficient-wrong" not in [each.rule for each in said(fields, answer)]


@pytest.mark.parametrize(("f", "answer", "slug"), [
    ("log(x^2+1)", "1", "outer-at-inner-derivative"), ("log(log(x))", "1", "outer-at-inner-derivative"),
    ("(x+1)^2", "1", "function-of-derivative"), ("sqrt(x+1)", "1", "function-of-derivative"),
    ("log(x)^2", "-1/x^2", "function-of-derivative"),
])
def test_what_any_function_would_leave_is_no_trace_of_a_rule(f: str, answer: str, slug: str) -> None:
    """Of every logarithm 1/u' times u' is one, and every power of one is one."""
    assert slug not in [each.rule for each in said(f'vars: {{x: positive}}, f: "{f}", wrt: x', answer)]


@pytest.mark.parametrize("answer", ["x^T", "x", "sum(q, x_q)"])
def test_a_unit_vector_that_picks_an_entry_is_no_delta(answer: str) -> None:
    fields = 'vars: {A: [M, N], x: [N]}, indices: {i: M, q: N}, axes: {out: [i, q], in: []}, f: "x_q", asked: value, accept: ["e_q^T x", "x^T e_q"]'
    assert "delta-missing" not in [each.rule for each in said(fields, answer)]


def test_an_exponential_without_its_inner_derivative_was_not_integrated() -> None:
    fields = 'vars: {x: real, m: real}, f: "exp(-(x - m)^2/2)", wrt: x'
    assert "integrated" not in [each.rule for each in said(fields, "exp(-(x - m)^2/2)")]


@pytest.mark.parametrize(("f", "answer"), [("2 ones()^T x", "2"), ("2 ones()^T x", "1"), ("3 sum(x)", "3")])
def test_of_a_row_of_open_size_no_trace_was_taken(f: str, answer: str) -> None:
    assert "trace-lost" not in [each.rule for each in said(f'vars: {{x: [N]}}, f: "{f}", wrt: x', answer)]


@pytest.mark.parametrize(("f", "answer"), [("|x - 2| + x^2", "2x"), ("(3x - 6)^2", "-6(3x - 6)"), ("(3x - 3)^2", "0")])
def test_what_is_only_another_sign_is_no_trace_of_a_constant(f: str, answer: str) -> None:
    assert "constant-not-dropped" not in [each.rule for each in said(f'vars: {{x: real}}, f: "{f}", wrt: x', answer)]


@pytest.mark.parametrize("f", ["x|x|", "|x|x", "abs(x) x"])
def test_a_sign_that_is_lost_is_no_sum_of_derivatives(f: str) -> None:
    """2x is the derivative of x², and f' f + g' g of x|x| only by chance."""
    assert "product-as-sum" not in [each.rule for each in said(f'vars: {{x: real}}, f: "{f}", wrt: x', "2x")]
    assert said(f'vars: {{x: real}}, f: "{f}", wrt: x', "1 + sign(x)")[0].rule == "product-as-sum"


@pytest.mark.parametrize(("f", "answer"), [
    ("max(acos(1/cosh(x^2-2)), 10^(-20))", "2*(max(abs(atan(sinh(x^2-2))), 10^(-20)))"),
    ("max(acos(1/cosh(x^2-2)), 10^(-20))", "max(abs(atan(sinh(x^2-2))), 10^(-20)) + 1"),
])
def test_all_claims_about_an_answer_have_one_budget(monkeypatch: pytest.MonkeyPatch, f: str, answer: str) -> None:
    """None of several claims that hold at all points, and are not proved, costs as much as an answer; and none is refuted in a corner."""
    spent = list[int]()
    original = Budget.spend

    def spend(budget: Budget, steps: int, bits: int) -> None:
        before = budget.left
        original(budget, steps, bits)
        if budget.is_for_claims:
            spent.append(before - budget.left)

    def refuted(comparison: Comparison) -> Finding | None:
        raise AssertionError

    monkeypatch.setattr(Budget, "spend", spend)
    monkeypatch.setattr(corners, "refuted_in_corners", refuted)
    said(f"vars: {{x: real}}, f: '{f}', asked: value", answer)
    assert 0 < sum(spent) <= MOST_WORK
