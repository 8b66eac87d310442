"""One response to one mark: every outcome, its points, and what the mark keeps."""

from __future__ import annotations

from fractions import Fraction

import pytest
from bank_cases import bank_of
from made import made, varied

from grader.expr import Add, Mul, Number, Pow, Symbol
from grader.marking import mark
from grader.model import Decided, Mark, Problem, Variable, Where, decode, encode

SQUARE = made("square", variables=(Variable("x"), Variable("y")), f=Pow(Symbol("x"), Number(2)), wrt=("x",), points=Fraction(3))
ROW = varied(SQUARE, id="row", wrt=("x", "y"), wrt_is_list=True, layouts=Fraction(1, 2))

OUTCOMES = [
    (SQUARE, "2x", "correct", Fraction(3)), (SQUARE, "f'(x) = 2x.", "correct", Fraction(3)), (SQUARE, "x", "incorrect", Fraction(0)),
    (SQUARE, "", "blank", Fraction(0)), (SQUARE, " \t\n ", "blank", Fraction(0)), (SQUARE, "2x(", "unreadable", None),
    (SQUARE, "diff(x^2, x)", "unreadable", None), (SQUARE, "2z", "unreadable", None), (SQUARE, "9^9^9", "unreadable", None),
    (SQUARE, "2x (atan(1)-pi/4)/(atan(1)-pi/4)", "incorrect", Fraction(0)),
    (SQUARE, "2x (atan(1/2)+atan(1/3)-pi/4)/(atan(1/2)+atan(1/3)-pi/4)", "undecided", None), (SQUARE, "x^2 = x x = 2x", "correct", Fraction(3)),
    (SQUARE, "2x = x", "incorrect", Fraction(0)), (SQUARE, "x" * 3000, "unreadable", None), (SQUARE, "\x00", "unreadable", None),
    (SQUARE, "\ud800", "unreadable", None), (SQUARE, "__import__('os')", "unreadable", None),
    (ROW, "[2x, 0]", "correct", Fraction(3)), (ROW, "[2x; 0]", "correct", Fraction(3, 2)), (ROW, "2x", "incorrect", Fraction(0)),
]


@pytest.mark.parametrize(("asked", "text", "outcome", "score"), OUTCOMES)
def test_outcome_and_score(asked: Problem, text: str, outcome: str, score: Fraction | None) -> None:
    found = mark(asked, text, "salt")
    assert (found.verdict.outcome, found.score) == (outcome, score)


@pytest.mark.parametrize(("asked", "text", "outcome", "score"), OUTCOMES)
def test_a_mark_keeps_what_was_written_and_where(asked: Problem, text: str, outcome: str, score: Fraction | None) -> None:
    where = Where("alice.txt", 3)
    found = mark(asked, text, "salt", where)
    assert (found.problem, found.answer, found.out_of, found.where) == (asked.id, text, 3, where)
    assert bool(found.read_as) == (outcome in ("correct", "incorrect", "undecided"))


def test_pending_marks_say_why() -> None:
    for asked, text, outcome, _ in OUTCOMES:
        if outcome == "unreadable":
            [message] = mark(asked, text, "salt").verdict.messages
            assert message.code.startswith("syntax/"), text
            assert message.message
            assert message.span is not None


def test_a_mark_goes_through_json_and_back() -> None:
    for asked, text, _, _ in OUTCOMES:
        found: Mark = mark(asked, text, "salt", Where("a", 1))
        assert decode(Decided, encode(found.decided)) == found.decided


def test_the_salt_is_no_part_of_a_mark() -> None:
    assert "ZZSALTZZ" not in repr([mark(asked, text, "ZZSALTZZ") for asked, text, _, _ in OUTCOMES])


def test_a_derivation_is_graded_by_its_last_member_and_says_so() -> None:
    found = mark(SQUARE, "x^2 = 2x", "salt")
    assert [message.code for message in found.verdict.messages] == ["read/last-member"]


CUBED = made("cubed", variables=(Variable("x"),), f=Pow(Add((Pow(Symbol("x"), Number(2)), Number(1))), Number(3)), wrt=("x",), points=Fraction(4),
                credit=(("inner-derivative", Fraction(1, 2)), ("sign", Fraction(1, 4)), ("variable", Fraction(1, 4))))
TRIPLE = made("triple", variables=(Variable("x"), Variable("y"), Variable("z")), wrt=("x", "y", "z"), wrt_is_list=True, points=Fraction(4),
                 f=Mul((Pow(Symbol("x"), Number(2)), Pow(Symbol("y"), Number(3)), Symbol("z"))), credit=(("sign", Fraction(1, 4)),))


@pytest.mark.parametrize(("asked", "text", "rule", "score"), [
    (CUBED, "3(x^2+1)^2", "inner-derivative", 2), (CUBED, "15(x^2+1)^2", "variable-factor", 0), (CUBED, "-9(x^2+1)^2", "variable-factor", 0),
    (CUBED, "-6x(x^2+1)^2", "sign", 1), (CUBED, "7x^2(x^2+1)^2", "variable-factor", 0),
    (TRIPLE, "[-2x y^3 z, 3x^2 y^2 z, x^2 y^3]", "sign", 1), (TRIPLE, "[-2x y^3 z, -3x^2 y^2 z, x^2 y^3]", "sign", 1),
    (TRIPLE, "[-2x y^3 z, x^7, x^2 y^3]", "sign", 0),
])
def test_a_misconception_earns_credit_only_where_nothing_else_is_wrong(asked: Problem, text: str, rule: str, score: int) -> None:
    found = mark(asked, text, "salt")
    assert rule in [diagnosis.rule for diagnosis in found.diagnoses]
    assert found.score == score


ONE_ENTRY = bank_of("".join(
    f"- {{id: {kind}, vars: {{S: {{shape: [1,1], kind: {kind}}}, x: [1]}}, f: 'x^T S x', wrt: x}}\n"
    for kind in ("real", "sym", "spd", "diag", "orth", "inv", "upper", "lower")) + "- {id: tall, vars: {S: [3,1], x: [3]}, f: 'x^T S', wrt: x}\n")


@pytest.mark.parametrize("kind", ["real", "sym", "spd", "diag", "orth", "inv", "upper", "lower"])
@pytest.mark.parametrize(("answer", "outcome"), [("2x^T S", "correct"), ("2xS", "correct"), ("x^T S", "incorrect"), ("S", "incorrect")])
def test_a_matrix_of_one_entry_is_a_number_of_any_kind(kind: str, answer: str, outcome: str) -> None:
    assert mark(ONE_ENTRY.get(kind), answer, "salt").verdict.outcome == outcome  # type: ignore[arg-type]


def test_a_matrix_of_one_column_is_a_column() -> None:
    assert mark(ONE_ENTRY.get("tall"), "S^T", "salt").verdict.outcome == "correct"  # type: ignore[arg-type]
    assert mark(ONE_ENTRY.get("tall"), "2S^T", "salt").verdict.outcome == "incorrect"  # type: ignore[arg-type]
