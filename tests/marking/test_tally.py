"""A class counted: the same as by a plain recount, in every order and portion; names of groups; canonical texts."""

from __future__ import annotations

import gc
import hashlib
import random
from collections import Counter
from fractions import Fraction
from functools import partial

import pytest

from grader.bank import load_bank
from grader.kinds import scope_of
from grader.marking import Tally, groups, mark
from grader.model import Bank, Counts, Decided, Mark, Outcome, Verdict, decode, encode
from grader.places import place
from grader.record import replace
from grader.syntax import Scope, canonical

ANSWERS = {
    "chain-2x-plus-1": ["8(2x+1)^3", "4(2x+1)^3", "4(1+2x)(1+2x)^2", "32x^3+48x^2+24x+4", "8x", "", "2x(", "2x  (", "2\\cdot x(", "y", "-"],
    "partial-ex57-x1": ["2x1x2 + x2^3", "2(x_1 x_2 + x_2^3", "2\\left(x_1 x_2 + x_2^3", "2x1x2", "x2^3"],
    "shape-RD-R": ["1 x D", "D x 1", "D by"],
}


@pytest.fixture(scope="module")
def bank() -> Bank:
    whole = load_bank(place("problem_bank"))[0]
    return Bank(tuple(problem for problem in whole.problems if problem.id in ANSWERS), whole.digest)


@pytest.fixture(scope="module")
def marks(bank: Bank) -> list[tuple[Mark, list[str]]]:
    """Every answer with the persons who gave it."""
    rng, found = random.Random(3), []
    for problem in bank.problems:
        persons = [hashlib.sha256(bytes([number])).hexdigest()[:16] for number in range(120)]
        rng.shuffle(persons)
        for text in ANSWERS[problem.id]:
            count = rng.randrange(1, 10)
            found.append((mark(problem, text, "s"), [persons.pop() for _ in range(count)]))
    # What a person must look at although the machine has a verdict, such as two files that differ.
    first = found[1][0]
    found.append((replace(first, score=None), ["f" * 16]))
    return found


def counted(bank: Bank, marks: list[tuple[Mark, list[str]]]) -> Counts:
    tally = Tally(bank, "s")
    for one, persons in marks:
        tally.add(one, persons)
    return tally.counts()


def test_the_counts_are_those_of_a_plain_recount(bank: Bank, marks: list[tuple[Mark, list[str]]]) -> None:
    found = counted(bank, marks)
    each = [(one, person) for one, persons in marks for person in persons]
    for counts in found.problems:
        mine = [one for one, _ in each if one.problem == counts.problem]
        outcomes = Counter(one.verdict.outcome for one in mine)
        assert counts.outcomes == tuple(outcomes[outcome] for outcome in Outcome)
        assert counts.answered == sum(bool(one.answer) and one.verdict.outcome != "blank" for one in mine)
        assert counts.waiting == sum(one.score is None for one in mine)
        assert counts.earned == sum((one.score for one in mine if one.score is not None), Fraction(0))
        assert counts.had == sum((one.out_of for one in mine if one.score is not None), Fraction(0))
        wrong = [one for one in mine if one.verdict.outcome == "incorrect" and one.score is not None]
        assert sum(group.count for group in found.wrong if group.problem == counts.problem) == len(wrong)
        losses = {loss.rule: loss for loss in found.losses if loss.problem == counts.problem}
        by_rule = Counter(one.diagnoses[0].rule if one.diagnoses else "" for one in wrong)
        assert {rule: loss.answers for rule, loss in losses.items()} == by_rule
        assert sum((loss.lost for loss in losses.values()), Fraction(0)) == sum((one.out_of - (one.score or 0) for one in wrong), Fraction(0))
    assert sum(len(group.persons) for group in found.waiting) == sum(one.score is None and one.answer != "" for one, _ in each)


def test_order_and_portions_do_not_matter(bank: Bank, marks: list[tuple[Mark, list[str]]]) -> None:
    """Neither does whether the marks come from the store."""
    expected, rng = counted(bank, marks), random.Random(5)
    for is_stored in (False, True):
        apart = [(one, [person]) for one, persons in marks for person in persons]
        if is_stored:
            apart = [(replace(one, decided=decode(Decided, encode(one.decided))), persons) for one, persons in apart]
        rng.shuffle(apart)
        found = counted(bank, apart)
        assert found == expected
        assert [group.tree for group in found.wrong] == [group.tree for group in expected.wrong]


def test_marks_that_can_be_had_again_are_not_kept(bank: Bank, marks: list[tuple[Mark, list[str]]]) -> None:
    tally, places = Tally(bank, "s"), [gc.get_referrers(one) for one, _ in marks]
    asked: list[int] = []
    for number, (one, persons) in enumerate(marks):
        tally.add(one, persons, partial(lambda number: asked.append(number) or marks[number][0], number))
    assert [len(gc.get_referrers(one)) for one, _ in marks] == [len(place) for place in places]
    assert tally.counts() == counted(bank, marks)
    assert 0 < len(asked) < len(marks)


def test_beyond_the_most_frequent_wrong_answers_are_only_counted(bank: Bank, marks: list[tuple[Mark, list[str]]], monkeypatch: pytest.MonkeyPatch) -> None:
    every = counted(bank, marks)
    monkeypatch.setattr(groups, "MOST_GROUPS", 2)
    found = counted(bank, marks)
    assert found == replace(every, wrong=found.wrong, rarer=found.rarer)
    assert all(any(set(group.persons) <= set(whole.persons) for whole in every.wrong) for group in found.wrong)
    shown = {text for group in found.wrong for text in group.spellings}
    everything = {text for group in every.wrong for text in group.spellings}
    assert found.rarer == len(everything - shown) > every.rarer == 0


def test_groups_are_of_equal_answers(bank: Bank, marks: list[tuple[Mark, list[str]]]) -> None:
    found = counted(bank, marks)
    assert [set(group.spellings) for group in found.wrong if group.problem == "chain-2x-plus-1" and len(group.spellings) > 1] == [
        {"4(2x+1)^3", "4(1+2x)(1+2x)^2", "32x^3+48x^2+24x+4"}]
    waiting = {frozenset(group.spellings): group for group in found.waiting}
    assert set(waiting) == {frozenset(texts) for texts in (
        {"2x(", "2x  ("}, {"2\\cdot x("}, {"4(2x+1)^3"}, {"2(x_1 x_2 + x_2^3", "2\\left(x_1 x_2 + x_2^3"}, {"D by"}, {"y"}, {"-"})}
    assert all(group.message for group in found.waiting if group.spellings != ("4(2x+1)^3",))


def test_a_name_is_the_problem_and_six_digits_of_the_canonical_text(bank: Bank) -> None:
    problem = next(problem for problem in bank.problems if problem.id == "chain-2x-plus-1")
    [group] = counted(bank, [(mark(problem, "2x(", "s"), ["a"])]).waiting
    text = canonical("2x(", scope_of(problem.task))
    assert group.name == f"chain-2x-plus-1#{hashlib.sha256(text.encode()).hexdigest()[:6]}"


def test_two_names_that_would_be_equal_are_longer(bank: Bank) -> None:
    problem = next(problem for problem in bank.problems if problem.id == "shape-RD-R")
    seen: dict[str, str] = {}
    texts = (f"q{number}" for number in range(10**6))
    first, second = next((seen[digits], text) for text in texts if (digits := hashlib.sha256(text.encode()).hexdigest()[:6]) in seen or seen.update({digits: text}))
    asked = [(Mark(problem.id, text, Decided(Verdict(Outcome.UNREADABLE)), None, Fraction(1)), ["a"]) for text in (first, second, "other")]
    names = [group.name.removeprefix("shape-RD-R#") for group in counted(bank, asked).waiting]
    assert sorted(map(len, names)) == [6, 12, 12]
    assert len(set(names)) == 3


@pytest.mark.parametrize(("one", "other", "same"), [
    ("2*x(", "2 · x (", True), ("2\\cdot x(", "2⋅x(", True), ("\\left( x", "(x", True), ("\\mathbf{x}(", "x(", True), ("$x($", "x(", True),
    ("x − 1(", "x - 1(", True), ("x – 1(", "x-1(", True), ("\\frac{1}{2}(", "\\frac12(", False), ("X(", "x(", False), ("2x(", "x2(", False),
    ("x +(", "x -(", False), ("x\ny(", "x y(", True), ("\\operatorname{foo", "\\operatorname {foo", True), ("é(", "e(", False),
])
def test_canonical_texts(one: str, other: str, same: bool) -> None:
    scope = Scope(("x", "y"))
    assert (canonical(one, scope) == canonical(other, scope)) is same
