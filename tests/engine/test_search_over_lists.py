"""The marks of whole collections of answers with NumPy and without: the same; ``GRADER_SEARCH=1`` takes them all.

Listed answers of the bank, strings that are written to fool, under several salts, random pairs.  Of those the point of a counterexample may
be another one where a search proposed it, at most once in a thousand.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from corpora import Asked, branches, listed, random_pairs
from without_numpy import without_numpy

from grader.engine.ladder import columns
from grader.engine.values import lists
from grader.marking import mark
from grader.model import Mark, mark_to_json

ALL = bool(os.environ.get("GRADER_SEARCH"))
SEED = int(os.environ.get("GRADER_PAIRS_SEED", "7"))
SALTS = ("s1", "s2", "s3") if ALL else ("s1",)

CORPORA = {
    "listed": lambda: listed(1 if ALL else 6),
    "branches": lambda: branches()[::1 if ALL else 4],
    "random": lambda: random_pairs(1_500 if ALL else 120, SEED),
}


def settled(made: Mark) -> tuple[object, ...]:
    """What may never depend on how the search is computed."""
    return str(made.verdict.outcome), made.verdict.layout, made.score, tuple(found.rule for found in made.diagnoses)


def _marks(asked: Sequence[Asked]) -> list[Mark]:
    return [mark(each, answer, salt) for salt in SALTS for each, answer in asked]


@pytest.mark.parametrize("corpus", CORPORA)
def test_marks_are_the_same_without_numpy(corpus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = CORPORA[corpus]()
    fast = _marks(asked)
    taken = list[object]()
    arrays = columns.arrays
    monkeypatch.setattr(columns, "arrays", lambda: taken.append(arrays()) or arrays())
    with without_numpy():
        plain = _marks(asked)
    assert all(each is lists for each in taken)
    assert taken or corpus == "listed"
    assert [(a.problem, a.answer, settled(a), settled(b)) for a, b in zip(fast, plain, strict=True) if settled(a) != settled(b)] == []
    others = [(a.problem, a.answer) for a, b in zip(fast, plain, strict=True) if mark_to_json(a) != mark_to_json(b)]
    assert len(others) <= len(fast) // 1_000, others
    print(f"{corpus}: {len(fast)} answers, {len(taken)} times columns, {len(others)} other points")
