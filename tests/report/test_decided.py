"""What a sheet and the class page say where a person has decided: who, the comment, and what the machine had found."""

from __future__ import annotations

from fractions import Fraction
from html import unescape

import pytest

from grader.bank import load_bank
from grader.marking import Tally, mark
from grader.model import Bank, Decision, Identity, Mark, Provenance, Result, Ruling, Sheet
from grader.places import place
from grader.record import replace
from grader.report import render, render_class

EVIL = "<script>alert(1)</script> & [x](javascript:1)\nsecond line"


@pytest.fixture(scope="module")
def bank() -> Bank:
    whole = load_bank(place("problem_bank"))[0]
    return Bank(tuple(problem for problem in whole.problems if problem.id == "chain-2x-plus-1"), "b" * 64)


def ruled(bank: Bank, text: str, share: Fraction, comment: str = "", unanswered: bool = False) -> Mark:
    found = mark(bank.problems[0], text, "s")
    score = share * found.out_of
    entry = Decision(found.problem, (text,), score=score, out_of=found.out_of, comment=comment, by="knuth", reason="a reason for staff")
    blank = Decision(unanswered="blank", student=Identity("", "number", "7"))
    return replace(found, score=score, credit=None, ruling=Ruling(blank if unanswered else entry, ("check",)))


def sheet_of(bank: Bank, mine: Mark, format: str) -> str:
    return render(Sheet("Ada", (mine,), Provenance("0", "b" * 64)), bank, format, "hint", "HW")


@pytest.mark.parametrize(("text", "share", "said", "shown"), [
    ("2x(", Fraction(1, 2), "The machine found: cannot be read.", "never closed"),
    ("8x", Fraction(1), "The machine found: not yet.", "the right value is 216"),
    ("8(2x+1)^3", Fraction(0), "The machine found: correct.", "Proved"),
])
@pytest.mark.parametrize("format", ["html", "txt"])
def test_a_decided_mark_shows_both(bank: Bank, text: str, share: Fraction, said: str, shown: str, format: str) -> None:
    page = unescape(sheet_of(bank, ruled(bank, text, share, "Half of it."), format))
    assert "✎" in page
    assert "decided by a person" in page
    assert "Half of it." in page
    assert said in page
    assert shown in page
    assert "instructor will look" not in page
    # Who decided, why, and what a person should check is for staff.
    assert "knuth" not in page
    assert "a reason for staff" not in page
    # No hint is given to whoever has all points.
    assert ("Hint" in page or "hint:" in page) == (share < 1 and bool(bank.problems[0].shown.hints))


def test_a_comment_is_text_and_no_markup(bank: Bank) -> None:
    page = sheet_of(bank, ruled(bank, "2x(", Fraction(1), EVIL), "html")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; [x](javascript:1)<br>second line" in page
    assert 'href="javascript' not in page


def test_without_a_decision_nothing_is_said_of_people(bank: Bank) -> None:
    page = sheet_of(bank, mark(bank.problems[0], "8x", "s"), "html")
    assert "✎" not in page
    assert "The machine" not in page


def test_files_that_held_nothing_more_are_told_as_looked_at(bank: Bank) -> None:
    page = sheet_of(bank, ruled(bank, "", Fraction(0), unanswered=True), "txt")
    assert "[blank: a person has looked at what the machine could not read] 0 of" in page


def test_the_class_page_counts_decided_marks_and_lists_what_waits_with_its_command(bank: Bank) -> None:
    tally, waits, decided = Tally(bank, "s"), mark(bank.problems[0], "2x(", "s"), ruled(bank, "2x(x", Fraction(1, 2))
    tally.add(waits, ["0" * 16, "1" * 16])
    tally.add(decided, ["2" * 16])
    who = Identity("moodle", "participant", "1", name="Ada")
    results = [Result(person * 16, "Ada", who, (), each.score or Fraction(0), Fraction(0), each.score or Fraction(0), each.out_of,
                      int(each.score is None), (each.score,), "") for person, each in (("0", waits), ("1", waits), ("2", decided), ("3", waits))]
    counts = tally.counts()
    page = unescape(render_class("HW", bank, results, counts))
    [group] = counts.waiting
    assert f"grader decide RUN --group {group.name} --score POINTS" in page
    assert "grader review RUN" in page
    assert "1 answer is in no group" in page
    assert '<span class="vh">decided by a person</span>' in page
    assert counts.problems[0].decided == 1
