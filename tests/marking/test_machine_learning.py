"""The bank of machine learning: it proves itself, and is no part of the lecture's."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.marking.proof import prove
from grader.model import Problem, Severity

ROOT = Path(__file__).resolve().parents[2]
BANK = ROOT / "problem_bank" / "machine-learning"


def test_it_is_asked_for_by_its_own_folder() -> None:
    lecture, said = load_bank(ROOT / "problem_bank")
    own, faults = load_bank(BANK)
    assert not said
    assert not faults
    assert not {problem.id for problem in lecture.problems} & {problem.id for problem in own.problems}
    assert all(problem.id.startswith("ml-") for problem in own.problems)
    one, _ = load_bank(BANK / "regression.yaml")
    assert {problem.id for problem in one.problems} < {problem.id for problem in own.problems}


@pytest.mark.parametrize("problem", load_bank(BANK)[0].problems, ids=lambda problem: problem.id)
def test_it_proves_itself(problem: Problem) -> None:
    proved = prove(problem, "salt")
    assert [fault for fault in proved.faults if fault.severity is not Severity.WARNING] == []
    assert problem.shown.statement
    assert problem.shown.hints
    assert problem.shown.solution
