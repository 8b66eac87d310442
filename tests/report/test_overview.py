"""What a sheet leads with and how it shows each mark: counts, reasons, links, folded and listed marks, and the place in an answer."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from grader.bank import load_bank
from grader.kinds import kind_of
from grader.marking import earlier_of, mark
from grader.model import Bank, Decided, Mark, Outcome, Provenance, Sheet, Verdict
from grader.places import place
from grader.record import replace
from grader.report import mark_view, render
from grader.report.words import points

PARTS = {"practice-chain-in-parts.inner": "2x", "practice-chain-in-parts.outer": "cos(x^2+3x)", "practice-chain-in-parts.whole": "2x cos(x^2+3x)"}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(place("problem_bank"))[0]


def marked(bank: Bank, answers: dict[str, str]) -> tuple[Mark, ...]:
    marks: dict[str, Mark] = {}
    for name, text in answers.items():
        problem = bank.get(name)
        assert problem is not None
        marks[name] = mark(problem, text, "s", earlier=earlier_of(problem, bank, marks))
    return tuple(marks.values())


def page_of(bank: Bank, marks: tuple[Mark, ...], format: str = "html", reveal: str = "none") -> str:
    return render(Sheet("Ada", marks, Provenance("0", "b" * 64)), bank, format, reveal, "HW").split("</style>")[-1]


@pytest.mark.parametrize(("value", "said"), [
    (Fraction(0), "0"), (Fraction(18), "18"), (Fraction(1200), "1200"), (Fraction(37, 2), "18.5"), (Fraction(1, 8), "0.125"), (Fraction(12, 5), "2.4"),
    (Fraction(1, 3), "1/3"), (Fraction(22, 3), "7 1/3"), (Fraction(1, 16), "1/16"), (Fraction(10**20 + 1, 2), f"{10**20 // 2}.5"), (None, "open"),
])
def test_points_are_exact_and_short(value: Fraction | None, said: str) -> None:
    assert points(value) == said
    if value is not None:
        assert sum(map(Fraction, said.split())) == value


def test_every_answer_is_counted_once_and_lost_points_have_their_reasons(bank: Bank) -> None:
    page = page_of(bank, marked(bank, {**PARTS, "power-rule": "n x^n", "rule-sum": "", "chain-2x-plus-1": "4(2x+1)^3", "partial-ex57-x1": "2(x_1"}), "txt")
    counts = page.split("Answers")[1].split("\n")[0]
    assert counts.split(" · ") == ["         ✓ 1 correct", "↳ 1 follows from an earlier part", "✗ 3 not yet", "? 1 open", "– 1 blank"]
    assert re.findall(r"(?:What cost most | {15}) ([A-Z].*): (.*)", page) == [
        ("Inner derivative forgotten", "2 points"), ("A term lost", "1 point"), ("Exponent not reduced", "1 point")]


def test_what_is_wrong_or_open_is_linked_and_what_is_right_or_blank_is_not(bank: Bank) -> None:
    page = page_of(bank, marked(bank, {**PARTS, "rule-sum": "", "partial-ex57-x1": "2(x_1"}))
    assert re.findall(r'<a href="#([^"]+)">', page) == ["practice-chain-in-parts.inner", "partial-ex57-x1"]
    assert all(f'id="{name}"' in page for name in re.findall(r'<a href="#([^"]+)">', page))
    assert "Not yet: 1" in page
    assert "Open, a person will look: 1" in page


def test_a_part_that_follows_is_a_state_of_its_own(bank: Bank) -> None:
    page = page_of(bank, marked(bank, PARTS))
    card = page.split('id="practice-chain-in-parts.whole"')[1]
    assert '<article class="follows" id="practice-chain-in-parts.whole">' in page
    assert "<b>↳ follows from your part inner</b> 2 of 2" in card
    assert "not yet" not in card


def test_right_answers_are_folded_but_for_what_a_person_must_read(bank: Bank) -> None:
    [right] = marked(bank, {"power-rule": "n x^(n-1)"})
    assert '<details class="correct" id="power-rule">' in page_of(bank, (right,))
    assert '<article class="correct" id="power-rule">' in page_of(bank, (replace(right, score=right.out_of / 2),))


def test_blanks_are_one_line_and_so_are_answers_that_may_be_in_a_file_that_was_not_read(bank: Bank) -> None:
    blank = marked(bank, {"rule-sum": "", "rule-chain": "", "power-rule": ""})
    page = page_of(bank, blank)
    assert page.count("<article") == 0
    assert "3 problems without an answer" in page
    assert page.count("<details id=") == 3
    lost = tuple(replace(each, score=None, decided=Decided(Verdict(Outcome.UNREADABLE))) for each in blank)
    text = page_of(bank, lost, "txt")
    assert "? 3 problems without an answer that was read, 3 points" in text
    assert "? 3 open" in text


@pytest.mark.parametrize(("text", "shown", "carets"), [
    ("2(x_1", "2<u>(</u>x_1", ["2(x_1", " ^"]), ("x_1 +", "x_1 <u>+</u>", None), ("x_2\n= 2(x_1", "x_2\n= 2<u>(</u>x_1", ["x_2", "= 2(x_1", "   ^"]),
])
def test_an_answer_that_cannot_be_read_stands_once_with_its_place(bank: Bank, text: str, shown: str, carets: list[str] | None) -> None:
    [unread] = marked(bank, {"partial-ex57-x1": text})
    assert unread.score is None
    page = page_of(bank, (unread,))
    assert f"<pre>{shown}</pre>" in page
    assert page.count("<pre>") == 1
    problem = bank.get("partial-ex57-x1")
    assert problem is not None
    view = mark_view(unread, problem, "none")
    assert all(not message.place for message in view.messages)
    assert "".join(piece for piece, _ in view.segments) == text
    if carets is not None:
        assert list(view.carets) == carets


def test_text_sheets_carry_the_statement(bank: Bank) -> None:
    answers = {problem.id: "" if number % 3 else "1" for number, problem in enumerate(bank.problems)
               if kind_of(problem.task).trees and "{@" not in problem.shown.statement}
    page = re.sub(r"\s+", " ", page_of(bank, marked(bank, answers), "txt"))
    for name, text in answers.items():
        problem = bank.get(name)
        assert problem is not None
        assert (re.sub(r"\s+", " ", problem.shown.statement) in page) == bool(text) or not text, name
