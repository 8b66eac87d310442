"""The unit of work is pure and total: the same marks however it is cut, and a mark for every text."""

from __future__ import annotations

from fractions import Fraction

import pytest

import grader.marking.work
from grader import load_bank
from grader.marking import Work, decide_unit, mark
from grader.marking.guard import RAISE
from grader.model import Bank, Mark, Outcome, Problem
from grader.places import place
from grader.record import replace

TEXTS = ("", "cos(x^2+3x)", "2x cos(x^2+3x)", "(2x+3) cos(x^2+3x)", "(2x+1) cos(x^2+3x)", "(2x+", "1/(x-x)", "\ud800", "[1, 2; 3", "x" * 9_000)
WHOLE, INNER = "practice-chain-in-parts.whole", "practice-chain-in-parts.inner"


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(place("problem_bank"))[0]


@pytest.mark.parametrize("earlier", [(), ((INNER, "2x+1"),)])
def test_marks_do_not_depend_on_the_cut(bank: Bank, earlier: tuple[tuple[str, str], ...]) -> None:
    unit = Work(bank.digest, "salt", WHOLE, TEXTS, earlier)
    marks = decide_unit(bank, unit)
    assert [each.answer for each in marks] == list(TEXTS)
    backwards = [decide_unit(bank, replace(unit, texts=(text,)))[0] for text in reversed(TEXTS)]
    assert backwards[::-1] == list(marks)
    assert {each.verdict.outcome for each in marks} >= {Outcome.CORRECT, Outcome.INCORRECT, Outcome.BLANK, Outcome.UNREADABLE}
    part = bank.get(INNER)
    assert part is not None
    for each in marks:
        asked = bank.get(WHOLE)
        assert asked is not None
        assert mark(asked, each.answer, "salt", earlier=tuple((part, text) for _, text in earlier)) == each


def test_an_answer_after_an_earlier_one_counts(bank: Bank) -> None:
    alone, after = (decide_unit(bank, Work(bank.digest, "salt", WHOLE, ("(2x+1) cos(x^2+3x)",), earlier))[0]
                    for earlier in ((), ((INNER, "2x+1"),)))
    assert (alone.score, alone.credit) == (Fraction(0), None)
    assert after.credit is not None
    assert (after.credit.kind, after.earlier) == ("follow", ((INNER, "2x+1"),))


@pytest.mark.parametrize("unit", [
    Work("another bank", "salt", WHOLE, TEXTS), Work("", "", "", TEXTS), Work("", "", "", ()),
])
def test_foreign_work_is_undecided_and_counts_nothing(bank: Bank, unit: Work) -> None:
    marks = decide_unit(bank, unit)
    assert [each.answer for each in marks] == list(unit.texts)
    assert all((each.verdict.outcome, each.score, each.verdict.messages[0].code) == (Outcome.UNDECIDED, None, "batch/failed") for each in marks)


@pytest.mark.parametrize("error", [MemoryError, RecursionError, KeyError, AssertionError])
def test_an_error_costs_one_text(bank: Bank, monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def failing(problem: Problem, text: str, *more: object, **named: object) -> Mark:
        if "x-x" in text:
            raise error
        return mark(problem, text, *more, **named)  # type: ignore[arg-type]

    unit = Work(bank.digest, "salt", WHOLE, TEXTS)
    expected = decide_unit(bank, unit)
    monkeypatch.delenv(RAISE, raising=False)
    monkeypatch.setattr(grader.marking.work, "mark", failing)
    found = decide_unit(bank, unit)
    assert [each.answer for each, other in zip(found, expected, strict=True) if each != other] == ["1/(x-x)"]
    assert found[6].out_of == expected[6].out_of
