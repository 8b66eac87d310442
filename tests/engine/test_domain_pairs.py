"""Random pairs on random domains: right ones are not refused, slivers are never accepted.  ``GRADER_PAIRS`` says how many."""

from __future__ import annotations

import os
from collections import Counter

from domain_pairs import pairs
from problems import outcome, problem

COUNT, SEED = int(os.environ.get("GRADER_PAIRS", "80")), int(os.environ.get("GRADER_SEED", "7"))


def test_random_pairs_on_domains() -> None:
    found = Counter[tuple[bool, str]]()
    for pair in pairs(COUNT, SEED):
        verdict = outcome(problem(pair.f, declared=pair.domain), pair.answer).value
        found[pair.is_right, verdict] += 1
        assert verdict != ("incorrect" if pair.is_right else "correct"), pair
    assert found[True, "undecided"] + found[False, "undecided"] <= max(1, COUNT // 50), found
    assert found[True, "correct"] > COUNT // 4
