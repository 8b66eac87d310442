"""Answers with arrays that are right only by accident: at one size, for one kind of matrix, for one f, at known points; and hostile texts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpz_mat
from matrix_hostile import HOSTILE, Judged, judged
from matrix_problems import bank_of

from grader.kinds import decider_of
from grader.marking import mark
from grader.model import Counterexample, Outcome, Problem, Proof, Undefined, Verdict

TABLE = r"""
- {id: det-by-X, vars: {X: {shape: [N, N], kind: inv}}, f: "det(X)", wrt: X}
- {id: trace-of-the-square, vars: {X: [N, N]}, f: "tr(X^2)", wrt: X}
- {id: matrix, vars: {X: [N, N], x: [N]}, f: "X", asked: value}
- {id: adjugate, vars: {X: [N, N]}, f: "adj(X)", asked: value}
- {id: square, vars: {X: [N, N]}, f: "X^2", asked: value}
- {id: determinant, vars: {X: [N, N]}, f: "det(X)", asked: value}
- {id: multiple, vars: {x: [N]}, f: "N x", asked: value}
- {id: linear, vars: {a: [D], x: [D]}, f: "a^T x", wrt: x}
- {id: quadratic, vars: {x: [N], B: [N, N]}, f: "x^T B x", wrt: x}
- {id: product, vars: {A: [N, N], B: [N, N]}, f: "A B", asked: value}
- {id: linear-map, vars: {A: [M, N], x: [N]}, f: "A x", wrt: x}
- {id: outer, vars: {a: [N], b: [N]}, f: "a b^T", asked: value}
- {id: square-of-a-sum, vars: {A: [N, N], B: [N, N]}, f: "(A + B)^2", asked: value}
- {id: inverse, vars: {A: {shape: [N, N], kind: inv}, B: {shape: [N, N], kind: inv}}, f: "(A B)^{-1}", asked: value}
- {id: row, vars: {x: [N], y: [N], A: [N, N]}, indices: {i: N, j: N, k: N, l: N}, axes: {out: [i], in: []}, f: "sum(k, A[i,k] x[k])", asked: value}
- {id: norm, vars: {x: [N], y: [N]}, f: "||x||^2", wrt: x}
- {id: trace, vars: {X: [M, N]}, f: "tr(X^T X)", wrt: X}
- {id: exponential, vars: {a: [N], x: [N]}, f: "exp(a^T x)", wrt: x}
- {id: product-rule, vars: {x: real}, funcs: {f: 1, g: 1}, f: "f(x) g(x)", wrt: x}
- {id: chain-rule, vars: {x: real}, funcs: {f: 1, g: 1}, f: "g(f(x))", wrt: x}
- {id: two-arguments, vars: {x: real, y: real}, funcs: {f: 2}, f: "f(x, y)", wrt: x}
- {id: identity-as-a-value, vars: {x: [N]}, f: "x^T x", asked: value}
"""
PROBLEMS = {problem.id: problem for problem in bank_of(TABLE)}


def verdict(problem: str | Problem, answer: str, salt: str = "salt") -> Verdict:
    return mark(PROBLEMS[problem] if isinstance(problem, str) else problem, answer, salt).verdict


# -- right only at one size, or only for special matrices --------------------------------------------------------------

POWER_SUMS_4 = "(tr(X)^4 - 6tr(X)^2 tr(X^2) + 3tr(X^2)^2 + 8tr(X) tr(X^3) - 6tr(X^4))"
"""24 e_4 of the eigenvalues: zero for every matrix of at most three rows."""
POWER_SUMS_5 = ("(tr(X)^5 - 10tr(X)^3 tr(X^2) + 15tr(X) tr(X^2)^2 + 20tr(X)^2 tr(X^3) - 20tr(X^2) tr(X^3) - 30tr(X) tr(X^4) + 24tr(X^5))")
"""120 e_5: zero for every matrix of at most four rows."""

AT_ONE_SIZE = [
    # N = 1
    ("det-by-X", "1"), ("det-by-X", "I"), ("trace-of-the-square", "2X"), ("quadratic", "2x"), ("quadratic", "2B x"), ("quadratic", "2x^T B"),
    ("product", "B A"), ("product", "tr(A) B"), ("product", "tr(A) tr(B)"), ("product", "hadamard(A, B)"), ("determinant", "tr(X)"), ("inverse", "A^{-1} B^{-1}"),
    ("outer", "b a^T"), ("outer", "a^T b"), ("outer", "diag(a) diag(b)"), ("norm", "2||x||"), ("multiple", "x"), ("matrix", "tr(X)"), ("matrix", "diag(diag(X))"),
    ("matrix", "tr(X) I"), ("linear-map", "A^T A"), ("row", "A[i,i] x[i]"), ("row", "sum(k, A[k,i] x[k])"), ("row", "sum(k, A[i,k]) sum(l, x[l])"),
    # N = 2
    ("matrix", "adj(adj(X))"), ("matrix", "tr(X) I - adj(X)"), ("adjugate", "tr(X) I - X"), ("adjugate", "(tr(X) I - X)^T"), ("square", "tr(X) X - det(X) I"),
    ("determinant", "(tr(X)^2 - tr(X^2))/2"), ("det-by-X", "tr(X) I - X"), ("det-by-X", "tr(X) I - X^T"), ("det-by-X", "(tr(X) I - X)^T"),
    ("multiple", "2x"), ("trace-of-the-square", "2tr(X) I - 2adj(X)^T"), ("trace-of-the-square", "2(tr(X) I - adj(X))^T"),
    # N = 3
    ("determinant", "(tr(X)^3 - 3tr(X) tr(X^2) + 2tr(X^3))/6"), ("adjugate", "X^2 - tr(X) X + 1/2 (tr(X)^2 - tr(X^2)) I"), ("multiple", "3x"),
    ("square", "adj(X) + tr(X) X - 1/2 (tr(X)^2 - tr(X^2)) I"), ("matrix", "adj(adj(X))/det(X)"), ("determinant", "tr(adj(X) X)/3"),
    ("trace-of-the-square", f"2X^T + {POWER_SUMS_4} X"), ("matrix", "X + tr(I_N) X - 3X"), ("multiple", "tr(I_N)^2 x/3"),
    # N = 4
    ("multiple", "4x"), ("determinant", "tr(adj(X) X)/4"),
    # N = 3 and N = 4: the sizes at which everything is computed
    ("linear", "((D - 3)(D - 4) + 1) a^T"), ("multiple", "(8N - 12 - N^2) x"), ("det-by-X", "det(X) X^{-T} (1 + (N-3)(N-4))"),
    ("quadratic", "x^T(B + B^T) + (N-3)(N-4)(N-5)(N-6) x^T"), ("linear", "(tr(I_D) - 3)(tr(I_D) - 4) x^T + a^T"),
    ("trace-of-the-square", f"2X^T + {POWER_SUMS_5} X"),
    # square, commuting or symmetric only
    ("square-of-a-sum", "A^2 + 2A B + B^2"), ("square-of-a-sum", "A^2 + B^2"), ("quadratic", "x^T B^T + x^T B^T"), ("product", "(A B)^T"), ("product", "A^T B"),
    ("product", "(A B + B A)/2"), ("product", "A B A B B^{-1} A^{-1} + A B - B A"), ("trace", "2X^T X"), ("trace", "X + X^T"), ("outer", "(a b^T + b a^T)/2"),
    ("inverse", "(B A)^{-1}"), ("inverse", "A^{-T} B^{-T}"), ("matrix", "X^T"), ("det-by-X", "det(X) X^{-1} + (X^{-T} - X^{-1})"), ("square", "X X^T"),
    # rank or dependence
    ("outer", "a b^T + (a b^T)^2 - tr(a b^T) b a^T"), ("matrix", "X + det(X x x^T) x x^T + x x^T"), ("linear", "(x^T a) x^T/(x^T x)"), ("norm", "2(x^T y) x^T/(y^T y)"),
]


@pytest.mark.parametrize(("problem", "answer"), AT_ONE_SIZE, ids=[f"{problem}: {answer}" for problem, answer in AT_ONE_SIZE])
def test_right_only_at_one_size_or_for_special_matrices_is_refused(problem: str, answer: str) -> None:
    found = verdict(problem, answer)
    assert found.outcome is not Outcome.CORRECT or found.layout is not None, found.evidence
    if found.layout is not None:
        # Of square matrices the other layout and the forgotten transpose look the same.
        assert answer in ("2X", "tr(X) I - X", "det(X) X^{-1}", "2x", "2B x")


RIGHT = [
    ("det-by-X", "adj(X)^T"), ("determinant", "tr(X adj(X))/N"), ("determinant", "tr(adj(X) X)/tr(I_N)"), ("multiple", "tr(I_N) x"), ("outer", "a b^T + (a b^T)^2 - tr(a b^T) a b^T"),
    ("matrix", "X + det(x x^T) x x^T"), ("linear", "(D - tr(I_D) + 1) a^T"), ("square-of-a-sum", "A^2 + A B + B A + B^2"), ("product", "(B^T A^T)^T"), ("linear", "det(I_D) a^T"),
    ("determinant", "det(X^T)"), ("matrix", "(X^T)^T"), ("linear", "ones()^T diag(a)"), ("row", "sum(l, A[i,l] x[l])"), ("row", "(A x)[i]"), ("row", "e_i^T A x"),
]


@pytest.mark.parametrize(("problem", "answer"), RIGHT, ids=[f"{problem}: {answer}" for problem, answer in RIGHT])
def test_right_at_all_sizes_is_accepted(problem: str, answer: str) -> None:
    found = verdict(problem, answer)
    assert (found.outcome, found.layout) == (Outcome.CORRECT, None)


# -- sizes that nothing tells, and certificates for all sizes --------------------------------------------------------------

UNTOLD = ("tr(I) a^T", "a^T tr(I)", "tr(I)^2 a^T", "ones()^T ones() a^T", "||ones()|| a^T", "||I||^2 a^T", "tr(kron(I, I)) a^T", "tr(ones() ones()^T) a^T",
          "det(2I) a^T/2", "(I ones())^T ones() a^T", "diag(I)^T ones() a^T", "(tr(I) - 1 + 1) a^T", "a^T/tr(I)", "vec(I)^T vec(I) a^T")


@pytest.mark.parametrize("answer", UNTOLD)
def test_a_size_that_no_place_tells_is_not_taken_for_one(answer: str) -> None:
    assert verdict("linear", answer).outcome is not Outcome.CORRECT


NO_CERTIFICATE = [
    ("multiple", "tr(I_N) x"), ("multiple", "ones(N)^T ones(N) x"), ("determinant", "tr(X adj(X))/N"), ("linear", "(D - tr(I_D) + 1) a^T"),
    ("row", "sum(k, A[i,k] x[k]) + sum(k, 1) - N"), ("row", "sum(k, A[i,k] x[k]) + sum(l, x[i]) - N x[i]"), ("linear", "a^T + (ones(D)^T ones(D) - D) x^T"),
    ("row", "sum(k, A[i,k] x[k]) + sum(l, delta(l,l)) - N"), ("linear", "det(I_D) a^T"), ("matrix", "X + det(x x^T) I"), ("det-by-X", "adj(X)^T"), ("exponential", "exp(a^T x) a^T"),
]
"""Right, but not for a reason that a proof at one size covers."""


@pytest.mark.parametrize(("problem", "answer"), NO_CERTIFICATE, ids=[f"{problem}: {answer}" for problem, answer in NO_CERTIFICATE])
def test_no_certificate_where_a_size_counts_or_an_inverse_stands(problem: str, answer: str) -> None:
    found = verdict(problem, answer)
    assert found.outcome is Outcome.CORRECT
    assert not (isinstance(found.evidence, Proof) and found.evidence.all_sizes)


NUMBERS_FOR_SIZES = [
    ("multiple", "3x"), ("linear", "a^T tr(I_D)/3"), ("row", "sum(k, A[i,k] x[k]) + sum(k, 1) - 3"), ("row", "sum(k, A[i,k] x[k]) + sum(l, delta(l,l)) - 4"),
    ("row", "3 sum(k, A[i,k] x[k])/sum(l, 1)"), ("linear", "a^T ones() ones()^T/3"), ("identity-as-a-value", "x^T x + tr(I_N) - 3"),
    ("row", "sum(k, sum(l, A[i,k] x[k]))/3"), ("row", "sum(l, sum(k, A[i,k] x[k]))/4"), ("linear", "a^T ones(D)^T ones(D)/4"),
]


@pytest.mark.parametrize(("problem", "answer"), NUMBERS_FOR_SIZES, ids=[f"{problem}: {answer}" for problem, answer in NUMBERS_FOR_SIZES])
def test_a_number_in_the_place_of_a_size_is_refused(problem: str, answer: str) -> None:
    assert verdict(problem, answer).outcome is Outcome.INCORRECT


CERTIFIED = [("quadratic", "(B x)^T + x^T B"), ("product", "(B^T A^T)^T"), ("linear", "a^T I"), ("linear-map", "I A I"), ("trace", "X + X"), ("norm", "x^T + x^T"),
             ("square-of-a-sum", "A^2 + A B + B A + B^2"), ("row", "(A x)[i]"), ("row", "sum(l, A[i,l] x[l])"), ("identity-as-a-value", "||x||^2"), ("trace", "2tr(X^T dX)")]


@pytest.mark.parametrize(("problem", "answer"), CERTIFIED, ids=[f"{problem}: {answer}" for problem, answer in CERTIFIED])
def test_polynomial_identities_are_certified_for_all_sizes(problem: str, answer: str) -> None:
    evidence = verdict(problem, answer).evidence
    assert isinstance(evidence, Proof)
    assert evidence.all_sizes


# -- undefined answers -------------------------------------------------------------------------------------------------

NOWHERE = ["(a b^T)^{-1}", "a b^T (a b^T)^{-1} a b^T", "a b^T + (a b^T)^{-1} - (a b^T)^{-1}", "a b^T/det(a b^T)", "a b^T + 0(b a^T)^{-1}", "a b^T tr((a b^T)^{-1})/tr((a b^T)^{-1})",
           "a b^T/(a^T b - b^T a)", "a b^T + log(-a^T a) a b^T", "(a a^T)^{-1} a a^T a b^T", "a b^T ((a b^T - a b^T)^{-1})^0", "a b^T sqrt(-1 - a^T a)^2/sqrt(-1 - a^T a)^2"]


@pytest.mark.parametrize("answer", NOWHERE)
def test_an_inverse_that_exists_nowhere_is_said(answer: str) -> None:
    found = verdict("outer", answer)
    assert found.outcome is Outcome.INCORRECT
    assert isinstance(found.evidence, Undefined)
    assert [message.code for message in found.messages] == ["domain/undefined"]


# -- kinds of matrices ---------------------------------------------------------------------------------------------------

KINDS = ("real", "sym", "skew", "spd", "diag", "upper", "lower", "orth", "inv")
VALUES = {"value": "W", "product": "W V", "determinant": "det(W)", "inverse": "W^{-1}", "quadratic": "x^T W x", "entry": "W[i,j]"}
OF_KIND = [
    ("value", "W^T", {"sym", "spd", "diag"}), ("value", "-W^T", {"skew"}), ("value", "(W + W^T)/2", {"sym", "spd", "diag"}), ("value", "(W - W^T)/2", {"skew"}),
    ("value", "diag(diag(W))", {"diag"}), ("value", "W^{-T}", {"orth"}), ("value", "W W^T W", {"orth"}), ("value", "W + diag(diag(W))", {"skew"}),
    ("product", "V W", {"diag"}), ("product", "(V W)^T", {"sym", "spd", "diag", "skew"}), ("product", "V^T W^T", {"diag"}), ("product", "(V^T W^T)^{-1}", {"orth"}),
    ("inverse", "W^T", {"orth"}), ("inverse", "W^{-T}", {"sym", "spd", "diag"}), ("inverse", "(W^T W)^{-1} W", {"sym", "spd", "diag"}),
    ("determinant", "1", set()), ("determinant", "0", set()), ("determinant", "det(W)^3", {"orth"}), ("determinant", "1/det(W)", {"orth"}), ("determinant", "abs(det(W))", {"spd", "skew"}),
    ("determinant", "sqrt(det(W)^2)", {"spd", "skew"}), ("determinant", "exp(log(det(W)))", {"spd"}), ("determinant", "-det(W)", set()), ("determinant", "det(-W)", {"skew"}),
    ("determinant", "det(W^T)", set(KINDS)), ("determinant", "det(W)^2", set()),
    ("quadratic", "0", {"skew"}), ("quadratic", "x^T W^T x", set(KINDS)), ("quadratic", "-x^T W x", {"skew"}), ("quadratic", "|x^T W x|", {"spd", "skew"}),
    ("quadratic", "||x||^2", set()), ("quadratic", "x^T diag(diag(W)) x", {"diag", "skew"}),
    ("entry", "W[j,i]", {"sym", "spd", "diag"}), ("entry", "-W[j,i]", {"skew"}), ("entry", "delta(i,j) W[i,i]", {"diag"}), ("entry", "cases(W[i,j] if i<=j; 0)", {"diag", "upper"}),
    ("entry", "cases(W[i,j] if i>=j; 0)", {"diag", "lower"}), ("entry", "W[i,j] - delta(i,j) W[i,i]", {"skew"}), ("entry", "cases(|W[i,i]| if i=j; W[i,j])", {"spd", "skew"}),
    ("entry", "W[i,j] (1 + W[2,1])", {"diag", "upper"}), ("entry", "W[i,j] + W[1,2]", {"diag", "lower"}),
]
"""Asked, answer, and the kinds for which it is right."""

SINGULAR = {"skew"}
"""A skew matrix of odd size has no inverse, and its determinant is a square at even sizes: det(-W) = det(W) = |det(W)|."""


def _of_kind(asked: str, kind: str) -> Problem:
    axes = ", axes: {out: [i, j], in: []}" if asked == "entry" else ""
    text = (f"- {{id: kind-{asked}-{kind}, vars: {{x: [N], W: {{shape: [N, N], kind: {kind}}}, V: {{shape: [N, N], kind: {kind}}}}}, indices: {{i: N, j: N}}{axes}, "
            f"f: '{VALUES[asked]}', asked: value}}")
    return bank_of(text)[0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("asked", "answer", "kinds"), OF_KIND, ids=[f"{asked}: {answer}" for asked, answer, _ in OF_KIND])
def test_the_declared_kind_is_honoured_in_both_directions(asked: str, answer: str, kinds: set[str], kind: str) -> None:
    if kind in SINGULAR and asked == "inverse":
        return
    found = verdict(_of_kind(asked, kind), answer)
    if kind in kinds:
        assert found.outcome in (Outcome.CORRECT, Outcome.UNDECIDED)
        assert found.outcome is Outcome.CORRECT or "sqrt" in answer
    else:
        assert found.outcome is not Outcome.CORRECT, found.evidence
        assert found.outcome is Outcome.INCORRECT or kind in SINGULAR


# -- abstract functions -----------------------------------------------------------------------------------------------------

ABSTRACT = [
    ("product-rule", "f'(x)g(x) + f(x)g'(x)", True), ("product-rule", "g'(x)f(x) + g(x)f'(x)", True), ("product-rule", "f(x)g(x)(f'(x)/f(x) + g'(x)/g(x))", True),
    ("product-rule", "((f'(x)+g'(x))(f(x)+g(x)) - f'(x)f(x) - g'(x)g(x))", True),
    ("product-rule", "f'(x)g'(x)", False), ("product-rule", "f'(x)g(x) - f(x)g'(x)", False), ("product-rule", "2f'(x)g(x)", False), ("product-rule", "f'(x)f(x) + g'(x)g(x)", False),
    ("product-rule", "f'(x)g(x) + f(x)g'(x) + f(-x) - f(x)", False), ("product-rule", "f'(x)g(x) + f(x)g'(x) + f(2x) - 2f(x)", False),
    ("product-rule", "f'(x)g(x) + f(x)g'(x) + f''(x) + f(x)", False), ("product-rule", "f'(x)g(x) + f(x)g'(x) + f'(x) - f(x)", False), ("product-rule", "f'(x)g(x) + f(x)g'(x) + f(g(x)) - g(f(x))", False),
    ("product-rule", "f'(x)g(x) + f(x)g'(x) + f(x)^2 + g(x)^2 - 1", False), ("product-rule", "f'(x)g(x) + f(x)g'(x) + f(x+1) - f(x) - f'(x)", False),
    ("product-rule", "f'(x)g(x) + f(x)g'(x) + f''''(x)", False), ("product-rule", "f'(x)g(x) + f(x)g'(x) + f(0)", False), ("product-rule", "f'(x)g(x) + f(x)g'(x) + x f'(x) - 7f(x)", False),
    ("product-rule", "f'(x)g(x) + f(x)g'(x) + 1e-30 f(x)", False), ("product-rule", "f'(x)g(x) + f(x)g'(x + 1e-40)", False), ("product-rule", "f'(x)g(x) + f(|x|)g'(x)", False),
    ("chain-rule", "g'(f(x)) f'(x)", True), ("chain-rule", "f'(x) g'(f(x) + x - x)", True), ("chain-rule", "g'(x) f'(x)", False), ("chain-rule", "g'(f'(x)) f'(x)", False),
    ("chain-rule", "f'(g(x)) g'(x)", False), ("chain-rule", "g'(f(x))", False),
    ("two-arguments", "f{1}(x, y)", True), ("two-arguments", "f{2}(x, y)", False), ("two-arguments", "f{1}(y, x)", False), ("two-arguments", "f{1}(x, y) + f{1,2}(x, y) - f{2,1}(x, y)", True),
    ("two-arguments", "f{1}(x, y) + f{1,1}(x, y) - f{2,2}(x, y)", False), ("two-arguments", "f{1}(x, y) + f{1,1}(x, y) + f{2,2}(x, y)", False), ("two-arguments", "f{1}(x, y) + f(x, y) - f(y, x)", False),
    ("two-arguments", "f{1}(x, x)", False),
]


@pytest.mark.parametrize(("problem", "answer", "right"), ABSTRACT, ids=[f"{problem}: {answer}" for problem, answer, _ in ABSTRACT])
def test_an_identity_must_hold_for_every_f(problem: str, answer: str, right: bool) -> None:
    found = verdict(problem, answer)
    assert found.outcome is (Outcome.CORRECT if right else Outcome.INCORRECT)


@pytest.mark.parametrize(("problem", "answer", "right"), [case for case in ABSTRACT if case[2]], ids=[f"{problem}: {answer}" for problem, answer, right in ABSTRACT if right])
def test_a_rule_for_every_f_is_proved(problem: str, answer: str, right: bool) -> None:
    assert isinstance(verdict(problem, answer).evidence, Proof)


# -- forged answers -----------------------------------------------------------------------------------------------------------


def _forged(problem: Problem, truth: str, entry: str, salt: str, points: int) -> str:
    """The truth plus a product that vanishes at the points of one salt, at both choices of sizes."""
    factors = []
    for instance in decider_of(problem, salt).posed.instances():
        for sample in instance.samples(points):
            value = Fraction(sample.point[entry])
            factors.append(f"({entry} - {value})" if value >= 0 else f"({entry} + {-value})")
    return f"{truth} (1 + {''.join(factors)})"


FORGERIES = [("linear", "a^T", "x[1]"), ("exponential", "exp(a^T x) a^T", "a[2]"), ("norm", "2x^T", "y[1]"), ("trace", "2X", "X[1,1]"), ("quadratic", "x^T(B + B^T)", "B[2,1]")]


@pytest.mark.parametrize(("problem", "truth", "entry"), FORGERIES, ids=[problem for problem, _, _ in FORGERIES])
@pytest.mark.parametrize("points", [1, 3, 6])
def test_an_answer_forged_for_one_salt_is_refused_under_others(problem: str, truth: str, entry: str, points: int) -> None:
    answer = _forged(PROBLEMS[problem], truth, entry, "stolen", points)
    assert len(answer) < 2_000
    assert {verdict(problem, answer, f"salt {number}").outcome for number in range(20)} == {Outcome.INCORRECT}
    assert verdict(problem, truth, "stolen").outcome is Outcome.CORRECT


def test_forged_answers_need_the_salt() -> None:
    """The points of two salts, of two problems, and of two sizes have nothing in common."""
    drawn = [str(sample.point) for salt in ("a", "b") for problem in ("linear", "exponential")
             for instance in decider_of(PROBLEMS[problem], salt).posed.instances() for sample in instance.samples(6)]
    assert len(set(drawn)) == len(drawn) >= 48


# -- hostile texts --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outcomes() -> list[Judged]:
    return judged()


@pytest.mark.parametrize("number", range(len(HOSTILE)), ids=[f"{number}: {text[:40]}" for number, (_, text) in enumerate(HOSTILE)])
def test_a_hostile_text_is_read_or_refused_and_never_accepted(outcomes: list[Judged], number: int) -> None:
    assert outcomes[number].outcome in ("incorrect", "unreadable", "undecided")


# -- points of the domain -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "f", "answer"), [
    ("spd", "x^T W x", "x^T W"), ("spd", "log(x^T W x)", "x^T W/(x^T W x)"), ("inv", "x^T W x", "2x^T W"), ("real", "x^T W^{-1} x", "2x^T W^{-1}"),
])
def test_a_counterexample_lies_in_the_domain(kind: str, f: str, answer: str) -> None:
    form = f"{{shape: [N, N], kind: {kind}}}"
    [asked] = bank_of(f'- {{id: p, vars: {{W: {form}, x: [N]}}, f: "{f}", wrt: x}}')
    evidence = verdict(asked, answer).evidence
    assert isinstance(evidence, Counterexample)
    rows = [[int(entry) for entry in row.split(",")] for row in dict(evidence.point)["W"].strip("[]").split(";")]
    determinant = fmpz_mat(rows).det()
    assert determinant > 0 if kind == "spd" else determinant != 0
