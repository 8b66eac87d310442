"""The steps that the rules take grow linearly with a problem, and what does not fit into a rule's budget is left out.

Counted are calls, of Python's functions and of C's, while a problem's table of wrong answers is built: the same in every run.
"""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from bank_cases import SALT
from families import FAMILIES, exponent, sizes

from grader.engine import REFUTE_BITS, precision
from grader.kinds import Decider
from grader.misconceptions import Example
from grader.misconceptions.predict.budget import MOST_LEAVES, MOST_PREDICTED
from grader.misconceptions.predict.predict import trees_of
from grader.misconceptions.predict.question import Question
from grader.misconceptions.predict.table import Table
from grader.misconceptions.rules import RULES
from grader.misconceptions.worked import task_of

STEEPEST = 1.3


def question(example: Example) -> Question:
    return Question(Decider(task_of(example), SALT))


def steps(example: Example) -> int:
    """How many calls it takes to build the table of a problem, its points being there."""
    asked = question(example)
    asked.posed.instances()[0].samples(3)
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        with precision(REFUTE_BITS):
            Table(asked, RULES)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", FAMILIES)
def test_steps_grow_linearly(name: str) -> None:
    first, family = FAMILIES[name]
    steps(family(first))
    counts = [steps(family(size)) for size in sizes(first)]
    assert exponent(sizes(first), counts) <= STEEPEST, counts
    assert counts[-1] > counts[0]


@pytest.mark.parametrize("name", FAMILIES)
def test_a_rule_keeps_to_its_budget(name: str) -> None:
    first, family = FAMILIES[name]
    for size in sizes(first):
        asked = question(family(size))
        largest = max(tree.leaves for tree in (asked.f, *asked.forms))
        for rule in RULES:
            made = trees_of(rule, asked)
            assert len(made) <= max(1, min(MOST_PREDICTED, MOST_LEAVES // largest))
            assert len(made) <= 1 or sum(tree.leaves for tree in made) <= MOST_LEAVES
        assert asked.failures == []


def test_what_is_left_out_is_the_same_in_every_run() -> None:
    first, second = (question(FAMILIES["factors"][1](32)) for _ in range(2))
    assert [trees_of(rule, first) for rule in RULES] == [trees_of(rule, second) for rule in RULES]
    assert first.most_predicted < MOST_PREDICTED
