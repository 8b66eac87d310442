"""Answers that wait are one group if they are written alike or are the same tree, and never because they are similar."""

from __future__ import annotations

import itertools
import random

import pytest

from grader.bank import load_bank
from grader.marking import Tally, mark
from grader.model import Bank, Mark, Outcome, Problem
from grader.places import place
from grader.record import replace


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(place("problem_bank"))[0]


def problem_of(bank: Bank, name: str) -> Problem:
    found = bank.get(name)
    assert found is not None
    return found


def waiting(problem: Problem, text: str) -> Mark:
    """The mark of a text that was read, as if nobody could decide it; or as it is."""
    found = mark(problem, text, "s")
    is_read = found.verdict.outcome is not Outcome.UNREADABLE
    return replace(found, score=None, decided=replace(found.decided, verdict=replace(found.verdict, outcome=Outcome.UNDECIDED))) if is_read else found


def groups(bank: Bank, problem: Problem, *texts: str) -> list[set[str]]:
    tally = Tally(bank, "s")
    for number, text in enumerate(texts):
        one = waiting(problem, text)
        assert one.score is None
        tally.add(one, [f"{number:016x}"])
    return [set(group.spellings) for group in tally.counts().waiting]


READABLE = [
    ("x1 + x2", "x2+x1", True), ("2 x1 x2 + x2^3", "x2^3 + x2*2*x1", True), ("\\frac{x1}{2}", "x1/2", True), ("(x1 + x2)(x1 - x2)", "(x1-x2)\\cdot(x2+x1)", True),
    ("x1 - x2", "x2 - x1", False), ("x1/x2", "x2/x1", False), ("x1^2", "x1 x1", False), ("2(x1 + x2)", "2x1 + 2x2", False), ("x1 + 0", "x1", False), ("0.5 x1", "x1/2", False),
    ("x1^{x2}", "x2^{x1}", False), ("sin(x1)", "cos(x1)", False), ("x1 + (x2 + 1)", "(x1 + x2) + 1", False),
]
UNREADABLE = [
    ("2*x1(", "2 · x1 (", True), ("2\\cdot x1(", "2⋅x1(", True), ("\\left( x1", "(x1", True), ("$x1($", "x1(", True), ("x1 − 1(", "x1 - 1(", True),
    ("x1 – 1(", "x1-1(", True), ("[x1 + (", "[x1+(", True), ("\\mathbf{x1}(", "x1(", False), ("x_1 + (", "x_{1}+(", False),
    ("(x1 + x2", "(x2 + x1", False), ("(x1", "((x1", False), ("X1(", "x1(", False), ("2x1(", "x1 2(", False), ("(x1 + 1", "(x1 - 1", False), ("\\frac{1}{2}(", "1/2(", False),
    ("é x1", "e x1", False), ("é x1", "é  x1", True), ("12 x1 §", "1 2x1 §", False), ("x1 \\pm x2(", "x1 \\mp x2(", False), ("x1 \\pm x2(", "x1 ± x2(", True), ("(x1 + q", "(x1 + r", False),
]


@pytest.mark.parametrize(("one", "other", "same"), READABLE)
def test_readable_texts(bank: Bank, one: str, other: str, same: bool) -> None:
    assert groups(bank, problem_of(bank, "partial-ex57-x1"), one, other) in ([[{one, other}]] if same else [[{one}, {other}], [{other}, {one}]])


@pytest.mark.parametrize(("one", "other", "same"), UNREADABLE)
def test_unreadable_texts(bank: Bank, one: str, other: str, same: bool) -> None:
    assert groups(bank, problem_of(bank, "partial-ex57-x1"), one, other) in ([[{one, other}]] if same else [[{one}, {other}], [{other}, {one}]])


@pytest.mark.parametrize(("one", "other", "same"), [("D by", "D  by", True), ("D by", "d by", False), ("D by", "by D", False), ("1 2 by", "12 by", False), ("D ,by", "D, by", True), ("raw D", "D", False)])
def test_dimensions(bank: Bank, one: str, other: str, same: bool) -> None:
    assert groups(bank, problem_of(bank, "shape-RD-R"), one, other) in ([[{one, other}]] if same else [[{one}, {other}], [{other}, {one}]])


def test_what_was_read_and_what_was_not_are_never_one_group(bank: Bank) -> None:
    """Groups are classes: what is the same as the same is the same, in any order, and a readable text is in none with one that is not."""
    texts = list(dict.fromkeys(text for one, other, _ in (*READABLE, *UNREADABLE) for text in (one, other)))
    problem, rng = problem_of(bank, "partial-ex57-x1"), random.Random(4)
    expected = sorted(map(sorted, groups(bank, problem, *texts)))
    rng.shuffle(texts)
    assert sorted(map(sorted, groups(bank, problem, *texts))) == expected
    unreadable = {text for text in texts if mark(problem, text, "s").verdict.outcome is Outcome.UNREADABLE}
    assert all(set(group) <= unreadable or not set(group) & unreadable for group in expected)
    same = {frozenset(pair[:2]): pair[2] for pair in (*READABLE, *UNREADABLE)}
    for group in expected:
        assert all(same.get(frozenset(pair), True) for pair in itertools.combinations(group, 2))
