"""No wrong verdict on random pairs; ``GRADER_PAIRS=20000 pytest tests/engine/test_pairs.py`` runs them all."""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice

import pytest
from pairs import Summary, pairs, run, shown
from rewrites import ANYWHERE, LOCAL
from slips import COARSE, FINE

from grader.expr import Call, plain, postorder
from grader.model import Outcome

COUNT = int(os.environ.get("GRADER_PAIRS", "4000"))
SEED = int(os.environ.get("GRADER_PAIRS_SEED", "1"))

FUNCTIONS = {"exp", "log", "sqrt", "root", "abs", "sign", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "acot",
             "asec", "acsc", "sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh", "acoth", "asech", "acsch"}


@pytest.fixture(scope="module")
def summary() -> Summary:
    return run(COUNT, SEED)


def test_no_wrong_verdict(summary: Summary) -> None:
    assert [shown(pair) for pair in summary.wrong] == []


def test_at_most_one_honest_rewrite_in_a_hundred_is_undecided(summary: Summary) -> None:
    assert summary.verdicts[True, Outcome.UNDECIDED] <= summary.honest / 100


def test_most_slips_are_refuted(summary: Summary) -> None:
    refuted, undecided = summary.verdicts[False, Outcome.INCORRECT], summary.verdicts[False, Outcome.UNDECIDED]
    assert undecided <= refuted / 50


def test_both_labels_and_nearly_every_rule_occur(summary: Summary) -> None:
    """The rarest, such as the root of a product, fit one tree in ten thousand."""
    assert COUNT * 0.4 < summary.honest < COUNT * 0.6
    if COUNT >= 20_000:
        rules = {*ANYWHERE, *LOCAL, *COARSE, *FINE}
        assert set(summary.rules) <= rules
        assert len(rules - set(summary.rules)) <= 2


def test_the_generator_throws_little_away(summary: Summary) -> None:
    """What mpmath cannot confirm is dropped; much of it would mean that the labels are wrong."""
    assert summary.thrown["slip without effect"] < COUNT * 0.05
    assert summary.thrown["rewrite that mpmath cannot confirm"] < COUNT * 0.001
    assert summary.thrown["slip undefined at a point"] + summary.thrown["rewrite undefined at a point"] < COUNT * 0.02
    assert summary.thrown["truth too large or undefined"] + summary.thrown["answer too long"] < COUNT * 0.02


def test_every_function_occurs() -> None:
    """In the first 1,500 pairs of the usual seed, in a few more of another one."""
    missing = set(FUNCTIONS)
    for pair in islice(pairs(SEED, Counter()), 6_000):
        missing -= {node.name for node in postorder(pair.truth.tree) if isinstance(node, Call)}
        if not missing:
            return
    assert not missing


def test_same_seed_same_pairs() -> None:
    first, second = ([(plain(pair.answer), pair.honest) for pair in islice(pairs(9, Counter()), 50)] for _ in range(2))
    assert first == second
