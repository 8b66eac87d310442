"""No wrong verdict on random answers with arrays; ``GRADER_MATRIX_PAIRS=5000 pytest tests/engine/test_matrix_pairs.py`` runs more."""

from __future__ import annotations

import os
from itertools import islice

import numpy as np
import pytest
from matrix_judge import ILL_FORMED, LAYOUT, RIGHT, UNDEFINED, WRONG, oracle
from matrix_oracle import quotients, truth
from matrix_pairs import Generator, Summary, run, shown
from matrix_problems import problems
from matrix_rewrites import RULES
from matrix_slips import SLIPS

from grader.kinds import scope_of
from grader.model import Outcome, Problem
from grader.syntax import Reading, read

COUNT = int(os.environ.get("GRADER_MATRIX_PAIRS", "1500"))
SEED = int(os.environ.get("GRADER_MATRIX_PAIRS_SEED", "1"))


@pytest.fixture(scope="module")
def summary() -> Summary:
    return run(COUNT, SEED)


def test_no_wrong_verdict(summary: Summary) -> None:
    assert [f"{found}: {shown(pair)}" for pair, found in summary.wrong] == []


def test_what_is_printed_is_read_as_it_was(summary: Summary) -> None:
    assert [shown(pair) for pair in summary.misread] == []


def test_at_most_one_right_answer_in_a_hundred_is_undecided(summary: Summary) -> None:
    assert summary.verdicts[True, Outcome.UNDECIDED] <= summary.honest / 100


def test_most_slips_are_refuted(summary: Summary) -> None:
    """A size that nothing tells is no mistake that can be refuted; it waits for a person."""
    undecided = summary.verdicts[False, Outcome.UNDECIDED] - summary.rules["open size"]
    assert undecided <= summary.verdicts[False, Outcome.INCORRECT] / 50


def test_both_labels_every_rewrite_and_every_slip_occur(summary: Summary) -> None:
    assert COUNT * 0.4 < summary.honest < COUNT * 0.6
    rare = {"slice turned"} if COUNT < 5_000 else set[str]()
    assert {*RULES, *SLIPS} - rare == set(summary.rules) - rare
    assert len(summary.spellings) >= 10
    assert len(RULES) >= 12
    assert len(SLIPS) >= 12


def test_other_layouts_occur(summary: Summary) -> None:
    assert summary.layouts["denominator"] > 10
    assert len(summary.layouts) >= 4


def test_the_generator_throws_little_away(summary: Summary) -> None:
    """What the oracle cannot confirm is dropped; much of it would mean that the labels are wrong."""
    assert summary.thrown["slip without effect"] < COUNT * 0.1
    unclear = sum(number for name, number in summary.thrown.items() if name.startswith(("rewrite", "slip u")))
    assert unclear < COUNT * 0.02


def test_same_seed_same_pairs() -> None:
    first, second = ([(pair.text, pair.layouts) for pair in islice(Generator(9).pairs(), 40)] for _ in range(2))
    assert first == second


ALL = problems()


@pytest.mark.parametrize("problem", ALL, ids=[problem.id for problem in ALL])
def test_the_oracle_judges_every_list_as_its_author_does(problem: Problem) -> None:
    known = oracle(problem, 1)
    lists = [(RIGHT, (problem.scheme.truth, *problem.scheme.accept) if problem.scheme.truth else problem.scheme.accept), (LAYOUT, problem.scheme.other_layout),
             (WRONG, tuple(wrong.answer for wrong in problem.scheme.wrong))]
    for status, texts in lists:
        for text in texts:
            reading = read(text, scope_of(problem.task))
            if isinstance(reading, Reading):
                found = known.judge(reading.tree).status
                assert found == status or (status == WRONG and found in (ILL_FORMED, UNDEFINED)), text


DERIVATIVES = [problem for problem in ALL if problem.task.asked == "derivative"]


@pytest.mark.parametrize("problem", DERIVATIVES, ids=[problem.id for problem in DERIVATIVES])
def test_the_oracles_complex_steps_agree_with_central_differences(problem: Problem) -> None:
    for world, known in oracle(problem, 1).places:
        exact = truth(problem, world).array
        assert np.array_equal(exact, known.array)
        rough = quotients(problem, world)
        assert rough.shape == exact.shape
        assert np.abs(rough - exact).max() <= 1e-4 * (1 + np.abs(exact).max())
