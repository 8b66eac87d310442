"""Wrong answers that are in no list: most get a diagnosis, and none a false one.

``GRADER_DIAGNOSES=10 pytest tests/misconceptions/test_slips.py`` takes ten times as many, ``GRADER_DIAGNOSES_SEED`` others.
"""

from __future__ import annotations

from collections import Counter

import pytest
from answer_slips import STUDENT_SLIPS, by_slip, is_beyond_scalars
from bank_cases import SALT, SCALE, bank_of, diagnosed, formulas, outcome_of, tree_of
from diagnosis_judge import CLAIMS, judged
from slip_summary import Summary, summary_of_slips

from grader.kinds import Attempt, Decider, decide, decider_of
from grader.misconceptions import diagnose
from grader.model import Outcome, Problem

LEAST_SHARE = 0.75


@pytest.fixture(scope="module")
def summary() -> Summary:
    return summary_of_slips()


def test_there_are_enough_wrong_answers_of_many_kinds(summary: Summary) -> None:
    wrong = tuple(item for item, _ in summary.said)
    assert len(wrong) + len(summary.raised) >= 2_000 * SCALE
    assert {problem.id for problem in formulas()} == {item.problem.id for item in wrong}
    kinds = by_slip(wrong)
    assert len(kinds) >= 40
    assert sum(name in kinds for name in STUDENT_SLIPS) >= len(STUDENT_SLIPS) - 2


def test_nothing_is_raised(summary: Summary) -> None:
    assert summary.raised == []


def test_most_wrong_answers_get_a_diagnosis(summary: Summary) -> None:
    silent = Counter(wrong.slip for wrong, said in summary.said if not said)
    share = sum(bool(said) for _, said in summary.said) / len(summary.said)
    assert share >= LEAST_SHARE, silent.most_common(12)


@pytest.mark.parametrize("beyond", [False, True], ids=["scalars", "arrays"])
def test_nearly_all_get_a_diagnosis_or_a_message_about_their_shape(summary: Summary, beyond: bool) -> None:
    chosen = [(wrong, said) for wrong, said in summary.said if is_beyond_scalars(wrong.problem) is beyond]
    told = sum(bool(said) or any(message.code.startswith("shape/") for message in decide(decider_of(wrong.problem, SALT), wrong.tree).messages)
               for wrong, said in chosen)
    assert told >= LEAST_SHARE * len(chosen), (told, len(chosen))


def test_no_diagnosis_is_false(summary: Summary) -> None:
    assert summary.false == []


def test_no_sentence_says_what_is_not_so(summary: Summary) -> None:
    """The answer is recognised, but the words are about something else."""
    assert summary.words == [], Counter((rule, reason) for _, _, rule, _, reason in summary.words).most_common()


def test_the_judge_can_tell(summary: Summary) -> None:
    """Nearly every diagnosis was judged, of many rules."""
    assert summary.unclear <= summary.judged / 50
    assert len({item.rule for _, said in summary.said for item in said}) >= 40


def test_a_diagnosis_underlines_a_part_of_the_answer(summary: Summary) -> None:
    outside = [(wrong.text, item.rule, item.span) for wrong, said in summary.said for item in said
               if item.span is not None and not 0 <= item.span[0] < item.span[1] <= len(wrong.text)]
    assert outside == []


def test_what_is_said_does_not_depend_on_what_was_asked_before(summary: Summary) -> None:
    """A fresh key says the same as one that has judged others."""
    for wrong, said in summary.said[::97]:
        assert diagnose(Attempt(Decider(wrong.problem.task, SALT, wrong.problem.scheme), wrong.tree), listed=False) == said, (wrong.problem.id, wrong.text)


# -- relations that hold at some points only --------------------------------------------------------------------------------

TRAPS = bank_of("""
- {id: square, vars: {x: real}, f: "x^2", wrt: x, truth: "2x"}
- {id: sum, vars: {x: real}, f: "x^2 + sin(x)", wrt: x, truth: "2x + cos(x)"}
- {id: power, vars: {x: real, n: natural}, f: "x^n", wrt: x, truth: "n x^(n-1)"}
- {id: row, vars: {x: real, y: real}, f: "x^2 + y^2", wrt: [x, y], truth: "[2x, 2y]"}
- {id: quadratic, vars: {x: [N], B: [N, N]}, f: "x^T B x", wrt: x, truth: "x^T (B + B^T)"}
- {id: trace, vars: {X: [N, N]}, f: "tr(X^2)", wrt: X, truth: "2 X^T"}
- {id: gauss, vars: {x: [D], S: {shape: [D, D], kind: inv}}, f: "exp(-x^T S x)", wrt: x}
- {id: series, vars: {x: real}, f: "1 + x - x^2/2", asked: value, truth: "1 + x - x^2/2!"}
""")

ONE_SIDED = [
    ("square", "-|2x|"), ("square", "3|x|"), ("square", "-2 sqrt(x^2)"), ("square", "|x|"), ("square", "2|x| + 1"), ("square", "x + |x|"),
    ("square", "-2 sign(x) x"), ("square", "2|x|"), ("sum", "2|x| - cos(x)"), ("sum", "2|x| + 3cos(x)"), ("sum", "-|2x + cos(x)|"), ("sum", "2|x| + cos(x) + 1"),
    ("power", "(-1)^n n x^(n-1)"), ("power", "cos(pi n) n x^(n-1)"), ("power", "-|n x^(n-1)|"), ("power", "3n|x|^(n-1)"),
    ("row", "[2|x|, y]"), ("row", "[-2|x|, 2y]"), ("row", "[2x, -2|y|]"), ("row", "[2|y|, 2x]"),
]
"""Answers that are a multiple of the truth, or the truth and something, on one side of zero only, or for even exponents only."""

BY_A_HAIR = [
    ("square", "-2x + 10^(-40)"), ("square", "-2x(1 + 10^(-45))"), ("square", "3x + 10^(-60)"), ("square", "2x + 1 + 10^(-50) sin(x)"),
    ("square", "4x + exp(-300)"), ("square", "2x^2 + 10^(-40)"), ("sum", "2x - cos(x) + 10^(-40)"), ("sum", "2x + 5cos(x)(1 + 10^(-44))"),
    ("row", "[2y, 2x] + [10^(-40), 0]"), ("quadratic", "-x^T (B + B^T)(1 + 10^(-44))"), ("quadratic", "2x^T B + 10^(-44) x^T"),
    ("quadratic", "x^T (B - B^T) + 10^(-40) x^T"),
]
"""A recognised mistake and a little: what is said is not so."""

NOT_LINEAR = [
    ("trace", "2I"), ("trace", "X^T"), ("gauss", "-x^T (S + S^T)"), ("gauss", "-x^T S - x^T S^T"), ("gauss", "0"),
]
"""Wrong answers of which a prediction that is no differential (constant or quadratic in dX) has the slopes."""


def _problem(name: str) -> Problem:
    found = TRAPS.get(name)
    assert found is not None
    return found


def _false(name: str, text: str, salts: int) -> list[tuple[str, str, str]]:
    problem = _problem(name)
    tree = tree_of(problem, text)
    assert tree is not None
    found = []
    for number in range(salts):
        salt = f"salt {number}"
        if outcome_of(problem, tree, salt) is Outcome.INCORRECT:
            for item in diagnosed(problem, tree, salt):
                reason = judged(problem, tree, item)
                if reason:
                    found.append((salt, item.rule, reason))
    return found


@pytest.mark.parametrize(("name", "text"), ONE_SIDED)
def test_a_relation_on_one_side_of_zero_is_none(name: str, text: str) -> None:
    assert _false(name, text, 15) == []


@pytest.mark.parametrize(("name", "text"), BY_A_HAIR)
def test_nearly_a_mistake_is_none(name: str, text: str) -> None:
    """NumPy's judge cannot see the hair: the answer without it is diagnosed, this one must not be."""
    problem = _problem(name)
    tree = tree_of(problem, text)
    assert tree is not None
    assert outcome_of(problem, tree) is Outcome.INCORRECT
    assert [item.rule for item in diagnosed(problem, tree)] == []


@pytest.mark.parametrize(("name", "text"), NOT_LINEAR)
def test_what_is_no_differential_explains_nothing(name: str, text: str) -> None:
    assert _false(name, text, 2) == []


def test_a_factorial_in_an_answer_is_no_obstacle() -> None:
    problem = _problem("series")
    for text in ("1 + x - x^2/3!", "1 + x - x^2", "1 + 2x - x^2/2!", "1 + x + x^2/2! + x^3/3!", "3! + x - x^2/2!"):
        tree = tree_of(problem, text)
        assert tree is not None
        diagnosed(problem, tree)


def test_every_slug_has_a_judge(summary: Summary) -> None:
    assert {item.rule for _, said in summary.said for item in said} <= CLAIMS.keys()
