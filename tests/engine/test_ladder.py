"""Pairs that have fooled graders: each is judged rightly, under many salts."""

from __future__ import annotations

import pytest
from problems import outcome, outcomes, problem, verdict

from grader.marking import mark
from grader.model import Agreement, Counterexample, Outcome, Proof, Same, Undefined, without_key

# f (its value is asked), declared variables, answers that are right, answers that are wrong
VALUES: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = [
    # Branches: what algebra alone gets wrong.
    ("sqrt((x-9)^2)", "x", ("|x-9|", "|9-x|"), ("9-x", "x-9")),
    ("sqrt(x^2)", "x", ("|x|", "x sign(x)"), ("x", "-x", "sqrt(x)^2")),
    ("sqrt(x^2)", "x:positive", ("x", "sqrt(x)^2", "|x|"), ("-x",)),
    ("log(x^2)", "x", ("2 log|x|",), ("2 log x",)),
    ("log(x^2)", "x:positive", ("2 log x", "2 log|x|", "log(x) + log(x)"), ("log(x)^2",)),
    ("|x|", "x", ("sqrt(x^2)", "(x^2)^(1/2)"), ("x", "sqrt(x)^2", "x + 0sqrt(x)", "x^(2/2)", "exp(log x)")),
    ("x", "x", ("cbrt(x)^3", "cbrt(x^3)", "tan(atan x)", "sinh(asinh x)", "log(exp x)"),
     ("sqrt(x)^2", "exp(log x)", "asin(sin x)", "atan(tan x)", "acosh(cosh x)", "sin(asin x)", "abs(x)", "x + log(x) - log(x)")),
    ("x^(2/3)", "x", ("cbrt(x)^2", "cbrt(x^2)", "|x|^(2/3)"), ("x^(3/2)", "sqrt(x)^(4/3)")),
    ("cbrt(x)", "x", ("x^(1/3)", "x^(2/6)", "sign(x) |x|^(1/3)", "-cbrt(-x)"), ("|x|^(1/3)", "exp(log(x)/3)", "sqrt(x)^(2/3)")),
    ("sqrt(x^6)", "x", ("|x|^3", "|x^3|"), ("x^3",)),
    ("sqrt(-x^3)", "x", ("-x sqrt(-x)", "|x| sqrt(-x)"), ("x sqrt(-x)", "x sqrt(x)")),
    ("sqrt(x (x-1))", "x", ("sqrt(x^2-x)",), ("sqrt(x) sqrt(x-1)",)),
    ("sqrt(x) sqrt(x-1)", "x", ("sqrt(x (x-1))",), ("sqrt(x-1)",)),
    ("acos(cos x)", "x", ("acos(cos(-x))",), ("x", "|x|")),
    ("atan(x) + atan(1/x)", "x", ("pi/2 sign(x)",), ("pi/2",)),
    ("acot(x)", "x", ("pi/2 - atan(x)",), ("atan(1/x)",)),
    ("|x-1| sqrt(x)", "x", ("sqrt((x-1)^2 x)",), ("(x-1) sqrt(x)",)),
    ("sqrt(exp(x)-2) |exp(x/2)-2|", "x", ("sqrt(exp(x)-2) sqrt((exp(x/2)-2)^2)",), ("sqrt(exp(x)-2) (exp(x/2)-2)",)),
    # Tiny differences, absorbed in floats.
    ("x", "x", (), ("x + 1e-12", "x + 1e-200", "1.000000000000000000000001x", "x + exp(-300)", "x + sin(1e-150x)", "x + 10^(-130)",
                    "x exp(1e-180x)", "x + atan(1e-200)")),
    ("exp(-30) x", "x", ("x/e^30",), ("3exp(-30) x", "0", "exp(-30.0001) x")),
    ("x/3", "x", ("(1/3)x", "0.5x - x/6"), ("0.33333333x", "0." + "3" * 200 + "x")),
    ("0", "x", ("sin(x)^2 + cos(x)^2 - 1", "x - x", "exp(x) - exp(x)", "0x", "cosh(x)^2 - sinh(x)^2 - 1", "sin(pi)", "(x+1)^2-x^2-2x-1"),
     ("1e-200", "abs(x)-x", "atan(tan x)-x", "sqrt(x^2)-x", "exp(-400)", "sin(3.14159265358979)", "x^101 - x", "exp(-1000x^2)")),
    ("sin(x)^2", "x", ("1 - cos(x)^2", "(1-cos(2x))/2"), ("1 - cos(x)^2 + 1e-50", "(1-cos(2.0000000000000001x))/2")),
    # Near coincidences.
    ("e^(pi sqrt(163))", "x", ("exp(pi sqrt(163))",), ("262537412640768744", "262537412640768743.99999999999925")),
    ("pi", "x", ("4atan(1)", "acos(-1)", "2asin(1)"), ("3.14159265358979", "355/113", "22/7", "ln(640320^3+744)/sqrt(163)")),
    ("e", "x", ("exp(1)",), ("2.718281828459045", "(1+1e-99)^9999", "19/7")),
    ("sin(1e16x+1)", "x", ("sin(1e16x)cos(1) + cos(1e16x)sin(1)",), ("sin(1e16x)", "sin(1e16x)cos(1) - cos(1e16x)sin(1)")),
    ("sqrt(2) + sqrt(3)", "x", ("sqrt(5+2sqrt(6))",), ("3.14626436994197", "pi", "sqrt(10)")),
    ("x^2", "x", ("x^2 (sin(x)^2+cos(x)^2)",), ("x^2 + x(x-1)(x+1)(x-2)(x+2)(x-3)(x+3)", "x^2 + sin(1000 pi x)", "x^2 + 2^31 - 1",
                                              "x^2+10^9+7", "x^2 + (2^61-1)")),
    # No value, or a value where the truth has none.
    ("x", "x", ("x^2/x", "x + 0/(x-7)", "1/(1/x)"), ("1/(x-x)", "x + 1/(x-x) - 1/(x-x)", "x + log(-1) - log(-1)", "x + log(-x^2)", "x/0",
                                                    "x + tan(pi/2)", "x (2^x 3^x-6^x)/(2^x 3^x-6^x)", "sqrt(-1-x^2)")),
    ("x^2/x", "x", ("x",), ("-x",)),
    ("x", "x", ("x + cot(pi/2)", "x + sign(x-x)", "x*2^0"), ("x + cot(0)", "x + sec(pi/2)")),
    # Symbolic exponents and natural numbers.
    ("(-1)^n", "n:natural", ("cos(pi n)", "(-1)^(-n)", "(-1)^(n+2)"), ("1", "-1", "cos(2pi n)")),
    ("0", "n:natural", ("sin(pi n)", "1^n - 1", "(-1)^(2n) - 1"), ("sin(n)", "1 + (-1)^n")),
    # Points that are tried for what may happen there are no evidence that a value is missing.
    ("n y tanh(x)", "x y n:natural", ("n y (y^2-1)/(y^4-1) (y^2+1) sinh(x)/cosh(x)", "n y tanh(x) (x^2-1)/(x^2-1) (x^2-4)/(x^2-4)"),
     ("n y (y^2-1)/(y^4-1) sinh(x)/cosh(x)", "n y tanh(x) (x-x)/(x-x)")),
    ("x^n x", "x n:natural", ("x^(n+1)", "x x^n"), ("x^n", "x^(2n)", "x^(n/2) x^(n/2) x")),
    ("2^x", "x", ("exp(x ln 2)", "(1/2)^(-x)", "4^(x/2)"), ("x^2", "2.0000000000000000000000000001^x")),
    ("x^x", "x:positive", ("exp(x ln x)",), ("x^2", "exp(x)")),
]

OPEN: list[tuple[str, str, str]] = [
    # Nobody can tell; a person looks.  Never accepted.
    ("x", "x", "x + 1/(cos(pi/3)-1/2) - 1/(cos(pi/3)-1/2)"),
    ("x", "x", "x (atan(1/2)+atan(1/3)-pi/4)/(atan(1/2)+atan(1/3)-pi/4)"),
    ("1", "x", "9^9^9/9^9^9"),
    ("x", "x", "x + 0exp(exp(exp(exp(exp(x^2+9)))))"),
]


@pytest.mark.parametrize(("f", "declared", "right", "wrong"), VALUES)
def test_values(f: str, declared: str, right: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    asked = problem(f, declared=declared)
    assert {answer: outcomes(asked, answer, 12) for answer in right} == {answer: {"correct"} for answer in right}
    assert {answer: outcomes(asked, answer, 12) for answer in wrong} == {answer: {"incorrect"} for answer in wrong}


@pytest.mark.parametrize(("f", "declared", "answer"), OPEN)
def test_what_cannot_be_told_waits_for_a_person(f: str, declared: str, answer: str) -> None:
    assert outcomes(problem(f, declared=declared), answer, 12) <= {"undecided", "incorrect", "unreadable"}


@pytest.mark.parametrize("answer", [
    "9^9^9", "9^9^9 + 1", "sin(9^9^9)", "10^(10^10)", "x^(9^9)", "1e5000", "9" * 1001, "((x^9999)^9999)^9999",
])
def test_towers_are_refused_or_left_to_a_person_at_once(answer: str) -> None:
    """9^9^9 = 9^9^9 + 1 was once accepted by overlapping huge balls."""
    for f in ("x", "sin(x)"):
        assert outcomes(problem(f, "x"), answer, 3) <= {"unreadable", "undecided", "incorrect"}


@pytest.mark.parametrize(("f", "declared", "answer", "kind"), [
    ("x^2", "x", "x*x", Proof), ("sin(2x)", "x", "2sin(x)cos(x)", Proof), ("acosh(x)", "x:[1,]", "log(x+sqrt(x^2-1))", Agreement),
    ("x^2", "x", "x^3", Counterexample), ("x^2", "x", "x^2/(x-x)", Undefined), ("asin(x+atan(x))", "x", "asin(atan(x)+x)", (Same, Proof)),
])
def test_evidence(f: str, declared: str, answer: str, kind: type | tuple[type, ...]) -> None:
    assert isinstance(verdict(problem(f, declared=declared), answer).evidence, kind)


@pytest.mark.parametrize(("f", "declared", "answer", "point", "student", "key", "exact"), [
    ("x^2", "x", "x^3", (("x", "2"),), "8", "4", True),
    ("x^2", "x", "-x^2", (("x", "1"),), "-1", "1", True),
    ("x y", "x y", "x + y", (("x", "1"), ("y", "1")), "2", "1", True),
    ("1/x", "x", "1/x^2", (("x", "2"),), "1/4", "1/2", True),
    ("sin(x)", "x", "cos(x)", (("x", "1"),), "0.540302", "0.841471", False),
    ("x", "x:[1/7,1/6]", "2x", (("x", "2/13"),), "4/13", "2/13", True),
    ("exp(x)", "x", "exp(x) + 1e-30", (("x", "1"),), "2.71828 + 1e-30", "2.71828", False),
    ("x^2 exp(x)", "x", "2x", (("x", "1"),), "2", "2.71828", "student"),
    ("2x", "x", "2x exp(x)", (("x", "1"),), "5.43656", "2", "key"),
])
def test_the_nicest_counterexample(f: str, declared: str, answer: str, point: tuple[tuple[str, str], ...], student: str, key: str,
                                   exact: bool | str) -> None:
    """Both values are exact, or neither, or the one that is named."""
    shown = verdict(problem(f, declared=declared), answer).evidence
    assert isinstance(shown, Counterexample)
    assert (shown.point, shown.student, shown.key) == (point, student, key)
    assert (shown.exact, shown.exact_side) == ((exact, "") if isinstance(exact, bool) else (False, exact))


def test_a_counterexample_knows_whether_the_truth_varies() -> None:
    constant = verdict(problem("2x", "x"), "x").evidence
    varying = verdict(problem("x^2", "x"), "x").evidence
    assert isinstance(constant, Counterexample)
    assert isinstance(varying, Counterexample)
    assert (constant.key_varies, varying.key_varies) == (False, True)


def test_nothing_tells_what_kind_of_number_a_hidden_constant_is() -> None:
    found = mark(problem("2x", "x"), "exp(1)", "salt")
    shown, hidden = found.verdict.evidence, without_key(found).verdict.evidence
    assert isinstance(shown, Counterexample)
    assert isinstance(hidden, Counterexample)
    assert (shown.key, shown.exact_side) == ("2", "key")
    assert (hidden.key, hidden.exact_side) == (None, "")


@pytest.mark.parametrize(("declared", "right", "wrong"), [
    # The derivative of log(x²)·… simplifies only where the declared domain allows it.
    ("x:[0,1]", ("|x|", "x", "sqrt(x^2)", "sqrt(x)^2"), ("-x",)),
    ("x:[-1,0]", ("|x|", "-x", "sqrt(x^2)"), ("x", "sqrt(x)^2")),
    ("x:[-1,1]", ("|x|", "sqrt(x^2)"), ("x", "-x")),
    ("x:[1,]", ("|x|", "x", "x + 0log(x)", "x + 0acosh(x)"), ("x + 0asin(x)",)),
    ("x:[,-2]", ("|x|", "-x", "-x + 0log(-x-1)"), ("-x + 0log(-x-3)",)),
    ("x:[0,pi/2]", ("|x|", "asin(sin x)", "atan(tan x)", "acos(cos x)"), ("asin(cos x)",)),
    ("x:[0,pi]", ("|x|", "acos(cos x)"), ("asin(sin x)", "atan(tan x)")),
    ("x:[ln(2),e]", ("|x|", "x", "ln(exp(x))", "exp(ln(x))"), ("log(x-1)-log(x-1)+x",)),
    ("x:positive", ("|x|", "x", "exp(log x)"), ("-x", "x + 0sqrt(1-x)")),
    ("x:natural", ("|x|", "x", "x + 0sqrt(x-1)", "x cos(2pi x)", "x + sin(pi x)"), ("x cos(pi x)", "x + 0sqrt(x-3)")),
    ("x", ("|x|",), ("x", "-x", "asin(sin x)")),
])
def test_domains(declared: str, right: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    asked = problem("|x|", declared=declared)
    assert {answer: outcomes(asked, answer, 8) for answer in right} == {answer: {"correct"} for answer in right}
    assert {answer: outcomes(asked, answer, 8) for answer in wrong} == {answer: {"incorrect"} for answer in wrong}


def test_one_undefined_point_is_not_enough() -> None:
    """1/(x-3) is undefined at one point only; an answer that cancels it is right, one without half the domain is wrong."""
    asked = problem("x + 1", declared="x")
    assert outcomes(asked, "(x^2-2x-3)/(x-3)", 20) == {"correct"}
    assert outcomes(asked, "x + 1 + 0sqrt(x+2.9)", 20) == {"incorrect"}


def test_a_truth_without_variables() -> None:
    asked = problem("3", declared="")
    assert outcome(asked, "abs(-3)") is Outcome.CORRECT
    assert outcome(asked, "sqrt(9)") is Outcome.CORRECT
    assert outcome(asked, "-3") is Outcome.INCORRECT
    assert outcome(asked, "3/0") is Outcome.INCORRECT
    assert outcome(asked, "log(-1)") is Outcome.INCORRECT


@pytest.mark.parametrize(("f", "answer"), [
    ("sqrt(9)+0x", "sqrt(8.9999999999)"), ("2+0x", "tan(1.10714871779)"), ("2+0x", "2+1e-60"), ("1/7+0x", "0.142857142857142857"),
    ("pi+0x", "3.14159265358979323846264338327950288419716939937510582097494459"), ("2+0x", "2-exp(-40-x^2)"), ("0x+17", "17cos(1e-9)"),
])
def test_a_constant_truth_is_not_given_away_by_the_distance_to_it(f: str, answer: str) -> None:
    """What is shown beside a hidden truth is the answer's own value, to as many digits as tell the two apart, and no sum or difference."""
    shown = verdict(problem(f), answer).evidence
    assert isinstance(shown, Counterexample)
    assert not shown.key_varies
    assert not set(shown.student[1:]) & set("+ ")
    assert len(shown.student) <= 45


@pytest.mark.parametrize(("answer", "rounded"), [
    # An exact short decimal beside rounded ones of several lengths.
    ("1+x-0.5x^2-0.1667x^3+0.0417x^4+0.0083x^5", True), ("1+x-0.5x^2-0.16667x^3+0.041667x^4+0.00833x^5", True),
    ("1.000+x-0.500x^2-0.1667x^3+0.0417x^4+0.00833x^5", True), ("1+x-0.5x^2-0.1667x^3+0.0417x^4+x^5/120", True),
    ("1+x-0.5x^2-0.1668x^3+0.0417x^4+0.0083x^5", False), ("1+x-0.5x^2-0.1667x^3+0.0427x^4+0.0083x^5", False),
    ("1+x-0.5x^2-0.1667x^3+0.0417x^4", False), ("1+x+0.5x^2-0.1667x^3+0.0417x^4+0.0083x^5", False),
])
def test_rounded_decimals_of_several_lengths(answer: str, rounded: bool) -> None:
    found = verdict(problem("1+x-x^2/2-x^3/6+x^4/24+x^5/120"), answer)
    assert found.outcome is Outcome.INCORRECT
    assert [message.code for message in found.messages] == (["value/rounded"] if rounded else [])


@pytest.mark.parametrize(("f", "answer", "outcome"), [
    ("x^2", "x^0.33333333333333333333", "incorrect"), ("x^2", "x^1e-25", "incorrect"), ("x^2", "x^(1/3^39)", "incorrect"),
    ("x^2", "x^-0.12345678901234567890123", "incorrect"), ("x^2", "root(x, 10^400)", "incorrect"), ("x^2", "x^(1/(3^16)^16)", "incorrect"),
    ("x^0.33333333333333333333", "1/x^-0.33333333333333333333", "correct"), ("x^0.123457", "exp(0.123457 ln x)", "correct"),
    # A literal odd denominator is a real root, however large it is.
    ("x^(1/20001)", "root(x,20001)", "correct"), ("x^(1/20001)", "sign(x)|x|^(1/20001)", "correct"), ("x^(1/20001)", "|x|^(1/20001)", "incorrect"),
    ("x^(2/20001)", "|x|^(2/20001)", "correct"), ("x^(2/20001)", "root(x,20001)^2", "correct"), ("x^(1/20001)", "x^(1/20003)", "incorrect"),
])
def test_exponents_whose_denominator_is_no_machine_word(f: str, answer: str, outcome: str) -> None:
    assert outcomes(problem(f), answer, 6) == {outcome}


@pytest.mark.parametrize("salt", ["salt 52", "salt 58"])
def test_where_points_are_chosen_no_value_is_missed(salt: str) -> None:
    """Under these salts two choices of n had no other points than y = 1 and y = -1."""
    asked = problem("n y tanh(x)", declared="x y n:natural")
    assert mark(asked, "n y tanh(x) (y^2-1)/(y^4-1) (y^2+1)", salt).verdict.outcome is Outcome.CORRECT
