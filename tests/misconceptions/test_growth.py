"""The steps that the rules take grow linearly with a problem, and what does not fit into a rule's budget is left out.

Counted are calls, of Python's functions and of C's, while a problem's table of wrong answers is built: the same in every run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from bank_cases import SALT
from families import FAMILIES, exponent, sizes

from grader.engine import REFUTE_BITS, precision, unfolded
from grader.kinds import Decider
from grader.misconceptions import Example
from grader.misconceptions.predict.budget import MOST_LEAVES, MOST_PREDICTED
from grader.misconceptions.predict.predict import trees_of
from grader.misconceptions.predict.question import Question
from grader.misconceptions.predict.table import Table
from grader.misconceptions.rules import RULES
from grader.misconceptions.worked import task_of
from grader.record import replace

STEEPEST = 1.3


def question(example: Example) -> Question:
    return Question(Decider(task_of(example), SALT))


def steps(example: Example) -> int:
    """How many calls it takes to build the table of a problem, its points being there."""
    asked = question(example)
    asked.posed.instances()[0].samples(3)

    def build() -> None:
        with precision(REFUTE_BITS):
            Table(asked, RULES)

    return calls(build)


def calls(work: Callable[[], object]) -> int:
    """How many calls some work takes."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
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


TAYLOR = Example("taylor(exp(x y) sin(x + y), [x, y], [0, 0], 6)", "", "x + y", "x: real, y: real", asked="value")


def test_wrong_taylor_polynomials_share_their_derivatives() -> None:
    """Lower orders, a forgotten centre and lost factorials are made of the derivatives of one polynomial."""
    asked = question(TAYLOR)
    assert steps(TAYLOR) <= 5 * calls(lambda: unfolded(asked.f, asked.posed.declared))
    made = {rule.name: trees_of(rule, asked) for rule in RULES}
    assert len(made["order-other"]) > 2
    assert made["factorials-lost"]


@pytest.mark.parametrize(("order", "is_misread"), [(3, True), (6, False)])
def test_a_long_taylor_polynomial_is_made_of_no_misread_function(order: int, is_misread: bool) -> None:
    asked = question(replace(TAYLOR, f=TAYLOR.f.replace("6)", f"{order})")))
    misread = [rule for rule in RULES if rule.misreads is not None and rule.mal_rule is None and rule.edits is None]
    assert bool([tree for rule in misread for tree in trees_of(rule, asked)]) is is_misread


def test_what_is_left_out_is_the_same_in_every_run() -> None:
    first, second = (question(FAMILIES["factors"][1](32)) for _ in range(2))
    assert [trees_of(rule, first) for rule in RULES] == [trees_of(rule, second) for rule in RULES]
    assert first.most_predicted < MOST_PREDICTED
